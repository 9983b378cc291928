package e2e_test

import "fmt"

// What goes otherwise than it should: a session that is not finished, a line that is lost, a stop.

// mayBook is that the practice lets clients book, and that Jonas has opened an hour for it.
func (d *dave) mayBook() {
	d.hears()
	d.odd.Go("/booking-rules")
	d.odd.Tick("Clients may book and move by themselves")
	d.odd.Press("Keep this")
	d.odd.See("Kept.")
	d.jonas.Go("/opening")
	d.jonas.Fill("Wednesday", "10-11")
	d.jonas.Fill("Minutes", "60")
	d.jonas.Press("Keep this")
	d.jonas.See("Kept.")
}

// books is Dave, taking the next time that suits him.
func (d *dave) books() {
	at := d.wednesdays(d.weeks / 2)
	d.dave.Go(d.contact + "/appointments")
	d.dave.Choose("Times that are open", at.Format("Monday 2 January 2006, 15:04"))
	d.dave.Click("Book this time")
	d.dave.Until(fmt.Sprintf(`[...document.querySelectorAll(".appointments a")].some((a) => a.textContent.includes(%q))`, d.day(at)))
}

// breaks is the session in which the line is lost in the middle of a set, Dave stops the next one,
// and time is not enough. It cannot end without a closure, and no step of that is passed over.
func (d *dave) breaks(m memory) {
	d.takes(m)
	d.set(8, "the road")
	d.cut()
	d.stops()
	d.rates("SUD", "5")
	d.jonas.Go(d.session)
	d.jonas.Press("End, and write the note")
	d.jonas.See("The EMDR work of this session is not closed yet")
	d.jonas.Go(d.session + "/emdr")
	d.goes("Begin the closure", 7)
	d.jonas.NotSee("Close: it came to its end")
	d.jonas.Choose("How bad it is as they leave", "5")
	d.jonas.Press("Close for now: it is not finished")
	d.jonas.See("Some steps of the closure are not ticked")
	d.leaves("5")
	d.last, d.owes = m, "EMDR: “"+m.name+"” is not finished. Look at it first."
	d.writes("EMDR: worked on “" + m.name + "”, 3 sets. How bad it was, 0 to 10: " + m.sud + ", and then 5. How true the good sentence felt, 1 to 7: " + m.voc + ", and then " + m.voc + ". It is not finished, and was closed for now.")
	d.dave.Go(d.space + "/emdr")
	d.dave.See("Not finished")
}

// goesOn is the next session: it begins with looking at it again, and brings it to its end.
func (d *dave) goesOn(m memory) {
	d.phase(8)
	d.jonas.NotSee("What to work on today")
	d.jonas.Choose("How bad it is now (SUD)", "6")
	d.jonas.Choose("How true the good sentence feels now (VOC)", "3")
	d.jonas.Choose("How to go on", "Go on with this")
	d.jonas.Press("Keep this")
	d.goes("Begin with sets (phase 4)", 4)
	d.set(6, "quiet")
	d.rates("SUD", "0")
	d.goes("On to the good sentence (phase 5)", 5)
	d.set(6, "it holds")
	d.rates("VOC", "7")
	d.whole(m, "EMDR: worked on “"+m.name+"”, 2 sets. How bad it was, 0 to 10: 6, and then 0. How true the good sentence felt, 1 to 7: 3, and then 7. It came to its end.")
}

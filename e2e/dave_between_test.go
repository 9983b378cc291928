package e2e_test

import (
	"fmt"
	"strings"
	"time"

	"tillit.care/e2e/browser"
)

// What Dave and Jonas do around the sessions: appointments, questionnaires, his own work on
// trust, and the notes.

// wednesdays is when they meet: every second week, at ten where the practice is.
func (d *dave) wednesdays(n int) time.Time {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		d.Fatal(err)
	}
	return time.Date(2026, time.March, 4+14*n, 10, 0, 0, 0, zone)
}

// booked is that Jonas books all of it, and that Dave wants to hear of it by mail.
func (d *dave) booked(times int) {
	d.hears()
	d.jonas.Go(d.contact + "/appointments")
	d.jonas.Fill("Day and time", d.wednesdays(0).Format("2006-01-02T15:04"))
	d.jonas.Fill("Minutes", "60")
	d.jonas.Choose("How often", "Every 2 weeks")
	d.jonas.Fill("How many in all", fmt.Sprint(times))
	d.jonas.Press("Book it")
	d.jonas.See(d.day(d.wednesdays(times - 1)))
}

func (d *dave) day(at time.Time) string { return at.Format("2 January 2006, 15:04") }

func (d *dave) hears() {
	d.dave.Go(d.contact + "/appointments")
	d.dave.Press("How you hear of them")
	d.dave.Tick("E-mails may say when it is")
	d.dave.Press("Keep this")
	d.dave.Until(`location.hash === "#hearing"`)
}

// comes is the day of the next appointment: Dave was reminded the day before, what is due was
// asked and answered, and Jonas opens the session from his calendar.
func (d *dave) comes() {
	at := d.wednesdays(d.weeks / 2)
	d.w.Advance(at.Add(-25 * time.Hour).Sub(d.w.Now()))
	before := d.letters(at)
	d.w.Advance(at.Add(time.Minute).Sub(d.w.Now()))
	n := d.letters(at) - before
	for begun := time.Now(); n == 0 && time.Since(begun) < browser.Patience; n = d.letters(at) - before {
		time.Sleep(50 * time.Millisecond) // the practice does its jobs by itself, too
	}
	if n != 1 {
		d.Errorf("%d letters the day before %s", n, d.day(at))
	}
	d.signIn()
	if d.weeks%4 == 0 {
		d.answers(d.weeks / 4)
	}
	if how := map[int]string{4: "Do it again", 8: "It is done"}[d.weeks]; how != "" {
		d.tries(how)
	}
	d.jonas.Go("/calendar?day=" + at.Format(time.DateOnly))
	d.jonas.Click("Dave Mercer")
	d.jonas.See(d.day(at))
	d.jonas.Click("Open the session")
	d.jonas.See("Planned: In person")
	if len(d.notes) > 1 {
		d.jonas.See(d.owes)
	}
	d.meets()
	d.weeks += 2
}

// letters are those that say when it is. They say nothing else.
func (d *dave) letters(at time.Time) (n int) {
	for _, text := range to(d.w, d.mails[2]) {
		if strings.Contains(text, "EMDR") || strings.Contains(text, "Jonas") {
			d.Errorf("a letter says too much: %s", text)
		}
		if strings.HasPrefix(text, "You have an appointment: "+d.day(at)) {
			n++
		}
	}
	return n
}

// line is something on the line of his life, by Dave.
func (d *dave) line(what, age string) {
	d.dave.Go(d.space + "/trust/timeline")
	d.dave.Click("Add to the timeline")
	d.dave.Fill("What happened, in a few words", what)
	d.dave.Choose("What did it do to trust?", "It made it harder to trust")
	d.dave.Fill("How old I was", age)
	d.dave.Press("Keep this")
	d.dave.See("Written by you")
}

// plans is the plan for EMDR: a theme, with three prongs. The first times come from the line.
func (d *dave) plans() {
	d.jonas.Go(d.space + "/emdr")
	d.jonas.Fill("The theme, in one sentence", theme)
	d.jonas.Choose("What it says about oneself", "Responsibility")
	d.jonas.Press("Add this theme")
	d.jonas.See("Done once the past, today and what is to come are all done.")
	for _, m := range d.targets {
		d.jonas.Go(d.space + "/emdr")
		d.jonas.Click(map[string]string{"past": "Add a memory to", "trigger": "Add something that sets off", "future": "Add what is to come"}[m.prong])
		d.jonas.Fill("What it is", m.name)
		if m.part != "" {
			d.jonas.Choose("Which time", m.part)
		}
		if m == ice || m == bridge { // they stand on it
			d.jonas.Choose("From the life line", m.name)
		}
		d.jonas.Press("Keep this")
		d.jonas.See("How it is now, outside a session")
	}
}

// asked is a questionnaire, every four weeks.
func (d *dave) asked(what string) {
	d.jonas.Go(d.space)
	d.jonas.Click("Ask something new")
	before := fmt.Sprintf(`%q`, d.jonas.Eval(askedThere+`.join(" ")`))
	d.jonas.Choose("Questionnaire", what)
	d.jonas.Choose("How often", "Every 4 weeks")
	d.jonas.Click("Ask this")
	d.jonas.Until(askedThere + `.some((m) => !` + before + `.includes(m))`)
	which, _ := d.jonas.Eval(askedThere + `.find((m) => !` + before + `.includes(m))`).(string)
	d.measures = append(d.measures, which)
}

// askedThere are the names of the measures on the page of the case.
const askedThere = `[...new Set([...document.querySelector("main").innerHTML.matchAll(/measures\/([0-9a-z]{26})/g)].map((m) => m[1]))]`

// What Dave says of the month, month after month: of twenty questions and of three, as printed.
var davesMonths = []struct{ pcl5, trust string }{
	{"33133434313432310344", "152"}, {"32132323312322210233", "242"}, {"22121222211211210122", "333"}, {"11011121100111100111", "423"},
}

// answers is Dave on his phone, answering what is asked of him.
func (d *dave) answers(month int) {
	said := davesMonths[month]
	for i, numbers := range []string{said.pcl5, said.trust} {
		d.dave.Go(d.space + "/measures/" + d.measures[i])
		d.dave.Until(`!!document.querySelector("main [type=radio]")`)
		d.dave.Eval(fmt.Sprintf(`(() => {
			const all = [...document.querySelectorAll("main [role=radiogroup] [type=radio]")].filter((r) => r.value !== "");
			[...%q].forEach((n, i) => {
				const name = [...new Set(all.map((r) => r.name))][i];
				all.filter((r) => r.name === name)[n - %d].click();
			});
		})()`, numbers, i)) // the twenty begin at 0, the three at 1
		d.dave.See("Saved as you go")
		d.dave.Press("Send my answers")
		d.dave.See("Your answers have arrived")
	}
}

// climbs is Dave's ladder: a small step with Carol.
func (d *dave) climbs() {
	d.dave.Go(d.space + "/trust/ladder")
	d.dave.Click("Add a step")
	d.dave.Fill("The step", step)
	d.dave.Choose("How hard it would be", "4")
	d.dave.Press("Keep this")
	d.dave.See("Written by you")
}

const step = "I tell Carol where I go, before I go"

// tries is that he did it: again, and then it is done.
func (d *dave) tries(how string) {
	d.dave.Go(d.space + "/trust/ladder")
	d.dave.Click(step)
	d.dave.Click(how)
	d.dave.Go(d.space + "/trust/ladder")
	d.dave.See(map[string]string{"Do it again": "Done, and to be done again", "It is done": "tried 2 times"}[how])
}

// writes is the note, as it was proposed and with a line of Jonas's; Dave reads it.
func (d *dave) writes(done string) {
	d.Helper()
	d.signs(done, more)
	note, _ := d.jonas.Eval("location.pathname").(string)
	d.notes, d.said = append(d.notes, note), append(d.said, done)
	d.dave.Go(note)
	d.dave.See(done)
	d.dave.See(more)
}

const more = "He went home by the river road, and said so."

// kept is what stands there in the end, for both of them, and how it went.
func (d *dave) kept(course string) {
	for _, p := range []*browser.Person{d.jonas, d.dave} {
		p.Go(d.space + "/emdr")
		p.See("All three sides are done.")
		for _, done := range d.said {
			p.See(done)
		}
		p.NotSee("Waiting")
		p.NotSee("Begun")
	}
	d.jonas.Go(d.space)
	d.jonas.See(course)
	d.jonas.See("by more than measurement error")
	d.dave.Go("/going")
	d.dave.See("Better than when you began, by more than chance.")
}

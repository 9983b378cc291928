package e2e_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
	"tillit.care/pure/right"
)

// duet is Dave and his therapist, each with a browser of their own, in a session of EMDR.
type duet struct {
	testing.TB
	w           *world.World
	odd         *browser.Person // the owner
	jonas, dave *browser.Person
	origin      string
	browsers    []*browser.Browser
	mails       [3]string // of the owner, of Jonas and of Dave
	space       string
	session     string
}

// TestTheLightInStep: Dave and Jonas, in two browsers, from the papers to the note: a session in
// which a light moves on both screens, is changed, is stopped by either, and rests when a line
// is lost; and what was really done is what is kept.
func TestTheLightInStep(t *testing.T) {
	d := newDuet(t)
	d.papers()
	d.ready()
	d.opens()
	d.prepares()
	d.moves()
	d.stops()
	d.cut()
	d.closes()
}

// newDuet are the two in the cast.
func newDuet(t testing.TB) *duet {
	t.Helper()
	d := seated(t)
	cast := d.w.NewCast()
	d.w.Sleep(26 * time.Hour) // what the cast did is of another day
	d.mails = [3]string{cast.Emails["owner"], cast.Emails["other therapist"], cast.Emails["other client"]}
	d.space = "/spaces/" + string(cast.Dave.Spaces[right.Shared])
	d.signIn()
	signIn(d.odd, d.mails[0])
	return d
}

// seated are two browsers in a practice, where nobody has signed in.
func seated(t testing.TB) *duet {
	t.Helper()
	d := &duet{TB: t}
	d.origin = browser.Serve(t, func(origin string) http.Handler {
		d.w = world.Live(t, origin)
		return d.w
	})
	his, daves := browser.Open(t, d.origin), browser.Open(t, d.origin)
	d.browsers = []*browser.Browser{his, daves}
	for _, b := range d.browsers {
		b.Expect(`status of (409|422)`)
		b.Expect(`WebSocket`) // a line that is cut says so
	}
	d.odd, d.jonas, d.dave = his.Person("odd", browser.Desktop), his.Person("jonas", browser.Desktop), daves.Person("dave", browser.Phone)
	return d
}

// signIn is both, coming back: who has been away for long is signed out.
func (d *duet) signIn() {
	signIn(d.jonas, d.mails[1])
	signIn(d.dave, d.mails[2])
}

// papers are what has to be there before anything: training that is seen, a consent that is
// signed.
func (d *duet) papers() {
	d.jonas.Go(d.space + "/consents/emdr")
	d.jonas.Press("Ask the client for this")
	d.dave.Go(d.space + "/consents/emdr")
	d.dave.Tick("I have read this, and I agree")
	d.dave.Fill("Your name, typed as your signature", "dave")
	d.dave.Press("I sign this")
	d.dave.See("You signed this on")
	d.jonas.Go("/emdr/training")
	d.jonas.Fill("Who gave it", "EMDR Institute")
	d.jonas.Fill("Number of the paper", "E-77")
	d.jonas.Fill("Last day on which it is valid", d.w.Now().AddDate(1, 0, 0).Format(time.DateOnly))
	d.jonas.Press("Keep this")
	d.jonas.See("No owner has confirmed your training in EMDR yet.")
	d.odd.Go("/practice/emdr")
	d.odd.Press("I have seen it, and it is valid")
	d.odd.See("Confirmed.")
}

// ready is that readiness was looked at.
func (d *duet) ready() {
	d.jonas.Go(d.space + "/emdr/ready")
	for _, point := range []string{
		"They are safe now: nobody hurts them", "Thoughts of suicide were asked about", "Drink and drugs are steady enough", "Somebody is there for them",
		"They can name a feeling and bear it", "They can come back from being a little upset", "A calm place or a container works", "Being far away was asked about",
		"No fits and no head injury", "Nothing about the heart", "Nothing about the lungs", "Not pregnant", "No pain in the eyes", "No migraine", "No crisis in life",
		"No case in court", "They will tell you how it really is",
	} {
		d.jonas.Choose(point, "Yes")
	}
	d.jonas.Press("Keep this")
	d.jonas.See("Looked at")
}

// opens begins a session, lets Dave in, and opens the page on which it is led.
func (d *duet) opens() {
	d.jonas.Go(d.space + "/meetings")
	d.jonas.Choose("How you meet", "In person")
	d.jonas.Press("Begin one now")
	d.jonas.See("EMDR in this session")
	d.meets()
}

// meets lets Dave into the session that Jonas is looking at, and opens the page on which it is
// led.
func (d *duet) meets() {
	d.session, _ = d.jonas.Eval("location.pathname").(string)
	d.dave.Go(d.session + "/room")
	d.dave.See("You are in the waiting room")
	d.jonas.Go(d.session + "/room")
	d.jonas.Press("Let in and begin")
	d.dave.NotSee("You are in the waiting room")
	d.jonas.See("Put something on the table")
	d.jonas.Until(`!!document.querySelector(".pad form") && document.querySelector("live-room").line.queue.length === 0`) // the page comes anew once it has begun
	d.jonas.Go(d.session + "/emdr")
	d.jonas.See("The client’s screen is here.")
}

const (
	itMoves  = `document.querySelector("stim-stage")?.running && document.querySelector("stim-stage").run.plan.start < document.querySelector("stim-stage").clock()`
	itRests  = `document.querySelector("stim-stage")?.running === false`
	showsSet = `(() => { const s = document.querySelector("stim-stage"); return [s.run.plan.set, s.run.course.versions.length] .join(" ") })()`
)

func (d *duet) prepares() {
	d.agrees()
	d.takes(memory{name: "the letter", image: "the road", nc: "I cannot trust anybody.", pc: "I can choose whom to trust.", emotion: "fear", body: "chest", sud: "8", voc: "2"})
}

// begins begins a set of so many passes and waits until it moves on both screens.
func (d *duet) begins(passes int) {
	d.asks(passes)
	d.jonas.See("A set is running")
	d.jonas.Until(itMoves)
	d.dave.Until(itMoves)
}

// asks asks for a set of so many passes, two in a second.
func (d *duet) asks(passes int) {
	d.jonas.Until(`!!document.querySelector("form.beginning [name=passes]")`)
	d.jonas.Eval(fmt.Sprintf(`document.querySelector("form.beginning [name=passes]").value = "%d"; document.querySelector("form.beginning [name=rate]").value = "120"`, passes))
	d.jonas.Press("Begin a set")
}

func (d *duet) notices(what string) {
	d.jonas.Until(`!!document.querySelector("form.noticed")`)
	d.jonas.Fill("What they notice, in a word or two", what)
	d.jonas.Press("Something changed")
	d.jonas.See(what)
}

// moves is a set that ends by its count, having been quicker for a part of it.
func (d *duet) moves() {
	d.begins(10)
	d.jonas.Press("Slower")
	d.dave.Until(`document.querySelector("stim-stage").run.course.versions.length === 2`)
	if a, b := d.jonas.Eval(showsSet), d.dave.Eval(showsSet); a != b {
		d.Errorf("a change on one screen alone: %v, %v", a, b)
	}
	d.dave.Until(itRests)
	d.jonas.See("10 passes in 5")
	d.jonas.See("it came to its end")
	d.notices("dust")
}

// stops are Dave's: at once on his own screen, and on the other.
func (d *duet) stops() {
	d.begins(60)
	if d.dave.Eval(`(document.querySelector(".stim-stop").click(), `+itRests+`)`) != true {
		d.Error("his own stop had to wait")
	}
	d.jonas.Until(itRests)
	d.jonas.See("the client stopped it")
	d.jonas.See("Ask what they need. They do not have to say why.")
	d.jonas.Fill("What was done, and why you go on", "breathed, he wants to go on")
	d.jonas.Press("Go on")
	d.notices("too near")
}

// cut is a line that is lost in the middle of a set: both come to rest, and nothing begins again
// when it is back.
func (d *duet) cut() {
	d.begins(60)
	d.dave.Offline(true)
	d.dave.Until(itRests)
	d.dave.See("The line is gone, so it has stopped.")
	d.jonas.See("The light has stopped on both. Call the client.")
	d.dave.Offline(false)
	d.dave.Until(`document.querySelector("live-room")?.line?.up === true`)
	time.Sleep(1500 * time.Millisecond)
	if d.dave.Eval(itRests) != true || d.jonas.Eval(itRests) != true {
		d.Error("it went on by itself")
	}
	d.notices("here again")
	d.dave.Axe(d.TB)
	d.jonas.Axe(d.TB)
	d.dave.Fits()
}

// closes is a session that is not finished: it is closed as such, and the note says what was
// done.
func (d *duet) closes() {
	d.goes("Begin the closure", 7)
	d.leaves("5")
	d.signs("EMDR: worked on “the letter”, 3 sets.", "")
	d.dave.See("This session is over")
}

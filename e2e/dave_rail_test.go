package e2e_test

import "fmt"

// How a session of EMDR is led, step by step: what Jonas presses, and what he waits for.

// agrees are phases 1 and 2: the plan, and a short set to get to know it, which Jonas ends by a
// key.
func (d *duet) agrees() {
	d.jonas.Press("We agree on this plan")
	d.jonas.Press("Begin a set")
	d.jonas.See("A set is running")
	d.jonas.Until(itMoves)
	d.dave.Until(itMoves)
	if a, b := d.jonas.Eval(showsSet), d.dave.Eval(showsSet); a != b {
		d.Fatalf("two screens show different sets: %v, %v", a, b)
	}
	d.jonas.Key(" ")
	d.dave.Until(itRests)
	d.jonas.See("One set")
	d.jonas.Tick("They can leave an upset and come back")
	d.jonas.Tick("They know the sign to stop, and have tried it")
	d.jonas.Fill("What brought them back", "the porch")
	d.jonas.Press("They are prepared")
	d.jonas.See("What to work on today")
}

// memory is something to work on, and what phase 3 finds of it. What is still to come has no
// feeling and no number for how bad it is.
type memory struct {
	prong, part, name            string
	image, nc, pc, emotion, body string
	sud, voc                     string
}

// takes chooses it and asks what phase 3 asks; then the sets begin.
func (d *duet) takes(m memory) {
	d.jonas.Press(m.name)
	d.phase(3)
	d.jonas.Fill("The worst image", m.image)
	d.jonas.Fill("The sentence one would rather believe", m.pc)
	d.jonas.Choose("How true the good sentence feels now (VOC)", m.voc)
	next, phase := "On to the good sentence (phase 5)", 5
	if m.prong != "future" {
		d.jonas.Choose("Or take one of these", m.nc)
		d.jonas.Fill("Feelings", m.emotion)
		d.jonas.Fill("Where in the body", m.body)
		d.jonas.Choose("How bad it is now (SUD)", m.sud)
		next, phase = "Begin with sets (phase 4)", 4
	}
	d.jonas.Press("Keep this")
	d.stands("VOC", m.voc)
	d.goes(next, phase)
}

// stands waits until a number of the target is this; phase, until the rail is there.
func (d *duet) stands(what, number string) {
	d.Helper()
	d.jonas.Until(fmt.Sprintf(`[...document.querySelectorAll("#rail .facts dt")].some((t) => t.textContent.includes(%q) && t.nextElementSibling.textContent === %q)`, what, number))
}

func (d *duet) phase(n int) {
	d.Helper()
	d.jonas.Until(fmt.Sprintf(`document.querySelector("#rail .phases .here")?.textContent.startsWith("%d ")`, n))
}

func (d *duet) goes(on string, to int) {
	d.Helper()
	d.jonas.Press(on)
	d.phase(to)
}

// rates is what Dave says between two sets.
func (d *duet) rates(what, number string) {
	d.Helper()
	d.jonas.Press(number)
	d.stands(what, number)
}

// set is one that comes to its end by its count, the same on both screens, and what Dave notices
// then.
func (d *duet) set(passes int, noticed string) {
	d.Helper()
	before, _ := d.jonas.Eval(thisSet).(string)
	rows, _ := d.jonas.Eval(`document.querySelectorAll("#rail .sets li").length`).(float64)
	d.asks(passes)
	d.jonas.Until(fmt.Sprintf(`%s !== %q`, thisSet, before))
	d.dave.Until(fmt.Sprintf(`%s === %q`, thisSet, d.jonas.Eval(thisSet)))
	d.dave.Until(itRests)
	d.jonas.Until(fmt.Sprintf(`document.querySelectorAll("#rail .sets li").length === %v`, rows+1))
	d.jonas.Until(`document.querySelector("#rail .sets li").textContent.includes("it came to its end")`)
	d.notices(noticed)
}

const thisSet = `(document.querySelector("stim-stage")?.run?.plan?.set ?? "")`

// leaves is a closure with every step of it, for what is not finished.
func (d *duet) leaves(sud string) {
	for _, step := range []string{"What is left is in the box", "They were in their calm place", "They know where they are and what day it is", "They are safe to go",
		"They know what may come up", "They know about the log", "The next contact is set"} {
		d.jonas.Tick(step)
	}
	d.jonas.Choose("How bad it is as they leave", sud)
	d.jonas.Fill("Next contact", "Thursday, by phone")
	d.jonas.Press("Close for now: it is not finished")
	d.jonas.See("Closed for now. Next time begins with looking at it again.")
}

// signs is the end of a session and its note: it says what was done, and what Jonas adds.
func (d *duet) signs(done, more string) {
	d.Helper()
	d.jonas.Go(d.session)
	d.jonas.Press("End, and write the note")
	d.jonas.Until(fmt.Sprintf(`[...document.querySelectorAll("textarea")].some((t) => t.value.includes(%q))`, done))
	if more != "" {
		d.jonas.Fill("The session", d.jonas.Field("The session")+"\n\n"+more)
		d.jonas.Fill("Plan", "We meet in two weeks, and look at it again first.")
	}
	d.jonas.Choose("Risk", "Asked about, and nothing new was said today")
	d.jonas.Fill("About risk", "We spoke about the answer. He has nobody to fear, and no plan.")
	d.jonas.Press("Look at it as the client will")
	d.jonas.Press("Sign it")
	d.jonas.See("Signed by")
}

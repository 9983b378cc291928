package e2e_test

import (
	"testing"

	"tillit.care/e2e/browser"
)

// TestLessMovement: Dave's phone asks for less movement. Jonas reads so before the first set, and that no
// sound is on there yet; in the set; and what is kept says that Dave heard it, with the note.
func TestLessMovement(t *testing.T) {
	d := newDuet(t)
	d.papers()
	d.ready()
	d.dave.Still(true)
	d.opens()
	d.jonas.See("its sound is not on")
	d.dave.Eval(`document.querySelector("live-room .inside :is(button, a)").focus()`)
	d.dave.Key("a") // a press, whichever, lets a browser sound
	d.jonas.See("A set for the eyes is heard there, not seen.")
	d.prepares()
	d.begins(10)
	d.jonas.See("They hear this set.")
	if d.dave.Eval(`document.querySelector("stim-stage").run.course.versions[0].with.sight`) != false || d.jonas.Eval(`document.querySelector("stim-stage").run.course.versions[0].with.sight`) != true {
		t.Error("the light is on the wrong screen")
	}
	d.dave.Until(itRests)
	d.jonas.See("heard, not seen: the device asks for less movement")
	if d.jonas.Eval(`document.querySelector(".sets li").textContent.includes("Tones")`) != true {
		t.Error("it is kept as a set for the eyes: " + d.jonas.Text())
	}
	d.notices("dust")

	d.dave.Still(false) // from here on his device shows everything, and the record says nothing about it
	d.jonas.NotSee("less movement. A set for the eyes")
	d.begins(10)
	d.dave.Until(itRests)
	d.jonas.Until(`document.querySelectorAll(".sets li").length === 3 && document.querySelector(".sets li").textContent.includes("Eyes")`)
	d.notices("nothing")

	d.hostile(d.dave)
	d.closes()
	d.jonas.See("In one of them, a device asked for less movement")
}

// hostile says from Dave's page whatever it likes about less movement: nothing but words comes of it.
func (d *duet) hostile(p *browser.Person) {
	d.begins(60)
	p.Eval(`(() => { const l = document.querySelector("live-room").line;
		const id = document.querySelector("stim-stage").run.plan.set; let n = 0;
		for (const more of [{setup: {with: {ppm: 20}}}, {values: [1]}, {name: "felt", text: "read this"}]) l.step({id: id.slice(0, -2) + (n++ % 10) + "0", tool: "light", act: "had", ref: id, name: "nothing", ...more});
		l.aside("light", "shows", {page: "x", less: true, loud: false, stop: true}); })()`)
	d.jonas.See("One of the client’s screens asks for less movement")
	p.Until(`document.querySelector("live-room").told.state.state.light.had?.includes("meant")`) // as his page truly says
	if d.jonas.Eval(itMoves) != true || p.Eval(itMoves) != true || d.jonas.Eval(showsSet) != p.Eval(showsSet) {
		d.Error("a page that says odd things has changed the set")
	}
	d.jonas.Key(" ")
	p.Until(itRests)
	d.jonas.Until(`document.querySelectorAll(".sets li").length === 4`)
}

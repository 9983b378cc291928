package e2e_test

import (
	"testing"

	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/pure/right"
)

// dave is back from a war, and comes to Jonas. He trusts nobody, Carol and himself included.
type dave struct {
	*duet
	contact  string   // where his appointments are
	notes    []string // the notes that Jonas signed
	said     []string // and what each has to say
	measures []string // the names of what is asked
	weeks    int      // of treatment
	last     memory   // worked on last
	owes     string   // what the next session has to say of it
	targets  []memory // in the order in which they are worked on
}

const theme = "I should have known"

// What Dave works on: three times in the past, what sets it off today, and what is to come.
var (
	ice    = memory{prong: "past", part: "The first time", name: "The ice on the lake", image: "His red cap in the water", nc: "I let it happen.", pc: "I did what I could.", emotion: "Fear, guilt", body: "Hands", sud: "7", voc: "3"}
	bridge = memory{prong: "past", part: "The worst time", name: "The bridge", image: "Sam in the road, and his boots", nc: "I should have known.", pc: "I knew what I could know then.", emotion: "Grief, guilt, anger", body: "Chest and throat", sud: "9", voc: "2"}
	lot    = memory{prong: "past", part: "The last time", name: "The bang in the parking lot", image: "I lie between two cars, and Carol looks", nc: "I have failed them.", pc: "I can be kind to myself about it.", emotion: "Shame", body: "Face", sud: "5", voc: "4"}
	slow   = memory{prong: "trigger", name: "A car that slows down beside me", image: "Its window comes down", nc: "I should have known.", pc: "I can see what is so today.", emotion: "Fear", body: "Neck", sud: "6", voc: "3"}
	supper = memory{prong: "future", name: "Supper with Carol and the boys, to the end", image: "The plates are empty, and I still sit there", pc: "I can stay.", voc: "4"}
)

// TestDavesEMDR is Dave's way through EMDR in two browsers, from the first booking to the last
// note: all eight phases, three prongs, over months. Once as it should go, and once as it goes.
func TestDavesEMDR(t *testing.T) {
	t.Run("as it should go", func(t *testing.T) {
		d := newDave(t, ice, bridge, lot, slow, supper)
		d.booked(2 + len(d.targets))
		d.first()
		for _, m := range d.targets {
			d.comes()
			d.works(m)
		}
		d.comes()
		d.ends()
		d.kept("From 55 to 16 in 12 weeks.")
	})
	t.Run("as it goes", func(t *testing.T) {
		d := newDave(t, bridge, slow, supper)
		d.mayBook()
		d.books()
		d.first()
		d.books()
		d.comes()
		d.breaks(bridge)
		d.books()
		d.comes()
		d.goesOn(bridge)
		for _, m := range d.targets[1:] {
			d.books()
			d.comes()
			d.works(m)
		}
		d.books()
		d.comes()
		d.ends()
		d.kept("From 55 to 30 in 8 weeks.")
	})
}

// newDave is Dave, who has agreed to the record, and nothing else; Jonas treats him.
func newDave(t *testing.T, targets ...memory) *dave {
	t.Helper()
	d := &dave{duet: seated(t), targets: targets}
	d.mails = [3]string{"odd@practice.example", "jonas@practice.example", "dave@mail.example"}
	client := d.w.Person(d.mails[2], who.Client)
	c := d.w.Treated(d.w.Person(d.mails[1], 0), client, d.mails[2])
	d.w.Reach(client, c, func(p *care.Contact) { p.Name = seal.Text("Dave Mercer") })
	d.space, d.contact = "/spaces/"+string(c.Spaces[right.Shared]), "/contacts/"+string(c.Spaces[right.Contact])
	d.signIn()
	signIn(d.odd, d.mails[0])
	d.papers()
	d.ready()
	return d
}

// first is the first session: what happened and what is worked on, and getting ready.
func (d *dave) first() {
	d.line("The ice on the lake", "9")
	d.line("The bridge", "22")
	d.climbs()
	d.asked("PTSD Checklist")
	d.asked("Interpersonal Trust")
	d.plans()
	d.comes()
	d.jonas.See("minutes left")
	d.phase(1)
	d.agrees()
	d.writes("EMDR: prepared.")
}

// works is one session: what was worked on last is looked at again, and then one thing is
// brought to its end.
func (d *dave) works(m memory) {
	d.reviewed()
	d.takes(m)
	if m.prong != "future" {
		d.desensitises(m)
	}
	d.set(6, "it holds")
	d.rates("VOC", "7")
	d.whole(m, m.did())
}

// desensitises is phase 4: how bad it is falls over the sets.
func (d *dave) desensitises(m memory) {
	d.set(8, "his face")
	if m == bridge {
		d.set(6, "the dust lies down")
		d.rates("SUD", "4")
	}
	d.set(6, "quiet")
	d.rates("SUD", "0")
	d.goes("On to the good sentence (phase 5)", 5)
}

// whole are phases 6 and 7, and a note that says that it came to its end.
func (d *dave) whole(m memory, did string) {
	d.goes("On to the body (phase 6)", 6)
	d.jonas.Press("The body is clear")
	d.jonas.See("The body is clear.")
	d.goes("Begin the closure", 7)
	d.jonas.Tick("They know where they are and what day it is")
	d.jonas.Tick("They are safe to go")
	if m.prong != "future" {
		d.jonas.Choose("How bad it is as they leave", "Neutral")
	}
	d.jonas.Press("Close: it came to its end")
	d.jonas.See("Closed. It came to its end.")
	d.last, d.owes = m, "EMDR: look again at “"+m.name+"” first."
	d.writes(did)
}

// did is what a note says of a session in which something came to its end.
func (m memory) did() string {
	if m.prong == "future" {
		return "EMDR: worked on “" + m.name + "”, one set. How true the good sentence felt, 1 to 7: " + m.voc + ", and then 7. It came to its end."
	}
	sets := "3"
	if m == bridge {
		sets = "4"
	}
	return "EMDR: worked on “" + m.name + "”, " + sets + " sets. How bad it was, 0 to 10: " + m.sud + ", and then 0. How true the good sentence felt, 1 to 7: " + m.voc + ", and then 7. It came to its end."
}

// reviewed is phase 8, at the start: nothing new before it. What held is done.
func (d *dave) reviewed() {
	if d.last.name == "" {
		d.phase(2)
		return
	}
	d.phase(8)
	d.jonas.See(d.last.name)
	if d.last.prong != "future" {
		d.jonas.Choose("How bad it is now (SUD)", "Neutral")
	}
	d.jonas.Choose("How true the good sentence feels now (VOC)", "7")
	d.jonas.Fill("Dreams, new memories", "Slept through three nights")
	d.jonas.Choose("How to go on", "Take the next one")
	d.jonas.Press("Keep this")
	d.phase(2)
}

// ends is the last of these sessions: all of it is looked at again, and it is done.
func (d *dave) ends() {
	d.reviewed()
	d.jonas.NotSee("A set is running")
	d.writes("EMDR: looked again at “" + d.last.name + "”.")
}

package trust

import (
	"testing"

	"tillit.care/base/seal"
)

const testThread = Thread("00000000000000000000000000")

func planOf(change func(*Experiment)) *Experiment {
	e := &Experiment{Act: "ask", Person: []Thread{"00000000000000000000000001"}, Area: "word", Day: "2026-03-05", Fear: "he shouts", Likely: n(80), Own: "he nods", Rule: "a raised voice"}
	if change != nil {
		change(e)
	}
	return e
}

func lockedOf(change func(*Experiment)) *Experiment {
	e := planOf(nil)
	e.Locked, e.LockedAs = "2026-03-02T10:00:00Z", "client"
	e.Seal = e.hash(testThread)
	if change != nil {
		change(e)
	}
	return e
}

// past is a history, newest first, of things in order of time.
func past(things ...Thing) (all []Revision) {
	for i, t := range things {
		all = append([]Revision{{Thread: testThread, N: i + 1, Said: Said{Kind: t.Kind()}, Thing: t}}, all...)
	}
	return all
}

// TestABadWriteIsNoticed: a later revision that says something else of what was locked, or
// does not say it at all, is not read as if it were true, also where its own hash fits.
func TestABadWriteIsNoticed(t *testing.T) {
	rehash := func(e *Experiment) { e.Seal = e.hash(testThread) }
	for name, bad := range map[string]func(*Experiment){
		"prediction":               func(e *Experiment) { e.Fear = "he smiles" },
		"prediction and its hash":  func(e *Experiment) { e.Fear = "he smiles"; rehash(e) },
		"likelihood":               func(e *Experiment) { e.Likely = n(20) },
		"likelihood and its hash":  func(e *Experiment) { e.Likely = n(20); rehash(e) },
		"no likelihood":            func(e *Experiment) { e.Likely = nil; rehash(e) },
		"rule and its hash":        func(e *Experiment) { e.Rule = "tears"; rehash(e) },
		"own guess and its hash":   func(e *Experiment) { e.Own = "he shouts"; rehash(e) },
		"day and its hash":         func(e *Experiment) { e.Day = "2026-03-09"; rehash(e) },
		"person and its hash":      func(e *Experiment) { e.Person = nil; rehash(e) },
		"the moment and its hash":  func(e *Experiment) { e.Locked = "2026-03-01T10:00:00Z"; rehash(e) },
		"unlocked":                 func(e *Experiment) { e.Locked, e.LockedAs, e.Seal = "", "", "" },
		"unlocked, the hash stays": func(e *Experiment) { e.Locked = "" },
	} {
		if unbroken(past(planOf(nil), lockedOf(nil), lockedOf(bad))) == nil {
			t.Errorf("%s: nobody noticed", name)
		}
		if unbroken(past(planOf(nil), lockedOf(nil), lockedOf(bad), lockedOf(nil))) == nil {
			t.Errorf("%s, and back: nobody noticed", name)
		}
	}
	fine := past(planOf(nil), planOf(func(e *Experiment) { e.Fear = "he laughs" }), lockedOf(nil), lockedOf(func(e *Experiment) { e.Moved, e.Happened, e.Came = "2026-03-07", "he nodded", cameNot }))
	if err := unbroken(fine); err != nil {
		t.Error(err)
	}
	if unbroken(append(fine[:1:1], fine[2:]...)) == nil {
		t.Error("nobody noticed that a revision is missing")
	}
	other := lockedOf(nil)
	if (Revision{Thread: "00000000000000000000000002", Thing: other}).whole() == nil {
		t.Error("what was locked of one experiment was read as another one's")
	}
}

// TestGuard: what is locked, and what has an act of its own, is not changed by the way.
func TestGuard(t *testing.T) {
	if guard(lockedOf(func(e *Experiment) { e.Fear = "he smiles" }), lockedOf(nil), lockedOf(nil)) == nil ||
		guard(lockedOf(nil), planOf(nil), planOf(nil)) == nil ||
		guard(planOf(nil), lockedOf(nil), lockedOf(nil)) == nil ||
		guard(planOf(func(e *Experiment) { e.Fear = "he smiles" }), planOf(nil), lockedOf(nil)) == nil ||
		guard(planOf(func(e *Experiment) { e.Came = came }), planOf(nil), planOf(nil)) == nil ||
		guard(&Person{Alias: "M.", Talked: yes}, &Person{Alias: "M."}, &Person{Alias: "M."}) == nil {
		t.Error("something closed was changed")
	}
	late := planOf(func(e *Experiment) { e.Cope = "a walk" })
	if err := guard(late, planOf(nil), lockedOf(nil)); err != nil || late.Seal != lockedOf(nil).Seal || late.Cope != seal.Text("a walk") {
		t.Errorf("who wrote elsewhere while it was locked: %v", err)
	}
	if err := guard(lockedOf(func(e *Experiment) { e.Happened, e.Came = "he nodded", cameNot }), lockedOf(nil), lockedOf(nil)); err != nil {
		t.Error(err)
	}
	old := &Person{Alias: "Mark"}
	if err := guard(old, &Person{Alias: "M."}, &Person{Alias: "M.", Talked: yes}); err != nil || old.Talked != yes {
		t.Errorf("what the therapist said meanwhile: %v", err)
	}
}

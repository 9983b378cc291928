package practice

import (
	"testing"

	"tillit.care/base/trail"
	"tillit.care/base/who"
)

// Of what was done in a space an owner reads that somebody was there, and nothing from
// which an answer could be told: no clinical act, and not that Tillit itself let in whoever
// covers, which it does only when something cannot wait.
func TestAnOwnerReadsNoClinicalAct(t *testing.T) {
	entry := func(by who.ID, acts ...string) trail.Entry {
		e := trail.Entry{Chain: "a-space", By: by}
		for _, act := range acts {
			e.Acts = append(e.Acts, trail.Act{Act: act})
		}
		return e
	}
	for _, c := range []struct {
		entry trail.Entry
		key   string
	}{
		{entry("ana", "open read", "measure.read"), "practice.trail.space.open"},
		{entry("ana", "open treat", "alert.close"), "practice.trail.space.open"},
		{entry("ana", "open admit", "admit supervisor"), "practice.trail.space.admit"},
		{entry("ana", "make", "admit therapist", "open write"), "practice.trail.space.make"},
		{entry("ana", "refused read"), "practice.trail.space.refused"},
		{entry(who.House.ID, "open read, admit", "admit cover", "alert.call"), "practice.trail.space.open"},
	} {
		told := told(c.entry)
		if len(told) != 1 || told[0].Key != c.key || told[0].Whom != (Doer{}) {
			t.Errorf("%+v: %+v", c.entry.Acts, told)
		}
	}
}

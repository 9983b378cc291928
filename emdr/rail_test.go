package emdr

import (
	"testing"
	"time"

	"tillit.care/meeting"
	"tillit.care/pure/eight"
	"tillit.care/pure/stim"
)

// TestASetBeginsFromItsPhase: how a set was meant in one phase, or in another session, says nothing of
// the next: those of preparation are short and slow, and phase 4 begins from its own.
func TestASetBeginsFromItsPhase(t *testing.T) {
	one, other := meeting.ID("1"), meeting.ID("2")
	now := eight.Now{Left: 60, Targets: 1, Rules: eight.Rules}
	sud, voc := 8, 2
	var all []Step
	do := func(which meeting.ID, s eight.Step) Rail {
		all = append(all, Step{Meeting: which, N: len(all) + 1, Step: s, Now: now})
		return walk(all, which)
	}
	meant := func(r Rail) eight.Set { return RailView{View: View{Rail: r}}.meant() }
	do(one, eight.Step{Do: eight.Agree})
	do(one, eight.Step{Do: eight.Begin, Set: eight.Set{Passes: 6, Rate: 30, Modality: "taps"}})
	r := do(one, eight.Step{Do: eight.End})
	if m := meant(r); m.Passes != 6 || m.Modality != "taps" {
		t.Errorf("in the same phase: %+v", m)
	}
	do(one, eight.Step{Do: eight.Ready, Ticks: []string{"shift", "stop"}})
	do(one, eight.Step{Do: eight.Choose, Target: "a", Kind: eight.Full})
	do(one, eight.Step{Do: eight.Tell, Given: eight.Needs(eight.Full), SUD: &sud, VOC: &voc})
	r = do(one, eight.Step{Do: eight.Go, To: eight.Desensitise})
	if m := meant(r); m.Passes != 24 || m.Rate != 60 {
		t.Errorf("phase 4 begins from phase 2: %+v", m)
	}
	do(one, eight.Step{Do: eight.Begin, Set: eight.Set{Passes: 60, Rate: 110}})
	do(one, eight.Step{Do: eight.End})
	do(other, eight.Step{Do: eight.Review, After: eight.More, SUD: &sud})
	if m := meant(walk(all, other)); m.Passes != 8 || m.Rate != 40 {
		t.Errorf("another session's preparation: %+v", m)
	}
}

// TestASetStaysWhatItWas: settings that are chosen while a set runs are those of the next one. The one
// that runs ends as it was begun, whether its passes were counted on a screen or by a hand.
func TestASetStaysWhatItWas(t *testing.T) {
	which, now := meeting.ID("1"), eight.Now{Left: 60, Targets: 1, Rules: eight.Rules}
	began := time.Date(2026, 11, 29, 10, 0, 0, 0, time.UTC)
	all := []Step{
		{Step: eight.Step{Do: eight.Agree}},
		{Step: eight.Step{Do: eight.Begin, Set: eight.Set{Passes: 24, Rate: 60, Modality: "taps", Path: "slant"}}, At: began},
		{Step: eight.Step{Do: settings}, With: &Chosen{Of: "x", With: stim.Settings{"passes": 4.0, "ppm": 40.0, "sound": true}}},
	}
	for i := range all {
		all[i].Meeting, all[i].N, all[i].Now = which, i+1, now
	}
	r := walk(all, which)
	if r.With.of() != "x" {
		t.Errorf("chosen is %+v", r.With)
	}
	for name, measured := range map[string]eight.Set{"counted by a screen": {Passes: 24, Seconds: 24}, "by a hand": {}} {
		if got := setOf(measured).over(r, began.Add(24*time.Second)); got != (eight.Set{Passes: 24, Seconds: 24, Rate: 60, Modality: "taps", Path: "slant"}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

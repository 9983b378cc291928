package e2e_test

import (
	"slices"
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/e2e/world"
	treatment "tillit.care/plan"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// TestWhatWasDone: what a note on a session draws on. Only what lies between the two moments,
// in order, and with the words that a note needs.
func TestWhatWasDone(t *testing.T) {
	t.Parallel()
	w, cast := world.Peopled(t)
	before := w.Now()
	w.Advance(time.Hour)
	from := w.Now()
	w.Do(cast.People["therapist"], func(tx *db.Tx) error {
		rec, err := space.Open(tx, cast.Liz.Spaces[right.Shared], right.Treat|right.Read)
		if err != nil {
			return err
		}
		return treatment.Begin(tx, rec, id.New[treatment.Plan](tx.Now), cast.Liz.Way.Step, treatment.Anyway{})
	})
	w.Advance(time.Minute)
	w.Do(cast.People["therapist"], func(tx *db.Tx) error {
		rec, err := space.Open(tx, cast.Liz.Spaces[right.Shared], right.Treat|right.Read)
		if err != nil {
			return err
		}
		return treatment.LookAt(tx, rec, cast.Liz.Way.Piece, true, "too early")
	})
	w.Advance(time.Minute)
	to := w.Now()
	done := func(from, to time.Time) (all []treatment.Event) {
		w.Do(cast.People["therapist"], func(tx *db.Tx) error {
			rec, err := space.Open(tx, cast.Liz.Spaces[right.Shared], right.Read)
			if err == nil {
				all, err = treatment.Done(tx, rec, from, to)
			}
			return err
		})
		return all
	}
	now := done(from, to)
	if len(now) != 2 || now[0].Kind != treatment.DidBegin || now[1].Kind != treatment.DidDropWork {
		t.Fatalf("%d things were done: %+v", len(now), now)
	}
	if title, _ := now[0].Plan.Words("en", now[0].Step); title != "What you hope for" {
		t.Errorf("the step is called %q", title)
	}
	if now[1].Words != "too early" || now[1].Piece.Words.What != "a walk" || now[1].By != cast.People["therapist"].ID {
		t.Errorf("%+v", now[1])
	}
	var kinds []treatment.Kind
	for _, e := range done(before.Add(-time.Hour), from) {
		kinds = append(kinds, e.Kind)
	}
	slices.Sort(kinds)
	if want := []treatment.Kind{treatment.DidAdopt, treatment.DidGoal, treatment.DidSay, treatment.DidSetWork, treatment.DidTell}; !slices.Equal(kinds, want) {
		t.Errorf("before, there were %v", kinds)
	}
}

package app

import (
	"slices"
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/booking"
	"tillit.care/emdr"
	"tillit.care/measure"
	"tillit.care/meeting"
	"tillit.care/pure/eight"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// TestDemoEMDR: whoever signs in as Jonas finds a case of EMDR in the middle of it: everything
// that has to be there is, one memory is done, the worst one waits to be looked at first, and a
// session could begin today.
func TestDemoEMDR(t *testing.T) {
	h, _, people := opened(t, time.Date(2026, 6, 17, 16, 0, 0, 0, time.UTC))
	looking(t, h, people[luis.person.Email.Reveal()], func(tx *db.Tx) error {
		rec, err := only(tx, right.Shared, right.Read)
		if err != nil {
			return err
		}
		kept, err := measure.Responses(tx, rec)
		answersFit(t, luis, kept)
		return err
	})
	looking(t, h, people[jonas], func(tx *db.Tx) error {
		for _, rec := range all(t, tx, right.Shared) {
			if p, err := emdr.PlanOf(tx, rec); err != nil || len(p.Themes) > 0 {
				stands(t, tx, rec, p)
				return err
			}
		}
		t.Error("Jonas finds nothing")
		return nil
	})
}

func stands(t *testing.T, tx *db.Tx, rec *space.Record, p emdr.Plan) {
	t.Helper()
	hard, err := emdr.Hard(tx, rec)
	gate, wrong := emdr.GateOf(tx, rec)
	if err != nil || wrong != nil || hard != "" || gate.Open() != "" {
		t.Errorf("%v %v: %q, %q", err, wrong, hard, gate.Open())
	}
	var got []eight.Status
	for _, one := range p.Themes[0].Targets {
		got = append(got, one.Status)
	}
	if len(got) != 5 || got[0] != eight.Complete || got[1] != eight.Incomplete || got[2] != eight.Waiting || p.Themes[0].In("trigger") == nil || p.Themes[0].In("future") == nil || len(p.Log) != 1 {
		t.Errorf("%v, %d in the log", got, len(p.Log))
	}
	if waits, err := emdr.Waits(tx, rec, time.Time{}, tx.Now); err != nil || len(waits) != 1 || waits[0].Words != "EMDR: “The market corner” is not finished. Look at it first." {
		t.Errorf("%v, %v", waits, err)
	}
	did, err := emdr.Done(tx, rec, time.Time{}, tx.Now)
	if want := seal.Text("EMDR: looked again at “The first culvert”. EMDR: worked on “The market corner”, 5 sets. How bad it was, 0 to 10: 9, and then 5. How true the good sentence felt, 1 to 7: 2, and then 2. It is not finished, and was closed for now."); err != nil || !slices.ContainsFunc(did, func(d meeting.Deed) bool { return d.Words == want }) {
		t.Errorf("what was done: %v", err)
		for _, d := range did {
			t.Log(d.Words.Reveal())
		}
	}
	mine, err := space.MineAbout(tx, rec.About(), right.Contact)
	if err != nil || len(mine) != 1 {
		t.Fatal(len(mine), err)
	}
	contact, err := space.Open(tx, mine[0].Space, right.Read, right.Contact)
	if err != nil {
		t.Fatal(err)
	}
	if next, err := booking.From(tx, contact, tx.Now); err != nil || len(next) != 1 || !next[0].Stands() {
		t.Errorf("%d appointments to come, %v", len(next), err)
	}
}

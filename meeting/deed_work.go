package meeting

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/words"
	"tillit.care/follow"
	"tillit.care/plan"
	"tillit.care/space"
	"tillit.care/trust"
)

// tick takes the difference: the rooms below count the moment that a session began with, and
// not the last one.
const tick = time.Millisecond

// OnPlan is what was done on the plan and on the work between sessions. The reason for going
// on without a gate stays with the plan.
func OnPlan(tx *db.Tx, rec *space.Record, from, to time.Time) (all []Deed, err error) {
	done, err := plan.Done(tx, rec, from.Add(tick), to.Add(tick))
	if err != nil || len(done) == 0 {
		return nil, err
	}
	ctx, err := In(tx)
	if err != nil {
		return nil, err
	}
	for _, e := range done {
		told := ""
		if e.Plan.Found() {
			told = e.Plan.Did(ctx)
		} else {
			told = words.T(ctx, "meeting.deed."+string(e.Kind), "what", e.Piece.Words.What.Reveal())
		}
		all = append(all, Deed{At: e.At, Room: "plan", Words: seal.Text(told)})
	}
	return all, nil
}

// Tried is the work that nobody has looked at yet: it is not forgotten.
func Tried(tx *db.Tx, rec *space.Record, _, to time.Time) (all []Deed, err error) {
	every, err := plan.Work(tx, rec)
	if err != nil {
		return nil, err
	}
	ctx, err := In(tx)
	for _, p := range plan.Waiting(every) {
		all = append(all, Deed{At: p.At, Room: "plan", Words: seal.Text(words.T(ctx, "meeting.waits.work", "what", p.Words.What.Reveal()))})
	}
	return all, err
}

// OnTrust is what was done in the trust work.
func OnTrust(tx *db.Tx, rec *space.Record, from, to time.Time) (all []Deed, err error) {
	done, err := trust.Done(tx, rec, from.Add(tick), to.Add(tick))
	if err != nil || len(done) == 0 {
		return nil, err
	}
	ctx, err := In(tx)
	for _, d := range done {
		all = append(all, Deed{At: d.At, Room: "trust", Words: seal.Text(d.Text(ctx))})
	}
	return all, err
}

// Decided is what the client was told of how it goes. What was decided beside that, and why, was
// written for whoever treats.
func Decided(tx *db.Tx, rec *space.Record, from, to time.Time) (all []Deed, err error) {
	told, err := follow.ToldOf(tx, rec)
	if err != nil || len(told) == 0 {
		return nil, err
	}
	ctx, err := In(tx)
	for _, t := range told {
		if within(t.At, from, to) {
			all = append(all, Deed{At: t.At, Room: "follow", Words: seal.Text(words.T(ctx, "meeting.deed.told", "words", t.Words.Reveal()))})
		}
	}
	return all, err
}

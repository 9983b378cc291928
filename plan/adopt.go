package plan

import (
	"errors"
	"slices"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Adopt begins a plan with the newest version of a protocol, with the steps of those branches
// that were chosen. A plan that goes on is not taken the place of; one that was closed is, and
// its goals go along.
func Adopt(tx *db.Tx, rec *space.Record, once ID, which string, branches []string) error {
	if err := treats(tx, rec); err != nil {
		return err
	}
	protocol, err := Newest(which)
	if err != nil {
		return fault.At("protocol", "plan.protocol.missing")
	}
	before, err := begin(tx, rec, once)
	if err != nil || before.ID == once {
		return err
	}
	if before.Open() {
		return fault.New(fault.Conflict, "plan.there")
	}
	next := Plan{Protocol: protocol.ID, Version: protocol.Version, Phase: protocol.Phases[0].ID,
		Goals: before.Goals, Said: before.Said, Act: Act{Kind: DidAdopt, Version: protocol.Version}}
	for _, phase := range protocol.Phases {
		for _, s := range phase.Steps {
			if !s.Optional && s.Branch == "" || slices.Contains(branches, s.Branch) {
				next.Steps = append(next.Steps, stepOf(tx, protocol, s, phase.ID, before.N+1))
			}
		}
	}
	return keep(tx, rec, once, before, next)
}

func stepOf(tx *db.Tx, protocol Protocol, s Given, phase string, n int) Step {
	return Step{ID: id.New[Step](tx.Now), From: s.ID, Of: protocol.Version, Phase: phase, State: Ahead, N: n}
}

// Close ends a plan, with a word on why: reached, or another way was chosen.
func Close(tx *db.Tx, rec *space.Record, once ID, why seal.Text) error {
	return change(tx, rec, once, Act{Kind: DidClose, Words: why}, func(p *Plan) error {
		if why == "" {
			return fault.At("why", "plan.why.missing")
		}
		p.Closed = tx.Now
		return tooLong("why", why)
	})
}

// treats is an error unless the author treats in this space, and the case goes on.
func treats(tx *db.Tx, rec *space.Record) error {
	if err := rec.Holds(right.Treat | right.Read); err != nil {
		return err
	}
	c, err := care.Of(tx, rec)
	if err == nil && !c.Ended.IsZero() {
		err = fault.New(fault.Conflict, "care.ended")
	}
	return err
}

// writes is an error unless the author may write here now: a client only once they have
// agreed to what is kept.
func writes(tx *db.Tx, rec *space.Record) error {
	if rec.Role() != right.Client {
		return treats(tx, rec)
	}
	if err := rec.Holds(right.Read | right.Write); err != nil {
		return err
	}
	return care.Takes(tx, rec)
}

// change makes the next version of a plan that goes on; who treats may.
func change(tx *db.Tx, rec *space.Record, once ID, act Act, how func(*Plan) error) error {
	if err := treats(tx, rec); err != nil {
		return err
	}
	return changed(tx, rec, once, act, how)
}

// changed is the same where the right was looked at already. The same form sent twice counts
// once.
func changed(tx *db.Tx, rec *space.Record, once ID, act Act, how func(*Plan) error) error {
	before, err := begin(tx, rec, once)
	if err != nil || before.ID == once {
		return err
	}
	if !before.Open() {
		return fault.New(fault.Conflict, "plan.gone")
	}
	next := before
	next.Act = act
	next.Steps, next.Goals, next.Said = slices.Clone(before.Steps), slices.Clone(before.Goals), slices.Clone(before.Said)
	next.N = before.N + 1
	if err := how(&next); errors.Is(err, errSame) {
		return nil
	} else if err != nil {
		return err
	}
	return keep(tx, rec, once, before, next)
}

// errSame says that nothing would change: then no version is made.
var errSame = errors.New("plan: nothing changes")

// begin waits for its turn, and finds the plan as it is now, or the version that this form
// has made already.
func begin(tx *db.Tx, rec *space.Record, once ID) (Plan, error) {
	if err := tx.Lock("plan " + string(rec.Space())); err != nil {
		return Plan{}, err
	}
	kept, err := one(tx, rec, once)
	if err == nil || !fault.Is(err, fault.NotFound) {
		return kept, err
	}
	return newest(tx, rec)
}

func keep(tx *db.Tx, rec *space.Record, once ID, before, next Plan) error {
	if len(next.Steps) > most {
		return fault.New(fault.Invalid, "plan.steps.many")
	}
	next.ID, next.N, next.At, next.By, next.As = once, before.N+1, tx.Now, tx.By.ID, rec.Role()
	rec.Note(tx, "plan.change", string(once))
	rec.Touch(tx, Part)
	return insert(tx, rec, next)
}

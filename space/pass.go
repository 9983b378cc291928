package space

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
	"tillit.care/pure/right"
)

// passed are the kinds of space that go from one therapist to the next. What somebody writes
// for themselves alone stays theirs.
var passed = []right.Kind{right.Contact, right.Shared, right.Joint, right.Apart, right.Safety}

// Pass lets the author, who is next in an open handover space, into every space of its case
// in which the other one is the therapist, as its therapist. The other one stays until a
// moment; where that is zero they leave now. Everybody else leaves the handover space. It is
// the only way into a space that somebody inside does not open themselves: who is next was
// asked by name by the therapist, or by the lead in the place of one who is away.
func (r *Record) Pass(tx *db.Tx, from who.ID, until time.Time) error {
	if r.kind != right.Handover || r.me.Role != right.Next {
		return errUnheld
	}
	if err := r.Holds(right.Read | right.Write); err != nil {
		return err
	}
	rows, err := mineAbout(tx, [2]who.ID{from, from}, r.about)
	if err != nil {
		return err
	}
	some := false
	for _, row := range rows {
		there, err := row.as(tx)
		if err != nil {
			return err
		}
		if there.me.Role != right.Therapist || !slices.Contains(passed, there.kind) {
			continue
		}
		some = true
		if err := there.pass(tx, from, until); err != nil {
			return err
		}
	}
	if !some {
		return fault.New(fault.Conflict, "handover.over")
	}
	return r.passed(tx)
}

// pass changes the therapist of one space.
func (r *Record) pass(tx *db.Tx, from who.ID, until time.Time) error {
	r.held = right.Admit
	if err := r.put(tx, tx.By.ID, membership{Role: right.Therapist}, time.Time{}); err != nil {
		return err
	}
	if until.IsZero() {
		return r.End(tx, from)
	}
	return r.put(tx, from, r.me, until)
}

// passed leaves the handover space to who was next.
func (r *Record) passed(tx *db.Tx) error {
	inside, err := r.Members(tx)
	if err != nil {
		return err
	}
	r.held |= right.Admit
	for _, m := range inside {
		if m.Person == tx.By.ID {
			continue
		}
		if err := r.End(tx, m.Person); err != nil {
			return err
		}
	}
	return r.put(tx, tx.By.ID, r.me, time.Time{})
}

// Treated are the cases in which somebody is the therapist, for Tillit itself: where each is,
// and nothing of what is in it.
func Treated(tx *db.Tx, therapist who.ID) ([]Where, error) {
	if tx.By.ID != who.House.ID {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	rows, err := mine(tx, [2]who.ID{therapist, therapist})
	if err != nil {
		return nil, err
	}
	var found []Where
	for _, row := range rows {
		rec, err := row.as(tx)
		if err != nil {
			return nil, err
		}
		if rec.me.Role == right.Therapist && (rec.kind == right.Shared || rec.kind == right.Joint) {
			found = append(found, Where{rec.space, rec.about, rec.kind, rec.me.Role})
		}
	}
	return found, nil
}

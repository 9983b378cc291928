package care

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Promise keeps until when a client stays inside once the case has ended, whatever is asked of
// them: they read what was written for later, and sessions may follow.
func Promise(tx *db.Tx, rec *space.Record, until time.Time) error {
	c, err := caseFor(tx, rec, right.Admit|right.Read)
	if err != nil {
		return err
	}
	c.Stays = until
	return update(tx, rec, c)
}

// Again opens a case that has ended: the client comes back. Everything that was written is
// there; what they agreed to they are asked for anew.
func Again(tx *db.Tx, rec, contact *space.Record) error {
	if err := rec.Holds(right.Admit | right.Read); err != nil {
		return err
	}
	c, err := one(tx, rec)
	if err != nil {
		return err
	}
	if c.Ended.IsZero() {
		return fault.New(fault.Conflict, "care.notended")
	}
	c.Ended, c.Stays = time.Time{}, time.Time{}
	rec.Note(tx, "care.again", string(c.ID))
	if c.Client == "" {
		return update(tx, rec, c)
	}
	into := []*space.Record{rec, contact}
	if c.Safety != "" {
		safety, err := space.Open(tx, c.Safety, right.Admit|right.Read, right.Safety)
		if err != nil {
			return err
		}
		into = append(into, safety)
	}
	for _, each := range into {
		if err := each.Admit(tx, c.Client, right.Client, time.Time{}); err != nil {
			return err
		}
	}
	return update(tx, rec, c)
}

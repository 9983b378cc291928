package ending

import (
	"cmp"
	"slices"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/job"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Remind is the kind of job that reminds of a session after the end.
const Remind = "ending.remind"

type reminder struct {
	Space  space.ID `json:"s"`
	Months int      `json:"m"`
	Ended  int64    `json:"e"` // which end it follows
}

// Reminding is how it is done: client and therapist are told that something is waiting, each
// in their own way, and never what.
func Reminding() job.Work {
	return job.Work{In: func(tx *db.Tx, j job.Job) error {
		var r reminder
		if err := j.Read(&r); err != nil {
			return err
		}
		rec, err := space.Open(tx, r.Space, right.Read|right.Admit, right.Shared)
		if fault.Is(err, fault.NotFound) {
			return nil // erased since
		}
		if err != nil {
			return err
		}
		c, err := care.Of(tx, rec)
		if err != nil {
			return err
		}
		now, err := Current(tx, rec)
		still := slices.ContainsFunc(now.Boosters, func(b Booster) bool { return b.Months == r.Months })
		if err != nil || c.Ended.IsZero() || !still || now.Ended.UnixMilli() != r.Ended {
			return err
		}
		rec.Touch(tx, Part)
		if err := care.Tell(tx, rec, c); err != nil {
			return err
		}
		return tell(tx, c.Therapist)
	}}
}

// tell lets somebody who works here know that something is waiting.
func tell(tx *db.Tx, therapist who.ID) error {
	theirs, err := account.Of(tx, therapist)
	if err != nil {
		return err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	if err := account.Wake(tx, therapist); err != nil {
		return err
	}
	return care.Write(tx, theirs.Email.Reveal(), cmp.Or(theirs.Language, settings.Language))
}

package measure

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/job"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Leave is the kind of job by which a client whose treatment has ended leaves, once nothing
// more is asked of them.
const Leave = "measure.leave"

// linger is how long a client can still read what they answered last.
const linger = 7 * 24 * time.Hour

// Follow asks an instrument once more, so many months after the end of the treatment; 0 is
// at the end itself.
func Follow(tx *db.Tx, rec *space.Record, what string, months int) error {
	m := Measure{ID: id.New[Measure](tx.Now), Made: tx.Now, Due: tx.Now, Instrument: what, Cadence: Cadence{Rhythm: After, Every: months}, By: tx.By.ID}
	if err := rec.Holds(right.Treat | right.Read); err != nil {
		return err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	if months > 0 {
		local := tx.Now.In(settings.Location())
		m.Due = monthly(local, months, local.Day())
	}
	if err := m.allowed(tx); err != nil {
		return err
	}
	return m.add(tx, rec)
}

// EndAll stops asking everything. What was answered stays.
func EndAll(tx *db.Tx, rec *space.Record) error {
	every, err := Of(tx, rec)
	for _, m := range every {
		if err == nil && !m.Over() {
			err = End(tx, rec, m.ID)
		}
	}
	return err
}

// replace ends those of the same instrument that were asked earlier after the end and never
// answered: the same questions are not asked twice at once.
func (m Measure) replace(tx *db.Tx, rec *space.Record) error {
	if m.Cadence.Rhythm != After {
		return nil
	}
	every, err := all(tx, rec)
	for _, other := range every {
		if err == nil && other.Cadence.Rhythm == After && other.Instrument == m.Instrument && !other.Over() && other.Due.Before(m.Due) {
			other.Ended = tx.Now
			err = other.move(tx, rec)
		}
	}
	return err
}

// last sees to it that the client leaves once what was answered was the last.
func (r Response) last(tx *db.Tx, rec *space.Record, m Measure) error {
	if m.Cadence.Rhythm != After {
		return nil
	}
	_, err := job.Add(tx, Leave, tx.Now.Add(linger), rec.Space())
	return err
}

// Leaving is how such jobs are done.
func Leaving() job.Work {
	return job.Work{In: func(tx *db.Tx, j job.Job) error {
		var where space.ID
		if err := j.Read(&where); err != nil {
			return err
		}
		rec, err := space.Open(tx, where, right.Read|right.Admit, right.Measured...)
		if fault.Is(err, fault.NotFound) {
			return nil // erased since
		}
		if err != nil {
			return err
		}
		return leave(tx, rec)
	}}
}

// leave ends the membership of a client of whom nothing more is asked. Questions that follow
// an answer that worries are waited for.
func leave(tx *db.Tx, rec *space.Record) error {
	c, err := care.Of(tx, rec)
	if err != nil || c.Ended.IsZero() || tx.Now.Before(c.Stays) { // they were promised to stay: that has its own day
		return err
	}
	every, err := all(tx, rec)
	if err != nil {
		return err
	}
	for _, m := range every {
		if !m.Over() && m.Cadence.Rhythm == After {
			return nil // its answer, or the day that was set, is the end
		}
	}
	if open := Asking(every); len(open) > 0 && tx.Now.Sub(open[0].Due) < 2*linger {
		_, err := job.Add(tx, Leave, tx.Now.Add(linger), rec.Space())
		return err
	}
	members, err := rec.Members(tx)
	for _, m := range members {
		if err == nil && m.Role == right.Client {
			err = rec.End(tx, m.Person)
		}
	}
	if err != nil {
		return err
	}
	return care.Brief(tx, rec)
}

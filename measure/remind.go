package measure

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/job"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Remind is the kind of job that tells a client, without content, that something waits.
const Remind = "measure.remind"

// Reminded is how often a client was told of the occasion for which a measure is due.
type Reminded struct {
	Of int64     `json:"of"` // the occasion: Measure.Due, in milliseconds
	N  int       `json:"n"`
	At time.Time `json:"at"` // the last time
}

// mostReminders is how often one occasion is told of: when it has come, and once more.
const mostReminders = 2

// occasion is what a job remembers: one measure, due at one moment, for the nth time.
type occasion struct {
	Space   space.ID `json:"s"`
	Measure ID       `json:"m"`
	Of      int64    `json:"of"`
	Nth     int      `json:"n"`
	From    int64    `json:"f"` // not before this moment
}

// expect sees to it that the client is told of the occasion for which the measure is due.
func (m Measure) expect(tx *db.Tx, rec *space.Record) error {
	if m.Due.IsZero() || !m.Ended.IsZero() {
		return nil
	}
	return occasion{rec.Space(), m.ID, ms(m.Due), 1, ms(m.Due)}.wait(tx, m.Due)
}

func (o occasion) wait(tx *db.Tx, until time.Time) error {
	_, err := job.Add(tx, Remind, until, o)
	return err
}

// turn sets the measure to its next occasion, once this one is answered.
func (m Measure) turn(tx *db.Tx, rec *space.Record, zone *time.Location) (Measure, error) {
	if m.stays {
		return m, nil
	}
	m.Due = m.next(tx.Now, zone)
	if err := setDue(tx, rec, m); err != nil {
		return m, err
	}
	return m, m.expect(tx, rec)
}

// Reminding is how such jobs are done. What makes each exactly one is that it is told in the
// transaction that ends its job, and only while the measure is due for the same occasion.
func Reminding() job.Work {
	return job.Work{In: func(tx *db.Tx, j job.Job) error {
		var o occasion
		if err := j.Read(&o); err != nil {
			return err
		}
		rec, err := space.Open(tx, o.Space, right.Read|right.Admit, right.Measured...)
		if fault.Is(err, fault.NotFound) {
			return nil // erased since
		}
		if err != nil {
			return err
		}
		m, err := one(tx, rec, o.Measure)
		if fault.Is(err, fault.NotFound) {
			return nil // erased since
		}
		if err != nil || !m.Ended.IsZero() || ms(m.Due) != o.Of {
			return err // answered, asked anew, or asked no longer
		}
		return o.look(tx, rec, m)
	}}
}

// look tells the client, when it is morning where they are and they can answer. Otherwise it
// looks again when that may be so.
func (o occasion) look(tx *db.Tx, rec *space.Record, m Measure) error {
	if err := tx.Lock("remind " + string(o.Space)); err != nil {
		return err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	c, err := care.Of(tx, rec)
	if err != nil {
		return err
	}
	zone, err := care.ZoneOf(tx, c)
	if err != nil {
		return err
	}
	hour := settings.Remind.At()
	if from := morning(db.At(o.From), hour, zone); tx.Now.Before(from) {
		return o.wait(tx, from)
	}
	if err := m.replace(tx, rec); err != nil {
		return err
	}
	inside, err := agreed(tx, rec)
	if err != nil || !inside && !c.Ended.IsZero() {
		return err
	}
	if !inside || !awake(tx.Now, hour, zone) {
		return o.wait(tx, morning(tx.Now, hour, zone))
	}
	return o.tell(tx, rec, c, m, zone, settings.Remind.Days())
}

// agreed tells whether there is a client inside who has agreed to the record.
func agreed(tx *db.Tx, rec *space.Record) (bool, error) {
	members, err := rec.Members(tx)
	for _, member := range members {
		if member.Role == right.Client && member.Agreed == care.ConsentFor(rec.Kind()) {
			return true, err
		}
	}
	return false, err
}

// tellOnce tells the client, unless they were told today of something else: it says that
// something is waiting, and once is enough for all that does.
func (m Measure) tellOnce(tx *db.Tx, rec *space.Record, c care.Case, zone *time.Location) error {
	every, err := all(tx, rec)
	if err != nil {
		return err
	}
	today := tx.Now.In(zone).Format(time.DateOnly)
	for _, other := range every {
		if other.ID != m.ID && other.Reminded.N > 0 && other.Reminded.At.In(zone).Format(time.DateOnly) == today {
			return nil
		}
	}
	return care.Tell(tx, rec, c)
}

func (o occasion) tell(tx *db.Tx, rec *space.Record, c care.Case, m Measure, zone *time.Location, days int) error {
	if m.Reminded.Of == o.Of && m.Reminded.N >= o.Nth {
		return nil
	}
	m.Reminded = Reminded{o.Of, o.Nth, tx.Now}
	still, err := keepReminded(tx, rec, m)
	if err != nil || !still {
		return err
	}
	rec.Note(tx, "measure.remind", string(m.ID))
	rec.Touch(tx, Part)
	if err := m.tellOnce(tx, rec, c, zone); err != nil {
		return err
	}
	if o.Nth == mostReminders || days == 0 {
		return nil
	}
	local := tx.Now.In(zone)
	from := dayAt(local.Year(), local.Month(), local.Day()+days, 0, zone)
	o.Nth, o.From = o.Nth+1, ms(from)
	return o.wait(tx, from)
}

package booking

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/job"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Remind is the kind of job that tells somebody that an appointment comes.
const Remind = "booking.remind"

// reminder is what a job remembers: one appointment, as it stood after so many changes, and
// how long before it.
type reminder struct {
	Space space.ID `json:"s"`
	Of    ID       `json:"a"`
	N     int      `json:"n"`
	Hours int      `json:"h"`
}

// remember sees to it that somebody is reminded: one job for each choice they have, of which
// only the chosen one will tell them. One whose moment has gone by tells nobody.
func remember(tx *db.Tx, rec *space.Record, a Appointment) error {
	if a.State != Booked {
		return nil
	}
	l, err := listen(tx, rec)
	if err != nil {
		return err
	}
	for _, hours := range []int{aDay, twoHour} {
		due := before(a.At, hours, l.zone())
		if !due.After(tx.Now) {
			continue
		}
		if _, err := job.Add(tx, Remind, due, reminder{rec.Space(), a.ID, a.N, hours}); err != nil {
			return err
		}
	}
	return nil
}

// before is when somebody is reminded. A day before is the same time by the clock on their
// wall, whatever the clocks did in between.
func before(at time.Time, hours int, zone *time.Location) time.Time {
	if hours != aDay {
		return at.Add(-time.Duration(hours) * time.Hour)
	}
	local := at.In(zone)
	hour, minute := local.Hour(), local.Minute()
	if hour < wakes || hour >= sleeps { // nobody is woken for it
		hour, minute = min(max(hour, wakes), sleeps-1), 0
	}
	return onWall(local.Year(), local.Month(), local.Day()-1, hour, minute, zone)
}

// When people are told of what is not for the same hour, by the clock on their wall.
const wakes, sleeps = 9, 20

// morning is when somebody is told of what was to be told at night, because nobody did it
// sooner; not at all, if it would be too late.
func (r reminder) morning(tx *db.Tx, a Appointment, zone *time.Location) (bool, error) {
	local := tx.Now.In(zone)
	if r.Hours != aDay || local.Hour() >= wakes && local.Hour() < sleeps {
		return false, nil
	}
	day := local.Day()
	if local.Hour() >= sleeps {
		day++
	}
	due := onWall(local.Year(), local.Month(), day, wakes, 0, zone)
	if !due.Before(a.At) {
		return true, nil
	}
	_, err := job.Add(tx, Remind, due, r)
	return true, err
}

// Reminding is how such jobs are done. Each tells in the transaction that ends it, and only
// while the appointment stands as it did when the job was added: a moved one has other jobs.
func Reminding() job.Work {
	return job.Work{In: func(tx *db.Tx, j job.Job) error {
		var r reminder
		if err := j.Read(&r); err != nil {
			return err
		}
		rec, err := space.Open(tx, r.Space, right.Read, right.Contact)
		if fault.Is(err, fault.NotFound) {
			return nil // erased since
		}
		if err != nil {
			return err
		}
		a, err := one(tx, rec, r.Of)
		if err == nil {
			err = lock(tx, a.Therapist) // whoever moves it now is waited for
		}
		if err == nil {
			a, err = one(tx, rec, r.Of)
		}
		if err != nil || a.State != Booked || a.N != r.N || !a.At.After(tx.Now) {
			return err
		}
		if comes, err := holds(tx, rec, a); err != nil || !comes {
			return err
		}
		return r.tell(tx, rec, a)
	}}
}

func (r reminder) tell(tx *db.Tx, rec *space.Record, a Appointment) error {
	l, err := listen(tx, rec)
	if err != nil || l.hearing.Hours() != r.Hours {
		return err
	}
	if later, err := r.morning(tx, a, l.zone()); later || err != nil {
		return err
	}
	rec.Note(tx, "booking.remind", string(a.ID))
	if err := l.wake(tx); err != nil || !l.byMail() {
		return err
	}
	return l.write(tx, "booking.letter.remind", []Appointment{a}, "")
}

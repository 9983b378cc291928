// Package measure asks questionnaires: assigned by a therapist, answered by a client,
// scored, and followed over time.
package measure

import (
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/who"
	"tillit.care/instrument"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/pure/score"
	"tillit.care/space"
)

// ID names a measure.
type ID = id.ID[Measure]

// Rhythm is how often a measure is asked.
type Rhythm string

const (
	Once    Rhythm = "once"
	Session Rhythm = "session" // whenever the therapist asks for it, at each session
	Weeks   Rhythm = "weeks"   // every N weeks
)

// Cadence is a rhythm and, for Weeks, how many.
type Cadence struct {
	Rhythm Rhythm `json:"r"`
	Every  int    `json:"n,omitempty"` // 1 to 26
}

const mostWeeks = 26

func (c Cadence) check() error {
	switch {
	case c.Rhythm == Once, c.Rhythm == Session:
		return nil
	case c.Rhythm == Weeks && c.Every >= 1 && c.Every <= mostWeeks:
		return nil
	}
	return fault.At("cadence", "measure.cadence.odd")
}

// Measure is an instrument assigned to a client, with a cadence.
type Measure struct {
	ID    ID        `json:"-"`
	Made  time.Time `json:"-"`
	Due   time.Time `json:"-"` // zero: nothing is asked now
	Ended time.Time `json:"-"`

	Instrument string  `json:"instrument"`
	Cadence    Cadence `json:"cadence"`
	By         who.ID  `json:"by"`
	After      string  `json:"after,omitempty"`   // the response that it follows up
	Brought    bool    `json:"brought,omitempty"` // holds earlier answers, and was never asked here
}

// Open tells whether the measure is asked at that moment.
func (m Measure) Open(at time.Time) bool {
	return m.Ended.IsZero() && !m.Due.IsZero() && !m.Due.After(at)
}

// Form is the instrument that the measure asks.
func (m Measure) Form(tx *db.Tx) (*score.Instrument, error) { return instrument.Find(tx, m.Instrument) }

// Part is the part of a page that shows measures and their course.
const Part = "measures"

// Assign asks an instrument of the client from now on. What is held, since something
// about it is not verified, can be asked in the demo only.
func Assign(tx *db.Tx, rec *space.Record, what string, cadence Cadence) (Measure, error) {
	m := Measure{ID: id.New[Measure](tx.Now), Made: tx.Now, Due: tx.Now, Instrument: what, Cadence: cadence, By: tx.By.ID}
	if err := rec.Holds(right.Treat | right.Read); err != nil {
		return m, err
	}
	if err := cadence.check(); err != nil {
		return m, err
	}
	in, err := instrument.Offer(tx, what)
	if err != nil {
		return m, err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return m, err
	}
	if in.Held() && !settings.Demo {
		return m, fault.At("instrument", "measure.held")
	}
	if err := vacant(tx, rec, what); err != nil {
		return m, err
	}
	if err := m.add(tx, rec); err != nil {
		return m, err
	}
	return m, wake(tx, rec)
}

// wake tells the clients' devices that something is waiting.
func wake(tx *db.Tx, rec *space.Record) error {
	members, err := rec.Members(tx)
	for _, m := range members {
		if err == nil && m.Role == right.Client {
			err = account.Wake(tx, m.Person)
		}
	}
	return err
}

// vacant is a Conflict when the instrument is being asked already.
func vacant(tx *db.Tx, rec *space.Record, what string) error {
	running, err := Of(tx, rec)
	if err != nil {
		return err
	}
	for _, m := range running {
		if m.Instrument == what && m.Ended.IsZero() && (m.Cadence.Rhythm != Once || !m.Due.IsZero()) {
			return fault.New(fault.Conflict, "measure.running")
		}
	}
	return nil
}

func (m Measure) add(tx *db.Tx, rec *space.Record) error {
	rec.Note(tx, "measure.assign", string(m.ID))
	rec.Touch(tx, Part)
	if err := insert(tx, rec, m); err != nil {
		return err
	}
	return m.brief(tx, rec)
}

// Of are the measures of a space, oldest first, ended ones included.
func Of(tx *db.Tx, rec *space.Record) ([]Measure, error) { return all(tx, rec) }

// One is a measure of this space.
func One(tx *db.Tx, rec *space.Record, which ID) (Measure, error) { return one(tx, rec, which) }

// Waiting are the measures that are asked now.
func Waiting(tx *db.Tx, rec *space.Record) ([]Measure, error) {
	every, err := all(tx, rec)
	var waiting []Measure
	for _, m := range every {
		if m.Open(tx.Now) {
			waiting = append(waiting, m)
		}
	}
	return waiting, err
}

// Ask makes a measure due now, whatever its cadence: at a session, say.
func Ask(tx *db.Tx, rec *space.Record, which ID) error {
	m, err := running(tx, rec, which)
	if err != nil {
		return err
	}
	m.Due = tx.Now
	rec.Note(tx, "measure.ask", string(which))
	rec.Touch(tx, Part)
	if err := m.move(tx, rec); err != nil {
		return err
	}
	return wake(tx, rec)
}

// End stops asking. What was answered stays.
func End(tx *db.Tx, rec *space.Record, which ID) error {
	m, err := running(tx, rec, which)
	if err != nil {
		return err
	}
	m.Ended = tx.Now
	rec.Note(tx, "measure.end", string(which))
	rec.Touch(tx, Part)
	return m.move(tx, rec)
}

// move keeps when a measure is asked, and whether it still is.
func (m Measure) move(tx *db.Tx, rec *space.Record) error {
	if err := setDue(tx, rec, m); err != nil {
		return err
	}
	return m.brief(tx, rec)
}

func running(tx *db.Tx, rec *space.Record, which ID) (Measure, error) {
	if err := rec.Holds(right.Treat | right.Read); err != nil {
		return Measure{}, err
	}
	m, err := one(tx, rec, which)
	if err == nil && !m.Ended.IsZero() {
		err = fault.New(fault.Conflict, "measure.ended")
	}
	return m, err
}

// next is when the measure is asked again after an answer: a whole number of its weeks
// after it was due, on the same local day, whatever the clocks did in between.
func (m Measure) next(now time.Time, zone *time.Location) time.Time {
	if m.Cadence.Rhythm != Weeks {
		return time.Time{}
	}
	due := m.Due
	if due.IsZero() {
		due = now
	}
	local := due.In(zone)
	for n := 1; ; n++ {
		day := local.AddDate(0, 0, 7*m.Cadence.Every*n)
		if start := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone); start.After(now) {
			return start.UTC()
		}
	}
}

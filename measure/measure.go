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

// Measure is an instrument assigned to a client, with a cadence.
type Measure struct {
	ID    ID        `json:"-"`
	Made  time.Time `json:"-"`
	Due   time.Time `json:"-"` // zero: nothing is asked now
	Ended time.Time `json:"-"`

	Instrument string  `json:"instrument"`
	Cadence    Cadence `json:"cadence"`
	By         who.ID  `json:"by"`
	Brought    bool    `json:"brought,omitempty"` // holds earlier answers, and was never asked here
	After      string  `json:"after,omitempty"`   // the response that it follows up
	Then       []int   `json:"then,omitempty"`    // how many months after the end it is asked again

	Reminded Reminded `json:"reminded,omitzero"`

	stays bool // what is being answered is not the occasion for which it is due next
}

// Least keeps a measure of which much is remembered as large as any other.
func (m Measure) Least() int { return 2048 }

// Over tells whether nothing more comes of a measure: it was ended, or was asked once and is
// answered.
func (m Measure) Over() bool {
	return !m.Ended.IsZero() || m.Cadence.single() && m.Due.IsZero()
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
func Assign(tx *db.Tx, rec *space.Record, what string, cadence Cadence, then ...int) (Measure, error) {
	m := Measure{ID: id.New[Measure](tx.Now), Made: tx.Now, Due: tx.Now, Instrument: what, Cadence: cadence, By: tx.By.ID, Then: then}
	if err := rec.Holds(right.Treat | right.Read); err != nil {
		return m, err
	}
	if err := m.allowed(tx); err != nil {
		return m, err
	}
	if err := vacant(tx, rec, what); err != nil {
		return m, err
	}
	if err := m.add(tx, rec); err != nil {
		return m, err
	}
	return m, wake(tx, rec)
}

// allowed looks whether a measure may be asked in this practice, and finds the day of the
// month on which it is first asked.
func (m *Measure) allowed(tx *db.Tx) error {
	if err := m.Cadence.Check(); err != nil {
		return err
	}
	in, err := instrument.Offer(tx, m.Instrument)
	if err != nil {
		return err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	if in.Held() && !settings.Demo {
		return fault.At("instrument", "measure.held")
	}
	if m.Cadence.Rhythm == Monthly {
		m.Cadence.Day = m.Due.In(settings.Location()).Day()
	}
	return nil
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
		if m.Instrument == what && !m.Over() {
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
	if err := m.brief(tx, rec); err != nil {
		return err
	}
	return m.expect(tx, rec)
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
	if err := m.expect(tx, rec); err != nil {
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

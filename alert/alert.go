// Package alert is what cannot wait: who must look, who has looked, and what was decided.
// An alert says that an answer needs a person. It never says what the answer was to
// anybody who is not inside the space.
package alert

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/job"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// ID names an alert.
type ID = id.ID[Alert]

// Finding is why somebody must look. The zero Finding is nothing.
type Finding struct {
	Why   string `json:"why,omitempty"` // words key
	Acute bool   `json:"acute,omitempty"`

	Written time.Time `json:"written,omitzero"` // on which day, where it was on paper and came later
}

// Found tells whether there is anything.
func (f Finding) Found() bool { return f.Why != "" }

// State is how far an alert has come.
type State string

const (
	Quiet  State = ""       // nothing was found
	Open   State = "open"   // nobody has looked yet
	Seen   State = "seen"   // somebody has looked and takes care of it
	Closed State = "closed" // it was decided what became of it
)

// Disposition is what became of an alert. One must be chosen before it closes.
type Disposition string

const (
	Spoke       Disposition = "spoke"       // spoke with the client; safe for now, follow-up set
	Planned     Disposition = "planned"     // safety plan made or reviewed with the client
	Emergency   Disposition = "emergency"   // emergency service or hospital involved
	Unreachable Disposition = "unreachable" // could not reach the client; next steps written down
	HandedOver  Disposition = "handedover"  // another clinician has taken it over
	Mistaken    Disposition = "mistaken"    // spoke with the client; the answer was a slip
)

// Dispositions are all that may be chosen.
var Dispositions = []Disposition{Spoke, Planned, Emergency, Unreachable, HandedOver, Mistaken}

// Alert is one look at one answer. Every answer gets one, and nearly all are Quiet: what
// is stored must not tell an answer that worries from one that does not.
type Alert struct {
	ID    ID        `json:"-"`
	About string    `json:"-"` // the response it is about
	At    time.Time `json:"-"`

	Finding
	State       State       `json:"state,omitempty"`
	Owner       who.ID      `json:"owner,omitempty"`
	Covered     bool        `json:"covered,omitempty"` // somebody was there when it came
	Letters     []Letter    `json:"letters,omitempty"`
	SeenBy      who.ID      `json:"seenBy,omitempty"`
	SeenAt      time.Time   `json:"seenAt,omitzero"`
	Disposition Disposition `json:"disposition,omitempty"`
	Remark      seal.Text   `json:"remark,omitempty"`
	ClosedBy    who.ID      `json:"closedBy,omitempty"`
	ClosedAt    time.Time   `json:"closedAt,omitzero"`
	Away        bool        `json:"away,omitempty"`   // its owner was on leave when it came
	Looks       time.Time   `json:"looks,omitzero"`   // when it is looked at next, while it is open
	Contact     time.Time   `json:"contact,omitzero"` // by when there must have been the next contact
	MetBy       who.ID      `json:"metBy,omitempty"`  // who noted that there was
	MetAt       time.Time   `json:"metAt,omitzero"`
}

// Least keeps a quiet alert as large as one that found something.
func (a Alert) Least() int { return 3072 }

const (
	longestRemark = 1000 // bytes: a remark must not make the alert larger than a quiet one
	mostLetters   = 9    // how many letters are remembered: the first, and the last of the rest
)

// Letter is a letter without content that was sent because nobody had looked.
type Letter struct {
	At   time.Time `json:"at"`
	Role string    `json:"role"` // owner, cover or lead
}

// Part is the part of a page that shows alerts.
const Part = "alerts"

// Raise keeps what was found about something in a space, which is mostly nothing, and
// sets the timer.
func Raise(tx *db.Tx, rec *space.Record, about string, found Finding) (Alert, error) {
	a := Alert{ID: id.New[Alert](tx.Now), About: about, At: tx.Now, Finding: found}
	settings, err := practice.Of(tx)
	if err != nil {
		return a, err
	}
	timers, step := settings.Timers(), 1
	if found.Found() {
		step = 0
		if err := a.address(tx, rec, settings); err != nil {
			return a, err
		}
		rec.Touch(tx, Part)
	}
	rec.Note(tx, "alert.weigh", string(a.ID))
	if err := insert(tx, rec, a); err != nil {
		return a, err
	}
	if found.Found() {
		if err := a.brief(tx, rec); err != nil {
			return a, err
		}
	}
	_, err = job.Add(tx, Look, tx.Now.Add(timers[step]), look{Space: rec.Space(), Alert: a.ID, Step: step})
	return a, err
}

// address finds the therapist whose alert it is.
func (a *Alert) address(tx *db.Tx, rec *space.Record, settings practice.Settings) (err error) {
	a.State, a.Looks = Open, tx.Now.Add(settings.Timers()[1])
	a.Covered = settings.Covered(tx.Now)
	a.Owner, err = owner(tx, rec)
	a.Away = settings.Leave(a.Owner, tx.Now)
	return err
}

// owner is the therapist of the case. While one hands it over there are two inside.
func owner(tx *db.Tx, rec *space.Record) (who.ID, error) {
	c, err := care.Of(tx, rec)
	if err == nil {
		return c.Therapist, nil
	}
	if !fault.Is(err, fault.NotFound) {
		return "", err
	}
	members, err := rec.Members(tx)
	if err != nil {
		return "", err
	}
	for _, m := range members {
		if m.Role == right.Therapist {
			return m.Person, nil
		}
	}
	return "", nil
}

// Of are the alerts of a space that found something, newest first.
func Of(tx *db.Tx, rec *space.Record) ([]Alert, error) {
	every, err := all(tx, rec)
	var found []Alert
	for _, a := range every {
		if a.Found() {
			found = append(found, a)
		}
	}
	return found, err
}

// Waiting are the alerts of a space that nobody has closed.
func Waiting(tx *db.Tx, rec *space.Record) ([]Alert, error) {
	every, err := Of(tx, rec)
	var waiting []Alert
	for _, a := range every {
		if a.State != Closed {
			waiting = append(waiting, a)
		}
	}
	return waiting, err
}

// Next is when the next letter goes out while nobody has looked; zero when none will.
func (a Alert) Next(now time.Time) time.Time {
	if a.State != Open || !a.Looks.After(now) {
		return time.Time{}
	}
	return a.Looks
}

// About is what was found about one thing.
func About(tx *db.Tx, rec *space.Record, about string) (Alert, error) {
	return oneAbout(tx, rec, about)
}

// Acknowledge says that its author has looked and takes care of it. The timers stop.
func Acknowledge(tx *db.Tx, rec *space.Record, which ID) error {
	if err := rec.Holds(right.Treat | right.Read); err != nil {
		return err
	}
	a, err := one(tx, rec, which)
	if err != nil || !a.Found() {
		return absent(err)
	}
	if a.State != Open {
		return fault.New(fault.Conflict, "alert.already")
	}
	a.State, a.SeenBy, a.SeenAt = Seen, tx.By.ID, tx.Now
	rec.Note(tx, "alert.acknowledge", string(which))
	return a.keep(tx, rec)
}

// Outcome is what became of an alert, and by when there must be a next contact.
type Outcome struct {
	Became  Disposition
	Remark  string
	Contact time.Time // the day, anywhere in it; zero: none is set
}

// wrong is the fault in an outcome, if there is any.
func (o Outcome) wrong(now time.Time) error {
	switch {
	case !o.Became.known():
		return fault.At("disposition", "alert.disposition.missing")
	case len(o.Remark) > longestRemark:
		return fault.At("remark", "alert.remark.long")
	case !o.Contact.IsZero() && (!o.Contact.After(now) || o.Contact.After(now.AddDate(1, 0, 0))):
		return fault.At("contact", "alert.contact.odd")
	}
	return nil
}

// Close keeps what became of an alert. Without a disposition it stays open.
func Close(tx *db.Tx, rec *space.Record, which ID, o Outcome) error {
	if err := rec.Holds(right.Treat | right.Read); err != nil {
		return err
	}
	if err := o.wrong(tx.Now); err != nil {
		return err
	}
	a, err := one(tx, rec, which)
	if err != nil || !a.Found() {
		return absent(err)
	}
	if a.State == Closed {
		return fault.New(fault.Conflict, "alert.closed")
	}
	if a.State == Open {
		a.SeenBy, a.SeenAt = tx.By.ID, tx.Now
	}
	a.State, a.Disposition, a.Remark = Closed, o.Became, seal.Text(o.Remark)
	a.ClosedBy, a.ClosedAt, a.Contact = tx.By.ID, tx.Now, o.Contact
	rec.Note(tx, "alert.close", string(which))
	if err := a.await(tx, rec); err != nil {
		return err
	}
	return a.keep(tx, rec)
}

func (d Disposition) known() bool {
	for _, known := range Dispositions {
		if d == known {
			return true
		}
	}
	return false
}

func absent(err error) error {
	if err != nil {
		return err
	}
	return fault.New(fault.NotFound, "fault.notfound")
}

func (a Alert) keep(tx *db.Tx, rec *space.Record) error {
	rec.Touch(tx, Part)
	if err := update(tx, rec, a); err != nil {
		return err
	}
	return a.brief(tx, rec)
}

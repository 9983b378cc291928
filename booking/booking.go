// Package booking is when people meet: appointments of every kind, when a therapist is free,
// who comes next, and how people hear of it. Nothing here says why somebody comes.
package booking

import (
	"slices"
	"time"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// ID names an appointment. One of two people has the same in the contact space of each.
type ID = id.ID[Appointment]

// Way is how people meet.
type Way string

const (
	InPerson Way = "inperson"
	Online   Way = "video"
	Phone    Way = "phone"
)

// Ways are all of them.
var Ways = []Way{InPerson, Online, Phone}

// State is what became of an appointment.
type State string

const (
	Booked  State = "booked"
	Arrived State = "arrived"
	Missed  State = "missed" // nobody came; nobody is blamed
	Off     State = "off"    // it was called off
)

// Doing is who did something, as what, and when.
type Doing struct {
	By who.ID     `json:"by"`
	As right.Role `json:"as"`
	At time.Time  `json:"at"`
}

// Appointment is a time at which people meet.
type Appointment struct {
	ID ID        `json:"-"`
	At time.Time `json:"-"`

	Minutes   int       `json:"minutes"`
	Way       Way       `json:"way"`
	Place     seal.Text `json:"place,omitempty"`
	Therapist who.ID    `json:"therapist"`
	Series    ID        `json:"series,omitempty"` // the first of those that repeat; empty: it stands alone
	Others    bool      `json:"others,omitempty"` // somebody else is invited too
	State     State     `json:"state"`
	N         int       `json:"n"` // how often it was changed: calendars count that
	Made      Doing     `json:"made"`
	Ended     Doing     `json:"ended,omitzero"`  // who called it off
	Late      bool      `json:"late,omitempty"`  // it was called off later than the practice asks
	Begun     bool      `json:"begun,omitempty"` // its session has begun: there is nothing left to call off
}

// Least keeps an appointment of which little is said as large as another.
func (a Appointment) Least() int { return 1024 }

// Until is when it ends.
func (a Appointment) Until() time.Time { return a.At.Add(time.Duration(a.Minutes) * time.Minute) }

// Stands tells whether it still holds.
func (a Appointment) Stands() bool { return a.State == Booked || a.State == Arrived }

// Part is the part of a page that shows appointments.
const Part = "appointments"

const (
	both      = right.Read | right.Write
	leastLong = 5
	mostLong  = 8 * 60
	longest   = 200 // letters of a place
)

// Usual is how many minutes an appointment takes where nobody says otherwise.
const Usual = 50

// Want is what somebody wants to book, or to change it into.
type Want struct {
	At        time.Time
	Minutes   int
	Way       Way
	Place     seal.Text
	Therapist who.ID
	Rhythm    Rhythm
}

// wrong is the fault in what is wanted, if there is any.
func (w Want) wrong(now time.Time) error {
	switch {
	case w.At.IsZero() || w.At.Before(now.Add(-12*time.Hour)) || w.At.After(now.AddDate(2, 0, 0)):
		return fault.At("at", "booking.at.odd")
	case w.Minutes < leastLong || w.Minutes > mostLong:
		return fault.At("minutes", "booking.minutes.odd")
	case !slices.Contains(Ways, w.Way):
		return fault.At("way", "booking.way.missing")
	case utf8.RuneCountInString(w.Place.Reveal()) > longest:
		return fault.At("place", "booking.long")
	}
	return w.Rhythm.wrong()
}

// Book books an appointment for the people of open contact spaces, once or again and again.
// The same form sent twice is booked once. A therapist is never in two places.
func Book(tx *db.Tx, people []*space.Record, once ID, w Want) ([]Appointment, error) {
	if err := w.wrong(tx.Now); err != nil {
		return nil, err
	}
	days, err := w.days(tx)
	if err != nil {
		return nil, err
	}
	if err := mayMeet(tx, people, w.Therapist, days[len(days)-1]); err != nil {
		return nil, err
	}
	if err := lock(tx, w.Therapist); err != nil {
		return nil, err
	}
	if kept, err := one(tx, people[0], once); !fault.Is(err, fault.NotFound) {
		return []Appointment{kept}, err
	}
	if err := asked(tx, people[0], w.At, w.Therapist, ""); err != nil {
		return nil, err
	}
	return w.place(tx, people, once, days)
}

// place puts what is wanted on its days.
func (w Want) place(tx *db.Tx, people []*space.Record, once ID, days []time.Time) ([]Appointment, error) {
	var made []Appointment
	for i, day := range days {
		a := Appointment{ID: once, At: day, Minutes: w.Minutes, Way: w.Way, Place: w.Place, Therapist: w.Therapist,
			Others: len(people) > 1, State: Booked, Made: Doing{tx.By.ID, people[0].Role(), tx.Now}}
		if i > 0 {
			a.ID = id.New[Appointment](tx.Now)
		}
		if len(days) > 1 {
			a.Series = once
		}
		made = append(made, a)
	}
	return made, put(tx, people, made)
}

// put keeps new appointments and takes the therapist's time.
func put(tx *db.Tx, people []*space.Record, made []Appointment) error {
	for _, a := range made {
		if err := fresh(tx, a.ID); err != nil {
			return err
		}
		if err := take(tx, a); err != nil {
			return err
		}
		for _, rec := range people {
			rec.Note(tx, "booking.book", string(a.ID))
			rec.Touch(tx, Part)
			if err := insert(tx, rec, a); err != nil {
				return err
			}
			if err := remember(tx, rec, a); err != nil {
				return err
			}
		}
	}
	return invite(tx, people, made)
}

// fresh is an error where an id is somebody else's already.
func fresh(tx *db.Tx, which ID) error {
	there, err := spaces(tx, which)
	if err == nil && len(there) > 0 {
		err = fault.New(fault.Conflict, "fault.conflict")
	}
	return err
}

func lock(tx *db.Tx, therapist who.ID) error { return tx.Lock("booking " + string(therapist)) }

// Of are the appointments of a person, the latest first.
func Of(tx *db.Tx, rec *space.Record) ([]Appointment, error) { return all(tx, rec) }

// From are those of a person from a moment on, the latest first.
func From(tx *db.Tx, rec *space.Record, from time.Time) ([]Appointment, error) {
	return since(tx, rec, from)
}

// One is one appointment of a person.
func One(tx *db.Tx, rec *space.Record, which ID) (Appointment, error) { return one(tx, rec, which) }

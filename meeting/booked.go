package meeting

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/booking"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// What is booked for the client of a case is a session to come: it has the same id, and until
// it begins the appointment says when and how. Who may not reach the client sees none of them.

// contacts are the open contact spaces of a case, of those that its reader may reach.
func contacts(tx *db.Tx, rec *space.Record) (all []*space.Record, err error) {
	mine, err := space.MineAbout(tx, rec.About(), right.Contact)
	for _, where := range mine {
		if err != nil {
			return nil, err
		}
		var contact *space.Record
		contact, err = space.Open(tx, where.Space, right.Read, right.Contact)
		all = append(all, contact)
	}
	return all, err
}

// booked are the appointments from a moment on, the latest first.
func booked(tx *db.Tx, rec *space.Record, from time.Time) (all []booking.Appointment, err error) {
	reach, err := contacts(tx, rec)
	for _, contact := range reach {
		if err != nil {
			return nil, err
		}
		var some []booking.Appointment
		some, err = booking.From(tx, contact, from)
		all = append(all, some...)
	}
	return all, err
}

// with puts what is booked among sessions, the latest first.
func with(every []Meeting, all []booking.Appointment) []Meeting {
	for _, a := range all {
		at := slices.IndexFunc(every, func(m Meeting) bool { return m.ID == ID(a.ID) })
		if at < 0 {
			every = append(every, of(a))
		} else {
			every[at] = every[at].as(a)
		}
	}
	slices.SortStableFunc(every, func(a, b Meeting) int { return b.At.Compare(a.At) })
	return every
}

// of is the session that an appointment will be.
func of(a booking.Appointment) Meeting {
	m := Meeting{ID: ID(a.ID), By: a.Therapist, State: Planned}
	return m.as(a)
}

// as is a session that has not begun, when and how the appointment says.
func (m Meeting) as(a booking.Appointment) Meeting {
	if m.State != Planned {
		return m
	}
	m.At, m.Way = a.At, Way(a.Way)
	switch {
	case a.State == booking.Missed:
		m.State, m.Why = Off, Missed
	case a.State == booking.Off && a.Ended.As == right.Client:
		m.State, m.Why = Off, ByClient
	case a.State == booking.Off:
		m.State, m.Why = Off, ByTherapist
	}
	return m
}

// one is a session, kept or only booked so far.
func one(tx *db.Tx, rec *space.Record, which ID) (Meeting, error) {
	m, err := stored(tx, rec, which)
	if err == nil && m.State != Planned || err != nil && !fault.Is(err, fault.NotFound) {
		return m, err
	}
	a, there, wrong := appointment(tx, rec, which)
	switch {
	case wrong != nil:
		return m, wrong
	case !there:
		return m, err
	case err != nil:
		return of(a), nil
	}
	return m.as(a), nil
}

// appointment is the one of that id, if its reader may reach whose it is.
func appointment(tx *db.Tx, rec *space.Record, which ID) (a booking.Appointment, there bool, err error) {
	reach, err := contacts(tx, rec)
	for _, contact := range reach {
		if err != nil {
			return a, false, err
		}
		a, err = booking.One(tx, contact, booking.ID(which))
		if err == nil {
			return a, true, nil
		}
		if fault.Is(err, fault.NotFound) {
			err = nil
		}
	}
	return a, false, err
}

// adopt keeps a session that was only booked, so that something can be written about it.
func adopt(tx *db.Tx, rec *space.Record, which ID) (Meeting, error) {
	m, err := one(tx, rec, which)
	if err != nil {
		return m, err
	}
	if _, err = stored(tx, rec, which); fault.Is(err, fault.NotFound) {
		err = insert(tx, rec, m)
	}
	return m, err
}

// book books a session to come, so that the front desk and the calendar know of it.
func (m Meeting) book(tx *db.Tx, rec *space.Record) error {
	mine, err := space.MineAbout(tx, rec.About(), right.Contact)
	if err != nil || len(mine) == 0 || !m.At.After(tx.Now) {
		return err
	}
	contact, err := space.Open(tx, mine[0].Space, right.Read|right.Write, right.Contact)
	if err != nil {
		return err
	}
	_, err = booking.Book(tx, []*space.Record{contact}, booking.ID(m.ID), booking.Want{At: m.At, Minutes: booking.Usual, Way: booking.Way(m.Way), Therapist: m.By})
	return err
}

// tellDesk changes the appointment with the session, where there is one.
func (m Meeting) tellDesk(tx *db.Tx, rec *space.Record, change func(booking.Held) error) error {
	mine, err := space.MineAbout(tx, rec.About(), right.Contact)
	for _, where := range mine {
		if err != nil {
			return err
		}
		var h booking.Held
		h, err = booking.Hold(tx, where.Space, booking.ID(m.ID))
		if err == nil {
			return change(h)
		}
		if fault.Is(err, fault.NotFound) {
			err = nil // it was never booked
		}
	}
	return err
}

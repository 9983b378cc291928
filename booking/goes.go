package booking

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// goes is an error where nobody is booked any more: the case has ended. Sessions may follow it
// for as long as the client stays inside; those the therapist or the front desk books.
func goes(tx *db.Tx, rec *space.Record, at time.Time) error {
	ended, err := care.Closed(tx, rec)
	if err != nil || ended.IsZero() {
		return err
	}
	members, err := rec.Members(tx)
	if err != nil {
		return err
	}
	stays := slices.ContainsFunc(members, func(m space.Member) bool { return m.Role == right.Client && until(m, at) })
	if rec.Role() == right.Client || !stays {
		return fault.New(fault.Conflict, "booking.ended")
	}
	return nil
}

// until tells whether somebody who is inside still is at a later moment.
func until(m space.Member, at time.Time) bool { return m.Until.IsZero() || at.Before(m.Until) }

// mayMeet is an error unless everybody's contact space is open to be written in, their case
// goes on, and the therapist is inside each, then too.
func mayMeet(tx *db.Tx, people []*space.Record, therapist who.ID, at time.Time) error {
	for _, rec := range people {
		if err := rec.Holds(both); err != nil {
			return err
		}
		if err := goes(tx, rec, at); err != nil {
			return err
		}
		there, err := treats(tx, rec, therapist, at)
		if err != nil {
			return err
		}
		if !there {
			return fault.At("therapist", "booking.therapist.missing")
		}
	}
	return nil
}

// treats tells whether somebody is a therapist of a person, at a moment from now on.
func treats(tx *db.Tx, rec *space.Record, therapist who.ID, at time.Time) (bool, error) {
	m, there, err := treating(tx, rec, therapist)
	return there && until(m, at), err
}

// treating is that therapist, if they are inside now.
func treating(tx *db.Tx, rec *space.Record, therapist who.ID) (space.Member, bool, error) {
	members, err := rec.Members(tx)
	for _, m := range members {
		if m.Role == right.Therapist && m.Person == therapist {
			return m, true, err
		}
	}
	return space.Member{}, false, err
}

// therapists are those of one person.
func therapists(tx *db.Tx, rec *space.Record) (all []who.ID, err error) {
	members, err := rec.Members(tx)
	for _, m := range members {
		if m.Role == right.Therapist {
			all = append(all, m.Person)
		}
	}
	return all, err
}

// holds tells whether an appointment is still one to come to: it was not left over from before
// the end of the case, and who holds it has not left.
func holds(tx *db.Tx, rec *space.Record, a Appointment) (bool, error) {
	ended, err := care.Closed(tx, rec)
	if err != nil || !ended.IsZero() && !a.Made.At.After(ended) {
		return false, err
	}
	return treats(tx, rec, a.Therapist, a.At)
}

// successor is who holds an appointment from now on: whoever does, or where they will have left
// by then, the therapist who changes it, or the one that there is.
func successor(tx *db.Tx, h Held, at time.Time) (who.ID, error) {
	there, err := treats(tx, h.people[0], h.Therapist, at)
	if err != nil || there {
		return h.Therapist, err
	}
	all, err := therapists(tx, h.people[0])
	if err != nil || slices.Contains(all, tx.By.ID) || len(all) == 0 {
		return tx.By.ID, err
	}
	return all[len(all)-1], nil // who came last
}

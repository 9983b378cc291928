package booking

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// What becomes of appointments when a case ends, goes to another therapist, or is erased. It is
// done in the same transaction, for everybody of the case.

// contacts are the open contact spaces of everybody of a case.
func contacts(tx *db.Tx, about string, want right.Right) (all []*space.Record, err error) {
	mine, err := space.MineAbout(tx, about, right.Contact)
	for _, where := range mine {
		if err != nil {
			return nil, err
		}
		var rec *space.Record
		rec, err = space.Open(tx, where.Space, want, right.Contact)
		all = append(all, rec)
	}
	return all, err
}

// Coming are the appointments of an open case that would be called off if it ended now, the next
// one first, each once.
func Coming(tx *db.Tx, rec *space.Record) (all []Appointment, err error) {
	people, err := contacts(tx, rec.About(), right.Read)
	for _, contact := range people {
		if err != nil {
			return nil, err
		}
		var some []Appointment
		some, err = coming(tx, contact)
		for _, a := range some {
			if !slices.ContainsFunc(all, func(b Appointment) bool { return b.ID == a.ID }) {
				all = append(all, a)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Appointment) int { return a.At.Compare(b.At) })
	return all, err
}

// coming are those of one person that still stand, the next one first.
func coming(tx *db.Tx, contact *space.Record) (all []Appointment, err error) {
	every, err := since(tx, contact, tx.Now)
	for _, a := range slices.Backward(every) {
		if a.Stands() && !a.Begun {
			all = append(all, a)
		}
	}
	return all, err
}

// Close calls off what is booked from now on for everybody of an open case that ends, and takes
// them off the waiting list.
func Close(tx *db.Tx, rec *space.Record) error {
	if err := rec.Holds(right.Admit); err != nil {
		return err
	}
	people, err := contacts(tx, rec.About(), both)
	if err != nil {
		return err
	}
	list, err := heldBy(tx, people, func(Appointment) bool { return true })
	if err != nil {
		return err
	}
	if err := callOffAll(tx, list); err != nil {
		return err
	}
	return drop(tx, people)
}

// heldBy holds those that come for some people and are meant, each once.
func heldBy(tx *db.Tx, people []*space.Record, meant func(Appointment) bool) (list []Held, err error) {
	for _, contact := range people {
		all, err := coming(tx, contact)
		if err != nil {
			return nil, err
		}
		for _, a := range all {
			if !meant(a) || slices.ContainsFunc(list, func(h Held) bool { return h.ID == a.ID }) {
				continue
			}
			h, err := Hold(tx, contact.Space(), a.ID)
			if err != nil {
				return nil, err
			}
			list = append(list, h)
		}
	}
	slices.SortStableFunc(list, func(a, b Held) int { return a.At.Compare(b.At) })
	return list, nil
}

// drop takes some people off the waiting list.
func drop(tx *db.Tx, people []*space.Record) error {
	for _, contact := range people {
		w, err := waitingOf(tx, contact)
		if err != nil {
			return err
		}
		if w.Since.IsZero() {
			continue
		}
		if err := waitNot(tx, contact); err != nil {
			return err
		}
	}
	return nil
}

// Pass gives the appointments of a case to its author, who takes it over from somebody: those
// from the moment on at which the other one has left. Where its author has somebody else at that
// time it stays as it is, for them to move or to call off. It tells nobody: who treats them from
// now on is told by whoever hands the case over.
func Pass(tx *db.Tx, rec *space.Record, from who.ID, left time.Time) error {
	if err := rec.Holds(right.Admit); err != nil {
		return err
	}
	people, err := contacts(tx, rec.About(), both)
	if err != nil {
		return err
	}
	for _, therapist := range []who.ID{min(from, tx.By.ID), max(from, tx.By.ID)} { // in one order, whoever passes to whom
		if err := lock(tx, therapist); err != nil {
			return err
		}
	}
	list, err := heldBy(tx, people, func(a Appointment) bool { return a.Therapist == from && !a.At.Before(left) })
	if err != nil {
		return err
	}
	for _, h := range list {
		if err := h.pass(tx); err != nil {
			return err
		}
	}
	for _, contact := range people {
		if err := takeBack(tx, contact, from); err != nil {
			return err
		}
	}
	return nil
}

// pass gives one to its author, unless they have somebody else then.
func (h Held) pass(tx *db.Tx) error {
	there, err := busy(tx, tx.By.ID, h.At, h.Until())
	if err != nil || len(there) > 0 {
		return err
	}
	h.Therapist = tx.By.ID
	if err := free(tx, h.ID); err != nil {
		return err
	}
	if err := take(tx, h.Appointment); err != nil {
		return err
	}
	return h.keep(tx, "booking.pass")
}

// takeBack takes an offer back that somebody made who treats them no longer. They wait on.
func takeBack(tx *db.Tx, contact *space.Record, from who.ID) error {
	if err := alone(tx, contact); err != nil {
		return err
	}
	w, err := waitingOf(tx, contact)
	if err != nil || w.Offer.ID == "" || w.Offer.Therapist != from {
		return err
	}
	if err := free(tx, w.Offer.ID); err != nil {
		return err
	}
	w.Offer = Offer{}
	return w.keep(tx, contact, "booking.offer")
}

// Forget lets go of the time that a case took, for Tillit itself, before its keys are destroyed.
// What else was booked there is sealed with them.
func Forget(tx *db.Tx, about string) error {
	if tx.By.ID != who.House.ID {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	there, err := waitingAbout(tx, about)
	if err != nil {
		return err
	}
	for _, where := range there {
		rec, err := space.Open(tx, where, right.Read, right.Contact)
		if fault.Is(err, fault.NotFound) {
			continue // it is of another kind
		}
		if err != nil {
			return err
		}
		w, err := waitingOf(tx, rec)
		if err != nil {
			return err
		}
		if err := free(tx, w.Offer.ID); err != nil {
			return err
		}
		if err := dropWaiting(tx, rec); err != nil {
			return err
		}
	}
	return freeAbout(tx, about)
}

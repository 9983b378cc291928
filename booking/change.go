package booking

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Held is an appointment of open contact spaces, which nobody else changes meanwhile.
type Held struct {
	Appointment
	people []*space.Record
}

// Hold opens an appointment in the contact space of everybody who is invited. To somebody who
// is not inside each of them it is theirs to read, and not to change.
func Hold(tx *db.Tx, where space.ID, which ID) (h Held, err error) {
	rec, err := space.Open(tx, where, both, right.Contact)
	if err != nil {
		return h, err
	}
	if h.Appointment, err = one(tx, rec, which); err != nil {
		return h, err
	}
	if err := lock(tx, h.Therapist); err != nil {
		return h, err
	}
	if h.Appointment, err = one(tx, rec, which); err != nil {
		return h, err
	}
	h.people = []*space.Record{rec}
	if h.Others {
		err = h.others(tx)
	}
	return h, err
}

func (h *Held) others(tx *db.Tx) error {
	every, err := spaces(tx, h.ID)
	if err != nil {
		return err
	}
	mine, err := space.Mine(tx, right.Contact)
	for _, where := range every {
		if err != nil {
			return err
		}
		if where == h.people[0].Space() {
			continue
		}
		if !slices.ContainsFunc(mine, func(w space.Where) bool { return w.Space == where }) {
			return fault.New(fault.Conflict, "booking.together")
		}
		var rec *space.Record
		rec, err = space.Open(tx, where, both, right.Contact)
		h.people = append(h.people, rec)
	}
	return err
}

// as is what its changer is inside the contact space.
func (h Held) as() right.Role { return h.people[0].Role() }

// following are the appointment and, where asked for, those of its series that come after it
// and still stand.
func (h Held) following(tx *db.Tx, too bool) ([]Held, error) {
	if !too || h.Series == "" {
		return []Held{h}, nil
	}
	every, err := all(tx, h.people[0])
	var list []Held
	for _, a := range every {
		if a.Series == h.Series && !a.At.Before(h.At) && a.State == Booked {
			list = append(list, Held{a, h.people})
		}
	}
	slices.Reverse(list) // the next one first
	return list, err
}

// Move puts an appointment, and those that follow it where asked for, on another day, at
// another time or in another way. The clock on the wall stays the same for all of them.
func Move(tx *db.Tx, h Held, w Want, following bool) error {
	if err := w.wrong(tx.Now); err != nil {
		return err
	}
	if h.State != Booked {
		return fault.New(fault.Conflict, "booking.over")
	}
	var err error
	if w.Therapist, err = h.holder(tx, w.At); err != nil {
		return err
	}
	if err := mayMeet(tx, h.people, w.Therapist, w.At); err != nil {
		return err
	}
	if err := mayShift(tx, h, w); err != nil {
		return err
	}
	list, err := h.following(tx, following)
	if err != nil {
		return err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	shift := shiftOf(h.At, w.At, settings.Location())
	for _, other := range list { // their time is free for each other
		if err := free(tx, other.ID); err != nil {
			return err
		}
	}
	for i := range list {
		other := &list[i]
		other.At = shift.apply(other.At)
		other.Minutes, other.Way, other.Place, other.Therapist = w.Minutes, w.Way, w.Place, w.Therapist
		other.N++
		if err := take(tx, other.Appointment); err != nil {
			return err
		}
		if err := other.keep(tx, "booking.move"); err != nil {
			return err
		}
	}
	return tellAll(tx, list)
}

// holder is who holds an appointment once it was moved. Where its therapist will have left by
// then it is somebody else, and not the client's to choose.
func (h Held) holder(tx *db.Tx, at time.Time) (who.ID, error) {
	next, err := successor(tx, h, at)
	if err != nil || next == h.Therapist {
		return next, err
	}
	if h.as() == right.Client {
		return next, fault.New(fault.Conflict, "booking.my.gone")
	}
	return next, lock(tx, next)
}

// mayShift is an error to a client who may not move this.
func mayShift(tx *db.Tx, h Held, w Want) error {
	if h.as() != right.Client {
		return nil
	}
	rules, err := RulesOf(tx)
	if err != nil {
		return err
	}
	if rules.late(tx.Now, h.At) {
		return fault.New(fault.Conflict, "booking.late")
	}
	return asked(tx, h.people[0], w.At, w.Therapist, h.ID)
}

// CallOff calls an appointment off, and those that follow it where asked for. Why is nobody's
// business: it keeps who did, when, and whether that was later than the practice asks.
func CallOff(tx *db.Tx, h Held, following bool) error {
	if h.State == Off {
		return nil
	}
	if err := h.mayEnd(tx); err != nil {
		return err
	}
	list, err := h.following(tx, following)
	if err != nil {
		return err
	}
	return callOffAll(tx, list)
}

// mayEnd is why an appointment cannot be called off; nil: it can. Somebody who has come may still
// be sent home; once the session has begun there is nothing left to call off.
func (h Held) mayEnd(tx *db.Tx) error {
	client := h.as() == right.Client
	switch {
	case h.Begun:
		return fault.New(fault.Conflict, "booking.begun")
	case h.State == Arrived && client:
		return fault.New(fault.Conflict, "booking.here")
	case h.State == Missed, client && h.At.Before(tx.Now):
		return fault.New(fault.Conflict, "booking.over")
	}
	return nil
}

func callOffAll(tx *db.Tx, list []Held) error {
	rules, err := RulesOf(tx)
	if err != nil {
		return err
	}
	for i := range list {
		other := &list[i]
		other.State, other.Ended = Off, Doing{tx.By.ID, other.as(), tx.Now}
		other.Late = other.as() == right.Client && rules.late(tx.Now, other.At)
		other.N++
		if err := free(tx, other.ID); err != nil {
			return err
		}
		if err := other.keep(tx, "booking.off"); err != nil {
			return err
		}
	}
	return tellAll(tx, list)
}

// keep keeps a change in the contact space of everybody who is invited.
func (h Held) keep(tx *db.Tx, act string) error {
	for _, rec := range h.people {
		rec.Note(tx, act, string(h.ID))
		rec.Touch(tx, Part)
		if err := update(tx, rec, h.Appointment); err != nil {
			return err
		}
	}
	return nil
}

// tellAll tells everybody who is invited, once, of all that was changed for them.
func tellAll(tx *db.Tx, list []Held) error {
	var people []*space.Record
	changed := map[space.ID][]Appointment{}
	for _, h := range list {
		for _, rec := range h.people {
			if changed[rec.Space()] == nil {
				people = append(people, rec)
			}
			changed[rec.Space()] = append(changed[rec.Space()], h.Appointment)
		}
	}
	for _, rec := range people {
		for _, a := range changed[rec.Space()] {
			if err := remember(tx, rec, a); err != nil {
				return err
			}
		}
		if err := told(tx, rec, changed[rec.Space()]); err != nil {
			return err
		}
	}
	return nil
}

// take takes the therapist's time for an appointment, unless it is taken.
func take(tx *db.Tx, a Appointment) error {
	busy, err := busy(tx, a.Therapist, a.At, a.Until())
	if err != nil {
		return err
	}
	if len(busy) > 0 {
		return fault.New(fault.Conflict, "booking.taken")
	}
	return insertTaken(tx, taken{a.ID, a.Therapist, a.At, a.Until()})
}

// Clashes are the times that a therapist is taken for already, among those that are wanted.
func Clashes(tx *db.Tx, w Want, but ID) (all []time.Time, err error) {
	days, err := w.days(tx)
	for _, day := range days {
		if err != nil {
			return nil, err
		}
		var there []taken
		there, err = busy(tx, w.Therapist, day, day.Add(time.Duration(w.Minutes)*time.Minute))
		if slices.ContainsFunc(there, func(t taken) bool { return t.of != but }) {
			all = append(all, day)
		}
	}
	return all, err
}

// taken is a stretch of a therapist's time.
type taken struct {
	of        ID
	therapist who.ID
	at, until time.Time
}

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
	w.Therapist = h.Therapist
	if err := w.wrong(tx.Now); err != nil {
		return err
	}
	if h.State != Booked {
		return fault.New(fault.Conflict, "booking.over")
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
	for _, other := range list {
		other.At = shift.apply(other.At)
		other.Minutes, other.Way, other.Place = w.Minutes, w.Way, w.Place
		if err := take(tx, other.Appointment); err != nil {
			return err
		}
		if err := other.keep(tx, "booking.move"); err != nil {
			return err
		}
	}
	return nil
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
	if h.State != Booked {
		return fault.New(fault.Conflict, "booking.over")
	}
	if h.as() == right.Client && h.At.Before(tx.Now) {
		return fault.New(fault.Conflict, "booking.over")
	}
	rules, err := RulesOf(tx)
	if err != nil {
		return err
	}
	list, err := h.following(tx, following)
	if err != nil {
		return err
	}
	for _, other := range list {
		other.State, other.Ended = Off, Doing{tx.By.ID, h.as(), tx.Now}
		other.Late = h.as() == right.Client && rules.late(tx.Now, other.At)
		if err := free(tx, other.ID); err != nil {
			return err
		}
		if err := other.keep(tx, "booking.off"); err != nil {
			return err
		}
	}
	return nil
}

// Mark keeps that somebody has arrived, or did not come, or takes that back.
func Mark(tx *db.Tx, h Held, as State) error {
	if h.as() == right.Client {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	switch {
	case h.State == as:
		return nil
	case h.State == Off, as != Arrived && as != Missed && as != Booked, as == Missed && h.At.After(tx.Now):
		return fault.New(fault.Conflict, "booking.over")
	}
	h.State = as
	return h.keep(tx, "booking.mark")
}

// keep keeps a change in the contact space of everybody who is invited, and tells them.
func (h Held) keep(tx *db.Tx, act string) error {
	if act != "booking.mark" {
		h.N++
	}
	for _, rec := range h.people {
		rec.Note(tx, act, string(h.ID))
		rec.Touch(tx, Part)
		if err := update(tx, rec, h.Appointment); err != nil {
			return err
		}
		if act == "booking.mark" {
			continue
		}
		if err := remember(tx, rec, h.Appointment); err != nil {
			return err
		}
		if err := told(tx, rec, h.Appointment); err != nil {
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
	for _, t := range busy {
		if t.of != a.ID {
			return fault.New(fault.Conflict, "booking.taken")
		}
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

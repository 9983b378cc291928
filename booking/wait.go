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

// Waiting is somebody who waits for an appointment: since when, with which wishes, and what
// they were offered. The zero Waiting waits for nothing.
type Waiting struct {
	Since  time.Time `json:"-"`
	Wishes seal.Text `json:"wishes,omitempty"`
	Offer  Offer     `json:"offer,omitzero"`
}

// Offer is a time that is kept free for one person until they answer, or until it is over.
type Offer struct {
	ID        ID        `json:"id"`
	At        time.Time `json:"at"`
	Minutes   int       `json:"minutes"`
	Way       Way       `json:"way"`
	Place     seal.Text `json:"place,omitempty"`
	Therapist who.ID    `json:"therapist"`
	No        bool      `json:"no,omitempty"` // it was declined; that costs nobody their place
}

// Least keeps all as large.
func (w Waiting) Least() int { return 2048 }

const longestWish = 500

// Wait puts a person on the list, or changes what they wish. Since when stays.
func Wait(tx *db.Tx, rec *space.Record, wishes string) error {
	if err := rec.Holds(both); err != nil {
		return err
	}
	if utf8.RuneCountInString(wishes) > longestWish {
		return fault.At("wishes", "booking.long")
	}
	if err := goes(tx, rec, tx.Now); err != nil {
		return err
	}
	if err := alone(tx, rec); err != nil {
		return err
	}
	w, err := waitingOf(tx, rec)
	if err != nil {
		return err
	}
	if w.Since.IsZero() {
		w.Since = tx.Now
	}
	w.Wishes = seal.Text(wishes)
	return w.keep(tx, rec, "booking.wait")
}

// alone has what becomes of a person's waiting decided by one at a time: an offer is taken, taken
// back or declined, and never two of these.
func alone(tx *db.Tx, rec *space.Record) error { return tx.Lock("waiting " + string(rec.Space())) }

func (w Waiting) keep(tx *db.Tx, rec *space.Record, act string) error {
	rec.Note(tx, act, "")
	rec.Touch(tx, Part)
	return keepWaiting(tx, rec, w)
}

// WaitNoMore takes a person off the list.
func WaitNoMore(tx *db.Tx, rec *space.Record) error {
	if err := rec.Holds(both); err != nil {
		return err
	}
	return waitNot(tx, rec)
}

func waitNot(tx *db.Tx, rec *space.Record) error {
	if err := alone(tx, rec); err != nil {
		return err
	}
	w, err := waitingOf(tx, rec)
	if err != nil {
		return err
	}
	rec.Note(tx, "booking.wait.off", "")
	rec.Touch(tx, Part)
	if err := free(tx, w.Offer.ID); err != nil {
		return err
	}
	return dropWaiting(tx, rec)
}

// Give offers a time to somebody who waits, and keeps it free for them. An earlier offer is
// taken back.
func Give(tx *db.Tx, rec *space.Record, want Want) error {
	if rec.Role() == right.Client {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	want.Rhythm = Rhythm{}
	if err := want.wrong(tx.Now); err != nil {
		return err
	}
	if err := mayMeet(tx, []*space.Record{rec}, want.Therapist, want.At); err != nil {
		return err
	}
	if err := alone(tx, rec); err != nil {
		return err
	}
	if err := lock(tx, want.Therapist); err != nil {
		return err
	}
	w, err := waitingOf(tx, rec)
	if err != nil {
		return err
	}
	if w.Since.IsZero() {
		return fault.New(fault.Conflict, "booking.wait.none")
	}
	if err := free(tx, w.Offer.ID); err != nil {
		return err
	}
	w.Offer = Offer{ID: id.New[Appointment](tx.Now), At: want.At, Minutes: want.Minutes, Way: want.Way, Place: want.Place, Therapist: want.Therapist}
	if err := take(tx, Appointment{ID: w.Offer.ID, At: want.At, Minutes: want.Minutes, Therapist: want.Therapist}); err != nil {
		return err
	}
	if err := w.keep(tx, rec, "booking.offer"); err != nil {
		return err
	}
	l, err := listen(tx, rec)
	if err != nil {
		return err
	}
	return l.wakeQuietly(tx)
}

// Answer takes an offer, or declines it and waits on.
func Answer(tx *db.Tx, rec *space.Record, which ID, yes bool) error {
	if err := rec.Holds(both); err != nil {
		return err
	}
	if err := alone(tx, rec); err != nil {
		return err
	}
	w, err := waitingOf(tx, rec)
	if err != nil {
		return err
	}
	if err := lock(tx, w.Offer.Therapist); err != nil {
		return err
	}
	if w, err = waitingOf(tx, rec); err != nil {
		return err
	}
	if _, err := one(tx, rec, which); yes && err == nil {
		return nil // the same button, pressed twice
	}
	if w.Offer.ID != which || w.Offer.No || !w.Offer.At.After(tx.Now) {
		return fault.New(fault.Conflict, "booking.offer.gone")
	}
	if !yes {
		if err := free(tx, w.Offer.ID); err != nil {
			return err
		}
		w.Offer.No = true
		return w.keep(tx, rec, "booking.decline")
	}
	return w.Offer.take(tx, rec)
}

// take books what was offered: by those who may meet now, whoever offered it.
func (o Offer) take(tx *db.Tx, rec *space.Record) error {
	people := []*space.Record{rec}
	if err := mayMeet(tx, people, o.Therapist, o.At); err != nil {
		if f := fault.Of(err); f.Kind == fault.Invalid { // they have left
			err = fault.New(fault.Conflict, "booking.offer.gone")
		}
		return err
	}
	if err := dropWaiting(tx, rec); err != nil {
		return err
	}
	if err := free(tx, o.ID); err != nil { // it was kept free for this
		return err
	}
	_, err := o.want().place(tx, people, o.ID, []time.Time{o.At})
	return err
}

func (o Offer) want() Want {
	return Want{At: o.At, Minutes: o.Minutes, Way: o.Way, Place: o.Place, Therapist: o.Therapist}
}

// open tells whether it can still be answered.
func (o Offer) open(now time.Time) bool { return o.ID != "" && !o.No && o.At.After(now) }

// Waiter is somebody on the list, as the front desk sees them.
type Waiter struct {
	Space space.ID
	Name  string
	Waiting
}

// waiters are those whom the author may reach, whoever has waited longest first.
func waiters(tx *db.Tx) (all []Waiter, err error) {
	there, err := waitingSpaces(tx)
	if err != nil || len(there) == 0 {
		return nil, err
	}
	mine, err := space.Mine(tx, right.Contact)
	for _, where := range there {
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(mine, func(w space.Where) bool { return w.Space == where }) {
			continue
		}
		var rec *space.Record
		if rec, err = space.Open(tx, where, right.Read, right.Contact); err != nil {
			return nil, err
		}
		one := Waiter{Space: where}
		if one.Waiting, err = waitingOf(tx, rec); err != nil {
			return nil, err
		}
		if over := goes(tx, rec, tx.Now); over != nil {
			if fault.Is(over, fault.Conflict) {
				continue // their case has ended
			}
			return nil, over
		}
		var l listener
		l, err = listen(tx, rec)
		one.Name = l.person.Name.Reveal()
		all = append(all, one)
	}
	return all, err
}

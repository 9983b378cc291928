package battery

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/care"
	"tillit.care/measure"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Order is one line of a battery as a therapist wants it in a case.
type Order struct {
	Instrument string
	Cadence    measure.Cadence
	Then       []int // months after the end
}

// Used is what became of the orders.
type Used struct {
	Asked []string // instruments that are asked from now on
	Left  []string // those that were asked already, and were left as they are
	Kept  []string // those of them that are asked at another rhythm than was wanted
}

// Use asks what a therapist chose, in one transaction. What is asked already is left alone,
// so that pressing twice asks nothing twice.
func Use(tx *db.Tx, rec *space.Record, orders []Order) (Used, error) {
	var u Used
	if err := rec.Holds(right.Treat | right.Read); err != nil {
		return u, err
	}
	c, err := care.Of(tx, rec)
	if err != nil {
		return u, err
	}
	if !c.Ended.IsZero() {
		return u, fault.New(fault.Conflict, "care.ended")
	}
	if err := tx.Lock("battery " + string(rec.Space())); err != nil {
		return u, err
	}
	every, err := measure.Of(tx, rec)
	if err != nil {
		return u, err
	}
	for _, o := range orders {
		if m, ok := running(every, o.Instrument); ok {
			u.Left = append(u.Left, o.Instrument)
			if !m.Cadence.Same(o.Cadence) {
				u.Kept = append(u.Kept, o.Instrument)
			}
			continue
		}
		if _, err := measure.Assign(tx, rec, o.Instrument, o.Cadence, o.Then...); err != nil {
			return u, err
		}
		u.Asked = append(u.Asked, o.Instrument)
	}
	return u, nil
}

// running is the measure by which an instrument is being asked.
func running(every []measure.Measure, what string) (measure.Measure, bool) {
	for _, m := range every {
		if m.Instrument == what && !m.Over() {
			return m, true
		}
	}
	return measure.Measure{}, false
}

// stay is how long a client stays inside after the end to say how it goes, at the longest.
const stay = 13 // months

// End ends a case. Where the client is asked afterwards how it goes, they stay inside until
// the last of it was answered, or thirteen months have passed.
func End(tx *db.Tx, rec, contact *space.Record, afterwards bool) error {
	orders, until, err := after(tx, rec, afterwards)
	if err != nil {
		return err
	}
	if err := care.End(tx, rec, contact, until); err != nil {
		return err
	}
	return follow(tx, rec, orders)
}

// EndCouple ends the case of a couple. Each partner is asked afterwards by themselves, where
// only they answer: what one of them was asked decides nothing about the other.
func EndCouple(tx *db.Tx, joint *space.Record, afterwards bool) error {
	c, err := care.Of(tx, joint)
	if err != nil {
		return err
	}
	var apart [2]*space.Record
	var orders [2][]Order
	var until [2]time.Time
	for i, which := range c.Apart {
		if apart[i], err = space.Open(tx, which, right.Treat|right.Read, right.Apart); err != nil {
			return err
		}
		if orders[i], until[i], err = after(tx, apart[i], afterwards); err != nil {
			return err
		}
	}
	if err := care.EndCouple(tx, joint, until); err != nil {
		return err
	}
	for i := range apart {
		if err := follow(tx, apart[i], orders[i]); err != nil {
			return err
		}
	}
	return nil
}

// after is what is asked once a case has ended, and until when the client stays for it.
func after(tx *db.Tx, rec *space.Record, afterwards bool) (orders []Order, until time.Time, err error) {
	if !afterwards {
		return nil, until, nil
	}
	every, err := measure.Of(tx, rec)
	if err != nil {
		return nil, until, err
	}
	c, err := care.Of(tx, rec)
	if err != nil {
		return nil, until, err
	}
	if orders, err = later(tx, c.Kind, every); len(orders) > 0 {
		until = tx.Now.AddDate(0, stay, 0)
	}
	return orders, until, err
}

// follow stops what is asked, and asks what comes after the end.
func follow(tx *db.Tx, rec *space.Record, orders []Order) error {
	if err := measure.EndAll(tx, rec); err != nil {
		return err
	}
	for _, o := range orders {
		for _, months := range o.Then {
			if err := measure.Follow(tx, rec, o.Instrument, months); err != nil {
				return err
			}
		}
	}
	return nil
}

// later is what is asked after the end: what was to be asked then when it was begun, and
// where nothing was, what was asked and belongs to a battery of this kind.
func later(tx *db.Tx, kind string, every []measure.Measure) ([]Order, error) {
	var chosen, usual []Order
	batteries, err := For(tx, kind)
	if err != nil {
		return nil, err
	}
	for _, m := range every {
		in := func(o Order) bool { return o.Instrument == m.Instrument }
		if len(m.Then) > 0 && !slices.ContainsFunc(chosen, in) {
			chosen = append(chosen, Order{Instrument: m.Instrument, Then: m.Then})
		}
		for _, b := range batteries {
			for _, member := range b.Members {
				if member.Instrument == m.Instrument && len(member.After) > 0 && !slices.ContainsFunc(usual, in) {
					usual = append(usual, Order{Instrument: m.Instrument, Then: member.After})
				}
			}
		}
	}
	if len(chosen) > 0 {
		return chosen, nil
	}
	return usual, nil
}

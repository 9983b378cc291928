package booking

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/pure/right"
)

// Mark keeps that somebody has arrived, or did not come, or takes that back. Nobody has arrived
// on another day: that would be a slip of the hand, and they would not be reminded.
func Mark(tx *db.Tx, h Held, as State) error {
	if h.as() == right.Client {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	switch {
	case h.State == as:
		return nil
	case h.Begun:
		return fault.New(fault.Conflict, "booking.begun")
	case h.State == Off, as != Arrived && as != Missed && as != Booked, as == Missed && h.At.After(tx.Now):
		return fault.New(fault.Conflict, "booking.over")
	}
	if as == Arrived {
		today, err := h.today(tx)
		if err != nil {
			return err
		}
		if !today {
			return fault.New(fault.Conflict, "booking.notday")
		}
	}
	return h.mark(tx, as)
}

// Begin keeps that the session of an appointment has begun, on whatever day that is.
func Begin(tx *db.Tx, h Held) error {
	if h.State == Off || h.Begun {
		return nil
	}
	h.Begun = true
	return h.mark(tx, Arrived)
}

// mark keeps what became of it. Whoever is expected again is reminded again.
func (h Held) mark(tx *db.Tx, as State) error {
	if h.State = as; as != Booked {
		return h.keep(tx, "booking.mark")
	}
	h.N++ // reminders from before do not count any more
	if err := h.keep(tx, "booking.mark"); err != nil {
		return err
	}
	for _, rec := range h.people {
		if err := remember(tx, rec, h.Appointment); err != nil {
			return err
		}
	}
	return nil
}

// today tells whether it is on this day, by the practice's clock.
func (h Held) today(tx *db.Tx) (bool, error) {
	zone, err := zoneOf(tx)
	return sameDay(h.At, tx.Now, zone), err
}

func sameDay(a, b time.Time, zone *time.Location) bool {
	return a.In(zone).Format(time.DateOnly) == b.In(zone).Format(time.DateOnly)
}

package care

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Ended is a case, or one partner's part of it, with when it ended; zero: it goes on.
type Ended struct {
	About  string
	Shared space.ID
	Ended  time.Time
}

// EndedAbout are the parts of one case, for Tillit itself.
func EndedAbout(tx *db.Tx, about string) ([]Ended, error) {
	if tx.By.ID != who.House.ID {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return endedAbout(tx, about)
}

// EndedBy are the cases that have ended by a moment, whole, for Tillit itself: nothing of what
// is in them.
func EndedBy(tx *db.Tx, by time.Time) ([]Ended, error) {
	if tx.By.ID != who.House.ID {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return endedBy(tx, by)
}

// Known tells whether there is a case of that id.
func Known(tx *db.Tx, which ID) (bool, error) { return known(tx, which) }

// Closed is when the case of an open contact space ended; zero: it goes on. Nothing of the case
// is opened for it.
func Closed(tx *db.Tx, contact *space.Record) (time.Time, error) {
	if err := contact.Holds(right.Read); err != nil {
		return time.Time{}, err
	}
	return closed(tx, contact)
}

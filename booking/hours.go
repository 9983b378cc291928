package booking

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// asked is an error to a client who asks for a time that nobody opened.
func asked(tx *db.Tx, rec *space.Record, at time.Time, therapist who.ID, but ID) error {
	if rec.Role() != right.Client {
		return nil
	}
	return fault.New(fault.Conflict, "booking.closed")
}

// opens fills in what a client does not choose: they ask for a time, and nothing else.
func opens(tx *db.Tx, rec *space.Record, w *Want) error {
	return nil
}

// Package mail sends letters that say nothing: somebody who reads over a shoulder learns
// that something is waiting, and not what or where.
package mail

import (
	"context"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/job"
	"tillit.care/base/seal"
)

// ID names a letter.
type ID = id.ID[Letter]

// Letter is a letter on its way. It is kept sealed, and forgotten once it was sent.
type Letter struct {
	ID      ID        `json:"-"`
	At      time.Time `json:"-"`
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`

	Calendar []byte `json:"calendar,omitempty"` // an appointment, for a calendar to read
	Method   string `json:"method,omitempty"`   // what the calendar is to do with it
}

// Kind is the kind of job that sends a letter.
const Kind = "mail.send"

func place(l ID) seal.Place { return seal.Place{Table: "letter", Row: string(l)} }

// Post puts a letter into the transaction.
func Post(tx *db.Tx, l Letter) error {
	l.ID = id.New[Letter](tx.Now)
	sealed, err := tx.Ring.Key("mail").Seal(place(l.ID), l)
	if err != nil {
		return err
	}
	if err := insert(tx, l.ID, sealed); err != nil {
		return err
	}
	_, err = job.Add(tx, Kind, tx.Now, l.ID)
	return err
}

// Waiting are the letters that were not sent, newest first. In the demo none ever is.
func Waiting(tx *db.Tx) ([]Letter, error) { return all(tx) }

// Send makes the work of sending: send gives the letter to a mail server, and when that
// took it, it is forgotten here. With keep, letters stay: that is the demo's outbox.
func Send(d *db.DB, by func(ctx context.Context, l Letter) error, keep bool) job.Work {
	if keep {
		return job.Work{In: func(*db.Tx, job.Job) error { return nil }}
	}
	return job.Work{Out: func(ctx context.Context, j job.Job) error {
		var letter ID
		if err := j.Read(&letter); err != nil {
			return err
		}
		var l Letter
		err := d.Read(ctx, house, func(tx *db.Tx) (err error) { l, err = one(tx, letter); return err })
		if fault.Is(err, fault.NotFound) {
			return nil // it was sent, and only the job's end was lost
		}
		if err != nil {
			return err
		}
		if err := by(ctx, l); err != nil {
			return err
		}
		return d.Write(ctx, house, func(tx *db.Tx) error { return forget(tx, letter) })
	}}
}

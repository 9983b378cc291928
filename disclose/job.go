package disclose

import (
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/job"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// The kinds of job of this room: to remind of an answer that is due, and to tell a client that
// something waits.
const (
	Remind   = "disclose.remind"
	TellKind = "disclose.tell"
)

// ahead is how long before its day somebody is reminded of an answer.
const ahead = 7 * 24 * time.Hour

// coverFor is how long who stands in may look, to answer in time.
const coverFor = 14 * 24 * time.Hour

// waiting is what a job remembers.
type waiting struct {
	Space space.ID  `json:"s"`
	Ask   AskID     `json:"a,omitempty"`
	Due   time.Time `json:"d,omitzero"` // as it was when the job was made
}

// Reminding writes to the therapist of an answer that is due, and, while they are away, to
// who stands in and can answer then.
func Reminding() job.Work {
	return job.Work{In: func(tx *db.Tx, j job.Job) error {
		var w waiting
		if err := j.Read(&w); err != nil {
			return err
		}
		rec, err := space.Open(tx, w.Space, right.Read|right.Admit, where...)
		if err != nil {
			return err
		}
		a, err := oneAsk(tx, rec, w.Ask)
		if fault.Is(err, fault.NotFound) || err == nil && (!a.Open() || !a.Due.Equal(w.Due)) {
			return nil // erased, answered, or its day was moved
		}
		if err != nil {
			return err
		}
		return remind(tx, rec)
	}}
}

func remind(tx *db.Tx, rec *space.Record) error {
	c, err := care.Of(tx, rec)
	if err != nil {
		return err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	rec.Note(tx, "disclose.remind", "")
	cover := settings.Cover[c.Therapist].Person
	if settings.Leave(c.Therapist, tx.Now) && cover != "" {
		if err := rec.Admit(tx, cover, right.Cover, tx.Now.Add(coverFor)); err != nil {
			return err
		}
		if err := write(tx, cover); err != nil {
			return err
		}
	}
	return write(tx, c.Therapist)
}

// write posts a letter that says only that something is waiting.
func write(tx *db.Tx, to who.ID) error {
	a, err := account.Of(tx, to)
	if err != nil {
		return err
	}
	if err := account.Wake(tx, to); err != nil {
		return err
	}
	return care.Write(tx, a.Email.Reveal(), a.Language)
}

// tell has the client told that something waits.
func tell(tx *db.Tx, rec *space.Record) error {
	_, err := job.Add(tx, TellKind, tx.Now, waiting{Space: rec.Space()})
	return err
}

// Telling writes to a client who said that a letter is safe.
func Telling() job.Work {
	return job.Work{In: func(tx *db.Tx, j job.Job) error {
		var w waiting
		if err := j.Read(&w); err != nil {
			return err
		}
		rec, err := space.Open(tx, w.Space, right.Read|right.Admit, where...)
		if err != nil {
			return err
		}
		c, err := care.Of(tx, rec)
		if err != nil {
			return err
		}
		return care.Tell(tx, rec, c)
	}}
}

package message

import (
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/job"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Tell is the kind of job that tells somebody that something is waiting.
const Tell = "message.tell"

// Grace is how long a message may be read before a letter goes out.
const Grace = 5 * time.Minute

// waiting is what a job remembers: which message waits, and where.
type waiting struct {
	Space   space.ID `json:"s"`
	Message ID       `json:"m"`
}

// Work tells the other side, by a letter without content, that something is waiting: not
// when they have read it meanwhile, and once only until they have looked.
func Work() job.Work {
	return job.Work{In: func(tx *db.Tx, j job.Job) error {
		var w waiting
		if err := j.Read(&w); err != nil {
			return err
		}
		rec, err := space.Open(tx, w.Space, right.Read|right.Admit, right.Shared)
		if fault.Is(err, fault.NotFound) {
			return nil // erased since
		}
		if err != nil {
			return err
		}
		if err := lock(tx, rec); err != nil {
			return err
		}
		m, err := one(tx, rec, w.Message)
		if fault.Is(err, fault.NotFound) {
			return nil // erased since
		}
		if err != nil {
			return err
		}
		return m.tell(tx, rec)
	}}
}

// to is the role that a message is written to.
func (m Message) to() right.Role {
	if m.State.As == right.Client {
		return right.Therapist
	}
	return right.Client
}

func (m Message) tell(tx *db.Tx, rec *space.Record) error {
	if !m.State.new(m.to()) {
		return nil
	}
	told, err := m.alreadyTold(tx, rec)
	if err != nil || told {
		return err
	}
	c, err := care.Of(tx, rec)
	if err != nil || !c.Ended.IsZero() {
		return err
	}
	m.State.Told = true
	if err := update(tx, rec, m); err != nil {
		return err
	}
	rec.Note(tx, "message.tell", string(m.ID))
	if m.to() == right.Client {
		return care.Tell(tx, rec, c)
	}
	therapist, err := account.Of(tx, c.Therapist)
	if err != nil {
		return err
	}
	if err := account.Wake(tx, c.Therapist); err != nil {
		return err
	}
	return care.Write(tx, therapist.Email.Reveal(), therapist.Language)
}

// alreadyTold tells whether a letter went out since they last looked.
func (m Message) alreadyTold(tx *db.Tx, rec *space.Record) (bool, error) {
	for before := (Message{}); ; {
		all, err := states(tx, rec, before, page)
		if err != nil {
			return false, err
		}
		for _, other := range all {
			if !other.State.For(m.to()) {
				continue
			}
			if !other.State.new(m.to()) || other.State.Told {
				return other.State.new(m.to()), nil
			}
		}
		if len(all) < page {
			return false, nil
		}
		before = all[len(all)-1]
	}
}

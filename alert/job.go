package alert

import (
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/job"
	"tillit.care/base/mail"
	"tillit.care/base/who"
	"tillit.care/content"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Look is the kind of job that looks whether an alert still waits.
const Look = "alert.look"

// coverFor is how long a covering clinician who was called may look into a space.
const coverFor = 72 * time.Hour

// patience is how long letters go on, one an hour, after the last timer.
const patience = 24 * time.Hour

type look struct {
	Space space.ID `json:"s"`
	Alert ID       `json:"a"`
	Step  int      `json:"n"`
}

// Work is how a look is done: watching tells whether somebody has a page open that shows
// this space.
func Work(watching func(person who.ID, topic string) bool) job.Work {
	return job.Work{In: func(tx *db.Tx, j job.Job) error {
		var l look
		if err := j.Read(&l); err != nil {
			return err
		}
		rec, err := space.Open(tx, l.Space, right.Read|right.Admit)
		if err != nil {
			return err
		}
		a, err := one(tx, rec, l.Alert)
		if fault.Is(err, fault.NotFound) {
			return nil // erased since
		}
		if err != nil {
			return err
		}
		if a.State == Open {
			if err := a.call(tx, rec, l.Step == 0 && watching(a.Owner, rec.Topic())); err != nil {
				return err
			}
		}
		return again(tx, a, l)
	}}
}

// again sets the next timer. A quiet alert keeps the same timers as one that found
// something, so that the jobs that wait do not tell them apart.
func again(tx *db.Tx, a Alert, l look) error {
	next := a.At
	switch l.Step++; {
	case l.Step < len(Timers):
		next = a.At.Add(Timers[l.Step])
	case a.State == Open && tx.Now.Sub(a.At) < patience:
		next = tx.Now.Add(Timers[len(Timers)-1])
	default:
		return nil
	}
	_, err := job.Add(tx, Look, next, l)
	return err
}

// call sends letters to whoever should look: the owner, and the covering clinician, who
// is let in. While the owner has a page open that shows the alert, nobody is called
// before the first timer.
func (a *Alert) call(tx *db.Tx, rec *space.Record, seen bool) error {
	if seen {
		return nil
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	if err := a.write(tx, settings, "owner", practice.Cover{Person: a.Owner}); err != nil {
		return err
	}
	a.remember(Letter{tx.Now, "owner"})
	if cover := settings.Cover[a.Owner]; cover.Named() {
		if err := a.letIn(tx, rec, cover); err != nil {
			return err
		}
		if err := a.write(tx, settings, "cover", cover); err != nil {
			return err
		}
		a.remember(Letter{tx.Now, "cover"})
	}
	rec.Note(tx, "alert.call", string(a.ID))
	return a.keep(tx, rec)
}

func (a *Alert) remember(l Letter) {
	if len(a.Letters) == mostLetters {
		a.Letters = a.Letters[:mostLetters-1]
	}
	a.Letters = append(a.Letters, l)
}

// letIn admits a covering clinician of the practice for a while.
func (a Alert) letIn(tx *db.Tx, rec *space.Record, cover practice.Cover) error {
	if cover.Person == "" {
		return nil
	}
	members, err := rec.Members(tx)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Person == cover.Person && right.Of(m.Role, rec.Kind()).Has(right.Treat) {
			return nil
		}
	}
	return rec.Admit(tx, cover.Person, right.Cover, tx.Now.Add(coverFor))
}

// write posts a letter that says only that something is waiting.
func (a Alert) write(tx *db.Tx, settings practice.Settings, role string, to practice.Cover) error {
	address := to.Email.Reveal()
	if to.Person != "" {
		theirs, err := account.Of(tx, to.Person)
		if err != nil {
			return err
		}
		address = theirs.Email.Reveal()
		if err := account.Wake(tx, to.Person); err != nil {
			return err
		}
	}
	text := content.Say("alert.letter.text", "address", settings.Address)
	if role == "cover" && to.Person == "" {
		text = content.Say("alert.letter.outside", "practice", settings.Place)
	}
	return mail.Post(tx, mail.Letter{To: address, Subject: content.Say("alert.letter.subject"), Text: text})
}

package alert

import (
	"cmp"
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

// hourly is how far apart they are then.
const hourly = time.Hour

type look struct {
	Space space.ID `json:"s"`
	Alert ID       `json:"a"`
	Step  int      `json:"n"`

	Contact bool `json:"c,omitempty"` // it looks whether there was the next contact
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
		if fault.Is(err, fault.NotFound) {
			return nil // erased since
		}
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
		if l.Contact {
			return a.miss(tx, rec)
		}
		settings, err := practice.Of(tx)
		if err != nil {
			return err
		}
		l.catchUp(a, settings.Timers(), tx.Now)
		if a.State == Open {
			if err := a.call(tx, rec, settings, l.Step, l.Step == 0 && watching(a.Owner, rec.Topic())); err != nil {
				return err
			}
		}
		return a.again(tx, rec, settings.Timers(), l)
	}}
}

// catchUp goes to the last look that is due by now: after Tillit was down the looks that
// were missed are one look, late, and not a heap of letters.
func (l *look) catchUp(a Alert, timers []time.Duration, now time.Time) {
	for l.Step+1 < len(timers) && !a.At.Add(timers[l.Step+1]).After(now) {
		l.Step++
	}
}

// again sets the next timer. A quiet alert keeps the same timers as one that found
// something, so that the jobs that wait do not tell them apart.
func (a Alert) again(tx *db.Tx, rec *space.Record, timers []time.Duration, l look) error {
	next := a.At
	switch l.Step++; {
	case l.Step < len(timers):
		next = a.At.Add(timers[l.Step])
	case a.State == Open && tx.Now.Sub(a.At) < patience:
		next = tx.Now.Add(hourly)
	case a.State == Open:
		a.Looks = time.Time{}
		return a.keep(tx, rec)
	default:
		return nil
	}
	if a.State == Open {
		a.Looks = next
		if err := a.keep(tx, rec); err != nil {
			return err
		}
	}
	_, err := job.Add(tx, Look, next, l)
	return err
}

// called is somebody who gets a letter.
type called struct {
	role string
	to   practice.Cover
}

// calls are who is told at a look: the owner and who covers at once, the clinic lead once
// those two have not looked. Of an owner on leave the cover comes first, and the owner with
// the next look. Whoever stands nearest is never nobody.
func (a Alert) calls(settings practice.Settings, step int) []called {
	owner := called{"owner", practice.Cover{Person: a.Owner}}
	cover := called{"cover", settings.Cover[a.Owner]}
	lead := called{"lead", settings.Calls.Lead}
	leads := step >= 2
	var all []called
	if !a.Away || step > 0 {
		all = append(all, owner)
	}
	if cover.to.Named() {
		all = append(all, cover)
	} else {
		leads = leads || a.Away || step > 0
	}
	if leads && lead.to.Named() && lead.to != cover.to && lead.to != owner.to {
		all = append(all, lead)
	}
	if len(all) == 0 {
		all = append(all, owner)
	}
	return all
}

// call sends letters to whoever should look, and lets those of the practice in. While the
// owner has a page open that shows the alert, nobody is called before the first timer.
func (a *Alert) call(tx *db.Tx, rec *space.Record, settings practice.Settings, step int, seen bool) error {
	if seen {
		return nil
	}
	for _, each := range a.calls(settings, step) {
		if each.role != "owner" {
			if err := a.letIn(tx, rec, each.to); err != nil {
				return err
			}
		}
		if err := a.write(tx, settings, each.to); err != nil {
			return err
		}
		a.remember(Letter{tx.Now, each.role})
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
func (a Alert) write(tx *db.Tx, settings practice.Settings, to practice.Cover) error {
	address, language := to.Email.Reveal(), settings.Language
	if to.Person != "" {
		theirs, err := account.Of(tx, to.Person)
		if err != nil {
			return err
		}
		address, language = theirs.Email.Reveal(), cmp.Or(theirs.Language, language)
		if err := account.Wake(tx, to.Person); err != nil {
			return err
		}
	}
	text := content.Say(language, "alert.letter.text", "address", settings.Address)
	if to.Person == "" {
		text = content.Say(language, "alert.letter.outside", "practice", settings.Place)
	}
	return mail.Post(tx, mail.Letter{To: address, Subject: content.Say(language, "alert.letter.subject"), Text: text})
}

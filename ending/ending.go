// Package ending is how a treatment ends: what has changed, what to do when old mistrust is
// back, when one sees each other again, what is still open, and how to come back.
package ending

import (
	"slices"
	"time"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/job"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/battery"
	"tillit.care/booking"
	"tillit.care/care"
	"tillit.care/measure"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// ID names one version of what is said of the end.
type ID = id.ID[Ending]

// Reasons are why a treatment ends.
var Reasons = []string{"reached", "wish", "moved", "referred", "stopped", "other"}

// Ending is what is prepared for the end of a case, and what became of it. A version never
// changes; each act makes the next one.
type Ending struct {
	ID ID        `json:"-"`
	N  int       `json:"-"`
	At time.Time `json:"-"`

	By       who.ID     `json:"by"`
	As       right.Role `json:"as"`
	Reason   string     `json:"reason,omitempty"`
	Words    seal.Text  `json:"words,omitempty"` // what the two say of their time; both read it
	Boosters []Booster  `json:"boosters,omitempty"`

	Open   []string  `json:"open,omitempty"`   // what was still open when it ended
	Anyway seal.Text `json:"anyway,omitempty"` // why it ended with that open; for clinicians
	Ended  time.Time `json:"ended,omitzero"`
	Asks   seal.Text `json:"asks,omitempty"` // what a client who would like to come back wrote
	Asked  time.Time `json:"asked,omitzero"` // since when they would
}

// Booster is a session some months after the end.
type Booster struct {
	Months int       `json:"m"`
	Due    time.Time `json:"due,omitzero"` // about when; zero: before the end
	Wish   seal.Text `json:"wish,omitempty"`
}

// Least keeps an ending of few words as large as one of many.
func (e Ending) Least() int { return 3840 }

// Found tells whether anything was prepared.
func (e Ending) Found() bool { return e.ID != "" }

// Part is the part of a page that shows the end.
const Part = "ending"

// Months are when boosters are held: reference/clinical.md §2.1 and §8 follow a treatment up
// at 1, 3 and 6 months.
var Months = []int{1, 3, 6}

// Stays is how many months a client stays inside after a prepared end, to read, to answer and
// to come to sessions.
const Stays = 13

// Current is what was last said of the end; where nothing was it is not Found.
func Current(tx *db.Tx, rec *space.Record) (Ending, error) {
	all, err := versions(tx, rec)
	if err != nil || len(all) == 0 {
		return Ending{}, err
	}
	return all[0], nil
}

// change makes the next version of what is said of the end, once for each form.
func change(tx *db.Tx, rec *space.Record, once ID, act string, do func(now *Ending, all []Ending) error) error {
	if err := tx.Lock("ending " + string(rec.Space())); err != nil {
		return err
	}
	all, err := versions(tx, rec)
	if err != nil || slices.ContainsFunc(all, func(e Ending) bool { return e.ID == once }) {
		return err
	}
	next := Ending{}
	if len(all) > 0 {
		next = all[0]
		next.Boosters = slices.Clone(next.Boosters)
	}
	if err := do(&next, all); err != nil {
		return err
	}
	next.ID, next.N, next.At, next.By, next.As = once, len(all)+1, tx.Now, tx.By.ID, rec.Role()
	rec.Note(tx, act, string(once))
	rec.Touch(tx, Part)
	if err := insert(tx, rec, next); err != nil {
		return err
	}
	return next.brief(tx, rec)
}

// Prepared is what a therapist writes down with the client before the end.
type Prepared struct {
	Over   int // the version that it was written over
	Reason string
	Words  seal.Text
	Months []int
}

// Prepare keeps it. Words that somebody else wrote meanwhile are not lost: both stand there.
func Prepare(tx *db.Tx, rec *space.Record, once ID, p Prepared) error {
	if err := rec.Holds(right.Treat | right.Read | right.Write); err != nil {
		return err
	}
	switch {
	case p.Reason != "" && !slices.Contains(Reasons, p.Reason):
		return fault.At("reason", "ending.reason.missing")
	case utf8.RuneCountInString(p.Words.Reveal()) > longest:
		return fault.At("words", "ending.long")
	}
	if err := goes(tx, rec); err != nil {
		return err
	}
	return change(tx, rec, once, "ending.prepare", func(now *Ending, all []Ending) error {
		var before seal.Text
		for _, e := range all {
			if e.N == p.Over {
				before = e.Words
			}
		}
		now.Reason, now.Words = p.Reason, joinText(before, now.Words, p.Words)
		now.Boosters = boosters(now.Boosters, p.Months)
		return nil
	})
}

// boosters are those in the months that were chosen, with the wishes that were written.
func boosters(had []Booster, months []int) (all []Booster) {
	for _, m := range Months {
		if !slices.Contains(months, m) {
			continue
		}
		b := Booster{Months: m}
		for _, h := range had {
			if h.Months == m {
				b = h
			}
		}
		all = append(all, b)
	}
	return all
}

// goes is an error in a case that has ended.
func goes(tx *db.Tx, rec *space.Record) error {
	c, err := care.Of(tx, rec)
	if err == nil && !c.Ended.IsZero() {
		err = fault.New(fault.Conflict, "care.ended")
	}
	return err
}

// Wish is when a client would like to come to a booster, in their words. It can be changed
// after the end too.
func Wish(tx *db.Tx, rec *space.Record, once ID, months int, words seal.Text) error {
	if err := rec.Holds(right.Read | right.Write); err != nil {
		return err
	}
	if utf8.RuneCountInString(words.Reveal()) > 500 {
		return fault.At("wish", "ending.wish.long")
	}
	return change(tx, rec, once, "ending.wish", func(now *Ending, _ []Ending) error {
		for i := range now.Boosters {
			if now.Boosters[i].Months == months {
				now.Boosters[i].Wish = words
				return nil
			}
		}
		return fault.New(fault.NotFound, "fault.notfound")
	})
}

// Finish ends a case as it was prepared. What is open only advises: a therapist who ends
// anyway says why. The client stays inside for thirteen months, to read what was written for
// later, and is asked afterwards how it goes where that was wanted.
func Finish(tx *db.Tx, rec, contact *space.Record, once ID, anyway seal.Text, afterwards bool) error {
	if err := rec.Holds(right.Treat | right.Admit | right.Read | right.Write); err != nil {
		return err
	}
	all, err := versions(tx, rec)
	if err != nil || slices.ContainsFunc(all, func(e Ending) bool { return e.ID == once }) {
		return err
	}
	now, err := Current(tx, rec)
	if err != nil {
		return err
	}
	open, err := Checks(tx, rec)
	switch {
	case err != nil:
		return err
	case now.Reason == "" || !now.Ended.IsZero():
		return fault.At("reason", "ending.reason.missing")
	case len(open) > 0 && anyway == "":
		return fault.At("anyway", "ending.anyway.missing")
	case utf8.RuneCountInString(anyway.Reveal()) > longest:
		return fault.At("anyway", "ending.long")
	}
	if err := care.Promise(tx, rec, tx.Now.AddDate(0, Stays, 0)); err != nil {
		return err
	}
	if err := booking.Close(tx, rec); err != nil {
		return err
	}
	if err := battery.End(tx, rec, contact, afterwards); err != nil {
		return err
	}
	return change(tx, rec, once, "ending.end", func(now *Ending, _ []Ending) error {
		now.Ended, now.Anyway, now.Open = tx.Now, anyway, nil
		for _, c := range open {
			now.Open = append(now.Open, c.Name)
		}
		return now.plan(tx, rec)
	})
}

// plan puts the boosters on their days, and reminds of each a week before.
func (e *Ending) plan(tx *db.Tx, rec *space.Record) error {
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	for i, b := range e.Boosters {
		local := tx.Now.In(settings.Location()).AddDate(0, b.Months, 0)
		e.Boosters[i].Due = time.Date(local.Year(), local.Month(), local.Day(), 10, 0, 0, 0, settings.Location()).UTC()
		if _, err := job.Add(tx, Remind, e.Boosters[i].Due.AddDate(0, 0, -7), reminder{rec.Space(), b.Months, tx.Now.UnixMilli()}); err != nil {
			return err
		}
	}
	return nil
}

// Return keeps that a client would like to come back, and tells the therapist that something
// is waiting.
func Return(tx *db.Tx, rec *space.Record, once ID, words seal.Text) error {
	if err := rec.Holds(right.Read | right.Write); err != nil {
		return err
	}
	if utf8.RuneCountInString(words.Reveal()) > longest {
		return fault.At("asks", "ending.long")
	}
	c, err := care.Of(tx, rec)
	if err != nil {
		return err
	}
	if c.Ended.IsZero() {
		return fault.New(fault.Conflict, "care.notended")
	}
	return change(tx, rec, once, "ending.ask", func(now *Ending, _ []Ending) error {
		now.Asks, now.Asked = words, tx.Now
		return tell(tx, c.Therapist)
	})
}

// Again opens the case for a client who comes back. Questions that were to be asked after the
// end are asked no more.
func Again(tx *db.Tx, rec, contact *space.Record, once ID) error {
	if err := rec.Holds(right.Treat | right.Admit | right.Read | right.Write); err != nil {
		return err
	}
	all, err := versions(tx, rec)
	if err != nil || slices.ContainsFunc(all, func(e Ending) bool { return e.ID == once }) {
		return err
	}
	if err := measure.EndAll(tx, rec); err != nil {
		return err
	}
	if err := care.Again(tx, rec, contact); err != nil {
		return err
	}
	return change(tx, rec, once, "ending.again", func(now *Ending, _ []Ending) error {
		*now = Ending{Words: now.Words}
		return nil
	})
}

// Package follow is what somebody does when a case is not on track: what they looked at,
// what they decided, and when to look again. Tillit advises, people decide, and the reason
// is kept.
package follow

import (
	"slices"
	"time"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/expect"
	"tillit.care/measure"
	"tillit.care/pure/change"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// ID names a decision.
type ID = id.ID[Decision]

// Look is one thing to look at when somebody does not get better.
type Look string

// Looks are the support list: short, and in the order in which it helps to look.
var Looks = []Look{"risk", "alliance", "motivation", "support", "event", "target"}

// Choice is what was decided.
type Choice string

const (
	GoOn    Choice = "goon"    // as it is, and why
	Change  Choice = "change"  // something, and what
	Consult Choice = "consult" // ask somebody first
	Wait    Choice = "wait"    // look again on a day
)

// Choices are all that may be decided.
var Choices = []Choice{GoOn, Change, Consult, Wait}

// Decision is what somebody decided about how a case goes. It never changes: whoever
// decides again adds the next one.
type Decision struct {
	ID ID        `json:"-"`
	N  int       `json:"-"` // counted from 1 in its space
	At time.Time `json:"-"`

	By     who.ID       `json:"by"`
	Track  change.Track `json:"track"` // the standing that it answered
	Lines  []Stood      `json:"lines"`
	Looked []Look       `json:"looked,omitempty"`
	Choice Choice       `json:"choice"`
	Words  seal.Text    `json:"words"`
	Review time.Time    `json:"review,omitzero"` // the beginning of the day on which to look again
	Told   seal.Text    `json:"told,omitempty"`  // what the client reads of it; empty: nothing
}

// Stood is how one line stood when something was decided.
type Stood struct {
	Instrument string       `json:"instrument"`
	Subscale   string       `json:"subscale"`
	N          int          `json:"n"` // how many answers there were
	First      float64      `json:"first"`
	Last       float64      `json:"last"`
	Track      change.Track `json:"track"`
}

// Found tells whether anything was decided.
func (d Decision) Found() bool { return d.ID != "" }

// Least keeps a decision of one word as large as a long one.
func (d Decision) Least() int { return 3840 }

// longest is how many letters the words of a decision may have, and those for the client.
const longest = 1000

// furthest is how far away, in months, the day may be on which to look again.
const furthest = 12

// Written is a decision as it was sent.
type Written struct {
	Once   ID // made when the form was drawn: the same form sent twice counts once
	Looked []Look
	Choice Choice
	Words  string
	Review time.Time
	Tell   bool
	Told   string
}

// wrong is the fault in a decision, if there is any.
func (w Written) wrong(now time.Time) error {
	switch {
	case !slices.Contains(Choices, w.Choice):
		return fault.At("choice", "follow.choice.missing")
	case w.Words == "":
		return fault.At("words", "follow.words.missing")
	case utf8.RuneCountInString(w.Words) > longest:
		return fault.At("words", "follow.long")
	case w.Choice == Wait && w.Review.IsZero():
		return fault.At("review", "follow.review.missing")
	case !w.Review.IsZero() && (!w.Review.After(now) || w.Review.After(now.AddDate(0, furthest, 0))):
		return fault.At("review", "follow.review.odd")
	case w.Tell && w.Told == "":
		return fault.At("told", "follow.told.missing")
	case utf8.RuneCountInString(w.Told) > longest:
		return fault.At("told", "follow.long")
	}
	return nil
}

// Decide keeps what somebody decided, beside the standing that they saw. Anybody who treats
// may, at any time, so that a decision by itself does not tell how a case stands.
func Decide(tx *db.Tx, rec *space.Record, w Written) error {
	if err := rec.Holds(right.Treat | right.Read); err != nil {
		return err
	}
	if err := w.wrong(tx.Now); err != nil {
		return err
	}
	c, err := care.Of(tx, rec)
	if err != nil {
		return err
	}
	if !c.Ended.IsZero() {
		return fault.New(fault.Conflict, "care.ended")
	}
	if err := tx.Lock("follow " + string(rec.Space())); err != nil {
		return err
	}
	kept, err := all(tx, rec)
	if err != nil || slices.ContainsFunc(kept, func(d Decision) bool { return d.ID == w.Once }) {
		return err
	}
	return w.add(tx, rec, len(kept)+1)
}

func (w Written) add(tx *db.Tx, rec *space.Record, n int) error {
	lines, expected, err := read(tx, rec)
	if err != nil {
		return err
	}
	d := Decision{ID: w.Once, N: n, At: tx.Now, By: tx.By.ID, Track: measure.Stands(lines, expected), Choice: w.Choice,
		Words: seal.Text(w.Words), Review: w.Review}
	for _, l := range lines {
		if len(l.Points) > 0 {
			s := l.Glance(expected)
			d.Lines = append(d.Lines, Stood{l.Instrument.ID, l.Subscale.ID, s.N, s.First, s.Last, s.Track})
		}
	}
	for _, look := range Looks {
		if slices.Contains(w.Looked, look) {
			d.Looked = append(d.Looked, look)
		}
	}
	if w.Tell {
		d.Told = seal.Text(w.Told)
	}
	rec.Note(tx, "follow.decide", string(d.ID))
	rec.Touch(tx, measure.Part) // the same part as an answer: whoever listens learns no more
	if err := insert(tx, rec, d); err != nil {
		return err
	}
	return d.brief(tx, rec)
}

// read is what a decision is about.
func read(tx *db.Tx, rec *space.Record) ([]measure.Line, measure.Expected, error) {
	every, err := measure.Readings(tx, rec)
	if err != nil {
		return nil, nil, err
	}
	lines, err := measure.Lines(tx, every)
	if err != nil {
		return nil, nil, err
	}
	expected, err := expect.Lines(tx)
	return lines, expected, err
}

// Of are all decisions of a space, newest first. They are the clinicians': a client reads
// what was told to them, by Told.
func Of(tx *db.Tx, rec *space.Record) ([]Decision, error) {
	if rec.Role() == right.Client {
		return nil, fault.New(fault.NotFound, "fault.notfound")
	}
	return all(tx, rec)
}

// Told is what a client may read of a decision: only the words that were meant for them.
type Told struct {
	At    time.Time
	By    who.ID
	Words seal.Text
}

// ToldOf are the words for the client in a space, newest first.
func ToldOf(tx *db.Tx, rec *space.Record) (told []Told, err error) {
	kept, err := all(tx, rec)
	for _, d := range kept {
		if d.Told != "" {
			told = append(told, Told{d.At, d.By, d.Told})
		}
	}
	return told, err
}

// Package safety is the client's safety plan: what helps when it is hardest, and whom to
// call.
package safety

import (
	"time"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// ID names one version of a plan.
type ID = id.ID[Plan]

// Section is one of the six parts of a plan.
type Section string

// Sections are in the order in which one reads them when a hard time comes.
var Sections = []Section{"signs", "alone", "places", "people", "helpers", "around"}

// Words are what a plan says, in the client's own words. What is not there is empty.
type Words map[Section]seal.Text

// Empty tells whether they say nothing.
func (w Words) Empty() bool {
	for _, s := range Sections {
		if w[s] != "" {
			return false
		}
	}
	return true
}

func (w Words) same(other Words) bool {
	for _, s := range Sections {
		if w[s] != other[s] {
			return false
		}
	}
	return true
}

// Plan is one version of a plan. It never changes: who writes makes the next one.
type Plan struct {
	ID ID        `json:"-"`
	N  int       `json:"-"` // counted from 1 in its space
	At time.Time `json:"-"`

	By     who.ID     `json:"by"`
	As     right.Role `json:"as"`
	Words  Words      `json:"words"`
	Aside  bool       `json:"aside,omitempty"`  // written while somebody else wrote: kept as it was, and joined in the next one
	Joined bool       `json:"joined,omitempty"` // two texts that were written at the same time
}

// Found tells whether there is a plan.
func (p Plan) Found() bool { return p.ID != "" }

// Least keeps a plan of one line as large as a full one.
func (p Plan) Least() int { return 3840 }

// Part is the part of a page that shows the plan.
const Part = "safety-plan"

// longest is how many letters one section may have.
const longest = 4000

// Written is a plan as it was sent.
type Written struct {
	Once  ID // made when the form was drawn: the same form sent twice counts once
	After ID // the version that it was written over; empty: there was none
	Words Words
}

// Keep adds a version. Where somebody else has added one meanwhile, both texts are kept as
// they were, and the version after them holds what either of them wrote. Nobody is told.
func Keep(tx *db.Tx, rec *space.Record, w Written) error {
	if err := rec.Holds(right.Read | right.Write); err != nil {
		return err
	}
	if err := w.Words.check(); err != nil {
		return err
	}
	if err := care.Takes(tx, rec); err != nil {
		return err
	}
	if err := tx.Lock("safety " + string(rec.Space())); err != nil {
		return err
	}
	all, err := versions(tx, rec)
	if err != nil {
		return err
	}
	if kept := which(all, w.Once); kept.Found() {
		return nil
	}
	return w.add(tx, rec, all)
}

func (w Words) check() error {
	for _, s := range Sections {
		if utf8.RuneCountInString(w[s].Reveal()) > longest {
			return fault.At(string(s), "safety.long")
		}
	}
	return nil
}

// add finds out whether somebody else was quicker. What changes nothing makes no version.
func (w Written) add(tx *db.Tx, rec *space.Record, all []Plan) error {
	before, now := which(all, w.After), newest(all)
	if w.After != "" && !before.Found() {
		return fault.New(fault.Invalid, "fault.form")
	}
	if w.Words.same(before.Words) || w.Words.same(now.Words) {
		if w.Words.Empty() && !now.Found() {
			return fault.At(string(Sections[0]), "safety.empty")
		}
		return nil
	}
	mine := Plan{ID: w.Once, N: len(all) + 1, At: tx.Now, By: tx.By.ID, As: rec.Role(), Words: w.Words, Aside: before.ID != now.ID}
	rec.Note(tx, "safety.write", string(mine.ID))
	rec.Touch(tx, Part)
	if err := insert(tx, rec, mine); err != nil || !mine.Aside {
		return err
	}
	both := Plan{ID: id.New[Plan](tx.Now), N: mine.N + 1, At: tx.Now, By: mine.By, As: mine.As, Joined: true,
		Words: join(before.Words, now.Words, mine.Words)}
	return insert(tx, rec, both)
}

// which is the version of that id; there may be none.
func which(all []Plan, id ID) Plan {
	for _, p := range all {
		if p.ID == id {
			return p
		}
	}
	return Plan{}
}

// newest is the plan as it is now: all are newest first.
func newest(all []Plan) Plan {
	for _, p := range all {
		if !p.Aside {
			return p
		}
	}
	return Plan{}
}

// Current is the plan of a space as it is now; where there is none it is not Found.
func Current(tx *db.Tx, rec *space.Record) (Plan, error) {
	all, err := versions(tx, rec)
	return newest(all), err
}

// Version is one version of this space's plan.
func Version(tx *db.Tx, rec *space.Record, which ID) (Plan, error) { return one(tx, rec, which) }

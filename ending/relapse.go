package ending

import (
	"slices"
	"strings"
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

// PlanID names one version of a plan for later.
type PlanID = id.ID[Plan]

// Sections are the parts of a plan for later, in the order in which one reads them when old
// mistrust is back: reference/clinical.md §2.1 ends the arc with relapse plan, ending and
// booster; what it asks is ours.
var Sections = []string{"signs", "helps", "day", "people", "read", "call"}

// Words are what a plan says, in the client's own words, by section.
type Words map[string]seal.Text

// Empty tells whether they say nothing.
func (w Words) Empty() bool {
	return !slices.ContainsFunc(Sections, func(s string) bool { return w[s] != "" })
}

func (w Words) same(other Words) bool {
	return !slices.ContainsFunc(Sections, func(s string) bool { return w[s] != other[s] })
}

// Plan is one version of a plan for later. It never changes: who writes makes the next one.
type Plan struct {
	ID PlanID    `json:"-"`
	N  int       `json:"-"`
	At time.Time `json:"-"`

	By     who.ID     `json:"by"`
	As     right.Role `json:"as"`
	Words  Words      `json:"words"`
	Aside  bool       `json:"aside,omitempty"`  // written while somebody else wrote: kept, and joined in the next one
	Joined bool       `json:"joined,omitempty"` // two texts that were written at the same time
}

// Found tells whether there is a plan.
func (p Plan) Found() bool { return p.ID != "" }

// Least keeps a plan of one line as large as a full one.
func (p Plan) Least() int { return 3840 }

// longest is how many letters one text may have.
const longest = 4000

// Written is a plan as it was sent.
type Written struct {
	Once  PlanID // made when the form was drawn: the same form sent twice counts once
	After PlanID // the version that it was written over; empty: there was none
	Words Words
}

// Keep adds a version. Where somebody else has added one meanwhile both are kept, and the
// version after them holds what either of them wrote.
func Keep(tx *db.Tx, rec *space.Record, w Written) error {
	if err := rec.Holds(right.Read | right.Write); err != nil {
		return err
	}
	for _, s := range Sections {
		if utf8.RuneCountInString(w.Words[s].Reveal()) > longest {
			return fault.At(s, "ending.long")
		}
	}
	if err := care.Takes(tx, rec); err != nil {
		return err
	}
	if err := tx.Lock("relapse " + string(rec.Space())); err != nil {
		return err
	}
	all, err := plans(tx, rec)
	if err != nil || whichPlan(all, w.Once).Found() {
		return err
	}
	return w.add(tx, rec, all)
}

func (w Written) add(tx *db.Tx, rec *space.Record, all []Plan) error {
	before, now := whichPlan(all, w.After), newestPlan(all)
	if w.After != "" && !before.Found() {
		return fault.New(fault.Invalid, "fault.form")
	}
	if w.Words.same(before.Words) || w.Words.same(now.Words) {
		if w.Words.Empty() && !now.Found() {
			return fault.At(Sections[0], "ending.relapse.empty")
		}
		return nil
	}
	mine := Plan{ID: w.Once, N: len(all) + 1, At: tx.Now, By: tx.By.ID, As: rec.Role(), Words: w.Words, Aside: before.ID != now.ID}
	rec.Note(tx, "ending.write", string(mine.ID))
	rec.Touch(tx, Part)
	if err := insertPlan(tx, rec, mine); err != nil || !mine.Aside {
		return err
	}
	both := Plan{ID: id.New[Plan](tx.Now), N: mine.N + 1, At: tx.Now, By: mine.By, As: mine.As, Joined: true, Words: join(before.Words, now.Words, mine.Words)}
	return insertPlan(tx, rec, both)
}

// join puts two texts together that were made of one: no new line of either is lost.
func join(before, first, second Words) Words {
	both := Words{}
	for _, s := range Sections {
		both[s] = joinText(before[s], first[s], second[s])
	}
	return both
}

func joinText(before, first, second seal.Text) seal.Text {
	switch {
	case first == before:
		return second
	case second == before:
		return first
	}
	had, kept := lines(before), lines(first)
	for _, line := range lines(second) {
		if !slices.Contains(had, line) && !slices.Contains(kept, line) {
			kept = append(kept, line)
		}
	}
	return seal.Text(strings.Join(kept, "\n"))
}

func lines(text seal.Text) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text.Reveal(), "\n")
}

func whichPlan(all []Plan, id PlanID) Plan {
	for _, p := range all {
		if p.ID == id && id != "" {
			return p
		}
	}
	return Plan{}
}

// newestPlan is the plan as it is now: all are newest first.
func newestPlan(all []Plan) Plan {
	for _, p := range all {
		if !p.Aside {
			return p
		}
	}
	return Plan{}
}

// Later is the plan for later of a space as it is now; where there is none it is not Found.
func Later(tx *db.Tx, rec *space.Record) (Plan, error) {
	all, err := plans(tx, rec)
	return newestPlan(all), err
}

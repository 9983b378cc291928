// Package intake is how a case begins: who sent somebody and what was said in the first call,
// what they agree to, their history in their own words, what they are asked alone, and which
// way of working may fit.
package intake

import (
	"maps"
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

// ID names one version of a sheet.
type ID = id.ID[Sheet]

// Words are what a sheet says, by field. What is not there is empty.
type Words map[string]seal.Text

func (w Words) same(other Words) bool { return maps.Equal(w, other) }

// Sheet is one version of one form. It never changes: who writes makes the next one.
type Sheet struct {
	ID ID        `json:"-"`
	N  int       `json:"-"` // counted from 1 in its space
	At time.Time `json:"-"`

	Form   string     `json:"form"`
	By     who.ID     `json:"by"`
	As     right.Role `json:"as"`
	Words  Words      `json:"words"`
	Aside  bool       `json:"aside,omitempty"`  // written while somebody else wrote: kept as it was, and joined in the next one
	Joined bool       `json:"joined,omitempty"` // two texts that were written at the same time
}

// Found tells whether there is one.
func (s Sheet) Found() bool { return s.ID != "" }

// Least keeps a sheet of one line as large as a full one.
func (s Sheet) Least() int { return 3840 }

// Part is the part of a page that shows how a case begins.
const Part = "intake"

// longest is how many letters one field may have.
const longest = 8000

// Written is a sheet as it was sent.
type Written struct {
	Once  ID // made when the form was drawn: the same form sent twice counts once
	After ID // the version that it was written over; empty: there was none
	Form  Form
	Words Words
}

// Keep adds a version. Where somebody else has added one meanwhile, both are kept as they
// were, and the version after them holds what either of them wrote.
func Keep(tx *db.Tx, rec *space.Record, w Written) error {
	if err := rec.Holds(right.Read | right.Write); err != nil {
		return err
	}
	if w.Form.Staff && rec.Role() != right.Therapist {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if err := w.check(); err != nil {
		return err
	}
	if err := open(tx, rec, w.Form); err != nil {
		return err
	}
	if err := tx.Lock("intake " + string(rec.Space())); err != nil {
		return err
	}
	all, err := versions(tx, rec)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(s Sheet) bool { return s.ID == w.Once }) {
		return nil
	}
	return w.add(tx, rec, all)
}

// open tells whether a sheet is still written here. What the therapist writes needs no
// consent of the client's: it begins before there is one.
func open(tx *db.Tx, rec *space.Record, f Form) error {
	if !f.Staff {
		return care.Takes(tx, rec)
	}
	c, err := care.Of(tx, rec)
	if err == nil && !c.Ended.IsZero() {
		err = fault.New(fault.Conflict, "care.ended")
	}
	return err
}

func (w Written) check() error {
	for _, f := range w.Form.Fields {
		text := w.Words[f.Name].Reveal()
		switch {
		case utf8.RuneCountInString(text) > longest:
			return fault.At(f.Name, "intake.long")
		case f.Must && text == "":
			return fault.At(f.Name, "intake.missing")
		case len(f.Options) > 0 && text != "" && !slices.Contains(f.Options, text):
			return fault.New(fault.Invalid, "fault.form")
		}
	}
	if w.Form.Name != "call" {
		return nil
	}
	for _, field := range []string{"where", "why"} {
		if w.Words["decision"] == "elsewhere" && w.Words[field] == "" {
			return fault.At(field, "intake.missing."+field)
		}
	}
	return nil
}

// add finds out whether somebody else was quicker. What changes nothing makes no version.
func (w Written) add(tx *db.Tx, rec *space.Record, all []Sheet) error {
	mine := of(all, w.Form.Name)
	before, now := which(mine, w.After), newest(mine)
	if w.After != "" && !before.Found() {
		return fault.New(fault.Invalid, "fault.form")
	}
	if len(w.Words) == 0 && !now.Found() {
		return fault.At(w.Form.Fields[0].Name, "intake.empty")
	}
	if w.Words.same(before.Words) || w.Words.same(now.Words) {
		return nil
	}
	s := Sheet{ID: w.Once, N: len(all) + 1, At: tx.Now, Form: w.Form.Name, By: tx.By.ID, As: rec.Role(), Words: w.Words, Aside: before.ID != now.ID}
	rec.Note(tx, "intake.write", string(s.ID))
	rec.Touch(tx, Part)
	if err := insert(tx, rec, s); err != nil || !s.Aside {
		return err
	}
	both := s
	both.ID, both.N, both.Aside, both.Joined = id.New[Sheet](tx.Now), s.N+1, false, true
	both.Words = w.Form.join(before.Words, now.Words, s.Words)
	return insert(tx, rec, both)
}

// join puts together what two people made of one sheet at the same time. A field that only
// one of them changed is theirs; in a text that both changed stands, below what was kept
// first, every line that the other one wrote. Of two choices the later one counts; the other
// stands in the version beside it.
func (f Form) join(before, first, second Words) Words {
	both := Words{}
	for _, field := range f.Fields {
		n, text := field.Name, seal.Text("")
		switch {
		case first[n] == before[n] || len(field.Options) > 0 && second[n] != before[n]:
			text = second[n]
		case second[n] == before[n]:
			text = first[n]
		default:
			text = joinLines(before[n], first[n], second[n])
		}
		if text != "" {
			both[n] = text
		}
	}
	return both
}

func joinLines(before, first, second seal.Text) seal.Text {
	had, kept := strings.Split(before.Reveal(), "\n"), strings.Split(first.Reveal(), "\n")
	for _, line := range strings.Split(second.Reveal(), "\n") {
		if !slices.Contains(had, line) && !slices.Contains(kept, line) {
			kept = append(kept, line)
		}
	}
	return seal.Text(strings.Join(kept, "\n"))
}

// of are the versions of one form, newest first.
func of(all []Sheet, form string) (some []Sheet) {
	for _, s := range all {
		if s.Form == form {
			some = append(some, s)
		}
	}
	return some
}

func which(all []Sheet, id ID) Sheet {
	for _, s := range all {
		if s.ID == id {
			return s
		}
	}
	return Sheet{}
}

// newest is a sheet as it is now: all are newest first.
func newest(all []Sheet) Sheet {
	for _, s := range all {
		if !s.Aside {
			return s
		}
	}
	return Sheet{}
}

// drafts are half-written sheets, by form: all in one, so that nothing tells which there are.
type drafts map[string]Words

// Least keeps drafts of one word as large as those of a page.
func (d drafts) Least() int { return 3840 }

// SaveDraft keeps what a client has begun to write, in the space that only they open. No
// words forget it.
func SaveDraft(tx *db.Tx, own *space.Record, f Form, words Words) error {
	if err := own.Holds(right.Read | right.Write); err != nil {
		return err
	}
	if err := tx.Lock("intake draft " + string(own.Space())); err != nil {
		return err
	}
	all, err := draftsOf(tx, own)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		if _, begun := all[f.Name]; !begun {
			return nil
		}
		delete(all, f.Name)
	} else {
		all[f.Name] = words
	}
	return upsertDrafts(tx, own, all)
}

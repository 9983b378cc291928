// Package emdr is EMDR with one client: what is worked on and in which order, whether it is
// time for it, and what happened in each session, phase by phase. Phases 3 to 6 open only to a
// therapist with a training that is valid today and to a client who has signed for it.
package emdr

import (
	"maps"
	"slices"
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

// ID names one version of a sheet; Thread names one object through all its versions and is
// spelled like the first of them.
type (
	ID     = id.ID[Sheet]
	Thread = id.ID[thread]
)

type thread struct{}

// Words are what a sheet says, by field. What is not there is empty.
type Words map[string]seal.Text

// Kind is what a sheet is about.
type Kind string

const (
	theme  Kind = "theme"
	target Kind = "target"
	order  Kind = "order"  // of the targets of a theme
	rating Kind = "rating" // of a target, outside a session
	ready  Kind = "ready"  // readiness, in the space that only the therapist reads
	entry  Kind = "log"    // the client's, between sessions
	away   Kind = "away"   // that a theme or a target leaves the plan, or is back
)

// fields are what each kind of sheet has.
var fields = map[Kind][]string{
	theme:  {"title", "about"},
	target: {"theme", "prong", "part", "closed", "event", "cue", "image", "nc", "pc", "emotion", "body", "feeder", "link", "lead"},
	order:  {"order"},
	rating: {"sud", "voc"},
	away:   {"why", "back"},
	entry:  {"trigger", "image", "thought", "emotion", "body", "sud", "calm"},
}

// Sheet is one version of one thing. It never changes: who writes makes the next one.
type Sheet struct {
	ID ID        `json:"-"`
	N  int       `json:"-"` // counted from 1 in its space
	At time.Time `json:"-"`

	Kind  Kind       `json:"kind"`
	Of    Thread     `json:"of"`
	By    who.ID     `json:"by"`
	As    right.Role `json:"as"`
	Words Words      `json:"words"`
}

// Least keeps a sheet of one word as large as a full one.
func (s Sheet) Least() int { return 2048 }

// Said is one field of it.
func (s Sheet) Said(field string) string { return s.Words[field].Reveal() }

// Found tells whether there is one.
func (s Sheet) Found() bool { return s.ID != "" }

// Part is the part of a page that shows EMDR.
const Part = "emdr"

// longest is how many letters one field may have.
const longest = 2000

// treats is what it takes to plan and to lead this work.
const treats = right.Read | right.Write | right.Treat

// Written is a sheet as it was sent.
type Written struct {
	Once  ID     // made when the form was drawn: the same form sent twice counts once
	Of    Thread // empty: something new
	After ID     // the version that it was written over
	Kind  Kind
	Words Words
}

// Keep adds a version. Where somebody else has added one meanwhile nothing is lost: what was
// written is shown again, over what stands there now.
func Keep(tx *db.Tx, rec *space.Record, w Written) (Thread, error) {
	want := treats
	if w.Kind == entry {
		want = right.Read | right.Write
	}
	if err := rec.Holds(want); err != nil {
		return "", err
	}
	if w.Kind == entry && rec.Role() != right.Client {
		return "", fault.New(fault.Forbidden, "fault.forbidden")
	}
	if err := w.check(); err != nil {
		return "", err
	}
	if err := care.Takes(tx, rec); err != nil {
		return "", err
	}
	return w.keep(tx, rec)
}

func (w Written) keep(tx *db.Tx, at *space.Record) (Thread, error) {
	if err := tx.Lock("emdr " + string(at.Space())); err != nil {
		return "", err
	}
	all, err := sheets(tx, at)
	if err != nil {
		return "", err
	}
	if n := slices.IndexFunc(all, func(s Sheet) bool { return s.ID == w.Once }); n >= 0 {
		return all[n].Of, nil
	}
	now := newest(all, w.Of)
	switch {
	case w.Of == "":
		w.Of = Thread(w.Once)
	case !now.Found() && !w.Kind.about() && w.Kind != ready, now.Found() && now.Kind != w.Kind && !w.Kind.about():
		return "", fault.New(fault.NotFound, "fault.notfound")
	case !w.Kind.about() && now.ID != w.After:
		return "", fault.New(fault.Conflict, "emdr.meanwhile")
	case now.Kind == w.Kind && w.Kind != rating && maps.Equal(now.Words, w.Words):
		return w.Of, nil
	}
	s := Sheet{ID: w.Once, N: len(all) + 1, At: tx.Now, Kind: w.Kind, Of: w.Of, By: tx.By.ID, As: at.Role(), Words: w.Words}
	at.Note(tx, "emdr.write", string(s.ID))
	at.Touch(tx, Part)
	return w.Of, insert(tx, at, s)
}

// about tells whether a sheet of that kind says something of a thing, and is no version of it.
func (k Kind) about() bool { return k == order || k == rating || k == away }

// newest is the last version of a thing itself.
func newest(all []Sheet, of Thread) (last Sheet) {
	for _, s := range all { // oldest first
		if s.Of == of && of != "" && !s.Kind.about() {
			last = s
		}
	}
	return last
}

// check is the fault in what was written, if there is any.
func (w Written) check() error {
	if w.Once == "" {
		return fault.New(fault.Invalid, "fault.form")
	}
	for field, text := range w.Words {
		if utf8.RuneCountInString(text.Reveal()) > longest {
			return fault.At(field, "emdr.long")
		}
	}
	switch w.Kind {
	case theme:
		return w.must("title")
	case entry:
		return w.one("trigger", "image", "thought", "emotion", "body", "sud", "calm")
	case rating:
		return w.one("sud", "voc")
	case target:
		return w.target()
	case away:
		if w.Words["back"] == "" {
			return w.must("why")
		}
	}
	return nil
}

func (w Written) must(field string) error {
	if w.Words[field] == "" {
		return fault.At(field, "emdr.missing")
	}
	return nil
}

func (w Written) one(some ...string) error {
	for _, field := range some {
		if w.Words[field] != "" {
			return w.numbers()
		}
	}
	return fault.At(some[0], "emdr.missing.any")
}

// numbers are ratings, where there are any.
func (w Written) numbers() error {
	if n := number(w.Words["sud"]); w.Words["sud"] != "" && (n == nil || *n > 10) {
		return fault.At("sud", "emdr.sud.odd")
	}
	if n := number(w.Words["voc"]); w.Words["voc"] != "" && (n == nil || *n < 1 || *n > 7) {
		return fault.At("voc", "emdr.voc.odd")
	}
	return nil
}

// number is a small number; nil: none.
func number(text seal.Text) *int {
	plain := text.Reveal()
	if len(plain) == 0 || len(plain) > 2 {
		return nil
	}
	n := 0
	for _, digit := range plain {
		if digit < '0' || digit > '9' {
			return nil
		}
		n = 10*n + int(digit-'0')
	}
	return &n
}

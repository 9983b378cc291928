// Package trust is the trust work of a case: what happened, what it was taken to mean, and
// what is known today. Client and therapist write on the same pages, and nothing that
// either of them wrote is ever lost.
package trust

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// ID names one revision.
type ID = id.ID[Revision]

// Thread names one object through all its revisions. It is spelled like its first revision.
type Thread = id.ID[thread]

type thread struct{}

// Revision is an object as somebody left it. It never changes: who writes makes the next
// one, and the one with the highest number is the object as it is now.
type Revision struct {
	ID     ID
	Thread Thread
	N      int // counted from 1 in its thread
	At     time.Time

	Said
	Thing Thing
}

// Said is what a revision says beside the thing itself.
type Said struct {
	By      who.ID     `json:"by"`
	As      right.Role `json:"as"`
	Kind    Kind       `json:"kind"`
	Away    bool       `json:"away,omitempty"`    // taken away, with its history
	Aside   bool       `json:"aside,omitempty"`   // written while somebody else wrote: kept as it was, joined in the next one
	Joined  bool       `json:"joined,omitempty"`  // what two people wrote at the same time
	Clashes []Clash    `json:"clashes,omitempty"` // what both changed, and nobody has chosen yet
}

// Clash is what two people wrote into the same places at the same time. The revision that
// carries it holds the first text; the second is in Aside.
type Clash struct {
	Aside  ID       `json:"aside"`
	Fields []string `json:"fields"`
}

// Part is the part of a page that shows the trust work.
const Part = "trust"

// Written is a thing as it was sent.
type Written struct {
	Once   ID     // made when the form was drawn: the same form sent twice counts once
	Thread Thread // empty: something new
	After  ID     // the revision that it was written over; empty: something new
	Thing  Thing
	Names  map[string]string // by field: somebody to link to who has no page yet
}

// Keep adds a revision. Where somebody else added one meanwhile, both are kept as they were,
// and the revision after them joins what can be joined and says what has to be chosen.
// Nobody is told.
func Keep(tx *db.Tx, rec *space.Record, w Written) (Thread, error) {
	if err := care.Takes(tx, rec); err != nil {
		return "", err
	}
	e, ok := w.Thing.(*Event)
	if ok && w.Thread == "" && e.Ask == askAlone {
		return hide(tx, rec, w, e)
	}
	at := rec
	if w.Thread != "" {
		var err error
		if at, err = place(tx, rec, w.Thread, right.Read|right.Write); err != nil {
			return "", err
		}
	}
	if ok && (e.Ask == askAlone) != (at != rec) {
		return "", fault.At("ask", "trust.ask.late")
	}
	return keep(tx, rec, at, w)
}

// keep adds a revision in the space where the words of the object stand.
func keep(tx *db.Tx, rec, at *space.Record, w Written) (Thread, error) {
	if err := begin(tx, at); err != nil {
		return "", err
	}
	sent, err := one(tx, at, w.Once)
	if err == nil || !fault.Is(err, fault.NotFound) {
		return sent.Thread, err // sent before
	}
	if err := w.fits(tx, rec, at); err != nil {
		return "", err
	}
	now, err := current(tx, at)
	if err != nil {
		return "", err
	}
	return w.add(tx, at, now)
}

// gated is a thing that waits for another one.
type gated interface{ gate(now []Revision) error }

// begin is what every change of this room begins with.
func begin(tx *db.Tx, rec *space.Record) error {
	if err := rec.Holds(right.Read | right.Write); err != nil {
		return err
	}
	return tx.Lock("trust " + string(rec.Space()))
}

// add finds out whether somebody else was quicker. What changes nothing makes no revision.
func (w Written) add(tx *db.Tx, rec *space.Record, now []Revision) (Thread, error) {
	before := Revision{Thing: Make(w.Thing.Kind())}
	if w.Thread == "" {
		first := already(now, w.Thing)
		if w.Thread = first.Thread; w.Thread == "" {
			if err := guard(w.Thing, before.Thing, before.Thing); err != nil {
				return "", err
			}
			r := w.revision(tx, rec, Thread(w.Once), 1)
			return r.Thread, put(tx, rec, r)
		}
	}
	all, err := history(tx, rec, w.Thread)
	if err != nil {
		return "", err
	}
	if w.After != "" {
		if before = which(all, w.After); before.ID == "" {
			return "", fault.New(fault.Invalid, "fault.form")
		}
	}
	if all[0].Kind != w.Thing.Kind() {
		return "", fault.New(fault.Invalid, "fault.form")
	}
	return w.Thread, w.over(tx, rec, before, all[0])
}

// over adds what was written over before, where the object is now as in now.
func (w Written) over(tx *db.Tx, rec *space.Record, before, now Revision) error {
	if same(w.Thing, now.Thing) && !now.Away || same(w.Thing, before.Thing) && before.ID != now.ID {
		return nil
	}
	if err := guard(w.Thing, before.Thing, now.Thing); err != nil {
		return err
	}
	renamed(rec, w.Thing, before.Thing)
	mine := w.revision(tx, rec, w.Thread, now.N+1)
	if before.ID == now.ID {
		mine.Clashes = now.Clashes
		return put(tx, rec, mine)
	}
	mine.Aside = true
	if err := put(tx, rec, mine); err != nil {
		return err
	}
	both, fields := join(before.Thing, now.Thing, w.Thing)
	next := mine
	next.ID, next.N, next.Thing, next.Aside, next.Joined = id.New[Revision](tx.Now), mine.N+1, both, false, true
	next.Clashes = now.Clashes
	if len(fields) > 0 {
		next.Clashes = append(append([]Clash(nil), now.Clashes...), Clash{mine.ID, fields})
	}
	return put(tx, rec, next)
}

func (w Written) revision(tx *db.Tx, rec *space.Record, t Thread, n int) Revision {
	return Revision{ID: w.Once, Thread: t, N: n, At: tx.Now, Thing: w.Thing,
		Said: Said{By: tx.By.ID, As: rec.Role(), Kind: w.Thing.Kind()}}
}

// put keeps a revision and says that something changed. What was locked before has to be in
// it as it was.
func put(tx *db.Tx, rec *space.Record, r Revision) error {
	if err := carries(tx, rec, r); err != nil {
		return err
	}
	rec.Note(tx, "trust.write", string(r.Thread))
	rec.Touch(tx, Part)
	return insert(tx, rec, r)
}

// Take takes an object away, or brings it back: a revision that says so. Its history stays.
func Take(tx *db.Tx, rec *space.Record, t Thread, once ID, away bool) error {
	if err := care.Takes(tx, rec); err != nil {
		return err
	}
	at, err := place(tx, rec, t, right.Read|right.Write)
	if err != nil {
		return err
	}
	if err := take(tx, rec, t, once, away); err != nil || at == rec {
		return err
	}
	return take(tx, at, t, id.New[Revision](tx.Now), away)
}

func take(tx *db.Tx, at *space.Record, t Thread, once ID, away bool) error {
	if err := begin(tx, at); err != nil {
		return err
	}
	all, err := history(tx, at, t)
	if err != nil {
		return err
	}
	now := all[0]
	if now.Away == away || which(all, once).ID != "" {
		return nil
	}
	if e, ok := now.Thing.(*Experiment); ok && e.Locked != "" && away {
		return fault.New(fault.Conflict, "trust.try.stays")
	}
	now.ID, now.N, now.At, now.By, now.As = once, now.N+1, tx.Now, tx.By.ID, at.Role()
	now.Away, now.Joined = away, false
	return put(tx, at, now)
}

// which is the revision of that id; there may be none.
func which(all []Revision, id ID) Revision {
	for _, r := range all {
		if r.ID == id {
			return r
		}
	}
	return Revision{}
}

// find is the object of that name as it is now; there may be none.
func find(now []Revision, t Thread) Revision {
	for _, r := range now {
		if r.Thread == t {
			return r
		}
	}
	return Revision{}
}

// single is the one object of a kind of which there is only one; there may be none yet.
func single(now []Revision, k Kind) Revision {
	for _, r := range now {
		if kinds[k].single && r.Kind == k {
			return r
		}
	}
	return Revision{}
}

package trust

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// A guess is worth something only if nobody can better it afterwards. So the locked part of
// an experiment is in every later revision as it was: the verbs see to it (guard), whatever
// writes a revision sees to it again (carries), and whoever reads finds a hash over it in each
// revision (whole) and the same one in all of them (unbroken). A revision that says something
// else is not shown as if it were true: it is a fault.

var errBroken = errors.New("what was locked is not as it was")

func broken() error { return fault.Wrap(fault.Internal, "fault.internal", errBroken) }

// guard makes sure that a thing, written over before where the object is now as in now,
// changes nothing by the way that has an act of its own, and nothing that is closed. What
// was closed or done meanwhile, and this writing did not touch, is taken over.
func guard(thing, before, now Thing) error {
	was, is := before.Fields(), now.Fields()
	for i, f := range thing.Fields() {
		switch {
		case f.get() == is[i].get(), !is[i].Act && !is[i].Closed && !was[i].Act:
		case f.get() == was[i].get():
			if err := f.put(is[i].get()); err != nil {
				return err
			}
		case is[i].Closed && !is[i].Act:
			return fault.New(fault.Conflict, "trust.closed")
		default:
			return fault.New(fault.Invalid, "fault.form")
		}
	}
	return nil
}

// hash is over all that is locked, and over what it belongs to.
func (e *Experiment) hash(t Thread) seal.Text {
	all := []string{string(t), e.Locked.Reveal(), e.LockedAs}
	for _, name := range []string{"act", "person", "area", "day", "fear", "likely", "own", "rule"} {
		all = append(all, name, field(e, name).get())
	}
	text, _ := json.Marshal(all) // texts always can
	sum := sha256.Sum256(text)
	return seal.Text(hex.EncodeToString(sum[:]))
}

// whole makes sure that a revision says what was locked in it.
func (r Revision) whole() error {
	if e, ok := r.Thing.(*Experiment); ok && (e.Locked != "" || e.Seal != "") && e.Seal != e.hash(r.Thread) {
		return broken()
	}
	return nil
}

// unbroken makes sure that nothing is missing in a history, newest first, and that what was
// once locked is in every later revision as it was.
func unbroken(all []Revision) error {
	if all[0].Kind != "experiment" {
		return nil
	}
	first := seal.Text("")
	for n := 1; n <= len(all); n++ {
		r := all[len(all)-n]
		e, ok := r.Thing.(*Experiment)
		if !ok || r.N != n || r.Kind != all[0].Kind || first != "" && e.Seal != first || r.whole() != nil {
			return broken()
		}
		first = e.Seal
	}
	return nil
}

// carries makes sure that the next revision of an object has in it what is locked there.
func carries(tx *db.Tx, rec *space.Record, r Revision) error {
	if _, ok := r.Thing.(*Experiment); !ok {
		return nil
	}
	if err := r.whole(); err != nil || r.N == 1 {
		return err
	}
	all, err := history(tx, rec, r.Thread)
	if err != nil {
		return err
	}
	return unbroken(append([]Revision{r}, all...))
}

// Lock locks what was guessed, as it stands in the revision that one looked at: from then on
// nobody changes it.
func Lock(tx *db.Tx, rec *space.Record, t Thread, once, after ID) error {
	return change(tx, rec, t, once, func(now Revision, people []Revision, day string) (Thing, error) {
		e, ok := clone(now.Thing).(*Experiment)
		switch {
		case !ok:
			return nil, fault.New(fault.Invalid, "fault.form")
		case e.Locked != "" || e.Dropped != "":
			return nil, fault.New(fault.Conflict, "trust.closed")
		case now.ID != after:
			return nil, fault.New(fault.Conflict, "trust.try.other")
		case len(now.Clashes) > 0:
			return nil, fault.New(fault.Conflict, "trust.try.choose")
		case len(e.lacks()) > 0:
			return nil, fault.New(fault.Conflict, "trust.try.lacks")
		case held(people, e):
			return nil, fault.New(fault.Conflict, "trust.try.held")
		case e.Day.Reveal() <= day:
			return nil, fault.New(fault.Conflict, "trust.try.late")
		}
		e.Locked, e.LockedAs = seal.Text(tx.Now.UTC().Format(time.RFC3339Nano)), "therapist"
		if rec.Role() == right.Client {
			e.LockedAs = "client"
		}
		e.Seal = e.hash(t)
		return e, nil
	})
}

// Move puts off an experiment that was locked, with a word why. What was guessed stays as it
// was; so does the day that was locked.
func Move(tx *db.Tx, rec *space.Record, t Thread, once ID, to, why seal.Text) error {
	return change(tx, rec, t, once, func(now Revision, people []Revision, day string) (Thing, error) {
		e, err := unjudged(now)
		switch {
		case err != nil:
			return nil, err
		case e.Locked == "":
			return nil, fault.New(fault.Conflict, "trust.try.unlocked")
		case held(people, e):
			return nil, fault.New(fault.Conflict, "trust.try.held")
		case !isDay(to.Reveal()) || to.Reveal() < day:
			return nil, fault.At("day", "trust.try.move.day")
		}
		e.Moved, e.Why = to, why
		return e, worded(e)
	})
}

// Drop lets an experiment be, with a word why.
func Drop(tx *db.Tx, rec *space.Record, t Thread, once ID, why seal.Text) error {
	return change(tx, rec, t, once, func(now Revision, _ []Revision, _ string) (Thing, error) {
		e, err := unjudged(now)
		if err != nil {
			return nil, err
		}
		e.Dropped, e.Why = yes, why
		return e, worded(e)
	})
}

// unjudged is a copy of an experiment of which nobody has said yet what came of it.
func unjudged(now Revision) (*Experiment, error) {
	e, ok := clone(now.Thing).(*Experiment)
	switch {
	case !ok:
		return nil, fault.New(fault.Invalid, "fault.form")
	case e.told() || e.Dropped != "":
		return nil, fault.New(fault.Conflict, "trust.try.done")
	}
	return e, nil
}

// worded makes sure that there is a word why.
func worded(e *Experiment) error {
	if e.Why == "" {
		return fault.At("why", "trust.missing")
	}
	return check(e)
}

// change makes the next revision of an object by an act of its own. It gets all objects of
// the space as they are now, and the day it is.
func change(tx *db.Tx, rec *space.Record, t Thread, once ID, act func(now Revision, all []Revision, day string) (Thing, error)) error {
	if err := care.Takes(tx, rec); err != nil {
		return err
	}
	if err := begin(tx, rec); err != nil {
		return err
	}
	past, err := history(tx, rec, t)
	if err != nil || which(past, once).ID != "" {
		return err
	}
	all, err := current(tx, rec)
	if err != nil {
		return err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	thing, err := act(past[0], all, today(tx.Now, settings.Location()))
	if err != nil || same(thing, past[0].Thing) {
		return err
	}
	next := past[0]
	next.ID, next.N, next.At, next.By, next.As = once, next.N+1, tx.Now, tx.By.ID, rec.Role()
	next.Thing, next.Joined, next.Aside = thing, false, false
	return put(tx, rec, next)
}

// fresh is the id of one more revision in an act that makes several.
func fresh(tx *db.Tx) ID { return id.New[Revision](tx.Now) }

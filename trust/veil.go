package trust

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// What a client does not want to be asked about yet stands in two spaces. In the shared one
// is a mark that says only that there is something; the words are in the client's own, which
// nobody else opens. Showing them later is a release, like any other.

// veiled tells whether a thing is such a mark, or the words behind one.
func veiled(t Thing) bool {
	e, ok := t.(*Event)
	return ok && e.Ask == askAlone
}

// place is the space in which the words of an object stand, open for as much as is wanted.
// Where they are the client's alone, others find only the mark and change nothing.
func place(tx *db.Tx, rec *space.Record, t Thread, want right.Right) (*space.Record, error) {
	all, err := history(tx, rec, t)
	if err != nil {
		return nil, err
	}
	switch hidden := veiled(all[0].Thing); {
	case !hidden, rec.Role() != right.Client && want == right.Read:
		return rec, nil
	case rec.Role() != right.Client:
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return space.Find(tx, rec.About(), right.Own, want)
}

// hide keeps a new event in the client's own space, and the mark of it in the shared one.
func hide(tx *db.Tx, rec *space.Record, w Written, e *Event) (Thread, error) {
	if rec.Role() != right.Client {
		return "", fault.New(fault.Invalid, "fault.form")
	}
	own, err := space.Find(tx, rec.About(), right.Own, right.Read|right.Write)
	if err != nil {
		return "", err
	}
	if err := begin(tx, rec); err != nil {
		return "", err
	}
	if sent, err := one(tx, rec, w.Once); err == nil || !fault.Is(err, fault.NotFound) {
		return sent.Thread, err
	}
	mark := Written{Once: w.Once, Thing: &Event{Ask: askAlone}}.revision(tx, rec, Thread(w.Once), 1)
	words := w.revision(tx, own, mark.Thread, 1)
	words.ID = id.New[Revision](tx.Now)
	if err := w.fits(tx, rec, own); err != nil {
		return "", err
	}
	if err := put(tx, rec, mark); err != nil {
		return "", err
	}
	return mark.Thread, put(tx, own, words)
}

// fits makes sure that a thing can stand in a space as it is. Somebody who is named in what
// is kept back gets no page, which others could see.
func (w Written) fits(tx *db.Tx, rec, at *space.Record) error {
	now, err := current(tx, rec)
	if err != nil {
		return err
	}
	if err := check(w.Thing); err != nil {
		return err
	}
	if e, ok := w.Thing.(*Event); ok && at != rec {
		e.Others, w.Names = seal.Text(w.Names["people"]), nil
	}
	if err := w.link(tx, rec, now); err != nil {
		return err
	}
	if e, ok := w.Thing.(*Experiment); ok && e.told() {
		settings, err := practice.Of(tx)
		if err != nil {
			return err
		}
		return e.ripens(today(tx.Now, settings.Location()))
	}
	if gate, ok := w.Thing.(gated); ok {
		return gate.gate(now)
	}
	return nil
}

// Show lets the therapist read what the client kept back: a copy of it as it is now goes
// into the shared space, in the place of the mark.
func Show(tx *db.Tx, rec *space.Record, t Thread, once ID) error {
	if err := care.Takes(tx, rec); err != nil {
		return err
	}
	if err := begin(tx, rec); err != nil {
		return err
	}
	marks, err := history(tx, rec, t)
	if err != nil || !veiled(marks[0].Thing) {
		return err // shown already
	}
	if rec.Role() != right.Client {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	own, err := space.Find(tx, rec.About(), right.Own, right.Read|right.Write|right.Release)
	if err != nil {
		return err
	}
	words, err := history(tx, own, t)
	if err != nil {
		return err
	}
	if len(words[0].Clashes) > 0 {
		return fault.New(fault.Conflict, "trust.show.choose")
	}
	if err := space.Release(tx, own, rec, string(t)); err != nil {
		return err
	}
	return shown(tx, rec, marks[0], words[0], once)
}

func shown(tx *db.Tx, rec *space.Record, mark, words Revision, once ID) error {
	e, ok := clone(words.Thing).(*Event)
	if !ok {
		return fault.New(fault.Invalid, "fault.form")
	}
	e.Ask, e.Others = askYes, ""
	w := Written{Once: once, Thread: mark.Thread, Thing: e, Names: map[string]string{"people": others(words.Thing)}}
	if err := w.fits(tx, rec, rec); err != nil {
		return err
	}
	return put(tx, rec, w.revision(tx, rec, mark.Thread, mark.N+1))
}

// others is who was named in what is kept back.
func others(t Thing) string {
	if e, ok := t.(*Event); ok {
		return e.Others.Reveal()
	}
	return ""
}

package trust

import (
	"context"
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/words"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Did is one thing that was done in the trust work, for a note of the session to draft itself
// from. What it says is in the shared space, which the client reads.
type Did struct {
	At     time.Time
	As     right.Role // who did it
	Thread Thread
	Kind   Kind
	Act    string    // words key, with {what} and {name}
	Name   seal.Text // what it is called; may be empty

	Was, Is int // how much a stuck point was believed, and is now, where that is what changed
}

// Text is the same in one short sentence, in the reader's words.
func (d Did) Text(ctx context.Context) string {
	return words.T(ctx, d.Act, "what", words.T(ctx, "trust."+string(d.Kind)+".one"), "name", d.Name.Reveal(), "was", d.Was, "is", d.Is)
}

// Path is where it is, from the root of the site.
func (d Did) Path(where space.ID) string {
	return "/spaces/" + string(where) + "/things/" + string(d.Thread)
}

// Done is what was done in the trust work from one moment until before another, in order of
// time. What was done several times to one object in one way is there once, as it was done
// last. What a client keeps to themselves is not there, and no flag of a person.
func Done(tx *db.Tx, rec *space.Record, from, to time.Time) ([]Did, error) {
	some, err := since(tx, rec, from, to)
	if err != nil || len(some) == 0 {
		return nil, err
	}
	now, err := current(tx, rec)
	if err != nil {
		return nil, err
	}
	all := []Did{}
	for _, r := range some {
		if r.Aside || veiled(r.Thing) {
			continue
		}
		past, err := history(tx, rec, r.Thread)
		if err != nil {
			return nil, err
		}
		d := Did{At: r.At, As: r.As, Thread: r.Thread, Kind: r.Kind, Act: "trust.did." + r.act(before(past, r)), Name: called_(now, r.Thing)}
		d.believed(past, now, r)
		all = slices.DeleteFunc(all, func(o Did) bool {
			same := o.Thread == d.Thread && o.Act == d.Act
			if same && d.Act == didHeld {
				d.Was = o.Was // from where it was at first
			}
			return same
		})
		all = append(all, d)
	}
	return all, nil
}

// didHeld is that a stuck point is believed more, or less.
const didHeld = "trust.did.held"

// believed says how much, where that changed: beside what was written last, there or in a
// thought record or an experiment.
func (d *Did) believed(past, now []Revision, r Revision) {
	if r.Kind != "stuck" || d.Act != "trust.did.changed" {
		return
	}
	course := believed(past, now)
	for i, b := range course {
		if b.From.ID == r.ID && i > 0 && course[i-1].Held != b.Held {
			d.Act, d.Was, d.Is = didHeld, course[i-1].Held, b.Held
		}
	}
}

// before is how an object was before a revision; there may be none.
func before(past []Revision, r Revision) Revision {
	for _, other := range past {
		if other.N < r.N && !other.Aside {
			return other
		}
	}
	return Revision{}
}

// called_ is what a thing is called, where it takes its name from something else.
func called_(now []Revision, t Thing) seal.Text {
	var of []Thread
	switch t := t.(type) {
	case *Star:
		of = t.Person
	case *Keeping:
		of = t.Agreement
	}
	if len(of) > 0 {
		if r := find(now, of[0]); r.ID != "" {
			return r.Thing.Name()
		}
	}
	return t.Name()
}

// act is what a revision did, beside the one before it.
func (r Revision) act(was Revision) string {
	switch {
	case was.ID == "":
		return "new"
	case r.Away && !was.Away:
		return "away"
	case was.Away && !r.Away:
		return "back"
	}
	for _, a := range acts {
		if f := field(r.Thing, a.field); r.Kind == a.kind && !f.empty() && f.get() != field(was.Thing, a.field).get() {
			return a.act
		}
	}
	return "changed"
}

// acts are changes that have a name of their own.
var acts = []struct {
	kind       Kind
	field, act string
}{
	{"experiment", "locked", "locked"}, {"experiment", "dropped", "dropped"}, {"experiment", "moved", "moved"},
	{"experiment", "came", "judged"}, {"step", "times", "tried"}, {"person", "talked", "talked"}, {"agreement", "withdrawn", "withdrawn"},
}

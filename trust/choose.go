package trust

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Chosen is what somebody chose of two texts that were written at the same time: by field,
// which one stands from now on.
type Chosen struct {
	Once   ID
	Thread Thread
	After  ID // the revision that they looked at
	Aside  ID // where the second text is
	Of     map[string]string
}

// What can be chosen of a field.
const (
	keepFirst  = "first"
	keepSecond = "second"
	keepBoth   = "both" // of texts, the second below the first
)

// Choose settles what two people wrote over each other. Where somebody wrote meanwhile, that
// is joined as always.
func Choose(tx *db.Tx, rec *space.Record, c Chosen) error {
	if err := care.Takes(tx, rec); err != nil {
		return err
	}
	at, err := place(tx, rec, c.Thread, right.Read|right.Write)
	if err != nil {
		return err
	}
	if err := begin(tx, at); err != nil {
		return err
	}
	all, err := history(tx, at, c.Thread)
	if err != nil {
		return err
	}
	over, aside := which(all, c.After), which(all, c.Aside)
	if which(all, c.Once).ID != "" || !all[0].open(c.Aside) {
		return nil // sent before, or chosen by somebody else
	}
	if over.ID == "" || aside.ID == "" || !over.open(c.Aside) {
		return fault.New(fault.Invalid, "fault.form")
	}
	thing, err := c.thing(over, aside)
	if err != nil {
		return err
	}
	return c.settle(tx, at, over, all[0], thing)
}

// thing is what comes out of a choice.
func (c Chosen) thing(over, aside Revision) (Thing, error) {
	thing := clone(over.Thing)
	for _, clash := range over.Clashes {
		if clash.Aside != c.Aside {
			continue
		}
		for _, name := range clash.Fields {
			first, second := field(thing, name), field(aside.Thing, name)
			value := first.get()
			switch c.Of[name] {
			case keepSecond:
				value = second.get()
			case keepBoth:
				value += between(first) + second.get()
			case keepFirst:
			default:
				return nil, fault.At(name, "trust.choose.missing")
			}
			if err := first.put(value); err != nil {
				return nil, err
			}
		}
	}
	return thing, check(thing)
}

// between stands between two texts that are both kept.
func between(f Field) string {
	if f.Lines > 1 {
		return "\n\n"
	}
	return " / "
}

// settle adds what was chosen, and that it was.
func (c Chosen) settle(tx *db.Tx, at *space.Record, over, now Revision, thing Thing) error {
	w := Written{Once: c.Once, Thread: c.Thread, After: c.After, Thing: thing}
	if over.ID != now.ID {
		if err := w.over(tx, at, over, now); err != nil {
			return err
		}
		all, err := history(tx, at, c.Thread)
		if err != nil {
			return err
		}
		now, thing = all[0], all[0].Thing
		w.Once = id.New[Revision](tx.Now)
	}
	next := w.revision(tx, at, c.Thread, now.N+1)
	next.Thing, next.Away = thing, now.Away
	for _, clash := range now.Clashes {
		if clash.Aside != c.Aside {
			next.Clashes = append(next.Clashes, clash)
		}
	}
	return put(tx, at, next)
}

// open tells whether something of that text is still to be chosen.
func (r Revision) open(aside ID) bool {
	for _, c := range r.Clashes {
		if c.Aside == aside {
			return true
		}
	}
	return false
}

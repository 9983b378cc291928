// Package instrument is what can be asked: the questionnaires that Tillit ships, those that
// the practice brings, and each one's licence.
package instrument

import (
	"slices"
	"sync"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/content"
	"tillit.care/pure/score"
)

// library is what comes with Tillit, read once.
type library struct {
	whole   []*score.Instrument          // the whole licence register, in order
	shipped []*score.Instrument          // what anybody can be given: its wording is here
	known   map[string]*score.Instrument // whole, by id
	ships   map[string]*score.Instrument // shipped, by id
}

var shelf = sync.OnceValues(func() (library, error) {
	l := library{known: map[string]*score.Instrument{}, ships: map[string]*score.Instrument{}}
	var err error
	if l.whole, err = score.All(content.FS); err != nil {
		return l, err
	}
	for _, in := range l.whole {
		l.known[in.ID] = in
		if givable(in) {
			l.shipped, l.ships[in.ID] = append(l.shipped, in), in
		}
	}
	return l, nil
})

// givable tells whether somebody can be given an instrument to fill in by themselves.
func givable(in *score.Instrument) bool { return !in.NeedsCopy() && !in.Alone && !in.InSession }

var errUnknown = fault.At("instrument", "measure.instrument.unknown")

// Shipped are all that Tillit ships with their wording, in order.
func Shipped() ([]*score.Instrument, error) {
	l, err := shelf()
	return l.shipped, err
}

// Ships finds a shipped one by its id.
func Ships(id string) (*score.Instrument, error) {
	l, err := shelf()
	if err != nil {
		return nil, err
	}
	if in := l.ships[id]; in != nil {
		return in, nil
	}
	return nil, errUnknown
}

// All are those that this practice can begin to ask, in order: what ships, what it brought
// the wording of, and its own; not what it has retired.
func All(tx *db.Tx) ([]*score.Instrument, error) {
	r, err := Of(tx)
	if err != nil {
		return nil, err
	}
	var all []*score.Instrument
	for _, l := range r.Listed {
		if !l.Offered(tx.Now) {
			continue
		}
		in, err := r.newest(tx, l)
		if err != nil {
			return nil, err
		}
		all = append(all, in)
	}
	return all, nil
}

// Answerable are all that somebody may have answered here or elsewhere, by the address of
// their form and by their ids; what is held as well, and what is no longer offered.
func Answerable(tx *db.Tx) (map[string]*score.Instrument, error) {
	r, err := Of(tx)
	if err != nil {
		return nil, err
	}
	all := map[string]*score.Instrument{}
	for _, l := range r.Listed {
		if !l.ready() {
			continue
		}
		in, err := r.newest(tx, l)
		if err != nil {
			return nil, err
		}
		all[in.Form.URL], all[in.ID] = in, in
	}
	return all, nil
}

// Offer is one that this practice can begin to ask.
func Offer(tx *db.Tx, id string) (*score.Instrument, error) {
	r, err := Of(tx)
	if err != nil {
		return nil, err
	}
	l := r.Find(id)
	switch {
	case l == nil || !l.ready():
		return nil, errUnknown
	case !l.Offered(tx.Now):
		return nil, fault.At("instrument", "measure.instrument.retired")
	}
	return r.newest(tx, l)
}

// Find is the newest version of one that is asked, retired or not. What ships is never
// replaced: it is found without a look at what the practice brought, unless it is held.
func Find(tx *db.Tx, id string) (*score.Instrument, error) {
	l, err := shelf()
	if err != nil {
		return nil, err
	}
	if in := l.ships[id]; in != nil && !in.Held() {
		return in, nil
	}
	r, err := Of(tx)
	if err != nil {
		return nil, err
	}
	if l := r.Find(id); l != nil && l.ready() {
		return r.newest(tx, l)
	}
	return nil, errUnknown
}

// Alone is one that is asked of one person alone, and never offered in a list.
func Alone(tx *db.Tx, id string) (*score.Instrument, error) {
	r, err := Of(tx)
	if err != nil {
		return nil, err
	}
	l := r.Find(id)
	if l == nil || l.Known == nil || l.Known.NeedsCopy() {
		return nil, errUnknown
	}
	return r.newest(tx, l)
}

// Version is an instrument as it was when somebody answered it: the version of the wording
// that they read, and that of the scoring. Where the wording is not here any more it is the
// newest.
func Version(tx *db.Tx, id, wording, scoring string) (*score.Instrument, error) {
	return Versions(tx)(id, wording, scoring)
}

// Finder finds an instrument as it was.
type Finder func(id, wording, scoring string) (*score.Instrument, error)

// Versions is Version for many: the register is looked up once, and only where it must be.
func Versions(tx *db.Tx) Finder {
	var r *Register
	return func(id, wording, scoring string) (*score.Instrument, error) {
		if in, err := Ships(id); err == nil && !in.Held() {
			return in, nil
		}
		if r == nil {
			var err error
			if r, err = Of(tx); err != nil {
				return nil, err
			}
		}
		l := r.Find(id)
		if l == nil {
			return nil, errUnknown
		}
		for _, c := range slices.Backward(l.Copies) {
			if c.Version == wording {
				return read(tx, c, func(f form) *score.Instrument { return f.as(scoring) })
			}
		}
		return r.newest(tx, l)
	}
}

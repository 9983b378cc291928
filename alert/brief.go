package alert

import (
	"cmp"
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/pure/pack"
	"tillit.care/space"
)

// brief is what lists say of an alert that waits, or whose next contact does.
type brief struct {
	_     struct{} `cbor:",toarray"`
	ID    ID
	State State
	At    int64 // milliseconds, as the others
	Seen  int64 // 0: nobody has looked
	Looks int64 // 0: it is not looked at again by itself
	Acute bool
}

type briefs []brief

// Pack writes nothing where nothing waits.
func (all briefs) Pack(w *pack.Writer) {
	for _, b := range all {
		w.Text(string(b.ID))
		w.Text(string(b.State))
		w.Int(b.At)
		w.Int(b.Seen)
		w.Int(b.Looks)
		w.Flag(b.Acute)
	}
}

// Unpack reads what Pack wrote.
func (all *briefs) Unpack(r *pack.Reader) {
	for len(r.Left) > 0 {
		*all = append(*all, brief{ID: ID(r.Text()), State: State(r.Name()), At: r.Int(), Seen: r.Int(), Looks: r.Int(), Acute: r.Flag()})
	}
}

// brief tells the lists how this alert stands.
func (a Alert) brief(tx *db.Tx, rec *space.Record) error {
	return rec.Brief(tx, func(p *space.Placed) error {
		var all briefs
		if err := p.Read(Part, &all); err != nil {
			return err
		}
		return p.Say(Part, a.among(all))
	})
}

// Waits tells whether something was found that nobody has closed.
func (a Alert) Waits() bool { return a.State == Open || a.State == Seen }

// among is the alerts that wait, newest first, with this one as it stands now.
func (a Alert) among(all briefs) briefs {
	all = slices.DeleteFunc(all, func(b brief) bool { return b.ID == a.ID })
	if !a.Waits() && !a.Awaits() {
		return all
	}
	all = append(all, brief{ID: a.ID, State: a.State, At: db.Ms(a.At), Seen: ms(a.SeenAt), Looks: ms(a.Looks), Acute: a.Acute})
	slices.SortFunc(all, func(a, b brief) int { return cmp.Compare(b.ID, a.ID) })
	return all
}

func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return db.Ms(t)
}

func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return db.At(ms)
}

// Brief tells the lists anew what waits in a space.
func Brief(tx *db.Tx, rec *space.Record) error {
	every, err := Of(tx, rec)
	if err != nil {
		return err
	}
	var all briefs
	for _, a := range every {
		all = a.among(all)
	}
	return rec.Brief(tx, func(p *space.Placed) error { return p.Say(Part, all) })
}

// Listed are the alerts that a list says still wait, newest first: when each came, whether
// somebody has looked, and when it is looked at next.
func Listed(p space.Placed) ([]Alert, error) {
	var all briefs
	err := p.Read(Part, &all)
	var waiting []Alert
	for _, b := range all {
		a := Alert{ID: b.ID, At: db.At(b.At), State: b.State, SeenAt: at(b.Seen), Looks: at(b.Looks), Finding: Finding{Acute: b.Acute}}
		if a.Waits() {
			waiting = append(waiting, a)
		}
	}
	return waiting, err
}

// recent is how many of the newest rows are looked through for alerts that were closed.
const recent = 60

// Recent are the alerts of a space that wait, those whose next contact does, and those that
// came with the newest answers, newest first; all: whether those are all there are.
func Recent(tx *db.Tx, rec *space.Record) (found []Alert, all bool, err error) {
	newest, err := some(tx, rec, recent)
	if err != nil {
		return nil, false, err
	}
	for _, a := range newest {
		if a.Found() {
			found = append(found, a)
		}
	}
	older, err := olderThan(tx, rec, newest)
	return append(found, older...), len(newest) < recent, err
}

// olderThan are alerts that lists know of and that are not among the newest.
func olderThan(tx *db.Tx, rec *space.Record, newest []Alert) (older []Alert, err error) {
	if len(newest) < recent {
		return nil, nil
	}
	said, err := rec.Said(tx)
	if err != nil || len(said) == 0 {
		return nil, err
	}
	var waiting briefs
	if err := said[0].Read(Part, &waiting); err != nil {
		return nil, err
	}
	for _, b := range waiting {
		if b.ID >= newest[len(newest)-1].ID {
			continue
		}
		a, err := one(tx, rec, b.ID)
		if err != nil {
			return nil, err
		}
		older = append(older, a)
	}
	return older, nil
}

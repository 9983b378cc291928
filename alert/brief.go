package alert

import (
	"cmp"
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/space"
)

// brief is what lists say of an alert that waits.
type brief struct {
	_     struct{} `cbor:",toarray"`
	ID    ID
	At    int64 // milliseconds, as the others
	Seen  int64 // 0: nobody has looked
	Looks int64 // 0: it is not looked at again by itself
	Acute bool
}

// brief tells the lists how this alert stands.
func (a Alert) brief(tx *db.Tx, rec *space.Record) error {
	return rec.Brief(tx, func(p *space.Placed) error {
		var all []brief
		if err := p.Read(Part, &all); err != nil {
			return err
		}
		return p.Say(Part, a.among(all))
	})
}

// among is the alerts that wait, newest first, with this one as it stands now.
func (a Alert) among(all []brief) []brief {
	all = slices.DeleteFunc(all, func(b brief) bool { return b.ID == a.ID })
	if a.State != Open && a.State != Seen {
		return all
	}
	all = append(all, brief{ID: a.ID, At: db.Ms(a.At), Seen: ms(a.SeenAt), Looks: ms(a.Looks), Acute: a.Acute})
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
	waiting, err := Waiting(tx, rec)
	if err != nil {
		return err
	}
	var all []brief
	for _, a := range waiting {
		all = a.among(all)
	}
	return rec.Brief(tx, func(p *space.Placed) error { return p.Say(Part, all) })
}

// Listed are the alerts that a list says still wait, newest first: when each came, whether
// somebody has looked, and when it is looked at next.
func Listed(p space.Placed) ([]Alert, error) {
	var all []brief
	err := p.Read(Part, &all)
	var waiting []Alert
	for _, b := range all {
		a := Alert{ID: b.ID, At: db.At(b.At), State: Open, SeenAt: at(b.Seen), Looks: at(b.Looks), Finding: Finding{Acute: b.Acute}}
		if b.Seen > 0 {
			a.State = Seen
		}
		waiting = append(waiting, a)
	}
	return waiting, err
}

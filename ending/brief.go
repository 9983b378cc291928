package ending

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// briefly is what lists say of an end: since when a client would like to come back, and when
// one sees each other again, in milliseconds.
type briefly struct {
	_     struct{} `cbor:",toarray"`
	Asked int64
	Due   []int64
}

// Brief tells the lists anew.
func Brief(tx *db.Tx, rec *space.Record) error {
	if rec.Kind() != right.Shared {
		return nil
	}
	now, err := Current(tx, rec)
	if err != nil {
		return err
	}
	return now.brief(tx, rec)
}

func (e Ending) brief(tx *db.Tx, rec *space.Record) error {
	return rec.Brief(tx, func(p *space.Placed) error {
		b := briefly{}
		if !e.Asked.IsZero() {
			b.Asked = db.Ms(e.Asked)
		}
		for _, booster := range e.Boosters {
			if !booster.Due.IsZero() {
				b.Due = append(b.Due, db.Ms(booster.Due))
			}
		}
		if b.Asked == 0 && b.Due == nil {
			return p.Say(Part, []int{}) // nothing is said at all
		}
		return p.Say(Part, b)
	})
}

// Listed is what a list says of an end: since when its client would like to come back, and the
// day of a session that is near, from a week before it until two weeks after it.
func Listed(p space.Placed, now time.Time) (asked, near time.Time, err error) {
	var b briefly
	if err := p.Read(Part, &b); err != nil {
		return asked, near, err
	}
	if b.Asked > 0 {
		asked = db.At(b.Asked)
	}
	for _, ms := range b.Due {
		if due := db.At(ms); !now.Before(due.AddDate(0, 0, -7)) && now.Before(due.AddDate(0, 0, 14)) {
			near = due
		}
	}
	return asked, near, nil
}

package disclose

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/pure/pack"
	"tillit.care/space"
)

// partRights is what lists keep of what waits for an answer about a record.
const partRights = "rights"

// brief is how much waits, and the day of the first of it, in milliseconds.
type brief struct{ N, Due int64 }

// Pack writes nothing where nothing waits.
func (b brief) Pack(w *pack.Writer) {
	if b.N > 0 {
		w.Int(b.N)
		w.Int(b.Due)
	}
}

// Unpack reads what Pack wrote.
func (b *brief) Unpack(r *pack.Reader) {
	if len(r.Left) > 0 {
		b.N, b.Due = r.Int(), r.Int()
	}
}

// Brief tells the lists anew what waits for an answer in a space.
func Brief(tx *db.Tx, rec *space.Record) error {
	all, err := asks(tx, rec)
	if err != nil {
		return err
	}
	b := brief{}
	for _, a := range all {
		if !a.Open() {
			continue
		}
		if due := db.Ms(a.Due); b.N == 0 || due < b.Due {
			b.Due = due
		}
		b.N++
	}
	return rec.Brief(tx, func(p *space.Placed) error { return p.Say(partRights, b) })
}

// Listed is how much a list says waits for an answer in a case, and the end of the first day.
func Listed(p space.Placed) (n int, due time.Time, err error) {
	var b brief
	if err := p.Read(partRights, &b); err != nil || b.N == 0 {
		return 0, time.Time{}, err
	}
	return int(b.N), db.At(b.Due), nil
}

// Unsigned is how many permissions wait for their client to read and sign them.
func Unsigned(tx *db.Tx, rec *space.Record) (n int, err error) {
	prepared, err := permits(tx, rec)
	if err != nil {
		return 0, err
	}
	for _, p := range prepared {
		if p.State(tx.Now) == Waits {
			n++
		}
	}
	return n, nil
}

package meeting

import (
	"tillit.care/base/db"
	"tillit.care/space"
)

// brief is what lists say of meetings: of how many a note is still to be signed.
type brief struct {
	_     struct{} `cbor:",toarray"`
	Waits int
}

// Brief tells the lists anew how many notes wait.
func Brief(tx *db.Tx, rec *space.Record) error {
	every, err := all(tx, rec)
	if err != nil {
		return err
	}
	b := brief{}
	for _, m := range every {
		if m.Waits() {
			b.Waits++
		}
	}
	return rec.Brief(tx, func(p *space.Placed) error {
		if b.Waits == 0 {
			return p.Say(Part, []int{})
		}
		return p.Say(Part, b)
	})
}

// Listed is how many notes a list says are to be signed in a case.
func Listed(p space.Placed) (int, error) {
	var b brief
	err := p.Read(Part, &b)
	return b.Waits, err
}

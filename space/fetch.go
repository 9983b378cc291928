package space

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
	"tillit.care/pure/right"
)

// Fetch opens, to read, every space of a kind that its author is inside by name, for a program of
// theirs that asks again and again. It is a look like any other, and kept once for many: where
// first is said, in the trail of their list, which names all that stand in it, and of what stands
// in none in the space's own.
func Fetch(tx *db.Tx, kind right.Kind, first bool) (all []*Record, err error) {
	rows, err := mine(tx, [2]who.ID{tx.By.ID, tx.By.ID})
	if err != nil {
		return nil, err
	}
	list, err := listOf(tx, tx.By.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	none, inList := err != nil, false
	for _, row := range rows {
		rec, err := row.open(tx)
		if err != nil {
			return nil, err
		}
		if rec.kind != kind || !rec.May(right.Read) {
			continue
		}
		rec.held = right.Read
		all = append(all, rec)
		if !none && listed(rec.me.Role, kind) {
			inList = true
		} else if first {
			rec.Note(tx, "open read", "")
		}
	}
	if first && inList {
		tx.Note(string(list.id), "open read", "")
	}
	return all, nil
}

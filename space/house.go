package space

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
	"tillit.care/pure/right"
)

// After are the spaces of the practice behind one of them, some at a time, in an order that
// stays: how Tillit itself comes by all of them. It opens nothing in them, and nobody else
// is given a list.
func After(tx *db.Tx, last ID, limit int) ([]ID, error) {
	if tx.By.ID != who.House.ID {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return after(tx, last, limit)
}

// Is tells Tillit itself whether a space is of a kind, so that it does not knock where it
// may not come in.
func Is(tx *db.Tx, which ID, kind right.Kind) (bool, error) {
	if tx.By.ID != who.House.ID {
		return false, fault.New(fault.Forbidden, "fault.forbidden")
	}
	rec, err := enter(tx, which)
	if err != nil {
		return false, err
	}
	return rec.kind == kind, nil
}

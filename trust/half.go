package trust

import (
	"cmp"
	"maps"
	"slices"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Half is a form that somebody has begun and not kept yet, field by field as it was written.
// It is in the space that only they can open (docs/decisions/0004): the client's own, or the
// therapist's process.
type Half struct {
	At     int64               `json:"at"`
	Fields map[string][]string `json:"fields"`
}

// halves are all that somebody has begun in one case, by where it was begun.
type halves map[string]Half

// Least keeps one line as large as a full form.
func (h halves) Least() int { return 3840 }

// begun at once are at most so many; the oldest makes room for the newest.
const begunAtOnce = 8

// begunAt is where a form belongs: to an object, or to a kind and what it was begun from.
func begunAt(t Thread, k Kind, from string) string { return cmp.Or(string(t), string(k)+"/"+from) }

// desk opens the space that only the writer can open. Who has none here keeps no half forms.
func desk(tx *db.Tx, rec *space.Record, want right.Right) (*space.Record, error) {
	kind := right.Process
	if rec.Role() == right.Client {
		kind = right.Own
	}
	return space.Find(tx, rec.About(), kind, want)
}

// Begin keeps what has been written of a form so far.
func Begin(tx *db.Tx, rec *space.Record, where string, h Half) error {
	if err := care.Takes(tx, rec); err != nil {
		return err
	}
	return begun(tx, rec, func(all halves) bool {
		h.At = db.Ms(tx.Now)
		all[where] = h
		for len(all) > begunAtOnce {
			delete(all, slices.MinFunc(slices.Collect(maps.Keys(all)), func(a, b string) int { return cmp.Compare(all[a].At, all[b].At) }))
		}
		return true
	})
}

// Forget drops what was begun, once it was kept or is not wanted.
func Forget(tx *db.Tx, rec *space.Record, where string) error {
	return begun(tx, rec, func(all halves) bool {
		_, is := all[where]
		delete(all, where)
		return is
	})
}

// begun changes what somebody has begun here.
func begun(tx *db.Tx, rec *space.Record, change func(halves) bool) error {
	at, err := desk(tx, rec, right.Read|right.Write)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := tx.Lock("trust draft " + string(at.Space())); err != nil {
		return err
	}
	all, err := half(tx, at)
	if err != nil || !change(all) {
		return err
	}
	return keepHalf(tx, at, all)
}

// Begun is what somebody has written of a form and not kept yet; there may be nothing.
func Begun(tx *db.Tx, rec *space.Record, where string) (Half, error) {
	at, err := desk(tx, rec, right.Read)
	if fault.Is(err, fault.NotFound) {
		return Half{}, nil
	}
	if err != nil {
		return Half{}, err
	}
	all, err := half(tx, at)
	return all[where], err
}

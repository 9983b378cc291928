package follow

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/space"
)

func insert(tx *db.Tx, rec *space.Record, d Decision) error {
	sealed, err := rec.Seal("decision", string(d.ID), d)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into decision (id, space, n, at, sealed) values ($1, $2, $3, $4, $5)
		on conflict (id) do nothing`, d.ID, rec.Space(), d.N, db.Ms(d.At), sealed)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.conflict") // that id stands elsewhere
	}
	return err
}

func one(rec *space.Record) func(db.Scan) (Decision, error) {
	return func(scan db.Scan) (Decision, error) {
		var d Decision
		var which ID
		var n int
		var at int64
		var sealed []byte
		if err := scan(&which, &n, &at, &sealed); err != nil {
			return d, err
		}
		err := rec.Unseal("decision", string(which), sealed, &d)
		d.ID, d.N, d.At = which, n, db.At(at)
		return d, err
	}
}

// all of a space, newest first.
func all(tx *db.Tx, rec *space.Record) ([]Decision, error) {
	return db.List(tx, one(rec), "select id, n, at, sealed from decision where space = $1 order by n desc", rec.Space())
}

// newest is the last decision of a space; the zero Decision: there is none.
func newest(tx *db.Tx, rec *space.Record) (Decision, error) {
	d, err := one(rec)(tx.One("select id, n, at, sealed from decision where space = $1 order by n desc limit 1", rec.Space()).Scan)
	if fault.Is(err, fault.NotFound) {
		return Decision{}, nil
	}
	return d, err
}

package plan

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/space"
)

func insert(tx *db.Tx, rec *space.Record, p Plan) error {
	sealed, err := rec.Seal("adopted", string(p.ID), p)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into adopted (id, space, n, at, sealed) values ($1, $2, $3, $4, $5)
		on conflict (id) do nothing`, p.ID, rec.Space(), p.N, db.Ms(p.At), sealed)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.conflict") // that id stands elsewhere
	}
	return err
}

func unsealed(rec *space.Record) func(db.Scan) (Plan, error) {
	return func(scan db.Scan) (Plan, error) {
		var p Plan
		var which ID
		var n int
		var at int64
		var sealed []byte
		if err := scan(&which, &n, &at, &sealed); err != nil {
			return p, err
		}
		err := rec.Unseal("adopted", string(which), sealed, &p)
		p.ID, p.N, p.At = which, n, db.At(at)
		return p, err
	}
}

func one(tx *db.Tx, rec *space.Record, which ID) (Plan, error) {
	return unsealed(rec)(tx.One("select id, n, at, sealed from adopted where space = $1 and id = $2", rec.Space(), which).Scan)
}

// newest is the plan as it is now; the zero Plan: there is none.
func newest(tx *db.Tx, rec *space.Record) (Plan, error) {
	p, err := unsealed(rec)(tx.One("select id, n, at, sealed from adopted where space = $1 order by n desc limit 1", rec.Space()).Scan)
	if fault.Is(err, fault.NotFound) {
		return Plan{}, nil
	}
	return p, err
}

// versions are all of a space, newest first.
func versions(tx *db.Tx, rec *space.Record) ([]Plan, error) {
	return db.List(tx, unsealed(rec), "select id, n, at, sealed from adopted where space = $1 order by n desc", rec.Space())
}

// between are the versions that were made from a moment on and before another, oldest first.
func between(tx *db.Tx, rec *space.Record, from, to time.Time) ([]Plan, error) {
	return db.List(tx, unsealed(rec), "select id, n, at, sealed from adopted where space = $1 and at >= $2 and at < $3 order by n",
		rec.Space(), db.Ms(from), db.Ms(to))
}

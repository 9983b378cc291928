package safety

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/space"
)

func insert(tx *db.Tx, rec *space.Record, p Plan) error {
	sealed, err := rec.Seal("plan", string(p.ID), p)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into plan (id, space, n, at, sealed) values ($1, $2, $3, $4, $5)
		on conflict (id) do nothing`, p.ID, rec.Space(), p.N, db.Ms(p.At), sealed)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.conflict") // that id stands elsewhere
	}
	return err
}

func read(rec *space.Record) func(db.Scan) (Plan, error) {
	return func(scan db.Scan) (Plan, error) {
		var p Plan
		var which ID
		var n int
		var at int64
		var sealed []byte
		if err := scan(&which, &n, &at, &sealed); err != nil {
			return p, err
		}
		err := rec.Unseal("plan", string(which), sealed, &p)
		p.ID, p.N, p.At = which, n, db.At(at)
		return p, err
	}
}

func one(tx *db.Tx, rec *space.Record, which ID) (Plan, error) {
	return read(rec)(tx.One("select id, n, at, sealed from plan where space = $1 and id = $2", rec.Space(), which).Scan)
}

// versions are all of a space, newest first.
func versions(tx *db.Tx, rec *space.Record) ([]Plan, error) {
	return db.List(tx, read(rec), "select id, n, at, sealed from plan where space = $1 order by n desc", rec.Space())
}

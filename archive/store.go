package archive

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/space"
)

func insert(tx *db.Tx, rec *space.Record, c Copy) error {
	sealed, err := rec.Seal("copied", string(c.ID), c)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into copied (id, space, at, sealed) values ($1, $2, $3, $4)
		on conflict (id) do nothing`, c.ID, rec.Space(), db.Ms(c.At), sealed)
	if err != nil || n > 0 {
		return err
	}
	_, err = one(tx, rec, c.ID)
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Conflict, "fault.conflict") // that id stands elsewhere
	}
	return err
}

func read(rec *space.Record) func(db.Scan) (Copy, error) {
	return func(scan db.Scan) (Copy, error) {
		var c Copy
		var which CopyID
		var at int64
		var sealed []byte
		if err := scan(&which, &at, &sealed); err != nil {
			return c, err
		}
		err := rec.Unseal("copied", string(which), sealed, &c)
		c.ID, c.At = which, db.At(at)
		return c, err
	}
}

func one(tx *db.Tx, rec *space.Record, which CopyID) (Copy, error) {
	return read(rec)(tx.One("select id, at, sealed from copied where space = $1 and id = $2", rec.Space(), which).Scan)
}

// copies are all of a space, newest first.
func copies(tx *db.Tx, rec *space.Record) ([]Copy, error) {
	return db.List(tx, read(rec), "select id, at, sealed from copied where space = $1 order by id desc", rec.Space())
}

package journal

import (
	"tillit.care/base/db"
	"tillit.care/space"
)

func insert(tx *db.Tx, rec *space.Record, p Page) error {
	sealed, err := rec.Seal("page", string(p.ID), p)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into page (id, space, at, sealed) values ($1, $2, $3, $4)", p.ID, rec.Space(), db.Ms(p.At), sealed)
	return err
}

func update(tx *db.Tx, rec *space.Record, p Page) error {
	sealed, err := rec.Seal("page", string(p.ID), p)
	if err != nil {
		return err
	}
	return tx.Change("update page set sealed = $1 where space = $2 and id = $3", sealed, rec.Space(), p.ID)
}

func read(rec *space.Record) func(db.Scan) (Page, error) {
	return func(scan db.Scan) (Page, error) {
		var p Page
		var which ID
		var at int64
		var sealed []byte
		if err := scan(&which, &at, &sealed); err != nil {
			return p, err
		}
		err := rec.Unseal("page", string(which), sealed, &p)
		p.ID, p.At = which, db.At(at)
		return p, err
	}
}

func one(tx *db.Tx, rec *space.Record, which ID) (Page, error) {
	return read(rec)(tx.One("select id, at, sealed from page where space = $1 and id = $2", rec.Space(), which).Scan)
}

func all(tx *db.Tx, rec *space.Record) ([]Page, error) {
	return db.List(tx, read(rec), "select id, at, sealed from page where space = $1 order by id desc", rec.Space())
}

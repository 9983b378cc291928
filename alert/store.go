package alert

import (
	"tillit.care/base/db"
	"tillit.care/space"
)

func insert(tx *db.Tx, rec *space.Record, a Alert) error {
	sealed, err := rec.Seal("alert", string(a.ID), a)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into alert (id, space, about, at, sealed) values ($1, $2, $3, $4, $5)",
		a.ID, rec.Space(), a.About, db.Ms(a.At), sealed)
	return err
}

func update(tx *db.Tx, rec *space.Record, a Alert) error {
	sealed, err := rec.Seal("alert", string(a.ID), a)
	if err != nil {
		return err
	}
	return tx.Change("update alert set sealed = $1 where space = $2 and id = $3", sealed, rec.Space(), a.ID)
}

func read(rec *space.Record) func(db.Scan) (Alert, error) {
	return func(scan db.Scan) (Alert, error) {
		var a Alert
		var which ID
		var about string
		var at int64
		var sealed []byte
		if err := scan(&which, &about, &at, &sealed); err != nil {
			return a, err
		}
		err := rec.Unseal("alert", string(which), sealed, &a)
		a.ID, a.About, a.At = which, about, db.At(at)
		return a, err
	}
}

func one(tx *db.Tx, rec *space.Record, which ID) (Alert, error) {
	return read(rec)(tx.One("select id, about, at, sealed from alert where space = $1 and id = $2", rec.Space(), which).Scan)
}

func oneAbout(tx *db.Tx, rec *space.Record, about string) (Alert, error) {
	return read(rec)(tx.One("select id, about, at, sealed from alert where space = $1 and about = $2 order by id limit 1", rec.Space(), about).Scan)
}

func some(tx *db.Tx, rec *space.Record, most int) ([]Alert, error) {
	return db.List(tx, read(rec), "select id, about, at, sealed from alert where space = $1 order by id desc limit $2", rec.Space(), most)
}

func all(tx *db.Tx, rec *space.Record) ([]Alert, error) {
	return db.List(tx, read(rec), "select id, about, at, sealed from alert where space = $1 order by id desc", rec.Space())
}

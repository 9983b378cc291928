package push

import (
	"tillit.care/base/db"
	"tillit.care/base/who"
)

func insert(tx *db.Tx, d ID, person who.ID, at string, sealed []byte) error {
	_, err := tx.Exec("insert into push_device (id, person, hash, at, sealed) values ($1, $2, $3, $4, $5)",
		d, person, at, db.Ms(tx.Now), sealed)
	return err
}

func read(tx *db.Tx) func(db.Scan) (Device, error) {
	return func(scan db.Scan) (Device, error) {
		var d Device
		var which ID
		var at int64
		var sealed []byte
		if err := scan(&which, &at, &sealed); err != nil {
			return d, err
		}
		err := tx.Ring.Key("push").Open(place(which), sealed, &d)
		d.ID, d.At = which, db.At(at)
		return d, err
	}
}

func one(tx *db.Tx, d ID) (Device, error) {
	return read(tx)(tx.One("select id, at, sealed from push_device where id = $1", d).Scan)
}

func of(tx *db.Tx, person who.ID) ([]Device, error) {
	return db.List(tx, read(tx), "select id, at, sealed from push_device where person = $1 order by id desc", person)
}

func end(tx *db.Tx, d ID, person who.ID) error {
	return tx.Change("delete from push_device where id = $1 and person = $2", d, person)
}

func endAll(tx *db.Tx, person who.ID) error {
	_, err := tx.Exec("delete from push_device where person = $1", person)
	return err
}

func forget(tx *db.Tx, d ID) error {
	_, err := tx.Exec("delete from push_device where id = $1", d)
	return err
}

func forgetAt(tx *db.Tx, at string) error {
	_, err := tx.Exec("delete from push_device where hash = $1", at)
	return err
}

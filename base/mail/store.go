package mail

import (
	"tillit.care/base/db"
	"tillit.care/base/who"
)

var house = who.House

func insert(tx *db.Tx, l ID, sealed []byte) error {
	_, err := tx.Exec("insert into letter (id, at, sealed) values ($1, $2, $3)", l, db.Ms(tx.Now), sealed)
	return err
}

func read(tx *db.Tx) func(db.Scan) (Letter, error) {
	return func(scan db.Scan) (Letter, error) {
		var l Letter
		var letter ID
		var at int64
		var sealed []byte
		if err := scan(&letter, &at, &sealed); err != nil {
			return l, err
		}
		err := tx.Ring.Key("mail").Open(place(letter), sealed, &l)
		l.ID, l.At = letter, db.At(at)
		return l, err
	}
}

func one(tx *db.Tx, l ID) (Letter, error) {
	return read(tx)(tx.One("select id, at, sealed from letter where id = $1", l).Scan)
}

func all(tx *db.Tx) ([]Letter, error) {
	return db.List(tx, read(tx), "select id, at, sealed from letter order by id desc limit 200")
}

func forget(tx *db.Tx, l ID) error {
	_, err := tx.Exec("delete from letter where id = $1", l)
	return err
}

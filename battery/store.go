package battery

import (
	"tillit.care/base/db"
	"tillit.care/base/seal"
)

func place(which VersionID) seal.Place { return seal.Place{Table: "battery", Row: string(which)} }

func insert(tx *db.Tx, b Battery) error {
	sealed, err := tx.Ring.Key("practice").Seal(place(b.Over), b)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into battery (id, at, sealed) values ($1, $2, $3)", b.Over, db.Ms(b.At), sealed)
	return err
}

func versions(tx *db.Tx) ([]Battery, error) {
	return db.List(tx, func(scan db.Scan) (Battery, error) {
		var b Battery
		var which VersionID
		var at int64
		var sealed []byte
		if err := scan(&which, &at, &sealed); err != nil {
			return b, err
		}
		err := tx.Ring.Key("practice").Open(place(which), sealed, &b)
		b.Over, b.At = which, db.At(at)
		return b, err
	}, "select id, at, sealed from battery order by id")
}

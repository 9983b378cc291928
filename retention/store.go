package retention

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
)

func place(about, which string) seal.Place {
	return seal.Place{Table: "keeping_word", Space: about, Row: which}
}

func insert(tx *db.Tx, w Word) error {
	sealed, err := tx.Ring.Key("retention").Seal(place(w.About, string(w.ID)), w)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into keeping_word (id, about, n, at, sealed) values ($1, $2, $3, $4, $5)
		on conflict (id) do nothing`, w.ID, w.About, w.N, db.Ms(w.At), sealed)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.conflict")
	}
	return err
}

// state is all that was said about a case, put together.
func state(tx *db.Tx, about string) (State, error) {
	all, err := db.List(tx, read(tx), "select id, about, n, at, sealed from keeping_word where about = $1 order by n", about)
	return stateOf(all), err
}

func read(tx *db.Tx) func(db.Scan) (Word, error) {
	return func(scan db.Scan) (w Word, err error) {
		var which ID
		var about string
		var n int
		var at int64
		var sealed []byte
		if err := scan(&which, &about, &n, &at, &sealed); err != nil {
			return w, err
		}
		err = tx.Ring.Key("retention").Open(place(about, string(which)), sealed, &w)
		w.ID, w.About, w.N, w.At = which, about, n, db.At(at)
		return w, err
	}
}

// spokenOf are the cases of which something was said.
func spokenOf(tx *db.Tx) ([]string, error) {
	return db.List(tx, func(scan db.Scan) (about string, err error) { return about, scan(&about) },
		"select distinct about from keeping_word order by about")
}

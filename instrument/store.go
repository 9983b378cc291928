package instrument

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
)

const purpose = "instrument"

func place(table string, e EntryID) seal.Place { return seal.Place{Table: table, Row: string(e)} }

// newestEntry is the last thing that was done, and how many there are.
func newestEntry(tx *db.Tx) (last EntryID, n int64, err error) {
	err = tx.One("select id, n from instrument order by n desc limit 1").Scan(&last, &n)
	return last, n, err
}

// entries are the first n, in order.
func entries(tx *db.Tx, n int64) ([]Entry, error) {
	return db.List(tx, func(scan db.Scan) (Entry, error) {
		var e Entry
		var which EntryID
		var n, at int64
		var sealed []byte
		if err := scan(&which, &n, &at, &sealed); err != nil {
			return e, err
		}
		err := tx.Ring.Key(purpose).Open(place("instrument", which), sealed, &e)
		e.ID, e.N, e.At = which, n, db.At(at)
		return e, err
	}, "select id, n, at, sealed from instrument where n <= $1 order by n", n)
}

func insert(tx *db.Tx, e Entry) error {
	sealed, err := tx.Ring.Key(purpose).Seal(place("instrument", e.ID), e)
	if err != nil {
		return err
	}
	_, n, err := newestEntry(tx)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	_, err = tx.Exec("insert into instrument (id, n, at, sealed) values ($1, $2, $3, $4)", e.ID, n+1, db.Ms(e.At), sealed)
	return err
}

func insertWording(tx *db.Tx, e EntryID, w wording) error {
	sealed, err := tx.Ring.Key(purpose).Seal(place("wording", e), w)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into wording (id, sealed) values ($1, $2)", e, sealed)
	return err
}

func oneWording(tx *db.Tx, e EntryID) (wording, error) {
	var w wording
	var sealed []byte
	if err := tx.One("select sealed from wording where id = $1", e).Scan(&sealed); err != nil {
		return w, err
	}
	return w, tx.Ring.Key(purpose).Open(place("wording", e), sealed, &w)
}

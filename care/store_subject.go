package care

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/space"
)

// There is no statement here that changes or removes what was said about a consent.

func insertWord(tx *db.Tx, rec *space.Record, w Word) error {
	sealed, err := rec.Seal("consent_word", string(w.ID), w)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into consent_word (id, space, n, at, sealed) values ($1, $2, $3, $4, $5)
		on conflict (id) do nothing`, w.ID, rec.Space(), w.n, db.Ms(w.At), sealed)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.conflict") // that id stands elsewhere
	}
	return err
}

// said is everything that was said about consents in a space, oldest first.
func said(tx *db.Tx, rec *space.Record) ([]Word, error) {
	return db.List(tx, func(scan db.Scan) (Word, error) {
		var w Word
		var which WordID
		var n int
		var at int64
		var sealed []byte
		if err := scan(&which, &n, &at, &sealed); err != nil {
			return w, err
		}
		err := rec.Unseal("consent_word", string(which), sealed, &w)
		w.ID, w.n, w.At = which, n, db.At(at)
		return w, err
	}, "select id, n, at, sealed from consent_word where space = $1 order by n", rec.Space())
}

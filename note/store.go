package note

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/space"
)

// There is no statement here that changes or removes a note or an amendment, and
// app/note_test.go looks that there is none in any room.

func insert(tx *db.Tx, rec *space.Record, n Note) error {
	sealed, err := rec.Seal("note", string(n.ID), n)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into note (id, space, n, at, sealed) values ($1, $2, $3, $4, $5)", n.ID, rec.Space(), n.N, db.Ms(n.At), sealed)
	return err
}

func howMany(tx *db.Tx, rec *space.Record) (n int, err error) {
	err = tx.One("select count(*) from note where space = $1", rec.Space()).Scan(&n)
	return n, err
}

func read(rec *space.Record) func(db.Scan) (Note, error) {
	return func(scan db.Scan) (Note, error) {
		var note Note
		var which ID
		var n int
		var at int64
		var sealed []byte
		if err := scan(&which, &n, &at, &sealed); err != nil {
			return note, err
		}
		err := rec.Unseal("note", string(which), sealed, &note)
		note.ID, note.N, note.At = which, n, db.At(at)
		return note, err
	}
}

func one(tx *db.Tx, rec *space.Record, which ID) (Note, error) {
	return read(rec)(tx.One("select id, n, at, sealed from note where space = $1 and id = $2", rec.Space(), which).Scan)
}

func all(tx *db.Tx, rec *space.Record) ([]Note, error) {
	return db.List(tx, read(rec), "select id, n, at, sealed from note where space = $1 order by n desc", rec.Space())
}

// newest is the last note that was signed; one without an id: there is none.
func newest(tx *db.Tx, rec *space.Record) (Note, error) {
	n, err := read(rec)(tx.One("select id, n, at, sealed from note where space = $1 order by n desc limit 1", rec.Space()).Scan)
	if fault.Is(err, fault.NotFound) {
		return Note{}, nil
	}
	return n, err
}

func insertAmendment(tx *db.Tx, rec *space.Record, a Amendment) (bool, error) {
	sealed, err := rec.Seal("amendment", string(a.ID), a)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(`insert into amendment (id, space, note, at, sealed) values ($1, $2, $3, $4, $5)
		on conflict (id) do nothing`, a.ID, rec.Space(), a.Note, db.Ms(a.At), sealed)
	return n > 0, err
}

func amendments(tx *db.Tx, rec *space.Record, which ID) ([]Amendment, error) {
	return db.List(tx, func(scan db.Scan) (Amendment, error) {
		var a Amendment
		var id AmendmentID
		var at int64
		var sealed []byte
		if err := scan(&id, &at, &sealed); err != nil {
			return a, err
		}
		err := rec.Unseal("amendment", string(id), sealed, &a)
		a.ID, a.Note, a.At = id, which, db.At(at)
		return a, err
	}, "select id, at, sealed from amendment where space = $1 and note = $2 order by at, id", rec.Space(), which)
}

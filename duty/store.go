package duty

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/space"
)

// There is no statement here that changes or removes a signed worksheet or what was added to
// one.

// putSheet writes over a sheet of the same window, and over no other.
func putSheet(tx *db.Tx, rec *space.Record, s Sheet) error {
	sealed, err := rec.Seal("duty_sheet", string(s.ID), s)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into duty_sheet (id, space, thread, n, at, sealed) values ($1, $2, $3, $4, $5, $6)
		on conflict (id) do update set n = excluded.n, at = excluded.at, sealed = excluded.sealed
		where duty_sheet.space = excluded.space and duty_sheet.thread = excluded.thread`,
		s.ID, rec.Space(), s.Thread, s.N, db.Ms(s.At), sealed)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.conflict") // that id stands elsewhere
	}
	return err
}

func dropSheet(tx *db.Tx, rec *space.Record, which SheetID) error {
	_, err := tx.Exec("delete from duty_sheet where space = $1 and id = $2", rec.Space(), which)
	return err
}

func dropSheets(tx *db.Tx, rec *space.Record, of ID) error {
	_, err := tx.Exec("delete from duty_sheet where space = $1 and thread = $2", rec.Space(), of)
	return err
}

func readSheet(rec *space.Record) func(db.Scan) (Sheet, error) {
	return func(scan db.Scan) (Sheet, error) {
		var s Sheet
		var which SheetID
		var of ID
		var n int
		var at int64
		var sealed []byte
		if err := scan(&which, &of, &n, &at, &sealed); err != nil {
			return s, err
		}
		err := rec.Unseal("duty_sheet", string(which), sealed, &s)
		s.ID, s.Thread, s.N, s.At = which, of, n, db.At(at)
		return s, err
	}
}

// sheets of a worksheet, and every of a space, the newest first.
func sheets(tx *db.Tx, rec *space.Record, of ID) ([]Sheet, error) {
	return db.List(tx, readSheet(rec), "select id, thread, n, at, sealed from duty_sheet where space = $1 and thread = $2 order by n desc", rec.Space(), of)
}

func everySheet(tx *db.Tx, rec *space.Record) ([]Sheet, error) {
	return db.List(tx, readSheet(rec), "select id, thread, n, at, sealed from duty_sheet where space = $1 order by thread desc, n desc", rec.Space())
}

func insert(tx *db.Tx, rec *space.Record, w Worksheet) error {
	sealed, err := rec.Seal("duty", string(w.ID), w)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into duty (id, space, at, sealed) values ($1, $2, $3, $4)", w.ID, rec.Space(), db.Ms(w.At), sealed)
	return err
}

func read(rec *space.Record) func(db.Scan) (Worksheet, error) {
	return func(scan db.Scan) (Worksheet, error) {
		var w Worksheet
		var which ID
		var at int64
		var sealed []byte
		if err := scan(&which, &at, &sealed); err != nil {
			return w, err
		}
		err := rec.Unseal("duty", string(which), sealed, &w)
		w.ID, w.At = which, db.At(at)
		return w, err
	}
}

func one(tx *db.Tx, rec *space.Record, which ID) (Worksheet, error) {
	return read(rec)(tx.One("select id, at, sealed from duty where space = $1 and id = $2", rec.Space(), which).Scan)
}

// all are the signed ones of a space, the newest first.
func all(tx *db.Tx, rec *space.Record) ([]Worksheet, error) {
	return db.List(tx, read(rec), "select id, at, sealed from duty where space = $1 order by at desc, id desc", rec.Space())
}

func insertAdded(tx *db.Tx, rec *space.Record, a Added) (bool, error) {
	sealed, err := rec.Seal("duty_added", string(a.ID), a)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(`insert into duty_added (id, space, duty, at, sealed) values ($1, $2, $3, $4, $5)
		on conflict (id) do nothing`, a.ID, rec.Space(), a.Duty, db.Ms(a.At), sealed)
	return n > 0, err
}

// additions are all of a space, the oldest first.
func additions(tx *db.Tx, rec *space.Record) ([]Added, error) {
	return db.List(tx, func(scan db.Scan) (Added, error) {
		var a Added
		var which AddedID
		var of ID
		var at int64
		var sealed []byte
		if err := scan(&which, &of, &at, &sealed); err != nil {
			return a, err
		}
		err := rec.Unseal("duty_added", string(which), sealed, &a)
		a.ID, a.Duty, a.At = which, of, db.At(at)
		return a, err
	}, "select id, duty, at, sealed from duty_added where space = $1 order by at, id", rec.Space())
}

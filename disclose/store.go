package disclose

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/space"
)

// A row is one sealed thing of a space, with when it was written.

func insertRow[T any](tx *db.Tx, rec *space.Record, table, into string, which id.ID[T], at time.Time, v T) error {
	sealed, err := rec.Seal(table, string(which), v)
	if err != nil {
		return err
	}
	_, err = tx.Exec(into, which, rec.Space(), db.Ms(at), sealed)
	return err
}

func updateRow[T any](tx *db.Tx, rec *space.Record, table, change string, which id.ID[T], v T) error {
	sealed, err := rec.Seal(table, string(which), v)
	if err != nil {
		return err
	}
	return tx.Change(change, sealed, rec.Space(), which)
}

// read gives how a row is read; set puts in what stands in the clear.
func read[T any](rec *space.Record, table string, set func(*T, id.ID[T], time.Time)) func(db.Scan) (T, error) {
	return func(scan db.Scan) (T, error) {
		var v T
		var which id.ID[T]
		var at int64
		var sealed []byte
		if err := scan(&which, &at, &sealed); err != nil {
			return v, err
		}
		err := rec.Unseal(table, string(which), sealed, &v)
		set(&v, which, db.At(at))
		return v, err
	}
}

func setPermit(p *Permit, which PermitID, at time.Time) { p.ID, p.At = which, at }
func setTold(t *Told, which ToldID, at time.Time)       { t.ID, t.At = which, at }
func setAsk(a *Ask, which AskID, at time.Time)          { a.ID, a.At = which, at }

func insertPermit(tx *db.Tx, rec *space.Record, p Permit) error {
	return insertRow(tx, rec, "permit", "insert into permit (id, space, at, sealed) values ($1, $2, $3, $4)", p.ID, p.At, p)
}

func updatePermit(tx *db.Tx, rec *space.Record, p Permit) error {
	return updateRow(tx, rec, "permit", "update permit set sealed = $1 where space = $2 and id = $3", p.ID, p)
}

func onePermit(tx *db.Tx, rec *space.Record, which PermitID) (Permit, error) {
	return read(rec, "permit", setPermit)(tx.One("select id, at, sealed from permit where space = $1 and id = $2", rec.Space(), which).Scan)
}

func permits(tx *db.Tx, rec *space.Record) ([]Permit, error) {
	return db.List(tx, read(rec, "permit", setPermit), "select id, at, sealed from permit where space = $1 order by id desc", rec.Space())
}

func insertTold(tx *db.Tx, rec *space.Record, t Told) error {
	return insertRow(tx, rec, "told", "insert into told (id, space, at, sealed) values ($1, $2, $3, $4)", t.ID, t.At, t)
}

func updateTold(tx *db.Tx, rec *space.Record, t Told) error {
	return updateRow(tx, rec, "told", "update told set sealed = $1 where space = $2 and id = $3", t.ID, t)
}

func oneTold(tx *db.Tx, rec *space.Record, which ToldID) (Told, error) {
	return read(rec, "told", setTold)(tx.One("select id, at, sealed from told where space = $1 and id = $2", rec.Space(), which).Scan)
}

func allTold(tx *db.Tx, rec *space.Record) ([]Told, error) {
	return db.List(tx, read(rec, "told", setTold), "select id, at, sealed from told where space = $1 order by id desc", rec.Space())
}

func insertAsk(tx *db.Tx, rec *space.Record, a Ask) error {
	return insertRow(tx, rec, "asking", "insert into asking (id, space, at, sealed) values ($1, $2, $3, $4)", a.ID, a.At, a)
}

func updateAsk(tx *db.Tx, rec *space.Record, a Ask) error {
	return updateRow(tx, rec, "asking", "update asking set sealed = $1 where space = $2 and id = $3", a.ID, a)
}

func oneAsk(tx *db.Tx, rec *space.Record, which AskID) (Ask, error) {
	return read(rec, "asking", setAsk)(tx.One("select id, at, sealed from asking where space = $1 and id = $2", rec.Space(), which).Scan)
}

func asks(tx *db.Tx, rec *space.Record) ([]Ask, error) {
	return db.List(tx, read(rec, "asking", setAsk), "select id, at, sealed from asking where space = $1 order by id desc", rec.Space())
}

package meeting

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/space"
)

func insert(tx *db.Tx, rec *space.Record, m Meeting) error {
	sealed, err := rec.Seal("meeting", string(m.ID), m)
	if err != nil {
		return err
	}
	return fresh(tx.Exec(`insert into meeting (id, space, at, sealed) values ($1, $2, $3, $4)
		on conflict (id) do nothing`, m.ID, rec.Space(), db.Ms(m.At), sealed))
}

// fresh is an error where an id stands elsewhere already.
func fresh(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.conflict")
	}
	return err
}

func update(tx *db.Tx, rec *space.Record, m Meeting) error {
	sealed, err := rec.Seal("meeting", string(m.ID), m)
	if err != nil {
		return err
	}
	return tx.Change("update meeting set at = $1, sealed = $2 where space = $3 and id = $4", db.Ms(m.At), sealed, rec.Space(), m.ID)
}

func read(rec *space.Record) func(db.Scan) (Meeting, error) {
	return func(scan db.Scan) (Meeting, error) {
		var m Meeting
		var which ID
		var at int64
		var sealed []byte
		if err := scan(&which, &at, &sealed); err != nil {
			return m, err
		}
		err := rec.Unseal("meeting", string(which), sealed, &m)
		m.ID, m.At = which, db.At(at)
		return m, err
	}
}

func stored(tx *db.Tx, rec *space.Record, which ID) (Meeting, error) {
	return read(rec)(tx.One("select id, at, sealed from meeting where space = $1 and id = $2", rec.Space(), which).Scan)
}

// all of a space, the latest first.
func all(tx *db.Tx, rec *space.Record) ([]Meeting, error) {
	return db.List(tx, read(rec), "select id, at, sealed from meeting where space = $1 order by at desc, id desc", rec.Space())
}

// lately are the latest of a space, the latest first.
func lately(tx *db.Tx, rec *space.Record, most int) ([]Meeting, error) {
	return db.List(tx, read(rec), "select id, at, sealed from meeting where space = $1 order by at desc, id desc limit $2", rec.Space(), most)
}

func insertPoint(tx *db.Tx, rec *space.Record, p Point) error {
	sealed, err := rec.Seal("agenda", string(p.ID), p)
	if err != nil {
		return err
	}
	return fresh(tx.Exec(`insert into agenda (id, space, at, sealed) values ($1, $2, $3, $4)
		on conflict (id) do nothing`, p.ID, rec.Space(), db.Ms(p.At), sealed))
}

func updatePoint(tx *db.Tx, rec *space.Record, p Point) error {
	sealed, err := rec.Seal("agenda", string(p.ID), p)
	if err != nil {
		return err
	}
	return tx.Change("update agenda set sealed = $1 where space = $2 and id = $3", sealed, rec.Space(), p.ID)
}

func readPoint(rec *space.Record) func(db.Scan) (Point, error) {
	return func(scan db.Scan) (Point, error) {
		var p Point
		var which PointID
		var at int64
		var sealed []byte
		if err := scan(&which, &at, &sealed); err != nil {
			return p, err
		}
		err := rec.Unseal("agenda", string(which), sealed, &p)
		p.ID, p.At = which, db.At(at)
		return p, err
	}
}

func onePoint(tx *db.Tx, rec *space.Record, which PointID) (Point, error) {
	return readPoint(rec)(tx.One("select id, at, sealed from agenda where space = $1 and id = $2", rec.Space(), which).Scan)
}

// points are all of a space, oldest first.
func points(tx *db.Tx, rec *space.Record) ([]Point, error) {
	return db.List(tx, readPoint(rec), "select id, at, sealed from agenda where space = $1 order by at, id", rec.Space())
}

// putSheet writes over a sheet of the same window, and over no other.
func putSheet(tx *db.Tx, own *space.Record, s Sheet) error {
	sealed, err := own.Seal("sheet", string(s.ID), s)
	if err != nil {
		return err
	}
	return fresh(tx.Exec(`insert into sheet (id, space, meeting, n, at, sealed) values ($1, $2, $3, $4, $5, $6)
		on conflict (id) do update set n = excluded.n, at = excluded.at, sealed = excluded.sealed
		where sheet.space = excluded.space and sheet.meeting = excluded.meeting`,
		s.ID, own.Space(), s.Meeting, s.N, db.Ms(s.At), sealed))
}

func dropSheet(tx *db.Tx, own *space.Record, which SheetID) error {
	_, err := tx.Exec("delete from sheet where space = $1 and id = $2", own.Space(), which)
	return err
}

func readSheet(own *space.Record) func(db.Scan) (Sheet, error) {
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
		err := own.Unseal("sheet", string(which), sealed, &s)
		s.ID, s.Meeting, s.N, s.At = which, of, n, db.At(at)
		return s, err
	}
}

func oneSheet(tx *db.Tx, own *space.Record, which SheetID) (Sheet, error) {
	return readSheet(own)(tx.One("select id, meeting, n, at, sealed from sheet where space = $1 and id = $2", own.Space(), which).Scan)
}

// sheets of a meeting, the newest first.
func sheets(tx *db.Tx, own *space.Record, of ID) ([]Sheet, error) {
	return db.List(tx, readSheet(own), "select id, meeting, n, at, sealed from sheet where space = $1 and meeting = $2 order by n desc", own.Space(), of)
}

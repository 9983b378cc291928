package intake

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/space"
)

func insert(tx *db.Tx, rec *space.Record, s Sheet) error {
	sealed, err := rec.Seal("intake", string(s.ID), s)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into intake (id, space, n, at, sealed) values ($1, $2, $3, $4, $5)
		on conflict (id) do nothing`, s.ID, rec.Space(), s.N, db.Ms(s.At), sealed)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.conflict") // that id stands elsewhere
	}
	return err
}

func read(rec *space.Record) func(db.Scan) (Sheet, error) {
	return func(scan db.Scan) (Sheet, error) {
		var s Sheet
		var which ID
		var n int
		var at int64
		var sealed []byte
		if err := scan(&which, &n, &at, &sealed); err != nil {
			return s, err
		}
		err := rec.Unseal("intake", string(which), sealed, &s)
		s.ID, s.N, s.At = which, n, db.At(at)
		return s, err
	}
}

func one(tx *db.Tx, rec *space.Record, which ID) (Sheet, error) {
	return read(rec)(tx.One("select id, n, at, sealed from intake where space = $1 and id = $2", rec.Space(), which).Scan)
}

// versions are all of a space, newest first.
func versions(tx *db.Tx, rec *space.Record) ([]Sheet, error) {
	return db.List(tx, read(rec), "select id, n, at, sealed from intake where space = $1 order by n desc", rec.Space())
}

func upsertDrafts(tx *db.Tx, own *space.Record, all drafts) error {
	sealed, err := own.Seal("intake_draft", string(own.Space()), all)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into intake_draft (space, at, sealed) values ($1, $2, $3)
		on conflict (space) do update set at = excluded.at, sealed = excluded.sealed`, own.Space(), db.Ms(tx.Now), sealed)
	return err
}

// draftsOf is what was begun, of every form; there may be nothing.
func draftsOf(tx *db.Tx, own *space.Record) (drafts, error) {
	all := drafts{}
	var sealed []byte
	err := tx.One("select sealed from intake_draft where space = $1", own.Space()).Scan(&sealed)
	if fault.Is(err, fault.NotFound) {
		return all, nil
	}
	if err != nil {
		return all, err
	}
	err = own.Unseal("intake_draft", string(own.Space()), sealed, &all)
	return all, err
}

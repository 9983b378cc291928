package plan

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/space"
)

func insertPiece(tx *db.Tx, rec *space.Record, p Piece) error {
	sealed, err := rec.Seal("work", string(p.ID), p)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into work (id, space, at, sealed) values ($1, $2, $3, $4)
		on conflict (id) do nothing`, p.ID, rec.Space(), db.Ms(p.At), sealed)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.conflict") // that id stands elsewhere
	}
	return err
}

func updatePiece(tx *db.Tx, rec *space.Record, p Piece) error {
	sealed, err := rec.Seal("work", string(p.ID), p)
	if err != nil {
		return err
	}
	return tx.Change("update work set sealed = $1 where space = $2 and id = $3", sealed, rec.Space(), p.ID)
}

func unsealedPiece(rec *space.Record) func(db.Scan) (Piece, error) {
	return func(scan db.Scan) (Piece, error) {
		var p Piece
		var which PieceID
		var at int64
		var sealed []byte
		if err := scan(&which, &at, &sealed); err != nil {
			return p, err
		}
		err := rec.Unseal("work", string(which), sealed, &p)
		p.ID, p.At = which, db.At(at)
		return p, err
	}
}

func piece(tx *db.Tx, rec *space.Record, which PieceID) (Piece, error) {
	return unsealedPiece(rec)(tx.One("select id, at, sealed from work where space = $1 and id = $2", rec.Space(), which).Scan)
}

// pieces are all of a space, newest first.
func pieces(tx *db.Tx, rec *space.Record) ([]Piece, error) {
	return db.List(tx, unsealedPiece(rec), "select id, at, sealed from work where space = $1 order by at desc, id desc", rec.Space())
}

func insertNote(tx *db.Tx, rec *space.Record, n Note) error {
	sealed, err := rec.Seal("work_note", string(n.ID), n)
	if err != nil {
		return err
	}
	count, err := tx.Exec(`insert into work_note (id, space, work, at, sealed) values ($1, $2, $3, $4, $5)
		on conflict (id) do nothing`, n.ID, rec.Space(), n.Piece, db.Ms(n.At), sealed)
	if err == nil && count == 0 {
		return fault.New(fault.Conflict, "fault.conflict") // that id stands elsewhere
	}
	return err
}

func unsealedNote(rec *space.Record) func(db.Scan) (Note, error) {
	return func(scan db.Scan) (Note, error) {
		var n Note
		var which NoteID
		var of PieceID
		var at int64
		var sealed []byte
		if err := scan(&which, &of, &at, &sealed); err != nil {
			return n, err
		}
		err := rec.Unseal("work_note", string(which), sealed, &n)
		n.ID, n.Piece, n.At = which, of, db.At(at)
		return n, err
	}
}

func note(tx *db.Tx, rec *space.Record, which NoteID) (Note, error) {
	return unsealedNote(rec)(tx.One("select id, work, at, sealed from work_note where space = $1 and id = $2", rec.Space(), which).Scan)
}

// notes are all of a space, the oldest first, and notesOf those of one piece.
func notes(tx *db.Tx, rec *space.Record) ([]Note, error) {
	return db.List(tx, unsealedNote(rec), "select id, work, at, sealed from work_note where space = $1 order by at, id", rec.Space())
}

func notesOf(tx *db.Tx, rec *space.Record, which PieceID) ([]Note, error) {
	return db.List(tx, unsealedNote(rec), "select id, work, at, sealed from work_note where space = $1 and work = $2 order by at, id",
		rec.Space(), which)
}

func upsertDraft(tx *db.Tx, own *space.Record, which PieceID, d Draft) error {
	sealed, err := own.Seal("work_draft", string(which), d)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into work_draft (work, space, at, sealed) values ($1, $2, $3, $4)
		on conflict (work) do update set at = excluded.at, sealed = excluded.sealed where work_draft.space = excluded.space`,
		which, own.Space(), db.Ms(tx.Now), sealed)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	return err
}

func draft(tx *db.Tx, own *space.Record, which PieceID) (Draft, error) {
	var sealed []byte
	if err := tx.One("select sealed from work_draft where space = $1 and work = $2", own.Space(), which).Scan(&sealed); err != nil {
		return Draft{}, err
	}
	var d Draft
	return d, own.Unseal("work_draft", string(which), sealed, &d)
}

func forgetDraft(tx *db.Tx, which PieceID) error {
	_, err := tx.Exec("delete from work_draft where work = $1", which)
	return err
}

// drafts are all half-written notes of a space, by the work that they are about.
func drafts(tx *db.Tx, own *space.Record) (map[PieceID]Draft, error) {
	found := map[PieceID]Draft{}
	_, err := db.List(tx, func(scan db.Scan) (d Draft, err error) {
		var which PieceID
		var sealed []byte
		if err := scan(&which, &sealed); err != nil {
			return d, err
		}
		err = own.Unseal("work_draft", string(which), sealed, &d)
		found[which] = d
		return d, err
	}, "select work, sealed from work_draft where space = $1 order by work", own.Space())
	return found, err
}

package measure

import (
	"strconv"

	"tillit.care/base/db"
	"tillit.care/space"
)

func insertBring(tx *db.Tx, rec *space.Record, b Bring) error {
	sealed, err := rec.Seal("bring", string(b.ID), b)
	if err != nil {
		return err
	}
	state, err := rec.Seal("bring.state", string(b.ID), b.State)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into bring (id, space, at, next, sealed, state) values ($1, $2, $3, 0, $4, $5)",
		b.ID, rec.Space(), db.Ms(b.At), sealed, state)
	return err
}

func setBring(tx *db.Tx, rec *space.Record, b Bring) error {
	state, err := rec.Seal("bring.state", string(b.ID), b.State)
	if err != nil {
		return err
	}
	return tx.Change("update bring set next = $1, state = $2 where space = $3 and id = $4", b.Next, state, rec.Space(), b.ID)
}

func readBring(rec *space.Record) func(db.Scan) (Bring, error) {
	return func(scan db.Scan) (Bring, error) {
		var b Bring
		var which BringID
		var at int64
		var next int
		var sealed, state []byte
		if err := scan(&which, &at, &next, &sealed, &state); err != nil {
			return b, err
		}
		if err := rec.Unseal("bring", string(which), sealed, &b); err != nil {
			return b, err
		}
		b.ID, b.At, b.Next = which, db.At(at), next
		return b, rec.Unseal("bring.state", string(which), state, &b.State)
	}
}

func oneBring(tx *db.Tx, rec *space.Record, which BringID) (Bring, error) {
	return readBring(rec)(tx.One("select id, at, next, sealed, state from bring where space = $1 and id = $2", rec.Space(), which).Scan)
}

// everyBring are all files of a space, newest first.
func everyBring(tx *db.Tx, rec *space.Record) ([]Bring, error) {
	return db.List(tx, readBring(rec), "select id, at, next, sealed, state from bring where space = $1 order by id desc", rec.Space())
}

func deleteBring(tx *db.Tx, rec *space.Record, which BringID) error {
	if _, err := tx.Exec("delete from bring_part where space = $1 and bring = $2", rec.Space(), which); err != nil {
		return err
	}
	return tx.Change("delete from bring where space = $1 and id = $2", rec.Space(), which)
}

func partRow(which BringID, n int) string { return string(which) + " " + strconv.Itoa(n) }

func insertPart(tx *db.Tx, rec *space.Record, which BringID, n int, rows []row) error {
	sealed, err := rec.Seal("bring_part", partRow(which, n), rows)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into bring_part (bring, n, space, sealed) values ($1, $2, $3, $4)", which, n, rec.Space(), sealed)
	return err
}

func onePart(tx *db.Tx, rec *space.Record, which BringID, n int) ([]row, error) {
	var sealed []byte
	err := tx.One("select sealed from bring_part where space = $1 and bring = $2 and n = $3", rec.Space(), which, n).Scan(&sealed)
	if err != nil {
		return nil, err
	}
	var rows []row
	return rows, rec.Unseal("bring_part", partRow(which, n), sealed, &rows)
}

// leavePart puts what was refused in the place of the rows.
func leavePart(tx *db.Tx, rec *space.Record, which BringID, n int, out []refused) error {
	sealed, err := rec.Seal("bring_left", partRow(which, n), out)
	if err != nil {
		return err
	}
	return tx.Change("update bring_part set sealed = $1 where space = $2 and bring = $3 and n = $4", sealed, rec.Space(), which, n)
}

// refusals are the rows that were refused so far, in order.
func refusals(tx *db.Tx, rec *space.Record, b Bring) ([]refused, error) {
	parts, err := db.List(tx, func(scan db.Scan) ([]refused, error) {
		var n int
		var sealed []byte
		if err := scan(&n, &sealed); err != nil {
			return nil, err
		}
		var out []refused
		return out, rec.Unseal("bring_left", partRow(b.ID, n), sealed, &out)
	}, "select n, sealed from bring_part where space = $1 and bring = $2 and n < $3 order by n", rec.Space(), b.ID, b.Next)
	var all []refused
	for _, out := range parts {
		all = append(all, out...)
	}
	return all, err
}

// leftOf is what was refused of one part that was done.
func leftOf(tx *db.Tx, rec *space.Record, which BringID, n int) (out []refused, err error) {
	var sealed []byte
	err = tx.One("select sealed from bring_part where space = $1 and bring = $2 and n = $3", rec.Space(), which, n).Scan(&sealed)
	if err != nil {
		return nil, err
	}
	return out, rec.Unseal("bring_left", partRow(which, n), sealed, &out)
}

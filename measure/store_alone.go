package measure

import (
	"tillit.care/base/db"
	"tillit.care/space"
)

func insertAlone(tx *db.Tx, apart *space.Record, a Alone) error {
	sealed, err := apart.Seal("alone", string(a.ID), a)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into alone (id, space, asked, answered, sealed) values ($1, $2, $3, 0, $4)",
		a.ID, apart.Space(), db.Ms(a.Asked), sealed)
	return err
}

func readAlone(rec *space.Record) func(db.Scan) (Alone, error) {
	return func(scan db.Scan) (Alone, error) {
		var a Alone
		var which AloneID
		var asked, answered int64
		var sealed []byte
		if err := scan(&which, &asked, &answered, &sealed); err != nil {
			return a, err
		}
		err := rec.Unseal("alone", string(which), sealed, &a)
		a.ID, a.Asked = which, db.At(asked)
		if answered > 0 {
			a.Answered = db.At(answered)
		}
		return a, err
	}
}

func oneAlone(tx *db.Tx, apart *space.Record, which AloneID) (Alone, error) {
	if err := tx.Lock("alone " + string(which)); err != nil {
		return Alone{}, err
	}
	return readAlone(apart)(tx.One("select id, asked, answered, sealed from alone where space = $1 and id = $2", apart.Space(), which).Scan)
}

func everyAlone(tx *db.Tx, apart *space.Record) ([]Alone, error) {
	return db.List(tx, readAlone(apart), "select id, asked, answered, sealed from alone where space = $1 order by id desc", apart.Space())
}

func answeredAlone(tx *db.Tx, apart *space.Record, which AloneID) error {
	return tx.Change("update alone set answered = $1 where space = $2 and id = $3", db.Ms(tx.Now), apart.Space(), which)
}

func insertDropped(tx *db.Tx, safety *space.Record, d Dropped) error {
	sealed, err := safety.Seal("dropped", string(d.ID), d)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into dropped (id, space, at, sealed) values ($1, $2, $3, $4)", d.ID, safety.Space(), db.Ms(d.At), sealed)
	return err
}

// everyDropped is what was dropped in an open safety space, newest first.
func everyDropped(tx *db.Tx, safety *space.Record) ([]Dropped, error) {
	return db.List(tx, func(scan db.Scan) (Dropped, error) {
		var d Dropped
		var which AloneID
		var at int64
		var sealed []byte
		if err := scan(&which, &at, &sealed); err != nil {
			return d, err
		}
		err := safety.Unseal("dropped", string(which), sealed, &d)
		d.ID, d.At = which, db.At(at)
		return d, err
	}, "select id, at, sealed from dropped where space = $1 order by id desc", safety.Space())
}

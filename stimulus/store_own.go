package stimulus

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
)

func ownAt(which OwnID) seal.Place { return seal.Place{Table: "own", Row: string(which)} }

func filesAt(which OwnID) seal.Place { return seal.Place{Table: "own content", Row: string(which)} }

func turnAt(which id.ID[turn]) seal.Place { return seal.Place{Table: "own_word", Row: string(which)} }

func insertOwn(tx *db.Tx, o Own, of files) error {
	sealed, err := tx.Ring.Key("practice").Seal(ownAt(o.ID), o)
	if err != nil {
		return err
	}
	heard, err := tx.Ring.Key("practice").Seal(filesAt(o.ID), of)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into own (id, at, sealed, content) values ($1, $2, $3, $4)
		on conflict (id) do nothing`, o.ID, db.Ms(o.At), sealed, heard)
	return alone(n, err)
}

func insertTurn(tx *db.Tx, which OwnID, n int, w turn) error {
	one := id.New[turn](tx.Now)
	sealed, err := tx.Ring.Key("practice").Seal(turnAt(one), w)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into own_word (id, own, n, at, sealed) values ($1, $2, $3, $4, $5)", one, which, n, db.Ms(tx.Now), sealed)
	return err
}

// owned are all as they are now, the oldest first, without what is in them.
func owned(tx *db.Tx) ([]Own, error) {
	all, err := db.List(tx, func(scan db.Scan) (o Own, err error) {
		var at int64
		var sealed []byte
		if err := scan(&o.ID, &at, &sealed); err != nil {
			return o, err
		}
		o.At = db.At(at)
		return o, tx.Ring.Key("practice").Open(ownAt(o.ID), sealed, &o)
	}, "select id, at, sealed from own order by id")
	if err != nil || len(all) == 0 {
		return nil, err
	}
	_, err = db.List(tx, func(scan db.Scan) (w turn, err error) {
		var one id.ID[turn]
		var which OwnID
		var n int
		var sealed []byte
		if err := scan(&one, &which, &n, &sealed); err != nil {
			return w, err
		}
		if err := tx.Ring.Key("practice").Open(turnAt(one), sealed, &w); err != nil {
			return w, err
		}
		if i := indexOf(all, which); i >= 0 {
			all[i].Away, all[i].n = w.Away, n
		}
		return w, nil
	}, "select id, own, n, sealed from own_word order by own, n")
	return all, err
}

func filesOf(tx *db.Tx, which OwnID) (of files, err error) {
	all, err := db.List(tx, func(scan db.Scan) (c files, err error) {
		var sealed []byte
		if err := scan(&sealed); err != nil {
			return c, err
		}
		return c, tx.Ring.Key("practice").Open(filesAt(which), sealed, &c)
	}, "select content from own where id = $1", which)
	if err != nil {
		return of, err
	}
	if len(all) == 0 {
		return of, fault.New(fault.NotFound, "fault.notfound")
	}
	return all[0], nil
}

package stimulus

import (
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/space"
)

func limitAt(which string) seal.Place { return seal.Place{Table: "stimulus_limit", Row: which} }

func presetAt(which ID) seal.Place { return seal.Place{Table: "preset", Row: string(which)} }

func insertLimit(tx *db.Tx, l Limit) error {
	sealed, err := tx.Ring.Key("practice").Seal(limitAt(string(l.ID)), l)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into stimulus_limit (id, at, sealed) values ($1, $2, $3)", l.ID, db.Ms(l.At), sealed)
	return err
}

// limits are all that were ever set, newest first.
func limits(tx *db.Tx) ([]Limit, error) {
	return db.List(tx, func(scan db.Scan) (l Limit, err error) {
		var at int64
		var sealed []byte
		if err := scan(&l.ID, &at, &sealed); err != nil {
			return l, err
		}
		l.At = db.At(at)
		return l, tx.Ring.Key("practice").Open(limitAt(string(l.ID)), sealed, &l)
	}, "select id, at, sealed from stimulus_limit order by at desc, id desc")
}

func insert(tx *db.Tx, p Preset) error {
	sealed, err := tx.Ring.Key("practice").Seal(presetAt(p.ID), p)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into preset (id, thread, n, at, sealed) values ($1, $2, $3, $4, $5)
		on conflict (id) do nothing`, p.ID, p.Thread, p.N, db.Ms(p.At), sealed)
	return alone(n, err)
}

// alone finds an id that stands elsewhere.
func alone(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.conflict")
	}
	return err
}

func read(open func(ID, []byte, any) error) func(db.Scan) (Preset, error) {
	return func(scan db.Scan) (Preset, error) {
		var p Preset
		var at int64
		var sealed []byte
		if err := scan(&p.ID, &p.Thread, &p.N, &at, &sealed); err != nil {
			return p, err
		}
		p.At = db.At(at)
		return p, open(p.ID, sealed, &p)
	}
}

// presets are all versions of all of the practice's, the oldest first.
func presets(tx *db.Tx) ([]Preset, error) {
	open := func(which ID, sealed []byte, p any) error {
		return tx.Ring.Key("practice").Open(presetAt(which), sealed, p)
	}
	return db.List(tx, read(open), "select id, thread, n, at, sealed from preset order by thread, n")
}

func insertIn(tx *db.Tx, rec *space.Record, p Preset) error {
	sealed, err := rec.Seal("stimulus", string(p.ID), p)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into stimulus (id, space, thread, n, at, sealed) values ($1, $2, $3, $4, $5, $6)
		on conflict (id) do nothing`, p.ID, rec.Space(), p.Thread, p.N, db.Ms(p.At), sealed)
	return alone(n, err)
}

// inCase are all versions of all presets of a case, the oldest first.
func inCase(tx *db.Tx, rec *space.Record) ([]Preset, error) {
	open := func(which ID, sealed []byte, p any) error { return rec.Unseal("stimulus", string(which), sealed, p) }
	return db.List(tx, read(open), "select id, thread, n, at, sealed from stimulus where space = $1 order by thread, n", rec.Space())
}

package handover

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
	"tillit.care/space"
)

func insert(tx *db.Tx, own *space.Record, h Handover) error {
	sealed, err := own.Seal("handover", string(h.ID), h)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into handover (id, space, shared, at, closed, sealed) values ($1, $2, $3, $4, 0, $5)
		on conflict (id) do nothing`, h.ID, own.Space(), h.Shared, db.Ms(h.At), sealed)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "fault.conflict") // that id stands elsewhere
	}
	return err
}

func update(tx *db.Tx, own *space.Record, h Handover) error {
	sealed, err := own.Seal("handover", string(h.ID), h)
	if err != nil {
		return err
	}
	return tx.Change("update handover set closed = $1, sealed = $2 where space = $3 and id = $4", db.Ms(h.Closed), sealed, own.Space(), h.ID)
}

// one is the handover of an open handover space.
func one(tx *db.Tx, own *space.Record) (h Handover, err error) {
	var which ID
	var shared space.ID
	var at, closed int64
	var sealed []byte
	err = tx.One("select id, shared, at, closed, sealed from handover where space = $1", own.Space()).Scan(&which, &shared, &at, &closed, &sealed)
	if err != nil {
		return h, err
	}
	err = own.Unseal("handover", string(which), sealed, &h)
	h.ID, h.Space, h.Shared, h.At, h.Closed = which, own.Space(), shared, db.At(at), when(closed)
	return h, err
}

func when(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return db.At(ms)
}

func known(tx *db.Tx, which ID) (bool, error) {
	_, err := place(tx, which)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// stands is what is in the clear of a handover.
type stands struct {
	shared space.ID
	closed time.Time
}

func place(tx *db.Tx, which ID) (s stands, err error) {
	var closed int64
	err = tx.One("select shared, closed from handover where id = $1", which).Scan(&s.shared, &closed)
	s.closed = when(closed)
	return s, err
}

// openOf is the handover space of a case's offer that waits; empty: none does.
func openOf(tx *db.Tx, shared space.ID) (which space.ID, err error) {
	err = tx.One("select space from handover where shared = $1 and closed = 0 order by id desc limit 1", shared).Scan(&which)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return which, err
}

func shut(tx *db.Tx, which ID) error {
	return tx.Change("update handover set closed = $1 where id = $2 and closed = 0", db.Ms(tx.Now), which)
}

func closeAll(tx *db.Tx, shared space.ID) error {
	_, err := tx.Exec("update handover set closed = $1 where shared = $2 and closed = 0", db.Ms(tx.Now), shared)
	return err
}

// mine are the handover spaces that somebody is inside, newest first; open: of those that wait.
func mine(tx *db.Tx, person who.ID, open bool) ([]space.ID, error) {
	only := ""
	if open {
		only = "h.closed = 0 and " // few of a practice wait, and an index holds them: no list of somebody's spaces is read
	}
	return db.List(tx, func(scan db.Scan) (which space.ID, err error) { return which, scan(&which) },
		`select h.space from handover h where `+only+`
		exists (select 1 from member m where m.space = h.space and m.person = $1 and m.since <= $2 and (m.until = 0 or m.until > $2)) and
		exists (select 1 from space_key k where k.space = h.space)
		order by h.id desc`, person, db.Ms(tx.Now))
}

func insertTold(tx *db.Tx, rec *space.Record, t Told) error {
	sealed, err := rec.Seal("handover_told", string(t.ID), t)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into handover_told (id, handover, space, n, at, sealed) values ($1, $2, $3, $4, $5, $6)
		on conflict (id) do nothing`, t.ID, t.Handover, rec.Space(), t.N, db.Ms(t.At), sealed)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "fault.conflict")
	}
	return err
}

// told is everything that was told in a space, oldest first.
func told(tx *db.Tx, rec *space.Record) ([]Told, error) {
	return db.List(tx, func(scan db.Scan) (t Told, err error) {
		var which ToldID
		var of ID
		var n int
		var at int64
		var sealed []byte
		if err := scan(&which, &of, &n, &at, &sealed); err != nil {
			return t, err
		}
		err = rec.Unseal("handover_told", string(which), sealed, &t)
		t.ID, t.Handover, t.N, t.At = which, of, n, db.At(at)
		return t, err
	}, "select id, handover, n, at, sealed from handover_told where space = $1 order by n", rec.Space())
}

package message

import (
	"math"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/space"
)

func insert(tx *db.Tx, rec *space.Record, m Message) error {
	sealed, err := rec.Seal("message", string(m.ID), m)
	if err != nil {
		return err
	}
	state, err := rec.Seal("message_state", string(m.ID), m.State)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into message (id, space, at, sealed, state) values ($1, $2, $3, $4, $5)
		on conflict (id) do nothing`, m.ID, rec.Space(), db.Ms(m.At), sealed, state)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.conflict") // that id stands elsewhere
	}
	return err
}

// update changes what became of a message; its words stay.
func update(tx *db.Tx, rec *space.Record, m Message) error {
	state, err := rec.Seal("message_state", string(m.ID), m.State)
	if err != nil {
		return err
	}
	return tx.Change("update message set state = $1 where space = $2 and id = $3", state, rec.Space(), m.ID)
}

func read(rec *space.Record) func(db.Scan) (Message, error) {
	return func(scan db.Scan) (Message, error) {
		var m Message
		var which ID
		var at int64
		var sealed, state []byte
		if err := scan(&which, &at, &sealed, &state); err != nil {
			return m, err
		}
		if err := rec.Unseal("message", string(which), sealed, &m); err != nil {
			return m, err
		}
		err := rec.Unseal("message_state", string(which), state, &m.State)
		m.ID, m.At = which, db.At(at)
		return m, err
	}
}

func one(tx *db.Tx, rec *space.Record, which ID) (Message, error) {
	return read(rec)(tx.One("select id, at, sealed, state from message where space = $1 and id = $2", rec.Space(), which).Scan)
}

// upTo is where a list begins: behind a message, or at the newest.
func upTo(before Message) (int64, ID) {
	if before.ID == "" {
		return math.MaxInt64, ""
	}
	return db.Ms(before.At), before.ID
}

func some(tx *db.Tx, rec *space.Record, before Message, most int) ([]Message, error) {
	at, which := upTo(before)
	return db.List(tx, read(rec), `select id, at, sealed, state from message
		where space = $1 and (at, id) < ($2, $3) order by at desc, id desc limit $4`, rec.Space(), at, which, most)
}

// states are some without their words.
func states(tx *db.Tx, rec *space.Record, before Message, most int) ([]Message, error) {
	at, which := upTo(before)
	return db.List(tx, func(scan db.Scan) (Message, error) {
		var m Message
		var at int64
		var state []byte
		if err := scan(&m.ID, &at, &state); err != nil {
			return m, err
		}
		m.At = db.At(at)
		return m, rec.Unseal("message_state", string(m.ID), state, &m.State)
	}, `select id, at, state from message
		where space = $1 and (at, id) < ($2, $3) order by at desc, id desc limit $4`, rec.Space(), at, which, most)
}

// count is how many there are after one moment and up to another, and when the last came.
func count(tx *db.Tx, rec *space.Record, from, to int64) (n int, last int64, err error) {
	err = tx.One("select count(*), coalesce(max(at), 0) from message where space = $1 and at > $2 and at <= $3", rec.Space(), from, to).Scan(&n, &last)
	return n, last, err
}

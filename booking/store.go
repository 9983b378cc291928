package booking

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/space"
)

func insert(tx *db.Tx, rec *space.Record, a Appointment) error {
	sealed, err := rec.Seal("appointment", string(a.ID), a)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into appointment (id, space, at, sealed) values ($1, $2, $3, $4)
		on conflict (space, id) do nothing`, a.ID, rec.Space(), db.Ms(a.At), sealed)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.conflict")
	}
	return err
}

func update(tx *db.Tx, rec *space.Record, a Appointment) error {
	sealed, err := rec.Seal("appointment", string(a.ID), a)
	if err != nil {
		return err
	}
	return tx.Change("update appointment set at = $1, sealed = $2 where space = $3 and id = $4", db.Ms(a.At), sealed, rec.Space(), a.ID)
}

func read(rec *space.Record) func(db.Scan) (Appointment, error) {
	return func(scan db.Scan) (Appointment, error) {
		var a Appointment
		var which ID
		var at int64
		var sealed []byte
		if err := scan(&which, &at, &sealed); err != nil {
			return a, err
		}
		err := rec.Unseal("appointment", string(which), sealed, &a)
		a.ID, a.At = which, db.At(at)
		return a, err
	}
}

func one(tx *db.Tx, rec *space.Record, which ID) (Appointment, error) {
	return read(rec)(tx.One("select id, at, sealed from appointment where space = $1 and id = $2", rec.Space(), which).Scan)
}

// all of a person, the latest first.
func all(tx *db.Tx, rec *space.Record) ([]Appointment, error) {
	return db.List(tx, read(rec), "select id, at, sealed from appointment where space = $1 order by at desc, id desc", rec.Space())
}

// since are those of a person from a moment on, the latest first.
func since(tx *db.Tx, rec *space.Record, from time.Time) ([]Appointment, error) {
	return db.List(tx, read(rec), "select id, at, sealed from appointment where space = $1 and at >= $2 order by at desc, id desc", rec.Space(), max(0, db.Ms(from)))
}

// between are those of a person that begin from one moment to another.
func between(tx *db.Tx, rec *space.Record, from, to time.Time) ([]Appointment, error) {
	return db.List(tx, read(rec), "select id, at, sealed from appointment where space = $1 and at >= $2 and at < $3 order by at, id",
		rec.Space(), db.Ms(from), db.Ms(to))
}

// spaces are the contact spaces of everybody who is invited to an appointment.
func spaces(tx *db.Tx, which ID) ([]space.ID, error) {
	return db.List(tx, func(scan db.Scan) (s space.ID, err error) { return s, scan(&s) },
		"select space from appointment where id = $1 order by space", which)
}

// whose are the contact spaces in which an appointment begins from one moment to another.
func whose(tx *db.Tx, from, to time.Time) ([]space.ID, error) {
	return db.List(tx, func(scan db.Scan) (s space.ID, err error) { return s, scan(&s) },
		"select distinct space from appointment where at >= $1 and at < $2 order by space", db.Ms(from), db.Ms(to))
}

func placeOf(table, row string) seal.Place { return seal.Place{Table: table, Row: row} }

func insertTaken(tx *db.Tx, t taken) error {
	sealed, err := tx.Ring.Key("booking").Seal(placeOf("taken", string(t.of)), db.Ms(t.until))
	if err != nil {
		return err
	}
	n, err := tx.Exec(`insert into taken (id, therapist, at, sealed) values ($1, $2, $3, $4)
		on conflict (id) do nothing`, t.of, t.therapist, db.Ms(t.at), sealed)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "fault.conflict") // somebody else's, or an offer's
	}
	return err
}

func free(tx *db.Tx, which ID) error {
	_, err := tx.Exec("delete from taken where id = $1", which)
	return err
}

// freeAbout frees all that the appointments of a case have taken.
func freeAbout(tx *db.Tx, about string) error {
	_, err := tx.Exec(`delete from taken where id in (select a.id from appointment a
		join space s on s.id = a.space where s.about = $1)`, about)
	return err
}

// waitingAbout are the spaces of a case whose people wait for an appointment.
func waitingAbout(tx *db.Tx, about string) ([]space.ID, error) {
	return db.List(tx, func(scan db.Scan) (s space.ID, err error) { return s, scan(&s) },
		"select w.space from waiting w join space s on s.id = w.space where s.about = $1 order by w.space", about)
}

// busy is what a therapist's time is taken for from one moment to another.
func busy(tx *db.Tx, therapist who.ID, from, to time.Time) ([]taken, error) {
	near, err := db.List(tx, func(scan db.Scan) (taken, error) {
		var t taken
		var at, until int64
		var sealed []byte
		if err := scan(&t.of, &t.therapist, &at, &sealed); err != nil {
			return t, err
		}
		err := tx.Ring.Key("booking").Open(placeOf("taken", string(t.of)), sealed, &until)
		t.at, t.until = db.At(at), db.At(until)
		return t, err
	}, "select id, therapist, at, sealed from taken where therapist = $1 and at > $2 and at < $3 order by at, id",
		therapist, db.Ms(from.Add(-mostLong*time.Minute)), db.Ms(to))
	var there []taken
	for _, t := range near {
		if t.until.After(from) {
			there = append(there, t)
		}
	}
	return there, err
}

// opened reads what somebody opened, or the practice's rules; where there is nothing it
// leaves the zero of it.
func opened(tx *db.Tx, person string, into any) error {
	var sealed []byte
	err := tx.One("select sealed from opening where person = $1", person).Scan(&sealed)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return tx.Ring.Key("booking").Open(placeOf("opening", person), sealed, into)
}

func keepOpened(tx *db.Tx, person string, v any) error {
	sealed, err := tx.Ring.Key("booking").Seal(placeOf("opening", person), v)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into opening (person, sealed) values ($1, $2)
		on conflict (person) do update set sealed = excluded.sealed`, person, sealed)
	return err
}

func hearingOf(tx *db.Tx, rec *space.Record) (h Hearing, err error) {
	var sealed []byte
	err = tx.One("select sealed from hearing where space = $1", rec.Space()).Scan(&sealed)
	if fault.Is(err, fault.NotFound) {
		return h, nil
	}
	if err != nil {
		return h, err
	}
	return h, rec.Unseal("hearing", string(rec.Space()), sealed, &h)
}

func keepHearing(tx *db.Tx, rec *space.Record, h Hearing) error {
	sealed, err := rec.Seal("hearing", string(rec.Space()), h)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into hearing (space, sealed) values ($1, $2)
		on conflict (space) do update set sealed = excluded.sealed`, rec.Space(), sealed)
	return err
}

func waitingOf(tx *db.Tx, rec *space.Record) (w Waiting, err error) {
	var at int64
	var sealed []byte
	err = tx.One("select at, sealed from waiting where space = $1", rec.Space()).Scan(&at, &sealed)
	if fault.Is(err, fault.NotFound) {
		return w, nil
	}
	if err != nil {
		return w, err
	}
	err = rec.Unseal("waiting", string(rec.Space()), sealed, &w)
	w.Since = db.At(at)
	return w, err
}

func keepWaiting(tx *db.Tx, rec *space.Record, w Waiting) error {
	sealed, err := rec.Seal("waiting", string(rec.Space()), w)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into waiting (space, at, sealed) values ($1, $2, $3)
		on conflict (space) do update set sealed = excluded.sealed`, rec.Space(), db.Ms(w.Since), sealed)
	return err
}

func dropWaiting(tx *db.Tx, rec *space.Record) error {
	_, err := tx.Exec("delete from waiting where space = $1", rec.Space())
	return err
}

func waitingSpaces(tx *db.Tx) ([]space.ID, error) {
	return db.List(tx, func(scan db.Scan) (s space.ID, err error) { return s, scan(&s) }, "select space from waiting order by at, space")
}

func keepFeed(tx *db.Tx, hash string) error {
	_, err := tx.Exec(`insert into feed (person, hash, at) values ($1, $2, $3)
		on conflict (person) do update set hash = excluded.hash, at = excluded.at`, tx.By.ID, hash, db.Ms(tx.Now))
	return err
}

func dropFeed(tx *db.Tx) error {
	_, err := tx.Exec("delete from feed where person = $1", tx.By.ID)
	return err
}

// feedSince is when its address was made; zero: there is none.
func feedSince(tx *db.Tx) (time.Time, error) {
	var at int64
	err := tx.One("select at from feed where person = $1", tx.By.ID).Scan(&at)
	if fault.Is(err, fault.NotFound) {
		return time.Time{}, nil
	}
	return db.At(at), err
}

// feedOf is whose calendar an address is, and the day on which it was last fetched.
func feedOf(tx *db.Tx, hash string) (person who.ID, seen time.Time, err error) {
	var at int64
	err = tx.One("select person, seen from feed where hash = $1", hash).Scan(&person, &at)
	return person, db.At(at), err
}

func sawFeed(tx *db.Tx, day time.Time) error {
	return tx.Change("update feed set seen = $1 where person = $2", db.Ms(day), tx.By.ID)
}

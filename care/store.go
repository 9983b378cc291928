package care

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/web"
	"tillit.care/space"
)

func insert(tx *db.Tx, rec *space.Record, c Case) error {
	sealed, err := rec.Seal("care_case", string(c.ID), c)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into care_case (id, shared, contact, opened, ended, sealed) values ($1, $2, $3, $4, 0, $5)",
		c.ID, c.Shared, c.Contact, db.Ms(c.Opened), sealed)
	if err != nil {
		return err
	}
	return Brief(tx, rec)
}

func update(tx *db.Tx, rec *space.Record, c Case) error {
	sealed, err := rec.Seal("care_case", string(c.ID), c)
	if err != nil {
		return err
	}
	ended := int64(0)
	if !c.Ended.IsZero() {
		ended = db.Ms(c.Ended)
	}
	rec.Touch(tx, web.Members)
	err = tx.Change("update care_case set ended = $1, sealed = $2 where shared = $3 and id = $4", ended, sealed, rec.Space(), c.ID)
	if err != nil {
		return err
	}
	return Brief(tx, rec)
}

func one(tx *db.Tx, rec *space.Record) (Case, error) {
	var c Case
	var which ID
	var contact space.ID
	var opened, ended int64
	var sealed []byte
	err := tx.One("select id, contact, opened, ended, sealed from care_case where shared = $1", rec.Space()).
		Scan(&which, &contact, &opened, &ended, &sealed)
	if err != nil {
		return c, err
	}
	err = rec.Unseal("care_case", string(which), sealed, &c)
	c.ID, c.Shared, c.Contact, c.Opened = which, rec.Space(), contact, db.At(opened)
	if ended > 0 {
		c.Ended = db.At(ended)
	}
	return c, err
}

func keepContact(tx *db.Tx, rec *space.Record, person Contact) error {
	sealed, err := rec.Seal("contact", string(rec.Space()), person)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into contact (space, sealed) values ($1, $2)
		on conflict (space) do update set sealed = excluded.sealed`, rec.Space(), sealed)
	if err != nil {
		return err
	}
	return BriefName(tx, rec, person)
}

func contactOf(tx *db.Tx, rec *space.Record) (Contact, error) {
	var person Contact
	var sealed []byte
	if err := tx.One("select sealed from contact where space = $1", rec.Space()).Scan(&sealed); err != nil {
		return person, err
	}
	return person, rec.Unseal("contact", string(rec.Space()), sealed, &person)
}

func insertConsent(tx *db.Tx, rec *space.Record, c Consent) error {
	sealed, err := rec.Seal("consent", string(c.ID), c)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into consent (id, space, at, sealed) values ($1, $2, $3, $4)", c.ID, rec.Space(), db.Ms(c.At), sealed)
	return err
}

func updateConsent(tx *db.Tx, rec *space.Record, c Consent) error {
	sealed, err := rec.Seal("consent", string(c.ID), c)
	if err != nil {
		return err
	}
	return tx.Change("update consent set sealed = $1 where space = $2 and id = $3", sealed, rec.Space(), c.ID)
}

func consents(tx *db.Tx, rec *space.Record) ([]Consent, error) {
	return db.List(tx, func(scan db.Scan) (Consent, error) {
		var c Consent
		var which ConsentID
		var at int64
		var sealed []byte
		if err := scan(&which, &at, &sealed); err != nil {
			return c, err
		}
		err := rec.Unseal("consent", string(which), sealed, &c)
		c.ID, c.At = which, db.At(at)
		return c, err
	}, "select id, at, sealed from consent where space = $1 order by id desc", rec.Space())
}

// every is each case, with no more than where it is.
func every(tx *db.Tx) ([]Case, error) {
	return db.List(tx, func(scan db.Scan) (c Case, err error) { return c, scan(&c.ID, &c.Shared, &c.Contact) },
		"select id, shared, contact from care_case order by id")
}

func readEnded(scan db.Scan) (e Ended, err error) {
	var ended int64
	err = scan(&e.About, &e.Shared, &ended)
	if ended > 0 {
		e.Ended = db.At(ended)
	}
	return e, err
}

func endedAbout(tx *db.Tx, about string) ([]Ended, error) {
	return db.List(tx, readEnded, `select s.about, c.shared, c.ended from care_case c join space s on s.id = c.shared
		where s.about = $1 order by c.id`, about)
}

func endedBy(tx *db.Tx, by time.Time) ([]Ended, error) {
	return db.List(tx, readEnded, `select s.about, c.shared, c.ended from care_case c join space s on s.id = c.shared
		join space_key k on k.space = s.id where c.ended > 0 and c.ended <= $1 order by s.about, c.id`, db.Ms(by))
}

func known(tx *db.Tx, which ID) (bool, error) {
	var one int
	err := tx.One("select 1 from care_case where id = $1", which).Scan(&one)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// closed is when the last case of a contact space ended; zero: one goes on.
func closed(tx *db.Tx, contact *space.Record) (at time.Time, err error) {
	var ended int64
	err = tx.One("select ended from care_case where contact = $1 order by ended", contact.Space()).Scan(&ended)
	if ended > 0 {
		at = db.At(ended)
	}
	return at, err
}

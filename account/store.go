package account

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/base/who"
)

func readAccount(tx *db.Tx) func(db.Scan) (Account, error) {
	return func(scan db.Scan) (Account, error) {
		var person who.ID
		var ended int64
		var sealed []byte
		if err := scan(&person, &ended, &sealed); err != nil {
			return Account{}, err
		}
		return openAccount(tx, person, ended, sealed)
	}
}

func openAccount(tx *db.Tx, person who.ID, ended int64, sealed []byte) (Account, error) {
	var b body
	if err := unseal(tx, "account", string(person), sealed, &b); err != nil {
		return Account{}, err
	}
	a := Account{ID: person, Posts: b.Posts, Name: seal.Text(b.Name), Email: seal.Text(b.Email), Language: b.Language, handle: b.Handle}
	if ended > 0 {
		a.Ended = db.At(ended)
	}
	return a, nil
}

func oneAccount(tx *db.Tx, person who.ID) (Account, error) {
	return readAccount(tx)(tx.One("select id, ended, sealed from account where id = $1", person).Scan)
}

func accountByLogin(tx *db.Tx, hash string) (Account, error) {
	return readAccount(tx)(tx.One(`select a.id, a.ended, a.sealed from login l
		join account a on a.id = l.account where l.hash = $1 and a.ended = 0`, hash).Scan)
}

func activeAccounts(tx *db.Tx) ([]Account, error) {
	return db.List(tx, readAccount(tx), "select id, ended, sealed from account where ended = 0 order by id")
}

func anyAccount(tx *db.Tx) (bool, error) {
	var person who.ID
	err := tx.One("select id from account limit 1").Scan(&person)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

func insertAccount(tx *db.Tx, person who.ID, sealed []byte, logins ...string) error {
	_, err := tx.Exec("insert into account (id, made, ended, sealed) values ($1, $2, 0, $3)", person, db.Ms(tx.Now), sealed)
	for _, hash := range logins {
		if err == nil {
			_, err = tx.Exec("insert into login (hash, account) values ($1, $2)", hash, person)
		}
	}
	return err
}

func changeAccount(tx *db.Tx, person who.ID, sealed []byte) error {
	return tx.Change("update account set sealed = $1 where id = $2 and ended = 0", sealed, person)
}

func endAccount(tx *db.Tx, person who.ID) error {
	err := tx.Change("update account set ended = $1 where id = $2 and ended = 0", db.Ms(tx.Now), person)
	for _, clear := range []string{
		"delete from session where account = $1", "delete from secret where account = $1", "delete from login where account = $1",
	} {
		if err == nil {
			_, err = tx.Exec(clear, person)
		}
	}
	return err
}

const sessions = `select s.hash, s.made, s.seen, s.ends, s.sealed, a.id, a.ended, a.sealed from session s
	join account a on a.id = s.account `

func readSession(tx *db.Tx) func(db.Scan) (session, error) {
	return func(scan db.Scan) (session, error) {
		var s session
		var made, seen, ends, ended int64
		var sealed, account []byte
		var person who.ID
		err := scan(&s.hash, &made, &seen, &ends, &sealed, &person, &ended, &account)
		if err != nil {
			return s, err
		}
		s.made, s.seen, s.ends = db.At(made), db.At(seen), db.At(ends)
		if err := unseal(tx, "session", s.hash, sealed, &s.body); err != nil {
			return s, err
		}
		s.account, err = openAccount(tx, person, ended, account)
		return s, err
	}
}

func oneSession(tx *db.Tx, hash string) (session, error) {
	return readSession(tx)(tx.One(sessions+"where s.hash = $1", hash).Scan)
}

func sessionsOf(tx *db.Tx, person who.ID) ([]session, error) {
	return db.List(tx, readSession(tx), sessions+"where s.account = $1 order by s.made desc, s.hash", person)
}

// insertSession also sweeps out the sessions that are over, whoever had them.
func insertSession(tx *db.Tx, hash string, person who.ID, ends time.Time, sealed []byte) error {
	if _, err := tx.Exec("delete from session where ends <= $1", db.Ms(tx.Now)); err != nil {
		return err
	}
	_, err := tx.Exec("insert into session (hash, account, made, seen, ends, sealed) values ($1, $2, $3, $3, $4, $5)",
		hash, person, db.Ms(tx.Now), db.Ms(ends), sealed)
	return err
}

func touchSession(tx *db.Tx, hash string) error {
	return tx.Change("update session set seen = $1 where hash = $2", db.Ms(tx.Now), hash)
}

func changeSession(tx *db.Tx, hash string, sealed []byte) error {
	return tx.Change("update session set sealed = $1 where hash = $2", sealed, hash)
}

func dropSession(tx *db.Tx, person who.ID, hash string) error {
	return tx.Change("delete from session where account = $1 and hash = $2", person, hash)
}

func dropOtherSessions(tx *db.Tx, person who.ID, but string) error {
	_, err := tx.Exec("delete from session where account = $1 and hash <> $2", person, but)
	return err
}

func secretsOf(tx *db.Tx, person who.ID) (secrets, error) {
	return db.List(tx, func(scan db.Scan) (secret, error) {
		var s secret
		var which secretID
		var made int64
		var sealed []byte
		if err := scan(&which, &made, &sealed); err != nil {
			return s, err
		}
		err := unseal(tx, "secret", string(which), sealed, &s)
		s.ID, s.Made = which, db.At(made)
		return s, err
	}, "select id, made, sealed from secret where account = $1 order by id", person)
}

func insertSecret(tx *db.Tx, which secretID, person who.ID, sealed []byte) error {
	_, err := tx.Exec("insert into secret (id, account, made, sealed) values ($1, $2, $3, $4)", which, person, db.Ms(tx.Now), sealed)
	return err
}

func changeSecret(tx *db.Tx, which secretID, sealed []byte) error {
	return tx.Change("update secret set sealed = $1 where id = $2", sealed, which)
}

func dropSecret(tx *db.Tx, person who.ID, which secretID) error {
	return tx.Change("delete from secret where account = $1 and id = $2", person, which)
}

func attemptOf(tx *db.Tx, bucket string) (attempt, error) {
	var a attempt
	var until int64
	err := tx.One("select count, until from attempt where bucket = $1", bucket).Scan(&a.count, &until)
	if fault.Is(err, fault.NotFound) {
		return attempt{}, nil
	}
	a.until = db.At(until)
	return a, err
}

// keepAttempt also sweeps out what has been forgotten, whoever tried.
func keepAttempt(tx *db.Tx, bucket string, a attempt) error {
	if _, err := tx.Exec("delete from attempt where until < $1", db.Ms(tx.Now.Add(-forgetAfter))); err != nil {
		return err
	}
	_, err := tx.Exec(`insert into attempt (bucket, count, until) values ($1, $2, $3)
		on conflict (bucket) do update set count = excluded.count, until = excluded.until`, bucket, a.count, db.Ms(a.until))
	return err
}

func addAttempt(tx *db.Tx, bucket string, until time.Time) (bool, error) {
	n, err := tx.Exec("insert into attempt (bucket, count, until) values ($1, 1, $2) on conflict (bucket) do nothing", bucket, db.Ms(until))
	return n == 1, err
}

func dropAttempt(tx *db.Tx, bucket string) error {
	_, err := tx.Exec("delete from attempt where bucket = $1", bucket)
	return err
}

func giveBack(tx *db.Tx, bucket string) error {
	_, err := tx.Exec("update attempt set count = count - 1 where bucket = $1 and count > 0", bucket)
	return err
}

func readInvitation(tx *db.Tx) func(db.Scan) (Invitation, error) {
	return func(scan db.Scan) (Invitation, error) {
		var which InvitationID
		var sealed []byte
		var b invitationBody
		if err := scan(&which, &sealed); err != nil {
			return Invitation{}, err
		}
		err := unseal(tx, "invitation", string(which), sealed, &b)
		return b.invitation(which), err
	}
}

func oneInvitation(tx *db.Tx, which InvitationID) (Invitation, error) {
	return readInvitation(tx)(tx.One("select id, sealed from invitation where id = $1", which).Scan)
}

func invitationByLink(tx *db.Tx, hash string) (Invitation, error) {
	return readInvitation(tx)(tx.One("select id, sealed from invitation where hash = $1", hash).Scan)
}

func invitationsAbout(tx *db.Tx, hash string) ([]Invitation, error) {
	return db.List(tx, readInvitation(tx), "select id, sealed from invitation where about = $1 order by id desc", hash)
}

func insertInvitation(tx *db.Tx, which InvitationID, hash, about string, sealed []byte) error {
	_, err := tx.Exec("insert into invitation (id, hash, about, sealed) values ($1, $2, $3, $4)", which, hash, about, sealed)
	return err
}

func changeInvitation(tx *db.Tx, which InvitationID, sealed []byte) error {
	return tx.Change("update invitation set sealed = $1 where id = $2", sealed, which)
}

func dropInvitations(tx *db.Tx, about string) error {
	_, err := tx.Exec("delete from invitation where about = $1", about)
	return err
}

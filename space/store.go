package space

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
)

// row is one member's way into a space.
type row struct {
	space           ID
	about           string
	sealed, wrapped []byte
	person          who.ID
	member          []byte
}

func read(scan db.Scan) (row, error) {
	var r row
	err := scan(&r.space, &r.about, &r.sealed, &r.wrapped, &r.person, &r.member)
	return r, err
}

const inside = `select s.id, s.about, s.sealed, k.wrapped, m.person, m.sealed from member m
	join space s on s.id = m.space join space_key k on k.space = s.id
	where m.person in ($1, $2) and m.since <= $3 and (m.until = 0 or m.until > $3)`

// byName orders whoever is inside both by name and by a post: they are what they are by name.
const byName = "case when m.person = $1 then 0 else 1 end"

func member(tx *db.Tx, space ID, names [2]who.ID) (row, error) {
	if tx.By.ID == who.House.ID {
		return read(tx.One(`select s.id, s.about, s.sealed, k.wrapped, '', k.wrapped from space s
			join space_key k on k.space = s.id where s.id = $1`, space).Scan)
	}
	return read(tx.One(inside+" and s.id = $4 order by "+byName, names[0], names[1], db.Ms(tx.Now), space).Scan)
}

func mine(tx *db.Tx, names [2]who.ID) ([]row, error) {
	return db.List(tx, read, inside+" order by s.id, "+byName, names[0], names[1], db.Ms(tx.Now))
}

// gone is the way into a space that is closed to a former member.
type gone struct {
	row
	until time.Time
}

func left(tx *db.Tx, person who.ID) ([]gone, error) {
	return db.List(tx, func(scan db.Scan) (gone, error) {
		var g gone
		var until int64
		err := scan(&g.space, &g.about, &g.sealed, &g.wrapped, &g.person, &g.member, &until)
		g.until = db.At(until)
		return g, err
	}, `select s.id, s.about, s.sealed, k.wrapped, m.person, m.sealed, m.until from member m
		join space s on s.id = m.space join space_key k on k.space = s.id
		where m.person = $1 and m.until > 0 and m.until <= $2 order by s.id`, person, db.Ms(tx.Now))
}

func after(tx *db.Tx, last ID, limit int) ([]ID, error) {
	return db.List(tx, func(scan db.Scan) (which ID, err error) { return which, scan(&which) },
		"select s.id from space s join space_key k on k.space = s.id where s.id > $1 order by s.id limit $2", last, limit)
}

func mineAbout(tx *db.Tx, names [2]who.ID, about string) ([]row, error) {
	return db.List(tx, read, inside+" and s.about = $4 order by s.id, "+byName, names[0], names[1], db.Ms(tx.Now), about)
}

func exists(tx *db.Tx, space ID) (bool, error) {
	var one int
	err := tx.One("select 1 from space where id = $1", space).Scan(&one)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

func insert(tx *db.Tx, space ID, about string, sealed, wrapped []byte) error {
	_, err := tx.Exec("insert into space (id, about, sealed) values ($1, $2, $3)", space, about, sealed)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into space_key (space, wrapped) values ($1, $2)", space, wrapped)
	return err
}

func upsertMember(tx *db.Tx, space ID, person who.ID, sealed []byte, until time.Time) error {
	end := int64(0)
	if !until.IsZero() {
		end = db.Ms(until)
	}
	_, err := tx.Exec(`insert into member (space, person, sealed, since, until) values ($1, $2, $3, $4, $5)
		on conflict (space, person) do update set sealed = excluded.sealed, until = excluded.until`,
		space, person, sealed, db.Ms(tx.Now), end)
	return err
}

func changeMember(tx *db.Tx, space ID, person who.ID, sealed []byte) error {
	return tx.Change("update member set sealed = $1 where space = $2 and person = $3", sealed, space, person)
}

func endMember(tx *db.Tx, space ID, person who.ID) error {
	return tx.Change("update member set until = $1 where space = $2 and person = $3", db.Ms(tx.Now), space, person)
}

func members(tx *db.Tx, rec *Record) ([]Member, error) {
	return db.List(tx, func(scan db.Scan) (Member, error) {
		var m Member
		var sealed []byte
		var until int64
		if err := scan(&m.Person, &sealed, &until); err != nil {
			return m, err
		}
		var kept membership
		err := rec.Unseal("member", string(m.Person), sealed, &kept)
		m.Role, m.Agreed = kept.Role, kept.Agreed
		if until > 0 {
			m.Until = db.At(until)
		}
		return m, err
	}, `select person, sealed, until from member where space = $1 and since <= $2 and (until = 0 or until > $2)
		order by since, person`, rec.space, db.Ms(tx.Now))
}

// ever are all who are or were inside, with since when and until when.
func ever(tx *db.Tx, rec *Record) ([]Stay, error) {
	return db.List(tx, func(scan db.Scan) (Stay, error) {
		var s Stay
		var sealed []byte
		var since, until int64
		if err := scan(&s.Person, &sealed, &since, &until); err != nil {
			return s, err
		}
		var kept membership
		err := rec.Unseal("member", string(s.Person), sealed, &kept)
		s.Role, s.Since = kept.Role, db.At(since)
		if until > 0 {
			s.Until = db.At(until)
		}
		return s, err
	}, "select person, sealed, since, until from member where space = $1 order by since, person", rec.space)
}

// listsOf are the lists of those who are or were inside, by whose they are.
func listsOf(tx *db.Tx, rec *Record) ([]ID, error) {
	return db.List(tx, func(scan db.Scan) (which ID, err error) { return which, scan(&which) },
		"select l.space from list l join member m on m.person = l.person where m.space = $1 order by l.space", rec.space)
}

func stayMember(tx *db.Tx, space ID, person who.ID, until time.Time) error {
	return tx.Change("update member set until = $1 where space = $2 and person = $3 and (until = 0 or until > $4)",
		db.Ms(until), space, person, db.Ms(tx.Now))
}

package space

import (
	"database/sql"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/pure/pack"
	"tillit.care/pure/right"
)

// list is a clinician's list, open to be written to.
type list struct {
	id  ID
	key seal.Key
}

// stored is a line as it is stored.
type stored struct {
	list   list
	person who.ID
	about  string
	line   Line
	fresh  bool // it is not stored yet
}

// at is where a space stands in a line; -1: it does not.
func (s stored) at(space ID) int {
	for i, p := range s.line.Places {
		if p.Space == space {
			return i
		}
	}
	return -1
}

func (s stored) without(space ID) []Placed {
	var left []Placed
	for _, p := range s.line.Places {
		if p.Space != space {
			left = append(left, p)
		}
	}
	return left
}

// What a line takes, in short and for the rest: as much when little is said as when much is.
const (
	leastShort = 1024
	leastMore  = 2048
)

func shortPlace(list ID, about string) seal.Place {
	return seal.Place{Table: "listed", Space: string(list), Row: about}
}

func morePlace(list ID, about string) seal.Place {
	return seal.Place{Table: "listed_more", Space: string(list), Row: about}
}

func (s stored) keep(tx *db.Tx) error {
	short, more := writePlaces(s.line.Places)
	sealed, err := s.list.key.Steps(shortPlace(s.list.id, s.about), short, leastShort)
	if err != nil {
		return err
	}
	rest, err := s.list.key.Steps(morePlace(s.list.id, s.about), more, leastMore)
	if err != nil {
		return err
	}
	if s.fresh {
		_, err = tx.Exec("insert into listed (list, about, person, sealed, more) values ($1, $2, $3, $4, $5)", s.list.id, s.about, s.person, sealed, rest)
		return err
	}
	return tx.Change("update listed set sealed = $1, more = $2 where list = $3 and about = $4", sealed, rest, s.list.id, s.about)
}

func dropLine(tx *db.Tx, s stored) error {
	return tx.Change("delete from listed where list = $1 and about = $2", s.list.id, s.about)
}

// lockLines keeps two changes of the same lines apart.
func lockLines(tx *db.Tx, about string) error { return tx.Lock("listed " + about) }

// linesAbout are the lines about a case in every list that has it, whole.
func linesAbout(tx *db.Tx, about string) ([]stored, error) {
	return db.List(tx, func(scan db.Scan) (stored, error) {
		s := stored{about: about}
		var wrapped, sealed, more []byte
		if err := scan(&s.list.id, &s.person, &wrapped, &sealed, &more); err != nil {
			return s, err
		}
		var err error
		if s.list.key, err = tx.Ring.Unwrap(keyPlace(s.list.id), wrapped); err != nil {
			return s, err
		}
		if s.line, err = openLine(s.list.key, s.list.id, about, sealed, nil); err != nil {
			return s, err
		}
		return s, openMore(s.list.key, s.list.id, s.line, more)
	}, `select l.list, l.person, k.wrapped, l.sealed, l.more from listed l join space_key k on k.space = l.list
		where l.about = $1 order by l.list`, about)
}

func openLine(key seal.Key, list ID, about string, sealed []byte, names pack.Names) (Line, error) {
	l := Line{About: about}
	plain, err := key.OpenBytes(shortPlace(list, about), sealed)
	if err == nil {
		l.Places, err = readPlaces(plain, names)
	}
	return l, err
}

func openMore(key seal.Key, list ID, line Line, sealed []byte) error {
	plain, err := key.OpenBytes(morePlace(list, line.About), sealed)
	if err != nil {
		return err
	}
	return readMore(line.Places, plain)
}

// linesOf are the lines of an open list, in short.
func linesOf(tx *db.Tx, rec *Record) ([]Line, error) {
	names := pack.Names{}
	return db.List(tx, func(scan db.Scan) (Line, error) {
		var about string
		var sealed sql.RawBytes
		if err := scan(&about, &sealed); err != nil {
			return Line{}, err
		}
		return openLine(rec.key, rec.space, about, sealed, names)
	}, "select about, sealed from listed where list = $1", rec.space)
}

// moreOf reads the rest of a line of an open list.
func moreOf(tx *db.Tx, rec *Record, line Line) error {
	var more []byte
	if err := tx.One("select more from listed where list = $1 and about = $2", rec.space, line.About).Scan(&more); err != nil {
		return err
	}
	return openMore(rec.key, rec.space, line, more)
}

// listOf finds somebody's list.
func listOf(tx *db.Tx, person who.ID) (list, error) {
	var l list
	var wrapped []byte
	err := tx.One("select l.space, k.wrapped from list l join space_key k on k.space = l.space where l.person = $1", person).Scan(&l.id, &wrapped)
	if err == nil {
		l.key, err = tx.Ring.Unwrap(keyPlace(l.id), wrapped)
	}
	return l, err
}

// ensure finds somebody's list, or makes it.
func ensure(tx *db.Tx, person who.ID, role right.Role) (list, error) {
	if err := tx.Lock("list " + string(person)); err != nil {
		return list{}, err
	}
	l, err := listOf(tx, person)
	if !fault.Is(err, fault.NotFound) {
		return l, err
	}
	made := id.New[Record](tx.Now)
	key, wrapped, err := tx.Ring.NewKey(keyPlace(made))
	if err != nil {
		return l, err
	}
	rec := &Record{space: made, kind: right.List, key: key}
	sealed, err := key.Seal(rec.place("space", string(made)), rec.kind)
	if err != nil {
		return l, err
	}
	if err := insert(tx, made, "", sealed, wrapped); err != nil {
		return l, err
	}
	tx.Note(string(made), "make", "")
	if err := rec.put(tx, person, membership{Role: role}, time.Time{}); err != nil {
		return l, err
	}
	_, err = tx.Exec("insert into list (person, space) values ($1, $2)", person, made)
	return list{made, key}, err
}

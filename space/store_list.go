package space

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
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
	bunch  bunch  // where it stands in short
	more   []byte // the rest, as it was
	fresh  bool   // it is not stored yet
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

// leastMore is what the rest of a line takes: as much when little is said as when much is.
const leastMore = 2048

func morePlace(list ID, about string) seal.Place {
	return seal.Place{Table: "listed_more", Space: string(list), Row: about}
}

// keep writes what has changed.
func (s stored) keep(tx *db.Tx) error {
	short, more := writePlaces(s.line.Places)
	moved := s.bunch.n == 0
	if moved {
		var err error
		if s.bunch, err = roomy(tx, s.list); err != nil {
			return err
		}
	}
	if !bytes.Equal(short, s.bunch.find(s.about)) {
		s.bunch.with(s.about, short)
		if err := s.bunch.keep(tx, s.list); err != nil {
			return err
		}
	}
	if !moved && bytes.Equal(more, s.more) {
		return nil
	}
	rest, err := s.list.key.Steps(morePlace(s.list.id, s.about), more, leastMore)
	if err != nil {
		return err
	}
	if s.fresh {
		_, err = tx.Exec("insert into listed (list, about, person, n, sealed, more) values ($1, $2, $3, $4, $5, $6)",
			s.list.id, s.about, s.person, s.bunch.n, []byte{}, rest)
		return err
	}
	return tx.Change("update listed set n = $1, sealed = $2, more = $3 where list = $4 and about = $5", s.bunch.n, []byte{}, rest, s.list.id, s.about)
}

func dropLine(tx *db.Tx, s stored) error {
	if s.bunch.n > 0 {
		s.bunch.with(s.about, nil)
		if err := s.bunch.keep(tx, s.list); err != nil {
			return err
		}
	}
	return tx.Change("delete from listed where list = $1 and about = $2", s.list.id, s.about)
}

// lockLines keeps two changes of the same lines apart, and of the rows that they stand in.
func lockLines(tx *db.Tx, about string) error {
	if !tx.Shares() {
		return nil
	}
	if err := tx.Lock("listed " + about); err != nil {
		return err
	}
	rows, err := db.List(tx, func(scan db.Scan) (row string, err error) {
		var list, n string
		err = scan(&list, &n)
		return "bunch " + list + " " + n, err
	}, "select list, cast(n as text) from listed where about = $1 order by list", about)
	for _, row := range rows {
		if err == nil {
			err = tx.Lock(row)
		}
	}
	return err
}

// linesAbout are the lines about a case in every list that has it, whole.
func linesAbout(tx *db.Tx, about string) ([]stored, error) {
	return db.List(tx, func(scan db.Scan) (stored, error) {
		s := stored{about: about}
		var wrapped, sealed, more, bunch []byte
		if err := scan(&s.list.id, &s.person, &wrapped, &s.bunch.n, &sealed, &more, &s.bunch.turn, &bunch); err != nil {
			return s, err
		}
		var err error
		if s.list.key, err = tx.Ring.Unwrap(keyPlace(s.list.id), wrapped); err != nil {
			return s, err
		}
		return s, s.open(sealed, more, bunch)
	}, `select l.list, l.person, k.wrapped, l.n, l.sealed, l.more, coalesce(b.turn, 0), b.sealed
		from listed l join space_key k on k.space = l.list left join bunch b on b.list = l.list and b.n = l.n
		where l.about = $1 order by l.list`, about)
}

func (s *stored) open(sealed, more, bunch []byte) (err error) {
	if s.bunch.n == 0 {
		s.line, err = openLine(s.list.key, s.list.id, s.about, sealed)
	} else if err = s.bunch.open(s.list.key, s.list.id, bunch); err == nil {
		s.line.About = s.about
		s.line.Places, err = readPlaces(s.bunch.find(s.about), nil)
	}
	if err != nil {
		return err
	}
	s.more, err = openMore(s.list.key, s.list.id, s.line, more)
	return err
}

// openLine opens a line that an earlier Tillit wrote.
func openLine(key seal.Key, list ID, about string, sealed []byte) (Line, error) {
	l := Line{About: about}
	plain, err := key.OpenBytes(seal.Place{Table: "listed", Space: string(list), Row: about}, sealed)
	if err == nil {
		l.Places, err = readPlaces(plain, nil)
	}
	return l, err
}

func openMore(key seal.Key, list ID, line Line, sealed []byte) ([]byte, error) {
	plain, err := key.OpenBytes(morePlace(list, line.About), sealed)
	if err != nil {
		return nil, err
	}
	return plain, readMore(line.Places, plain)
}

// marksOf is how the rest of each line of an open list begins, sealed.
func marksOf(tx *db.Tx, rec *Record, lines []Line, into map[string]string) error {
	args := []any{rec.space}
	var places []string
	for _, l := range lines {
		args = append(args, l.About)
		places = append(places, "$"+strconv.Itoa(len(args)))
	}
	_, err := db.List(tx, func(scan db.Scan) (_ struct{}, err error) {
		var about string
		var seal db.Raw
		err = scan(&about, &seal)
		into[about] = string(seal)
		return struct{}{}, err
	}, "select about, substr(more, 1, 32) from listed where list = $1 and about in ("+strings.Join(places, ", ")+")", args...)
	return err
}

// moreOf reads the rest of a line of an open list.
func moreOf(tx *db.Tx, rec *Record, line Line) error {
	var more []byte
	if err := tx.One("select more from listed where list = $1 and about = $2", rec.space, line.About).Scan(&more); err != nil {
		return err
	}
	_, err := openMore(rec.key, rec.space, line, more)
	return err
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

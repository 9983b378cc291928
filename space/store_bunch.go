package space

import (
	"strconv"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/pure/pack"
)

// Lines in short stand a few in one row, which is opened at once: a day of five hundred
// cases reads a hundred rows.

// bunchOf is how many lines stand in one row; bunchSize is what such a row takes, whatever
// the lines say: as much as fits one page of the database.
const (
	bunchOf   = 6
	bunchSize = 3840
)

// bunch is such a row.
type bunch struct {
	n     int64 // from 1 in its list; 0: an earlier Tillit wrote the line into a row of its own
	turn  int64 // how often it was written
	lines []bunched
}

type bunched struct {
	about string
	short []byte
}

func bunchPlace(list ID, n int64) seal.Place {
	return seal.Place{Table: "bunch", Space: string(list), Row: strconv.FormatInt(n, 10)}
}

func (b *bunch) open(key seal.Key, list ID, sealed []byte) error {
	plain, err := key.OpenBytes(bunchPlace(list, b.n), sealed)
	if err != nil {
		return err
	}
	r := &pack.Reader{Left: plain}
	b.lines = make([]bunched, 0, bunchOf)
	for len(r.Left) > 0 {
		b.lines = append(b.lines, bunched{r.Text(), r.Blob()})
	}
	return r.Err()
}

func (b *bunch) find(about string) []byte {
	for _, l := range b.lines {
		if l.about == about {
			return l.short
		}
	}
	return nil
}

// with puts a line into the row; without anything to say it is taken out.
func (b *bunch) with(about string, short []byte) {
	left := b.lines[:0:0]
	for _, l := range b.lines {
		if l.about != about {
			left = append(left, l)
		}
	}
	if short != nil {
		left = append(left, bunched{about, short})
	}
	b.lines = left
}

// keep writes the row, unless somebody else has written it meanwhile: then all of this
// transaction is done again.
func (b *bunch) keep(tx *db.Tx, l list) error {
	w := &pack.Writer{Bytes: make([]byte, 0, bunchSize)}
	for _, line := range b.lines {
		w.Text(line.about)
		w.Blob(line.short)
	}
	sealed, err := l.key.Steps(bunchPlace(l.id, b.n), w.Bytes, bunchSize)
	if err != nil {
		return err
	}
	if b.turn == 0 {
		_, err = tx.Exec("insert into bunch (list, n, turn, sealed) values ($1, $2, 1, $3)", l.id, b.n, sealed)
		return err
	}
	n, err := tx.Exec("update bunch set turn = turn + 1, sealed = $1 where list = $2 and n = $3 and turn = $4", sealed, l.id, b.n, b.turn)
	if err == nil && n == 0 {
		return db.ErrAgain
	}
	return err
}

// roomy is a row of a list that has room for one more line.
func roomy(tx *db.Tx, l list) (bunch, error) {
	if err := tx.Lock("bunch " + string(l.id)); err != nil {
		return bunch{}, err
	}
	b := bunch{}
	var sealed []byte
	err := tx.One(`select b.n, b.turn, b.sealed from bunch b where b.list = $1
		and (select count(*) from listed l where l.list = b.list and l.n = b.n) < $2 order by b.n limit 1`, l.id, bunchOf).Scan(&b.n, &b.turn, &sealed)
	if err == nil {
		return b, b.open(l.key, l.id, sealed)
	}
	if !fault.Is(err, fault.NotFound) {
		return b, err
	}
	err = tx.One("select coalesce(max(n), 0) + 1 from bunch where list = $1", l.id).Scan(&b.n)
	return b, err
}

// read reads the lines of a row. Names are those of the whole list.
func (b bunch) read(names pack.Names) ([]Line, error) {
	all := make([]Line, 0, len(b.lines))
	for _, l := range b.lines {
		places, err := readPlaces(l.short, names)
		if err != nil {
			return nil, err
		}
		all = append(all, Line{About: l.about, Places: places})
	}
	return all, nil
}

// linesOf are the lines of an open list, in short.
func linesOf(tx *db.Tx, rec *Record) ([]Line, error) {
	names := pack.Names{}
	var all []Line
	rows, err := db.List(tx, func(scan db.Scan) (b bunch, err error) {
		var sealed db.Raw
		if err := scan(&b.n, &sealed); err != nil {
			return b, err
		}
		return b, b.open(rec.key, rec.space, sealed)
	}, "select n, sealed from bunch where list = $1 order by n", rec.space)
	if err != nil {
		return nil, err
	}
	for _, b := range rows {
		lines, err := b.read(names)
		if err != nil {
			return nil, err
		}
		all = append(all, lines...)
	}
	alone, err := linesAlone(tx, rec)
	return append(all, alone...), err
}

// head is a row of a list, and how its seal begins.
type head struct {
	n    int64
	seal string
}

func headsOf(tx *db.Tx, rec *Record) ([]head, error) {
	return db.List(tx, func(scan db.Scan) (h head, err error) {
		var seal db.Raw
		err = scan(&h.n, &seal)
		h.seal = string(seal)
		return h, err
	}, "select n, substr(sealed, 1, 32) from bunch where list = $1 order by n", rec.space)
}

// linesIn are the lines of one row, to be kept in a Memory.
func linesIn(tx *db.Tx, rec *Record, n int64) ([]Line, error) {
	b := bunch{n: n}
	var sealed []byte
	if err := tx.One("select sealed from bunch where list = $1 and n = $2", rec.space, n).Scan(&sealed); err != nil {
		return nil, err
	}
	if err := b.open(rec.key, rec.space, sealed); err != nil {
		return nil, err
	}
	lines, err := b.read(pack.Names{})
	for i := range lines {
		lines[i].cell = &cell{}
		for j := range lines[i].Places {
			lines[i].Places[j].names = nil // it is written to, and several read at a time
		}
	}
	return lines, err
}

// linesAlone are those that an earlier Tillit wrote, each into a row of its own.
func linesAlone(tx *db.Tx, rec *Record) ([]Line, error) {
	return db.List(tx, func(scan db.Scan) (Line, error) {
		var about string
		var sealed []byte
		if err := scan(&about, &sealed); err != nil {
			return Line{}, err
		}
		return openLine(rec.key, rec.space, about, sealed)
	}, "select about, sealed from listed where list = $1 and n = 0", rec.space)
}

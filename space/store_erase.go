package space

import (
	"time"

	"tillit.care/base/db"
)

// openable are all spaces of a case whose keys are there.
func openable(tx *db.Tx, about string) ([]row, error) {
	return db.List(tx, read, `select s.id, s.about, s.sealed, k.wrapped, '', k.wrapped from space s
		join space_key k on k.space = s.id where s.about = $1 order by s.id`, about)
}

// destroy overwrites a key and then takes it away, and remembers that. There may be none.
func destroy(tx *db.Tx, space ID, at time.Time) (bool, error) {
	if _, err := tx.Exec("insert into destroyed (space, at) values ($1, $2) on conflict (space) do nothing", space, db.Ms(at)); err != nil {
		return false, err
	}
	n, err := tx.Exec("update space_key set wrapped = $1 where space = $2", make([]byte, 128), space)
	if err != nil || n == 0 {
		return false, err
	}
	return true, tx.Change("delete from space_key where space = $1", space)
}

func destroyed(tx *db.Tx) ([]Gone, error) {
	return db.List(tx, func(scan db.Scan) (g Gone, err error) {
		var at int64
		err = scan(&g.Space, &at)
		g.At = db.At(at)
		return g, err
	}, "select space, at from destroyed order by space")
}

// inside now are the people of a space, whatever they are there.
func insiders(tx *db.Tx, space ID) ([]string, error) {
	return db.List(tx, func(scan db.Scan) (person string, err error) { return person, scan(&person) },
		"select person from member where space = $1 and (until = 0 or until > $2)", space, db.Ms(tx.Now))
}

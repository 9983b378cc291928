package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
	"tillit.care/space"
)

// What can be wrong with two files and a key.
var (
	ErrKeysKey   = errors.New("app: the keys file does not open with this root key")
	ErrKeysFile  = errors.New("app: that is not a keys file")
	ErrDataFile  = errors.New("app: that is not a data file")
	ErrOtherData = errors.New("app: the data file belongs to other keys")
	ErrOldKeys   = errors.New("app: the keys are older than the data")
)

// Restored is what came back.
type Restored struct {
	Rows, Tables int
	Keyless      int // spaces whose key was destroyed since the data was written
	Destroyed    int // keys of this backup that were destroyed since, and were left out
	Trail        trail.Report
}

// Restore makes a database from a backup, where there is none: whole, or not at all.
func Restore(ctx context.Context, data, keys string, c Config) (Restored, error) {
	config, err := kept(c)
	if err != nil {
		return Restored{}, err
	}
	store, err := readKeys(keys, c.Key)
	if err != nil {
		return Restored{}, err
	}
	f, err := os.Open(data)
	if err != nil {
		return Restored{}, err
	}
	defer f.Close()
	a, err := openData(f, store.ring)
	if err != nil {
		return Restored{}, err
	}
	if a.Made > store.made {
		return Restored{}, ErrOldKeys
	}
	gone, err := store.gone(filepath.Join(filepath.Dir(keys), destroyedName), c.destroyedPath())
	if err != nil {
		return Restored{}, err
	}
	var r Restored
	err = db.Refill(ctx, config, store.ring, a.Schema, func(tx *db.Tx) error { return r.fill(tx, store, a, gone) })
	if err != nil {
		return r, err
	}
	return r, listDestroyed(c.destroyedPath(), store.ring, gone)
}

// gone is everything that is known to have been destroyed: by the keys that are restored, and
// by the lists beside them and beside the new database.
func (s stored) gone(lists ...string) (all []space.Gone, err error) {
	for _, row := range s.rows {
		if row.table.Name == "destroyed" {
			all = append(all, space.Gone{Space: space.ID(row.text("space")), At: db.At(row.number("at"))})
		}
	}
	for _, path := range lists {
		listed, _, err := readDestroyed(path, s.ring)
		if err != nil {
			return nil, err
		}
		all = append(all, listed...)
	}
	return all, nil
}

func openData(f io.Reader, ring *seal.Ring) (*unsealed, error) {
	plain, err := seal.From(f, ring.Secret("backup"))
	if errors.Is(err, seal.ErrWrong) {
		return nil, ErrOtherData
	}
	if err != nil {
		return nil, errors.Join(ErrDataFile, err)
	}
	return unpack(plain, dataKind)
}

// stored is a key store, read and opened.
type stored struct {
	made int64
	ring *seal.Ring
	rows []storedRow
}

type storedRow struct {
	table  db.Table
	values []any
}

func readKeys(path string, key seal.Keeper) (stored, error) {
	var s stored
	f, err := os.Open(path)
	if err != nil {
		return s, err
	}
	defer f.Close()
	plain, err := seal.FromKeeper(f, key)
	if errors.Is(err, seal.ErrWrong) {
		return s, ErrKeysKey
	}
	if errors.Is(err, seal.ErrNotSealed) {
		return s, errors.Join(ErrKeysFile, err)
	}
	if err != nil {
		return s, err
	}
	a, err := unpack(plain, keysKind)
	if err != nil {
		return s, err
	}
	s.made = a.Made
	_, err = a.rows(func(table db.Table, values []any) error {
		s.rows = append(s.rows, storedRow{table, values})
		return nil
	})
	if err != nil {
		return s, err
	}
	s.ring, err = s.open(key)
	return s, err
}

func (s stored) open(key seal.Keeper) (*seal.Ring, error) {
	for _, row := range s.rows {
		if row.table.Name != "keeping" {
			continue
		}
		for i, c := range row.table.Columns {
			if wrapped, ok := row.values[i].([]byte); ok && c.Name == "wrapped" {
				return seal.OpenRing(key, wrapped)
			}
		}
	}
	return nil, ErrKeysFile
}

func (r *Restored) fill(tx *db.Tx, store stored, a *unsealed, gone []space.Gone) error {
	*r = Restored{}
	erased := map[string]bool{}
	for _, g := range gone {
		erased[string(g.Space)] = true
	}
	here, err := db.Tables(tx)
	if err != nil {
		return err
	}
	held := map[string]bool{}
	put := func(table db.Table, values []any) error {
		if table.Name == "schema_version" || !fits(here, table) {
			return fmt.Errorf("%w: table %s", ErrArchive, table.Name)
		}
		r.Rows++
		return table.Insert(tx, values)
	}
	for _, row := range store.rows {
		if row.table.Name == "space_key" && erased[row.text("space")] {
			r.Rows, r.Destroyed = r.Rows+1, r.Destroyed+1
			continue
		}
		if row.table.Name == "destroyed" && !fits(here, row.table) {
			r.Rows++ // the data is older than that list: it stands beside the new database
			continue
		}
		if row.table.Name == "space_key" {
			held[row.text("space")] = true
		}
		if err := put(row.table, row.values); err != nil {
			return err
		}
	}
	_, err = a.rows(func(table db.Table, values []any) error {
		if table.Name == "space" && !held[storedRow{table, values}.text("id")] {
			r.Keyless++
		}
		return put(table, values)
	})
	if err != nil {
		return err
	}
	r.Tables = len(here) - 1
	r.Trail, err = trail.Verify(tx)
	return err
}

func (row storedRow) text(column string) string {
	for i, c := range row.table.Columns {
		if text, ok := row.values[i].(string); ok && c.Name == column {
			return text
		}
	}
	return ""
}

func (row storedRow) number(column string) int64 {
	for i, c := range row.table.Columns {
		if n, ok := row.values[i].(int64); ok && c.Name == column {
			return n
		}
	}
	return 0
}

func fits(here []db.Table, want db.Table) bool {
	return slices.ContainsFunc(here, func(t db.Table) bool {
		return t.Name == want.Name && slices.Equal(t.Columns, want.Columns)
	})
}

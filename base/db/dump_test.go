package db_test

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"testing"
	"testing/fstest"

	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/e2e/postgres"
)

// The tables are made in an order in which none could be filled: b points to z.
var small = fstest.MapFS{"0001_small.sql": {Data: []byte(`
create table schema_version (version bigint primary key);
create table keeping (id bigint primary key, wrapped bytea not null);
create table z (id text primary key, n bigint, body bytea);
create table b (z text not null references z (id), n bigint not null, primary key (n, z));
`)}}

type root struct{}

func (root) Wrap(key []byte) ([]byte, error)       { return key, nil }
func (root) Unwrap(wrapped []byte) ([]byte, error) { return wrapped, nil }

func unlock(wrapped []byte) (*seal.Ring, []byte, error) {
	if wrapped == nil {
		return seal.NewRing(root{})
	}
	ring, err := seal.OpenRing(root{}, wrapped)
	return ring, nil, err
}

func config(url string) db.Config { return db.Config{URL: url, Schema: small, Unlock: unlock} }

func open(t *testing.T, c db.Config) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// places are an empty place on each engine.
func places(t *testing.T) map[string]string {
	all := map[string]string{"sqlite": filepath.Join(t.TempDir(), "x.db")}
	if testing.Short() {
		return all
	}
	all["postgres"] = postgres.Shared(t, postgres.Options{}).Database(t)
	return all
}

var rows = []string{
	"insert into z (id, n, body) values ('a', 9007199254740993, $1)", // beyond what a float holds
	"insert into z (id, n, body) values ('æ', null, $1)",
	"insert into b (z, n) values ('æ', 2)",
	"insert into b (z, n) values ('a', 1)",
}

func fill(tx *db.Tx) error {
	for i, row := range rows {
		args := [][]any{{[]byte{0, 255}}, {[]byte{}}, nil, nil}[i]
		if _, err := tx.Exec(row, args...); err != nil {
			return err
		}
	}
	_, err := tx.Exec("insert into z (id, n, body) values ('b', -1, null)")
	return err
}

type dumped map[string][][]any

func dump(tx *db.Tx) (dumped, []db.Table, error) {
	all := dumped{}
	tables, err := db.Tables(tx)
	for _, table := range tables {
		err = errors.Join(err, table.Rows(tx, func(values []any) error {
			all[table.Name] = append(all[table.Name], append([]any{}, values...))
			return nil
		}))
	}
	return all, tables, err
}

func look(t *testing.T, d *db.DB) (all dumped, tables []db.Table) {
	t.Helper()
	err := d.Read(t.Context(), who.House, func(tx *db.Tx) (err error) { all, tables, err = dump(tx); return err })
	if err != nil {
		t.Fatal(err)
	}
	return all, tables
}

func TestEveryRowComesBackOnEitherEngine(t *testing.T) {
	for from, url := range places(t) {
		d := open(t, config(url))
		if err := d.Write(t.Context(), who.House, fill); err != nil {
			t.Fatal(err)
		}
		before, tables := look(t, d)
		if want := (dumped{"z": {{"a", int64(9007199254740993), []byte{0, 255}}, {"b", int64(-1), nil}, {"æ", nil, []byte{}}}}); !reflect.DeepEqual(before["z"], want["z"]) {
			t.Errorf("%s: read %v", from, before["z"])
		}
		for to, url := range places(t) {
			t.Run(from+" to "+to, func(t *testing.T) { refilled(t, d, url, before, tables) })
		}
	}
}

func refilled(t *testing.T, d *db.DB, url string, before dumped, tables []db.Table) {
	insert := func(tx *db.Tx) error {
		for _, table := range tables {
			for _, values := range before[table.Name] {
				if table.Name == "schema_version" {
					continue
				}
				if err := table.Insert(tx, values); err != nil {
					return err
				}
			}
		}
		return nil
	}
	broken := errors.New("the power went")
	err := db.Refill(t.Context(), config(url), d.Ring(), 1, func(tx *db.Tx) error { return errors.Join(insert(tx), broken) })
	if !errors.Is(err, broken) {
		t.Fatalf("a fill that failed: %v", err)
	}
	if err := db.Refill(t.Context(), config(url), d.Ring(), 1, insert); err != nil {
		t.Fatal(err)
	}
	if err := db.Refill(t.Context(), config(url), d.Ring(), 1, insert); !errors.Is(err, db.ErrNotEmpty) {
		t.Errorf("a second time: %v", err)
	}
	still := config(url)
	still.Still = true
	if after, _ := look(t, open(t, still)); !reflect.DeepEqual(before, after) {
		t.Errorf("before %v\nafter %v", before, after)
	}
}

func TestStillMakesNothing(t *testing.T) {
	for engine, url := range places(t) {
		c := config(url)
		c.Still = true
		if _, err := db.Open(context.Background(), c); !errors.Is(err, db.ErrNothing) {
			t.Errorf("%s: %v", engine, err)
		}
	}
}

func TestANewerSchemaIsRefused(t *testing.T) {
	for engine, url := range places(t) {
		err := db.Refill(t.Context(), config(url), nil, 2, func(*db.Tx) error { return nil })
		if !errors.Is(err, db.ErrNewer) {
			t.Errorf("%s: %v", engine, err)
		}
	}
}

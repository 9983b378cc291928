package e2e_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tillit.care/base/db"
	"tillit.care/base/trail"
	"tillit.care/base/who"
	"tillit.care/e2e/world"
)

// eye sees whatever is written to a practice: every row of every table but the moving ones,
// and every entry of the trail, since it last looked. The database itself tells it.
type eye struct {
	w             *world.World
	rows, entries int64
}

// tables that a refusal may add to, and those that change with a look alone.
var moving = []string{"trail", "job", "session", "schema_version", "keeping", "attempt", "pulse"}

// openEye opens an eye on a world of SQLite: on everything, or on the trail alone.
func openEye(w *world.World, everything bool) *eye {
	w.Do(who.House, func(tx *db.Tx) error {
		tables, err := db.List(tx, func(scan db.Scan) (name string, err error) { return name, scan(&name) },
			"select name from sqlite_master where type = 'table' order by name")
		if err != nil {
			return err
		}
		if !everything {
			tables = nil
		}
		orders := []string{"create table eye_row (n integer primary key, name text)", "create table eye_entry (n integer primary key, chain text)",
			"create trigger eye_trail after insert on trail begin insert into eye_entry (chain) values (new.chain); end"}
		for _, table := range tables {
			if slices.Contains(moving, table) {
				continue
			}
			for _, act := range []string{"insert", "update", "delete"} {
				orders = append(orders, fmt.Sprintf("create trigger eye_%[1]s_%[2]s after %[2]s on %[1]s begin insert into eye_row (name) values ('%[1]s'); end", table, act))
			}
		}
		for _, order := range orders {
			if _, err := tx.Exec(order); err != nil {
				return err
			}
		}
		return nil
	})
	return &eye{w: w}
}

// look is in which tables something was written since the last look, and whether the trail
// has a refusal since.
func (e *eye) look(t *testing.T) (tables []string, refused bool) {
	t.Helper()
	type noted struct {
		n    int64
		what string
	}
	read := func(scan db.Scan) (one noted, err error) { return one, scan(&one.n, &one.what) }
	err := e.w.House.DB.Read(context.Background(), who.House, func(tx *db.Tx) error {
		rows, err := db.List(tx, read, "select n, name from eye_row where n > $1 order by n", e.rows)
		for _, row := range rows {
			e.rows, tables = row.n, append(tables, row.what)
		}
		if err != nil {
			return err
		}
		entries, err := db.List(tx, read, "select n, chain from eye_entry where n > $1 order by n", e.entries)
		added := map[string]int{}
		for _, entry := range entries {
			e.entries = entry.n
			added[entry.what]++
		}
		for chain, n := range added {
			entries, wrong := trail.Of(tx, chain, n)
			if wrong != nil {
				return wrong
			}
			refused = refused || slices.ContainsFunc(entries, refuses)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tables, refused
}

func refuses(entry trail.Entry) bool {
	return slices.ContainsFunc(entry.Acts, func(act trail.Act) bool { return strings.HasPrefix(act.Act, "refused") })
}

// TestTheEyeSees: the matrix would notice whatever is written, however little of it.
func TestTheEyeSees(t *testing.T) {
	t.Parallel()
	w, cast := world.Peopled(t)
	e := openEye(w, true)
	if tables, refused := e.look(t); tables != nil || refused {
		t.Errorf("it sees %q and a refusal, %v, where nothing was done", tables, refused)
	}
	for _, order := range []string{"update member set until = until where person = $1", "delete from login where account = $1",
		"insert into list (person, space) select $1, min(id) from space"} {
		w.Do(who.House, func(tx *db.Tx) error { _, err := tx.Exec(order, cast.People["client"].ID); return err })
		if tables, refused := e.look(t); len(tables) == 0 || refused {
			t.Errorf("%s: it sees %q, and a refusal, %v", order, tables, refused)
		}
	}
}

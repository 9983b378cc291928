package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
)

// tried is a database that remembers what it told, and what it wrote as the trail.
type tried struct {
	*db.DB
	mu      sync.Mutex
	touches []db.Touch
}

// ledger has a foreign key that is looked at only when the transaction commits: with it a
// commit can be made to fail.
var ledger = fstest.MapFS{"0001_ledger.sql": {Data: []byte(`
create table schema_version (version bigint primary key);
create table keeping (id bigint primary key, wrapped bytea not null);
create table item (id text primary key, parent text references item (id) deferrable initially deferred);
create table line (chain text not null, act text not null);
`)}}

func newTried(t *testing.T, url string) *tried {
	t.Helper()
	d := &tried{}
	d.DB = open(t, db.Config{URL: url, Schema: ledger, Unlock: unlock,
		Trail: func(tx *db.Tx, lines []db.Line) error {
			for _, l := range lines {
				if _, err := tx.Exec("insert into line (chain, act) values ($1, $2)", l.Chain, l.Act); err != nil {
					return err
				}
			}
			return nil
		},
		Told: func(touches []db.Touch) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.touches = append(d.touches, touches...)
		}})
	return d
}

// each runs a test on both engines.
func each(t *testing.T, test func(t *testing.T, d *tried)) {
	for engine, url := range places(t) {
		t.Run(engine, func(t *testing.T) { test(t, newTried(t, url)) })
	}
}

func put(id, parent string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		var of any
		if parent != "" {
			of = parent
		}
		_, err := tx.Exec("insert into item (id, parent) values ($1, $2)", id, of)
		return err
	}
}

func (d *tried) write(fn func(*db.Tx) error) error {
	return d.Write(context.Background(), who.Nobody, fn)
}

func (d *tried) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	err := d.Read(context.Background(), who.Nobody, func(tx *db.Tx) error { return tx.One(query, args...).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (d *tried) heard(touch db.Touch) (n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, t := range d.touches {
		if t == touch {
			n++
		}
	}
	return n
}

func TestAFailureIsItsOwn(t *testing.T) {
	each(t, func(t *testing.T, d *tried) {
		errs := d.gather(20, func(i int) func(*db.Tx) error {
			return func(tx *db.Tx) error {
				if err := put(fmt.Sprint("i", i), "")(tx); err != nil {
					return err
				}
				switch i {
				case 7:
					return fault.New(fault.Invalid, "x")
				case 9:
					panic("at night")
				}
				return nil
			}
		})
		for i, err := range errs {
			if (err != nil) != (i == 7 || i == 9) {
				t.Errorf("%d: %v", i, err)
			}
		}
		if !fault.Is(errs[7], fault.Invalid) || !fault.Is(errs[9], fault.Internal) {
			t.Errorf("%v; %v", errs[7], errs[9])
		}
		if n := d.count(t, "select count(*) from item"); n != 18 {
			t.Errorf("%d of 18 are there", n)
		}
	})
}

// TestAFailedCommitIsTold: what is not durable is not acknowledged.
func TestAFailedCommitIsTold(t *testing.T) {
	each(t, func(t *testing.T, d *tried) {
		err := d.write(func(tx *db.Tx) error {
			tx.Touch("topic", "part")
			return put("orphan", "nobody")(tx)
		})
		if err == nil {
			t.Error("a commit that failed was acknowledged")
		}
		if n := d.count(t, "select count(*) from item"); n != 0 {
			t.Errorf("%d are there", n)
		}
		if d.heard(db.Touch{Topic: "topic", Part: "part"}) > 0 {
			t.Error("open pages were told of something that is not there")
		}
		if err := d.write(put("next", "")); err != nil {
			t.Errorf("and afterwards: %v", err)
		}
	})
}

// gather lets so many transactions gather behind a slow one, so that on SQLite they share a
// commit, and gives their errors.
func (d *tried) gather(n int, fn func(i int) func(*db.Tx) error) []error {
	slow := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() { d.write(func(*db.Tx) error { <-slow; return nil }) })
	time.Sleep(20 * time.Millisecond)
	errs := make([]error, n)
	for i := range errs {
		all.Go(func() { errs[i] = d.write(fn(i)) })
	}
	time.Sleep(20 * time.Millisecond)
	close(slow)
	all.Wait()
	return errs
}

// TestAFailedCommitIsToldToAll: those who shared a commit that failed all hear of it, and
// nothing of theirs is there. On PostgreSQL each has its own.
func TestAFailedCommitIsToldToAll(t *testing.T) {
	each(t, func(t *testing.T, d *tried) {
		errs := d.gather(10, func(i int) func(*db.Tx) error {
			return func(tx *db.Tx) error {
				tx.Touch("topic", fmt.Sprint("p", i))
				return put(fmt.Sprint("i", i), map[bool]string{true: "nobody"}[i == 4])(tx)
			}
		})
		if errs[4] == nil {
			t.Error("a commit that failed was acknowledged")
		}
		for i, err := range errs {
			n := d.count(t, "select count(*) from item where id = $1", fmt.Sprint("i", i))
			if (err == nil) != (n == 1) {
				t.Errorf("%d was told %v, and is there %d times", i, err, n)
			}
			if d.Engine() == "sqlite" && !fault.Is(err, fault.Unavailable) {
				t.Errorf("%d shared the commit and was told %v", i, err)
			}
			if err != nil && d.heard(db.Touch{Topic: "topic", Part: fmt.Sprint("p", i)}) > 0 {
				t.Errorf("open pages were told of %d, which is not there", i)
			}
		}
	})
}

// TestAFullDisk: what finds no room fails alone or with its group, and no part of it stays;
// when there is room again, everything goes on.
func TestAFullDisk(t *testing.T) {
	d := newTried(t, places(t)["sqlite"])
	room := func(pages string) {
		t.Helper()
		if err := d.write(func(tx *db.Tx) error { _, err := tx.Exec("pragma max_page_count = " + pages); return err }); err != nil {
			t.Fatal(err)
		}
	}
	room("1") // no more than there are
	long := strings.Repeat("x", 20_000)
	errs := d.gather(6, func(i int) func(*db.Tx) error {
		return func(tx *db.Tx) error {
			_ = put(fmt.Sprint(i, long), "")(tx) // somebody who does not look
			_ = put(fmt.Sprint(i), "")(tx)
			return nil
		}
	})
	for i, err := range errs {
		if !fault.Is(err, fault.Unavailable) {
			t.Errorf("%d: %v", i, err)
		}
	}
	if n := d.count(t, "select count(*) from item"); n != 0 {
		t.Errorf("%d parts of what failed are there", n)
	}
	room("1000000")
	if err := d.write(put("next", "")); err != nil {
		t.Errorf("when there is room again: %v", err)
	}
}

func TestRefusalsOutliveTheRollback(t *testing.T) {
	each(t, func(t *testing.T, d *tried) {
		no := fault.New(fault.NotFound, "x")
		err := d.write(func(tx *db.Tx) error {
			tx.Note("c", "done", "")
			tx.Refuse("c", "refused", "")
			return errors.Join(put("a", "")(tx), no)
		})
		if !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		err = d.Read(context.Background(), who.Nobody, func(tx *db.Tx) error { tx.Refuse("c", "refused", ""); return no })
		if !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		if n := d.count(t, "select count(*) from line where act = $1", "refused"); n != 2 {
			t.Errorf("%d of 2 refusals were kept", n)
		}
		if n := d.count(t, "select count(*) from line where act = $1", "done"); n != 0 {
			t.Error("something that was rolled back is in the trail")
		}
		if n := d.count(t, "select count(*) from item"); n != 0 {
			t.Error("it was not rolled back")
		}
	})
}

func TestReadsAreKeptAndWriteNothing(t *testing.T) {
	each(t, func(t *testing.T, d *tried) {
		err := d.Read(context.Background(), who.Nobody, func(tx *db.Tx) error { tx.Note("c", "looked", ""); return nil })
		if err != nil {
			t.Fatal(err)
		}
		if n := d.count(t, "select count(*) from line where act = $1", "looked"); n != 1 {
			t.Errorf("Read returned and its line is there %d times", n)
		}
		if err := d.Read(context.Background(), who.Nobody, put("a", "")); err == nil {
			t.Error("a read wrote")
		}
	})
}

func TestTouchesComeAfterTheCommit(t *testing.T) {
	each(t, func(t *testing.T, d *tried) {
		_ = d.write(func(tx *db.Tx) error { tx.Touch("lost", "p"); return fault.New(fault.Invalid, "x") })
		if err := d.write(func(tx *db.Tx) error { tx.Touch("topic", "p"); tx.Touch("topic", "p"); return nil }); err != nil {
			t.Fatal(err)
		}
		told := db.Touch{Topic: "topic", Part: "p"}
		for range 200 { // PostgreSQL tells by another line
			if d.heard(told) > 0 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if n, lost := d.heard(told), d.heard(db.Touch{Topic: "lost", Part: "p"}); n != 1 || lost != 0 {
			t.Errorf("told %d times, and %d times of what was rolled back", n, lost)
		}
	})
}

func TestTwiceIsAConflict(t *testing.T) {
	each(t, func(t *testing.T, d *tried) {
		if err := d.write(put("a", "")); err != nil {
			t.Fatal(err)
		}
		if err := d.write(put("a", "")); !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
	})
}

func TestClosingWaits(t *testing.T) {
	d := newTried(t, places(t)["sqlite"])
	begun, done := make(chan struct{}), make(chan error)
	go func() {
		done <- d.write(func(tx *db.Tx) error {
			close(begun)
			time.Sleep(50 * time.Millisecond)
			return put("a", "")(tx)
		})
	}()
	<-begun
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("what was being written when it closed: %v", err)
	}
	if err := d.write(put("b", "")); !fault.Is(err, fault.Unavailable) {
		t.Errorf("afterwards: %v", err)
	}
}

// TestPostgreSQLTriesAgain: two transactions that wait for each other both succeed.
func TestPostgreSQLTriesAgain(t *testing.T) {
	url, ok := places(t)["postgres"]
	if !ok {
		t.Skip("-short leaves PostgreSQL out")
	}
	d := newTried(t, url)
	for _, id := range []string{"a", "b"} {
		if err := d.write(put(id, "")); err != nil {
			t.Fatal(err)
		}
	}
	var all sync.WaitGroup
	errs := make([]error, 2)
	for i, order := range [][]string{{"a", "b"}, {"b", "a"}} {
		all.Go(func() {
			errs[i] = d.write(func(tx *db.Tx) error {
				for _, id := range order {
					if err := tx.Change("update item set parent = null where id = $1", id); err != nil {
						return err
					}
					time.Sleep(50 * time.Millisecond)
				}
				return nil
			})
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
}

// Package db is the one way to what is stored: transactions with one author and one
// moment, the same SQL text on SQLite and PostgreSQL, and nothing acknowledged before it
// is durable.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/base/who"
)

// Config says where the data is and what happens around a transaction.
type Config struct {
	URL    string // a file's path, or postgres://…
	Schema fs.FS  // NNNN_name.sql, in order
	Still  bool   // take the database as it is: make none, and bring none up to date
	// Unlock turns the stored, wrapped practice key into the ring. For a new database
	// wrapped is nil, and the wrapped key to store is returned. It runs before anything
	// is written: an error leaves the database as it was.
	Unlock func(wrapped []byte) (*seal.Ring, []byte, error)
	Clock  func() time.Time            // nil: the computer's
	Trail  func(*Tx, []Line) error     // writes the trail lines of a transaction
	Told   func([]Touch)               // hears what changed, after it is durable
	Wrong  func(act string, err error) // hears of trouble that no caller waits for
}

// Line is one line of the trail: in which chain, which act on which object. It never
// says what was written.
type Line struct{ Chain, Act, Object string }

// Touch says that a part of something changed.
type Touch struct{ Topic, Part string }

// DB is an open database.
type DB struct {
	config Config
	ring   *seal.Ring
	pg     bool
	pool   *sql.DB      // PostgreSQL: all connections; SQLite: nil
	busy   sync.RWMutex // PostgreSQL: held shared while writing, so that Close waits
	lite   *lite        // SQLite: one writer, several readers
	stop   context.CancelFunc
	stats  Stats
}

// Stats counts what was made durable.
type Stats struct {
	Writes atomic.Int64 // transactions that were committed
	Groups atomic.Int64 // commits that put something on disk; on PostgreSQL every one
}

// Stats are the counts since the start.
func (d *DB) Stats() *Stats { return &d.stats }

// Ring is the practice's keys.
func (d *DB) Ring() *seal.Ring { return d.ring }

// Now is the moment, as the house's clock has it.
func (d *DB) Now() time.Time { return d.config.Clock().UTC().Truncate(time.Millisecond) }

// Engine is "sqlite" or "postgres".
func (d *DB) Engine() string {
	if d.pg {
		return "postgres"
	}
	return "sqlite"
}

// Open connects, checks the root key, brings the schema up to date and is ready. A
// database written by a newer Tillit, or a wrong key, is refused and left untouched.
func Open(ctx context.Context, c Config) (*DB, error) {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	d := &DB{config: c, pg: isPostgres(c.URL)}
	if err := d.unlock(ctx); err != nil {
		return nil, err
	}
	return d, d.start(ctx)
}

func isPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

func (d *DB) start(ctx context.Context) error {
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	d.stop = stop
	var err error
	if d.pg {
		err = d.startPostgres(background)
	} else {
		if d.lite, err = openLite(background, d.config.URL); err == nil {
			go d.writeGroups()
		}
	}
	if err == nil && !d.config.Still {
		err = d.migrate(ctx)
	}
	if err != nil {
		return errors.Join(err, d.Close())
	}
	return nil
}

// Close waits for what is being written and closes.
func (d *DB) Close() error {
	if d.stop == nil {
		return nil
	}
	var err error
	if d.lite != nil {
		err = d.lite.close()
	}
	d.stop()
	if d.pool != nil {
		d.busy.Lock()
		defer d.busy.Unlock()
		err = errors.Join(err, d.pool.Close())
	}
	d.stop = nil
	return err
}

// Write runs fn in a transaction and returns when its effects are durable, or not there
// at all. fn may run more than once and must not reach outside.
func (d *DB) Write(ctx context.Context, by who.Person, fn func(*Tx) error) error {
	tx := &Tx{By: by, ctx: ctx, db: d}
	err := d.write(tx, fn)
	if err == nil || len(tx.refusals) == 0 {
		return err
	}
	return d.keepRefusals(ctx, tx, err)
}

// keepRefusals writes to the trail that something was refused, after the rollback.
func (d *DB) keepRefusals(ctx context.Context, tx *Tx, why error) error {
	kept := &Tx{By: tx.By, ctx: ctx, db: d}
	lines := tx.refusals
	if err := d.write(kept, func(tx *Tx) error { tx.lines = lines; return nil }); err != nil {
		return err
	}
	return why
}

func (d *DB) write(tx *Tx, fn func(*Tx) error) error {
	if d.pg {
		return d.writePostgres(tx, fn)
	}
	return d.writeLite(tx, fn)
}

// Read runs fn on one moment's view of the data. What it saw may be shown only after
// Read returned: by then the trail says who looked.
func (d *DB) Read(ctx context.Context, by who.Person, fn func(*Tx) error) error {
	tx := &Tx{By: by, Now: d.Now(), Ring: d.ring, ctx: ctx, db: d, reading: true}
	var err error
	if d.pg {
		err = d.readPostgres(tx, fn)
	} else {
		err = d.readLite(tx, fn)
	}
	if err != nil && len(tx.refusals) > 0 {
		return d.keepRefusals(ctx, tx, err)
	}
	if err != nil || len(tx.lines) == 0 {
		return err
	}
	lines := tx.lines
	return d.write(&Tx{By: by, ctx: ctx, db: d}, func(tx *Tx) error { tx.lines = lines; return nil })
}

// run gives fn its moment and, when fn is content, writes the trail.
func (d *DB) run(tx *Tx, q querier, fn func(*Tx) error) (err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("panic in a transaction: %v", broken)
		}
	}()
	tx.q, tx.Now, tx.Ring = q, d.Now(), d.ring
	tx.lines, tx.touches, tx.refusals, tx.wrote, tx.broken = nil, nil, nil, false, nil
	if err := fn(tx); err != nil {
		return err
	}
	if len(tx.lines) > 0 && d.config.Trail != nil {
		if err := d.config.Trail(tx, tx.lines); err != nil {
			return err
		}
	}
	return tx.broken
}

func (d *DB) tell(touches []Touch) {
	if len(touches) > 0 && d.config.Told != nil {
		d.config.Told(touches)
	}
}

var errBusy = fault.New(fault.Unavailable, "fault.unavailable")

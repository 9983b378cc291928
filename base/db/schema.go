package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"tillit.care/base/fault"
	"tillit.care/base/seal"
)

// ErrNewer says that a newer Tillit wrote this database.
var ErrNewer = errors.New("db: written by a newer Tillit")

// ErrNoKeeping says that a database has tables but no practice key: its key store is lost
// or was not restored.
var ErrNoKeeping = errors.New("db: the key store is missing")

// ErrOther says that what is here belongs to another program.
var ErrOther = errors.New("db: this is not a Tillit database")

// unlock looks at the database without changing it, and opens the ring.
func (d *DB) unlock(ctx context.Context) error {
	wrapped, version, err := d.peek(ctx)
	if err != nil {
		return err
	}
	steps, err := d.steps()
	if err != nil {
		return err
	}
	if version > len(steps) {
		return ErrNewer
	}
	if version > 0 && wrapped == nil {
		return ErrNoKeeping
	}
	if version == 0 && d.config.Still {
		return ErrNothing
	}
	var stored []byte
	d.ring, stored, err = d.config.Unlock(wrapped)
	d.config.Unlock = func([]byte) (*seal.Ring, []byte, error) { return d.ring, stored, nil }
	return err
}

// peek reads the wrapped practice key and the schema's version. A new database has
// neither.
func (d *DB) peek(ctx context.Context) (wrapped []byte, version int, err error) {
	var pool *sql.DB
	if d.pg {
		config, err := pgx.ParseConfig(d.config.URL)
		if err != nil {
			return nil, 0, errors.New("db: that is not a PostgreSQL address")
		}
		config.ConnectTimeout = patience
		pool = stdlib.OpenDB(*config)
	} else {
		if _, err := os.Stat(d.config.URL); errors.Is(err, os.ErrNotExist) {
			return nil, 0, nil
		}
		if pool, err = sql.Open("sqlite", dsn(d.config.URL, true)); err != nil {
			return nil, 0, err
		}
	}
	defer pool.Close()
	if version, err = d.version(ctx, pool); err != nil {
		return nil, 0, fmt.Errorf("open the database: %w", notOurs(err))
	}
	if version == 0 {
		return nil, 0, d.vacant(ctx, pool)
	}
	err = pool.QueryRowContext(ctx, "select wrapped from keeping where id = 1").Scan(&wrapped)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, version, nil
	}
	return wrapped, version, err
}

// patience is how long PostgreSQL may take to answer when Tillit starts.
const patience = 10 * time.Second

// vacant is ErrOther when tables of another program are here.
func (d *DB) vacant(ctx context.Context, from rower) error {
	any := "select count(*) from sqlite_master where type = 'table'"
	if d.pg {
		any = "select count(*) from information_schema.tables where table_schema = current_schema()"
	}
	var n int
	if err := from.QueryRowContext(ctx, any).Scan(&n); err != nil || n == 0 {
		return err
	}
	return ErrOther
}

type rower interface {
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

func (d *DB) version(ctx context.Context, from rower) (int, error) {
	there := "select count(*) from sqlite_master where type = 'table' and name = 'schema_version'"
	if d.pg {
		there = "select count(*) from information_schema.tables where table_schema = current_schema() and table_name = 'schema_version'"
	}
	var n int
	if err := from.QueryRowContext(ctx, there).Scan(&n); err != nil || n == 0 {
		return 0, err
	}
	err := from.QueryRowContext(ctx, "select coalesce(max(version), 0) from schema_version").Scan(&n)
	return n, err
}

type step struct{ name, text string }

// steps are the migrations in order; the n-th brings the schema to version n.
func (d *DB) steps() ([]step, error) {
	files, err := fs.Glob(d.config.Schema, "*.sql")
	if err != nil {
		return nil, err
	}
	var steps []step
	for i, file := range files {
		n, err := strconv.Atoi(strings.SplitN(file, "_", 2)[0])
		if err != nil || n != i+1 {
			return nil, fmt.Errorf("db: migration %s is not number %d", file, i+1)
		}
		text, err := fs.ReadFile(d.config.Schema, file)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step{file, string(text)})
	}
	return steps, nil
}

// migrate brings the schema forward, each step whole or not at all.
func (d *DB) migrate(ctx context.Context) error {
	steps, err := d.steps()
	if err != nil {
		return err
	}
	c, err := d.migrating(ctx)
	if err != nil {
		return err
	}
	if d.pg {
		defer c.Close()
	}
	version, err := d.version(ctx, c)
	if err != nil {
		return err
	}
	for n := version; n < len(steps); n++ {
		if err := d.take(ctx, c, n+1, steps[n]); err != nil {
			return fmt.Errorf("migrate %s: %w", steps[n].name, err)
		}
	}
	return nil
}

func (d *DB) migrating(ctx context.Context) (*sql.Conn, error) {
	if d.lite != nil {
		return d.lite.writer.Conn, nil
	}
	return d.pool.Conn(ctx)
}

func (d *DB) take(ctx context.Context, c *sql.Conn, version int, s step) error {
	t, err := c.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer t.Rollback()
	if err := d.apply(ctx, t, version, s); err != nil {
		return err
	}
	if version == 1 {
		if err := d.storeKey(ctx, t); err != nil {
			return err
		}
	}
	return t.Commit()
}

// apply runs the statements of one step.
func (d *DB) apply(ctx context.Context, t *sql.Tx, version int, s step) error {
	for _, statement := range strings.Split(s.text, ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if _, err := t.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	_, err := t.ExecContext(ctx, "insert into schema_version (version) values ($1)", version)
	return err
}

func (d *DB) storeKey(ctx context.Context, t *sql.Tx) error {
	_, wrapped, err := d.config.Unlock(nil)
	if err != nil || wrapped == nil {
		return errors.Join(err, fault.New(fault.Internal, "fault.internal"))
	}
	_, err = t.ExecContext(ctx, "insert into keeping (id, wrapped) values (1, $1)", wrapped)
	return err
}

// Rewrap replaces the wrapped practice key.
func Rewrap(tx *Tx, wrapped []byte) error {
	return tx.Change("update keeping set wrapped = $1 where id = 1", wrapped)
}

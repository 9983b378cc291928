package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"tillit.care/base/seal"
	"tillit.care/base/who"
)

// ErrNotEmpty says that there is something already where a database should be made.
var ErrNotEmpty = errors.New("db: there is something here already")

// ErrNothing says that there is no database.
var ErrNothing = errors.New("db: there is no database here")

// Refill makes a database where there is none: the schema as it was at that version, and
// in it what fill inserts. It is there whole, or not at all.
func Refill(ctx context.Context, c Config, ring *seal.Ring, version int, fill func(*Tx) error) error {
	d := &DB{config: c, ring: ring, pg: isPostgres(c.URL)}
	steps, err := d.steps()
	if err != nil {
		return err
	}
	if version < 1 || version > len(steps) {
		return ErrNewer
	}
	if d.pg {
		return d.refillPostgres(ctx, steps[:version], fill)
	}
	return d.refillLite(ctx, steps[:version], fill)
}

func (d *DB) refillLite(ctx context.Context, steps []step, fill func(*Tx) error) error {
	path := d.config.URL
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		return errors.Join(ErrNotEmpty, err)
	}
	half := path + ".restoring" // nobody opens a database of that name
	defer forgetFile(half)
	if err := forgetFile(half); err != nil {
		return err
	}
	pool, err := sql.Open("sqlite", dsn(half, false))
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(1)
	if err := errors.Join(d.refill(ctx, pool, steps, fill), pool.Close()); err != nil {
		return err
	}
	if err := os.Rename(half, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func forgetFile(path string) error {
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func (d *DB) refillPostgres(ctx context.Context, steps []step, fill func(*Tx) error) error {
	config, err := pgx.ParseConfig(d.config.URL)
	if err != nil {
		return errors.New("db: that is not a PostgreSQL address")
	}
	pool := stdlib.OpenDB(*config)
	defer pool.Close()
	var n int
	err = pool.QueryRowContext(ctx, "select count(*) from information_schema.tables where table_schema = current_schema()").Scan(&n)
	if err != nil {
		return fmt.Errorf("reach PostgreSQL: %w", err)
	}
	if n > 0 {
		return ErrNotEmpty
	}
	return d.refill(ctx, pool, steps, fill)
}

func (d *DB) refill(ctx context.Context, pool *sql.DB, steps []step, fill func(*Tx) error) error {
	t, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer t.Rollback()
	for i, s := range steps {
		if err := d.apply(ctx, t, i+1, s); err != nil {
			return fmt.Errorf("migrate %s: %w", s.name, err)
		}
	}
	tx := &Tx{By: who.House, Ring: d.ring, ctx: ctx, db: d, q: pgTx{t}}
	if err := fill(tx); err != nil {
		return err
	}
	return t.Commit()
}

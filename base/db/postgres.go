package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"tillit.care/base/fault"
)

const (
	connections = 16
	tries       = 8 // how often a transaction that lost a race runs again
	channel     = "tillit"
)

func (d *DB) startPostgres(ctx context.Context) error {
	config, err := pgx.ParseConfig(d.config.URL)
	if err != nil {
		return errors.New("db: that is not a PostgreSQL address") // the address may hold a password
	}
	d.pool = stdlib.OpenDB(*config)
	d.pool.SetMaxOpenConns(connections)
	d.pool.SetMaxIdleConns(connections)
	if err := d.pool.PingContext(ctx); err != nil {
		return fmt.Errorf("reach PostgreSQL: %w", err)
	}
	go d.listen(ctx, config)
	return nil
}

// pgTx is a transaction on PostgreSQL, which keeps statements prepared by itself.
type pgTx struct{ *sql.Tx }

func (t pgTx) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	return t.ExecContext(ctx, query, args...)
}

func (t pgTx) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	return t.QueryContext(ctx, query, args...)
}

func (d *DB) writePostgres(tx *Tx, fn func(*Tx) error) error {
	d.busy.RLock()
	defer d.busy.RUnlock()
	var err error
	for try := range tries {
		if try > 0 {
			time.Sleep(time.Duration(try) * 5 * time.Millisecond)
		}
		if err = d.writeOnce(tx, fn); !again(err) {
			return err
		}
	}
	return fault.Wrap(fault.Unavailable, "fault.unavailable", err)
}

func (d *DB) writeOnce(tx *Tx, fn func(*Tx) error) error {
	t, err := d.pool.BeginTx(tx.ctx, nil)
	if err != nil {
		return fault.Wrap(fault.Unavailable, "fault.unavailable", err)
	}
	defer t.Rollback()
	if err := d.run(tx, pgTx{t}, fn); err != nil {
		return err
	}
	for _, touch := range tx.touches {
		if _, err := t.ExecContext(tx.ctx, "select pg_notify($1, $2)", channel, touch.Topic+" "+touch.Part); err != nil {
			return err
		}
	}
	if err := t.Commit(); err != nil {
		return understand(err)
	}
	d.stats.Writes.Add(1)
	d.stats.Groups.Add(1)
	return nil
}

func (d *DB) readPostgres(tx *Tx, fn func(*Tx) error) (err error) {
	t, err := d.pool.BeginTx(tx.ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return fault.Wrap(fault.Unavailable, "fault.unavailable", err)
	}
	defer t.Rollback()
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("panic in a read: %v", broken)
		}
	}()
	tx.q = pgTx{t}
	return fn(tx)
}

// listen hears what every Tillit process on this database changed, this one included.
// After a lost line it says that anything may have changed.
func (d *DB) listen(ctx context.Context, config *pgx.ConnConfig) {
	for ctx.Err() == nil {
		err := d.hear(ctx, config)
		if ctx.Err() != nil {
			return
		}
		if d.config.Wrong != nil {
			d.config.Wrong("listen", err)
		}
		time.Sleep(time.Second)
	}
}

func (d *DB) hear(ctx context.Context, config *pgx.ConnConfig) error {
	c, err := pgx.ConnectConfig(ctx, config.Copy())
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx))
	if _, err := c.Exec(ctx, "listen "+channel); err != nil {
		return err
	}
	d.tell([]Touch{{Topic: Everything}})
	for {
		n, err := c.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		topic, part, _ := strings.Cut(n.Payload, " ")
		d.tell([]Touch{{topic, part}})
	}
}

// Everything is the topic of a touch that may be about anything.
const Everything = "*"

func understandPostgres(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "23505" {
		return fault.Wrap(fault.Conflict, "fault.conflict", err)
	}
	return err
}

// ErrAgain is what a transaction returns when it finds that another was at the same place
// meanwhile: it is run once more. With one writer, as on SQLite, that cannot be.
var ErrAgain = errors.New("db: another transaction was at the same place")

// again tells whether a transaction failed only because another was at the same place.
func again(err error) bool {
	if errors.Is(err, ErrAgain) {
		return true
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// Unreachable tells whether PostgreSQL could not be reached at all, and in what words. The
// words name no password.
func Unreachable(err error) (why string, is bool) {
	var pg *pgconn.ConnectError
	if !errors.As(err, &pg) {
		return "", false
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return refused.Message, true
	}
	var line *net.OpError
	if errors.As(err, &line) {
		return line.Err.Error(), true
	}
	return strings.Join(strings.Fields(pg.Error()), " "), true // in one line
}

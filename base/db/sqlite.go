package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"tillit.care/base/fault"
)

const (
	readers  = 4
	maxGroup = 64 // how many transactions may share one commit on disk
)

// lite is a SQLite file: one connection writes, a few read.
type lite struct {
	pool    *sql.DB
	writer  *conn
	readers chan *conn
	orders  chan *order
	ended   chan struct{}
	mu      sync.RWMutex // held shared while ordering, so that close waits
	closed  bool
}

// conn is a connection that keeps its statements prepared.
type conn struct {
	*sql.Conn
	stmts map[string]*sql.Stmt
}

func (c *conn) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := c.stmts[query]; ok {
		return s, nil
	}
	s, err := c.PrepareContext(context.WithoutCancel(ctx), query)
	if err == nil {
		c.stmts[query] = s
	}
	return s, err
}

func (c *conn) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	s, err := c.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(context.WithoutCancel(ctx), args...)
}

func (c *conn) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	s, err := c.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(context.WithoutCancel(ctx), args...)
}

func (c *conn) close() error {
	var err error
	for _, s := range c.stmts {
		err = errors.Join(err, s.Close())
	}
	return errors.Join(err, c.Conn.Close())
}

func (c *conn) do(query string) error {
	_, err := c.exec(context.Background(), query, nil)
	return err
}

// dsn asks for a commit to be on disk before it is acknowledged (synchronous=FULL), and
// for deleted content to be overwritten (secure_delete).
func dsn(path string, readOnly bool) string {
	q := url.Values{"_pragma": {
		"busy_timeout(5000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(on)",
		"secure_delete(on)", "temp_store(memory)", "cache_size(-8000)",
	}}
	if readOnly {
		q = url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(5000)"}}
		if _, err := os.Stat(path + "-wal"); errors.Is(err, os.ErrNotExist) {
			q.Set("immutable", "1") // nobody has it open: looking leaves no file behind
		}
	}
	return (&url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: q.Encode()}).String()
}

func openLite(ctx context.Context, path string) (*lite, error) {
	pool, err := sql.Open("sqlite", dsn(path, false))
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(readers + 1)
	l := &lite{pool: pool, readers: make(chan *conn, readers), orders: make(chan *order, 4*maxGroup), ended: make(chan struct{})}
	for i := 0; i <= readers; i++ {
		c, err := pool.Conn(ctx)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open the database: %w", err), pool.Close())
		}
		kept := &conn{c, map[string]*sql.Stmt{}}
		if i == 0 {
			l.writer = kept
			continue
		}
		if err := kept.do("pragma query_only = on"); err != nil {
			return nil, errors.Join(err, pool.Close())
		}
		l.readers <- kept
	}
	return l, nil
}

func (l *lite) close() error {
	l.mu.Lock()
	running := !l.closed
	l.closed = true
	l.mu.Unlock()
	if !running {
		return nil
	}
	close(l.orders)
	<-l.ended
	var err error
	for range readers { // each comes back when its reader is done
		err = errors.Join(err, (<-l.readers).close())
	}
	close(l.readers)
	return errors.Join(err, l.writer.close(), l.pool.Close()) // the last one folds the log into the file
}

// order is one transaction that waits for the writer.
type order struct {
	tx   *Tx
	fn   func(*Tx) error
	done chan error
	err  error
}

func (d *DB) writeLite(tx *Tx, fn func(*Tx) error) error {
	o := &order{tx: tx, fn: fn, done: make(chan error, 1)}
	d.lite.mu.RLock()
	if d.lite.closed {
		d.lite.mu.RUnlock()
		return errBusy
	}
	d.lite.orders <- o
	d.lite.mu.RUnlock()
	return <-o.done
}

// writeGroups is the one writer. It takes what waits, runs each in a savepoint of its
// own, and lets them share one commit: nobody hears of success before the disk has it.
func (d *DB) writeGroups() {
	defer close(d.lite.ended)
	for first := range d.lite.orders {
		group := []*order{first}
		for len(group) < maxGroup && len(d.lite.orders) > 0 {
			if next, ok := <-d.lite.orders; ok {
				group = append(group, next)
			}
		}
		d.writeGroup(group)
	}
}

func (d *DB) writeGroup(group []*order) {
	w := d.lite.writer
	err := w.do("begin immediate")
	for _, o := range group {
		if err == nil {
			o.err = d.runSaved(w, o)
		}
	}
	if err == nil {
		err = w.do("commit")
	}
	if err != nil { // not durable: tell everybody, and be ready for the next
		_ = w.do("rollback")
		err = fault.Wrap(fault.Unavailable, "fault.unavailable", err)
	}
	d.stats.Groups.Add(1)
	for _, o := range group {
		if o.err == nil && err != nil {
			o.err = err
		}
		if o.err == nil {
			d.stats.Writes.Add(1)
			d.tell(o.tx.touches)
		}
		o.done <- o.err
	}
}

// runSaved runs one transaction so that its failure leaves the others of its group alone.
func (d *DB) runSaved(w *conn, o *order) error {
	if err := o.tx.ctx.Err(); err != nil {
		return fault.Wrap(fault.Unavailable, "fault.unavailable", err)
	}
	if err := w.do("savepoint one"); err != nil {
		return err
	}
	err := d.run(o.tx, w, o.fn)
	if err == nil {
		return w.do("release one")
	}
	return errors.Join(err, w.do("rollback to one"), w.do("release one"))
}

func (d *DB) readLite(tx *Tx, fn func(*Tx) error) (err error) {
	c, ok := <-d.lite.readers
	if !ok {
		return errBusy
	}
	defer func() { d.lite.readers <- c }()
	if err := c.do("begin"); err != nil {
		return err
	}
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("panic in a read: %v", broken)
		}
		err = errors.Join(err, c.do("rollback"))
	}()
	tx.q = c
	return fn(tx)
}

// notOurs tells a file that is no database from other trouble.
func notOurs(err error) error {
	var lite *sqlite.Error
	if errors.As(err, &lite) && lite.Code() == sqlite3.SQLITE_NOTADB {
		return ErrOther
	}
	return err
}

// understand gives errors of both engines the kinds of the house.
func understand(err error) error {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() {
		case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
			return fault.Wrap(fault.Conflict, "fault.conflict", err)
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR:
			return fault.Wrap(fault.Unavailable, "fault.unavailable", err)
		}
		return err
	}
	return understandPostgres(err)
}

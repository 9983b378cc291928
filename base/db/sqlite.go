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

	foldEvery = 12     // commits, after which the log is folded into the file
	foldMost  = 16_000 // pages of the log, from which on the writer does it itself: 64 MB
)

// lite is a SQLite file: one connection writes, a few read, and one folds the log into the file,
// which the writer would have to wait for otherwise, and all who wait for it.
type lite struct {
	pool    *sql.DB
	writer  *conn
	folder  *conn
	readers chan *conn
	orders  chan *order
	fold    chan struct{}
	folded  chan struct{} // closed when nothing is folded any more
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
	pool.SetMaxOpenConns(readers + 2)
	l := &lite{pool: pool, readers: make(chan *conn, readers), orders: make(chan *order, 4*maxGroup),
		fold: make(chan struct{}, 1), folded: make(chan struct{}), ended: make(chan struct{})}
	for i := range readers + 2 {
		c, err := pool.Conn(ctx)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open the database: %w", err), pool.Close())
		}
		kept := &conn{c, map[string]*sql.Stmt{}}
		switch i {
		case 0:
			l.writer = kept
			if err := kept.do(fmt.Sprint("pragma wal_autocheckpoint = ", foldMost)); err != nil {
				return nil, errors.Join(err, pool.Close())
			}
			continue
		case 1:
			l.folder = kept
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
	return errors.Join(err, l.folder.close(), l.writer.close(), l.pool.Close()) // the last one folds the log into the file
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

// writeGroups is the one writer. It takes what waits and lets it share one commit: nobody
// hears of success before the disk has it.
func (d *DB) writeGroups() {
	defer close(d.lite.ended)
	go d.folds()
	defer func() { close(d.lite.fold); <-d.lite.folded }()
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

// folds folds the log into the file, beside whoever writes. What it cannot fold yet, because
// somebody reads or the disk is full, is folded the next time, or by the writer.
func (d *DB) folds() {
	defer close(d.lite.folded)
	for range d.lite.fold {
		if err := d.lite.folder.do("pragma wal_checkpoint(passive)"); err != nil && d.config.Wrong != nil {
			d.config.Wrong("fold", err)
		}
	}
}

// writeGroup runs a group and tells everybody in it what became of theirs.
func (d *DB) writeGroup(group []*order) {
	err := d.commitGroup(group, false)
	if errors.Is(err, errApart) {
		err = d.commitGroup(group, true)
	}
	wrote := false
	for _, o := range group {
		wrote = wrote || o.tx.wrote
	}
	if err == nil && wrote && d.stats.Groups.Add(1)%foldEvery == 0 {
		select {
		case d.lite.fold <- struct{}{}:
		default: // it is being done
		}
	}
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

// errApart says that one of a group failed after it had written something.
var errApart = errors.New("db: a group must run apart")

// commitGroup runs a group in one transaction of the disk. Together, nothing stands
// between its members: when one fails that has written, all is rolled back, and they run
// once more, apart, each in a savepoint, so that its failure leaves the others alone.
func (d *DB) commitGroup(group []*order, apart bool) error {
	w := d.lite.writer
	err := w.do("begin immediate")
	for _, o := range group {
		if err == nil {
			err = d.runOne(w, o, apart)
		}
	}
	if err == nil {
		err = w.do("commit")
	}
	if err == nil {
		return nil
	}
	_ = w.do("rollback") // nothing is durable; be ready for the next
	if errors.Is(err, errApart) {
		return err
	}
	return fault.Wrap(fault.Unavailable, "fault.unavailable", err)
}

// runOne runs one transaction of a group. Its own failure is its own; what is returned
// is a failure of the whole group.
func (d *DB) runOne(w *conn, o *order, apart bool) error {
	if o.err = o.tx.ctx.Err(); o.err != nil {
		o.err = fault.Wrap(fault.Unavailable, "fault.unavailable", o.err)
		return nil
	}
	if apart {
		if err := w.do("savepoint one"); err != nil {
			return err
		}
	}
	o.err = d.run(o.tx, w, o.fn)
	switch {
	case o.err == nil && apart:
		return w.do("release one")
	case o.err == nil || (!apart && !o.tx.wrote):
		return nil
	case !apart:
		return errApart
	}
	return errors.Join(w.do("rollback to one"), w.do("release one"))
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

package db

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/base/who"
)

// Tx is a transaction: one author, one moment.
type Tx struct {
	By   who.Person
	Now  time.Time // UTC, whole milliseconds
	Ring *seal.Ring

	ctx      context.Context
	db       *DB
	q        querier
	reading  bool
	wrote    bool  // something was executed, if only in vain
	broken   error // why nothing more can be executed, and nothing will be committed
	lines    []Line
	refusals []Line
	touches  []Touch
}

// querier is a connection inside a transaction.
type querier interface {
	exec(ctx context.Context, query string, args []any) (sql.Result, error)
	query(ctx context.Context, query string, args []any) (*sql.Rows, error)
}

var errReading = errors.New("db: a read cannot write")

// Exec runs a statement and tells how many rows it changed. A row that is already there
// is a Conflict. After a statement that failed, the transaction can only fail: PostgreSQL
// has given it up, and SQLite may have.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	if tx.reading {
		return 0, errReading
	}
	if tx.broken != nil {
		return 0, tx.broken
	}
	tx.wrote = true
	result, err := tx.q.exec(tx.ctx, query, args)
	if err != nil {
		tx.broken = understand(err)
		return 0, tx.broken
	}
	return result.RowsAffected()
}

// Change is Exec for exactly one row: when there is none, it is NotFound.
func (tx *Tx) Change(query string, args ...any) error {
	n, err := tx.Exec(query, args...)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	return err
}

// Row is what One found.
type Row struct {
	rows *sql.Rows
	err  error
}

// One asks for one row.
func (tx *Tx) One(query string, args ...any) Row {
	rows, err := tx.q.query(tx.ctx, query, args)
	return Row{rows, err}
}

// Scan reads the row. When there is none, it is NotFound.
func (r Row) Scan(into ...any) error {
	if r.err != nil {
		return understand(r.err)
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return understand(err)
		}
		return fault.New(fault.NotFound, "fault.notfound")
	}
	if err := r.rows.Scan(into...); err != nil {
		return err
	}
	return r.rows.Close()
}

// Raw is what a column says, only until the next row is read: for what is opened at once.
type Raw = sql.RawBytes

// Scan reads the columns of a row.
type Scan func(into ...any) error

// List reads all rows of a query.
func List[T any](tx *Tx, read func(Scan) (T, error), query string, args ...any) ([]T, error) {
	rows, err := tx.q.query(tx.ctx, query, args)
	if err != nil {
		return nil, understand(err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := read(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// Lock keeps other transactions from whatever is locked under the same name until this
// one ends. SQLite has one writer and needs none.
func (tx *Tx) Lock(name string) error {
	if !tx.db.pg {
		return nil
	}
	_, err := tx.Exec("select pg_advisory_xact_lock(hashtextextended($1, 0))", name)
	return err
}

// Shares tells whether other transactions write while this one does.
func (tx *Tx) Shares() bool { return tx.db.pg }

// Note adds a line to the trail, written when the transaction succeeds, reads included.
func (tx *Tx) Note(chain, act, object string) {
	tx.lines = append(tx.lines, Line{chain, act, object})
}

// Refuse adds a line to the trail that is written when the transaction is rolled back.
func (tx *Tx) Refuse(chain, act, object string) {
	tx.refusals = append(tx.refusals, Line{chain, act, object})
}

// Touch says that a part changed. Open pages hear it after the commit.
func (tx *Tx) Touch(topic, part string) {
	touch := Touch{topic, part}
	for _, t := range tx.touches {
		if t == touch {
			return
		}
	}
	tx.touches = append(tx.touches, touch)
}

// Ms is a moment as it is stored.
func Ms(t time.Time) int64 { return t.UnixMilli() }

// At is a stored moment.
func At(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

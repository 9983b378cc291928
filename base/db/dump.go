package db

import (
	"database/sql"
	"fmt"
	"strings"
)

// Table is a table as it is stored, whatever it means.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
	key     []string // the columns of the primary key
	refers  []string // the tables that its rows point to
}

// Column is a column; Kind is text, bigint or bytea, since nothing else is in the schema.
type Column struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
}

// Tables are all tables, each after those that its rows point to.
func Tables(tx *Tx) ([]Table, error) {
	ask := catalogueOf(tx.db.pg)
	names, err := List(tx, oneText, ask.tables)
	if err != nil {
		return nil, err
	}
	var all []Table
	for _, name := range names {
		t := Table{Name: name}
		if t.refers, err = List(tx, oneText, ask.refers, name); err != nil {
			return nil, err
		}
		if err := t.readColumns(tx, ask.columns); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return inOrder(all)
}

func oneText(scan Scan) (text string, err error) { return text, scan(&text) }

// catalogue is how one asks an engine what it holds: the only place where the two differ.
type catalogue struct{ tables, columns, refers string }

func catalogueOf(pg bool) catalogue {
	if pg {
		return catalogue{
			tables: `select table_name from information_schema.tables
				where table_schema = current_schema() and table_type = 'BASE TABLE' order by table_name`,
			columns: `select c.column_name, c.data_type, coalesce((
					select max(k.ordinal_position) from information_schema.table_constraints t
					join information_schema.key_column_usage k on k.constraint_schema = t.constraint_schema
						and k.constraint_name = t.constraint_name and k.table_name = t.table_name
					where t.constraint_type = 'PRIMARY KEY' and t.table_schema = c.table_schema
						and t.table_name = c.table_name and k.column_name = c.column_name), 0)
				from information_schema.columns c
				where c.table_schema = current_schema() and c.table_name = $1 order by c.ordinal_position`,
			refers: `select distinct r.relname from pg_constraint k
				join pg_class t on t.oid = k.conrelid join pg_class r on r.oid = k.confrelid
				join pg_namespace n on n.oid = t.relnamespace
				where k.contype = 'f' and n.nspname = current_schema() and t.relname = $1 order by r.relname`,
		}
	}
	return catalogue{
		tables:  `select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name`,
		columns: `select name, lower(type), pk from pragma_table_info($1) order by cid`,
		refers:  `select distinct "table" from pragma_foreign_key_list($1) order by 1`,
	}
}

func (t *Table) readColumns(tx *Tx, ask string) error {
	places := map[int]string{}
	columns, err := List(tx, func(scan Scan) (c Column, err error) {
		var place int
		if err = scan(&c.Name, &c.Kind, &place); place > 0 {
			places[place] = c.Name
		}
		return c, err
	}, ask, t.Name)
	if err != nil {
		return err
	}
	for _, c := range columns {
		if c.Kind != "text" && c.Kind != "bigint" && c.Kind != "bytea" {
			return fmt.Errorf("db: column %s.%s is a %s", t.Name, c.Name, c.Kind)
		}
	}
	for i := 1; i <= len(places); i++ {
		t.key = append(t.key, places[i])
	}
	t.Columns = columns
	return nil
}

// inOrder puts every table after those it refers to.
func inOrder(all []Table) ([]Table, error) {
	var sorted []Table
	placed := map[string]bool{}
	for len(sorted) < len(all) {
		before := len(sorted)
		for _, t := range all {
			if !placed[t.Name] && t.ready(placed) {
				placed[t.Name], sorted = true, append(sorted, t)
			}
		}
		if len(sorted) == before {
			return nil, fmt.Errorf("db: the tables point to each other in a circle")
		}
	}
	return sorted, nil
}

func (t Table) ready(placed map[string]bool) bool {
	for _, other := range t.refers {
		if other != t.Name && !placed[other] {
			return false
		}
	}
	return true
}

func (t Table) names() string {
	var names []string
	for _, c := range t.Columns {
		names = append(names, quoted(c.Name))
	}
	return strings.Join(names, ", ")
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Rows reads the table, ordered by its key. A value is nil, a string, an int64 or a
// []byte, and is good until the next row.
func (t Table) Rows(tx *Tx, each func(values []any) error) error {
	query := "select " + t.names() + " from " + quoted(t.Name)
	for i, column := range t.key {
		query += [2]string{" order by ", ", "}[min(i, 1)] + quoted(column)
	}
	rows, err := tx.q.query(tx.ctx, query, nil)
	if err != nil {
		return understand(err)
	}
	defer rows.Close()
	cells := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		cells[i] = map[string]any{"text": new(sql.NullString), "bigint": new(sql.NullInt64), "bytea": new(blob)}[c.Kind]
	}
	values := make([]any, len(cells))
	for rows.Next() {
		if err := rows.Scan(cells...); err != nil {
			return err
		}
		for i, cell := range cells {
			values[i] = plain(cell)
		}
		if err := each(values); err != nil {
			return err
		}
	}
	return rows.Err()
}

// blob tells no bytes from an empty column.
type blob struct {
	bytes []byte
	there bool
}

// Scan is a sql.Scanner's.
func (b *blob) Scan(from any) error {
	b.bytes, b.there = nil, from != nil
	switch v := from.(type) {
	case nil:
	case []byte:
		b.bytes = append([]byte{}, v...)
	default:
		return fmt.Errorf("db: a bytea holds a %T", from)
	}
	return nil
}

func plain(cell any) any {
	switch c := cell.(type) {
	case *sql.NullString:
		if c.Valid {
			return c.String
		}
	case *sql.NullInt64:
		if c.Valid {
			return c.Int64
		}
	case *blob:
		if c.there {
			return c.bytes
		}
	}
	return nil
}

// Insert puts one row into the table, values in the order of its columns.
func (t Table) Insert(tx *Tx, values []any) error {
	var holes []string
	for i := range t.Columns {
		holes = append(holes, fmt.Sprintf("$%d", i+1))
	}
	_, err := tx.Exec("insert into "+quoted(t.Name)+" ("+t.names()+") values ("+strings.Join(holes, ", ")+")", values...)
	return err
}

// Version is the version of the schema that the transaction sees.
func Version(tx *Tx) (n int, err error) {
	return n, tx.One("select coalesce(max(version), 0) from schema_version").Scan(&n)
}

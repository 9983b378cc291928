package app

import (
	"bufio"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"tillit.care/base/db"
)

// An archive is rows of tables, one JSON value a line, compressed and then sealed. Its
// first line says what it is, its last how many rows it has, so that half an archive is
// never taken for a whole one. It is the same whatever engine it was read from.

const (
	dataKind = "tillit data 1"
	keysKind = "tillit keys 1"
)

// archiveHead is the first line.
type archiveHead struct {
	Kind   string     `json:"kind"`
	Made   int64      `json:"made"`
	Schema int        `json:"schema"`
	Tables []db.Table `json:"tables"`
}

// archiveLine is a row, or the end.
type archiveLine struct {
	Table  int               `json:"t"`
	Values []json.RawMessage `json:"v,omitempty"`
	Rows   *int              `json:"rows,omitempty"` // only at the end
}

// ErrArchive says that a backup is not whole.
var ErrArchive = errors.New("app: the file is damaged or was cut short")

// pack writes the rows of the tables, all read in one transaction.
func pack(tx *db.Tx, head archiveHead, sealed io.WriteCloser) (int, error) {
	squeezed := gzip.NewWriter(sealed)
	out := json.NewEncoder(squeezed)
	if err := out.Encode(head); err != nil {
		return 0, err
	}
	rows := 0
	for i, table := range head.Tables {
		err := table.Rows(tx, func(values []any) error {
			rows++
			line := archiveLine{Table: i}
			for _, v := range values {
				text, err := packed(v)
				if err != nil {
					return fmt.Errorf("pack table %s: %w", table.Name, err)
				}
				line.Values = append(line.Values, text)
			}
			return out.Encode(line)
		})
		if err != nil {
			return 0, err
		}
	}
	if err := out.Encode(archiveLine{Rows: &rows}); err != nil {
		return 0, err
	}
	return rows, errors.Join(squeezed.Close(), sealed.Close())
}

func packed(value any) (json.RawMessage, error) {
	if text, ok := value.(string); ok && !utf8.ValidString(text) {
		return nil, errors.New("a text is not UTF-8")
	}
	return json.Marshal(value)
}

// unsealed is one that is being read.
type unsealed struct {
	archiveHead
	lines *json.Decoder
}

func unpack(plain io.Reader, kind string) (*unsealed, error) {
	loose, err := gzip.NewReader(bufio.NewReader(plain))
	if err != nil {
		return nil, errors.Join(ErrArchive, err)
	}
	a := &unsealed{lines: json.NewDecoder(loose)}
	if err := a.lines.Decode(&a.archiveHead); err != nil {
		return nil, errors.Join(ErrArchive, err)
	}
	if a.Kind != kind {
		return nil, fmt.Errorf("%w: it is not %q", ErrArchive, kind)
	}
	return a, nil
}

// rows gives every row, and an error unless the end is there and counts them all.
func (a *unsealed) rows(each func(table db.Table, values []any) error) (int, error) {
	for n := 0; ; n++ {
		var line archiveLine
		if err := a.lines.Decode(&line); err != nil {
			return n, errors.Join(ErrArchive, err)
		}
		if line.Rows != nil {
			if *line.Rows != n {
				return n, ErrArchive
			}
			return n, nil
		}
		if line.Table < 0 || line.Table >= len(a.Tables) || len(line.Values) != len(a.Tables[line.Table].Columns) {
			return n, ErrArchive
		}
		table := a.Tables[line.Table]
		values := make([]any, len(line.Values))
		for i, text := range line.Values {
			var err error
			if values[i], err = unpacked(text, table.Columns[i].Kind); err != nil {
				return n, errors.Join(ErrArchive, err)
			}
		}
		if err := each(table, values); err != nil {
			return n, fmt.Errorf("fill table %s: %w", table.Name, err)
		}
	}
}

func unpacked(text json.RawMessage, kind string) (any, error) {
	if string(text) == "null" {
		return nil, nil
	}
	switch kind {
	case "bigint":
		var n int64
		err := json.Unmarshal(text, &n)
		return n, err
	case "text":
		var s string
		err := json.Unmarshal(text, &s)
		return s, err
	}
	var s string
	if err := json.Unmarshal(text, &s); err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(s)
}

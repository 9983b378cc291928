package measure

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"tillit.care/base/fault"
	"tillit.care/pure/fhir"
)

// mostRows is how many earlier answers one file may have; perPart is how many are done in one
// transaction, so that nobody who answers now has to wait.
const (
	mostRows = 10_000
	perPart  = 200
)

// row is one earlier answer as it stands in a file.
type row struct {
	N       int        `json:"n"` // as the file counts: a line, or a response
	Form    string     `json:"form"`
	At      string     `json:"at"`
	Status  string     `json:"status,omitempty"`
	Answers fhir.Given `json:"answers,omitempty"`
	Cells   bool       `json:"cells,omitempty"` // of a table: a number may stand for an option
	Why     string     `json:"why,omitempty"`   // words key: it cannot be read
	subject string
}

var errNothing = fault.At("file", "measure.bring.nothing")

// readRows reads a file of FHIR R4 resources (a Bundle, one resource a line, or a list), or a
// table. Answers about several people are refused: they belong into several cases.
func readRows(file []byte) ([]row, error) {
	file = bytes.TrimSpace(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf")))
	if !utf8.Valid(file) {
		return nil, fault.At("file", "measure.bring.letters")
	}
	read := readTable
	if len(file) > 0 && (file[0] == '{' || file[0] == '[') {
		read = readResources
	}
	rows, err := read(file)
	switch {
	case err != nil:
		return nil, err
	case len(rows) == 0:
		return nil, errNothing
	case len(rows) > mostRows:
		return nil, fault.At("file", "measure.bring.toomany")
	}
	about := ""
	for _, r := range rows {
		if r.subject != "" && about != "" && r.subject != about {
			return nil, fault.At("file", "measure.bring.several")
		}
		about = cmp.Or(about, r.subject)
	}
	return rows, nil
}

// readResources reads responses, and passes over what is none.
func readResources(file []byte) ([]row, error) {
	found, err := resources(file)
	if err != nil {
		return nil, err
	}
	var rows []row
	for _, text := range found {
		var head struct {
			ResourceType string `json:"resourceType"`
		}
		if json.Unmarshal(text, &head) == nil && head.ResourceType != "QuestionnaireResponse" {
			continue
		}
		r := row{N: len(rows) + 1}
		if got, err := fhir.Receive(text); err != nil {
			r.Why = "measure.bring.why.unreadable"
		} else {
			r.Form, r.At, r.Status, r.Answers, r.subject = got.Questionnaire, got.Authored, got.Status, got.Answers, got.Subject
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// resources are those of a bundle, of a list, or of one line each.
func resources(file []byte) ([]json.RawMessage, error) {
	var list []json.RawMessage
	if file[0] == '[' {
		if json.Unmarshal(file, &list) != nil {
			return nil, fault.At("file", "measure.bring.json")
		}
		return list, nil
	}
	dec := json.NewDecoder(bytes.NewReader(file))
	for {
		var one json.RawMessage
		err := dec.Decode(&one)
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, fault.At("file", "measure.bring.json")
		}
		var bundle struct {
			ResourceType string `json:"resourceType"`
			Entry        []struct {
				Resource json.RawMessage `json:"resource"`
			} `json:"entry"`
		}
		if json.Unmarshal(one, &bundle) != nil || bundle.ResourceType != "Bundle" {
			list = append(list, one)
			continue
		}
		for _, e := range bundle.Entry {
			list = append(list, e.Resource)
		}
	}
}

// several stands in a cell between answers to one question.
const several = "|"

// readTable reads a table with the columns instrument and date, and one for each item.
func readTable(file []byte) ([]row, error) {
	in := csv.NewReader(bytes.NewReader(file))
	in.FieldsPerRecord, in.Comma = -1, comma(file)
	head, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil, errNothing
	}
	for n := range head {
		head[n] = strings.TrimSpace(head[n])
		if low := strings.ToLower(head[n]); low == formColumn || low == dateColumn {
			head[n] = low
		}
	}
	if err != nil || !slices.Contains(head, formColumn) || !slices.Contains(head, dateColumn) {
		return nil, fault.At("file", "measure.bring.columns")
	}
	var rows []row
	for len(rows) <= mostRows {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fault.At("file", "measure.bring.table")
		}
		line, _ := in.FieldPos(0)
		rows = append(rows, ofCells(line, head, cells))
	}
	return rows, nil
}

// The columns that every table has.
const (
	formColumn = "instrument"
	dateColumn = "date"
)

// ofCells is one line of a table.
func ofCells(line int, head, cells []string) row {
	r := row{N: line, Cells: true, Answers: fhir.Given{}}
	for n, cell := range cells {
		cell = strings.TrimSpace(cell)
		switch {
		case cell == "":
		case n >= len(head):
			r.Why = "measure.bring.why.cells"
		case head[n] == formColumn:
			r.Form = cell
		case head[n] == dateColumn:
			r.At = cell
		default:
			r.Answers[head[n]] = strings.Split(cell, several)
		}
	}
	return r
}

// comma is what stands between the columns: whatever stands most often in the first line.
func comma(file []byte) rune {
	head, _, _ := bytes.Cut(file, []byte("\n"))
	best := ','
	for _, c := range []rune{';', '\t'} {
		if bytes.Count(head, []byte(string(c))) > bytes.Count(head, []byte(string(best))) {
			best = c
		}
	}
	return best
}

// Package out is what a room gives of one open space when a case goes out as a file: the same
// things once for people to read, once whole for machines, and once in FHIR.
package out

import (
	"time"

	"tillit.care/pure/fhir"
)

// To is whom a room gives to, and how it says things there.
type To struct {
	Subject string // FHIR reference of the person whose case it is
	Client  bool   // that person gets what Tillit's pages show them, and no more
	Zone    *time.Location

	Say    func(key string, args ...any) string // a sentence in the reader's language
	Moment func(time.Time) string               // a moment, as the reader writes it
	Day    func(time.Time) string
	Name   func(person string) string // who somebody is
	Ref    func(person string) string // the same, as a FHIR reference
}

// Given is what a room gives. Nothing of it is there where the room keeps nothing.
type Given struct {
	Rows     []Row           // for machines: everything, with all versions
	Sections []Section       // for people
	FHIR     []fhir.Resource // for other programs
}

// Row is one thing as it lies in the record.
type Row struct {
	Table string    `json:"-"`
	ID    string    `json:"id"`
	N     int       `json:"n,omitempty"`  // its number, where things are counted
	Of    string    `json:"of,omitempty"` // the thing that it belongs to
	At    time.Time `json:"at,omitzero"`
	Due   time.Time `json:"due,omitzero"`
	Ended time.Time `json:"ended,omitzero"`
	Value any       `json:"value"`
	State any       `json:"state,omitempty"` // what became of it, where that is kept apart
}

// Section is a chapter of what people read.
type Section struct {
	Title string
	Lead  string
	Items []Item
	Table Table
}

// Item is one thing in it.
type Item struct {
	Title string
	At    string // when, and by whom, in words
	Lines []Line
	Table Table
}

// Line is a text, with a label where it needs one.
type Line struct{ Label, Text string }

// Table has a head and rows of as many cells.
type Table struct {
	Head []string
	Rows [][]string
}

// Empty tells whether there is nothing in it.
func (s Section) Empty() bool { return len(s.Items) == 0 && len(s.Table.Rows) == 0 }

// Add puts an item into a section.
func (s *Section) Add(title, at string, lines ...Line) {
	i := Item{Title: title, At: at}
	for _, l := range lines {
		if l.Text != "" {
			i.Lines = append(i.Lines, l)
		}
	}
	s.Items = append(s.Items, i)
}

// Text is a line without a label.
func Text(text string) Line { return Line{Text: text} }

// By says who did something, and when.
func (t To) By(person string, at time.Time) string {
	if name := t.Name(person); name != "" {
		return t.Say("archive.by", "name", name, "when", t.Moment(at))
	}
	return t.Moment(at)
}

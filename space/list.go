package space

import (
	"bytes"
	"slices"
	"time"

	"github.com/fxamacker/cbor/v2"

	"tillit.care/base/db"
	"tillit.care/base/who"
	"tillit.care/pure/pack"
	"tillit.care/pure/right"
)

// A list is what one clinician's day is read from: a space that only they open, with one
// sealed line for each of their cases. Whoever changes something in a case changes the
// lines about it in the same transaction, so that a day is read without opening a case.

// Line is one case in a list.
type Line struct {
	About  string
	Places []Placed // the spaces of the case that the list's reader is inside now
	cell   *cell    // of a line that is kept in a Memory
}

// List is a clinician's list, open.
type List struct {
	Lines []Line
	rec   *Record
}

// Placed is what a line says of one space: in short, what is read of every case, and more,
// which is read of those that are drawn.
type Placed struct {
	Space ID
	Kind  right.Kind
	Role  right.Role
	Until int64 // milliseconds; 0: no end is set

	parts, more parts
	nth         int        // of the places of its line
	names       pack.Names // of the list that it was read from
}

// Read reads what a room says into v, which stays as it is when it says nothing.
func (p Placed) Read(name string, v any) error {
	for _, all := range []parts{p.parts, p.more} {
		if at, found := all.find(name); found {
			if short, ok := v.(Unpacked); ok && isPacked(all[at].said) {
				return unpack(all[at].said, short, p.names)
			}
			return cbor.Unmarshal(all[at].said, v)
		}
	}
	return nil
}

// Say changes what a room says in short, and SayMore what else it says. An empty list or map
// is not said at all.
func (p *Placed) Say(name string, v any) (err error) { p.parts, err = p.parts.say(name, v); return err }

func (p *Placed) SayMore(name string, v any) (err error) {
	p.more, err = p.more.say(name, v)
	return err
}

func (all parts) say(name string, v any) (parts, error) {
	if short, ok := v.(Packed); ok {
		said := packedOf(short)
		if len(said) == 1 {
			said = nil
		}
		return all.with(name, said), nil
	}
	said, err := form.Marshal(v)
	if bytes.Equal(said, []byte{0x80}) || bytes.Equal(said, []byte{0xa0}) {
		said = nil
	}
	return all.with(name, said), err
}

// Same tells whether two lines say the same of one space.
func (p Placed) Same(other Placed) bool {
	return p.Space == other.Space && p.Role == other.Role && p.Until == other.Until && p.parts.same(other.parts) && p.more.same(other.more)
}

func (all parts) same(other parts) bool {
	return slices.EqualFunc(all, other, func(a, b part) bool { return a.name == b.name && bytes.Equal(a.said, b.said) })
}

// form is how parts are written: the same value is always the same bytes, and short.
var form = must(cbor.EncOptions{Sort: cbor.SortBytewiseLexical, ShortestFloat: cbor.ShortestFloat16, NilContainers: cbor.NilContainerAsEmpty}.EncMode())

func must(m cbor.EncMode, err error) cbor.EncMode {
	if err != nil {
		panic(err) // cannot be: the options are fixed
	}
	return m
}

// Topic is what open pages of the space listen to.
func (p Placed) Topic() string { return topic(p.Space) }

// listed tells whether somebody in that role has the space in a list: clinicians, and of
// the spaces that a list is made from. What is said about being safe is in none.
func listed(role right.Role, kind right.Kind) bool {
	switch kind {
	case right.Contact, right.Shared, right.Joint, right.Apart:
		return role == right.Therapist || role == right.Cover || role == right.Supervisor
	}
	return false
}

// Day is the author's list, read anew.
func Day(tx *db.Tx) (List, error) { return (*Memory)(nil).Day(tx) }

// More is the line with what else it says.
func (l List) More(tx *db.Tx, line Line) (Line, error) {
	line.Places = slices.Clone(line.Places) // the line itself may be kept in a Memory
	return line, moreOf(tx, l.rec, line)
}

// Marks are by what More of each line is known again: it is another one each time that is
// written.
func (l List) Marks(tx *db.Tx, lines []Line) (map[string]string, error) {
	marks := make(map[string]string, len(lines))
	if len(lines) == 0 {
		return marks, nil
	}
	return marks, marksOf(tx, l.rec, lines, marks)
}

// current leaves out what has ended for the reader by itself.
func current(all []Line, now int64) []Line {
	left := make([]Line, 0, len(all))
	over := func(p Placed) bool { return p.Until != 0 && p.Until <= now }
	for _, l := range all {
		if slices.ContainsFunc(l.Places, over) {
			l = Line{About: l.About, Places: slices.DeleteFunc(slices.Clone(l.Places), over)}
		}
		if len(l.Places) > 0 {
			left = append(left, l)
		}
	}
	return left
}

// Said is what the lists say of an open space, each once. They all say the same of it.
func (r *Record) Said(tx *db.Tx) (said []Placed, err error) {
	if err := r.Holds(right.Read); err != nil {
		return nil, err
	}
	rows, err := linesAbout(tx, r.about)
	for _, row := range rows {
		if at := row.at(r.space); at >= 0 {
			said = append(said, row.line.Places[at])
		}
	}
	return said, err
}

// Brief changes what lists say of a space: change gets it as it stands. In a space that
// stands in no list nothing happens.
func (r *Record) Brief(tx *db.Tx, change func(*Placed) error) error {
	if err := lockLines(tx, r.about); err != nil {
		return err
	}
	rows, err := linesAbout(tx, r.about)
	if err != nil {
		return err
	}
	var said *Placed // it is the same in every list
	for _, row := range rows {
		at := row.at(r.space)
		if at < 0 {
			continue
		}
		place := &row.line.Places[at]
		if said == nil {
			if err := change(place); err != nil {
				return err
			}
			said = place
		}
		place.parts, place.more = said.parts, said.more
		if err := row.keep(tx); err != nil {
			return err
		}
		tx.Touch(Topic(row.person), Listing)
	}
	return nil
}

// Listing is the part of a page that a list is drawn in.
const Listing = "list"

// enlist puts the space into the list of somebody who was let in, with what the lists of
// others say of it.
func (r *Record) enlist(tx *db.Tx, person who.ID, role right.Role, until time.Time) error {
	if !listed(role, r.kind) {
		return nil
	}
	list, err := ensure(tx, person, role)
	if err != nil {
		return err
	}
	rows, err := linesAbout(tx, r.about)
	if err != nil {
		return err
	}
	mine, said := stored{list: list, person: person, about: r.about, fresh: true}, Placed{}
	for _, row := range rows {
		if at := row.at(r.space); at >= 0 {
			said = row.line.Places[at]
		}
		if row.person == person {
			mine = row
		}
	}
	place := Placed{Space: r.space, Kind: r.kind, Role: role, Until: ending(until), parts: said.parts, more: said.more}
	if at := mine.at(r.space); at >= 0 {
		mine.line.Places[at] = place
	} else {
		mine.line.Places = append(mine.line.Places, place)
	}
	tx.Note(string(list.id), "enlist", string(r.space))
	return mine.keep(tx)
}

// Enlist puts an open space into the lists of all clinicians who are inside.
func (r *Record) Enlist(tx *db.Tx) error {
	if err := r.Holds(right.Admit); err != nil {
		return err
	}
	all, err := r.Members(tx)
	for _, m := range all {
		if err == nil {
			err = r.enlist(tx, m.Person, m.Role, m.Until)
		}
	}
	return err
}

// unlist takes the space out of somebody's list.
func (r *Record) unlist(tx *db.Tx, person who.ID) error {
	rows, err := linesAbout(tx, r.about)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.person != person || row.at(r.space) < 0 {
			continue
		}
		tx.Note(string(row.list.id), "unlist", string(r.space))
		if row.line.Places = row.without(r.space); len(row.line.Places) == 0 {
			return dropLine(tx, row)
		}
		return row.keep(tx)
	}
	return nil
}

func ending(until time.Time) int64 {
	if until.IsZero() {
		return 0
	}
	return db.Ms(until)
}

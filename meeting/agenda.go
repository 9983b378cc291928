package meeting

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// PointID names a point.
type PointID = id.ID[Point]

// Point is one thing to talk about. It stays on the agenda until it was talked about, or
// somebody takes it off.
type Point struct {
	ID PointID   `json:"-"`
	At time.Time `json:"-"`

	By     who.ID     `json:"by"`
	As     right.Role `json:"as"`
	Text   seal.Text  `json:"text"`
	Talked ID         `json:"talked,omitempty"` // the session in which it was
	Off    time.Time  `json:"off,omitzero"`     // taken off
}

// Least keeps a point of one word as large as a long one.
func (p Point) Least() int { return 1024 }

// Open tells whether it is still to be talked about.
func (p Point) Open() bool { return p.Talked == "" && p.Off.IsZero() }

// mostPoints is how many may be open at a time.
const mostPoints = 30

// Add puts something on the agenda. The client may, and the therapist; both read it. The
// same form sent twice is one point.
func Add(tx *db.Tx, rec *space.Record, once PointID, text string) error {
	if err := rec.Holds(right.Read | right.Write); err != nil {
		return err
	}
	switch {
	case text == "":
		return fault.At("point", "meeting.point.missing")
	case long(text):
		return fault.At("point", "meeting.long")
	}
	if err := takes(tx, rec); err != nil {
		return err
	}
	if err := lock(tx, rec); err != nil {
		return err
	}
	every, err := points(tx, rec)
	if err != nil || slices.ContainsFunc(every, func(p Point) bool { return p.ID == once }) {
		return err
	}
	if len(open(every)) >= mostPoints {
		return fault.At("point", "meeting.point.many")
	}
	rec.Note(tx, "meeting.point", string(once))
	rec.Touch(tx, Part)
	return insertPoint(tx, rec, Point{ID: once, At: tx.Now, By: tx.By.ID, As: rec.Role(), Text: seal.Text(text)})
}

// takes is an error where nothing new is kept: of a client before they agreed to the record,
// and of anybody in a case that has ended.
func takes(tx *db.Tx, rec *space.Record) error {
	if rec.Role() == right.Client {
		return care.Takes(tx, rec)
	}
	return lasts(tx, rec)
}

// Agenda are the points that are still to be talked about, oldest first.
func Agenda(tx *db.Tx, rec *space.Record) ([]Point, error) {
	every, err := points(tx, rec)
	return open(every), err
}

func open(every []Point) []Point {
	return slices.DeleteFunc(slices.Clone(every), func(p Point) bool { return !p.Open() })
}

// Talked are the points that a session took up, and those that it still could.
func (m Meeting) points(every []Point) (all []Point) {
	for _, p := range every {
		if p.Talked == m.ID || p.Open() && m.Settled.IsZero() {
			all = append(all, p)
		}
	}
	return all
}

// TalkedIn are the points that a session took up.
func TalkedIn(tx *db.Tx, rec *space.Record, which ID) ([]Point, error) {
	every, err := points(tx, rec)
	return slices.DeleteFunc(every, func(p Point) bool { return p.Talked != which }), err
}

// TakeOff takes a point off the agenda: its author may, and the therapist. It is kept.
func TakeOff(tx *db.Tx, rec *space.Record, which PointID) error {
	if err := rec.Holds(right.Read | right.Write); err != nil {
		return err
	}
	if err := lock(tx, rec); err != nil {
		return err
	}
	p, err := onePoint(tx, rec, which)
	if err != nil {
		return err
	}
	if rec.Role() == right.Client && p.By != tx.By.ID {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if !p.Open() {
		return nil
	}
	p.Off = tx.Now
	rec.Note(tx, "meeting.point.off", string(which))
	rec.Touch(tx, Part)
	return updatePoint(tx, rec, p)
}

// Talk keeps which points a session took up: those that are named, and no others.
func Talk(tx *db.Tx, rec *space.Record, m Meeting, ticked func(PointID) bool) error {
	if err := rec.Holds(treats); err != nil {
		return err
	}
	if !m.Settled.IsZero() {
		return fault.New(fault.Conflict, "meeting.settled")
	}
	every, err := points(tx, rec)
	if err != nil {
		return err
	}
	for _, p := range m.points(every) {
		if was := p.Talked == m.ID; was == ticked(p.ID) {
			continue
		} else if p.Talked = m.ID; was {
			p.Talked = ""
		}
		rec.Note(tx, "meeting.talk", string(p.ID))
		rec.Touch(tx, Part)
		if err := updatePoint(tx, rec, p); err != nil {
			return err
		}
	}
	return nil
}

// Package chart is one case on one page, and the page everybody begins with: what is next
// for a client, whom to look after for a therapist.
package chart

import (
	"time"

	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/care"
	"tillit.care/journal"
	"tillit.care/measure"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Chart is one case as a clinician sees it.
type Chart struct {
	Space   space.ID
	Eyes    string
	Case    care.Case
	Name    string // the client's, to those who are in the contact space
	Process space.ID
	Inside  care.Inside
	Board   alert.Board
	Course  measure.Course
	Shelf   journal.Shelf
}

// Of draws up the chart of an open shared space.
func Of(tx *db.Tx, rec *space.Record) (Chart, error) {
	c := Chart{Space: rec.Space(), Eyes: rec.Eyes()}
	var err error
	if c.Inside, err = care.InsideOf(tx, rec); err != nil {
		return c, err
	}
	c.Case, c.Name = c.Inside.Case, c.Inside.Name
	if c.Board, err = alert.BoardOf(tx, rec); err != nil {
		return c, err
	}
	if c.Course, err = measure.CourseOf(tx, rec); err != nil {
		return c, err
	}
	if c.Shelf, err = journal.ShelfOf(tx, rec); err != nil {
		return c, err
	}
	mine, err := space.Mine(tx, right.Process)
	for _, where := range mine {
		if where.About == rec.About() {
			c.Process = where.Space
		}
	}
	return c, err
}

// Listed is a case in a list.
type Listed struct {
	Space   space.ID
	Name    seal.Text
	Role    right.Role
	Case    care.Case
	Waiting []alert.Alert
	Last    time.Time // of the last answer; zero: none yet
	Arrived bool      // somebody used the invitation and waits to be let in
}

// Cases are the cases that the author is inside as a clinician.
func Cases(tx *db.Tx) ([]Listed, error) {
	mine, err := space.Mine(tx, right.Shared)
	if err != nil {
		return nil, err
	}
	var all []Listed
	for _, where := range mine {
		if where.Role == right.Client {
			continue
		}
		l, err := listed(tx, where)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}

func listed(tx *db.Tx, where space.Where) (Listed, error) {
	l := Listed{Space: where.Space, Role: where.Role}
	rec, err := space.Open(tx, where.Space, right.Read)
	if err != nil {
		return l, err
	}
	in, err := care.InsideOf(tx, rec)
	if err != nil {
		return l, err
	}
	l.Case, l.Name = in.Case, seal.Text(in.Name)
	l.Arrived = in.Arrived()
	if l.Waiting, err = alert.Waiting(tx, rec); err != nil {
		return l, err
	}
	responses, err := measure.Responses(tx, rec)
	if n := len(responses); n > 0 {
		l.Last = responses[n-1].At
	}
	return l, err
}

// Today is what a client begins with.
type Today struct {
	Rooms  []Room
	Zone   *time.Location
	Crisis []practice.Number
}

// Room is one case from the client's side.
type Room struct {
	Shared, Own, Contact space.ID // Own and Contact are empty where the client is not inside
	Agreed               bool
	Waiting              []measure.Measure
	Inside               bool // still inside the shared space
}

// TodayOf reads what a client begins with.
func TodayOf(tx *db.Tx) (Today, error) {
	var t Today
	settings, err := practice.Of(tx)
	if err != nil {
		return t, err
	}
	t.Zone, t.Crisis = settings.Location(), settings.Crisis
	mine, err := space.Mine(tx, right.Shared, right.Own, right.Contact)
	if err != nil {
		return t, err
	}
	rooms := map[string]*Room{}
	var order []string
	for _, where := range mine {
		if where.Role != right.Client {
			continue
		}
		room := rooms[where.About]
		if room == nil {
			room = &Room{}
			rooms[where.About] = room
			order = append(order, where.About)
		}
		if err := room.enter(tx, where); err != nil {
			return t, err
		}
	}
	for _, about := range order {
		t.Rooms = append(t.Rooms, *rooms[about])
	}
	return t, nil
}

func (room *Room) enter(tx *db.Tx, where space.Where) error {
	switch where.Kind {
	case right.Own:
		room.Own = where.Space
	case right.Contact:
		room.Contact = where.Space
	default:
		rec, err := space.Open(tx, where.Space, right.Read)
		if err != nil {
			return err
		}
		room.Shared, room.Inside, room.Agreed = where.Space, true, rec.Agreed() == care.Records
		room.Waiting, err = measure.Waiting(tx, rec)
		return err
	}
	return nil
}

package chart

import (
	"cmp"
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/care"
	"tillit.care/disclose"
	"tillit.care/handover"
	"tillit.care/measure"
	"tillit.care/message"
	"tillit.care/plan"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Today is what a client begins with.
type Today struct {
	Rooms  []Room
	Tasks  []Task // what is asked, the next one first
	Zone   *time.Location
	Crisis []practice.Number
}

// Room is one case from the client's side.
type Room struct {
	About                string
	Shared, Own, Contact space.ID // empty where the client is not inside
	Joint, Apart         space.ID // of a couple
	Paused               bool     // the work as a couple rests
	After                bool     // the treatment has ended, and now and then they say how it goes
	Agreed               bool
	Inside               bool     // still inside the space where they answer
	Plan                 bool     // there is a plan for the treatment
	Unsigned             int      // permissions that wait for the client to read and sign
	Begins               bool     // a consent was asked for, and waits for a word
	News                 space.ID // where it says who treats the client, when that changes; empty: it does not
	Tries                int      // how much was agreed to be tried, and not yet talked about
}

// answers is the space where what they are asked is: what they share with their therapist, or
// of a couple their own part.
func (room Room) answers() space.ID { return cmp.Or(room.Shared, room.Apart) }

// Task is one thing that waits for a client.
type Task struct {
	Space   space.ID
	Kind    kind
	Measure measure.ID // of questions
	Alone   measure.AloneID
	Minutes int
	Asked   time.Time
}

// kind is what a task is. The kinds are in the order in which they come: to agree before
// anything, then the questions that follow an answer that worries.
type kind int

const (
	toAgree kind = iota
	toScreen
	toRead
	toAnswer
	toAlone
)

// TodayOf reads what a client begins with.
func TodayOf(tx *db.Tx) (Today, error) {
	var t Today
	settings, err := practice.Of(tx)
	if err != nil {
		return t, err
	}
	t.Zone, t.Crisis = settings.Location(), settings.Crisis
	if t.Rooms, err = roomsOf(tx); err != nil {
		return t, err
	}
	for i := range t.Rooms {
		tasks, err := t.Rooms[i].enter(tx)
		if err != nil {
			return t, err
		}
		t.Tasks = append(t.Tasks, tasks...)
	}
	slices.SortStableFunc(t.Tasks, func(a, b Task) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), a.Asked.Compare(b.Asked))
	})
	return t, nil
}

// inside are the rooms where the client is still asked things.
func (t Today) inside() []Room {
	return slices.DeleteFunc(slices.Clone(t.Rooms), func(r Room) bool { return !r.Inside })
}

// goesOn tells whether the client is inside anything that has not ended for them.
func (t Today) goesOn() bool {
	return slices.ContainsFunc(t.Rooms, func(r Room) bool { return r.Inside })
}

// roomsOf finds the cases that the author is a client of, and opens nothing in them.
func roomsOf(tx *db.Tx) ([]Room, error) {
	mine, err := space.Mine(tx, right.Shared, right.Own, right.Contact, right.Joint, right.Apart)
	if err != nil {
		return nil, err
	}
	var rooms []Room
	for _, where := range mine {
		if where.Role != right.Client {
			continue
		}
		n := slices.IndexFunc(rooms, func(r Room) bool { return r.About == where.About })
		if n < 0 {
			n = len(rooms)
			rooms = append(rooms, Room{About: where.About})
		}
		switch where.Kind {
		case right.Own:
			rooms[n].Own = where.Space
		case right.Contact:
			rooms[n].Contact = where.Space
		case right.Joint:
			rooms[n].Joint = where.Space
		case right.Apart:
			rooms[n].Apart, rooms[n].Inside = where.Space, true
		case right.Shared:
			rooms[n].Shared, rooms[n].Inside = where.Space, true
		}
	}
	return rooms, nil
}

// enter looks what is asked in a room.
func (room *Room) enter(tx *db.Tx) ([]Task, error) {
	if !room.Inside {
		return nil, nil
	}
	rec, err := space.Open(tx, room.answers(), right.Read, right.Measured...)
	if err != nil {
		return nil, err
	}
	room.Agreed = care.Agreed(rec)
	if !room.Agreed {
		return []Task{{Space: room.answers(), Kind: toAgree}}, nil
	}
	which, err := care.Of(tx, rec)
	if err != nil {
		return nil, err
	}
	room.After = !which.Ended.IsZero()
	if news, err := handover.News(tx, rec); err != nil {
		return nil, err
	} else if news {
		room.News = rec.Space()
	}
	if err := room.planned(tx, rec); err != nil {
		return nil, err
	}
	tasks, err := asked(tx, rec)
	if err != nil {
		return nil, err
	}
	if room.Apart != "" {
		alone, err := room.partner(tx, rec)
		return append(tasks, alone...), err
	}
	asksFor, err := care.Standings(tx, rec)
	if err != nil {
		return nil, err
	}
	room.Begins = !room.After && slices.ContainsFunc(asksFor, care.Standing.Open)
	if waits, err := measure.WaitsAlone(tx, rec); err != nil {
		return nil, err
	} else if waits.ID != "" && !room.After {
		tasks = append(tasks, Task{Space: room.Shared, Kind: toAlone, Alone: waits.ID, Asked: waits.Asked, Minutes: 2})
	}
	unread, err := message.Unread(tx, rec)
	if unread > 0 {
		tasks = append(tasks, Task{Space: room.Shared, Kind: toRead})
	}
	return tasks, err
}

// planned looks whether there is a plan, and what was agreed to be tried.
func (room *Room) planned(tx *db.Tx, rec *space.Record) error {
	now, err := plan.Current(tx, rec)
	if err != nil {
		return err
	}
	every, err := plan.Work(tx, rec)
	if err != nil {
		return err
	}
	room.Plan, room.Tries = now.Found(), len(plan.Waiting(every))
	room.Unsigned, err = disclose.Unsigned(tx, rec)
	return err
}

// partner looks what else is asked of one partner of a couple: alone, while the work goes on.
func (room *Room) partner(tx *db.Tx, rec *space.Record) ([]Task, error) {
	if room.After || room.Joint == "" {
		return nil, nil
	}
	joint, err := space.Open(tx, room.Joint, right.Read, right.Joint)
	if err != nil {
		return nil, err
	}
	couple, err := care.Of(tx, joint)
	if err != nil {
		return nil, err
	}
	room.Paused = !couple.Paused.IsZero()
	waits, err := measure.WaitsAlone(tx, rec)
	if err != nil || waits.ID == "" {
		return nil, err
	}
	return []Task{{Space: room.Apart, Kind: toAlone, Alone: waits.ID, Asked: waits.Asked, Minutes: 2}}, nil
}

// paused tells whether the work as a couple rests.
func (t Today) paused() bool {
	return slices.ContainsFunc(t.Rooms, func(r Room) bool { return r.Paused })
}

// after tells whether a treatment has ended of which the client still says how it goes.
func (t Today) after() bool {
	return slices.ContainsFunc(t.Rooms, func(r Room) bool { return r.After })
}

// asked are the questionnaires that wait.
func asked(tx *db.Tx, rec *space.Record) ([]Task, error) {
	waiting, err := measure.Waiting(tx, rec)
	if err != nil {
		return nil, err
	}
	var tasks []Task
	for _, m := range waiting {
		in, err := m.Form(tx)
		if err != nil {
			return nil, err
		}
		task := Task{Space: rec.Space(), Measure: m.ID, Minutes: measure.Minutes(in), Asked: m.Due, Kind: toAnswer}
		if m.Screening() {
			task.Kind = toScreen
		}
		tasks = append(tasks, task)
	}
	return tasks, nil
}

// Work is everything that was asked of a client: what waits, and what is done.
type Work struct {
	Today
	Done []Done // newest first
}

// Done is one thing that a client answered.
type Done struct {
	Space    space.ID
	Response measure.ResponseID
	At       time.Time
}

// WorkOf reads what waits for a client and what is done.
func WorkOf(tx *db.Tx) (Work, error) {
	t, err := TodayOf(tx)
	w := Work{Today: t}
	if err != nil {
		return w, err
	}
	for _, room := range t.inside() {
		rec, err := space.Open(tx, room.answers(), right.Read, right.Measured...)
		if err != nil {
			return w, err
		}
		every, err := measure.Answered(tx, rec)
		if err != nil {
			return w, err
		}
		for _, r := range every {
			w.Done = append(w.Done, Done{room.answers(), r.ID, r.At})
		}
	}
	slices.SortStableFunc(w.Done, func(a, b Done) int { return b.At.Compare(a.At) })
	return w, nil
}

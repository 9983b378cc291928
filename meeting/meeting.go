// Package meeting is a session as it is held: when, how and where, who was there, what was
// on the agenda, and what is being written about it. Booking, the calendar and the live room
// build on it.
package meeting

import (
	"slices"
	"time"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/booking"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// ID names a meeting.
type ID = id.ID[Meeting]

// Way is how people meet.
type Way string

const (
	InPerson Way = "inperson"
	Video    Way = "video"
	Phone    Way = "phone"
)

// Ways are all of them.
var Ways = []Way{InPerson, Video, Phone}

// Away tells whether the two are in different places.
func (w Way) Away() bool { return w == Video || w == Phone }

// State is how far a meeting has come.
type State string

const (
	Planned State = "planned"
	Running State = "running"
	Held    State = "held"
	Off     State = "off" // it did not take place
)

// Why is why a meeting did not take place. Nobody is blamed for any of them.
type Why string

const (
	ByClient    Why = "client"
	ByTherapist Why = "therapist"
	Missed      Why = "missed" // the client did not come
)

// Whys are all of them.
var Whys = []Why{ByClient, ByTherapist, Missed}

// Facts are what the law wants to know of a session.
type Facts struct {
	Begun  time.Time `json:"begun,omitzero"`
	Ended  time.Time `json:"ended,omitzero"`
	Way    Way       `json:"way"`
	Place  seal.Text `json:"place,omitempty"`  // where the client was, where the two were apart
	Others seal.Text `json:"others,omitempty"` // who was there besides client and therapist
}

// Meeting is one appointment, as it is planned and then as it is held.
type Meeting struct {
	ID ID        `json:"-"`
	At time.Time `json:"-"` // when it is to begin, or began

	Facts
	By      who.ID    `json:"by"`
	State   State     `json:"state"`
	Why     Why       `json:"why,omitempty"`
	Changes []Change  `json:"changes,omitempty"`
	Settled time.Time `json:"settled,omitzero"` // a note about it is signed: the facts stand
}

// Change is what a meeting's facts were before somebody corrected them, and why they did.
type Change struct {
	At     time.Time `json:"at"`
	By     who.ID    `json:"by"`
	Was    Facts     `json:"was"`
	Reason seal.Text `json:"reason,omitempty"`
}

// Least keeps a meeting of which nothing is said as large as another.
func (m Meeting) Least() int { return 2048 }

// Waits tells whether it was held and no note about it is signed.
func (m Meeting) Waits() bool { return m.State == Held && m.Settled.IsZero() }

// Seen tells whether there is a call for it: it is by video, and not over.
func (m Meeting) Seen() bool { return m.Way == Video && (m.State == Planned || m.State == Running) }

// Part is the part of a page that shows meetings.
const Part = "meetings"

const (
	longestWords = 500
	mostChanges  = 50
	longestHours = 24 // that a session may take
)

// treats is what it takes to hold a session: a therapist's right. Who covers may not.
const treats = right.Read | right.Write | right.Treat

// going is an error in a case that has ended, or to somebody who may not hold sessions.
func going(tx *db.Tx, rec *space.Record) error {
	if err := rec.Holds(treats); err != nil {
		return err
	}
	return lasts(tx, rec)
}

// lasts is an error in a case that has ended, and after which no session follows.
func lasts(tx *db.Tx, rec *space.Record) error {
	c, err := care.Of(tx, rec)
	if err == nil && c.Over(tx.Now) {
		err = fault.New(fault.Conflict, "care.ended")
	}
	return err
}

func lock(tx *db.Tx, rec *space.Record) error { return tx.Lock("meeting " + string(rec.Space())) }

// Plan puts a meeting on a day. The same form sent twice is one meeting.
func Plan(tx *db.Tx, rec *space.Record, once ID, at time.Time, way Way) (Meeting, error) {
	m := Meeting{ID: once, At: at, By: tx.By.ID, State: Planned, Facts: Facts{Way: way}}
	if err := going(tx, rec); err != nil {
		return m, err
	}
	switch {
	case at.IsZero() || at.After(tx.Now.AddDate(1, 0, 0)) || at.Before(tx.Now.AddDate(-1, 0, 0)):
		return m, fault.At("at", "meeting.at.odd")
	case !slices.Contains(Ways, way):
		return m, fault.At("way", "meeting.way.missing")
	}
	if err := lock(tx, rec); err != nil {
		return m, err
	}
	if kept, err := stored(tx, rec, once); !fault.Is(err, fault.NotFound) {
		return kept, err
	}
	rec.Note(tx, "meeting.plan", string(once))
	rec.Touch(tx, Part)
	if err := insert(tx, rec, m); err != nil {
		return m, err
	}
	if err := m.book(tx, rec); err != nil {
		return m, err
	}
	return m, Brief(tx, rec)
}

// Begin begins a planned meeting, now. Only one runs at a time.
func Begin(tx *db.Tx, rec *space.Record, which ID) (Meeting, error) {
	if err := going(tx, rec); err != nil {
		return Meeting{}, err
	}
	m, err := held(tx, rec, which)
	if err != nil || m.State == Running {
		return m, err
	}
	if m.State != Planned {
		return m, fault.New(fault.Conflict, "meeting.over")
	}
	every, err := all(tx, rec)
	if err != nil {
		return m, err
	}
	if slices.ContainsFunc(every, func(other Meeting) bool { return other.State == Running }) {
		return m, fault.New(fault.Conflict, "meeting.running")
	}
	m.State, m.At, m.Begun = Running, tx.Now, tx.Now
	if err := m.tellDesk(tx, rec, func(h booking.Held) error { return booking.Begin(tx, h) }); err != nil {
		return m, err
	}
	return m, m.keep(tx, rec, "meeting.begin")
}

// End ends a meeting that runs, now.
func End(tx *db.Tx, rec *space.Record, which ID) (Meeting, error) {
	if err := rec.Holds(treats); err != nil {
		return Meeting{}, err
	}
	m, err := held(tx, rec, which)
	if err != nil || m.State == Held {
		return m, err
	}
	if m.State != Running {
		return m, fault.New(fault.Conflict, "meeting.notrunning")
	}
	m.State, m.Ended = Held, tx.Now
	return m, m.keep(tx, rec, "meeting.end")
}

// CallOff keeps that a meeting did not take place.
func CallOff(tx *db.Tx, rec *space.Record, which ID, why Why) error {
	if err := rec.Holds(treats); err != nil {
		return err
	}
	if !slices.Contains(Whys, why) {
		return fault.At("why", "meeting.why.missing")
	}
	m, err := held(tx, rec, which)
	if err != nil {
		return err
	}
	if m.State != Planned {
		return fault.New(fault.Conflict, "meeting.over")
	}
	m.State, m.Why = Off, why
	err = m.tellDesk(tx, rec, func(h booking.Held) error {
		if why == Missed && h.At.Before(tx.Now) {
			return booking.Mark(tx, h, booking.Missed)
		}
		return booking.CallOff(tx, h, false)
	})
	if err != nil {
		return err
	}
	return m.keep(tx, rec, "meeting.off")
}

// Correct changes the facts of a meeting until a note about it is signed. Where its times
// were kept already it takes a reason, and what stood there before stays. A planned one that
// is given both times was held.
func Correct(tx *db.Tx, rec *space.Record, which ID, now Facts, reason string) error {
	if err := rec.Holds(treats); err != nil {
		return err
	}
	m, err := held(tx, rec, which)
	if err != nil {
		return err
	}
	if err := now.wrong(tx.Now, m, reason); err != nil {
		return err
	}
	if now.same(m.Facts) {
		return nil
	}
	if m.State != Planned {
		m.Changes = append(m.Changes, Change{At: tx.Now, By: tx.By.ID, Was: m.Facts, Reason: seal.Text(reason)})
	}
	if m.Facts = now; !now.Ended.IsZero() {
		m.State = Held
	}
	if !now.Begun.IsZero() {
		m.At = now.Begun
	}
	return m.keep(tx, rec, "meeting.correct")
}

func (f Facts) same(other Facts) bool {
	return f.Begun.Equal(other.Begun) && f.Ended.Equal(other.Ended) && f.Way == other.Way && f.Place == other.Place && f.Others == other.Others
}

// wrong is the fault in facts that take the place of a meeting's, if there is any.
func (f Facts) wrong(now time.Time, m Meeting, reason string) error {
	moved := m.State == Held && (!f.Begun.Equal(m.Begun) || !f.Ended.Equal(m.Ended))
	switch {
	case !m.Settled.IsZero():
		return fault.New(fault.Conflict, "meeting.settled")
	case m.State == Off || len(m.Changes) >= mostChanges:
		return fault.New(fault.Conflict, "meeting.over")
	case !slices.Contains(Ways, f.Way):
		return fault.At("way", "meeting.way.missing")
	case f.Begun.IsZero() && m.State != Planned:
		return fault.At("begun", "meeting.begun.missing")
	case f.Ended.IsZero() && m.State == Held, f.Begun.IsZero() != f.Ended.IsZero() && m.State == Planned:
		return fault.At("ended", "meeting.ended.missing")
	case f.Begun.After(now) || f.Ended.After(now):
		return fault.At("ended", "meeting.times.coming")
	case !f.Ended.IsZero() && (!f.Ended.After(f.Begun) || f.Ended.Sub(f.Begun) > longestHours*time.Hour):
		return fault.At("ended", "meeting.times.odd")
	case long(string(f.Place)):
		return fault.At("place", "meeting.long")
	case long(string(f.Others)):
		return fault.At("others", "meeting.long")
	case moved && reason == "":
		return fault.At("reason", "meeting.reason.missing")
	case long(reason):
		return fault.At("reason", "meeting.long")
	}
	return nil
}

func long(text string) bool { return utf8.RuneCountInString(text) > longestWords }

// Settle says that a note about a meeting is signed: from now on its facts stand.
func Settle(tx *db.Tx, rec *space.Record, which ID) error {
	if err := rec.Holds(treats); err != nil {
		return err
	}
	m, err := held(tx, rec, which)
	if err != nil || !m.Settled.IsZero() {
		return err
	}
	m.Settled = tx.Now
	return m.keep(tx, rec, "meeting.settle")
}

// held is a meeting that nobody else changes meanwhile.
func held(tx *db.Tx, rec *space.Record, which ID) (Meeting, error) {
	if err := lock(tx, rec); err != nil {
		return Meeting{}, err
	}
	return adopt(tx, rec, which)
}

func (m Meeting) keep(tx *db.Tx, rec *space.Record, act string) error {
	rec.Note(tx, act, string(m.ID))
	rec.Touch(tx, Part)
	if err := update(tx, rec, m); err != nil {
		return err
	}
	return Brief(tx, rec)
}

// Of are the meetings of a space, the latest first.
func Of(tx *db.Tx, rec *space.Record) ([]Meeting, error) { return all(tx, rec) }

// One is one meeting of this space.
func One(tx *db.Tx, rec *space.Record, which ID) (Meeting, error) { return one(tx, rec, which) }

// Before is when the last meeting before this one ended: what is news in a session is what
// came after it. Before the first it is the beginning of the case.
func Before(tx *db.Tx, rec *space.Record, m Meeting) (time.Time, error) {
	every, err := all(tx, rec)
	if err != nil {
		return time.Time{}, err
	}
	for _, other := range every { // the latest first
		if other.State == Held && other.ID != m.ID && other.At.Before(m.At) {
			return other.Ended, nil
		}
	}
	c, err := care.Of(tx, rec)
	return c.Opened, err
}

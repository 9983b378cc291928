package app

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/who"
	"tillit.care/message"
	"tillit.care/practice"
)

// walk goes through the weeks of the demo practice with a clock of its own.
type walk struct {
	ctx     context.Context
	house   *House
	zone    *time.Location
	first   time.Time // midnight of the first day
	clock   atomic.Int64
	timers  []time.Time           // moments at which something may be due, in order
	people  map[string]who.Person // by address
	address string
}

func (t *walk) now() time.Time     { return db.At(t.clock.Load()) }
func (t *walk) set(when time.Time) { t.clock.Store(db.Ms(when)) }

// moment is one thing that somebody does.
type moment struct {
	at      time.Time
	by      string // address
	what    string
	do      func(tx *db.Tx) error
	look    bool // they only look
	answers bool // they answer a form, which sets timers
	tells   bool // they write a message, which sets one
}

// live lets one moment happen, and everything that was due before it.
func (t *walk) live(m moment) error {
	if err := t.until(m.at); err != nil {
		return err
	}
	act := t.house.DB.Write
	if m.look {
		act = t.house.DB.Read
	}
	if err := act(t.ctx, t.people[m.by], m.do); err != nil || m.look {
		return err
	}
	if m.answers {
		t.wind(m.at, practice.Settings{}.Timers()[1:]...)
	}
	if m.tells {
		t.wind(m.at, message.Grace)
	}
	return t.house.Jobs.Due(t.ctx)
}

// until lets the clock run to a moment, doing on the way what is due.
func (t *walk) until(when time.Time) error {
	for len(t.timers) > 0 && !t.timers[0].After(when) {
		t.set(t.timers[0])
		t.timers = t.timers[1:]
		if err := t.house.Jobs.Due(t.ctx); err != nil {
			return err
		}
	}
	t.set(when)
	return nil
}

// wind sets the clock's alarms for what comes at a moment: the alert that every answer has
// is looked at then, or the other side is told of a message.
func (t *walk) wind(at time.Time, after ...time.Duration) {
	for _, later := range after {
		t.timers = append(t.timers, at.Add(later))
	}
	slices.SortFunc(t.timers, time.Time.Compare)
}

package booking

import (
	"cmp"
	"context"
	"strings"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/mail"
	"tillit.care/base/words"
	"tillit.care/care"
	"tillit.care/content"
	"tillit.care/practice"
	"tillit.care/pure/ical"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// Hearing is how a person wants to hear of appointments. The zero Hearing: they are reminded a
// day before, in words that say nothing.
type Hearing struct {
	Before int  `json:"before,omitempty"` // hours; 0: as usual, -1: not at all
	Mail   bool `json:"mail,omitempty"`   // an e-mail may say when it is, so that a calendar takes it in
}

// Least keeps all as large.
func (h Hearing) Least() int { return 128 }

const (
	aDay    = 24
	twoHour = 2
	never   = -1
)

// befores are the choices of when to be reminded.
var befores = []int{aDay, twoHour, never}

// Hours is how long before an appointment somebody is reminded; never: not at all.
func (h Hearing) Hours() int { return cmp.Or(h.Before, aDay) }

// Hear keeps how a person wants to hear of appointments.
func Hear(tx *db.Tx, rec *space.Record, h Hearing) error {
	if err := rec.Holds(both); err != nil {
		return err
	}
	if h.Before != aDay && h.Before != twoHour && h.Before != never {
		return fault.At("before", "booking.before.odd")
	}
	rec.Note(tx, "booking.hear", "")
	rec.Touch(tx, Part)
	return keepHearing(tx, rec, h)
}

// listener is whoever an appointment is told to, and how.
type listener struct {
	account  account.Account // the zero Account: they are not inside yet
	person   care.Contact
	hearing  Hearing
	settings practice.Settings
}

func listen(tx *db.Tx, rec *space.Record) (l listener, err error) {
	if l.settings, err = practice.Of(tx); err != nil {
		return l, err
	}
	if l.person, err = care.Reach(tx, rec); err != nil {
		return l, err
	}
	if l.hearing, err = hearingOf(tx, rec); err != nil {
		return l, err
	}
	members, err := rec.Members(tx)
	for _, m := range members {
		if err == nil && m.Role == right.Client {
			l.account, err = account.Of(tx, m.Person)
		}
	}
	return l, err
}

// zone is where their clocks are.
func (l listener) zone() *time.Location {
	if l.person.Zone == "" {
		return l.settings.Location()
	}
	s := l.settings
	s.Zone = l.person.Zone
	return s.Location()
}

func (l listener) language() string { return cmp.Or(l.account.Language, l.settings.Language) }

func (l listener) speaks() (context.Context, error) {
	book, err := content.Book()
	return words.Speak(context.Background(), book, cmp.Or(l.language(), words.Default), nil), err
}

// byMail tells whether an e-mail may say when it is.
func (l listener) byMail() bool {
	return l.hearing.Mail && l.person.Letters && l.person.Email != ""
}

// wake tells somebody that something is waiting, and not what.
func (l listener) wake(tx *db.Tx) error {
	if l.account.ID == "" {
		return nil
	}
	if err := account.Wake(tx, l.account.ID); err != nil || !l.person.Letters || l.byMail() {
		return err
	}
	return care.Write(tx, l.person.Email.Reveal(), l.language())
}

// wakeQuietly is wake, by letter also to those who are told when it is.
func (l listener) wakeQuietly(tx *db.Tx) error {
	l.hearing.Mail = false
	return l.wake(tx)
}

// write posts one letter about appointments. It says when they are, and nothing else; and brings
// them for a calendar, where there is a method.
func (l listener) write(tx *db.Tx, key string, all []Appointment, method string) error {
	ctx, err := l.speaks()
	if err != nil {
		return err
	}
	var when []string
	for _, a := range all {
		when = append(when, ui.TimeText(ctx, a.At, l.zone()))
	}
	if len(all) > 1 { // each on a line of its own
		key, when = key+".many", append(append([]string{""}, when...), "")
	}
	letter := mail.Letter{To: l.person.Email.Reveal(), Subject: words.T(ctx, "booking.letter.subject"),
		Text: words.T(ctx, key, "when", strings.Join(when, "\n"), "zone", l.zone().String(), "address", l.settings.Address)}
	if method != "" {
		letter.Calendar, letter.Method = l.calendar(ctx, tx.Now, method, all)
	}
	return mail.Post(tx, letter)
}

// event is an appointment as a calendar has it.
func (a Appointment) event(ctx context.Context, now time.Time) ical.Event {
	return ical.Event{UID: string(a.ID), Sequence: a.N, Stamp: now, Start: a.At, End: a.Until(),
		Summary: words.T(ctx, "booking.letter.subject"), Cancelled: a.State == Off}
}

// calendar is what an e-mail brings. An invitation is about one appointment (RFC 5546 §3.2.2):
// several are published.
func (l listener) calendar(ctx context.Context, now time.Time, method string, all []Appointment) ([]byte, string) {
	if len(all) > 1 {
		method = ical.Publish
	}
	var events []ical.Event
	for _, a := range all {
		e := a.event(ctx, now)
		e.Organizer = l.settings.Mail.From
		if method != ical.Publish {
			e.Attendee = l.person.Email.Reveal()
		}
		events = append(events, e)
	}
	return ical.Calendar(method, events), method
}

// invite tells the people of new appointments: by mail only whoever wants that. Nothing is
// sent for those who did not say so: they are reminded, and see it on their page.
func invite(tx *db.Tx, people []*space.Record, made []Appointment) error {
	for _, rec := range people {
		l, err := listen(tx, rec)
		if err != nil {
			return err
		}
		if !l.byMail() {
			continue
		}
		if err := l.write(tx, "booking.letter.booked", made, ical.Request); err != nil {
			return err
		}
	}
	return nil
}

// told tells a person, once, that appointments were moved or called off, unless they did it.
func told(tx *db.Tx, rec *space.Record, all []Appointment) error {
	l, err := listen(tx, rec)
	if err != nil {
		return err
	}
	if rec.Role() != right.Client {
		if err := l.wake(tx); err != nil {
			return err
		}
	}
	if !l.byMail() {
		return nil
	}
	if all[0].State == Off {
		return l.write(tx, "booking.letter.off", all, ical.Cancel)
	}
	return l.write(tx, "booking.letter.moved", all, ical.Request)
}

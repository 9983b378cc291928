// Package ical writes appointments so that any calendar reads them (RFC 5545): when, and a
// title that says nothing. Who meets whom, and why, is not in it.
package ical

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Event is one appointment.
type Event struct {
	UID       string // always the same for the same appointment
	Sequence  int    // rises with every change
	Stamp     time.Time
	Start     time.Time
	End       time.Time
	Summary   string
	Cancelled bool
	Organizer string // an address; empty: none
	Attendee  string
}

// What a calendar is sent for.
const (
	Publish = "PUBLISH"
	Request = "REQUEST"
	Cancel  = "CANCEL"
)

// Calendar is a whole calendar of events, for a method; empty: it was fetched.
func Calendar(method string, events []Event) []byte {
	var w writer
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.line("PRODID", "-//Appointments//EN")
	w.line("CALSCALE", "GREGORIAN")
	if method != "" {
		w.line("METHOD", method)
	}
	for _, e := range events {
		e.write(&w)
	}
	w.line("END", "VCALENDAR")
	return []byte(w.String())
}

func (e Event) write(w *writer) {
	w.line("BEGIN", "VEVENT")
	w.line("UID", Escape(e.UID))
	w.line("DTSTAMP", utc(e.Stamp))
	w.line("DTSTART", utc(e.Start))
	w.line("DTEND", utc(e.End))
	w.line("SEQUENCE", strconv.Itoa(e.Sequence))
	w.line("SUMMARY", Escape(e.Summary))
	status := "CONFIRMED"
	if e.Cancelled {
		status = "CANCELLED"
	}
	w.line("STATUS", status)
	w.line("CLASS", "PRIVATE")
	if e.Organizer != "" {
		w.line("ORGANIZER", "mailto:"+address(e.Organizer))
	}
	if e.Attendee != "" {
		w.line("ATTENDEE;RSVP=FALSE", "mailto:"+address(e.Attendee))
	}
	w.line("END", "VEVENT")
}

func utc(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

// Escape writes text so that it is one value.
func Escape(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(text)
}

// address is an address without what would begin another line.
func address(of string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f {
			return -1
		}
		return r
	}, of)
}

// width is how many bytes a line may have.
const width = 75

type writer struct{ strings.Builder }

// line writes one line and folds it where it is too long, never inside a letter.
func (w *writer) line(name, value string) {
	text := name + ":" + value
	for room := width; len(text) > room; room = width - 1 {
		cut := room
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		w.WriteString(text[:cut] + "\r\n ")
		text = text[cut:]
	}
	w.WriteString(text + "\r\n")
}

package ical_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"

	own "tillit.care/pure/ical"
)

var start = time.Date(2026, 3, 29, 0, 30, 0, 0, time.UTC)

func event(title string) own.Event {
	return own.Event{UID: "01j0000000000000000000000a", Sequence: 3, Stamp: start, Start: start, End: start.Add(50 * time.Minute),
		Summary: title, Organizer: "desk@practice.example", Attendee: "liz@mail.example"}
}

// read reads a calendar with somebody else's parser.
func read(t *testing.T, text []byte) *ical.Calendar {
	t.Helper()
	c, err := ical.NewDecoder(bytes.NewReader(text)).Decode()
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return c
}

func TestAnotherParserReadsWhatWasWritten(t *testing.T) {
	c := read(t, own.Calendar(own.Request, []own.Event{event("Appointment"), event("Appointment")}))
	if len(c.Events()) != 2 || c.Props.Get("METHOD").Value != "REQUEST" {
		t.Fatalf("%d events, %v", len(c.Events()), c.Props)
	}
	e := c.Events()[0]
	if from, err := e.DateTimeStart(time.UTC); err != nil || !from.Equal(start) {
		t.Errorf("begins %v: %v", from, err)
	}
	if to, err := e.DateTimeEnd(time.UTC); err != nil || !to.Equal(start.Add(50*time.Minute)) {
		t.Errorf("ends %v: %v", to, err)
	}
	if n, err := e.Props.Get("SEQUENCE").Int(); err != nil || n != 3 {
		t.Errorf("sequence %d: %v", n, err)
	}
	if a := e.Props.Get("ATTENDEE").Value; a != "mailto:liz@mail.example" {
		t.Error(a)
	}
}

func TestACancelledOneSaysSo(t *testing.T) {
	e := event("Appointment")
	e.Cancelled = true
	c := read(t, own.Calendar(own.Cancel, []own.Event{e}))
	if s, err := c.Events()[0].Status(); err != nil || s != ical.EventCancelled {
		t.Errorf("%v %v", s, err)
	}
}

// FuzzTitles: whatever a title is, another parser reads the same, no line is too long, and it
// never becomes a line of its own.
func FuzzTitles(f *testing.F) {
	for _, title := range []string{"Appointment", "Cita", `a\b;c,d`, "two\nlines", strings.Repeat("æøå日本", 30), "END:VCALENDAR\r\nBEGIN:VEVENT", ""} {
		f.Add(title)
	}
	f.Fuzz(func(t *testing.T, title string) {
		text := own.Calendar("", []own.Event{event(title)})
		for _, line := range strings.Split(string(text), "\r\n") {
			if len(line) > 75 {
				t.Errorf("a line of %d bytes", len(line))
			}
		}
		c := read(t, text)
		if len(c.Events()) != 1 {
			t.Fatalf("%d events", len(c.Events()))
		}
		got, err := c.Events()[0].Props.Text("SUMMARY")
		want := strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
				return -1
			}
			return r
		}, strings.ReplaceAll(strings.ToValidUTF8(title, ""), "\r\n", "\n"))
		if err != nil || got != want {
			t.Errorf("%q became %q: %v", want, got, err)
		}
	})
}

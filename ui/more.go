package ui

import (
	"context"
	"time"
)

// DialogProps is something to read or to decide before one goes on. Its children are what
// it says; a form in it goes where it goes.
type DialogProps struct {
	ID    string // of this dialog on its page
	Title string
	Open  string // the words of the link that opens it
	Kind  Kind   // how that link looks
}

// Tab is one of several parts of a page that take turns where there is script; without,
// they stand below each other.
type Tab struct{ ID, Title string }

// Sway is whether something was good for a person or hard.
type Sway string

const (
	Either Sway = ""
	Better Sway = "good"
	Harder Sway = "hard"
)

// MomentProps is one thing on a timeline. When says in words what At cannot: "when I was
// seven". With neither it is a thing without a date, and is shown as one.
type MomentProps struct {
	At    time.Time
	Zone  *time.Location
	When  string
	Title string
	Href  string // may be ""
	Sway  Sway
}

// WorkProps is how far a long piece of work is. Of 0 is work whose length nobody knows.
type WorkProps struct {
	Label    string
	Text     string // what it is doing now, or how long it may take; may be ""
	Done, Of int
}

// DayText is a date in the reader's words and zone, for a sentence.
func DayText(ctx context.Context, t time.Time, zone *time.Location) string {
	return dayText(ctx, in(t, zone))
}

// icon stands before the title of a notice, so that its tone is not told by colour alone.
func (t Tone) icon() string {
	switch t {
	case Care:
		return "heart"
	case Warning:
		return "warning"
	case Good:
		return "check"
	}
	return ""
}

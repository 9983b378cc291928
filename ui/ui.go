// Package ui is what every page is made of: the frame around it, the parts of a form, a
// chart, and the few scripts that improve them. Its pages work without script.
package ui

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"tillit.care/base/words"
)

// Frame is what stands around every page.
type Frame struct {
	Title     string // the page's heading, and its name in the browser
	Tab       string // its name in the browser, where the heading would tell too much; may be ""
	TitleIn   string // the language of the heading, where it is not the page's
	Nav       []Link // where else one can go
	Person    string // who is signed in, may be ""
	QuickExit bool   // a way out on every page a client sees
	ExitTo    string // where the way out leads at once; "" asks the server
	Eyes      string // the sentence that says who can see this page
	Demo      bool   // everything here is made up
	Lent      bool   // the device is in a client's hands: nothing leads anywhere
	Wide      bool   // a page of tables and charts rather than of text
	SignOut   bool   // offer POST /sign-out
	Live      string // the page's event stream; "" for a page that stands still
	Help      string // the page with the numbers to call; "" leaves the link out
	Theme     string // "" is what the reader's system asks for; only the page of the design names one
	Direction string // "" is the direction of the language; only the page of the design names one
}

// Link leads somewhere. Here marks the page one is on; Icon is one of Icons, or "".
type Link struct {
	Href, Text string
	Here       bool
	Icon       string
}

// FieldProps is one thing to write. Lines above 1 makes it tall.
type FieldProps struct {
	Name, Label, Hint, Value, Error, Type, Autocomplete string

	Required  bool
	Later     bool // may be left empty for now, and is asked for in the end
	Lines     int
	InputMode string
	MaxLength int
	ID        string // only where a page has two fields of one name
}

// Option is one of several answers.
type Option struct{ Value, Label string }

// SelectProps is one choice out of a list too long to show.
type SelectProps struct {
	Name, Label, Hint, Value, Error string

	Options  []Option
	Required bool
	Later    bool // as in FieldProps
	ID       string
}

// RadiosProps is one choice out of a few.
type RadiosProps struct {
	Name, Legend, Hint, Chosen, Error string

	Options  []Option
	Required bool
}

// CheckBoxProps is one thing to say yes to. An empty Value is sent as "yes".
type CheckBoxProps struct {
	Name, Label, Hint, Value, Error string

	Checked bool
}

// ChoiceProps is one item of a questionnaire. Legend and labels are the instrument's own
// wording and are shown as they are.
type ChoiceProps struct {
	Name, Legend string
	Number, Of   int
	Options      []Option
	Chosen       string
	Error        string
	Optional     bool // may be left blank, and a blank can be chosen
	Hint         string
	In           string // the language of legend and labels, where it is not the page's
}

// AnswerProps is a form whose answers must not be lost.
type AnswerProps struct {
	Action  string
	Draft   string // where to save as one goes; "" saves nothing before it is sent
	Once    string // the id by which the server counts these answers once
	Problem string

	Whose     string          // the tag of who fills it in; "" is never kept on a phone
	Meanwhile templ.Component // shown as long as what was sent has not arrived; nil: nothing
}

// PassKeyProps is a button that makes or uses a passkey.
type PassKeyProps struct {
	Create        bool
	Begin, Finish string
	Text          string
}

// Kind says how much a button asks for the eye.
type Kind string

const (
	Primary Kind = "primary" // the one thing this page is for
	Plain   Kind = "plain"
	Quiet   Kind = "quiet"
)

// Tone is the voice of a notice.
type Tone string

const (
	Calm    Tone = "calm"    // good to know
	Care    Tone = "care"    // somebody may be having a hard time
	Warning Tone = "warning" // something may be lost or go wrong
	Good    Tone = "good"    // it is done
)

// When stands in a sentence where Dated puts the moment.
const When = "\x00"

func before(text string) string { text, _, _ = strings.Cut(text, When); return text }
func after(text string) string  { _, text, _ = strings.Cut(text, When); return text }

// tab is the page's name in the browser, which anybody may read who passes by.
func (f Frame) tab() string {
	if f.Tab != "" {
		return f.Tab
	}
	return f.Title
}

func (f Frame) width() string {
	if f.Wide {
		return "wide"
	}
	return "text"
}

// field ids, and the ids of what describes them
func idOf(id, name string) string {
	if id != "" {
		return id
	}
	return "f-" + name
}

func describedBy(id, hint, problem string) string {
	var ids []string
	if hint != "" {
		ids = append(ids, id+"-hint")
	}
	if problem != "" {
		ids = append(ids, id+"-error")
	}
	return strings.Join(ids, " ")
}

func yesOr(value string) string {
	if value == "" {
		return "yes"
	}
	return value
}

func typeOr(kind string) string {
	if kind == "" {
		return "text"
	}
	return kind
}

func (o ChoiceProps) optionID(i int) string { return "f-" + o.Name + "-" + strconv.Itoa(i+1) }

// dayText is a date in the reader's words.
func dayText(ctx context.Context, t time.Time) string {
	return words.T(ctx, "ui.day", "day", t.Day(), "month", nth(words.T(ctx, "ui.months"), int(t.Month())-1), "year", t.Year())
}

func timeText(ctx context.Context, t time.Time) string {
	return words.T(ctx, "ui.time", "date", dayText(ctx, t), "hour", t.Format("15"), "minute", t.Format("04"))
}

// nth is one word of a list of words.
func nth(list string, n int) string {
	all, known := lists.Load(list)
	if !known {
		all, _ = lists.LoadOrStore(list, strings.Fields(list))
	}
	if all := all.([]string); n < len(all) {
		return all[n]
	}
	return strconv.Itoa(n + 1)
}

// lists are those that were taken apart: a few for each language.
var lists sync.Map

func in(t time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	return t.In(zone)
}

// TimeText is a moment in the reader's words, for a text that no page draws.
func TimeText(ctx context.Context, t time.Time, zone *time.Location) string {
	return timeText(ctx, in(t, zone))
}

package trust

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
)

// Thing is one of the objects of the trust work: an event, a person, a stuck point.
type Thing interface {
	Kind() Kind
	Name() seal.Text // what it is called in a list; may be empty
	Fields() []Field // everything one can write in it, in the order of its form
}

// Field is one place in a thing: exactly one of its pointers leads to where the value is.
// Its words have keys made of the kind's name and its own.
type Field struct {
	Name string

	Text *seal.Text
	Pick *string   // one of Options
	Many *[]string // some of Options
	Mark **int     // a number between From and To; nil: nothing was said
	Refs *[]Thread // links to objects of the kinds in Of

	Options  []string
	Of       []Kind
	From, To int
	Lines    int
	Most     int    // letters
	Group    string // fields that stand next to each other in one frame
	Says     string // whose words the options have, where several fields have the same
	List     bool   // one thing on each line
	Required bool
	Hint     bool // there is a hint
	Fold     bool // folded away until it is wanted
	One      bool // at most one link
	Adds     bool // somebody new can be named
	Gated    bool // not offered before something else was answered
	Quiet    bool // kept and joined like the others, and not written in a place of its own
	Day      bool // a text that is a day
	Act      bool // changed by an act of its own, and never with the rest
	Closed   bool // as the thing stands, this cannot be changed
	Unseen   bool // no reader needs to see it
	Later    bool // not asked before its day has come
	Due      bool // can wait, and is needed before it is locked
}

func line(name string, at *seal.Text) Field { return Field{Name: name, Text: at, Lines: 1, Most: 200} }
func prose(name string, at *seal.Text) Field {
	return Field{Name: name, Text: at, Lines: 3, Most: 2000}
}
func lines(name string, at *seal.Text) Field {
	return Field{Name: name, Text: at, Lines: 3, Most: 2000, List: true}
}
func pick(name string, at *string, options ...string) Field {
	return Field{Name: name, Pick: at, Options: options}
}
func many(name string, at *[]string, options ...string) Field {
	return Field{Name: name, Many: at, Options: options}
}
func mark(name string, at **int, from, to int) Field {
	return Field{Name: name, Mark: at, From: from, To: to}
}
func links(name string, at *[]Thread, kinds ...Kind) Field {
	return Field{Name: name, Refs: at, Of: kinds}
}
func people(name string, at *[]Thread) Field {
	return Field{Name: name, Refs: at, Of: []Kind{"person"}, Adds: true}
}

func (f Field) must() Field           { f.Required = true; return f }
func (f Field) hinted() Field         { f.Hint = true; return f }
func (f Field) folded() Field         { f.Fold = true; return f }
func (f Field) only() Field           { f.One = true; return f }
func (f Field) most(n int) Field      { f.Most = n; return f }
func (f Field) in(group string) Field { f.Group = group; return f }
func (f Field) saying(w string) Field { f.Says = w; return f }
func (f Field) gated() Field          { f.Gated = true; return f }
func (f Field) quiet() Field          { f.Quiet = true; return f }
func (f Field) act() Field            { f.Act = true; return f }
func (f Field) unseen() Field         { f.Unseen = true; return f }
func (f Field) later() Field          { f.Later = true; return f }
func (f Field) due() Field            { f.Due = true; return f }
func (f Field) closed(is bool) Field  { f.Closed = is; return f }

// day is a day of the calendar, as a browser writes it.
func day(name string, at *seal.Text) Field {
	return Field{Name: name, Text: at, Lines: 1, Most: 10, Day: true}
}

// stays tells whether a form leaves a field as it was.
func (f Field) stays() bool { return f.Quiet || f.Act || f.Closed }

// option is the words key of an option of a field.
func (f Field) option(k Kind, o string) string {
	if f.Says != "" {
		return "trust." + f.Says + "." + o
	}
	return "trust." + string(k) + "." + f.Name + "." + o
}

// get is the value as text; nothing was said: empty. Two values are the same if their texts
// are.
func (f Field) get() string {
	switch {
	case f.Text != nil:
		return f.Text.Reveal()
	case f.Pick != nil:
		return *f.Pick
	case f.Many != nil:
		return strings.Join(*f.Many, "\n")
	case f.Mark != nil && *f.Mark != nil:
		return strconv.Itoa(**f.Mark)
	case f.Refs != nil:
		all := make([]string, len(*f.Refs))
		for i, r := range *f.Refs {
			all[i] = string(r)
		}
		return strings.Join(all, "\n")
	}
	return ""
}

// empty tells whether nothing was said.
func (f Field) empty() bool { return f.get() == "" }

// put is the other way round. What cannot be a value of this field is Invalid.
func (f Field) put(text string) error {
	switch {
	case f.Day && text != "" && !isDay(text):
		return fault.At(f.Name, "trust.day")
	case f.Text != nil:
		*f.Text = seal.Text(text)
	case f.Pick != nil:
		if text != "" && !slices.Contains(f.Options, text) {
			return fault.New(fault.Invalid, "fault.form")
		}
		*f.Pick = text
	case f.Many != nil:
		return f.some(split(text))
	case f.Mark != nil:
		return f.number(text)
	case f.Refs != nil:
		return f.refs(split(text))
	}
	return nil
}

// some keeps options in their own order, each once.
func (f Field) some(chosen []string) error {
	*f.Many = nil
	for _, c := range chosen {
		if !slices.Contains(f.Options, c) {
			return fault.New(fault.Invalid, "fault.form")
		}
	}
	for _, o := range f.Options {
		if slices.Contains(chosen, o) {
			*f.Many = append(*f.Many, o)
		}
	}
	return nil
}

func (f Field) number(text string) error {
	*f.Mark = nil
	if text = strings.TrimSpace(text); text == "" {
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < f.From || n > f.To {
		return fault.At(f.Name, "trust.number")
	}
	*f.Mark = &n
	return nil
}

func (f Field) refs(chosen []string) error {
	*f.Refs = nil
	for _, c := range chosen {
		t, err := id.Parse[thread](c)
		if err != nil {
			return fault.New(fault.Invalid, "fault.form")
		}
		if !slices.Contains(*f.Refs, t) {
			*f.Refs = append(*f.Refs, t)
		}
	}
	if f.One && len(*f.Refs) > 1 {
		return fault.New(fault.Invalid, "fault.form")
	}
	return nil
}

func split(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// check finds what is missing in a thing, or longer than can be kept.
func check(t Thing) error {
	written := false
	for _, f := range t.Fields() {
		if f.Required && f.empty() {
			return fault.At(f.Name, "trust.missing")
		}
		if f.Text != nil && utf8.RuneCountInString(f.Text.Reveal()) > f.Most {
			return fault.At(f.Name, "trust.long")
		}
		written = written || !f.empty()
	}
	if !written {
		return fault.At(t.Fields()[0].Name, "trust.nothing")
	}
	return nil
}

// same tells whether two things say the same.
func same(a, b Thing) bool { return len(different(a, b)) == 0 }

// different are the names of the fields in which two things of a kind differ.
func different(a, b Thing) (names []string) {
	were, are := a.Fields(), b.Fields()
	for i, f := range are {
		if were[i].get() != f.get() {
			names = append(names, f.Name)
		}
	}
	return names
}

// field is the one of that name.
func field(t Thing, name string) Field {
	for _, f := range t.Fields() {
		if f.Name == name {
			return f
		}
	}
	return Field{Text: new(seal.Text)}
}

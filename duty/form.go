package duty

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/base/words"
	"tillit.care/content"
)

// Form is one kind of worksheet: its steps, and what each asks. Forms are data, in
// content/worksheets; what they say of the law is general, and each practice writes down what
// its own place asks (clinical.md §9.8, §10).
type Form struct {
	ID      string   `json:"id"`
	Version string   `json:"version"`
	Title   said     `json:"title"`
	When    said     `json:"when"` // in which hour it helps
	Law     bool     `json:"law"`  // the law of the place has a say
	Steps   []*Stage `json:"steps"`
}

// Stage is one step of a worksheet.
type Stage struct {
	ID     string `json:"id"`
	Title  said   `json:"title"`
	Hint   said   `json:"hint"`
	Fields []*Ask `json:"fields"`
}

// Ask is one thing that is asked. Must says when a worksheet is not signed without it: "yes",
// or "other=option", or "ticks.option" of the same step, several with commas.
type Ask struct {
	ID      string   `json:"id"`
	Kind    string   `json:"kind"` // text, choice, ticks or day
	Must    string   `json:"must"`
	Label   said     `json:"label"`
	Hint    said     `json:"hint"`
	Options []option `json:"options"`

	name string
}

type option struct {
	ID    string `json:"id"`
	Label said   `json:"label"`
}

// said is a text by language.
type said map[string]string

// In is the text in a language, or else in the default one.
func (s said) In(language string) string {
	if text := s[language]; text != "" {
		return text
	}
	return s[words.Default]
}

// order is how they are offered.
var order = []string{"protect", "harm", "report", "belief"}

// Forms are all of them.
var Forms = sync.OnceValues(func() ([]*Form, error) {
	var all []*Form
	for _, id := range order {
		text, err := fs.ReadFile(content.FS, "worksheets/"+id+".json")
		if err != nil {
			return nil, err
		}
		f := &Form{}
		if err := json.Unmarshal(text, f); err != nil {
			return nil, fmt.Errorf("worksheets/%s: %w", id, err)
		}
		if err := f.check(id); err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
})

// FormOf is one of them.
func FormOf(which string) (*Form, error) {
	all, err := Forms()
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		if f.ID == which {
			return f, nil
		}
	}
	return nil, fault.New(fault.NotFound, "fault.notfound")
}

// asks are all that it asks, in their order.
func (f *Form) asks() (all []*Ask) {
	for _, s := range f.Steps {
		all = append(all, s.Fields...)
	}
	return all
}

// next is the field that says when to look again.
const next = "decide.next"

func (f *Form) check(id string) error {
	names := map[string]bool{}
	for _, s := range f.Steps {
		for _, a := range s.Fields {
			a.name = s.ID + "." + a.ID
			if names[a.name] || !slices.Contains([]string{"text", "choice", "ticks", "day"}, a.Kind) || a.Label[words.Default] == "" {
				return fmt.Errorf("worksheets/%s: %s is there twice, or lacks its words or kind", id, a.name)
			}
			if (len(a.Options) > 1) != (a.Kind == "choice" || a.Kind == "ticks") {
				return fmt.Errorf("worksheets/%s: %s needs options, or has them and should not", id, a.name)
			}
			names[a.name] = true
			if err := s.depends(a); err != nil {
				return fmt.Errorf("worksheets/%s: %w", id, err)
			}
		}
	}
	if f.ID != id || f.Version == "" || f.Title[words.Default] == "" || f.When[words.Default] == "" || !names[next] || !names["decide.why"] {
		return fmt.Errorf("worksheets/%s: its id, version, title, reason or day is missing", id)
	}
	return nil
}

// depends finds out whether what a field depends on is there, in the same step and before it.
func (s *Stage) depends(a *Ask) error {
	if a.Must == "" || a.Must == "yes" {
		return nil
	}
	for _, on := range strings.Split(a.Must, ",") {
		name, option, _ := strings.Cut(strings.Replace(on, "=", ".", 1), ".")
		found := false
		for _, b := range s.Fields {
			if b == a {
				break
			}
			found = found || b.ID == name && b.option(option) != nil
		}
		if !found {
			return fmt.Errorf("%s depends on %s, which is not there", a.name, on)
		}
	}
	return nil
}

func (a *Ask) option(id string) *option {
	for i := range a.Options {
		if a.Options[i].ID == id {
			return &a.Options[i]
		}
	}
	return nil
}

// must tells whether a worksheet that says so lacks something without this answer.
func (a *Ask) must(step string, said map[string]seal.Text) bool {
	if a.Must == "" || a.Must == "yes" {
		return a.Must == "yes"
	}
	return slices.ContainsFunc(strings.Split(a.Must, ","), func(on string) bool {
		if name, option, picks := strings.Cut(on, "="); picks {
			return said[step+"."+name].Reveal() == option
		}
		return said[step+"."+on] != ""
	})
}

// answered tells whether there is an answer.
func (a *Ask) answered(said map[string]seal.Text) bool {
	if a.Kind != "ticks" {
		return said[a.name] != ""
	}
	return slices.ContainsFunc(a.Options, func(o option) bool { return said[a.name+"."+o.ID] != "" })
}

// fits refuses what no form of this house sends.
func (f *Form) fits(said map[string]seal.Text) error {
	known := map[string]bool{}
	for _, a := range f.asks() {
		known[a.name] = a.Kind != "ticks"
		for _, o := range a.Options {
			if a.Kind == "ticks" {
				known[a.name+"."+o.ID] = true
			}
		}
		given := said[a.name].Reveal()
		if a.Kind == "choice" && given != "" && a.option(given) == nil {
			return fault.At(a.name, "fault.form")
		}
		if utf8.RuneCountInString(given) > longest {
			return fault.At(a.name, "duty.long")
		}
	}
	for name := range said {
		if !known[name] {
			return fault.New(fault.Invalid, "fault.form")
		}
	}
	return nil
}

// Lack is something without which a worksheet is not signed.
type Lack struct{ Field, Key string }

// lacks are what is missing, in the order in which it is asked.
func (f *Form) lacks(said map[string]seal.Text, day, now time.Time) (all []Lack) {
	for _, s := range f.Steps {
		for _, a := range s.Fields {
			switch {
			case a.must(s.ID, said) && !a.answered(said):
				all = append(all, Lack{a.name, "duty.lacks." + a.Kind})
			case a.Kind == "day" && a.answered(said) && day.IsZero():
				all = append(all, Lack{a.name, "duty.next.odd"})
			case a.Kind == "day" && a.answered(said) && !day.After(now):
				all = append(all, Lack{a.name, "duty.next.past"})
			}
		}
	}
	return all
}

// answers are what was said, as it will be read: in the words in which it was asked.
func (f *Form) answers(said map[string]seal.Text, language string) (all []Answer) {
	for _, s := range f.Steps {
		for _, a := range s.Fields {
			text := a.text(said, language)
			if text != "" && a.Kind != "day" { // the day is read at the top
				all = append(all, Answer{Step: seal.Text(s.Title.In(language)), Asked: seal.Text(a.Label.In(language)), Text: text})
			}
		}
	}
	return all
}

func (a *Ask) text(said map[string]seal.Text, language string) seal.Text {
	switch a.Kind {
	case "choice":
		if o := a.option(said[a.name].Reveal()); o != nil {
			return seal.Text(o.Label.In(language))
		}
		return ""
	case "ticks":
		var ticked []string
		for _, o := range a.Options {
			if said[a.name+"."+o.ID] != "" {
				ticked = append(ticked, o.Label.In(language))
			}
		}
		return seal.Text(strings.Join(ticked, "; "))
	}
	return said[a.name]
}

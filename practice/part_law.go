package practice

import (
	"time"
	"unicode/utf8"
)

// Law is what the practice wrote down about the law of its place, for the hour in which
// somebody needs it: places differ in who must act, who may, and whom to tell (clinical.md
// §9.8). Tillit ships none of it.
type Law struct {
	Text   string `json:"text"`
	Source string `json:"source"` // where it stands
	On     string `json:"on"`     // the day on which somebody looked, as 2026-03-02
}

// Laws are what it can be about: a duty to protect somebody, and a report of abuse.
var Laws = []string{"protect", "report"}

const longestLaw = 6000

func lawField(about, what string) string { return "law." + about + "." + what }

func showLaw(s Settings) fields {
	f := fields{}
	for _, about := range Laws {
		l := s.Law[about]
		f[lawField(about, "text")], f[lawField(about, "source")], f[lawField(about, "on")] = l.Text, l.Source, l.On
	}
	return f
}

func takeLaw(f fields, s *Settings) problems {
	wrong := problems{}
	s.Law = map[string]Law{}
	for _, about := range Laws {
		l := Law{Text: f[lawField(about, "text")], Source: f[lawField(about, "source")], On: f[lawField(about, "on")]}
		if l == (Law{}) {
			continue
		}
		if l.Text == "" {
			wrong[lawField(about, "text")] = "practice.law.text.missing"
		}
		if utf8.RuneCountInString(l.Text) > longestLaw {
			wrong[lawField(about, "text")] = "practice.law.long"
		}
		if l.Source == "" {
			wrong[lawField(about, "source")] = "practice.law.source.missing"
		}
		if _, err := time.Parse(time.DateOnly, l.On); err != nil {
			wrong[lawField(about, "on")] = "practice.law.on.odd"
		}
		s.Law[about] = l
	}
	return wrong
}

// Package plan is where a treatment is going: the plan that therapist and client have agreed
// on, and what the client tries between two meetings. A plan begins with a protocol, which is
// data; the therapist adapts it, and nothing in it goes on by itself.
package plan

import (
	"slices"

	"tillit.care/base/words"
)

// Protocol is a way of treating that a plan can begin with. It never changes: what is changed
// is another version of it, and every version is kept.
type Protocol struct {
	ID       string     `json:"id"`
	Version  string     `json:"version"`
	Kind     string     `json:"kind"`     // of case
	Battery  string     `json:"battery"`  // what to ask, and when
	Evidence []Evidence `json:"evidence"` // the first is of the whole
	Sources  []Source   `json:"sources"`
	Branches []Named    `json:"branches"` // steps for some people only
	Tools    []Tool     `json:"tools"`
	Gates    []Gate     `json:"gates"`
	Work     []Named    `json:"work"` // what can be tried between two meetings
	Phases   []Phase    `json:"phases"`

	texts map[string]map[string]Text // language → "step hopes" → its words
}

// Named is something that has nothing but its words.
type Named struct {
	ID string `json:"id"`
}

// Evidence is what is known about a protocol, or about a part of it: no more than the sources
// say.
type Evidence struct {
	ID     string   `json:"id"`
	Label  string   `json:"label"`
	Source []string `json:"source"`
}

// Labels are all that may be said of evidence (clinical.md §0), from much to little.
var Labels = []string{"strong", "moderate", "promising", "small", "correlate", "adjunct", "untested"}

// Source is where something comes from.
type Source struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	URL   string `json:"url,omitempty"`
}

// Tool is something that a step is done with: its page, below the address of the space. It is
// a link where the house has that page, and a name where it does not.
type Tool struct {
	ID   string `json:"id"`
	Path string `json:"path"`
}

// Gate is something to have looked at first. It advises: the therapist may go on without it,
// and says why.
type Gate struct {
	ID    string   `json:"id"`
	Check string   `json:"check"`
	Of    []string `json:"of,omitempty"` // instruments, of Answered
}

// What a gate can look at.
const (
	SafetyPlan = "safety-plan" // the client's safety plan says something
	NoAlert    = "no-alert"    // no alert is open
	Answered   = "answered"    // each of these instruments was answered at least once
	Confirm    = "confirm"     // the therapist has looked, and says so
)

// Phase is one stretch of the way.
type Phase struct {
	ID    string   `json:"id"`
	Gates []string `json:"gates"`
	Steps []Given  `json:"steps"`
}

// Given is a step as a protocol has it.
type Given struct {
	ID       string   `json:"id"`
	Optional bool     `json:"optional,omitempty"` // not part of a plan unless it is chosen
	Branch   string   `json:"branch,omitempty"`
	Tools    []string `json:"tools,omitempty"`
	Measures []string `json:"measures,omitempty"`
	Work     []string `json:"work,omitempty"`
	Gates    []string `json:"gates,omitempty"`
	Source   []string `json:"source,omitempty"`
}

// Text is the words of one thing: what it is called, what a client reads of it, and what is
// only for whoever treats.
type Text struct{ Title, Body, Aside string }

// Text is the words of something in a language, or in the default one where that has none.
func (p Protocol) Text(language, kind, which string) Text {
	if t, ok := p.texts[language][kind+" "+which]; ok {
		return t
	}
	return p.texts[words.Default][kind+" "+which]
}

// Name is what the protocol is called.
func (p Protocol) Name(language string) string { return p.Text(language, "protocol", p.ID).Title }

// Step is one of its steps, and the phase that it stands in.
func (p Protocol) Step(which string) (Given, string, bool) {
	for _, phase := range p.Phases {
		for _, s := range phase.Steps {
			if s.ID == which {
				return s, phase.ID, true
			}
		}
	}
	return Given{}, "", false
}

// phase is one of its phases, and how many stand before it; -1: it has no such phase.
func (p Protocol) phase(which string) (Phase, int) {
	at := slices.IndexFunc(p.Phases, func(ph Phase) bool { return ph.ID == which })
	if at < 0 {
		return Phase{}, -1
	}
	return p.Phases[at], at
}

// gates are those of that name.
func (p Protocol) gates(named []string) (all []Gate) {
	for _, g := range p.Gates {
		if slices.Contains(named, g.ID) {
			all = append(all, g)
		}
	}
	return all
}

func (p Protocol) tool(which string) (Tool, bool) {
	at := slices.IndexFunc(p.Tools, func(t Tool) bool { return t.ID == which })
	if at < 0 {
		return Tool{}, false
	}
	return p.Tools[at], true
}

// cited are the sources of that name.
func (p Protocol) cited(named []string) (all []Source) {
	for _, s := range p.Sources {
		if slices.Contains(named, s.ID) {
			all = append(all, s)
		}
	}
	return all
}

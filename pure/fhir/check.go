package fhir

import "sort"

// Answers are what somebody answered: linkId → the code of an option, or what was written
// (see Given). Several answers to one question stand behind each other. A question that was
// not answered is absent; it is never a zero or an empty code.
type Answers map[string]string

// Given are answers of every kind: linkId → what was written, several where the question
// repeats. Of a choice it is the code of the option; of an open choice that code, or
// words; of the rest what R4 writes: 12, 1.50, true, 2026-05-04, 08:30:00.
type Given map[string][]string

// Given are the same answers where a question may have several.
func (a Answers) Given() Given {
	given := make(Given, len(a))
	for linkID := range a {
		given[linkID] = a.Of(linkID)
	}
	return given
}

// Kind is why an answer does not fit.
type Kind string

const (
	Unknown    Kind = "unknown"    // the form has no such question
	NoOption   Kind = "nooption"   // the code is none of the question's options
	Missing    Kind = "missing"    // required, asked, and not answered
	NotEnabled Kind = "notenabled" // answered although it is not asked
	Malformed  Kind = "malformed"  // not a number, a date, …
	TooLong    Kind = "toolong"    // more than the question or Tillit takes
	TooMany    Kind = "toomany"    // several answers where one is asked
)

// Problem is one answer that does not fit, or is not there. It never holds the answer.
type Problem struct {
	LinkID string
	Kind   Kind
}

// Check tells what about the answers does not fit the form: first in the order of its
// questions, then what it does not know. No problems means that every answer fits and
// nothing required is missing.
func (q *Questionnaire) Check(given Answers) []Problem { return q.CheckGiven(given.Given()) }

// CheckGiven is Check for answers of every kind.
func (q *Questionnaire) CheckGiven(given Given) []Problem {
	s := sheet{q: q, given: given, seen: map[*Item]bool{}}
	var problems []Problem
	walk(q.Item, func(it *Item) {
		if kind := s.judge(it); kind != "" {
			problems = append(problems, Problem{it.LinkID, kind})
		}
	})
	return append(problems, q.strangers(given)...)
}

// maxAnswers is how many answers a question that repeats may have.
const maxAnswers = 100

func (s sheet) judge(it *Item) Kind {
	written := s.given[it.LinkID]
	enabled := s.enabled(it)
	switch {
	case it.Type == Display, it.Type == Group && !it.Required:
		return ""
	case it.Type == Group && enabled && !s.any(it.Item):
		return Missing
	case it.Type == Group:
		return ""
	case len(written) == 0 && enabled && it.Required:
		return Missing
	case len(written) == 0:
		return ""
	case !enabled:
		return NotEnabled
	case len(written) > 1 && !it.Repeats, len(written) > maxAnswers:
		return TooMany
	}
	for _, w := range written {
		if kind := it.fits(w); kind != "" {
			return kind
		}
	}
	return ""
}

// any tells whether somebody answered one of the items, or one inside.
func (s sheet) any(items []*Item) (found bool) {
	walk(items, func(it *Item) { found = found || it.asks() && len(s.given[it.LinkID]) > 0 })
	return found
}

func (q *Questionnaire) strangers(given Given) []Problem {
	var problems []Problem
	for linkID := range given {
		if it := q.items[linkID]; it == nil || !it.asks() {
			problems = append(problems, Problem{linkID, Unknown})
		}
	}
	sort.Slice(problems, func(i, j int) bool { return problems[i].LinkID < problems[j].LinkID })
	return problems
}

// Enabled tells whether an item is asked, given the answers so far. It is not when what
// is around it is not asked, or is a question without an answer; an item that the form
// does not have never is.
func (q *Questionnaire) Enabled(linkID string, given Answers) bool {
	return q.EnabledGiven(linkID, given.Given())
}

// EnabledGiven is Enabled for answers of every kind.
func (q *Questionnaire) EnabledGiven(linkID string, given Given) bool {
	s := sheet{q: q, given: given, seen: map[*Item]bool{}}
	it := q.items[linkID]
	return it != nil && s.enabled(it)
}

// sheet is a form with answers. It looks at every condition once, however they hang
// together.
type sheet struct {
	q     *Questionnaire
	given Given
	seen  map[*Item]bool
}

func (s sheet) enabled(it *Item) bool {
	if enabled, ok := s.seen[it]; ok {
		return enabled
	}
	enabled := s.asked(it)
	if it.parent != nil && enabled {
		enabled = s.enabled(it.parent) && (!it.parent.asks() || len(s.answers(it.parent)) > 0)
	}
	s.seen[it] = enabled
	return enabled
}

func (s sheet) asked(it *Item) bool {
	if len(it.EnableWhen) == 0 {
		return true
	}
	any := it.EnableBehavior == "any"
	for _, c := range it.EnableWhen {
		if s.holds(c) == any {
			return any
		}
	}
	return !any
}

// answers are what was written and fits, to a question that is itself asked.
func (s sheet) answers(it *Item) []string {
	if !s.enabled(it) {
		return nil
	}
	var fit []string
	for _, w := range s.given[it.LinkID] {
		if it.fits(w) == "" {
			fit = append(fit, w)
		}
	}
	return fit
}

// holds follows R4: one answer for which the comparison is true is enough; != is true
// when no answer is equal, so also when there is none.
func (s sheet) holds(c Condition) bool {
	asked := s.q.items[c.Question]
	answers := s.answers(asked)
	if c.Operator == "exists" {
		return len(answers) > 0 == *c.AnswerBoolean
	}
	for _, written := range answers {
		if c.met(asked, written) {
			return c.Operator != "!="
		}
	}
	return c.Operator == "!="
}

// met compares one answer; for != it tells whether they are equal.
func (c Condition) met(asked *Item, written string) bool {
	_, want := c.written()
	order, ok := compare(asked.Type, written, want)
	switch c.Operator {
	case "=", "!=":
		return ok && order == 0
	case ">":
		return ok && order > 0
	case "<":
		return ok && order < 0
	case ">=":
		return ok && order >= 0
	}
	return ok && order <= 0
}

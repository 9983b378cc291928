package fhir

import "sort"

// Answers are the options that somebody chose: linkId → option code. A question that was
// not answered is absent; it is never a zero or an empty code.
type Answers map[string]string

// Kind is why an answer does not fit.
type Kind string

const (
	Unknown    Kind = "unknown"    // the form has no such question
	NoOption   Kind = "nooption"   // the code is none of the question's options
	Missing    Kind = "missing"    // required, asked, and not answered
	NotEnabled Kind = "notenabled" // answered although it is not asked
)

// Problem is one answer that does not fit, or is not there. It never holds the answer.
type Problem struct {
	LinkID string
	Kind   Kind
}

// Check tells what about the answers does not fit the form: first in the order of its
// questions, then what it does not know. No problems means that every answer fits and
// nothing required is missing.
func (q *Questionnaire) Check(given Answers) []Problem {
	var problems []Problem
	for _, it := range q.Questions() {
		if kind := q.judge(it, given); kind != "" {
			problems = append(problems, Problem{it.LinkID, kind})
		}
	}
	return append(problems, q.strangers(given)...)
}

func (q *Questionnaire) judge(it *Item, given Answers) Kind {
	code, answered := given[it.LinkID]
	enabled := q.Enabled(it.LinkID, given)
	switch {
	case !answered && enabled && it.Required:
		return Missing
	case !answered:
		return ""
	case !enabled:
		return NotEnabled
	}
	if _, ok := it.Option(code); !ok {
		return NoOption
	}
	return ""
}

func (q *Questionnaire) strangers(given Answers) []Problem {
	var problems []Problem
	for linkID := range given {
		if it := q.items[linkID]; it == nil || it.Type != Choice {
			problems = append(problems, Problem{linkID, Unknown})
		}
	}
	sort.Slice(problems, func(i, j int) bool { return problems[i].LinkID < problems[j].LinkID })
	return problems
}

// Enabled tells whether an item is asked, given the answers so far. It is not when the
// group around it is not; an item that the form does not have never is.
func (q *Questionnaire) Enabled(linkID string, given Answers) bool {
	it := q.items[linkID]
	if it == nil {
		return false
	}
	for ; it != nil; it = it.parent {
		if !q.asked(it, given) {
			return false
		}
	}
	return true
}

func (q *Questionnaire) asked(it *Item, given Answers) bool {
	if len(it.EnableWhen) == 0 {
		return true
	}
	any := it.EnableBehavior == "any"
	for _, c := range it.EnableWhen {
		if q.holds(c, given) == any {
			return any
		}
	}
	return !any
}

// holds counts only answers that are an option of a question that is itself asked.
func (q *Questionnaire) holds(c Condition, given Answers) bool {
	code, answered := given[c.Question]
	if answered {
		_, answered = q.items[c.Question].Option(code)
	}
	answered = answered && q.Enabled(c.Question, given)
	if c.Operator == "exists" {
		return answered == *c.AnswerBoolean
	}
	return answered && code == c.AnswerCoding.Code
}

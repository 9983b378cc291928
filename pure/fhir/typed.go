package fhir

import (
	"strings"
	"time"
	"unicode"
)

// between stands between several answers to one question in Answers. No string of R4 may
// have that character, and nothing that fits has it.
const between = "\x1f"

// Answers are the same where a question has one answer, or several behind each other.
func (g Given) Answers() Answers {
	answers := make(Answers, len(g))
	for linkID, written := range g {
		answers[linkID] = strings.Join(written, between)
	}
	return answers
}

// Of is what was written to one question.
func (a Answers) Of(linkID string) []string {
	written, ok := a[linkID]
	if !ok {
		return nil
	}
	return strings.Split(written, between)
}

// odd is a character that R4 allows in no string.
func odd(r rune) bool { return unicode.IsControl(r) && r != '\t' && r != '\r' && r != '\n' }

// Typed are answers as people type them, written as R4 writes them: 1,5 is 1.5, half past
// eight is 08:30:00, and a moment without a zone is one where the reader is. What cannot be
// told stays as it is, so that Check finds it.
func (q *Questionnaire) Typed(given Answers, zone *time.Location) Answers {
	if !q.typed {
		return given
	}
	written := make(Given, len(given))
	for linkID := range given {
		it := q.items[linkID]
		for _, w := range given.Of(linkID) {
			if it != nil {
				w = it.typed(w, zone)
			}
			if w != "" {
				written[linkID] = append(written[linkID], w)
			}
		}
	}
	return written.Answers()
}

func (it *Item) typed(written string, zone *time.Location) string {
	written = strings.TrimSpace(strings.ReplaceAll(written, "\r\n", "\n"))
	switch it.Type {
	case Decimal:
		if !strings.Contains(written, ".") {
			written = strings.Replace(written, ",", ".", 1)
		}
		if strings.HasPrefix(written, ".") {
			written = "0" + written
		}
	case Time:
		if _, err := time.Parse("15:04", written); err == nil {
			written += ":00"
		}
	case DateTime:
		for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
			if at, err := time.ParseInLocation(layout, written, zone); err == nil {
				return at.Format(time.RFC3339)
			}
		}
	}
	return written
}

// Written is a condition's answer in the form in which answers are given.
func (c Condition) Written() string { _, written := c.written(); return written }

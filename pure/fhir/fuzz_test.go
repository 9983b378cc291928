package fhir

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func FuzzParse(f *testing.F) {
	f.Add([]byte(form))
	f.Add([]byte(every))
	f.Add([]byte(strings.Replace(found, `, "implicitly": 1`, "", 1)))
	f.Fuzz(func(t *testing.T, text []byte) {
		q, err := Import(text, "x")
		if err != nil {
			return
		}
		again(t, q)
		given := q.Before()
		for n, it := range q.Questions() {
			if len(it.AnswerOption) > 0 {
				given[it.LinkID] = []string{it.AnswerOption[0].Code()}
			} else {
				given[it.LinkID] = []string{[]string{"1", "true", "2026-05-04", "08:30:00"}[n%4]}
			}
		}
		respond(t, q, given)
	})
}

func FuzzCheck(f *testing.F) {
	f.Add("3", "1.5", "true", "2026-05-04", "08:30:00", "a")
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g string) {
		respond(t, parse(t, every), Given{"int": {a}, "dec": {b}, "yes": {c}, "why": {a}, "day": {d}, "then": {d}, "hour": {e},
			"word": {a, b}, "open": {g, c}, "in": {e}})
	})
}

// respond checks that answers without a problem can be written, and are valid JSON.
func respond(t *testing.T, q *Questionnaire, given Given) {
	problems := q.CheckGiven(given)
	text, err := q.ResponseGiven(given, Authored{})
	unfit := false
	for _, p := range problems {
		unfit = unfit || p.Kind != Missing
	}
	if err == nil {
		if _, back, err := ReadResponse(text); err != nil || !same(back, given) {
			t.Errorf("read back %v, %v: %s", back, err, text)
		}
	}
	if unfit != (err == ErrUnfit) || err == nil && !json.Valid(text) {
		t.Errorf("problems %v, response %v: %s", problems, err, text)
	}
}

// same tells whether the answers are equal, where none is the same as no entry.
func same(a, b Given) bool {
	for _, pair := range [][2]Given{{a, b}, {b, a}} {
		for linkID, written := range pair[0] {
			if len(written) > 0 && !reflect.DeepEqual(written, pair[1][linkID]) {
				return false
			}
		}
	}
	return true
}

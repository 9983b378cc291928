package fhir

import (
	"encoding/json"
	"errors"
	"time"
)

// Authored says whose answers they are and when they were given. Subject and Source are
// FHIR references; both may stay empty.
type Authored struct {
	ID      string
	Subject string    // whom the answers are about, as in Patient/…
	Source  string    // who gave them
	At      time.Time // when they were sent
	Kept    bool      // they were taken, and what was answered though it was not asked is written too
	Tags    []Coding  // what else is to be known of them, such as where they come from
}

// ErrUnfit means that some answer does not fit the form; Check tells which.
var ErrUnfit = errors.New("questionnaire response: the answers do not fit the form")

type response struct {
	ResourceType  string         `json:"resourceType"`
	ID            string         `json:"id,omitempty"`
	Meta          *meta          `json:"meta,omitempty"`
	Questionnaire string         `json:"questionnaire"`
	Status        string         `json:"status"`
	Subject       *reference     `json:"subject,omitempty"`
	Authored      string         `json:"authored,omitempty"`
	Source        *reference     `json:"source,omitempty"`
	Item          []responseItem `json:"item,omitempty"`
}

type meta struct {
	Tag []Coding `json:"tag"`
}

type reference struct {
	Reference string `json:"reference"`
}

type responseItem struct {
	LinkID string         `json:"linkId"`
	Text   string         `json:"text,omitempty"`
	Answer []answer       `json:"answer,omitempty"`
	Item   []responseItem `json:"item,omitempty"`
}

// answer has the items that are asked about it.
type answer struct {
	Value
	Item []responseItem `json:"item,omitempty"`
}

// Response writes the answers as an R4 QuestionnaireResponse: completed when nothing
// required is missing, stopped when something is. A question without an answer is left
// out. Answers that do not fit are not written: ErrUnfit.
func (q *Questionnaire) Response(given Answers, by Authored) ([]byte, error) {
	return q.ResponseGiven(given.Given(), by)
}

// ResponseGiven is Response for answers of every kind.
func (q *Questionnaire) ResponseGiven(given Given, by Authored) ([]byte, error) {
	status := "completed"
	for _, p := range q.CheckGiven(given) {
		switch {
		case p.Kind == Missing:
			status = "stopped"
		case p.Kind != NotEnabled || !by.Kept:
			return nil, ErrUnfit
		}
	}
	r := response{
		ResourceType: "QuestionnaireResponse", ID: by.ID,
		Questionnaire: q.URL + "|" + q.Version, Status: status,
		Subject: refer(by.Subject), Source: refer(by.Source),
		Item: answered(q.Item, given),
	}
	if by.Tags != nil {
		r.Meta = &meta{by.Tags}
	}
	if !by.At.IsZero() {
		r.Authored = Moment(by.At)
	}
	return json.Marshal(r)
}

// Moment is a time as FHIR writes it.
func Moment(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }

func refer(to string) *reference {
	if to == "" {
		return nil
	}
	return &reference{to}
}

func answered(items []*Item, given Given) []responseItem {
	var out []responseItem
	for _, it := range items {
		r := responseItem{LinkID: it.LinkID, Text: it.Text}
		inside := answered(it.Item, given)
		for _, written := range given[it.LinkID] {
			r.Answer = append(r.Answer, it.value(written))
		}
		if it.asks() && r.Answer != nil {
			r.Answer[0].Item = inside
		} else {
			r.Item = inside
		}
		if r.Answer != nil || r.Item != nil {
			out = append(out, r)
		}
	}
	return out
}

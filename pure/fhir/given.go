package fhir

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// given is an answer of a QuestionnaireResponse from elsewhere.
type given struct {
	ResourceType  string `json:"resourceType"`
	Questionnaire string `json:"questionnaire"`
	Status        string `json:"status"`
	Authored      string `json:"authored"`
	Subject       struct {
		Reference string `json:"reference"`
	} `json:"subject"`
	Item []givenItem `json:"item"`
}

// Received is a QuestionnaireResponse from elsewhere: which form it answers, when, about
// whom, and whether it was finished.
type Received struct {
	Questionnaire, Status, Authored, Subject string

	Answers Given
}

type givenItem struct {
	LinkID string        `json:"linkId"`
	Answer []givenAnswer `json:"answer"`
	Item   []givenItem   `json:"item"`
}

type givenAnswer struct {
	Boolean  *bool       `json:"valueBoolean"`
	Decimal  json.Number `json:"valueDecimal"`
	Integer  *int        `json:"valueInteger"`
	Date     string      `json:"valueDate"`
	DateTime string      `json:"valueDateTime"`
	Time     string      `json:"valueTime"`
	String   string      `json:"valueString"`
	Coding   *struct {
		Code string `json:"code"`
	} `json:"valueCoding"`
	Item []givenItem `json:"item"`
}

// ReadResponse reads the answers of an R4 QuestionnaireResponse, and which form they are
// to. It passes over what is not an answer; whether they fit a form, Check tells.
func ReadResponse(text []byte) (questionnaire string, answers Given, err error) {
	r, err := Receive(text)
	return r.Questionnaire, r.Answers, err
}

// Receive is ReadResponse with what else is told of the answers.
func Receive(text []byte) (Received, error) {
	if err := scan(text); err != nil {
		return Received{}, fmt.Errorf("questionnaire response: %w", err)
	}
	var r given
	dec := json.NewDecoder(bytes.NewReader(text))
	if err := dec.Decode(&r); err != nil {
		return Received{}, fmt.Errorf("questionnaire response: %w", err)
	}
	if r.ResourceType != "QuestionnaireResponse" {
		return Received{}, fmt.Errorf("questionnaire response: resourceType: not QuestionnaireResponse")
	}
	got := Received{r.Questionnaire, r.Status, r.Authored, r.Subject.Reference, Given{}}
	return got, got.Answers.collect(r.Item)
}

func (g Given) collect(items []givenItem) error {
	for _, it := range items {
		for n, a := range it.Answer {
			written := a.written()
			if written == "" {
				return fmt.Errorf("questionnaire response: item %s: answer %d: no value that can be an answer", it.LinkID, n+1)
			}
			g[it.LinkID] = append(g[it.LinkID], written)
			if err := g.collect(a.Item); err != nil {
				return err
			}
		}
		if err := g.collect(it.Item); err != nil {
			return err
		}
	}
	return nil
}

func (a givenAnswer) written() string {
	switch {
	case a.Coding != nil:
		return a.Coding.Code
	case a.Boolean != nil:
		return strconv.FormatBool(*a.Boolean)
	case a.Integer != nil:
		return strconv.Itoa(*a.Integer)
	}
	for _, text := range []string{string(a.Decimal), a.Date, a.DateTime, a.Time, a.String} {
		if text != "" {
			return text
		}
	}
	return ""
}

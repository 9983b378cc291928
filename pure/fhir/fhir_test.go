package fhir

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
)

// A gate, and behind it a group with two questions; the last is asked when the first of
// them was answered with yes, or left out.
const form = `{
  "resourceType": "Questionnaire", "id": "f", "url": "https://example.org/f", "version": "1",
  "title": "F", "status": "active",
  "item": [
    {"linkId": "hello", "type": "display", "text": "Hello"},
    {"linkId": "gate", "type": "choice", "text": "Ever?", "required": true, "answerOption": [
      {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 0}], "valueCoding": {"system": "s", "code": "no", "display": "No"}},
      {"valueCoding": {"system": "s", "code": "yes", "display": "Yes", "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 1}]}}]},
    {"linkId": "g", "type": "group", "text": "Lately", "enableWhen": [{"question": "gate", "operator": "=", "answerCoding": {"system": "s", "code": "yes"}}], "item": [
      {"linkId": "a", "type": "choice", "text": "A?", "required": true, "answerOption": [{"valueInteger": 0}, {"valueInteger": 1}]},
      {"linkId": "b", "type": "choice", "text": "B?", "answerOption": [{"valueCoding": {"code": "x", "display": "X"}}, {"valueCoding": {"code": "y", "display": "Y"}}],
       "enableBehavior": "all", "enableWhen": [
        {"question": "a", "operator": "exists", "answerBoolean": false},
        {"question": "gate", "operator": "exists", "answerBoolean": true}]}]}]}`

func parse(t testing.TB, text string) *Questionnaire {
	t.Helper()
	q, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestQuestionsInOrder(t *testing.T) {
	var got []string
	for _, it := range parse(t, form).Questions() {
		got = append(got, it.LinkID)
	}
	if want := []string{"gate", "a", "b"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestOrdinal(t *testing.T) {
	q := parse(t, form)
	for _, c := range []struct {
		linkID, code string
		number       float64
		ok           bool
	}{{"gate", "no", 0, true}, {"gate", "yes", 1, true}, {"a", "1", 1, true}, {"b", "x", 0, false}} {
		o, _ := q.Find(c.linkID).Option(c.code)
		if number, ok := o.Ordinal(); number != c.number || ok != c.ok {
			t.Errorf("%s %s: %v, %v", c.linkID, c.code, number, ok)
		}
	}
}

func TestCheck(t *testing.T) {
	q := parse(t, form)
	for _, c := range []struct {
		what  string
		given Answers
		want  []Problem
	}{
		{"the gate is closed", Answers{"gate": "no"}, nil},
		{"all that is asked", Answers{"gate": "yes", "a": "1"}, nil},
		{"nothing at all", nil, []Problem{{"gate", Missing}}},
		{"an empty code is no answer", Answers{"gate": ""}, []Problem{{"gate", NoOption}}},
		{"behind the closed gate", Answers{"gate": "no", "a": "1"}, []Problem{{"a", NotEnabled}}},
		{"a left out, so b is asked", Answers{"gate": "yes", "b": "x"}, []Problem{{"a", Missing}}},
		{"a answered, so b is not", Answers{"gate": "yes", "a": "1", "b": "x"}, []Problem{{"b", NotEnabled}}},
		{"an option of another question", Answers{"gate": "x"}, []Problem{{"gate", NoOption}}},
		{"strangers come last", Answers{"z": "1", "g": "1", "gate": "no"}, []Problem{{"g", Unknown}, {"z", Unknown}}},
	} {
		if got := q.Check(c.given); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.what, got, c.want)
		}
	}
}

func TestEnabled(t *testing.T) {
	q := parse(t, form)
	for _, c := range []struct {
		linkID string
		given  Answers
		want   bool
	}{
		{"gate", nil, true},
		{"g", nil, false},
		{"a", Answers{"gate": "yes"}, true},
		{"b", Answers{"gate": "yes"}, true},
		{"b", Answers{"gate": "yes", "a": "0"}, false},
		{"b", Answers{"gate": "no"}, false},
		{"nobody", Answers{"gate": "yes"}, false},
	} {
		if got := q.Enabled(c.linkID, c.given); got != c.want {
			t.Errorf("%s with %v: %v", c.linkID, c.given, got)
		}
	}
}

func TestParseNamesTheElement(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{`"Questionnaire"`, `"Patient"`, "resourceType"},
		{`"id": "f"`, `"id": ""`, "id: missing"},
		{`"version": "1"`, `"version": ""`, "version: missing"},
		{`"active"`, `"ready"`, "status"},
		{`"title": "F"`, `"heading": "F"`, "heading: not understood"},
		{`"linkId": "b"`, `"linkId": "a"`, "item a: linkId: twice"},
		{`"linkId": "b"`, `"linkId": ""`, "linkId: missing"},
		{`"type": "display"`, `"type": "quantity"`, "item hello: type"},
		{`"text": "A?"`, `"text": ""`, "item a: text"},
		{`{"valueInteger": 1}`, `{"valueInteger": 0}`, "item a: answerOption 2: code: twice"},
		{`{"valueInteger": 1}`, `{}`, "item a: answerOption 2: want one of"},
		{`"answerOption": [{"valueInteger": 0}, {"valueInteger": 1}]`, `"prefix": "1"`, "item a: answerOption: missing"},
		{`{"valueInteger": 1}`, `{"valueInteger": "1"}`, "item[2].item[0].answerOption[1].valueInteger: string"},
		{`{"valueInteger": 1}`, `{"valueInteger": null}`, "item[2].item[0].answerOption[1].valueInteger: null"},
		{`{"valueInteger": 1}`, `{"valueReference": {}}`, "item[2].item[0].answerOption[1].valueReference: not understood"},
		{`{"valueInteger": 1}`, `7`, "item[2].item[0].answerOption[1]: not an element"},
		{`"text": "A?"`, `"text": "A?", "text": "B?"`, "text: twice in one element"},
		{`"text": "A?"`, `"text": "A?", "readOnly": true`, "item a: readOnly: nobody"},
		{`"text": "A?"`, `"text": "A?", "code": []`, "item[2].item[0].code: an empty list"},
		{`"text": "A?"`, `"text": "A?", "extension": [{"url": "http://x/questionnaire-hidden", "valueBoolean": true}]`, "item[2].item[0].extension[0]: http://x/questionnaire-hidden: not understood"},
		{`"valueDecimal": 0`, `"valueInteger": 0`, "item[1].answerOption[0].extension[0]: an ordinal value without"},
		{`"display": "X"`, `"display": ""`, "item b: answerOption 1: display"},
		{`"enableBehavior": "all"`, `"enableBehavior": ""`, "item b: enableBehavior"},
		{`"question": "a"`, `"question": "b"`, "item b: enableWhen 1: question"},
		{`"operator": "="`, `"operator": "~"`, "item g: enableWhen 1: operator"},
		{`"code": "yes"}}]`, `"code": "maybe"}}]`, "item g: enableWhen 1: answerCoding"},
		{`"answerBoolean": false`, `"answerCoding": {"code": "0"}`, "item b: enableWhen 1: answer"},
	} {
		if !strings.Contains(form, c.from) {
			t.Fatalf("the form has no %s", c.from)
		}
		_, err := Parse([]byte(strings.Replace(form, c.from, c.to, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.to, err, c.want)
		}
	}
	if _, err := Parse([]byte(form + "{}")); err == nil {
		t.Error("two resources were taken for one")
	}
}

func TestResponse(t *testing.T) {
	q := parse(t, form)
	at := time.Date(2026, 5, 4, 8, 30, 0, 0, time.FixedZone("", 7200))
	got, err := q.Response(Answers{"gate": "yes", "a": "1"}, Authored{ID: "r", Subject: "Patient/1", At: at})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"resourceType":"QuestionnaireResponse","id":"r","questionnaire":"https://example.org/f|1","status":"completed",` +
		`"subject":{"reference":"Patient/1"},"authored":"2026-05-04T06:30:00.000Z","item":[` +
		`{"linkId":"gate","text":"Ever?","answer":[{"valueCoding":{"system":"s","code":"yes","display":"Yes","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue","valueDecimal":1}]}}]},` +
		`{"linkId":"g","text":"Lately","item":[{"linkId":"a","text":"A?","answer":[{"valueInteger":1}]}]}]}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestResponseOfWhatIsMissingAndWhatDoesNotFit(t *testing.T) {
	q := parse(t, form)
	got, err := q.Response(nil, Authored{})
	var r struct {
		Status string
		Item   []any
	}
	if err != nil || json.Unmarshal(got, &r) != nil || r.Status != "stopped" || r.Item != nil {
		t.Errorf("nothing answered: %s, %v", got, err)
	}
	if _, err := q.Response(Answers{"gate": "maybe"}, Authored{}); err != ErrUnfit {
		t.Errorf("an answer that does not fit: %v", err)
	}
}

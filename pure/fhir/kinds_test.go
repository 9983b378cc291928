package fhir

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// One question of every kind, with what a form from elsewhere brings along.
const every = `{
  "resourceType": "Questionnaire", "meta": {"versionId": "3"}, "id": "e", "url": "https://example.org/e", "version": "2",
  "name": "Every", "language": "en", "title": "E", "status": "draft", "subjectType": ["Patient"], "date": "2026-05", "_title": {"id": "t"},
  "item": [
    {"linkId": "int", "prefix": "1.", "type": "integer", "text": "How many?", "required": true, "initial": [{"valueInteger": 2}]},
    {"linkId": "dec", "type": "decimal", "text": "How much?", "enableWhen": [{"question": "int", "operator": ">", "answerInteger": 3}]},
    {"linkId": "yes", "type": "boolean", "text": "Is it so?", "item": [
      {"linkId": "why", "type": "text", "text": "Why?", "maxLength": 10}]},
    {"linkId": "day", "type": "date", "text": "Since when?"},
    {"linkId": "then", "type": "dateTime", "text": "When exactly?", "enableWhen": [{"question": "day", "operator": ">=", "answerDate": "2026-03-01"}]},
    {"linkId": "hour", "type": "time", "text": "At what time?", "enableWhen": [{"question": "yes", "operator": "!=", "answerBoolean": true}]},
    {"linkId": "word", "type": "string", "text": "A word", "repeats": true},
    {"linkId": "open", "type": "open-choice", "text": "Which?", "repeats": true, "extension": [
       {"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl", "valueCodeableConcept": {"coding": [{"code": "check-box"}]}}],
     "answerOption": [{"valueCoding": {"code": "a", "display": "A"}, "initialSelected": true}, {"valueString": "B"}]},
    {"linkId": "grp", "type": "group", "required": true, "enableBehavior": "any", "enableWhen": [
       {"question": "word", "operator": "=", "answerString": "x"}, {"question": "dec", "operator": "<", "answerDecimal": 0.10},
       {"question": "open", "operator": "=", "answerCoding": {"code": "a"}}], "item": [
      {"linkId": "in", "type": "string", "text": "Inside"}]}]}`

func TestCheckEveryKind(t *testing.T) {
	q := parse(t, every)
	for _, c := range []struct {
		given Given
		want  []Problem
	}{
		{Given{"int": {"3"}}, nil},
		{Given{}, []Problem{{"int", Missing}}},
		{Given{"int": {}}, []Problem{{"int", Missing}}},
		{Given{"int": {"3.0"}}, []Problem{{"int", Malformed}}},
		{Given{"int": {"+3"}}, []Problem{{"int", Malformed}}},
		{Given{"int": {"99999999999"}}, []Problem{{"int", Malformed}}},
		{Given{"int": {"3", "4"}}, []Problem{{"int", TooMany}}},
		{Given{"int": {"3"}, "dec": {"1.5"}}, []Problem{{"dec", NotEnabled}}},
		{Given{"int": {"4"}, "dec": {"-1.50e3"}, "in": {"x"}}, nil},
		{Given{"int": {"4"}, "dec": {"0.09"}}, []Problem{{"grp", Missing}}},
		{Given{"int": {"4"}, "dec": {"0.1"}, "in": {"x"}}, []Problem{{"in", NotEnabled}}},
		{Given{"int": {"4"}, "dec": {"01"}}, []Problem{{"dec", Malformed}}},
		{Given{"int": {"1"}, "yes": {"true"}, "why": {"because"}}, nil},
		{Given{"int": {"1"}, "why": {"because"}}, []Problem{{"why", NotEnabled}}},
		{Given{"int": {"1"}, "yes": {"perhaps"}}, []Problem{{"yes", Malformed}}},
		{Given{"int": {"1"}, "yes": {"false"}, "why": {"elevenchars"}}, []Problem{{"why", TooLong}}},
		{Given{"int": {"1"}, "yes": {"true"}, "hour": {"08:30:00"}}, []Problem{{"hour", NotEnabled}}},
		{Given{"int": {"1"}, "hour": {"08:30:00"}}, nil},
		{Given{"int": {"1"}, "hour": {"25:00:00"}}, []Problem{{"hour", Malformed}}},
		{Given{"int": {"1"}, "day": {"2026-02-30"}}, []Problem{{"day", Malformed}}},
		{Given{"int": {"1"}, "day": {"2026-03-01"}, "then": {"2026-03-01T08:30:00+02:00"}}, nil},
		{Given{"int": {"1"}, "day": {"2026-02-28"}, "then": {"2026-03-01"}}, []Problem{{"then", NotEnabled}}},
		{Given{"int": {"1"}, "day": {"2026-03"}, "then": {"2026"}}, []Problem{{"then", NotEnabled}}}, // not comparable
		{Given{"int": {"1"}, "day": {"2027"}, "then": {"2026"}}, nil},
		{Given{"int": {"1"}, "word": {"y", "x"}, "in": {"."}}, nil},
		{Given{"int": {"1"}, "word": {"y", ""}}, []Problem{{"word", Malformed}}},
		{Given{"int": {"1"}, "open": {"something else", "B"}}, nil},
		{Given{"int": {"1"}, "open": {"a"}}, []Problem{{"grp", Missing}}},
		{Given{"int": {"1"}, "grp": {"a"}, "q": {"b"}}, []Problem{{"grp", Unknown}, {"q", Unknown}}},
	} {
		if got := q.CheckGiven(c.given); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v: got %v, want %v", c.given, got, c.want)
		}
	}
}

func TestResponseOfEveryKind(t *testing.T) {
	q := parse(t, every)
	got, err := q.ResponseGiven(Given{"int": {"4"}, "dec": {"1.50"}, "yes": {"true"}, "why": {"so"}, "day": {"2026-05"},
		"word": {"x", "y"}, "open": {"a", "B", "own words"}, "in": {"."}}, Authored{})
	want := `{"resourceType":"QuestionnaireResponse","questionnaire":"https://example.org/e|2","status":"completed","item":[` +
		`{"linkId":"int","text":"How many?","answer":[{"valueInteger":4}]},` +
		`{"linkId":"dec","text":"How much?","answer":[{"valueDecimal":1.50}]},` +
		`{"linkId":"yes","text":"Is it so?","answer":[{"valueBoolean":true,"item":[{"linkId":"why","text":"Why?","answer":[{"valueString":"so"}]}]}]},` +
		`{"linkId":"day","text":"Since when?","answer":[{"valueDate":"2026-05"}]},` +
		`{"linkId":"word","text":"A word","answer":[{"valueString":"x"},{"valueString":"y"}]},` +
		`{"linkId":"open","text":"Which?","answer":[{"valueCoding":{"code":"a","display":"A"}},{"valueString":"B"},{"valueString":"own words"}]},` +
		`{"linkId":"grp","item":[{"linkId":"in","text":"Inside","answer":[{"valueString":"."}]}]}]}`
	if err != nil || string(got) != want {
		t.Errorf("%v\ngot  %s\nwant %s", err, got, want)
	}
}

func TestBefore(t *testing.T) {
	if got, want := parse(t, every).Before(), (Given{"int": {"2"}, "open": {"a"}}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestParseRefusesWhatCannotBeAsked(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{`"operator": ">", "answerInteger": 3`, `"operator": ">", "answerString": "3"`, "item dec: enableWhen 1: answer: not an answer"},
		{`"operator": ">", "answerInteger": 3`, `"operator": ">", "answerInteger": 3, "answerString": "3"`, "item dec: enableWhen 1: answer: want one"},
		{`"operator": "!=", "answerBoolean": true`, `"operator": ">", "answerBoolean": true`, "item hour: enableWhen 1: operator: the answers"},
		{`"answerDate": "2026-03-01"`, `"answerDate": "March"`, "item then: enableWhen 1: answer: not an answer"},
		{`"valueInteger": 2`, `"valueString": "2"`, "item int: initial 1: not an answer"},
		{`[{"valueInteger": 2}]`, `[{"valueInteger": 2}, {"valueInteger": 3}]`, "item int: initial: several"},
		{`"maxLength": 10`, `"maxLength": -1`, "item why: maxLength"},
		{`"type": "group", "required": true`, `"type": "group", "repeats": true`, "item grp: repeats"},
		{`"type": "boolean"`, `"type": "display"`, "item yes: item: words to read"},
		{`"subjectType"`, `"modifierExtension"`, "modifierExtension: not understood"},
		{`"valueString": "B"`, `"valueString": "a"`, "item open: answerOption 2: code: twice"},
		{`"answerDecimal": 0.10`, `"answerDecimal": "0.10"`, "enableWhen[1].answerDecimal"},
	} {
		if !strings.Contains(every, c.from) {
			t.Fatalf("the form has no %s", c.from)
		}
		_, err := Parse([]byte(strings.Replace(every, c.from, c.to, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.to, err, c.want)
		}
	}
}

func TestParseHasLimits(t *testing.T) {
	item := func(n int) string { return fmt.Sprintf(`{"linkId": "q%d", "type": "string", "text": "?"}`, n) }
	many := make([]string, maxItems+1)
	for n := range many {
		many[n] = item(n)
	}
	for want, text := range map[string]string{
		"deeper than": strings.Repeat("[", 10_000),
		"larger than": strings.Repeat(" ", maxBytes+1),
		"more than":   strings.Replace(every, `"item": [`, `"item": [`+strings.Join(many, ",")+",", 1),
	} {
		if _, err := Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// Every question hangs twice on the one before it: looking at each way would take 2^60 steps.
func TestConditionsThatHangTogetherAreLookedAtOnce(t *testing.T) {
	var items []string
	for n := range 60 {
		when := ""
		if n > 0 {
			c := fmt.Sprintf(`{"question": "q%d", "operator": "=", "answerString": "x"}`, n-1)
			when = `, "enableBehavior": "any", "enableWhen": [` + c + "," + c + `]`
		}
		items = append(items, fmt.Sprintf(`{"linkId": "q%d", "type": "string", "text": "?"%s}`, n, when))
	}
	q := parse(t, fmt.Sprintf(`{"resourceType": "Questionnaire", "id": "c", "url": "u", "version": "1", "title": "C", "status": "draft", "item": [%s]}`, strings.Join(items, ",")))
	given := Given{}
	for n := range 59 {
		given[fmt.Sprintf("q%d", n)] = []string{"x"}
	}
	if !q.EnabledGiven("q59", given) || q.CheckGiven(given) != nil {
		t.Error("the last question is not asked")
	}
	given["q0"] = []string{"y"}
	if q.EnabledGiven("q59", given) {
		t.Error("the last question is asked, and the first condition fails")
	}
}

// What is parsed, written and parsed again is the same form.
func again(t interface{ Errorf(string, ...any) }, q *Questionnaire) {
	text, err := json.Marshal(q)
	if err != nil {
		t.Errorf("%v", err)
		return
	}
	back, err := Parse(text)
	if err != nil {
		t.Errorf("%v: %s", err, text)
		return
	}
	twice, err := json.Marshal(back)
	if err != nil || string(twice) != string(text) {
		t.Errorf("%v\nonce  %s\ntwice %s", err, text, twice)
	}
}

func TestLawExportAndParse(t *testing.T) {
	for _, text := range []string{form, every} {
		q := parse(t, text)
		again(t, q)
		exported, _ := json.Marshal(q)
		var was, is any
		if json.Unmarshal([]byte(text), &was) != nil || json.Unmarshal(exported, &is) != nil || !reflect.DeepEqual(was, is) {
			t.Errorf("exported: %s", exported)
		}
	}
	rapid.Check(t, func(t *rapid.T) { again(t, drawn(t)) })
}

// drawn is a form made up at random.
func drawn(t *rapid.T) *Questionnaire {
	n := 0
	var items func(depth int) []map[string]any
	items = func(depth int) []map[string]any {
		var all []map[string]any
		for range rapid.IntRange(1, 4).Draw(t, "items") {
			n++
			it := map[string]any{"linkId": fmt.Sprint("q", n), "text": rapid.StringN(1, 8, -1).Draw(t, "text"),
				"type": string(rapid.SampledFrom(types).Draw(t, "type"))}
			if n > 1 && rapid.Bool().Draw(t, "when") {
				it["enableWhen"] = []any{map[string]any{"question": "q0", "operator": "exists", "answerBoolean": rapid.Bool().Draw(t, "so")}}
			}
			switch {
			case it["type"] == "group" && depth == 0:
				it["type"] = "string"
			case it["type"] == "group":
				it["item"] = items(depth - 1)
			case it["type"] == "choice" || it["type"] == "open-choice":
				it["answerOption"] = []any{map[string]any{"valueInteger": rapid.Int32().Draw(t, "option")}}
			}
			all = append(all, it)
		}
		return all
	}
	first := map[string]any{"linkId": "q0", "type": "string", "text": "?", "required": rapid.Bool().Draw(t, "required")}
	text, err := json.Marshal(map[string]any{"resourceType": "Questionnaire", "id": "r", "url": "u", "version": "1", "title": "R",
		"status": "draft", "item": append([]map[string]any{first}, items(3)...)})
	if err != nil {
		t.Fatal(err)
	}
	q, err := Parse(text)
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return q
}

func TestReadResponse(t *testing.T) {
	for text, want := range map[string]string{
		`{"resourceType": "Patient"}`: "resourceType",
		`{"resourceType": "QuestionnaireResponse", "item": [{"linkId": "a", "answer": [{"valueUri": "x"}]}]}`: "item a: answer 1",
		`[`: "questionnaire response",
	} {
		if _, _, err := ReadResponse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	form, got, err := ReadResponse([]byte(`{"resourceType": "QuestionnaireResponse", "questionnaire": "u|1", "meta": {}, "item": [
		{"linkId": "g", "item": [{"linkId": "a", "answer": [{"valueCoding": {"code": "x"}}, {"valueDecimal": 1.50, "item": [{"linkId": "b", "answer": [{"valueBoolean": false}]}]}]}]}]}`))
	if want := (Given{"a": {"x", "1.50"}, "b": {"false"}}); err != nil || form != "u|1" || !reflect.DeepEqual(got, want) {
		t.Errorf("%s, %v, %v", form, got, err)
	}
}

package fhir

import (
	"encoding/json"
	"strings"
	"testing"
)

// A form as it is found elsewhere: without an address or a version, with a list of options
// that two questions share.
const found = `{"resourceType": "Questionnaire", "status": "active", "name": "Found", "implicitly": 1,
  "contained": [{"resourceType": "ValueSet", "id": "often", "status": "active", "compose": {"include": [{"system": "s", "concept": [
    {"code": "0", "display": "Never", "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 0}]},
    {"code": "1", "display": "Often", "designation": [{"value": "A menudo"}]}]}]}}],
  "item": [{"linkId": "a", "text": "A?", "type": "choice", "answerValueSet": "#often", "readOnly": false, "repeats": false},
    {"linkId": "b", "text": "B?", "type": "open-choice", "answerValueSet": "#often", "enableWhen": [{"question": "a", "operator": "=", "answerCoding": {"system": "s", "code": "1"}}]}]}`

func TestImport(t *testing.T) {
	text := strings.Replace(found, `, "implicitly": 1`, "", 1)
	q, err := Import([]byte(text), "mine")
	if err != nil {
		t.Fatal(err)
	}
	if q.ID != "mine" || q.URL != "urn:tillit:questionnaire:mine" || q.Version != "1" || q.Title != "mine" || len(q.Find("b").AnswerOption) != 2 {
		t.Errorf("%+v", q)
	}
	if o, _ := q.Find("a").Option("0"); o.Label() != "Never" || o.ValueCoding.System != "s" {
		t.Errorf("%+v", o)
	}
	if got := q.Check(Answers{"a": "1", "b": "0"}); got != nil {
		t.Errorf("%v", got)
	}
	again(t, q)
	exported, _ := json.Marshal(q)
	if strings.Contains(string(exported), "answerOption") {
		t.Errorf("the list is there twice: %s", exported)
	}
	for _, c := range []struct{ from, to, want string }{
		{"", "", "implicitly: not understood"},
		{`"#often", "readOnly"`, `"#seldom", "readOnly"`, "item a: answerValueSet: not a list"},
		{`"#often", "readOnly"`, `"http://x", "readOnly"`, "item a: answerValueSet: not a list"},
		{`"display": "Never"`, `"display": 7`, "contained[0].compose.include[0].concept[0].display"},
		{`"text": "A?"`, `"text": "A?", "answerOption": [{"valueInteger": 1}]`, "item a: answerValueSet: beside"},
	} {
		changed := strings.Replace(text, c.from, c.to, 1)
		if c.from == "" {
			changed = found
		}
		if _, err := Import([]byte(changed), "mine"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.to, err, c.want)
		}
	}
	if _, err := Parse([]byte(text)); err == nil {
		t.Error("one of ours needs an address and a version")
	}
}

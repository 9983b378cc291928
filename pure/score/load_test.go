package score

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"tillit.care/pure/fhir"
)

// with is the shipped PHQ-9 (or another instrument) with one thing in its sidecar changed.
func with(t *testing.T, id, from, to string) fstest.MapFS {
	t.Helper()
	folder := "instruments/" + id + "/"
	fsys := fstest.MapFS{}
	for _, name := range []string{"questionnaire.json", "scoring.json"} {
		text, err := os.ReadFile("../../content/" + folder + name)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if name == "scoring.json" {
			if !strings.Contains(string(text), from) {
				t.Fatalf("%s has no %s", id, from)
			}
			text = []byte(strings.Replace(string(text), from, to, 1))
		}
		fsys[folder+name] = &fstest.MapFile{Data: text}
	}
	return fsys
}

func TestLoadNamesTheField(t *testing.T) {
	for _, c := range []struct{ id, from, to, want string }{
		{"phq9", `"class": "A"`, `"class": ""`, "phq9: licence.class: missing"},
		{"phq9", `"class": "A"`, `"class": "C"`, "phq9: licence.class: may not be used"},
		{"phq9", `"spdx": "Lic`, `"spdx": "", "text": "Lic`, "licence.spdx: missing"},
		{"phq9", `"url": "https://www.phqscreeners.com"`, `"url": ""`, "licence.url: missing"},
		{"phq9", `"evidence": "CamCOPS`, `"evidence": "", "text": "CamCOPS`, "licence.evidence: missing"},
		{"phq9", `"licence": {`, `"license": {`, `"license"`},
		{"phq9", `"id": "phq9"`, `"id": "gad7"`, "id: not that of the form"},
		{"phq9", `"version": "1"`, `"version": ""`, "version: missing"},
		{"phq9", `"held": []`, `"held": [""]`, "held: "},
		{"phq9", `"held": []`, `"held": null`, "held: "},
		{"phq9", `"method": "sum"`, `"method": "median"`, "subscale total: method"},
		{"phq9", `"higher": "worse"`, `"higher": "up"`, "subscale total: higher"},
		{"phq9", `"missing": "all"`, `"missing": "7 of 9"`, "subscale total: missing"},
		{"phq9", `"max": 27`, `"max": 30`, "subscale total: min, max: the items give 0 to 27"},
		{"phq9", `"min": 5`, `"min": 4`, "band 2: a gap"},
		{"phq9", `"min": 5`, `"min": 6`, "band 2: a gap"},
		{"phq9", `"min": 20, "max": 27`, `"min": 20, "max": 26`, "bands: do not end"},
		{"phq9", `"at": 10`, `"at": 28`, "cutoff caseness"},
		{"phq9", `"items": ["phq9-1", "phq9-2"`, `"items": ["phq9-2", "phq9-2"`, "items: phq9-2 twice"},
		{"phq9", `"items": ["phq9-1", "phq9-2"`, `"items": ["phq9-0", "phq9-2"`, "phq9-0: no question"},
		{"phq9", `"atLeast": 2`, `"atLeast": 4`, "algorithm syndrome: present: phq9-1"},
		{"phq9", `"of": ["phq9-1", "phq9-2"]`, `"of": ["phq9-1", "phq9-10"]`, "outcome major: of: phq9-10"},
		{"phq9", `"item": "phq9-9", "atLeast": 1`, `"item": "phq9-9", "atLeast": 0`, "safety 1: atLeast"},
		{"phq9", `"action": "asq"`, `"action": "wait"`, "safety 1: action"},
		{"phq9", `"points": 6`, `"points": 0`, "change: want"},
		{"pcptsd5", `"stop": "LA32-8"`, `"stop": "no"`, "gate.stop"},
		{"kusiv3", `"minPlusMax": 6`, `"minPlusMax": 5`, "reversed: kusiv3-2: minPlusMax is not 6"},
		{"asq", `"count": "either"`, `"count": "each"`, "outcome negative: count"},
		{"asq", `"unanswered": "counted"`, `"unanswered": "needed"`, "outcome negative: count"},
		{"asq", `["acute", "acuity-not-known"]`, `["acute", "perhaps"]`, "safety 1: outcomes: perhaps"},
	} {
		_, err := Load(with(t, c.id, c.from, c.to))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s with %s: got %v, want %q", c.id, c.to, err, c.want)
		}
	}
}

func TestLoadNeedsBothFiles(t *testing.T) {
	for _, name := range []string{"questionnaire.json", "scoring.json"} {
		fsys := with(t, "phq9", "phq9", "phq9")
		delete(fsys, "instruments/phq9/"+name)
		if _, err := Load(fsys); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: %v", name, err)
		}
	}
	if _, err := Load(fstest.MapFS{}); err == nil {
		t.Error("no folder at all, and no error")
	}
}

func TestLoadNamesWhatIsWrongWithoutAForm(t *testing.T) {
	for _, c := range []struct{ id, from, to, want string }{
		{"csi16", `"title": "Couples`, `"title": "", "version": "Couples`, "title: missing"},
		{"csi16", `"values": [0, 1, 2, 3, 4, 5, 6]`, `"values": [0]`, "structure 1: want items and two values"},
		{"csi16", `"max": 81`, `"max": 96`, "the items give 0 to 81"},
		{"csi16", `"below": 51.5`, `"at": 51.5`, "cutoff dissatisfied"},
		{"cats2", `["cats2-15a", "cats2-15b"]`, `["cats2-15a", "cats2-9a"]`, "highest 3"},
		{"cats2", `["cats2-15a", "cats2-15b"]`, `["cats2-15a"]`, "the items give 0 to 63"},
		{"wsas", `["wsas-1"]`, `["wsas-9"]`, "notApplicable: wsas-9"},
		{"phq15", `["phq15-4"]`, `["phq15-5"]`, "notApplicable: phq15-5: want one option without a number"},
		{"dass21", `"times": 2`, `"times": -2`, "times"},
		{"core10", `"atLeast": 9`, `"atLeast": 0`, "atLeast"},
		{"core10", `"missing": "prorate"`, `"missing": "all"`, "atLeast"},
		{"core10", `"kind": "alpha"`, `"kind": "omega"`, "reliability 1: kind"},
		{"core10", `"below": 11`, `"below": 41`, "change.boundary"},
		{"phq9", `"class": "A"`, `"class": "B+"`, "B+ may not ship its wording"},
	} {
		_, err := All(with(t, c.id, c.from, c.to))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s with %s: got %v, want %q", c.id, c.to, err, c.want)
		}
	}
}

// A practice's own copy of a form that is scored here without its wording.
const copyOfWSAS = `{"resourceType": "Questionnaire", "id": "wsas", "url": "u", "version": "1", "title": "Ours", "status": "active", "item": [%s]}`

func TestWithTheOwnersWording(t *testing.T) {
	in := shipped(t)["wsas"]
	var items []string
	for n := range 5 {
		items = append(items, wsasItem(n+1, 8))
	}
	bound, err := in.With(parsed(t, items))
	if err != nil {
		t.Fatal(err)
	}
	got, _ := bound.Score(fhir.Answers{"wsas-1": "na", "wsas-2": "8", "wsas-3": "1", "wsas-4": "0", "wsas-5": "2"}).Subscale("total")
	if !got.Known || got.Value != 11 || got.Of != 4 || bound.Name() != "Ours" || in.Form != nil {
		t.Errorf("%+v, %s", got, bound.Name())
	}
	items[4] = wsasItem(5, 7)
	if _, err := in.With(parsed(t, items)); err == nil || !strings.Contains(err.Error(), "wsas-5: the numbers") {
		t.Errorf("an option too few: %v", err)
	}
	if _, err := in.With(parsed(t, items[:4])); err == nil || !strings.Contains(err.Error(), "wsas-5: not in the form") {
		t.Errorf("an item too few: %v", err)
	}
}

func wsasItem(n, most int) string {
	var options []string
	for v := range most + 1 {
		options = append(options, fmt.Sprintf(`{"extension": [{"url": %q, "valueDecimal": %d}], "valueCoding": {"code": "%d", "display": "x"}}`, fhir.OrdinalValue, v, v))
	}
	if n == 1 {
		options = append(options, `{"valueCoding": {"code": "na", "display": "I am retired"}}`)
	}
	return fmt.Sprintf(`{"linkId": "wsas-%d", "text": "?", "type": "choice", "answerOption": [%s]}`, n, strings.Join(options, ","))
}

func parsed(t *testing.T, items []string) *fhir.Questionnaire {
	t.Helper()
	form, err := fhir.Parse(fmt.Appendf(nil, copyOfWSAS, strings.Join(items, ",")))
	if err != nil {
		t.Fatal(err)
	}
	return form
}

// Nobody's sidecar or form makes the program fall over, and what loads can be scored.
func FuzzRead(f *testing.F) {
	for _, id := range []string{"phq9", "core10", "bipf", "pcptsd5", "cats2", "wsas"} {
		folder := "../../content/instruments/" + id + "/"
		sidecar, err := os.ReadFile(folder + "scoring.json")
		if err != nil {
			f.Fatal(err)
		}
		form, err := os.ReadFile(folder + "questionnaire.json")
		if err != nil && !os.IsNotExist(err) {
			f.Fatal(err)
		}
		f.Add(sidecar, form, false)
		f.Add(sidecar, form, true)
	}
	f.Fuzz(func(t *testing.T, sidecar, form []byte, highest bool) {
		if len(form) == 0 {
			form = nil
		}
		in, err := Read(sidecar, form)
		if err != nil {
			return
		}
		given := Numbers{}
		for _, item := range in.Items() {
			if values, _ := in.Values(item); len(values) > 0 {
				given[item] = values[0]
				if highest {
					given[item] = values[len(values)-1]
				}
			}
		}
		for _, s := range in.ScoreNumbers(given).Subscales {
			if math.IsNaN(s.Value) || math.IsInf(s.Value, 0) {
				t.Errorf("%s is %v", s.ID, s.Value)
			}
		}
	})
}

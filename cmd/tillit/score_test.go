package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"
)

// fed runs the program with something on its standard input.
func (d desk) fed(in string, args ...string) (out, said string, code int) {
	d.t.Helper()
	c := d.command(args...)
	var a, b bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(in), &a, &b
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		d.t.Fatal(err)
	}
	return a.String(), b.String(), c.ProcessState.ExitCode()
}

// lines are what was written, line by line, as JSON.
func lines(t *testing.T, out string) (all []map[string]any) {
	t.Helper()
	for line := range strings.Lines(out) {
		var one map[string]any
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		all = append(all, one)
	}
	return all
}

func TestScoreOneArrayAndStream(t *testing.T) {
	d := newDesk(t)
	one, two := `{"id": {"a": 1}, "answers": [2,2,1,2,1,0,1,0,0]}`, `{"answers": {"phq9-1": "LA6570-1", "phq9-9": 1, "phq9-2": null}}`
	if err := os.WriteFile(d.path("in.json"), []byte(one), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, in := range []string{one + two, one + "\n\n" + two + "\n", "[" + one + ",\n" + two + "]", " \n[\n" + one + "," + two + "]\n"} {
		out, said, code := d.fed(in, "score", "phq9")
		got := lines(t, out)
		if code != 0 || said != "" || len(got) != 2 {
			t.Fatalf("%d, %s, %s", code, said, out)
		}
		if want := map[string]any{"total": map[string]any{"value": 9.0, "answered": 9.0, "of": 9.0, "band": "mild"}}; !reflect.DeepEqual(got[0]["subscales"], want) {
			t.Errorf("%v", got[0])
		}
		if want := map[string]any{"total": map[string]any{"value": nil, "answered": 2.0, "of": 9.0}}; !reflect.DeepEqual(got[1]["subscales"], want) {
			t.Errorf("%v", got[1])
		}
		if !reflect.DeepEqual(got[0]["id"], map[string]any{"a": 1.0}) || got[1]["id"] != nil ||
			fmt.Sprint(got[1]["flags"]) != "[map[action:asq item:phq9-9]]" || fmt.Sprint(got[0]["flags"]) != "[]" {
			t.Errorf("%v\n%v", got[0], got[1])
		}
	}
	if out, said, code := d.fed("", "score", "phq9", "in.json"); code != 0 || len(lines(t, out)) != 1 {
		t.Errorf("%d, %s, %s", code, said, out)
	}
}

func TestScoreAFHIRResponseAndWhatHasNoWording(t *testing.T) {
	d := newDesk(t)
	out, said, code := d.fed(`{"resourceType": "QuestionnaireResponse", "item": [{"linkId": "g", "item": [
		{"linkId": "phq4-1", "answer": [{"valueCoding": {"code": "LA6571-9"}}]}, {"linkId": "phq4-2", "answer": [{"valueCoding": {"code": "LA6568-5"}}]}]}]}`, "score", "phq4")
	if got := lines(t, out); code != 0 || fmt.Sprint(got[0]["subscales"].(map[string]any)["gad2"]) != "map[answered:2 cutoffs:[anxiety] of:2 value:3]" {
		t.Errorf("%d, %s, %s", code, said, out)
	}
	out, said, code = d.fed(`{"answers": [3,3,2,2,2,2,3,3,3,3,3,3,3,3,3,3]}`, "score", "csi16")
	if got := lines(t, out); code != 0 || fmt.Sprint(got[0]["subscales"]) != "map[total:map[answered:16 cutoffs:[dissatisfied] of:16 value:44]]" {
		t.Errorf("%d, %s, %s", code, said, out)
	}
}

func TestScoreSaysWhatIsWrongAndGoesOn(t *testing.T) {
	d := newDesk(t)
	good := `{"answers": {"phq9-1": 1}}`
	for _, c := range []struct{ instrument, in, want string }{
		{"phq9", good + "\n" + `{"answers": {"phq9-4": 7}}` + "\n" + good, "line 2: answers.phq9-4: none of the options [0 1 2 3]"},
		{"phq9", "[\n" + good + ",\n" + good + ",\n\n  " + `{"answers": {"phq9-4": "often"}}` + "]", "line 5: answers.phq9-4: none of"},
		{"phq9", good + good + "\n" + `{"answers": {"phq8-4": 1}}`, "line 2: answers.phq8-4: phq9 has no such item"},
		{"phq9", good + good + `{"answers": [1,1,1,1,1,1,1,1,1,1,1]}`, "line 1: answers: 11 answers to 10 questions"},
		{"phq9", good + good + `{}`, "line 1: answers: missing"},
		{"phq9", good + good + `7`, "line 1: want an object"},
		{"phq9", good + good + `{"answers": "x"}`, "answers: not an object or a list"},
		{"phq9", good + good + `{"answers": {"phq9-1": "NA"}}`, "answers.phq9-1: none of the options [0 1 2 3]"},
		{"phq9", good + good + `{"resourceType": "Patient"}`, "resourceType: not QuestionnaireResponse"},
		{"phq9", good + good + `{"answers": {"phq9-1": true}}`, "answers.phq9-1"},
	} {
		out, said, code := d.fed(c.in, "score", c.instrument)
		if code != 1 || len(lines(t, out)) != 2 || !strings.Contains(said, c.want) || !strings.Contains(said, "1 record wrong, 2 records done.") {
			t.Errorf("%s: %d, %s, %s", c.in, code, said, out)
		}
	}
	if _, said, code := d.fed(`{"answers": {"bipf-1": 9}}`, "score", "bipf"); code != 1 || !strings.Contains(said, "[0 1 2 3 4 5 6], NA") {
		t.Errorf("%d, %s", code, said)
	}
}

func TestScoreWhatItCannotDo(t *testing.T) {
	d := newDesk(t)
	for _, c := range []struct{ in, instrument, file, want string }{
		{"", "phq9", "", "There is no JSON in the input."},
		{"{", "phq9", "", "line 1: not JSON"},
		{"[{}", "phq9", "", "not JSON"},
		{`{"answers": []}` + "\n\nx", "phq9", "", "line 3: not JSON"},
		{`[{"answers": []}] 7`, "phq9", "", "something follows"},
		{"{}", "phq10", "", "There is no instrument \"phq10\". There are: asq, "},
		{"", "phq9", "nowhere.json", "nowhere.json cannot be used"},
	} {
		args := []string{"score", c.instrument}
		if c.file != "" {
			args = append(args, c.file)
		}
		if _, said, code := d.fed(c.in, args...); code != 2 || !strings.Contains(said, c.want) {
			t.Errorf("%q: %d, %s", c.in, code, said)
		}
	}
}

func TestScoreThousands(t *testing.T) {
	var in strings.Builder
	for n := range 5000 {
		fmt.Fprintf(&in, `{"id": %d, "answers": [%d,1,1,1,1,1,1,1,0]}`+"\n", n, n%4)
	}
	out, said, code := newDesk(t).fed(in.String(), "score", "phq9")
	got := lines(t, out)
	if code != 0 || len(got) != 5000 {
		t.Fatalf("%d, %s, %d lines", code, said, len(got))
	}
	for n, one := range got {
		total := one["subscales"].(map[string]any)["total"].(map[string]any)["value"]
		if one["id"] != float64(n) || total != float64(7+n%4) {
			t.Fatalf("%v", one)
		}
	}
}

func TestChange(t *testing.T) {
	d := newDesk(t)
	for _, c := range []struct{ instrument, in, class, recovery, track string }{
		{"phq9", `{"scores": [15, null, 9]}`, "recovered", "crossed", "on-track"},
		{"phq9", `{"scores": [15, 15, 15, 15, 14]}`, "unchanged", "not-crossed", "not-on-track"},
		{"phq9", `{"scores": [9, 15]}`, "harmed", "not-applicable", "reliably-worse"},
		{"phq9", `{"scores": [{"answers": [2,2,2,2,2,2,2,1,0]}, {"answers": [1,1,1,1,1,1,1,1,0]}]}`, "recovered", "crossed", "on-track"},
		{"csi16", `{"scores": [20, 80]}`, "no-threshold", "no-boundary", "not-known"},
		{"dass21", `{"subscale": "stress", "scores": [20, 30]}`, "no-threshold", "no-boundary", "not-known"},
	} {
		out, said, code := d.fed(c.in, "change", c.instrument)
		if code != 0 {
			t.Fatalf("%s: %d, %s", c.in, code, said)
		}
		got := lines(t, out)[0]
		v := got["verdict"].(map[string]any)
		if v["class"] != c.class || v["recovery"] != c.recovery || got["track"] != c.track {
			t.Errorf("%s: %s", c.in, out)
		}
	}
}

func TestChangeOverTime(t *testing.T) {
	out, said, code := newDesk(t).fed(`{"id": "x", "scores": [{"at": "2026-05-04", "value": 20}, {"at": "2026-05-11", "value": 18},
		{"at": "2026-05-18T00:00:00Z", "value": 17}, {"at": "2026-05-25", "value": 13}]}`, "change", "core10")
	if code != 0 {
		t.Fatal(said)
	}
	got := lines(t, out)[0]
	slope, points := got["slope"].(map[string]any), got["trajectory"].(map[string]any)["points"].([]any)
	if fmt.Sprintf("%.3f", slope["perWeek"]) != "-2.200" || slope["n"] != 4.0 || len(points) != 4 || got["id"] != "x" ||
		got["threshold"].(map[string]any)["level"] != "90 %" || got["verdict"].(map[string]any)["class"] != "improved" {
		t.Errorf("%s", out)
	}
}

func TestChangeSaysWhatIsWrong(t *testing.T) {
	d := newDesk(t)
	for in, want := range map[string]string{
		`{"scores": [1, 28]}`:                                              "scores[1]: 28 is outside of 0 to 27",
		`{"scores": []}`:                                                   "scores: missing",
		`{"scores": ["x"]}`:                                                "scores[0]: not a number",
		`{"subscale": "mood", "scores": [1]}`:                              `subscale: phq9 has no "mood"`,
		`{"scores": [{"at": "May", "value": 1}]}`:                          "scores[0]: at: not a date",
		`{"scores": [{"value": 1, "answers": []}]}`:                        "scores[0]: value and answers",
		`{"scores": [{"answers": [9]}]}`:                                   "scores[0]: answers.phq9-1: none of",
		`{"scores": [{"who": "a", "value": 1}, {"who": "b", "value": 2}]}`: "scores[1]: another person",
		`{"scores": [{"form": "past week", "value": 1}, {"form": "past month", "value": 2}]}`:       "scores[1]: another form",
		`{"scores": [{"at": "2026-05-04", "value": 1}, {"at": "2026-05-03", "value": 2}]}`:          "scores[1]: at: before",
		`{"scores": [{"respondent": "self", "value": 1}, {"respondent": "caregiver", "value": 2}]}`: "scores[1]: another person",
	} {
		if out, said, code := d.fed(in, "change", "phq9"); code != 1 || out != "" || !strings.Contains(said, "line 1: "+want) {
			t.Errorf("%s: %d, %s, %s", in, code, said, out)
		}
	}
}

func TestChangeFitsEverybody(t *testing.T) {
	d := newDesk(t)
	var in strings.Builder
	for n := range 240 {
		fmt.Fprintf(&in, `{"scores": [%d, %d, %d, %d, %d]}`+"\n", 14+n%8, 13+n%7, 11+n%9, 10+n%5, 9+n%8)
	}
	out, said, code := d.fed(in.String(), "change", "phq9", "--fit")
	if code != 0 {
		t.Fatal(said)
	}
	got := lines(t, out)[0]
	expected := got["expected"].([]any)
	first := expected[0].(map[string]any)
	if got["enoughCases"] != true || len(expected) != 20 || !(first["band80"].(float64) > first["band68"].(float64) && first["band68"].(float64) > first["mean"].(float64)) {
		t.Errorf("%s", out)
	}
	out, said, code = d.fed(in.String(), "change", "phq9", "--fit", "--by=16,18,28")
	bands := lines(t, out)
	if code != 0 || len(bands) != 4 || bands[0]["from"] != nil || bands[0]["below"] != 16.0 || bands[1]["from"] != 16.0 || bands[3]["model"] != nil ||
		bands[0]["model"].(map[string]any)["people"] != 60.0 || bands[0]["enoughCases"] != false {
		t.Errorf("%d, %s, %s", code, said, out)
	}
	if _, said, code := d.fed(in.String(), "change", "phq9", "--fit", "--by=18,16"); code != 2 || !strings.Contains(said, "low to high") {
		t.Errorf("%d, %s", code, said)
	}
	if _, said, code := d.fed(`{"scores": [1, 2]}`, "change", "phq9", "--fit"); code != 2 || !strings.Contains(said, "too few people") {
		t.Errorf("%d, %s", code, said)
	}
}

func TestScoreAsFHIR(t *testing.T) {
	in := `{"resourceType": "QuestionnaireResponse", "id": "r1", "subject": {"reference": "Patient/7"}, "item": [{"linkId": "sud-1", "answer": [{"valueCoding": {"code": "sud-4"}}]}]}`
	out, said, code := newDesk(t).fed(in+in, "score", "sud", "--fhir")
	got := lines(t, out)
	if code != 0 || len(got) != 2 {
		t.Fatalf("%d, %s, %s", code, said, out)
	}
	if got[0]["resourceType"] != "Observation" || fmt.Sprint(got[0]["subject"], got[0]["derivedFrom"]) != "map[reference:Patient/7] [map[reference:QuestionnaireResponse/r1]]" ||
		got[0]["valueQuantity"].(map[string]any)["value"] != 4.0 {
		t.Errorf("%s", out)
	}
}

func TestInstruments(t *testing.T) {
	out, said, code := newDesk(t).fed("", "instruments")
	wording := map[string]any{}
	for _, one := range lines(t, out) {
		wording[one["id"].(string)] = one["wording"]
		if len(one["items"].([]any)) == 0 || one["title"] == "" || one["licence"].(map[string]any)["text"] == "" {
			t.Errorf("%v", one)
		}
	}
	if code != 0 || wording["phq9"] != true || wording["csi16"] != false || len(wording) < 30 {
		t.Errorf("%d, %s, %v", code, said, wording)
	}
}

package measure

import (
	"os"
	"strings"
	"testing"
	"time"

	"tillit.care/base/fault"
	"tillit.care/instrument"
)

func TestReadRows(t *testing.T) {
	table, err := readRows([]byte("\xef\xbb\xbfInstrument;Date;gad7-1;x\r\ngad7;2025-03-02;1;a|b\r\n\r\ngad7;;;\"two\nlines\"\r\n"))
	if err != nil || len(table) != 2 {
		t.Fatal(table, err)
	}
	if r := table[0]; r.N != 2 || r.Form != "gad7" || r.At != "2025-03-02" || r.Answers["gad7-1"][0] != "1" || len(r.Answers["x"]) != 2 {
		t.Errorf("%+v", r)
	}
	if r := table[1]; r.N != 4 || r.Answers["x"][0] != "two\nlines" {
		t.Errorf("%+v", r)
	}
	one := `{"resourceType": "QuestionnaireResponse", "questionnaire": "u|1", "authored": "2025", "subject": {"reference": "Patient/1"}, "item": [{"linkId": "a", "answer": [{"valueString": "x"}]}]}`
	for _, text := range []string{one + "\n" + one, "[" + one + "," + one + "]", `{"resourceType": "Bundle", "entry": [{"resource": ` + one + `}, {"resource": {"resourceType": "Patient"}}, {"resource": ` + one + `}]}`} {
		rows, err := readRows([]byte(text))
		if err != nil || len(rows) != 2 || rows[1].N != 2 || rows[1].Answers["a"][0] != "x" || rows[1].Form != "u|1" {
			t.Errorf("%s: %+v %v", text, rows, err)
		}
	}
	for text, key := range map[string]string{
		"":                            "measure.bring.nothing",
		`{"resourceType": "Patient"}`: "measure.bring.nothing",
		"instrument,date\n":           "measure.bring.nothing",
		"a,b\n":                       "measure.bring.columns",
		"instrument,date\n\"x":        "measure.bring.table",
		"{":                           "measure.bring.json",
		"[1,":                         "measure.bring.json",
		"instrument,date\n\xff":       "measure.bring.letters",
		one + strings.Replace(one, "/1", "/2", 1):                             "measure.bring.several",
		"instrument,date\n" + strings.Repeat("gad7,2025-01-01\n", mostRows+1): "measure.bring.toomany",
	} {
		if _, err := readRows([]byte(text)); fault.Of(err) == nil || fault.Of(err).Key != key {
			t.Errorf("%.40q: %v, want %s", text, err, key)
		}
	}
}

func TestMoments(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"2025-07-01": "2025-07-01T10:00:00Z", "2025-01-01 08:30": "2025-01-01T07:30:00Z", "2025-01-01T08:30:15": "2025-01-01T07:30:15Z",
		"2025-01-01T08:30:00.123456+01:00": "2025-01-01T07:30:00.123Z", "2025-01": "0001-01-01T00:00:00Z", "": "0001-01-01T00:00:00Z",
	} {
		if got := moment(text, oslo).Format(time.RFC3339Nano); got != want {
			t.Errorf("%s is %s", text, got)
		}
	}
}

// A number stands for the option that has it, and a code for itself.
func TestCoded(t *testing.T) {
	in, err := instrument.Ships("gad7")
	if err != nil {
		t.Fatal(err)
	}
	it := in.Form.Find("gad7-1")
	last := it.AnswerOption[3].Code()
	for cell, want := range map[string]string{"3": last, "3,0": last, last: last, "4": "4", "often": "often"} {
		if got := coded(it, cell); got != want {
			t.Errorf("%s is %s", cell, got)
		}
	}
}

// Nobody's file makes the program fall over, and what is read can be checked.
func FuzzReadRows(f *testing.F) {
	for _, name := range []string{"earlier.csv", "earlier.ndjson"} {
		text, err := os.ReadFile("../e2e/scenes/forms/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "QuestionnaireResponse", "item": [{"linkId": "g", "item": [{"linkId": "a", "answer": [{"valueDecimal": 1.5}]}]}]}}]}`))
	in, err := instrument.Ships("gad7")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, err := readRows(text)
		if err != nil {
			return
		}
		if len(rows) == 0 || len(rows) > mostRows {
			t.Errorf("%d rows", len(rows))
		}
		for _, r := range rows {
			given := in.Form.Typed(table{}.answers(in, r), time.UTC)
			in.Form.Check(given)
			in.Score(given)
			moment(r.At, time.UTC)
		}
	})
}

package instrument

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"tillit.care/pure/fhir"
	"tillit.care/pure/score"
)

func entry(kind Kind, which string) Entry {
	return Entry{ID: EntryID(which + string(kind)), Kind: kind, Instrument: which, Version: "1", Title: "Ours"}
}

func folded(t *testing.T, all ...Entry) *Register {
	t.Helper()
	r, err := fold(all)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var now = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestFold(t *testing.T) {
	over := entry(Brought, "wsas")
	over.Grant.Until = "2026-03-01"
	r := folded(t, entry(Brought, "csi4"), entry(Retired, "phq9"), over, entry(Brought, "sleep"), entry(Retired, "sleep"), entry(Resumed, "sleep"))
	for id, offered := range map[string]bool{"csi4": true, "csi16": false, "phq9": false, "gad7": true, "wsas": false, "sleep": true, "hark": false, "sud": false} {
		if got := r.Find(id).Offered(now); got != offered {
			t.Errorf("%s: offered %v", id, got)
		}
	}
	if !r.Find("csi4").Held() || r.Find("gad7").Held() || !r.Find("sleep").Own() || r.Find("csi4").Own() || r.Find("nobody") != nil {
		t.Error("held, or own, is wrong")
	}
}

// A reason that comes with a later Tillit holds an instrument again.
func TestACitationSettlesWhatItNamed(t *testing.T) {
	cited := entry(Cited, "etmcq")
	cited.Citation.Settled = folded(t).Find("etmcq").Why()
	if len(cited.Citation.Settled) < 2 || folded(t, cited).Find("etmcq").Held() {
		t.Error("still held, and everything is settled")
	}
	cited.Citation.Settled = cited.Citation.Settled[1:]
	if r := folded(t, cited); len(r.Find("etmcq").Why()) != 1 {
		t.Error("a reason that nobody settled is gone")
	}
	if r := folded(t, cited, entry(Withdrawn, "etmcq")); !r.Find("etmcq").Held() || len(r.Find("etmcq").History) != 2 {
		t.Error("withdrawn, and not held")
	}
}

func TestFreeVersions(t *testing.T) {
	l := &Listed{}
	for _, want := range []string{"1", "1-2", "1-3"} {
		got := l.free("1")
		l.Copies = append(l.Copies, Entry{Version: got})
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// Every form to write a licensed copy into is one that would be taken.
func TestEveryBlankFormWouldFit(t *testing.T) {
	n := 0
	for _, l := range folded(t).Listed {
		if !l.NeedsCopy() {
			continue
		}
		n++
		text, err := l.Known.Blank()
		if err != nil {
			t.Fatal(err)
		}
		q, err := fhir.Import(text, l.ID)
		if err != nil {
			t.Fatalf("%s: %v", l.ID, err)
		}
		scoring, err := scoringOf(l.ID)
		if err != nil {
			t.Fatal(err)
		}
		form, _ := json.Marshal(q)
		if f, err := (wording{form, scoring}).read(l.ID); err != nil || f.scored.Name() != l.Name() || f.brought.Version != l.Known.Version {
			t.Errorf("%s: %v", l.ID, err)
		}
	}
	if n < 8 {
		t.Errorf("only %d come without their words", n)
	}
}

func TestMemoryIsBoundedAndSafe(t *testing.T) {
	m := memory[int]{most: 8}
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for n := range 200 {
				name := fmt.Sprint((worker + n) % 20)
				got, err := m.find(name, func() (int, error) { return len(name), nil })
				if err != nil || got != len(name) {
					t.Errorf("%s: %d %v", name, got, err)
				}
			}
		})
	}
	all.Wait()
	if len(m.kept) > 8 || len(m.order) != len(m.kept) {
		t.Errorf("%d are kept, in an order of %d", len(m.kept), len(m.order))
	}
}

func TestAnUnscoredFormOfOnesOwn(t *testing.T) {
	q, err := fhir.Import([]byte(`{"resourceType": "Questionnaire", "status": "active", "item": [{"linkId": "a", "type": "string", "text": "A?"}]}`), "own")
	if err != nil {
		t.Fatal(err)
	}
	l := score.Licence{Class: "OWN", SPDX: "LicenseRef-own", Text: "ours", URL: "https://practice.example", Evidence: "we wrote it"}
	text, err := sidecar("own", Copy{Licence: l}, q)
	if err != nil {
		t.Fatal(err)
	}
	form, _ := json.Marshal(q)
	f, err := wording{form, text}.read("own")
	if err != nil || len(f.scored.Subscales) != 0 || f.scored.Licence != l {
		t.Errorf("%+v %v", f.scored, err)
	}
	l.Evidence = ""
	if _, err := sidecar("own", Copy{Licence: l}, q); err == nil {
		t.Error("without a complete licence it loads")
	}
	if _, err := sidecar("own", Copy{Licence: l, Scoring: []byte(`{"version": 1}`)}, q); err == nil {
		t.Error("a wrong sidecar loads")
	}
}

// What is exported and read again is the same form, byte for byte.
func TestLawExport(t *testing.T) {
	all, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range all {
		once, err := json.Marshal(in.Form)
		if err != nil {
			t.Fatal(err)
		}
		back, err := fhir.Parse(once)
		if err != nil {
			t.Fatalf("%s: %v", in.ID, err)
		}
		if twice, err := json.Marshal(back); err != nil || string(twice) != string(once) {
			t.Errorf("%s: %v", in.ID, err)
		}
	}
}

package score

import (
	"encoding/json"
	"math"
	"os"
	"reflect"
	"slices"
	"testing"

	"tillit.care/pure/fhir"
)

var shippedIDs = []string{"asq", "bipf", "catpd-mistrust", "catpd-relinsec", "cats2", "core10", "cries8", "csi16", "csi4",
	"cssrs", "dass21", "ecr-rs", "etmcq", "gad7", "group-check", "hark", "ipip-trust", "itq", "kusiv3", "mios", "partner-trust",
	"pcl5", "pcptsd5", "phq15", "phq4", "phq9", "rgpts", "session-check", "sud", "voc", "wsas", "ypcore"}

func shipped(t testing.TB) map[string]*Instrument {
	t.Helper()
	all, err := All(os.DirFS("../../content"))
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]*Instrument{}
	for _, in := range all {
		byID[in.ID] = in
	}
	return byID
}

type vector struct {
	ID, Instrument string
	Answers        []any
	Score          map[string]*float64
	Band           map[string]string
	Reached        map[string][]string
	Answered       map[string]int
	Algorithms     map[string]string
	Flags          []string
	Basis, Note    string
}

func vectors(t *testing.T) []vector {
	t.Helper()
	text, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Vectors []vector }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file.Vectors
}

// numbered are the numbers of a vector, item by item.
func numbered(t *testing.T, in *Instrument, answers []any) Numbers {
	t.Helper()
	given := Numbers{}
	for i, answer := range answers {
		item := in.Items()[i]
		switch n := answer.(type) {
		case nil:
			continue
		case string:
			given[item] = NA
		case float64:
			given[item] = n
		}
		if !in.fits(item, given[item]) {
			t.Fatalf("%s: no option with the number %v", item, answer)
		}
	}
	return given
}

// codes are the options that have these numbers.
func codes(in *Instrument, given Numbers) fhir.Answers {
	answers := fhir.Answers{}
	for item, number := range given {
		for _, o := range in.Form.Find(item).AnswerOption {
			if n, ok := o.Ordinal(); ok && n == number || !ok && math.IsNaN(number) {
				answers[item] = o.Code()
			}
		}
	}
	return answers
}

func TestVectors(t *testing.T) {
	instruments := shipped(t)
	count := map[string]int{}
	for _, v := range vectors(t) {
		count[v.Instrument]++
		t.Run(v.ID, func(t *testing.T) {
			in := instruments[v.Instrument]
			if in == nil || v.Note == "" || v.Basis != "cited" && v.Basis != "derived" {
				t.Fatal("a vector needs an instrument that is shipped, a basis and a note")
			}
			given := numbered(t, in, v.Answers)
			v.compare(t, in.ScoreNumbers(given))
			if in.Form != nil {
				v.compare(t, in.Score(codes(in, given)))
			}
		})
	}
	for _, id := range shippedIDs {
		if count[id] < 5 {
			t.Errorf("%s has %d vectors; five are needed", id, count[id])
		}
	}
	if len(instruments) != len(shippedIDs) {
		t.Errorf("%d instruments are shipped, %d have vectors", len(instruments), len(shippedIDs))
	}
}

// compare wants everything in the result to be expected, and everything expected in it.
func (v vector) compare(t *testing.T, r Result) {
	t.Helper()
	if len(r.Subscales) != len(v.Score) {
		t.Errorf("%d subscales, want %d", len(r.Subscales), len(v.Score))
	}
	for _, s := range r.Subscales {
		want, listed := v.Score[s.ID]
		if !listed || s.Known != (want != nil) || want != nil && math.Abs(s.Value-*want) > 0.00005 {
			t.Errorf("%s: %v, known %v", s.ID, s.Value, s.Known)
		}
		if !s.Known && s.Value != 0 {
			t.Errorf("%s: not known, and yet %v", s.ID, s.Value)
		}
		if s.Band != v.Band[s.ID] || !reflect.DeepEqual(s.Reached, v.Reached[s.ID]) {
			t.Errorf("%s: band %q, reached %v", s.ID, s.Band, s.Reached)
		}
		answered, some := v.Answered[s.ID]
		if some && s.Answered != answered || !some && s.Answered != s.Of {
			t.Errorf("%s: answered %d of %d", s.ID, s.Answered, s.Of)
		}
	}
	if len(r.Algorithms)+len(v.Algorithms) > 0 && !reflect.DeepEqual(r.Algorithms, v.Algorithms) {
		t.Errorf("algorithms: %v, want %v", r.Algorithms, v.Algorithms)
	}
	var flags []string
	for _, f := range r.Flags {
		flags = append(flags, f.Item+f.Algorithm+" "+f.Action)
	}
	if !reflect.DeepEqual(flags, v.Flags) {
		t.Errorf("flags: %v, want %v", flags, v.Flags)
	}
}

// What is held is a decision that somebody made; changing it means changing this line.
var held = []string{"asq", "bipf", "cats2", "cssrs", "csi4", "dass21", "etmcq", "hark", "mios", "rgpts", "ypcore"}

func TestHeld(t *testing.T) {
	for id, in := range shipped(t) {
		if want := slices.Contains(held, id); in.Held() != want {
			t.Errorf("%s: held %v: %v", id, in.Held(), in.HeldWhy)
		}
		if in.Form != nil && (in.Form.Status == "draft") != in.Held() {
			t.Errorf("%s: held %v, but its form is %s", id, in.Held(), in.Form.Status)
		}
	}
}

// Whose wording may not be passed on, and what is asked only of one person alone.
func TestLoadLeavesOutWhatNobodyCanBeGiven(t *testing.T) {
	all, err := Load(os.DirFS("../../content"))
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]bool{"cats2": true, "cries8": true, "csi16": true, "csi4": true, "cssrs": true, "ecr-rs": true,
		"hark": true, "itq": true, "wsas": true, "sud": true, "voc": true}
	for _, in := range all {
		if left[in.ID] {
			t.Errorf("%s can be given to anybody", in.ID)
		}
	}
	if len(all) != len(shippedIDs)-len(left) {
		t.Errorf("%d of %d", len(all), len(shippedIDs))
	}
	for id, in := range shipped(t) {
		if in.NeedsCopy() != (left[id] && !in.Alone && !in.InSession) || in.Name() == "" {
			t.Errorf("%s: needs a copy %v, is called %q", id, in.NeedsCopy(), in.Name())
		}
	}
}

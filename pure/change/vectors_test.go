package change

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"
)

// The vectors about change in the shared catalogue: published figures, arithmetic, and the
// output of the R package clinicalsignificance, from which no code was taken.
type vector struct {
	ID, Kind  string
	Tolerance float64
	Input     struct {
		Pre, Post              json.RawMessage
		SD, Reliability, Alpha float64
		Better                 string
		MClinical              float64 `json:"m_clinical"`
		SDClinical             float64 `json:"sd_clinical"`
		RelClinical            float64 `json:"rel_clinical"`
		MFunctional            float64 `json:"m_functional"`
		SDFunctional           float64 `json:"sd_functional"`
		RelFunctional          float64 `json:"rel_functional"`
		Critical               float64
		Method                 string
		Y                      [][]float64
		Time, Session          json.RawMessage
	}
	Expected map[string]any
}

func vectors(t *testing.T) map[string]vector {
	t.Helper()
	text, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Vectors []vector }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	all := map[string]vector{}
	for _, v := range file.Vectors {
		all[v.ID] = v
	}
	return all
}

func (v vector) better() float64 {
	if v.Input.Better == "higher" {
		return 1
	}
	return -1
}

func (v vector) clinical() Norm   { return Norm{v.Input.MClinical, v.Input.SDClinical} }
func (v vector) functional() Norm { return Norm{v.Input.MFunctional, v.Input.SDFunctional} }

// number compares one figure with the expected one.
func (v vector) number(t *testing.T, name string, got float64) {
	t.Helper()
	want, ok := v.Expected[name].(float64)
	if !ok {
		t.Errorf("%s: %s is not expected", v.ID, name)
	}
	if math.Abs(got-want) > max(v.Tolerance, 1e-9) {
		t.Errorf("%s: %s is %v, want %v", v.ID, name, got, want)
	}
}

func TestVectorsOfThresholdsAndCutoffs(t *testing.T) {
	seen := 0
	for id, v := range vectors(t) {
		seen++
		switch v.Kind {
		case "jt_rci":
			var pre, post float64
			if json.Unmarshal(v.Input.Pre, &pre) != nil || json.Unmarshal(v.Input.Post, &post) != nil {
				t.Fatal(id)
			}
			sem := ErrorOf(v.Input.SD, v.Input.Reliability)
			v.number(t, "sem", sem)
			v.number(t, "s_diff", Difference(sem))
			v.number(t, "rci", Index(pre, post, Difference(sem)))
			if got := Classify(pre, post, Index(pre, post, Difference(sem)), 1.96, 55, 1); got != Improved {
				t.Errorf("%s: %s", id, got)
			}
		case "jt_cutoffs":
			v.number(t, "a", CutoffA(v.clinical(), v.better()))
			v.number(t, "b", CutoffB(v.functional(), v.better()))
			v.number(t, "c", CutoffC(v.clinical(), v.functional()))
		case "jt_cutoff_c":
			v.number(t, "c", CutoffC(v.clinical(), v.functional()))
		case "s_diff":
			v.number(t, "s_diff", Difference(ErrorOf(v.Input.SD, v.Input.Reliability)))
		case "ha_cutoffs_true":
			a := Norm{v.Input.MClinical, v.Input.SDClinical * math.Sqrt(v.Input.RelClinical)}
			b := Norm{v.Input.MFunctional, v.Input.SDFunctional * math.Sqrt(v.Input.RelFunctional)}
			v.number(t, "a_true", CutoffA(a, v.better()))
			v.number(t, "b_true", CutoffB(b, v.better()))
			v.number(t, "c_true", CutoffC(a, b))
		case "rci_points":
			diff := Difference(ErrorOf(v.Input.SD, v.Input.Alpha))
			v.number(t, "s_diff", diff)
			v.number(t, "points90", 1.645*diff)
			v.number(t, "points95", 1.96*diff)
			v.number(t, "published90", Points(1.645, diff, 1))
		default:
			seen--
		}
	}
	if seen != 7 {
		t.Errorf("%d vectors were compared", seen)
	}
}

func TestVectorsOfGroups(t *testing.T) {
	seen := 0
	for id, v := range vectors(t) {
		if v.Kind != "group_change" {
			continue
		}
		seen++
		var pre, post []float64
		if json.Unmarshal(v.Input.Pre, &pre) != nil || json.Unmarshal(v.Input.Post, &post) != nil {
			t.Fatal(id)
		}
		clinical, r := sample(pre), v.Input.Reliability
		cutoff := CutoffC(clinical, v.functional())
		h, ok := HagemanOf(pre, post, r, v.functional())
		if !ok {
			t.Fatal(id)
		}
		index := map[string]func(x, y float64) float64{
			"JT":  func(x, y float64) float64 { return Index(x, y, Difference(ErrorOf(clinical.SD, r))) },
			"GLN": func(x, y float64) float64 { return Gulliksen(x, y, clinical, r) },
			"EN":  func(x, y float64) float64 { return Edwards(x, y, clinical, r) },
			"HA":  h.Index,
		}[v.Input.Method]
		if v.Input.Method == "HA" {
			cutoff = h.Cutoff
			v.number(t, "r_dd", h.Differences)
		}
		v.number(t, "cutoff_c", cutoff)
		rci, class := v.Expected["rci"].([]any), v.Expected["category"].([]any)
		for n := range pre {
			got := index(pre[n], post[n])
			if math.Abs(got-rci[n].(float64)) > v.Tolerance {
				t.Errorf("%s %d: %v, want %v", id, n, got, rci[n])
			}
			if v.Input.Method == "HA" {
				side := v.Expected["cs_indiv"].([]any)[n].(float64)
				if math.Abs(h.Side(post[n])-side) > v.Tolerance {
					t.Errorf("%s %d: side %v, want %v", id, n, h.Side(post[n]), side)
				}
				continue // its classes ask both figures
			}
			if c := Classify(pre[n], post[n], got, v.Input.Critical, cutoff, -1); string(c) != class[n] {
				t.Errorf("%s %d: %s, want %s", id, n, c, class[n])
			}
		}
	}
	if seen != 4 {
		t.Errorf("%d groups were compared", seen)
	}
}

func TestVectorOfExpectedBand(t *testing.T) {
	all := vectors(t)
	var people []Course
	for _, scores := range all["etr-1"].Input.Y {
		people = append(people, Sessions(scores))
	}
	m, err := Fit(people)
	if err != nil {
		t.Fatal(err)
	}
	v, e := all["etr-2"], m.At(5, -1)
	v.Tolerance = 0.02 // the vector rounds lme4's looser stop
	v.number(t, "expected", e.Mean)
	v.number(t, "sd", e.SD)
	v.number(t, "upper68", e.Band68)
	v.number(t, "upper80", e.Band80)
	if _, ok := m.Track(5, 90, -1); ok {
		t.Error("six people are enough for a band")
	}
	m.People = Cases
	for score, want := range map[float64]Track{72: OnTrack, 84: OnTrack, 85: OffTrack, 88: FarOff} {
		if got, ok := m.Track(5, score, -1); !ok || got != want {
			t.Errorf("%v at session 5: %s, want %s", score, got, want)
		}
	}
	if !slices.Equal(Sessions([]float64{1, math.NaN(), 3}).Score, []float64{1, 3}) {
		t.Error("a session without a score is not left out")
	}
}

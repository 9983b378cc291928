package change

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

type reference struct {
	File                                        string
	Intercept, Slope, V0, V1, V01, Rest, LogLik float64
	FirstIntercept, FirstSlope, FirstSlopeError float64
	People, Scores                              int
}

func courses(t *testing.T, file string) (people []Course) {
	t.Helper()
	f, err := os.Open("testdata/lme4/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	last := ""
	for _, row := range rows[1:] {
		if row[0] != last {
			people, last = append(people, Course{}), row[0]
		}
		time, err := strconv.ParseFloat(row[1], 64)
		score, also := strconv.ParseFloat(row[2], 64)
		if err != nil || also != nil {
			t.Fatal(err, also)
		}
		c := &people[len(people)-1]
		c.Time, c.Score = append(c.Time, time), append(c.Score, score)
	}
	return people
}

// Fixed effects and variances agree with lme4 (docs/lme4) within one percent, and people's
// own lines too; the likelihood is no worse than lme4's.
func TestFitAgreesWithLme4(t *testing.T) {
	text, err := os.ReadFile("testdata/lme4/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Fits []reference }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Fits) < 3 {
		t.Fatalf("%d data sets", len(file.Fits))
	}
	for _, want := range file.Fits {
		people := courses(t, want.File)
		m, err := Fit(append([]Course{{}}, people...)) // somebody without a score changes nothing
		if err != nil {
			t.Fatal(want.File, err)
		}
		first := m.Of(people[0])
		for name, pair := range map[string][2]float64{
			"intercept": {m.Intercept, want.Intercept}, "slope": {m.Slope, want.Slope}, "v0": {m.V0, want.V0}, "v1": {m.V1, want.V1},
			"v01": {m.V01, want.V01}, "rest": {m.Rest, want.Rest}, "first intercept": {first.Intercept, want.FirstIntercept},
			"first slope": {first.Slope, want.FirstSlope}, "first slope's error": {first.SlopeError, want.FirstSlopeError},
		} {
			off := math.Abs(pair[0]/pair[1] - 1)
			t.Logf("%s %s: %.8g, lme4 %.8g, %.4f %% off", want.File, name, pair[0], pair[1], 100*off)
			if off > 0.01 {
				t.Errorf("%s: %s is %v, lme4 says %v", want.File, name, pair[0], pair[1])
			}
		}
		if m.LogLik < want.LogLik-1e-4 || m.People != want.People || m.Scores != want.Scores {
			t.Errorf("%s: likelihood %v of %d people, %d scores; lme4 %v", want.File, m.LogLik, m.People, m.Scores, want.LogLik)
		}
	}
}

// The trap of a public package: somebody who improves more slowly than the others is not
// getting worse. It is the whole slope that counts, against its own error.
func TestAnAverageImproverImproves(t *testing.T) {
	people := courses(t, "group.csv")
	m, err := Fit(people)
	if err != nil {
		t.Fatal(err)
	}
	slow := m.Of(people[1])
	if z := slow.Slope / slow.SlopeError; !(slow.Slope < 0 && slow.Slope > m.Slope && z < 0) {
		t.Errorf("slope %v, error %v, of all %v", slow.Slope, slow.SlopeError, m.Slope)
	}
}

func TestFitRefusesWhatItCannotKnow(t *testing.T) {
	line := Course{[]float64{0, 1, 2}, []float64{3, 2, 1}}
	same := Course{[]float64{1, 1, 1}, []float64{3, 2, 1}}
	bad := Course{[]float64{0, 1, 2}, []float64{3, math.NaN(), 1}}
	for _, c := range []struct {
		people []Course
		want   error
	}{
		{nil, ErrFew}, {[]Course{line, line}, ErrFew}, {[]Course{same, same, same}, ErrSame},
		{[]Course{line, line, bad}, ErrOdd}, {[]Course{line, line, {[]float64{1}, nil}}, ErrOdd},
	} {
		if _, err := Fit(c.people); err != c.want {
			t.Errorf("got %v, want %v", err, c.want)
		}
	}
}

func TestByStart(t *testing.T) {
	people := courses(t, "noisy.csv")
	got := ByStart(people, []float64{55, 65, 1000})
	if len(got) != 4 || got[3].Err != ErrFew {
		t.Fatalf("%+v", got)
	}
	count := 0
	for n, s := range got[:3] {
		count += s.Model.People
		if s.Err != nil || n > 0 && (s.From != got[n-1].To || s.Model.Intercept <= got[n-1].Model.Intercept) {
			t.Errorf("%+v", s)
		}
	}
	if count != len(people) {
		t.Errorf("%d of %d people are in a band", count, len(people))
	}
}

// Whatever the scores, there is a model in which every figure is a number and no variance
// is below zero, or a reason why there is none.
func TestLawFitIsAModelOrAReason(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var people []Course
		for range rapid.IntRange(0, 8).Draw(t, "people") {
			people = append(people, Sessions(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 {
				if n := rapid.IntRange(-3, 27).Draw(t, "score"); n >= 0 {
					return float64(n)
				}
				return math.NaN()
			}), 0, 8).Draw(t, "scores")))
		}
		m, err := Fit(people)
		if err != nil {
			return
		}
		sum := m.Intercept + m.Slope + m.V0 + m.V01 + m.V1 + m.Rest + m.LogLik
		if math.IsNaN(sum) || math.IsInf(sum, 0) || m.V0 < 0 || m.V1 < 0 || m.Rest <= 0 || m.V01*m.V01 > m.V0*m.V1*(1+1e-9)+1e-9 {
			t.Errorf("%+v", m)
		}
		for _, c := range people {
			if p := m.Of(c); math.IsNaN(p.Intercept + p.Slope + p.SlopeError) {
				t.Errorf("%+v of %+v", p, m)
			}
		}
		if e := m.At(5, -1); math.IsNaN(e.SD) || e.SD <= 0 {
			t.Errorf("%+v of %+v", e, m)
		}
	})
	line := func(slope float64) Course { return Sessions([]float64{20, 20 + slope, 20 + 2*slope, 20 + 3*slope}) }
	flat := Course{[]float64{0, 1, 2, 3}, []float64{5, 5, 5, 5}}
	if m, err := Fit([]Course{flat, flat, flat}); err == nil {
		t.Errorf("without noise: %+v", m)
	}
	if _, err := Fit([]Course{line(1), line(2), line(-1)}); err != nil {
		t.Errorf("curves leave noise: %v", err)
	}
}

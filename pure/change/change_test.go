package change

import (
	"math"
	"os"
	"testing"

	"pgregory.net/rapid"

	"tillit.care/pure/score"
)

func shipped(t testing.TB) map[string]*score.Instrument {
	t.Helper()
	all, err := score.All(os.DirFS("../../content"))
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]*score.Instrument{}
	for _, in := range all {
		byID[in.ID] = in
	}
	return byID
}

func TestJudgePublishedThresholds(t *testing.T) {
	in := shipped(t)
	for _, c := range []struct {
		id       string
		from, to float64
		class    Class
		recovery Recovery
	}{
		{"phq9", 15, 9, Recovered, Crossed}, {"phq9", 15, 10, Unchanged, NotCrossed}, {"phq9", 16, 10, Improved, NotCrossed},
		{"phq9", 12, 9, Unchanged, Crossed}, {"phq9", 9, 3, Improved, NotApplicable}, {"phq9", 9, 15, Harmed, NotApplicable},
		{"phq9", 3, 9, Deteriorated, NotApplicable}, {"phq9", 10, 16, Deteriorated, NotCrossed}, {"phq9", 10, 15, Unchanged, NotCrossed},
		{"gad7", 12, 8, Improved, NotCrossed}, {"gad7", 11, 7, Recovered, Crossed}, {"gad7", 11, 8, Unchanged, NotCrossed},
		{"core10", 17, 11, Improved, NotCrossed}, {"core10", 16, 10, Recovered, Crossed}, {"core10", 15, 10, Unchanged, Crossed},
		{"pcl5", 44, 29, Improved, NotCrossed}, {"pcl5", 43, 28, Recovered, Crossed}, {"pcl5", 43, 29, Unchanged, NotCrossed},
		// 5 and 10 points belong to the PCL of DSM-IV: they are not a change here
		{"pcl5", 50, 45, Unchanged, NotCrossed}, {"pcl5", 50, 40, Unchanged, NotCrossed},
		{"csi16", 20, 80, NoThreshold, NoBoundary}, {"mios", 50, 0, NoThreshold, NoBoundary}, {"session-check", 40, 0, NoThreshold, NoBoundary},
	} {
		v := Of(in[c.id], "total").Judge(c.from, c.to)
		if v.Class != c.class || v.Recovery != c.recovery || v.Change != c.to-c.from {
			t.Errorf("%s from %v to %v: %s, %s, %v; want %s, %s", c.id, c.from, c.to, v.Class, v.Recovery, v.Change, c.class, c.recovery)
		}
	}
}

func TestRuleSaysWhatItRestsOn(t *testing.T) {
	in := shipped(t)
	core := Of(in["core10"], "total")
	if core.Points != 6 || core.Level != "90 %" || core.Computed || math.Abs(core.Error-6/(1.645*math.Sqrt2)) > 1e-9 {
		t.Errorf("%+v", core)
	}
	pcl := Of(in["pcl5"], "total")
	if math.Abs(pcl.Error-15/(1.96*math.Sqrt2)) > 1e-9 || pcl.Basis != "the published threshold, read as one of 95 %" {
		t.Errorf("%+v", pcl)
	}
	gad := Of(in["gad7"], "total") // the retest gives a larger error than the threshold
	if gad.Reliability != 0.83 || math.Abs(gad.Error-4.5*math.Sqrt(0.17)) > 1e-9 || gad.Basis != "the cited reliability and spread" {
		t.Errorf("%+v", gad)
	}
	for id, subscale := range map[string]string{"csi16": "total", "etmcq": "trust", "pcl5": "B"} {
		if r := Of(in[id], subscale); r.Points != 0 || r.Error != 0 {
			t.Errorf("%s: %+v", id, r)
		}
	}
	if Of(in["csi16"], "total").Better != 1 || Of(in["etmcq"], "mistrust").Better != -1 {
		t.Error("which way is better?")
	}
}

func TestComputedThreshold(t *testing.T) {
	in := &score.Instrument{
		Subscales:   []score.Subscale{{ID: "x", Items: []string{"a", "b"}, Method: score.Mean, Higher: "better"}},
		Norms:       []score.Norm{{Subscale: "x", Role: score.Clinical, Mean: 3, SD: 1, Status: "cited"}},
		Reliability: []score.Reliability{{Subscale: "x", Value: 0.9, Kind: "alpha", Status: "cited"}, {Subscale: "x", Value: 0.8, Kind: "retest", Status: "cited"}},
	}
	r := Of(in, "x") // 1.96 * sqrt(2) * sqrt(.2) = 1.2396: the next half point is 1.5
	if r.Points != 1.5 || !r.Computed || r.Level != "95 %" || r.Judge(2, 3.5).Class != Improved || r.Judge(2, 3).Class != Unchanged {
		t.Errorf("%+v", r)
	}
	in.Reliability[0].Status, in.Reliability[1].Status = score.Unverified, score.Unverified
	if r := Of(in, "x"); r.Points != 0 || r.Error != 0 {
		t.Errorf("an unverified figure was used: %+v", r)
	}
}

// Strict inequalities: an index equal to z is unchanged, a score equal to the cut-off is
// on neither side.
func TestClassifyIsStrict(t *testing.T) {
	for _, c := range []struct {
		from, to, index float64
		want            Class
	}{
		{20, 10, -1.96, Unchanged}, {20, 10, -1.97, Recovered}, {20, 15, -3, Improved}, {15, 10, -3, Improved},
		{10, 20, 1.96, Unchanged}, {10, 20, 3, Harmed}, {15, 20, 3, Deteriorated}, {10, 15, 3, Deteriorated},
	} {
		if got := Classify(c.from, c.to, c.index, 1.96, 15, -1); got != c.want {
			t.Errorf("%v to %v, %v: %s, want %s", c.from, c.to, c.index, got, c.want)
		}
	}
	if Points(1.96, 1, 1) != 2 || Points(2, 1, 1) != 3 || Points(1.96, 3.111, 1) != 7 {
		t.Error("the points are the smallest attainable difference above z")
	}
	if got := Nunnally(22, 8, Norm{20, 6}, 0.85, 0.85); math.Abs(got+4.49204) > 0.0001 {
		t.Errorf("Nunnally-Kotsch: %v; -13.7/(6*sqrt(.7225*.15+.15)) is -4.49204", got)
	}
}

func TestRegression(t *testing.T) {
	core := Of(shipped(t)["core10"], "total")
	if points, extreme := core.Regression(30); !extreme || math.Abs(points+1.03) > 1e-9 {
		t.Errorf("%v, %v", points, extreme)
	}
	for _, from := range []float64{5, 19.7, 27} {
		if _, extreme := core.Regression(from); extreme {
			t.Errorf("%v is extreme", from)
		}
	}
	if points, extreme := Of(shipped(t)["csi16"], "total").Regression(0); points != 0 || extreme {
		t.Error("without a sample nothing is known")
	}
}

func TestRational(t *testing.T) {
	phq := Of(shipped(t)["phq9"], "total")
	na := math.NaN()
	for _, c := range []struct {
		scores []float64
		want   Track
	}{
		{nil, NotKnown}, {[]float64{na}, NotKnown}, {[]float64{15}, TooEarly}, {[]float64{15, 15, 15, 15}, TooEarly}, {[]float64{15, 9}, OnTrack},
		{[]float64{15, 15, 15, 15, 14}, OffTrack}, {[]float64{15, 15, 15, 15, 9}, OnTrack}, {[]float64{15, 21}, Worse},
		{[]float64{15, 20, na}, TooEarly}, {[]float64{na, 15, na, na, 15}, OffTrack}, {[]float64{3, 9}, Worse},
		{[]float64{3, 4, 5, 4, 5}, OnTrack}, {[]float64{3, 4, 5, 4, 5, 9}, Worse}, // nothing to gain below the line
	} {
		if got := phq.Rational(c.scores); got != c.want {
			t.Errorf("%v: %s, want %s", c.scores, got, c.want)
		}
	}
	if got := Of(shipped(t)["mios"], "total").Rational([]float64{1, 50}); got != NotKnown {
		t.Errorf("without a threshold: %s", got)
	}
}

func TestSlope(t *testing.T) {
	// 20, 18, 17, 13 a week apart: -2.2 a week; residuals .3, .5*..., by hand
	s, ok := SlopeOf([]Point{{0, 20}, {1, 18}, {2, 17}, {3, 13}})
	if !ok || math.Abs(s.PerWeek+2.2) > 1e-12 || math.Abs(s.Error-math.Sqrt(1.8/2/5)) > 1e-12 || s.N != 4 {
		t.Errorf("%+v, %v", s, ok)
	}
	if _, ok := SlopeOf([]Point{{0, 20}, {1, 18}, {2, 17}}); ok {
		t.Error("a slope from three scores")
	}
	if _, ok := SlopeOf([]Point{{1, 20}, {1, 18}, {1, 17}, {1, 9}}); ok {
		t.Error("a slope from one moment")
	}
}

// The smoother's levels are those that make errors and wandering together smallest, and
// its variances are the inverse of that problem's matrix: solved here in another way.
func TestSmoothSolvesTheWholeProblem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		points, at := make([]Point, n), 0.0
		for i := range points {
			points[i] = Point{at, rapid.Float64Range(0, 40).Draw(t, "score")}
			at += rapid.Float64Range(0.2, 6).Draw(t, "weeks")
		}
		err := rapid.Float64Range(0.5, 5).Draw(t, "error")
		got, ok := Smooth(points, err)
		if !ok || got.Fitted != (n >= enough) {
			t.Fatalf("%+v", got)
		}
		levels, variances := whole(points, err*err, got.PerWeek)
		for i, p := range got.Points {
			if math.Abs(p.Level-levels[i]) > 1e-6 || math.Abs(p.Error-math.Sqrt(variances[i])) > 1e-6 || p.Error > err+1e-9 {
				t.Fatalf("%d: %+v, want %v, %v", i, p, levels[i], math.Sqrt(variances[i]))
			}
		}
	})
	if _, ok := Smooth([]Point{{0, 1}}, 0); ok {
		t.Error("smoothed without an error")
	}
}

// whole solves the local level as one set of linear equations, by Gauss and Jordan.
func whole(points []Point, v, perWeek float64) (levels, variances []float64) {
	n := len(points)
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, 2*n+1)
		m[i][i], m[i][n], m[i][n+1+i] = 1/v, points[i].Value/v, 1
	}
	for i := 1; i < n; i++ {
		w := 1 / (perWeek * (points[i].Weeks - points[i-1].Weeks))
		m[i][i], m[i-1][i-1] = m[i][i]+w, m[i-1][i-1]+w
		m[i][i-1], m[i-1][i] = m[i][i-1]-w, m[i-1][i]-w
	}
	for i := range m {
		pivot := m[i][i]
		for j := range m[i] {
			m[i][j] /= pivot
		}
		for k := range m {
			if factor := m[k][i]; k != i {
				for j := range m[k] {
					m[k][j] -= factor * m[i][j]
				}
			}
		}
	}
	for i := range m {
		levels, variances = append(levels, m[i][n]), append(variances, m[i][n+1+i])
	}
	return levels, variances
}

// A change of direction is told apart from noise: the fitted wandering is small for one
// who stays, large for one who moves.
func TestSmoothFitsTheWandering(t *testing.T) {
	var stays, moves []Point
	for n := range 20 {
		noise := []float64{1, -1, 2, -2}[n%4]
		stays = append(stays, Point{float64(n), 20 + noise})
		moves = append(moves, Point{float64(n), 40*math.Abs(math.Sin(float64(n)/2)) + noise/4})
	}
	a, _ := Smooth(stays, 2)
	b, _ := Smooth(moves, 2)
	if !(a.PerWeek < declared*4 && b.PerWeek > declared*4) {
		t.Errorf("%v, %v", a.PerWeek, b.PerWeek)
	}
}

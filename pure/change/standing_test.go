package change

import (
	"math"
	"testing"

	"tillit.care/pure/score"
)

// The published thresholds of what is shipped: PHQ-9 6 and GAD-7 4 (NHS Talking Therapies),
// PCL-5 15 (Marx 2022, the smaller of its two figures), and none for the rest.
func TestPublishedThresholds(t *testing.T) {
	in := shipped(t)
	for _, c := range []struct {
		id, subscale string
		from, to     float64
		want         Class
	}{
		{"phq9", "total", 22, 16, Improved}, {"phq9", "total", 15, 9, Recovered}, {"phq9", "total", 15, 10, Unchanged},
		{"phq9", "total", 9, 15, Harmed}, {"phq9", "total", 9, 14, Unchanged}, {"phq9", "total", 10, 16, Deteriorated},
		{"gad7", "total", 14, 10, Improved}, {"gad7", "total", 14, 11, Unchanged}, {"gad7", "total", 10, 14, Deteriorated},
		{"pcl5", "total", 48, 33, Improved}, {"pcl5", "total", 48, 34, Unchanged}, {"pcl5", "total", 33, 48, Deteriorated},
		{"pcptsd5", "total", 5, 0, NoThreshold}, {"etmcq", "trust", 1, 7, NoThreshold}, {"kusiv3", "trust", 1, 5, NoThreshold},
	} {
		if got := Of(in[c.id], c.subscale).Judge(c.from, c.to).Class; got != c.want {
			t.Errorf("%s from %v to %v: %s, want %s", c.id, c.from, c.to, got, c.want)
		}
	}
	better := &score.Instrument{
		Subscales: []score.Subscale{{ID: "total", Higher: "better"}},
		Change:    &score.Threshold{Subscale: "total", Points: 5, Status: "published"},
	}
	if r := Of(better, "total"); r.Judge(1, 6).Class != Improved || r.Judge(6, 1).Class != Deteriorated || !r.Published() {
		t.Error("where higher is better, more is not worse")
	}
	better.Change.Status = "unverified"
	if r := Of(better, "total"); r.Judge(1, 6).Class != NoThreshold || r.Published() {
		t.Error("an unverified threshold was used")
	}
}

func weekly(values ...float64) (all []Point) {
	for n, v := range values {
		all = append(all, Point{float64(n), v})
	}
	return all
}

// expecting is a model of 200 people who fall from 15 by 3 points for each e-fold of the
// session, with a spread of 2 points.
func expecting(people int) Starts {
	return Starts{
		{From: math.Inf(-1), To: 10, Err: ErrFew},
		{From: 10, To: math.Inf(1), Reach: 8, Model: Model{Intercept: 15, Slope: -3, Rest: 4, People: people}},
	}
}

// TestStand: at the eighth session 8.76 is expected, 10.75 is the end of the 68 % band and
// 11.33 that of the 80 % band.
func TestStand(t *testing.T) {
	phq := Of(shipped(t)["phq9"], "total")
	at := func(last float64) []Point { return weekly(15, 15, 15, 15, 15, 15, 15, last) }
	for _, c := range []struct {
		name   string
		points []Point
		starts Starts
		want   Track
		far    bool
		banded bool
	}{
		{"nothing", nil, expecting(200), NotKnown, false, false},
		{"one answer", weekly(15), expecting(200), TooEarly, false, false},
		{"worse at once", weekly(15, 21), nil, Worse, false, false},
		{"worse stays worse, whatever others did", weekly(15, 21), expecting(200), Worse, false, false},
		{"as expected", at(9), expecting(200), OnTrack, false, true},
		{"improved by the rule, and behind the others", at(9), nil, OnTrack, false, false},
		{"off", at(11), expecting(200), OffTrack, false, true},
		{"far off", at(12), expecting(200), OffTrack, true, true},
		{"too few cases", at(9), expecting(199), OnTrack, false, false},
		{"further than others came", append(at(11), Point{9, 12}), expecting(200), OffTrack, false, false},
		{"began where nobody did", weekly(5, 5, 5, 5, 5), expecting(200), OnTrack, false, false},
		{"the second session, as expected", weekly(15, 13), expecting(200), OnTrack, false, true},
	} {
		s := phq.Stand(c.points, c.starts)
		if s.Track != c.want || s.Far != c.far || (s.Against.Session > 0) != c.banded {
			t.Errorf("%s: %s, far %v, against %+v", c.name, s.Track, s.Far, s.Against)
		}
	}
	s := phq.Stand(weekly(24, 20, 18, 17), nil)
	if s.Slope.N != 4 || len(s.Course.Points) != 4 || s.First != 24 || s.Last != 17 || s.Verdict.Change != -7 {
		t.Errorf("%+v", s)
	}
}

func TestTogether(t *testing.T) {
	of := func(all ...Track) (standings []Standing) {
		for _, t := range all {
			standings = append(standings, Standing{Track: t})
		}
		return standings
	}
	for want, all := range map[Track][]Track{
		NotKnown: {}, TooEarly: {NotKnown, TooEarly}, OnTrack: {TooEarly, OnTrack, NotKnown},
		OffTrack: {OnTrack, OffTrack}, Worse: {Worse, OnTrack, OffTrack},
	} {
		if got := Together(of(all...)); got != want || got.Asks() != (want == OffTrack || want == Worse) {
			t.Errorf("%v: %s", all, got)
		}
	}
}

// The reach of a model is the last session at which fifty people were.
func TestReach(t *testing.T) {
	var people []Course
	for n := range 60 {
		scores := []float64{20, 18, 17, 16}
		if n < 10 {
			scores = scores[:2]
		}
		people = append(people, Sessions(scores))
	}
	if got := reach(people); got != 4 {
		t.Errorf("%d", got)
	}
	if got := reach(people[:59]); got != 2 {
		t.Errorf("with 49 at the fourth: %d", got)
	}
}

package measure

import (
	"math"
	"testing"
	"time"

	"tillit.care/instrument"
	"tillit.care/pure/change"
	"tillit.care/pure/score"
)

var began = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

// line is the total of an instrument, answered once a week.
func line(t *testing.T, which string, values ...float64) Line {
	t.Helper()
	in, err := instrument.Ships(which)
	if err != nil {
		t.Fatal(err)
	}
	l := Line{Instrument: in, Subscale: drawn(in)[0]}
	for n, v := range values {
		l.Points = append(l.Points, Point{At: began.AddDate(0, 0, 7*n), Scored: score.Scored{Value: v, Known: true}})
	}
	return l
}

// The PHQ-9 changes reliably from 6 points on, the GAD-7 from 4. For the trust scale no
// threshold is established, so that nothing there counts as worse.
func TestTurned(t *testing.T) {
	for _, c := range []struct {
		instrument string
		values     []float64
		worse      bool
		from       float64
		best       bool
	}{
		{"phq9", []float64{8}, false, 0, false},
		{"phq9", []float64{8, 13}, false, 0, false},
		{"phq9", []float64{8, 14}, true, 8, false},
		{"phq9", []float64{12, 18, 8, 14}, true, 8, true},
		{"phq9", []float64{12, 8, 13}, false, 0, false},
		{"phq9", []float64{12, 20, 6}, false, 0, false},
		{"gad7", []float64{10, 14}, true, 10, false},
		{"gad7", []float64{10, 13}, false, 0, false},
		{"kusiv3", []float64{5, 1}, false, 0, false},
	} {
		turn, worse := line(t, c.instrument, c.values...).Turned()
		if worse != c.worse {
			t.Errorf("%s %v: worse is %v", c.instrument, c.values, worse)
		}
		if worse && (turn.From.Scored.Value != c.from || turn.Best != c.best || turn.To.Scored.Value != c.values[len(c.values)-1]) {
			t.Errorf("%s %v: from %v, best %v", c.instrument, c.values, turn.From.Scored.Value, turn.Best)
		}
	}
}

// The field around a line is where somebody most likely was: with one answer 1.96 errors of
// a score on either side, with more answers narrower. Without a known error there is none.
func TestLevels(t *testing.T) {
	one, many := line(t, "phq9", 12), line(t, "phq9", 12, 13, 11, 12)
	alone, last := one.levels(one.Standing(nil)), many.levels(many.Standing(nil))
	if len(alone) != 1 || math.Abs(alone[0].High-12-1.96*one.rule().Error) > 1e-9 {
		t.Errorf("%+v", alone)
	}
	if len(last) != 4 || last[3].High-last[3].Low >= alone[0].High-alone[0].Low {
		t.Errorf("%+v", last)
	}
	if k := line(t, "kusiv3", 3, 4); len(k.levels(k.Standing(nil))) != 0 {
		t.Error("a field without a known error")
	}
}

// Which answers are behind what others had is said as far as enough others came.
func TestOthers(t *testing.T) {
	l := line(t, "phq9", 15, 14, 14, 14)
	expected := Expected{"phq9 total": {{From: 10, To: 30, Reach: 3, Model: change.Model{Intercept: 15, Slope: -3, Rest: 4, People: change.Cases}}}}
	if all := l.others(expected); len(all) != 3 || all[0].Mean != 15 || all[2].Edge <= all[2].Mean {
		t.Errorf("%+v", all)
	}
	if s := line(t, "phq9", 15, 14, 17).Standing(expected); s.Track != change.OffTrack || s.Against.Session != 3 {
		t.Errorf("%+v", s)
	}
	if all := l.others(nil); all != nil {
		t.Errorf("%+v", all)
	}
}

// How a person stands is the line that most asks for a look.
func TestStands(t *testing.T) {
	better, worse := line(t, "gad7", 15, 8), line(t, "phq9", 8, 14)
	for want, lines := range map[change.Track][]Line{
		change.NotKnown: {line(t, "kusiv3", 1, 2)}, change.OnTrack: {better, line(t, "kusiv3", 1, 2)}, change.Worse: {better, worse},
	} {
		if got := Stands(lines, nil); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestSilent(t *testing.T) {
	asked := func(days int) Measure { return Measure{Due: began.AddDate(0, 0, -days)} }
	for _, c := range []struct {
		waiting []Measure
		since   time.Time
	}{
		{nil, time.Time{}},
		{[]Measure{asked(0), asked(7)}, time.Time{}},
		{[]Measure{asked(8)}, asked(8).Due},
		{[]Measure{asked(8), asked(20), asked(3)}, asked(20).Due},
	} {
		if got := Silent(c.waiting, began); !got.Equal(c.since) {
			t.Errorf("%v: silent since %v", c.waiting, got)
		}
	}
}

package measure

import (
	"testing"
	"time"

	"tillit.care/instrument"
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

// Two answers whose margins do not touch differ by more than chance, and two whose margins
// overlap do not.
func TestMargin(t *testing.T) {
	l := line(t, "phq9", 8, 13)
	if apart := 2 * l.margin(); between(l, 8+apart) != score.Worse || between(l, 8+apart-1) != score.NoReliableChange {
		t.Errorf("the margin is %v", l.margin())
	}
	if got := line(t, "kusiv3", 3).margin(); got != 0 {
		t.Errorf("a margin of %v without a threshold", got)
	}
}

// between is what two answers make of each other.
func between(l Line, to float64) score.Change {
	return score.Reliable(l.Instrument, l.Points[0].Scored.Value, to)
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

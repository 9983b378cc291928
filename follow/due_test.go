package follow

import (
	"testing"
	"time"

	"tillit.care/base/fault"
	"tillit.care/instrument"
	"tillit.care/measure"
	"tillit.care/pure/change"
	"tillit.care/pure/score"
)

var began = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

// line is the total of an instrument, answered once a week.
func line(t *testing.T, which string, values ...float64) measure.Line {
	t.Helper()
	in, err := instrument.Ships(which)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := in.Subscale("total")
	l := measure.Line{Instrument: in, Subscale: s}
	for n, v := range values {
		l.Points = append(l.Points, measure.Point{At: began.AddDate(0, 0, 7*n), Scored: score.Scored{Value: v, Known: true}})
	}
	return l
}

// due is DueOf, for lines of what is shipped.
func due(t *testing.T, lines []measure.Line, last Decision) Due {
	t.Helper()
	d, err := DueOf(measure.Rules(instrument.Ships), stoods(lines), nil, last)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// after is a decision that was made when the first n answers were there.
func after(n int, lines ...measure.Line) Decision {
	d := Decision{ID: "d", N: 1, At: began}
	for _, l := range lines {
		d.Lines = append(d.Lines, Stood{l.Instrument.ID, l.Subscale.ID, n, l.Points[0].Scored.Value, l.Points[n-1].Scored.Value, l.Track(n, nil)})
	}
	return d
}

// TestDue: what was decided holds until an answer makes it worse, and one point more or less
// is no news. PHQ-9: 6 points are reliable, and the fifth answer is the end of patience.
func TestDue(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []float64
		n      int // answers at the decision; 0: there was none
		want   Why
	}{
		{"on track", []float64{16, 9}, 0, Nothing},
		{"too early", []float64{16, 15}, 0, Nothing},
		{"worse, and nobody decided", []float64{10, 16}, 0, Open},
		{"no improvement by the fifth", []float64{16, 16, 15, 16, 16}, 0, Open},
		{"decided", []float64{10, 16}, 2, Nothing},
		{"decided, and a point worse", []float64{10, 16, 17}, 2, Nothing},
		{"decided, and worse by more than error", []float64{10, 16, 22}, 2, Worsened},
		{"decided, then better", []float64{10, 16, 9}, 2, Nothing},
		{"decided, then better, then worse again", []float64{10, 16, 9, 16}, 2, Worsened},
		{"decided, worse, and better again", []float64{16, 22, 28, 10}, 2, Nothing},
		{"decided when it was not on track, then reliably worse", []float64{16, 16, 16, 16, 17, 22}, 5, Worsened},
		{"decided while it was too early, then off the track", []float64{16, 16, 16, 16, 16}, 4, Worsened},
	} {
		l, d := line(t, "phq9", c.values...), Decision{}
		if c.n > 0 {
			d = after(c.n, l)
		}
		if got := due(t, []measure.Line{l}, d).Why(began); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A line that went off the track after the decision waits, whatever was decided of another.
func TestDueOfAnotherLine(t *testing.T) {
	mood, worry := line(t, "phq9", 10, 16), line(t, "gad7", 9, 9, 13)
	d := after(2, mood, worry)
	if got := due(t, []measure.Line{mood, worry}, d); got.Why(began) != Worsened || got.Track != change.Worse {
		t.Errorf("%+v", got)
	}
	if got := due(t, []measure.Line{mood}, after(2, mood)); got.Why(began) != Nothing {
		t.Errorf("%+v", got)
	}
	if got := due(t, []measure.Line{mood, line(t, "gad7", 9, 13)}, after(2, mood)); got.Why(began) != Worsened {
		t.Errorf("a line that was first answered later: %+v", got)
	}
}

// The day to look again comes whether it got better or not, at its beginning.
func TestReview(t *testing.T) {
	l := line(t, "phq9", 16, 9)
	d := after(2, l)
	d.Review = began.AddDate(0, 0, 14)
	for days, want := range map[int]Why{0: Nothing, 13: Nothing, 14: Again, 20: Again} {
		if got := due(t, []measure.Line{l}, d).Why(began.AddDate(0, 0, days)); got != want {
			t.Errorf("after %d days: %q", days, got)
		}
	}
}

func TestWrong(t *testing.T) {
	long := make([]byte, longest+1)
	for i := range long {
		long[i] = 'x'
	}
	for want, w := range map[string]Written{
		"":                      {Choice: GoOn, Words: "why"},
		"follow.choice.missing": {Choice: "heal"},
		"follow.words.missing":  {Choice: Change},
		"follow.long":           {Choice: Change, Words: string(long)},
		"follow.review.missing": {Choice: Wait, Words: "why"},
		"follow.review.odd":     {Choice: Wait, Words: "why", Review: began},
		"follow.told.missing":   {Choice: GoOn, Words: "why", Tell: true},
	} {
		got := ""
		if err := w.wrong(began); err != nil {
			got = fault.Of(err).Key
		}
		if got != want {
			t.Errorf("%+v: %q, want %q", w, got, want)
		}
	}
}

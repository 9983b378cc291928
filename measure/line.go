package measure

import (
	"context"
	"strconv"
	"time"

	"tillit.care/base/words"
	"tillit.care/pure/score"
	"tillit.care/ui"
)

// Line is the course of one subscale: what was known of it, oldest first.
type Line struct {
	Instrument *score.Instrument
	Subscale   score.Subscale
	Points     []Point
}

// Point is one score.
type Point struct {
	At       time.Time
	Response ResponseID
	Scored   score.Scored
}

// few puts what was answered once below what has a course.
func (l Line) few() int {
	if len(l.Points) > 1 {
		return 0
	}
	return 1
}

// total is the subscale that stands for the whole, where an instrument has one.
const total = "total"

// lines are the courses of all that was answered, in the order of first answers. Of an
// instrument with a total only that is drawn; one without a score, such as a screen, has
// no line.
func lines(every []Response) ([]Line, error) {
	var all []Line
	found := map[string]int{}
	for _, r := range every {
		in, err := Instrument(r.Instrument)
		if err != nil {
			return nil, err
		}
		for _, s := range drawn(in) {
			key := in.ID + " " + s.ID
			n, ok := found[key]
			if !ok {
				n = len(all)
				found[key] = n
				all = append(all, Line{Instrument: in, Subscale: s})
			}
			if scored, ok := r.Result.Subscale(s.ID); ok && scored.Known {
				all[n].Points = append(all[n].Points, Point{r.At, r.ID, scored})
			}
		}
	}
	return all, nil
}

func drawn(in *score.Instrument) []score.Subscale {
	for _, s := range in.Subscales {
		if s.ID == total {
			return []score.Subscale{s}
		}
	}
	return in.Subscales
}

// chart is the line as it is drawn.
func (l Line) chart(ctx context.Context, zone *time.Location) ui.Trajectory {
	t := ui.Trajectory{ID: l.Instrument.ID + "-" + l.Subscale.ID, Title: words.T(ctx, l.Subscale.Key),
		Worse: words.T(ctx, "measure.higher."+l.Subscale.Higher), Min: l.Subscale.Min, Max: l.Subscale.Max, Zone: zone}
	for _, b := range l.Subscale.Bands {
		t.Bands = append(t.Bands, ui.Band{From: b.Min, To: b.Max, Label: words.T(ctx, b.Key)})
	}
	for _, p := range l.Points {
		t.Points = append(t.Points, ui.Point{At: p.At, Value: p.Scored.Value, Label: bandOf(ctx, p.Scored)})
	}
	return t
}

func bandOf(ctx context.Context, s score.Scored) string {
	if s.Band == "" {
		return ""
	}
	return words.T(ctx, s.Band)
}

// number writes a score: whole where it is whole, else with two digits.
func number(v float64) string {
	if v == float64(int(v)) {
		return strconv.Itoa(int(v))
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

// change says, in words, how the last score differs from the first.
func (l Line) change(ctx context.Context) string {
	if len(l.Points) < 2 || l.Instrument.Change == nil || l.Instrument.Change.Subscale != l.Subscale.ID {
		return ""
	}
	first, last := l.Points[0].Scored.Value, l.Points[len(l.Points)-1].Scored.Value
	return words.T(ctx, "measure.since", "change", words.T(ctx, "score.change."+string(score.Reliable(l.Instrument, first, last))))
}

// Asking are the measures that have not ended; one that was asked once is over when it is
// answered.
func Asking(every []Measure) []Measure {
	var still []Measure
	for _, m := range every {
		if m.Ended.IsZero() && (m.Cadence.Rhythm != Once || !m.Due.IsZero()) {
			still = append(still, m)
		}
	}
	return still
}

package measure

import (
	"context"
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/words"
	"tillit.care/instrument"
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
	How      How
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
func lines(tx *db.Tx, every []Response) ([]Line, error) {
	var all []Line
	found := map[string]int{}
	for _, r := range every {
		in, err := instrument.Find(tx, r.Instrument)
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
				all[n].Points = append(all[n].Points, Point{r.At, r.ID, scored, r.How})
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

// Drawn is the line as it is drawn. For a client it has plain words and no bands: those
// are the names that clinicians have given to numbers.
func (l Line) Drawn(ctx context.Context, c Course) ui.Trajectory {
	t := ui.Trajectory{ID: l.Instrument.ID + "-" + l.Subscale.ID, Title: l.Name(ctx, c.Client),
		Worse: words.T(ctx, "measure.higher."+l.Subscale.Higher), Min: l.Subscale.Min, Max: l.Subscale.Max, Zone: c.Zone,
		Margin: l.margin(), Events: l.events(ctx, c)}
	for _, p := range l.Points {
		point := ui.Point{At: p.At, Value: p.Scored.Value}
		if !c.Client {
			point.Label, point.How = bandOf(ctx, p.Scored), p.How.short(ctx)
		}
		t.Points = append(t.Points, point)
	}
	if c.Client {
		return t
	}
	for _, b := range l.Subscale.Bands {
		t.Bands = append(t.Bands, ui.Band{From: b.Min, To: b.Max, Label: words.T(ctx, b.Key)})
	}
	return t
}

// margin is half of the published threshold of change, so that two answers whose margins do
// not touch differ by more than chance. Nothing is drawn where no threshold is established.
func (l Line) margin() float64 {
	if !l.judged() || l.Instrument.Change.Status != "published" {
		return 0
	}
	return l.Instrument.Change.Points / 2
}

// events are those of the case, and when this line was first asked and no longer.
func (l Line) events(ctx context.Context, c Course) []ui.ChartEvent {
	all := slices.Clone(c.Events)
	for _, m := range c.Measures {
		if m.Instrument != l.Instrument.ID {
			continue
		}
		all = append(all, Event{m.Made, "measure.event.asked"})
		if !m.Ended.IsZero() {
			all = append(all, Event{m.Ended, "measure.event.ended"})
		}
	}
	slices.SortStableFunc(all, func(a, b Event) int { return a.At.Compare(b.At) })
	var drawn []ui.ChartEvent
	for _, e := range all {
		drawn = append(drawn, ui.ChartEvent{At: e.At, Label: words.T(ctx, e.Key)})
	}
	return drawn
}

func bandOf(ctx context.Context, s score.Scored) string {
	if s.Band == "" {
		return ""
	}
	return words.T(ctx, s.Band)
}

// change says to a client how the latest answer differs from the first; empty while there is
// only one.
func (l Line) change(ctx context.Context) string {
	change := l.Course()
	if change == "" {
		return ""
	}
	return words.T(ctx, "measure.plain.change."+string(change))
}

// Brief is the whole line in two short sentences, for a clinician's list; empty while there
// is only one answer.
func (l Line) Brief(ctx context.Context, c Course) string {
	change := l.Course()
	if change == "" {
		return ""
	}
	return l.Drawn(ctx, c).Course(ctx) + " " + words.T(ctx, "measure.brief."+string(change))
}

// inShort is Brief, or the one answer there is.
func (l Line) inShort(ctx context.Context, c Course) string {
	if brief := l.Brief(ctx, c); brief != "" {
		return brief
	}
	return l.Drawn(ctx, c).Course(ctx)
}

// Asking are the measures that have not ended; one that was asked once is over when it is
// answered.
func Asking(every []Measure) []Measure {
	var still []Measure
	for _, m := range every {
		if !m.Over() {
			still = append(still, m)
		}
	}
	return still
}

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
	apart      string // the version of the wording, where it needs a line of its own
	version    string // of the wording that was answered last
	spark      *ui.Spark
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
func lines(tx *db.Tx, every []Reading) ([]Line, error) {
	var all []Line
	found := map[string]int{}
	version := instrument.Versions(tx)
	for _, r := range every {
		in, err := version(r.Instrument, r.Version, r.Result.Version)
		if err != nil {
			return nil, err
		}
		for _, s := range drawn(in) {
			key, apart := in.ID+" "+s.ID, ""
			n, ok := found[key]
			if ok && !alike(all[n].Subscale, s) { // another form under the same name: a line of its own
				key += " " + r.Version
				n, ok = found[key]
				apart = r.Version
			}
			if !ok {
				n = len(all)
				found[key] = n
				all = append(all, Line{Instrument: in, Subscale: s, apart: apart})
			}
			if scored, ok := r.Result.Subscale(s.ID); ok && scored.Known {
				all[n].Points, all[n].version = append(all[n].Points, Point{r.At, r.ID, scored, r.How}), r.Version
			}
		}
	}
	return all, nil
}

// alike tells whether two versions of a subscale give numbers that can stand in one line.
func alike(a, b score.Subscale) bool {
	return a.Min == b.Min && a.Max == b.Max && a.Method == b.Method && a.Higher == b.Higher
}

func drawn(in *score.Instrument) []score.Subscale {
	for i, s := range in.Subscales {
		if s.ID == total {
			return in.Subscales[i : i+1]
		}
	}
	return in.Subscales
}

// Charted is the line as a chart. For a client it has plain words and no bands, and not
// what others had: bands are the names that clinicians have given to numbers.
func (l Line) Charted(ctx context.Context, c Course) ui.Trajectory {
	t := l.Drawn(ctx, c)
	cut := len(l.Points) - len(l.late(c)) // a line that is drawn in part has as much of the rest
	t.Events = l.events(ctx, c)
	if levels := l.levels(l.Standing(c.Expected)); len(levels) > cut {
		t.Levels = levels[cut:]
	}
	if c.Client {
		return t
	}
	if others := l.others(c.Expected); len(others) > cut {
		t.Others = others[cut:]
	}
	for _, b := range l.Subscale.Bands {
		t.Bands = append(t.Bands, ui.Band{From: b.Min, To: b.Max, Label: words.T(ctx, b.Key)})
	}
	return t
}

// Drawn is only the answers, for a small drawing or a sentence.
func (l Line) Drawn(ctx context.Context, c Course) ui.Trajectory {
	t := ui.Trajectory{ID: l.Instrument.ID + "-" + l.Subscale.ID + l.apart, Title: l.Name(ctx, c.Client),
		Worse: words.T(ctx, "measure.higher."+l.Subscale.Higher), Min: l.Subscale.Min, Max: l.Subscale.Max, Zone: c.Zone}
	late := l.late(c)
	t.Points = make([]ui.Point, 0, len(late))
	for _, p := range late {
		point := ui.Point{At: p.At, Value: p.Scored.Value}
		if !c.Client {
			point.Label, point.How = bandOf(ctx, p.Scored), p.How.short(ctx)
		}
		t.Points = append(t.Points, point)
	}
	return t
}

// Sparked is the line with its sparkline drawn, to be shown more than once.
func (l Line) Sparked() Line {
	if len(l.Points) > 0 {
		c := Course{}
		t := ui.Trajectory{Min: l.Subscale.Min, Max: l.Subscale.Max, Points: make([]ui.Point, 0, mostDrawn)}
		for _, p := range l.late(c) {
			t.Points = append(t.Points, ui.Point{At: p.At, Value: p.Scored.Value})
		}
		spark := t.Sparked()
		l.spark = &spark
	}
	return l
}

// Small is a line that was Sparked, as a list shows it: its sparkline, and where it begins and
// ends.
func (l Line) Small(ctx context.Context, zone *time.Location) ui.Trajectory {
	t := ui.Trajectory{Title: l.Name(ctx, false), Worse: words.T(ctx, "measure.higher."+l.Subscale.Higher),
		Min: l.Subscale.Min, Max: l.Subscale.Max, Zone: zone, Spark: l.spark}
	t.Points = l.ends(Course{})
	return t
}

// ends are the first and the last of the points that are drawn, or the one there is.
func (l Line) ends(c Course) []ui.Point {
	late := l.late(c)
	ends := make([]ui.Point, 0, 2)
	for i, p := range late {
		if i == 0 || i == len(late)-1 {
			ends = append(ends, ui.Point{At: p.At, Value: p.Scored.Value})
		}
	}
	return ends
}

// mostDrawn is how many points of a long line are drawn: a year of weeks.
const mostDrawn = 52

// late are the points that are drawn: the latest, unless the whole line was asked for.
func (l Line) late(c Course) []Point {
	if c.Whole || len(l.Points) <= mostDrawn {
		return l.Points
	}
	return l.Points[len(l.Points)-mostDrawn:]
}

// events are those of the case, and when this line was first asked and no longer.
func (l Line) events(ctx context.Context, c Course) []ui.ChartEvent {
	all := slices.Clone(c.Events)
	for _, m := range c.Measures {
		if m.Instrument != l.Instrument.ID || m.Brought {
			continue
		}
		all = append(all, Event{m.Made, "measure.event.asked"})
		if !m.Ended.IsZero() {
			all = append(all, Event{m.Ended, "measure.event.ended"})
		}
	}
	slices.SortStableFunc(all, func(a, b Event) int { return a.At.Compare(b.At) })
	var drawn []ui.ChartEvent
	points := l.late(c)
	for _, e := range all {
		if len(points) < len(l.Points) && e.At.Before(points[0].At) {
			continue
		}
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

package ui

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Trajectory is one subscale over time.
type Trajectory struct {
	ID     string // only where a page shows two charts of one title
	Title  string
	Unit   string
	Worse  string // the sentence that says which direction is worse
	Min    float64
	Max    float64
	Bands  []Band
	Lines  []Line // thresholds
	Points []Point
	Events []ChartEvent // what happened meanwhile, in order of time; may be nil
	Levels []Level      // where the answers most likely come from; empty where their error is not known
	Others []Expected   // what others with such a beginning had; empty where that is not known
	Zone   *time.Location
	Spark  *Spark // its line in a list, where that was drawn before; Points may be the first and the last then
}

// Level is where somebody most likely was, and between which values that is nearly sure.
type Level struct {
	At               time.Time
	Value, Low, High float64
}

// Expected is what others had at a moment, and from where on it is unlike them, for the
// worse.
type Expected struct {
	At         time.Time
	Mean, Edge float64
}

// Band is a range with a name. Its bounds are values of the scale, both inside.
type Band struct {
	From, To float64
	Label    string
}

// ChartEvent is something of the therapy that one may want to see beside the line: a
// number on the axis of time, and its words below. "Case opened", "A page was shared".
type ChartEvent struct {
	At    time.Time
	Label string
}

// Line is a threshold.
type Line struct {
	Value float64
	Label string
}

// Point is one answer. Label says in words what the value alone does not.
type Point struct {
	At    time.Time
	Value float64
	Label string
	How   string // what is not as usual about how it was answered; may be ""
}

// The drawing is as wide as the page lets it be: across, places are percents; down, they
// are pixels, so that its words keep the size of the page's words. The line itself is drawn
// on a field of plotWide, which the browser stretches.
const (
	plotLeft, plotRight = 11.0, 99.0 // percent
	plotTop, plotDeep   = 14.0, 212.0
	plotWide            = 1000.0
	eventStrip          = 26.0 // above the plot, for the numbers of events
	underPlot           = 30.0
	inset               = 4.0 // between the frame of the plot and its first and last point
)

type drawing struct {
	Height, Top, Foot string
	Bands             []drawnBand
	Values            []tick
	Times             []tick
	Lines             []drawnLine
	Marks             []mark
	Path, Error       string // on the stretched field
	Mean, Edge        string // what others had, likewise
	Dots              []dot
	Last              tick
}

type drawnBand struct {
	Y, H string
	Odd  bool
	Name inscription
}

type tick struct{ At, Y, Anchor, Text string }

type drawnLine struct {
	Y    string
	Name inscription
}

// inscription is a name in the plot, where there is room for it.
type inscription struct{ X, Y, Anchor, Text string }

type dot struct {
	X, Y, Top, Foot, Title string
	Last                   bool
}

// mark is the number of an event, or of several that are too close to be told apart.
type mark struct{ X, Text string }

// scale is where values and moments stand in the plot.
type scale struct {
	min, max  float64
	from, to  time.Time
	top, foot float64
}

func (c Trajectory) scale() scale {
	s := scale{min: c.Min, max: c.Max, top: plotTop, foot: plotTop + plotDeep}
	for _, p := range c.Points {
		s.min, s.max = math.Min(s.min, p.Value), math.Max(s.max, p.Value)
	}
	if s.max <= s.min {
		s.max = s.min + 1
	}
	s.from, s.to = c.Points[0].At, c.Points[len(c.Points)-1].At
	return s
}

// withEvents makes room for what happened before the first answer or after the last.
func (s scale) withEvents(all []ChartEvent) scale {
	if len(all) == 0 {
		return s
	}
	s.top, s.foot = s.top+eventStrip, s.foot+eventStrip
	for _, e := range all {
		if e.At.Before(s.from) {
			s.from = e.At
		}
		if e.At.After(s.to) {
			s.to = e.At
		}
	}
	return s
}

func (s scale) y(v float64) float64 {
	v = math.Max(s.min, math.Min(s.max, v))
	return s.foot - (v-s.min)/(s.max-s.min)*(s.foot-s.top)
}

// part is how far a moment stands across the plot, from 0 to 1; a lone moment stands in
// the middle.
func (s scale) part(t time.Time) float64 {
	edge := inset / (plotRight - plotLeft)
	if !s.to.After(s.from) {
		return 0.5
	}
	return edge + float64(t.Sub(s.from))/float64(s.to.Sub(s.from))*(1-2*edge)
}

// x of a moment, in percent of the whole drawing.
func (s scale) x(t time.Time) float64 { return plotLeft + s.part(t)*(plotRight-plotLeft) }

// draw needs at least one point, in order of time.
func (c Trajectory) draw(ctx context.Context) drawing {
	s := c.scale().withEvents(c.Events)
	d := drawing{Height: px(s.foot + underPlot), Top: px(s.top), Foot: px(s.foot)}
	for _, v := range ticks(s.min, s.max, 6) {
		d.Values = append(d.Values, tick{Y: px(s.y(v)), Text: Number(ctx, v)})
	}
	for _, t := range timeTicks(in(s.from, c.Zone), in(s.to, c.Zone), 4) {
		d.Times = append(d.Times, tick{At: pc(s.x(t.At)), Y: px(s.foot + 5), Anchor: "middle", Text: t.text(ctx)})
	}
	for i, p := range c.Points {
		at := dot{X: pc(s.x(p.At)), Y: px(s.y(p.Value)), Title: c.inWords(ctx, p), Last: i == len(c.Points)-1}
		if len(c.Levels) == 1 {
			at.Top, at.Foot = px(s.y(c.Levels[0].High)), px(s.y(c.Levels[0].Low))
		}
		d.Dots = append(d.Dots, at)
	}
	d.Path, d.Error = c.paths(s)
	d.Mean, d.Edge = c.others(s)
	d.Marks = marks(s, c.Events)
	c.name(ctx, &d, s)
	return d
}

// paths are the line, and the field around it within which it most likely runs. Where the
// error of an answer is not known, the line goes from answer to answer and has no field.
func (c Trajectory) paths(s scale) (line, field string) {
	levels := c.runs()
	if len(levels) < 2 {
		return "", ""
	}
	var middle, over, under []string
	for _, l := range levels {
		x := px(s.part(l.At)*plotWide) + ","
		middle = append(middle, x+px(s.y(l.Value)))
		over = append(over, x+px(s.y(l.High)))
		under = append(under, x+px(s.y(l.Low)))
	}
	if slices.Reverse(under); len(c.Levels) > 1 {
		field = strings.Join(append(over, under...), " ")
	}
	return strings.Join(middle, " "), field
}

// runs is what the line goes through.
func (c Trajectory) runs() []Level {
	if len(c.Levels) > 1 {
		return c.Levels
	}
	var all []Level
	for _, p := range c.Points {
		all = append(all, Level{At: p.At, Value: p.Value})
	}
	return all
}

// others are the line of what others had, and where it ends for the worse.
func (c Trajectory) others(s scale) (mean, edge string) {
	if len(c.Others) < 2 {
		return "", ""
	}
	var middle, end []string
	for _, e := range c.Others {
		x := px(s.part(e.At)*plotWide) + ","
		middle, end = append(middle, x+px(s.y(e.Mean))), append(end, x+px(s.y(e.Edge)))
	}
	return strings.Join(middle, " "), strings.Join(end, " ")
}

// marks are the numbers of the events. Those closer than the width of a number on a phone
// share one.
func marks(s scale, events []ChartEvent) (all []mark) {
	const near = 0.075
	for i := 0; i < len(events); {
		first := i
		for i++; i < len(events) && s.part(events[i].At)-s.part(events[i-1].At) < near; i++ {
		}
		text := strconv.Itoa(first + 1)
		if i-first > 1 {
			text += "–" + strconv.Itoa(i)
		}
		all = append(all, mark{pc((s.x(events[first].At) + s.x(events[i-1].At)) / 2), text})
	}
	return all
}

func (c Trajectory) value(ctx context.Context, v float64) string {
	return strings.TrimSpace(Number(ctx, v) + " " + c.Unit)
}

// id is a name for the parts of this chart that no other chart on the page has.
func (c Trajectory) id() string {
	name := c.ID
	if name == "" {
		name = c.Title
	}
	return "chart-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, name)
}

// px is a length to a tenth of a pixel, as it is written thousands of times on a page.
func px(v float64) string {
	tenths := int64(math.Round(v * 10))
	text := make([]byte, 0, 8)
	if tenths < 0 {
		text, tenths = append(text, '-'), -tenths
	}
	text = strconv.AppendInt(text, tenths/10, 10)
	if rest := tenths % 10; rest > 0 {
		text = append(text, '.', byte('0'+rest))
	}
	return string(text)
}

func pc(v float64) string { return px(v) + "%" }

// number is a value as people write it: two decimals at most, a true minus sign.
func number(v float64) string {
	return strings.Replace(strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64), "-", "−", 1)
}

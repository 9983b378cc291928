package ui

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tillit.care/base/words"
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
	Margin float64      // half the width of the measurement error; 0 where it is not known
	Zone   *time.Location
}

// Band is a range with a name. Its bounds are values of the scale, both inside.
type Band struct {
	From, To float64
	Label    string
}

// ChartEvent is something of the therapy that one may want to see beside the line: a
// number on the axis of time, and its words below. "Case opened", "First EMDR session".
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
}

// The drawing is as wide as the page lets it be: across, places are percents; down, they
// are pixels, so that its words keep the size of the page's words.
const (
	plotLeft, plotRight = 11.0, 99.0 // percent
	plotTop, plotFoot   = 14.0, 226.0
	plotHeight          = 256
	inset               = 4.0 // between the frame of the plot and its first and last point
	leastBand           = 17  // a band lower than this has no room for its name
)

type drawing struct {
	Bands    []drawnBand
	Values   []tick
	Times    []tick
	Lines    []drawnLine
	Segments []segment
	Dots     []dot
	Last     tick
}

type drawnBand struct {
	Y, H, LabelX, LabelY, Anchor, Label string
	Odd                                 bool
}

type tick struct{ At, Y, Anchor, Text string }

type drawnLine struct{ Y, LabelX, LabelY, Anchor, Label string }

type segment struct{ X1, Y1, X2, Y2 string }

type dot struct {
	X, Y, Top, Foot, Title string
	Last                   bool
}

type scale struct {
	min, max float64
	from, to time.Time
}

func (c Trajectory) scale() scale {
	s := scale{min: c.Min, max: c.Max}
	for _, p := range c.Points {
		s.min, s.max = math.Min(s.min, p.Value), math.Max(s.max, p.Value)
	}
	if s.max <= s.min {
		s.max = s.min + 1
	}
	s.from, s.to = c.Points[0].At, c.Points[len(c.Points)-1].At
	return s
}

func (s scale) y(v float64) float64 {
	v = math.Max(s.min, math.Min(s.max, v))
	return plotFoot - (v-s.min)/(s.max-s.min)*(plotFoot-plotTop)
}

// x of a moment, in percent; a lone moment stands in the middle.
func (s scale) x(t time.Time) float64 {
	left, right := plotLeft+inset, plotRight-inset
	if !s.to.After(s.from) {
		return (left + right) / 2
	}
	return left + float64(t.Sub(s.from))/float64(s.to.Sub(s.from))*(right-left)
}

// draw needs at least one point, in order of time.
func (c Trajectory) draw(ctx context.Context) drawing {
	s := c.scale()
	var d drawing
	d.bands(c, s)
	for _, v := range ticks(s.min, s.max, 6) {
		d.Values = append(d.Values, tick{Y: px(s.y(v)), Text: number(v)})
	}
	for _, line := range c.Lines {
		y := s.y(line.Value)
		x, anchor := c.beside(s, y-19, line.Label)
		d.Lines = append(d.Lines, drawnLine{Y: px(y), LabelX: x, LabelY: px(y - 5), Anchor: anchor, Label: line.Label})
	}
	d.times(ctx, c, s)
	for i, p := range c.Points {
		at := dot{X: pc(s.x(p.At)), Y: px(s.y(p.Value)), Title: c.inWords(ctx, p), Last: i == len(c.Points)-1}
		if c.Margin > 0 {
			at.Top, at.Foot = px(s.y(p.Value+c.Margin)), px(s.y(p.Value-c.Margin))
		}
		if i > 0 {
			before := d.Dots[i-1]
			d.Segments = append(d.Segments, segment{before.X, before.Y, at.X, at.Y})
		}
		d.Dots = append(d.Dots, at)
	}
	d.last(c, s)
	return d
}

func (d *drawing) bands(c Trajectory, s scale) {
	for i, b := range c.Bands {
		top, foot := s.y(b.To), s.y(b.From)
		if i+1 < len(c.Bands) && c.Bands[i+1].From > b.To { // whole numbers leave a gap: no gap is drawn
			top = s.y((b.To + c.Bands[i+1].From) / 2)
		}
		if i > 0 && b.From > c.Bands[i-1].To {
			foot = s.y((b.From + c.Bands[i-1].To) / 2)
		}
		drawn := drawnBand{Y: px(top), H: px(foot - top), Odd: i%2 == 1, LabelY: px(top + 14)}
		drawn.LabelX, drawn.Anchor = c.beside(s, top, b.Label)
		if foot-top >= leastBand {
			drawn.Label = b.Label
		}
		d.Bands = append(d.Bands, drawn)
	}
}

// beside is where a name at height top stands: on the side where the line does not run
// through it, measured as if on a phone.
func (c Trajectory) beside(s scale, top float64, name string) (x, anchor string) {
	const phone, letter = 260, 7.4 // pixels
	part := math.Min(0.8, float64(utf8.RuneCountInString(name))*letter/phone)
	if c.busy(s, top, 0, part) && !c.busy(s, top, 1-part, 1) {
		return pc(plotRight - 1), "end"
	}
	return pc(plotLeft + 1), "start"
}

// busy tells whether the line passes near a name at height top, in a stretch of the width.
func (c Trajectory) busy(s scale, top, from, to float64) bool {
	const steps = 20
	width := plotRight - plotLeft
	for i := 1; i < len(c.Points); i++ {
		a, b := c.Points[i-1], c.Points[i]
		for n := 0; n <= steps; n++ {
			part := float64(n) / steps
			x := (s.x(a.At) + part*(s.x(b.At)-s.x(a.At)) - plotLeft) / width
			y := s.y(a.Value + part*(b.Value-a.Value))
			if x >= from && x <= to && y > top-6 && y < top+22 {
				return true
			}
		}
	}
	return false
}

func (d *drawing) times(ctx context.Context, c Trajectory, s scale) {
	for _, t := range timeTicks(in(s.from, c.Zone), in(s.to, c.Zone), 4) {
		d.Times = append(d.Times, tick{At: pc(s.x(t.At)), Anchor: "middle", Text: t.text(ctx)})
	}
}

// last writes the newest value beside its dot, on the side where the line does not come from.
func (d *drawing) last(c Trajectory, s scale) {
	n := len(c.Points) - 1
	p := c.Points[n]
	y := s.y(p.Value) - 12
	if falls := n > 0 && c.Points[n-1].Value > p.Value; (falls && s.y(p.Value) < plotFoot-24) || y < plotTop+4 {
		y = s.y(p.Value) + 24
	}
	for _, line := range c.Lines {
		if at := s.y(line.Value); at > y-18 && at < y+6 { // not across a threshold
			y = 2*s.y(p.Value) + 12 - y
		}
	}
	d.Last = tick{At: pc(s.x(p.At)), Y: px(y), Text: number(p.Value)}
}

// inWords is one point as a sentence part.
func (c Trajectory) inWords(ctx context.Context, p Point) string {
	text := dayText(ctx, in(p.At, c.Zone)) + ": " + c.value(p.Value)
	if band := c.band(p.Value); band != "" {
		text += " (" + band + ")"
	}
	if p.Label != "" {
		text += ". " + p.Label
	}
	return text
}

// desc is the whole chart in words.
func (c Trajectory) desc(ctx context.Context) string {
	n := len(c.Points)
	if n == 0 {
		return words.T(ctx, "ui.chart.none")
	}
	first, last, low, high := c.Points[0], c.Points[n-1], math.Inf(1), math.Inf(-1)
	for _, p := range c.Points {
		low, high = math.Min(low, p.Value), math.Max(high, p.Value)
	}
	text := words.T(ctx, "ui.chart.desc.one", "value", c.value(last.Value), "date", dayText(ctx, in(last.At, c.Zone)))
	if n > 1 {
		text = words.T(ctx, "ui.chart.desc", "count", n, "first", number(first.Value), "begin", dayText(ctx, in(first.At, c.Zone)),
			"last", number(last.Value), "end", dayText(ctx, in(last.At, c.Zone)), "low", number(low), "high", number(high))
	}
	if band := c.band(last.Value); band != "" {
		text += " " + words.T(ctx, "ui.chart.desc.band", "band", band)
	}
	return strings.TrimSpace(text + " " + c.Worse)
}

func (c Trajectory) band(v float64) string {
	for _, b := range c.Bands {
		if v >= b.From && v <= b.To {
			return b.Label
		}
	}
	return ""
}

func (c Trajectory) value(v float64) string { return strings.TrimSpace(number(v) + " " + c.Unit) }

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

func px(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }
func pc(v float64) string { return px(v) + "%" }

// number is a value as people write it: two decimals at most, a true minus sign.
func number(v float64) string {
	return strings.Replace(strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64), "-", "−", 1)
}

// heads are the headings of the chart's table; a column that would be empty is left out.
func (c Trajectory) heads(ctx context.Context) []string {
	heads := []string{words.T(ctx, "ui.chart.when"), words.T(ctx, "ui.chart.value")}
	if len(c.Bands) > 0 {
		heads = append(heads, words.T(ctx, "ui.chart.range"))
	}
	if c.told() {
		heads = append(heads, words.T(ctx, "ui.chart.note"))
	}
	return heads
}

// told tells whether any point has words of its own.
func (c Trajectory) told() bool {
	for _, p := range c.Points {
		if p.Label != "" {
			return true
		}
	}
	return false
}

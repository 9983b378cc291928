package ui

import (
	"context"
	"math"
	"time"

	"tillit.care/base/words"
)

// A sparkline is drawn on a field of its own, in pixels; the template has its size too.
const sparkWide, sparkHigh, sparkEdge = 104.0, 32.0, 4.0

// Spark is a sparkline as it is drawn, the same for whoever reads it.
type Spark struct{ path, x, y string }

// Sparked draws the sparkline of a trajectory that has points.
func (c Trajectory) Sparked() Spark {
	if c.Spark != nil {
		return *c.Spark
	}
	at := c.spark()
	var path []byte
	var x, y float64
	for i, p := range c.Points {
		if i > 0 {
			path = append(path, ' ')
		}
		x, y = at(p)
		path = append(append(append(path, px(x)...), ','), px(y)...)
	}
	return Spark{string(path), px(x), px(y)}
}

// spark is where each point stands.
func (c Trajectory) spark() func(Point) (x, y float64) {
	s := c.scale()
	low, span := c.sparkRange(s)
	return func(p Point) (x, y float64) {
		x = sparkWide - sparkEdge - 1
		if s.to.After(s.from) {
			x = sparkEdge + float64(p.At.Sub(s.from))/float64(s.to.Sub(s.from))*(x-sparkEdge)
		}
		return x, sparkHigh - sparkEdge - (p.Value-low)/span*(sparkHigh-2*sparkEdge)
	}
}

// sparkRange is the part of the scale that a sparkline shows: half of it, or more where
// the answers need more, so that a small change looks small.
func (c Trajectory) sparkRange(s scale) (low, span float64) {
	least, most := math.Inf(1), math.Inf(-1)
	for _, p := range c.Points {
		least, most = math.Min(least, p.Value), math.Max(most, p.Value)
	}
	span = math.Max(most-least, (s.max-s.min)/2)
	low = math.Max(s.min, math.Min((least+most-span)/2, s.max-span))
	return low, span
}

// Course is the whole line in one short sentence, for a list: "From 18 to 7 in 12 weeks."
// It does not say whether that is news; what measured it knows.
func (c Trajectory) Course(ctx context.Context) string {
	n := len(c.Points)
	switch n {
	case 0:
		return words.T(ctx, "ui.chart.none")
	case 1:
		return words.T(ctx, "ui.chart.desc.one", "value", c.value(ctx, c.Points[0].Value), "date", dayText(ctx, in(c.Points[0].At, c.Zone)))
	}
	first, last := c.Points[0], c.Points[n-1]
	return words.T(ctx, "ui.spark", "first", Number(ctx, first.Value), "last", Number(ctx, last.Value), "span", span(ctx, last.At.Sub(first.At)))
}

// span is how long something took, in days or weeks.
func span(ctx context.Context, took time.Duration) string {
	switch days := int(math.Round(took.Hours() / 24)); {
	case days < 1:
		return words.T(ctx, "ui.spark.same")
	case days < 14:
		return words.T(ctx, "ui.spark.days", "count", days)
	default:
		return words.T(ctx, "ui.spark.weeks", "count", int(math.Round(float64(days)/7)))
	}
}

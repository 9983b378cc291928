package ui

import (
	"context"
	"math"
	"strconv"
	"strings"

	"tillit.care/base/words"
)

// A sparkline is drawn on a field of its own, in pixels.
const sparkWide, sparkHigh, sparkEdge = 104.0, 28.0, 4.0

// sparkPath is the line, from its points in order of time.
func (c Trajectory) sparkPath() string {
	var all []string
	for _, p := range c.Points {
		x, y := c.sparkAt(p)
		all = append(all, px(x)+","+px(y))
	}
	return strings.Join(all, " ")
}

func (c Trajectory) sparkAt(p Point) (x, y float64) {
	s := c.scale()
	x = sparkWide - sparkEdge - 1
	if s.to.After(s.from) {
		x = sparkEdge + float64(p.At.Sub(s.from))/float64(s.to.Sub(s.from))*(x-sparkEdge)
	}
	return x, sparkHigh - sparkEdge - (p.Value-s.min)/(s.max-s.min)*(sparkHigh-2*sparkEdge)
}

func (c Trajectory) lastSpark() (x, y string) {
	atX, atY := c.sparkAt(c.Points[len(c.Points)-1])
	return px(atX), px(atY)
}

// Course is the whole line in one short sentence, for a list: "From 18 to 7 in 12 weeks."
// It does not say whether that is news; what measured it knows.
func (c Trajectory) Course(ctx context.Context) string {
	n := len(c.Points)
	switch n {
	case 0:
		return words.T(ctx, "ui.chart.none")
	case 1:
		return words.T(ctx, "ui.chart.desc.one", "value", c.value(c.Points[0].Value), "date", dayText(ctx, in(c.Points[0].At, c.Zone)))
	}
	first, last := c.Points[0], c.Points[n-1]
	days := int(math.Round(last.At.Sub(first.At).Hours() / 24))
	span := words.T(ctx, "ui.spark.days", "count", days)
	if days >= 14 {
		span = words.T(ctx, "ui.spark.weeks", "count", int(math.Round(float64(days)/7)))
	}
	return words.T(ctx, "ui.spark", "first", number(first.Value), "last", number(last.Value), "span", span)
}

func whole(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

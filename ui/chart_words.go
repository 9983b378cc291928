package ui

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"tillit.care/base/words"
)

// inWords is one point as a sentence part.
func (c Trajectory) inWords(ctx context.Context, p Point) string {
	text := dayText(ctx, in(p.At, c.Zone)) + ": " + c.value(ctx, p.Value)
	if band := c.band(p.Value); band != "" {
		text += " (" + band + ")"
	}
	if p.Label != "" && p.Label != c.band(p.Value) {
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
	text := words.T(ctx, "ui.chart.desc.one", "value", c.value(ctx, last.Value), "date", dayText(ctx, in(last.At, c.Zone)))
	if n > 1 {
		text = words.T(ctx, "ui.chart.desc", "count", n, "first", Number(ctx, first.Value), "begin", dayText(ctx, in(first.At, c.Zone)),
			"last", Number(ctx, last.Value), "end", dayText(ctx, in(last.At, c.Zone)), "low", Number(ctx, low), "high", Number(ctx, high))
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

// heads are the headings of the chart's table; a column that would be empty is left out.
func (c Trajectory) heads(ctx context.Context) []string {
	heads := []string{words.T(ctx, "ui.chart.when"), words.T(ctx, "ui.chart.value")}
	if len(c.Levels) > 0 {
		heads = append(heads, words.T(ctx, "ui.chart.most"))
	}
	if len(c.Others) > 1 {
		heads = append(heads, words.T(ctx, "ui.chart.had"))
	}
	if len(c.Bands) > 0 {
		heads = append(heads, words.T(ctx, "ui.chart.range"))
	}
	if c.told() {
		heads = append(heads, words.T(ctx, "ui.chart.note"))
	}
	if c.odd() {
		heads = append(heads, words.T(ctx, "ui.chart.how"))
	}
	return heads
}

// told tells whether any point has words of its own that its range does not say.
func (c Trajectory) told() bool {
	for _, p := range c.Points {
		if p.Label != "" && p.Label != c.band(p.Value) {
			return true
		}
	}
	return false
}

// odd tells whether any point was answered in another way than usual.
func (c Trajectory) odd() bool {
	return slices.ContainsFunc(c.Points, func(p Point) bool { return p.How != "" })
}

// byChance says how the drawing shows the measurement error, where it is known.
func (c Trajectory) byChance(ctx context.Context) string {
	switch len(c.Levels) {
	case 0:
		return ""
	case 1:
		return words.T(ctx, "ui.chart.margin")
	}
	return words.T(ctx, "ui.chart.chance")
}

// most is between which values somebody most likely was at a moment.
func (c Trajectory) most(ctx context.Context, at time.Time) string {
	for _, l := range c.Levels {
		if l.At.Equal(at) {
			return words.T(ctx, "ui.chart.between", "low", tenth(ctx, math.Max(l.Low, c.Min)), "high", tenth(ctx, math.Min(l.High, c.Max)))
		}
	}
	return ""
}

// had is what others had at a moment, and from where on it is unlike them.
func (c Trajectory) had(ctx context.Context, at time.Time) string {
	for _, e := range c.Others {
		if e.At.Equal(at) {
			return words.T(ctx, "ui.chart.edge", "mean", tenth(ctx, e.Mean), "edge", tenth(ctx, e.Edge))
		}
	}
	return ""
}

// tenth is a number that nobody answered: one decimal says enough.
func tenth(ctx context.Context, v float64) string { return Number(ctx, math.Round(v*10)/10) }

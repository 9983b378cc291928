package ui

import (
	"context"
	"math"
	"unicode/utf8"
)

// Names in the plot are put where neither the line nor another name runs through them,
// measured as if on a phone, in parts of the plot's width and pixels of its height.
const (
	phoneWide  = 250.0
	letterWide = 7.6
	nameHigh   = 17.0
	leastBand  = 17.0 // a band lower than this has no room for its name
)

// box is a stretch of the plot: across in parts, down in pixels.
type box struct{ left, right, top, foot float64 }

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.foot && o.top < b.foot
}

// spot is a place that a name may take, and how it is anchored there.
type spot struct {
	at, baseline float64
	anchor       string
	box          box
}

// spots are the places for a name whose top may be at any of tops: the sides first.
func spots(text string, tops ...float64) (all []spot) {
	wide := math.Min(0.9, float64(utf8.RuneCountInString(text))*letterWide/phoneWide)
	for _, top := range tops {
		add := func(at, left float64, anchor string) {
			all = append(all, spot{at, top + 14, anchor, box{left, left + wide, top, top + nameHigh}})
		}
		add(0.012, 0, "start")
		add(0.988, 1-wide, "end")
		for _, middle := range []float64{0.5, 0.3, 0.7, 0.4, 0.6} {
			if left := middle - wide/2; left > 0 && left+wide < 1 {
				add(middle, left, "middle")
			}
		}
	}
	return all
}

// name writes the newest value beside its dot, then the names of thresholds and bands.
func (c Trajectory) name(ctx context.Context, d *drawing, s scale) {
	taken := []box{c.last(ctx, d, s)}
	for _, line := range c.Lines {
		y := s.y(line.Value)
		name, at, ok := c.place(s, taken, spots(line.Label, y-21, y+3))
		if !ok { // a threshold always has its name
			first := spots(line.Label, y-21)[0]
			name, at = first.inscribed(line.Label), first.box
		}
		name.Text = line.Label
		taken = append(taken, at, box{0, 1, y - 2, y + 2})
		d.Lines = append(d.Lines, drawnLine{Y: px(y), Name: name})
	}
	for i, b := range c.Bands {
		top, foot := c.bounds(s, i)
		drawn := drawnBand{Y: px(top), H: px(foot - top), Odd: i%2 == 1}
		if foot-top >= leastBand {
			if name, at, ok := c.place(s, taken, spots(b.Label, top+1, foot-nameHigh-2)); ok {
				name.Text = b.Label
				drawn.Name, taken = name, append(taken, at)
			}
		}
		d.Bands = append(d.Bands, drawn)
	}
}

// bounds are the heights between which a band is drawn: whole numbers leave a gap between
// bands, and no gap is drawn.
func (c Trajectory) bounds(s scale, i int) (top, foot float64) {
	b := c.Bands[i]
	top, foot = s.y(b.To), s.y(b.From)
	if i+1 < len(c.Bands) && c.Bands[i+1].From > b.To {
		top = s.y((b.To + c.Bands[i+1].From) / 2)
	}
	if i > 0 && b.From > c.Bands[i-1].To {
		foot = s.y((b.From + c.Bands[i-1].To) / 2)
	}
	return top, foot
}

func (s spot) inscribed(text string) inscription {
	return inscription{X: pc(plotLeft + s.at*(plotRight-plotLeft)), Y: px(s.baseline), Anchor: s.anchor, Text: text}
}

// place is the first spot that is free.
func (c Trajectory) place(s scale, taken []box, all []spot) (inscription, box, bool) {
next:
	for _, one := range all {
		for _, other := range taken {
			if one.box.meets(other) {
				continue next
			}
		}
		if !c.crosses(s, one.box) {
			return one.inscribed(""), one.box, true
		}
	}
	return inscription{}, box{}, false
}

// crosses tells whether the line, or one of the answers, is in a box or close by.
func (c Trajectory) crosses(s scale, b box) bool {
	const near = 7.0
	side := near / phoneWide
	b = box{b.left - side, b.right + side, b.top - near, b.foot + near}
	for _, p := range c.Points {
		if b.cut(s.part(p.At), s.y(p.Value), s.part(p.At), s.y(p.Value)) {
			return true
		}
	}
	levels := c.runs()
	for i := 1; i < len(levels); i++ {
		from, to := levels[i-1], levels[i]
		if b.cut(s.part(from.At), s.y(from.Value), s.part(to.At), s.y(to.Value)) {
			return true
		}
	}
	return false
}

// cut tells whether a straight line from one place to another touches a box: what is left
// of it after each side has taken away what lies beyond (Liang and Barsky).
func (b box) cut(x1, y1, x2, y2 float64) bool {
	begin, end := 0.0, 1.0
	for _, side := range [...]struct{ run, room float64 }{
		{x1 - x2, x1 - b.left}, {x2 - x1, b.right - x1}, {y1 - y2, y1 - b.top}, {y2 - y1, b.foot - y1},
	} {
		switch part := side.room / side.run; {
		case side.run == 0 && side.room < 0:
			return false
		case side.run < 0:
			begin = math.Max(begin, part)
		case side.run > 0:
			end = math.Min(end, part)
		}
	}
	return begin <= end
}

// last puts the newest value beside its dot, on the side where the line does not come
// from and no threshold runs.
func (c Trajectory) last(ctx context.Context, d *drawing, s scale) box {
	n := len(c.Points) - 1
	p, at := c.Points[n], s.y(c.Points[n].Value)
	over, under := at-12, at+24
	y := over
	if falls := n > 0 && c.Points[n-1].Value > p.Value; (falls && at < s.foot-24) || over < s.top+4 {
		y = under
	}
	for _, line := range c.Lines {
		if l := s.y(line.Value); l > y-18 && l < y+6 {
			y = over + under - y
		}
	}
	d.Last = tick{At: pc(s.x(p.At)), Y: px(y), Text: Number(ctx, p.Value)}
	half := float64(len(d.Last.Text)+1) * 6 / phoneWide
	return box{s.part(p.At) - half, s.part(p.At) + half, y - 16, y + 4}
}

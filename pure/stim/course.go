package stim

import (
	"cmp"
	"math"
	"slices"
)

// Gap is the least time between two changes of light, in ms: never more than three in a
// second.
const Gap = 357

// knot is how far a set has come at a moment (ms after its beginning), and how fast it goes.
type knot struct{ at, phase, rate float64 }

type version struct {
	at   float64
	with Settings
}

// Course is how far a set has come through time, pass by pass.
type Course struct {
	End   float64 // ms after the beginning
	Why   string  // count, or time
	knots []knot
	start float64
}

// Stop is an end before its time.
type Stop struct {
	At  float64 // on the shared clock
	Why string
}

// Set is what really happened.
type Set struct {
	Passes  int     `json:"passes"`
	Seconds float64 `json:"seconds"`
	Rate    float64 `json:"rate"` // passes a minute, on average
	Why     string  `json:"why"`

	Had []string `json:"had,omitempty"` // what screens gave; none: what was meant
}

func (s Settings) number(key string) float64 {
	f, _ := FieldOf(key)
	n, _ := s[key].(float64)
	if _, there := s[key]; !there || math.IsNaN(n) {
		n, _ = f.Is.(float64)
	}
	return math.Min(f.High, math.Max(f.Low, n))
}

func (s Settings) word(key string) string {
	f, _ := FieldOf(key)
	text, _ := f.In(s).(string)
	return text
}

// fastest is how fast a set may go: lights that come and go need time between them.
func (l Limits) fastest(s Settings) float64 {
	path := s.word("path")
	switch {
	case path == "blink":
		return math.Min(l.High, 15000.0/Gap)
	case path == "dots", path == "bars", s.word("law") == "saccade":
		return math.Min(l.High, 30000.0/Gap)
	}
	return l.High
}

func (l Limits) pace(s Settings, astray float64) float64 {
	high := l.fastest(s)
	return math.Min(high, math.Max(math.Min(l.Low, high), s.number("ppm")*(1+astray)))
}

// versions are the settings through time. What is fixed stays as it began.
func (p Plan) versions() []version {
	all := []version{{0, p.With}}
	changes := slices.Clone(p.Changes[:min(len(p.Changes), MostChanges)])
	slices.SortStableFunc(changes, func(a, b Change) int { return cmp.Compare(a.At, b.At) })
	for _, c := range changes {
		before := all[len(all)-1]
		next, whole := Settings{}, true
		for key, v := range before.with {
			next[key] = v
		}
		for key, v := range c.With {
			f, known := FieldOf(key)
			if whole = whole && known && f.Takes(v); !f.Fixed {
				next[key] = v
			}
		}
		if !whole {
			continue
		}
		at := math.Max(c.At-p.Start, 0)
		if at == before.at {
			all = all[:len(all)-1]
		}
		all = append(all, version{at, next})
	}
	return all
}

// CourseOf works out the course of a plan.
func CourseOf(p Plan, l Limits) Course {
	l = l.Whole()
	versions := p.versions()
	first := versions[0].with
	passes, last := ends(first, l)
	c := Course{start: p.Start, Why: "time"}
	at, phase, astray, v := 0.0, 0.0, 0.0, 0
	for phase < passes && at < last {
		for v+1 < len(versions) && versions[v+1].at <= at {
			v++
		}
		s := versions[v].with
		rate := l.pace(s, astray) / 60000
		c.knots = append(c.knots, knot{at, phase, rate})
		whole := math.Floor(phase) + 1
		turn := at + (whole-phase)/rate
		next := math.Min(turn, last)
		if v+1 < len(versions) {
			next = math.Min(next, versions[v+1].at)
		}
		if next == turn {
			phase, astray = whole, stray(s, whole, astray)
		} else {
			phase += (next - at) * rate
		}
		at = next
	}
	if phase >= passes {
		c.Why = "count"
	}
	c.End, c.knots = at, append(c.knots, knot{at, phase, 0})
	return c
}

// ends are the pass and the moment at which a set ends, whichever comes first.
func ends(s Settings, l Limits) (passes, last float64) {
	passes, last = math.Floor(l.Passes), 1000*l.Seconds
	if n := math.Floor(s.number("passes")); n > 0 {
		passes = math.Min(passes, n)
	}
	if n := s.number("seconds"); n > 0 {
		last = math.Min(last, 1000*n)
	}
	return passes, last
}

// stray is how far the next pass strays from the pace: never further than offset, never more
// than delta at once.
func stray(s Settings, pass, before float64) float64 {
	far, step := s.number("vary.offset")/100, s.number("vary.delta")/100
	return math.Min(far, math.Max(-far, before+step*(2*chance(s.number("seed"), int32(pass))-1)))
}

// chance is a number from 0 to below 1 that is always the same for the same seed and step.
func chance(seed float64, step int32) float64 {
	h := uint32(int64(seed)) + uint32(step+1)*0x9e3779b1
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	h ^= h >> 16
	return float64(h) / 4294967296
}

// Phase is how many passes have been, with their part, at a moment of the shared clock.
func (c Course) Phase(t float64) float64 { return c.phase(math.Min(math.Max(t-c.start, 0), c.End)) }

func (c Course) phase(at float64) float64 {
	n, found := slices.BinarySearchFunc(c.knots, at, func(k knot, at float64) int { return cmp.Compare(k.at, at) })
	if !found {
		n--
	}
	for n+1 < len(c.knots) && c.knots[n+1].at <= at {
		n++
	}
	k := c.knots[n]
	return k.phase + (at-k.at)*k.rate
}

// Happened is what a set really was, given when somebody stopped it, if anybody did.
func Happened(p Plan, l Limits, stop *Stop) Set {
	c := CourseOf(p, l)
	at, why := c.End, c.Why
	if stop != nil && stop.At < p.Start+c.End {
		at, why = math.Max(0, stop.At-p.Start), stop.Why
	}
	phase := c.phase(at)
	set := Set{Passes: int(phase), Seconds: at / 1000, Why: why}
	if at > 0 {
		set.Rate = phase * 60000 / at
	}
	return set
}

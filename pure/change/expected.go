package change

import "math"

// Track is how somebody goes compared with what may be expected. It advises; people
// decide.
type Track string

const (
	OnTrack  Track = "on-track"
	OffTrack Track = "not-on-track"
	FarOff   Track = "far-off-track"  // only of a model: beyond 80 %, which is not the same as worse than at the start
	Worse    Track = "reliably-worse" // than at the start, by the published threshold
	TooEarly Track = "too-early"
	NotKnown Track = "not-known" // no threshold, and no model either
)

// Cases is how many cases a model needs before it is used instead of the rational rule:
// our own estimate (instruments.md 5 says 200 and more per band of intake scores).
const Cases = 200

// BandNote goes with every band: where its levels come from.
const BandNote = "bands of 68 and 80 %: the levels are recalled from another outcome system and unverified; parameters are taken as known"

// The normal quantiles of 68 % and 80 %.
const (
	z68 = 0.9945
	z80 = 1.2816
)

// Expected is what people with that start had at a session (Finch et al. 2001: a mixed
// model on the logarithm of the session), and where the bands end on the worse side.
type Expected struct {
	Session int     `json:"session"`
	Mean    float64 `json:"mean"`
	SD      float64 `json:"sd"`
	Band68  float64 `json:"band68"`
	Band80  float64 `json:"band80"`
}

// Start is the model of those whose first score was in one band: From it, and below To.
type Start struct {
	From, To float64
	Model    Model
	Reach    int   // the last session that enough people reached for it to say anything
	Err      error // why there is none
}

// Starts are the models of one line, by where people began.
type Starts []Start

// Of is the model for somebody who began at that score and is at that session.
func (s Starts) Of(first float64, session int) (Start, bool) {
	for _, one := range s {
		if first >= one.From && first < one.To {
			return one, one.Err == nil && session <= one.Reach
		}
	}
	return Start{}, false
}

// reaching is how many people must have been at a session for the model to speak of it: our
// own choice.
const reaching = 50

// reach is the last session at which at least that many people were.
func reach(people []Course) (last int) {
	at := map[int]int{}
	for _, c := range people {
		for _, t := range c.Time {
			at[int(math.Round(math.Exp(t)))]++
		}
	}
	for session, n := range at {
		if n >= reaching {
			last = max(last, session)
		}
	}
	return last
}

// ByStart fits one model for each band of first scores, as Finch et al. did: who begins
// worse has further to go. Edges are where the second band begins, the third, and so on.
func ByStart(people []Course, edges []float64) (all Starts) {
	from := math.Inf(-1)
	for n := range len(edges) + 1 {
		s := Start{From: from, To: math.Inf(1)}
		if n < len(edges) {
			s.To = edges[n]
		}
		var inside []Course
		for _, c := range people {
			if len(c.Score) > 0 && c.Score[0] >= s.From && c.Score[0] < s.To {
				inside = append(inside, c)
			}
		}
		s.Model, s.Err = Fit(inside)
		s.Reach = reach(inside)
		all, from = append(all, s), s.To
	}
	return all
}

// Sessions is a course over the logarithm of the session, the first being 1. A session
// without a known score is NaN, and is left out.
func Sessions(scores []float64) (c Course) {
	for n, score := range scores {
		if !math.IsNaN(score) {
			c.Time, c.Score = append(c.Time, math.Log(float64(n+1))), append(c.Score, score)
		}
	}
	return c
}

// At is the expectation at a session; better is as in Rule.
func (m Model) At(session int, better float64) Expected {
	t := math.Log(float64(session))
	e := Expected{Session: session, Mean: m.Intercept + m.Slope*t, SD: math.Sqrt(m.V0 + 2*t*m.V01 + t*t*m.V1 + m.Rest)}
	e.Band68, e.Band80 = e.Mean-better*z68*e.SD, e.Mean-better*z80*e.SD
	return e
}

// Track compares one score with the bands: beyond 80 % it is far off what was expected,
// beyond 68 % off it. Neither says that somebody is worse than they were. ok is false while
// the model rests on too few cases: then the rational rule holds.
func (m Model) Track(session int, score, better float64) (t Track, ok bool) {
	e := m.At(session, better)
	switch {
	case m.People < Cases:
		return NotKnown, false
	case better*(score-e.Band80) < 0:
		return FarOff, true
	case better*(score-e.Band68) < 0:
		return OffTrack, true
	}
	return OnTrack, true
}

// patience is the session by which there should be a reliable improvement: our own rule.
const patience = 5

// Rational is the rule until there are enough cases: reliably worse than at the start, or
// without reliable improvement at the fifth session and later. Before the fifth session it
// is too early to say, unless it is better or worse already. Whoever began on the ordinary
// side has nothing to gain there: staying is on track. Scores are one person's, session by
// session; one that is not known is NaN.
func (r Rule) Rational(scores []float64) Track {
	first, last := ends(scores)
	if !r.Published() || first < 0 {
		return NotKnown
	}
	return r.rational(len(scores), scores[first], scores[last])
}

func (r Rule) rational(n int, first, last float64) Track {
	if !r.Published() {
		return NotKnown
	}
	switch r.Judge(first, last).Class {
	case Deteriorated, Harmed:
		return Worse
	case Improved, Recovered:
		return OnTrack
	}
	switch {
	case n < patience:
		return TooEarly
	case r.Boundary != nil && r.ordinary(first):
		return OnTrack
	}
	return OffTrack
}

// ends are the first and the last score that is known; -1: none is.
func ends(scores []float64) (first, last int) {
	first, last = -1, -1
	for n, score := range scores {
		if math.IsNaN(score) {
			continue
		}
		if first < 0 {
			first = n
		}
		last = n
	}
	return first, last
}

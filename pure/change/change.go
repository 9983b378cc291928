// Package change says whether somebody is getting better: whether a difference is more
// than measurement error, where the line between ill and well was crossed, how fast it
// goes, and what others with the same start did. It always works on one person's own
// series: partners, parents and group members are never averaged.
//
// It never makes up a threshold. Where none is published, and none can be computed from
// cited figures, the answer is that there is none.
package change

import (
	"math"

	"tillit.care/pure/score"
)

// Class is what two scores of one person mean together.
type Class string

const (
	Recovered    Class = "recovered"    // from the clinical side to the ordinary one, by more than error
	Improved     Class = "improved"     // by more than error
	Unchanged    Class = "unchanged"    // it may be error
	Deteriorated Class = "deteriorated" // worse, by more than error
	Harmed       Class = "harmed"       // worse, from the ordinary side to the clinical one
	NoThreshold  Class = "no-threshold" // none is established
)

// Worse tells whether it is worse, by more than error.
func (c Class) Worse() bool { return c == Deteriorated || c == Harmed }

// Better tells whether it is better, by more than error.
func (c Class) Better() bool { return c == Improved || c == Recovered }

// Recovery is whether the line between clinical and ordinary scores was crossed.
type Recovery string

const (
	Crossed       Recovery = "crossed"
	NotCrossed    Recovery = "not-crossed"
	NotApplicable Recovery = "not-applicable" // the person began on the ordinary side
	NoBoundary    Recovery = "no-boundary"    // no line is published
)

// Rule is all that is published about change on one subscale, or computable from cited
// figures. The zero Points and Error mean that there is none.
type Rule struct {
	Better   float64 // +1 where higher is better, -1 where it is worse
	Points   float64 // from here on a difference is reliable
	Level    string  // of confidence, as it was published or computed
	Source   string
	Computed bool // not published, but computed from cited figures

	Boundary *score.Boundary
	Error    float64 // the standard error of one score
	Basis    string  // what Error rests on, in words

	Clinical    Norm // a clinical sample, where one is published
	Reliability float64
}

// Norm is a published sample.
type Norm struct{ Mean, SD float64 }

// Verdict is what a Rule says about two scores.
type Verdict struct {
	From     float64  `json:"from"`
	To       float64  `json:"to"`
	Change   float64  `json:"change"`
	Class    Class    `json:"class"`
	Recovery Recovery `json:"recovery"`
}

// Judge compares an earlier with a later score of the same person, on the same form and
// timeframe, both known.
func (r Rule) Judge(from, to float64) Verdict {
	v := Verdict{From: from, To: to, Change: to - from, Class: NoThreshold, Recovery: r.recovery(from, to)}
	gain := r.Better * (to - from)
	switch {
	case r.Points == 0:
	case gain >= r.Points && v.Recovery == Crossed:
		v.Class = Recovered
	case gain >= r.Points:
		v.Class = Improved
	case -gain >= r.Points && r.Boundary != nil && r.ordinary(from) && !r.ordinary(to):
		v.Class = Harmed
	case -gain >= r.Points:
		v.Class = Deteriorated
	default:
		v.Class = Unchanged
	}
	return v
}

func (r Rule) recovery(from, to float64) Recovery {
	switch {
	case r.Boundary == nil:
		return NoBoundary
	case r.ordinary(from):
		return NotApplicable
	case r.ordinary(to):
		return Crossed
	}
	return NotCrossed
}

func (r Rule) ordinary(value float64) bool {
	return value < r.Boundary.Below == (r.Better < 0)
}

// Of is the rule of an instrument's subscale.
func Of(in *score.Instrument, subscale string) Rule {
	s, _ := in.Subscale(subscale)
	r := Rule{Better: -1}
	if s.Higher == "better" {
		r.Better = 1
	}
	for _, n := range in.Norms {
		if n.Role == score.Clinical && n.Subscale == subscale && n.Status != score.Unverified {
			r.Clinical = Norm{n.Mean, n.SD}
		}
	}
	r.Reliability = reliability(in, subscale)
	r.threshold(in, s)
	r.error(in, subscale)
	return r
}

// reliability is the published coefficient: that of a retest where there is one.
func reliability(in *score.Instrument, subscale string) (value float64) {
	kind := ""
	for _, c := range in.Reliability {
		if c.Subscale == subscale && c.Status != score.Unverified && (value == 0 || c.Kind == "retest" && kind != "retest") {
			value, kind = c.Value, c.Kind
		}
	}
	return value
}

func (r *Rule) threshold(in *score.Instrument, s score.Subscale) {
	if c := in.Change; c != nil && c.Subscale == s.ID && c.Status == "published" {
		r.Points, r.Level, r.Source, r.Boundary = c.Points, c.Level, c.Source, c.Boundary
		return
	}
	if r.Reliability == 0 || r.Clinical.SD == 0 {
		return
	}
	r.Points = Points(1.96, Difference(ErrorOf(r.Clinical.SD, r.Reliability)), s.Step())
	r.Level, r.Computed = "95 %", true
	r.Source = "computed (Jacobson & Truax 1991) from the cited reliability and spread"
}

// error takes the larger of what the reliability gives and what the published threshold
// implies, so that noise does not look like news. A threshold without a published level
// is read as one of 95 %.
func (r *Rule) error(in *score.Instrument, subscale string) {
	if r.Reliability > 0 && r.Clinical.SD > 0 {
		r.Error, r.Basis = ErrorOf(r.Clinical.SD, r.Reliability), "the cited reliability and spread"
	}
	c := in.Change
	if r.Points == 0 || r.Computed || c == nil || c.Subscale != subscale {
		return
	}
	z, level := c.Z, ""
	if z == 0 {
		z, level = 1.96, ", read as one of 95 %"
	}
	if implied := c.Points / (z * math.Sqrt2); implied > r.Error {
		r.Error, r.Basis = implied, "the published threshold"+level
	}
}

// Regression is how far a score is expected to move towards the middle of its clinical
// sample by itself (Edwards-Nunnally: true score R(x-M)+M), and whether the start was so
// extreme, further than one SD on the clinical side, that this must be said. The limit of
// one SD is Tillit's own.
func (r Rule) Regression(from float64) (points float64, extreme bool) {
	if r.Clinical.SD == 0 || r.Reliability == 0 {
		return 0, false
	}
	away := from - r.Clinical.Mean
	return -(1 - r.Reliability) * away, -r.Better*away > r.Clinical.SD
}

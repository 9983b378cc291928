// Package judge says how good somebody's guesses about other people were: said beforehand,
// with how likely it seemed, and held beside what happened. It looks both ways: whoever
// fears too much and whoever trusts too soon are told in the same voice. It judges guesses,
// and nobody that they are about.
package judge

import (
	"math"
)

// Guess is one guess that was said before, and what came of it.
type Guess struct {
	Said float64 // how likely it seemed that it comes true, 0 to 1
	Came bool    // it came true
}

func (g Guess) came() float64 {
	if g.Came {
		return 1
	}
	return 0
}

// Least is how many judged guesses there have to be before anything is said about them. It
// is a rule of this house, not of a study: with fewer, one evening more turns the picture.
const Least = 10

// Brier is the mean square of what was said less what came (Brier 1950, Monthly Weather
// Review 78:1–3, in the form for two outcomes that is usual today: half of his own). 0 is
// perfect, 0.25 is what always saying fifty-fifty gives, 1 is to be sure and wrong each time.
// Of no guesses it is NaN.
func Brier(all []Guess) float64 {
	sum := 0.0
	for _, g := range all {
		sum += (g.Said - g.came()) * (g.Said - g.came())
	}
	return sum / float64(len(all))
}

// Lean is the mean of what was said less what came: above 0, it was said more often than it
// came true; below 0, it came true more often than it was said. Of no guesses it is NaN.
func Lean(all []Guess) float64 {
	sum := 0.0
	for _, g := range all {
		sum += g.Said - g.came()
	}
	return sum / float64(len(all))
}

// Chance is the standard error of the lean of somebody whose every guess is as likely as they
// say (derived by hand: the variance of one outcome that is likely p is p(1-p), outcomes are
// taken as independent, and the lean is their mean). Of no guesses it is NaN.
func Chance(all []Guess) float64 {
	sum := 0.0
	for _, g := range all {
		sum += g.Said * (1 - g.Said)
	}
	return math.Sqrt(sum) / float64(len(all))
}

// Bin is what was said within a range, and how often it came.
type Bin struct {
	From, To float64 // the last one has its end inside
	N        int
	Said     float64 // the mean of what was said; 0 where there is none
	Came     float64 // how often it came true
}

// Curve is the reliability curve: what was said, in so many ranges of one size, beside how
// often it came. A bin with nothing in it has N of 0.
func Curve(all []Guess, bins int) []Bin {
	curve := make([]Bin, bins)
	for i := range curve {
		curve[i].From, curve[i].To = float64(i)/float64(bins), float64(i+1)/float64(bins)
	}
	for _, g := range all {
		b := &curve[min(int(g.Said*float64(bins)), bins-1)]
		b.N++
		b.Said += g.Said
		b.Came += g.came()
	}
	for i := range curve {
		if n := float64(curve[i].N); n > 0 {
			curve[i].Said, curve[i].Came = curve[i].Said/n, curve[i].Came/n
		}
	}
	return curve
}

// Parts are what a Brier score is made of (Murphy 1973, Journal of Applied Meteorology
// 12:595–600): Brier = Reliability − Resolution + Uncertainty, exactly so where all guesses
// of one part say the same.
type Parts struct {
	Reliability float64 // how far what was said is from what came; less is better
	Resolution  float64 // how well different guesses tell different outcomes apart; more is better
	Uncertainty float64 // how hard it was to guess at all
}

// Murphy takes a Brier score apart, by what was said.
func Murphy(all []Guess) (p Parts) {
	n := float64(len(all))
	base := 0.0
	same := map[float64][]Guess{}
	for _, g := range all {
		base += g.came() / n
		same[g.Said] = append(same[g.Said], g)
	}
	p.Uncertainty = base * (1 - base)
	for said, some := range same {
		came := said - Lean(some)
		p.Reliability += float64(len(some)) / n * (said - came) * (said - came)
		p.Resolution += float64(len(some)) / n * (came - base) * (came - base)
	}
	return p
}

// Way is which way somebody's guesses go.
type Way string

const (
	TooFew Way = "few"   // too few to say
	Over   Way = "over"  // it was said more often than it came: of fears, too little trust
	Under  Way = "under" // it came more often than it was said: of fears, too much trust
	Even   Way = "even"  // no way that is more than chance
)

// Judged is what can be said about guesses.
type Judged struct {
	N       int
	Unclear int // kept and counted, and not scored
	Way     Way
	Brier   float64 // these are 0 while there are too few
	Lean    float64
	Chance  float64
	Curve   []Bin
	Came    int // how many came true
}

// bins is how many ranges a curve has: five, since few people make more guesses than some
// dozens.
const bins = 5

// wide is how many standard errors are more than chance (two-sided, five in a hundred).
const wide = 1.96

// Of is what can be said about so many guesses. Those that stayed unclear are only counted.
func Of(all []Guess, unclear int) Judged {
	j := Judged{N: len(all), Unclear: unclear, Way: TooFew}
	for _, g := range all {
		if g.Came {
			j.Came++
		}
	}
	if len(all) < Least {
		return j
	}
	j.Brier, j.Lean, j.Chance, j.Curve, j.Way = Brier(all), Lean(all), Chance(all), Curve(all, bins), Even
	switch {
	case j.Lean > wide*j.Chance+tiny:
		j.Way = Over
	case j.Lean < -wide*j.Chance-tiny:
		j.Way = Under
	}
	return j
}

// tiny keeps the rounding of a sum from being taken for a way.
const tiny = 1e-12

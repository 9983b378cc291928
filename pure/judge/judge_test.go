package judge

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// guesses are pairs of hundredths and outcomes, as in "70 came".
func guesses(said ...float64) (all []Guess) {
	for _, s := range said {
		all = append(all, Guess{math.Abs(s) / 100, s > 0})
	}
	return all
}

// near allows for rounding only.
func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

// TestByHand has vectors worked out by hand from the formulas, each with its working. Brier's
// own tables are not in this house, so none is claimed to be his.
func TestByHand(t *testing.T) {
	for name, v := range map[string]struct {
		all                  []Guess
		brier, lean, chanced float64
	}{
		// (0.5-1)² = (0.5-0)² = 1/4; the leans cancel; sqrt(2 · 1/4) / 2.
		"fifty-fifty": {guesses(50, -50), 0.25, 0, math.Sqrt(0.5) / 2},
		// (0.9)² = 0.81 four times, and all lean 0.9; sqrt(4 · 0.09) / 4 = 0.6 / 4.
		"fear of ninety, never": {guesses(-90, -90, -90, -90), 0.81, 0.9, 0.15},
		// (0.1-1)² = 0.81; lean -0.9: trusted, and hurt.
		"ten, and it came": {guesses(10, 10), 0.81, -0.9, math.Sqrt(2*0.09) / 2},
		// (0.8-1)² + (0.6-0)² + (0.3-1)² + (0.1-0)² = 0.04+0.36+0.49+0.01 = 0.90; /4 = 0.225.
		// lean (-0.2+0.6-0.7+0.1)/4 = -0.05; variance 0.16+0.24+0.21+0.09 = 0.70.
		"four": {guesses(80, -60, 30, -10), 0.225, -0.05, math.Sqrt(0.70) / 4},
		// Sure and wrong each time: 1; somebody who is sure leaves nothing to chance.
		"sure and wrong": {[]Guess{{1, false}, {0, true}}, 1, 0, 0},
		"sure and right": {[]Guess{{1, true}, {0, false}}, 0, 0, 0},
	} {
		if got := Brier(v.all); !near(got, v.brier) {
			t.Errorf("%s: Brier %v, by hand %v", name, got, v.brier)
		}
		if got := Lean(v.all); !near(got, v.lean) {
			t.Errorf("%s: lean %v, by hand %v", name, got, v.lean)
		}
		if got := Chance(v.all); !near(got, v.chanced) {
			t.Errorf("%s: chance %v, by hand %v", name, got, v.chanced)
		}
	}
}

// TestMurphyByHand: five said 0.8 of which four came, five said 0.4 of which one came. Base
// 5/10; uncertainty 1/4; reliability (5·0² + 5·0.2²)/10 = 0.02; resolution
// (5·0.3² + 5·0.3²)/10 = 0.09; Brier 0.02 - 0.09 + 0.25 = 0.18.
func TestMurphyByHand(t *testing.T) {
	all := guesses(80, 80, 80, 80, -80, 40, -40, -40, -40, -40)
	p := Murphy(all)
	if !near(p.Reliability, 0.02) || !near(p.Resolution, 0.09) || !near(p.Uncertainty, 0.25) || !near(Brier(all), 0.18) {
		t.Errorf("%+v, Brier %v", p, Brier(all))
	}
}

func TestCurveByHand(t *testing.T) {
	curve := Curve(guesses(-5, 15, -20, 60, -70, 100), 5)
	// 0.05 and 0.15 are in the first fifth, 0.20 begins the second, 0.60 and 0.70 the fourth,
	// and 1 ends the last.
	want := []Bin{{0, 0.2, 2, 0.10, 0.5}, {0.2, 0.4, 1, 0.20, 0}, {0.4, 0.6, 0, 0, 0}, {0.6, 0.8, 2, 0.65, 0.5}, {0.8, 1, 1, 1, 1}}
	for i, w := range want {
		b := curve[i]
		if b.N != w.N || !near(b.Said, w.Said) || !near(b.Came, w.Came) || !near(b.From, w.From) || !near(b.To, w.To) {
			t.Errorf("bin %d is %+v, by hand %+v", i, b, w)
		}
	}
}

func TestTooFewToSay(t *testing.T) {
	nine := guesses(-90, -90, -90, -90, -90, -90, -90, -90, -90)
	if j := Of(nine, 3); j.Way != TooFew || j.N != 9 || j.Unclear != 3 || j.Brier != 0 || j.Curve != nil {
		t.Errorf("of nine: %+v", j)
	}
	if j := Of(append(nine, Guess{0.9, false}), 0); j.Way != Over {
		t.Errorf("of ten: %+v", j)
	}
	if j := Of(guesses(10, 10, 10, 10, 10, 10, 10, 10, 10, 10), 0); j.Way != Under {
		t.Errorf("trusted and hurt: %+v", j)
	}
	// Ten of 50, six of which came: a lean of -0.1, chance sqrt(2.5)/10 = 0.158: no way.
	if j := Of(guesses(50, 50, 50, 50, 50, 50, -50, -50, -50, -50), 0); j.Way != Even {
		t.Errorf("as many as said: %+v", j)
	}
}

func anyGuesses(t *rapid.T) []Guess {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Guess {
		return Guess{float64(rapid.IntRange(0, 100).Draw(t, "said")) / 100, rapid.Bool().Draw(t, "came")}
	}), 1, 60).Draw(t, "guesses")
}

// TestLaws hold for any guesses.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := anyGuesses(t)
		brier, lean := Brier(all), Lean(all)
		if brier < 0 || brier > 1 || math.Abs(lean) > 1 || lean*lean > brier+1e-9 {
			t.Fatalf("Brier %v, lean %v", brier, lean)
		}
		if p := Murphy(all); !near(p.Reliability-p.Resolution+p.Uncertainty, brier) {
			t.Fatalf("%+v do not make up %v", p, brier)
		}
		j := Of(all, 0)
		if (j.Way == TooFew) != (len(all) < Least) || j.N != len(all) {
			t.Fatalf("%+v of %d", j, len(all))
		}
		mirrored(t, all, j)
		counted(t, all, Curve(all, bins))
	})
}

// mirrored: who guesses the opposite of opposites is judged alike, and leans the other way.
func mirrored(t *rapid.T, all []Guess, j Judged) {
	other := make([]Guess, len(all))
	for i, g := range all {
		other[i] = Guess{1 - g.Said, !g.Came}
	}
	if !near(Brier(other), Brier(all)) || !near(Lean(other), -Lean(all)) || !near(Chance(other), Chance(all)) {
		t.Fatal("one direction counts more than the other")
	}
	turned := map[Way]Way{Over: Under, Under: Over, Even: Even, TooFew: TooFew}
	if Of(other, 0).Way != turned[j.Way] {
		t.Fatalf("%s turned into %s", j.Way, Of(other, 0).Way)
	}
}

// counted: every guess is in exactly one bin, where it belongs, and no bin says more than
// what is in it.
func counted(t *rapid.T, all []Guess, curve []Bin) {
	n, lean := 0, 0.0
	for i, b := range curve {
		n += b.N
		lean += float64(b.N) * (b.Said - b.Came)
		last := i == len(curve)-1
		if b.N > 0 && (b.Said < b.From-1e-9 || b.Said > b.To+1e-9 || b.Came < 0 || b.Came > 1 || !last && b.Said >= b.To+1e-9) {
			t.Fatalf("bin %+v", b)
		}
	}
	if n != len(all) || !near(lean/float64(n), Lean(all)) {
		t.Fatalf("%d of %d in bins, which lean %v", n, len(all), lean)
	}
}

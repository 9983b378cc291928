package change

import "math"

// Smoothed is where somebody most likely was at a Point, and how sure that is: the
// standard error of the level, not of another score.
type Smoothed struct {
	Weeks float64 `json:"weeks"`
	Level float64 `json:"level"`
	Error float64 `json:"error"`
}

// Trajectory is a person's scores with the noise of the instrument taken off, as far as
// it can be.
//
// The model is the local level of Harvey (1989) and of Durbin and Koopman (2012, chapter
// 2): a score is a level and an error; the level wanders. Times may be uneven. The
// variance of the error is not fitted: it is the square of the instrument's standard
// error, the one thing that is known from large samples. What is left is how fast people
// wander.
//
// With fewer than eight scores that cannot be learnt from one person, so it is declared:
// one reliable change (1.96 standard errors of a difference) in eight weeks, which is
// about how fast a person in therapy who changes does so; our own choice. From eight
// scores on it is the most likely of a few multiples of that, the smallest standing for
// hardly at all.
type Trajectory struct {
	Points  []Smoothed `json:"points"`
	PerWeek float64    `json:"variancePerWeek"`
	Fitted  bool       `json:"fitted"`
}

// enough is from how many scores on the wandering is fitted.
const enough = 8

// declared is the variance of a week's wandering, in variances of the error.
const declared = 2 * 1.96 * 1.96 / 8

var multiples = []float64{1. / 64, 1. / 16, 1. / 4, 1, 4, 16}

// Smooth needs scores in the order of their times, and the instrument's standard error.
func Smooth(points []Point, err float64) (Trajectory, bool) {
	if len(points) == 0 || !(err > 0) {
		return Trajectory{}, false
	}
	v := err * err
	t := Trajectory{PerWeek: declared * v}
	if len(points) >= enough {
		t.Fitted = true
		best := math.Inf(-1)
		for _, m := range multiples {
			if _, likely := filter(points, v, m*declared*v); likely > best {
				best, t.PerWeek = likely, m*declared*v
			}
		}
	}
	t.Points = smooth(points, v, t.PerWeek)
	return t, true
}

// state is the level after one score, before the next.
type state struct{ level, variance float64 }

// filter is the Kalman filter; the first score starts it (an exact diffuse start), and
// does not count in the likelihood.
func filter(points []Point, v, perWeek float64) (states []state, likely float64) {
	s := state{points[0].Value, v}
	states = append(make([]state, 0, len(points)), s)
	for n := 1; n < len(points); n++ {
		before := s.variance + perWeek*(points[n].Weeks-points[n-1].Weeks)
		surprise, spread := points[n].Value-s.level, before+v
		gain := before / spread
		s = state{s.level + gain*surprise, before * (1 - gain)}
		states = append(states, s)
		likely -= (math.Log(2*math.Pi*spread) + surprise*surprise/spread) / 2
	}
	return states, likely
}

// smooth goes back over what the filter found (Rauch, Tung and Striebel).
func smooth(points []Point, v, perWeek float64) []Smoothed {
	states, _ := filter(points, v, perWeek)
	out := make([]Smoothed, len(points))
	next := states[len(states)-1]
	for n := len(points) - 1; n >= 0; n-- {
		s := states[n]
		if n < len(points)-1 {
			before := s.variance + perWeek*(points[n+1].Weeks-points[n].Weeks)
			pull := s.variance / before
			s = state{s.level + pull*(next.level-s.level), s.variance + pull*pull*(next.variance-before)}
		}
		out[n] = Smoothed{points[n].Weeks, s.level, math.Sqrt(s.variance)}
		next = s
	}
	return out
}

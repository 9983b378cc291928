package change

import (
	"errors"
	"math"
)

// Course is one person's scores over some measure of time, such as ln(session).
type Course struct{ Time, Score []float64 }

// Model is a straight line for everybody and, around it, one for each person: score =
// Intercept + u0 + (Slope + u1) time + e, where u0 and u1 have the variances V0 and V1
// and the covariance V01, and e has the variance Rest. Fitted by restricted maximum
// likelihood (REML), as lme4's lmer does for y ~ time + (time | person).
type Model struct {
	Intercept float64 `json:"intercept"`
	Slope     float64 `json:"slope"`
	V0        float64 `json:"v0"`
	V01       float64 `json:"v01"`
	V1        float64 `json:"v1"`
	Rest      float64 `json:"rest"`
	LogLik    float64 `json:"logLik"` // restricted
	People    int     `json:"people"`
	Scores    int     `json:"scores"`
}

// What a fit needs.
var (
	ErrFew   = errors.New("mixed model: too few people or scores for its six parameters")
	ErrSame  = errors.New("mixed model: everything at one moment")
	ErrExact = errors.New("mixed model: no noise is left over, so that nothing can be estimated")
	ErrOdd   = errors.New("mixed model: times and scores do not match, or are no numbers")
)

// sums are all that a person's course adds to the likelihood.
type sums struct{ n, t, tt, y, ty, yy float64 }

// Fit finds the most likely model.
func Fit(people []Course) (Model, error) {
	all, centre, err := gather(people)
	if err != nil {
		return Model{}, err
	}
	cost := func(l [3]float64) float64 { return likelihood(all, l).deviance }
	best := [3]float64{1, 0, 0.5}
	for _, size := range []float64{0.5, 0.1, 0.02} {
		best = simplex(cost, best, size)
	}
	f := likelihood(all, best)
	g := f.relative
	if bad := f.fixed[0] + f.fixed[1] + g[0] + g[1] + g[2] + f.deviance; !(f.rest > 0) || math.IsNaN(bad) || math.IsInf(bad, 0) {
		return Model{}, ErrExact
	}
	return Model{
		Intercept: f.fixed[0] + centre, Slope: f.fixed[1], Rest: f.rest,
		V0: f.rest * g[0], V01: f.rest * g[1], V1: f.rest * g[2],
		LogLik: -f.deviance / 2, People: len(all), Scores: int(f.n),
	}, nil
}

// gather adds up; scores are taken from their middle, so that squares lose no digits.
func gather(people []Course) (all []sums, centre float64, err error) {
	n, some, times := 0.0, 0, map[float64]bool{}
	for _, c := range people {
		if len(c.Score) > 0 {
			some++
		}
		if len(c.Time) != len(c.Score) {
			return nil, 0, ErrOdd
		}
		for i, t := range c.Time {
			centre, n, times[t] = centre+c.Score[i], n+1, true
		}
	}
	centre /= n
	switch {
	case some < 3 || n < 8 || int(n) <= some+2:
		return nil, 0, ErrFew
	case len(times) < 2:
		return nil, 0, ErrSame
	}
	for _, c := range people {
		var s sums
		for i, t := range c.Time {
			y := c.Score[i] - centre
			s = sums{s.n + 1, s.t + t, s.tt + t*t, s.y + y, s.ty + t*y, s.yy + y*y}
		}
		if math.IsNaN(s.tt+s.yy) || math.IsInf(s.tt+s.yy, 0) {
			return nil, 0, ErrOdd
		}
		if s.n > 0 {
			all = append(all, s)
		}
	}
	return all, centre, nil
}

// fit is a model at one set of relative covariances.
type fit struct {
	deviance, rest, n float64
	fixed             [2]float64
	relative          [3]float64 // covariances of u, in variances of e
}

// likelihood profiles everything but the three numbers of the relative Cholesky factor
// L = (l0 0; l1 l2): with A = 1 + L'Z'ZL it holds that X'V⁻¹X = X'X - X'ZL A⁻¹ L'Z'X, and
// since X is Z here, sums are all it takes (Bates et al. 2015, J Stat Softw 67(1), profiled
// the same way).
func likelihood(all []sums, l [3]float64) fit {
	var xx [3]float64 // X'V⁻¹X: 00, 01, 11
	var xy [2]float64
	var yy, n, logA float64
	for _, s := range all {
		w, u, a := s.weigh(l)
		for i := range xx {
			xx[i] += w[i]
		}
		xy[0], xy[1] = xy[0]+u[0], xy[1]+u[1]
		yy += s.yy - u[2]
		n, logA = n+s.n, logA+math.Log(a)
	}
	det := xx[0]*xx[2] - xx[1]*xx[1]
	f := fit{n: n, relative: [3]float64{l[0] * l[0], l[0] * l[1], l[1]*l[1] + l[2]*l[2]}}
	f.fixed = [2]float64{(xx[2]*xy[0] - xx[1]*xy[1]) / det, (xx[0]*xy[1] - xx[1]*xy[0]) / det}
	left := yy - f.fixed[0]*xy[0] - f.fixed[1]*xy[1]
	f.rest = left / (n - 2)
	f.deviance = logA + math.Log(det) + (n-2)*(1+math.Log(2*math.Pi*f.rest))
	if !(det > 0) || !(left > 0) {
		f.deviance = math.Inf(1)
	}
	return f
}

// weigh is one person's part: Z'V⁻¹Z, Z'V⁻¹y with what V takes off y'y, and |A|.
func (s sums) weigh(l [3]float64) (w [3]float64, u [3]float64, det float64) {
	// m = L'Z'Z, a = 1 + m L
	m00, m01 := l[0]*s.n+l[1]*s.t, l[0]*s.t+l[1]*s.tt
	m10, m11 := l[2]*s.t, l[2]*s.tt
	a00, a01, a11 := 1+m00*l[0]+m01*l[1], m01*l[2], 1+m11*l[2]
	det = a00*a11 - a01*a01
	b0, b1 := l[0]*s.y+l[1]*s.ty, l[2]*s.ty // L'Z'y
	quad := func(p0, p1, q0, q1 float64) float64 {
		return (p0*(a11*q0-a01*q1) + p1*(a00*q1-a01*q0)) / det
	}
	w = [3]float64{s.n - quad(m00, m10, m00, m10), s.t - quad(m00, m10, m01, m11), s.tt - quad(m01, m11, m01, m11)}
	u = [3]float64{s.y - quad(m00, m10, b0, b1), s.ty - quad(m01, m11, b0, b1), quad(b0, b1, b0, b1)}
	return w, u, det
}

// Person is somebody's own line around everybody's (the best linear unbiased prediction).
// SlopeError is its conditional standard deviation.
type Person struct{ Intercept, Slope, SlopeError float64 }

// Of predicts a person's own line. What to look at is the whole slope against its error;
// the deviation from the average client says who is unlike the others, not who improves.
func (m Model) Of(c Course) Person {
	var n, t, tt, r, tr float64
	for i, x := range c.Time {
		e := c.Score[i] - m.Intercept - m.Slope*x
		n, t, tt, r, tr = n+1, t+x, tt+x*x, r+e, tr+x*e
	}
	n, t, tt, r, tr = n/m.Rest, t/m.Rest, tt/m.Rest, r/m.Rest, tr/m.Rest
	// u = G (1 + Z'ZG/rest)⁻¹ Z'e/rest, with G the covariance of u
	a00, a01 := 1+n*m.V0+t*m.V01, n*m.V01+t*m.V1
	a10, a11 := t*m.V0+tt*m.V01, 1+t*m.V01+tt*m.V1
	det := a00*a11 - a01*a10
	s0, s1 := (a11*r-a01*tr)/det, (a00*tr-a10*r)/det
	// the conditional covariance is G (1 + Z'ZG/rest)⁻¹
	v11 := (m.V1*a00 - m.V01*a01) / det
	return Person{m.Intercept + m.V0*s0 + m.V01*s1, m.Slope + m.V01*s0 + m.V1*s1, math.Sqrt(max(v11, 0))}
}

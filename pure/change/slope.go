package change

import "math"

// Point is one score, Weeks after the first.
type Point struct {
	Weeks float64 `json:"weeks"`
	Value float64 `json:"value"`
}

// Slope is a straight line through a person's scores by least squares: points a week,
// with its standard error. It is a description; there is no p-value.
type Slope struct {
	PerWeek float64 `json:"perWeek"`
	Error   float64 `json:"error"`
	N       int     `json:"n"`
}

// least is from how many scores a slope is shown.
const least = 4

// SlopeOf needs four scores or more, not all at one moment.
func SlopeOf(points []Point) (Slope, bool) {
	n := float64(len(points))
	if len(points) < least {
		return Slope{}, false
	}
	var x, y float64
	for _, p := range points {
		x, y = x+p.Weeks/n, y+p.Value/n
	}
	var xx, xy, rest float64
	for _, p := range points {
		xx += (p.Weeks - x) * (p.Weeks - x)
		xy += (p.Weeks - x) * (p.Value - y)
	}
	if xx == 0 {
		return Slope{}, false
	}
	b := xy / xx
	for _, p := range points {
		e := p.Value - y - b*(p.Weeks-x)
		rest += e * e
	}
	return Slope{PerWeek: b, Error: math.Sqrt(rest / (n - 2) / xx), N: len(points)}, true
}

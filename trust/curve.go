package trust

import (
	"math"
	"strings"

	"tillit.care/pure/judge"
)

// A reliability curve is drawn on a square, in pixels.
const curveLeft, curveTop, curveSide = 40.0, 24.0, 184.0

func across(v float64) float64  { return curveLeft + v*curveSide }
func upwards(v float64) float64 { return curveTop + (1-v)*curveSide }

func at(x, y float64) string { return px(across(x)) + " " + px(upwards(y)) }

// course is the line through the bins that have something in them.
func course(curve []judge.Bin) string {
	var all []string
	for _, b := range curve {
		if b.N > 0 {
			all = append(all, px(across(b.Said))+","+px(upwards(b.Came)))
		}
	}
	return strings.Join(all, " ")
}

// dot is larger where there is more behind it: its area grows with the number.
func dot(n int) float64 { return math.Min(4+2*math.Sqrt(float64(n)), 14) }

func percent(v float64) int        { return int(math.Round(v * 100)) }
func hundredths(v float64) float64 { return math.Round(v*100) / 100 }

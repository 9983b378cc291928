package ui

import (
	"math"
	"testing"
)

// TestContrast: words reach AAA in every theme, also on tinted notices; what is drawn
// reaches AA. The figures for black, white and grey are WCAG's own.
func TestContrast(t *testing.T) {
	for _, known := range []struct {
		front, ground string
		want          float64
	}{{"#000", "#ffffff", 21}, {"#777777", "#fff", 4.48}, {"#595959", "#fff", 7.00}} {
		got := (luminance(known.ground) + 0.05) / (luminance(known.front) + 0.05)
		if math.Abs(got-known.want) > 0.01 {
			t.Errorf("%s on %s: %.2f, want %.2f", known.front, known.ground, got, known.want)
		}
	}
	for _, theme := range Themes {
		if n := len(Colours(theme)); n != len(Colours("light")) {
			t.Errorf("%s has %d colours, light has %d", theme, n, len(Colours("light")))
		}
		for _, pair := range Pairs() {
			if got := Contrast(theme, pair.Front, pair.Ground); !(got >= pair.Least) {
				t.Errorf("%s: %s on %s is %.2f, less than %v", theme, pair.Front, pair.Ground, got, pair.Least)
			}
		}
	}
}

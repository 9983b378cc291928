package ui

import (
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
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

// TestSidesAreLogical: no sheet names left or right, so that a page can be read from
// either. The legend's float takes the whole width and has no side.
func TestSidesAreLogical(t *testing.T) {
	sides := regexp.MustCompile(`(margin|padding|border)(-(top|bottom))?-(left|right)(-radius)?\b|[{; ](left|right):|(text-align|clear): (left|right)`)
	for _, pattern := range []string{"css/*.css", "../*/*.css"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v %v", pattern, files, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.Split(string(text), "\n") {
				if found := sides.FindString(line); found != "" {
					t.Errorf("%s: %s in %s", file, found, line)
				}
			}
		}
	}
}

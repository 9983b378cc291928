package ui

import (
	"embed"
	"io/fs"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// themeSheets are the colours, as they stand in the style.
//
//go:embed css/theme
var themeSheets embed.FS

// Themes are the names of the colour themes, the one that everybody knows first.
var Themes = []string{"light", "dark", "contrast", "contrast-dark"}

// Colour is one colour of a theme by its name.
type Colour struct{ Name, Value string }

var colourLine = regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{3,6});`)

// Colours are all colours of a theme, in the order of the sheet.
func Colours(theme string) []Colour {
	text, err := fs.ReadFile(themeSheets, "css/theme/"+theme+".css")
	if err != nil {
		return nil
	}
	var all []Colour
	for _, m := range colourLine.FindAllStringSubmatch(string(text), -1) {
		all = append(all, Colour{m[1], m[2]})
	}
	return all
}

// Pair is a colour that stands on another, and the least contrast that it must have: 7 for
// words, 3 for the edge of a field and the line of a chart.
type Pair struct {
	Front, Ground string
	Least         float64
}

// Pairs are all pairs that a page may show.
func Pairs() []Pair {
	grounds := []string{"paper", "sheet", "main-soft", "care-soft", "warn-soft", "good-soft"}
	var all []Pair
	for _, ground := range grounds {
		for _, front := range []string{"ink", "soft", "main"} {
			all = append(all, Pair{front, ground, 7})
		}
		all = append(all, Pair{"main-deep", ground, 7})
	}
	for _, tone := range []string{"main", "care", "warn", "good"} {
		all = append(all, Pair{tone, tone + "-soft", 7})
	}
	all = append(all, Pair{"on-main", "main", 7}, Pair{"on-main", "main-deep", 7})
	for _, ground := range []string{"paper", "sheet", "warn-soft"} {
		all = append(all, Pair{"wrong", ground, 7})
	}
	for _, ground := range []string{"tint", "tint-odd"} {
		all = append(all, Pair{"ink", ground, 7}, Pair{"soft", ground, 4.5}, Pair{"main", ground, 3}, Pair{"care", ground, 3})
	}
	return append(all, Pair{"edge", "paper", 3}, Pair{"edge", "sheet", 3})
}

// Contrast is how far two colours of a theme are apart, as WCAG counts it: from 1 to 21.
func Contrast(theme, front, ground string) float64 {
	a, b := luminance(colour(theme, front)), luminance(colour(theme, ground))
	return (math.Max(a, b) + 0.05) / (math.Min(a, b) + 0.05)
}

func colour(theme, name string) string {
	all := Colours(theme)
	i := slices.IndexFunc(all, func(c Colour) bool { return c.Name == name })
	if i < 0 {
		return ""
	}
	return all[i].Value
}

// luminance is how bright a colour is to the eye.
func luminance(hex string) float64 {
	hex = strings.TrimPrefix(hex, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		return math.NaN()
	}
	part := func(shift int) float64 {
		v := float64(n>>shift&255) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

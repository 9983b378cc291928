package safety

import (
	"regexp"
	"strings"
)

// piece is a stretch of a text. Dial is what a phone can dial where it is a number to call.
type piece struct{ Text, Dial string }

var (
	number = regexp.MustCompile(`\+?\(?\d[\d ().\-/]{4,}\d`)
	date   = regexp.MustCompile(`^(\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{1,2}-\d{1,2})$`)
	digits = regexp.MustCompile(`\d`)
)

// pieces finds the numbers to call in what somebody wrote, so that one can tap them.
func pieces(text string) []piece {
	var all []piece
	end := 0
	for _, at := range number.FindAllStringIndex(text, -1) {
		found := text[at[0]:at[1]]
		if n := len(digits.FindAllString(found, -1)); n < 7 || n > 15 || date.MatchString(found) {
			continue
		}
		if at[0] > end {
			all = append(all, piece{Text: text[end:at[0]]})
		}
		all, end = append(all, piece{found, dial(found)}), at[1]
	}
	if end < len(text) {
		all = append(all, piece{Text: text[end:]})
	}
	return all
}

func dial(number string) string {
	return strings.NewReplacer(" ", "", "(", "", ")", "", "-", "", ".", "", "/", "").Replace(number)
}

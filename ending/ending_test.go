package ending

import (
	"slices"
	"strings"
	"testing"

	"tillit.care/base/seal"
)

// FuzzJoin: whatever two people write, no line that either of them wrote anew is lost.
func FuzzJoin(f *testing.F) {
	f.Add("a\nb", "a\nc", "b\nd")
	f.Add("", "x", "\n\ny")
	f.Fuzz(func(t *testing.T, before, first, second string) {
		both := lines(joinText(seal.Text(before), seal.Text(first), seal.Text(second)))
		for _, text := range []string{first, second} {
			for _, line := range strings.Split(text, "\n") {
				if line != "" && !slices.Contains(strings.Split(before, "\n"), line) && !slices.Contains(both, line) {
					t.Errorf("%q is lost", line)
				}
			}
		}
	})
}

func TestBoostersKeepTheirWishes(t *testing.T) {
	had := []Booster{{Months: 1, Wish: "Tuesdays"}, {Months: 3, Wish: "May"}}
	got := boosters(had, []int{6, 1})
	if len(got) != 2 || got[0] != had[0] || got[1] != (Booster{Months: 6}) {
		t.Errorf("%v", got)
	}
	if boosters(had, nil) != nil {
		t.Error("none were chosen")
	}
}

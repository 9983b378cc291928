package trust

import (
	"slices"
	"strings"
	"testing"

	"tillit.care/base/seal"
)

func n(v int) *int { return &v }

func TestJoin(t *testing.T) {
	before := &Event{Title: "the move", Sway: "hard", What: []string{"lie"}, Weight: n(7)}
	first := &Event{Title: "the move", Sway: "hard", What: []string{"lie", "promise"}, Weight: n(5)}
	second := &Event{Title: "the summer we moved", Sway: "hard", What: []string{"abandonment"}, Weight: n(7), Story: "we left at night"}
	both, clashes := join(before, first, second)
	want := &Event{Title: "the summer we moved", Sway: "hard", What: []string{"abandonment", "promise"}, Weight: n(5), Story: "we left at night"}
	if len(clashes) > 0 || !same(both, want) {
		t.Errorf("joined %v, clashes %v", different(both, want), clashes)
	}
	third := &Event{Title: "when we had to go", Sway: "both", What: []string{"lie"}, Weight: n(9)}
	both, clashes = join(before, second, third)
	if !slices.Equal(clashes, []string{"title"}) || field(both, "title").get() != "the summer we moved" || field(both, "weight").get() != "9" {
		t.Errorf("clashes %v", clashes)
	}
}

// FuzzJoinLines: no new line of either is lost, and none comes back that one of them took
// out.
func FuzzJoinLines(f *testing.F) {
	f.Add("a\nb", "a\nb\nc", "b\nd")
	f.Add("", "x", "y")
	f.Fuzz(func(t *testing.T, before, first, second string) {
		got := split(joinLines(before, first, second))
		had, one, two := split(before), split(first), split(second)
		for _, l := range append(slices.Clone(one), two...) {
			if l != "" && !slices.Contains(had, l) && !slices.Contains(got, l) {
				t.Errorf("%q is lost", l)
			}
		}
		for _, l := range got {
			if slices.Contains(had, l) && (!slices.Contains(one, l) || !slices.Contains(two, l)) {
				t.Errorf("%q came back", l)
			}
		}
	})
}

func TestCheck(t *testing.T) {
	for _, wrong := range []Thing{&Event{}, &Event{Title: "x"}, &Person{}, &Person{Alias: seal.Text(strings.Repeat("x", 61))}} {
		if check(wrong) == nil {
			t.Errorf("%v was taken", wrong)
		}
	}
	if err := check(&Event{Title: "x", Sway: "good"}); err != nil {
		t.Error(err)
	}
}

package safety

import (
	"strings"
	"testing"

	"tillit.care/base/seal"
)

func TestJoin(t *testing.T) {
	for _, c := range []struct{ name, before, first, second, want string }{
		{"only the first changed it", "walk", "walk\nsing", "walk", "walk\nsing"},
		{"only the second changed it", "walk", "walk", "swim", "swim"},
		{"both added", "walk", "walk\nsing", "walk\nswim", "walk\nsing\nswim"},
		{"both wrote the first line", "", "sing", "swim", "sing\nswim"},
		{"both wrote the same", "", "sing", "sing", "sing"},
		{"one emptied it, the other added", "walk", "", "walk\nswim", "swim"},
		{"one changed a line, the other added one", "Ray 1", "Ray 2", "Ray 1\nSam 3", "Ray 2\nSam 3"},
		{"both changed one line", "Ray 1", "Ray 2", "Ray 3", "Ray 2\nRay 3"},
	} {
		words := func(text string) Words { return Words{"alone": seal.Text(text)} }
		if got := join(words(c.before), words(c.first), words(c.second))["alone"].Reveal(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// FuzzJoin: whatever two people write, no line that either of them wrote anew is lost.
func FuzzJoin(f *testing.F) {
	f.Add("a\nb", "a\nc", "b\nd")
	f.Add("", "x", "\n\ny")
	f.Fuzz(func(t *testing.T, before, first, second string) {
		words := func(text string) Words { return Words{"signs": seal.Text(text)} }
		both := "\n" + join(words(before), words(first), words(second))["signs"].Reveal() + "\n"
		for _, text := range []string{first, second} {
			for _, line := range strings.Split(text, "\n") {
				if line != "" && !strings.Contains("\n"+before+"\n", "\n"+line+"\n") && !strings.Contains(both, "\n"+line+"\n") {
					t.Errorf("%q is lost", line)
				}
			}
		}
	})
}

func TestNumbersToCall(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Cal 518-555-0143", "Cal [5185550143]"},
		{"Ann, (518) 555 0143 after six", "Ann, [5185550143] after six"},
		{"Jon +47 22 33 44 55\nMia 600 123 456.", "Jon [+4722334455]\nMia [600123456]."},
		{"before 12.03.2026 or 2026-03-12", "before 12.03.2026 or 2026-03-12"},
		{"3 times, then 10 to 20 breaths", "3 times, then 10 to 20 breaths"},
		{"", ""},
	} {
		got, whole := "", ""
		for _, p := range pieces(c.text) {
			whole += p.Text
			if p.Dial != "" {
				p.Text = "[" + p.Dial + "]"
			}
			got += p.Text
		}
		if got != c.want || whole != c.text {
			t.Errorf("%q became %q", c.text, got)
		}
	}
}

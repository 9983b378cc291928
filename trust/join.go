package trust

import (
	"slices"
	"strings"
)

// join puts together what two people made of one thing at the same time. A field that only
// one of them changed is theirs. Of lists and links that both changed, nothing new is lost
// and nothing comes back that either took out. What is left is told by name: there the
// first text stands, until somebody has chosen.
func join(before, first, second Thing) (both Thing, clashes []string) {
	both = Make(first.Kind())
	was, one, two := before.Fields(), first.Fields(), second.Fields()
	for i, f := range both.Fields() {
		a, b, c := was[i].get(), one[i].get(), two[i].get()
		switch {
		case a == b:
			b = c
		case a == c, b == c:
		case f.List || f.Many != nil || f.Refs != nil && !f.One:
			b = joinLines(a, b, c)
		default:
			clashes = append(clashes, f.Name)
		}
		_ = f.put(b) // it was a value of this field before
	}
	return both, clashes
}

// joinLines keeps the lines of the first without those that the second took out, and below
// them every line that only the second wrote.
func joinLines(before, first, second string) string {
	had, kept, more := split(before), split(first), split(second)
	kept = slices.DeleteFunc(kept, func(l string) bool { return slices.Contains(had, l) && !slices.Contains(more, l) })
	for _, l := range more {
		if !slices.Contains(had, l) && !slices.Contains(kept, l) {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n")
}

// clone is a thing that says the same.
func clone(t Thing) Thing {
	copied := Make(t.Kind())
	from := t.Fields()
	for i, f := range copied.Fields() {
		_ = f.put(from[i].get())
	}
	return copied
}

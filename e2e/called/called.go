// Package called finds the one thing on a page that goes by a name, as people say
// names: not quite to the letter, but never leaving open which one is meant.
package called

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Plain makes two texts comparable: single spaces, straight quotes, no soft hyphens.
func Plain(s string) string {
	return strings.Join(strings.Fields(straight.Replace(s)), " ")
}

var straight = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`, "\u00ad", "", "\u200b", "")

// Fits says whether a name is or has the words; capitals do not matter.
func Fits(name, want string) bool {
	name, want = Plain(name), Plain(want)
	return want != "" && strings.Contains(strings.ToLower(name), strings.ToLower(want))
}

// One finds the only thing with exactly this name, or else the only one that has the
// words in its name. Its error lists what there is.
func One[T any](what, want string, all []T, name func(T) string) (T, error) {
	var none T
	var exact, part []T
	var names []string
	for _, x := range all {
		n := Plain(name(x))
		names = append(names, strconv.Quote(n))
		switch {
		case n == Plain(want) && n != "":
			exact = append(exact, x)
		case Fits(n, want):
			part = append(part, x)
		}
	}
	found := exact
	if len(found) == 0 {
		found = part
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return none, fmt.Errorf("%d %ss are called %q: say which, with the part of the page it is in", len(found), what, want)
	case len(names) == 0:
		return none, fmt.Errorf("no %s %q: the page has none at all", what, want)
	}
	return none, fmt.Errorf("no %s %q: the page has %s", what, want, strings.Join(names, ", "))
}

var printed = regexp.MustCompile(`^(\d+)\b`)

// Item turns the number of a question into its legend: by the number printed in front,
// or else by its place. What is no number is a legend already.
func Item(want string, legends []string) (string, error) {
	n, err := strconv.Atoi(want)
	if err != nil {
		return want, nil
	}
	numbered := false
	for _, l := range legends {
		m := printed.FindStringSubmatch(l)
		numbered = numbered || m != nil
		if m != nil && m[1] == want {
			return l, nil
		}
	}
	if numbered || n < 1 || n > len(legends) {
		return "", fmt.Errorf("no item %d: the page has %q", n, legends)
	}
	return legends[n-1], nil
}

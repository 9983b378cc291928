package right

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	spaceLine = regexp.MustCompile(`^The (\w+) space:`)
	mayLine   = regexp.MustCompile(`^  The (\w+) may (.+)\.$`)
)

// Table reads rights as a therapist writes them down (testdata/rights.txt): "The shared
// space:", then "The client may read and write." It is how Of is checked by hand.
func Table(text string) (map[Kind]map[Role]Right, error) {
	table := map[Kind]map[Role]Right{}
	var kind Kind
	for _, line := range strings.Split(text, "\n") {
		if m := spaceLine.FindStringSubmatch(line); m != nil {
			kind = Kind(m[1])
			table[kind] = map[Role]Right{}
		}
		m := mayLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		held, err := Parse(m[2])
		if err != nil || table[kind] == nil {
			return nil, fmt.Errorf("%q is not a line of the table", line)
		}
		table[kind][Role(m[1])] = held
	}
	return table, nil
}

// Parse reads "read, write and admit".
func Parse(text string) (Right, error) {
	var held Right
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		one := named(word)
		if one == 0 && word != "and" {
			return 0, fmt.Errorf("no right is called %q", word)
		}
		held |= one
	}
	return held, nil
}

func named(word string) Right {
	for _, n := range names {
		if n.name == word {
			return n.Right
		}
	}
	return 0
}

package safety

import (
	"slices"
	"strings"

	"tillit.care/base/seal"
)

// join puts together what two people made of one text at the same time. A section that
// only one of them changed is theirs; in one that both changed stands, below what was
// kept first, every line that the other one wrote. No new line of either is lost.
func join(before, first, second Words) Words {
	both := Words{}
	for _, s := range Sections {
		switch {
		case first[s] == before[s]:
			both[s] = second[s]
		case second[s] == before[s]:
			both[s] = first[s]
		default:
			both[s] = joinLines(before[s], first[s], second[s])
		}
	}
	return both
}

func joinLines(before, first, second seal.Text) seal.Text {
	had, kept := lines(before), lines(first)
	for _, line := range lines(second) {
		if !slices.Contains(had, line) && !slices.Contains(kept, line) {
			kept = append(kept, line)
		}
	}
	return seal.Text(strings.Join(kept, "\n"))
}

// lines of no text are none.
func lines(text seal.Text) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text.Reveal(), "\n")
}

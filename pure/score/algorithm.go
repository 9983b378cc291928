package score

import "slices"

// NotKnown is the outcome of an algorithm that lacks an answer it needs.
const NotKnown = "not-known"

// Algorithm is a published decision over several items: first which answers count as
// present, then the outcomes in order, of which the first that fits is the one.
type Algorithm struct {
	ID         string    `json:"id"`
	Key        string    `json:"key"`
	Present    []Present `json:"present"`
	Unanswered string    `json:"unanswered"` // needed: the outcome is NotKnown; counted: requirements count it
	Outcomes   []Outcome `json:"outcomes"`
	Source     string    `json:"source"`
}

// Present says from which number on an item counts.
type Present struct {
	Items   []string `json:"items"`
	AtLeast float64  `json:"atLeast"`
}

// Outcome holds when all its requirements do. The last has none.
type Outcome struct {
	ID  string        `json:"id"`
	Key string        `json:"key"`
	All []Requirement `json:"all,omitempty"`
}

// What a requirement counts.
const (
	CountPresent    = "present"
	CountUnanswered = "unanswered"
	CountEither     = "either"
)

// Requirement is that Min to Max of these items count. Without Max there is no upper end.
type Requirement struct {
	Of    []string `json:"of"`
	Count string   `json:"count"`
	Min   int      `json:"min,omitempty"`
	Max   *int     `json:"max,omitempty"`
}

func (a Algorithm) outcome(given Numbers) string {
	marks := map[string]string{} // item → what it counts as
	for _, p := range a.Present {
		for _, item := range p.Items {
			number, answered := given[item]
			switch {
			case !answered && a.Unanswered != "counted":
				return NotKnown
			case !answered:
				marks[item] = CountUnanswered
			case number >= p.AtLeast: // an item that does not apply never is
				marks[item] = CountPresent
			}
		}
	}
	for _, o := range a.Outcomes {
		if o.fits(marks) {
			return o.ID
		}
	}
	return NotKnown
}

func (o Outcome) fits(marks map[string]string) bool {
	return !slices.ContainsFunc(o.All, func(r Requirement) bool { return !r.holds(marks) })
}

func (r Requirement) holds(marks map[string]string) bool {
	n := 0
	for _, item := range r.Of {
		mark := marks[item]
		if mark == r.Count || mark != "" && r.Count == CountEither {
			n++
		}
	}
	return n >= r.Min && (r.Max == nil || n <= *r.Max)
}

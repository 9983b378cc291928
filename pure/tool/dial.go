package tool

import "slices"

// Mark is where somebody put a scale, and when.
type Mark struct {
	Value int   `json:"value"`
	Side  Side  `json:"side"`
	At    int64 `json:"at"`
	N     int64 `json:"n"`
}

// Marks are all of one scale, the oldest first.
type Marks []Mark

// Last is where it stands; none: nobody has put it anywhere.
func (m Marks) Last() (Mark, bool) {
	if len(m) == 0 {
		return Mark{}, false
	}
	return m[len(m)-1], true
}

// Scale is from where to where a dial goes.
type Scale struct{ From, To int }

// Scales are distress, how true something feels, mood, and the window of tolerance: below it,
// inside, above.
var Scales = map[string]Scale{"sud": {0, 10}, "voc": {1, 7}, "mood": {0, 10}, "window": {-1, 1}}

// mostMarks of one scale are shown; the others stay where they are kept.
const mostMarks = 40

// dial puts a scale somewhere. Either side may: the page says who did.
func dial(s State, step Step) (State, error) {
	scale, known := Scales[step.Name]
	switch {
	case step.Act != "set" || !known:
		return s, Unknown
	case len(step.Values) != 1 || step.Values[0] < scale.From || step.Values[0] > scale.To:
		return s, Wrong
	}
	marks := append(slices.Clone(s.Dials[step.Name]), Mark{step.Values[0], step.Side, step.At, step.N})
	s.Dials = with(s.Dials, step.Name, marks[max(0, len(marks)-mostMarks):])
	return s, nil
}

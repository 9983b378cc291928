package score

import (
	"math"
	"slices"

	"tillit.care/pure/fhir"
)

// Result is what one set of answers means.
type Result struct {
	Instrument string
	Version    string // of the scoring
	Subscales  []Scored
	Flags      []Flag
	Algorithms map[string]string // algorithm → outcome, or NotKnown
}

// Scored is one subscale. Value means something only when Known. Answered counts the
// items with an answer, out of Of, which are those that apply. Band is a words key, empty
// where none is published or the value is not known; Reached are the ids of the cut-offs
// that it reaches.
type Scored struct {
	ID       string
	Value    float64
	Known    bool
	Answered int
	Of       int
	Band     string
	Reached  []string
}

// Flag is something that cannot wait, raised by an item or by an algorithm. No flag is
// not a clearance.
type Flag struct {
	Item      string
	Algorithm string
	Action    string
}

// Subscale finds one score by its id.
func (r Result) Subscale(id string) (Scored, bool) {
	for _, s := range r.Subscales {
		if s.ID == id {
			return s, true
		}
	}
	return Scored{}, false
}

// Score applies the published rules to the answers. It does not judge whether the
// answers fit (Form.Check does): a code that is no option counts as unanswered.
func (in *Instrument) Score(given fhir.Answers) Result { return in.ScoreNumbers(in.Numbers(given)) }

// ScoreNumbers is Score for answers that are numbers already, with or without a form. A
// number that is on no option counts as unanswered.
func (in *Instrument) ScoreNumbers(given Numbers) Result {
	given = in.kept(given)
	r := Result{Instrument: in.ID, Version: in.Version, Algorithms: map[string]string{}}
	for _, s := range in.Subscales {
		r.Subscales = append(r.Subscales, in.subscale(s, given))
	}
	for _, a := range in.Algorithms {
		r.Algorithms[a.ID] = a.outcome(given)
	}
	for _, s := range in.Safety {
		if s.raised(given, r.Algorithms) {
			r.Flags = append(r.Flags, Flag{Item: s.Item, Algorithm: s.Algorithm, Action: s.Action})
		}
	}
	return r
}

func (in *Instrument) subscale(s Subscale, given Numbers) Scored {
	c := in.count(s, given)
	out := Scored{ID: s.ID, Answered: c.answered, Of: c.apply}
	switch in.gate(given) {
	case open:
		out.Value, out.Known = c.value(s)
	case stopped: // answers behind a closed gate contradict it
		out.Value, out.Known = in.Gate.Value, c.answered == 0
	}
	if !out.Known {
		out.Value = 0
		return out
	}
	out.Band, out.Reached = s.band(out.Value), s.reached(out.Value)
	return out
}

type gate int

const (
	open gate = iota
	stopped
	unasked
)

func (in *Instrument) gate(given Numbers) gate {
	if in.Gate == nil {
		return open
	}
	number, answered := given[in.Gate.Item]
	switch {
	case !answered:
		return unasked
	case number == in.Gate.number:
		return stopped
	}
	return open
}

func (s Subscale) turned(item string, number float64) float64 {
	for _, r := range s.Reversed {
		if r.Item == item {
			return r.MinPlusMax - number
		}
	}
	return number
}

func (s Subscale) band(value float64) string {
	for _, b := range s.Bands {
		if b.Min <= value && value <= b.Max {
			return b.Key
		}
	}
	return ""
}

func (s Subscale) reached(value float64) []string {
	var reached []string
	for _, c := range s.Cutoffs {
		if c.Below != 0 && value < c.Below || c.Below == 0 && value >= c.At {
			reached = append(reached, c.ID)
		}
	}
	return reached
}

func (s Safety) raised(given Numbers, outcomes map[string]string) bool {
	if s.Algorithm != "" {
		return slices.Contains(s.Outcomes, outcomes[s.Algorithm])
	}
	number, answered := given[s.Item]
	if s.Unanswered {
		return !answered
	}
	return answered && !math.IsNaN(number) && number >= s.AtLeast
}

package score

import (
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
// items with an answer, out of Of. Band is a words key, empty where none is published or
// the value is not known; Reached are the ids of the cut-offs that it reaches.
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
func (in *Instrument) Score(given fhir.Answers) Result {
	r := Result{Instrument: in.ID, Version: in.Version, Algorithms: map[string]string{}}
	for _, s := range in.Subscales {
		r.Subscales = append(r.Subscales, in.subscale(s, given))
	}
	for _, a := range in.Algorithms {
		r.Algorithms[a.ID] = in.outcome(a, given)
	}
	for _, s := range in.Safety {
		if in.raised(s, given, r.Algorithms) {
			r.Flags = append(r.Flags, Flag{Item: s.Item, Algorithm: s.Algorithm, Action: s.Action})
		}
	}
	return r
}

func (in *Instrument) subscale(s Subscale, given fhir.Answers) Scored {
	out := Scored{ID: s.ID, Of: len(s.Items)}
	sum := 0.0
	for _, item := range s.Items {
		if number, ok := in.number(item, given); ok {
			out.Answered++
			sum += s.turned(item, number)
		}
	}
	switch in.gate(given) {
	case open:
		out.Known, out.Value = out.Answered == out.Of, sum
		if s.Method == Mean {
			out.Value /= float64(out.Of)
		}
	case stopped: // answers behind a closed gate contradict it
		out.Known, out.Value = out.Answered == 0, in.Gate.Value
	}
	if !out.Known {
		out.Value = 0
		return out
	}
	out.Band, out.Reached = s.band(out.Value), s.reached(out.Value)
	return out
}

// number is the number of the option that was chosen, as printed on the form.
func (in *Instrument) number(item string, given fhir.Answers) (float64, bool) {
	code, answered := given[item]
	it := in.Form.Find(item)
	if !answered || it == nil {
		return 0, false
	}
	option, ok := it.Option(code)
	if !ok {
		return 0, false
	}
	return option.Ordinal()
}

type gate int

const (
	open gate = iota
	stopped
	unasked
)

func (in *Instrument) gate(given fhir.Answers) gate {
	if in.Gate == nil {
		return open
	}
	switch _, answered := in.number(in.Gate.Item, given); {
	case !answered:
		return unasked
	case given[in.Gate.Item] == in.Gate.Stop:
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
		if value >= c.At {
			reached = append(reached, c.ID)
		}
	}
	return reached
}

func (in *Instrument) raised(s Safety, given fhir.Answers, outcomes map[string]string) bool {
	if s.Algorithm != "" {
		return slices.Contains(s.Outcomes, outcomes[s.Algorithm])
	}
	number, answered := in.number(s.Item, given)
	if s.Unanswered {
		return !answered
	}
	return answered && number >= s.AtLeast
}

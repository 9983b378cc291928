package score

import "math"

// Change is what a published threshold says about two scores of the same person.
type Change string

const (
	Improved         Change = "improved"
	Worse            Change = "worse"
	NoReliableChange Change = "no-reliable-change" // may be measurement error
	NoThreshold      Change = "no-threshold"       // none is established
)

// Reliable compares an earlier with a later score of the instrument's Change.Subscale,
// both of the same form, both known. A difference is reliable from the published number
// of points on: PHQ-9 6 and GAD-7 4 (NHS Talking Therapies), PCL-5 15 (Marx 2022, the
// smaller of its two figures).
func Reliable(in *Instrument, from, to float64) Change {
	if in.Change == nil || in.Change.Status != "published" {
		return NoThreshold
	}
	moved := to - from
	switch higher := in.find(in.Change.Subscale).Higher; {
	case !(math.Abs(moved) >= in.Change.Points):
		return NoReliableChange
	case (moved > 0) == (higher == "better"):
		return Improved
	}
	return Worse
}

// Subscale finds a subscale by its id.
func (in *Instrument) Subscale(id string) (Subscale, bool) {
	s := in.find(id)
	return s, s.ID != ""
}

// Step is by how much the score can change at least.
func (s Subscale) Step() float64 {
	if s.Method == Mean {
		return 1 / float64(len(s.Items))
	}
	return s.times()
}

func (in *Instrument) find(subscale string) Subscale {
	for _, s := range in.Subscales {
		if s.ID == subscale {
			return s
		}
	}
	return Subscale{}
}

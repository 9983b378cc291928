package tool

// Pace is what the client said about going on: slow down, or stop. It stays until both go on.
type Pace struct {
	Said      string `json:"said,omitempty"` // slow, stop; empty: the two go on
	At        int64  `json:"at,omitempty"`
	Client    bool   `json:"client,omitempty"` // the client would go on
	Therapist bool   `json:"therapist,omitempty"`
}

// Stopped tells whether nothing that moves or sounds may run.
func (p Pace) Stopped() bool { return p.Said == "stop" }

// pace: slow and stop are the client's. To go on takes both; where the client says it aloud,
// the therapist notes that they did.
func pace(s State, step Step) (State, error) {
	switch step.Act {
	case "slow", "stop":
		if step.Side != Client {
			return s, NotYours
		}
		said := step.Act
		if s.Pace.Stopped() {
			said = "stop" // what was said stays, until both go on
		}
		s.Pace = Pace{Said: said, At: step.At}
		if said == "stop" {
			s.Breath.On, s.Light = false, s.Light.halted(step, "client")
		}
		return s, nil
	case "on", "aloud":
		return on(s, step)
	}
	return s, Unknown
}

func on(s State, step Step) (State, error) {
	switch {
	case s.Pace.Said == "":
		return s, NotNow
	case step.Act == "aloud" && step.Side != Therapist:
		return s, NotYours
	}
	s.Pace.Client = s.Pace.Client || step.Side == Client || step.Act == "aloud"
	s.Pace.Therapist = s.Pace.Therapist || step.Side == Therapist
	if s.Pace.Client && s.Pace.Therapist {
		s.Pace = Pace{}
	}
	return s, nil
}

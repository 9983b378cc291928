package tool

// Timer is how long the two have, and from when on.
type Timer struct {
	From    int64 `json:"from,omitempty"` // 0: it does not run
	Minutes int   `json:"minutes,omitempty"`
}

// Closings are how many minutes before the end the timer says so: time to begin closing, and
// time to have closed.
var Closings = []int{15, 5}

func timer(s State, step Step) (State, error) {
	switch {
	case step.Act != "start" && step.Act != "stop":
		return s, Unknown
	case step.Side != Therapist:
		return s, NotYours
	case step.Act == "stop":
		s.Timer = Timer{}
		return s, nil
	case len(step.Values) != 1 || step.Values[0] < 1 || step.Values[0] > 240:
		return s, Wrong
	}
	s.Timer = Timer{From: step.At, Minutes: step.Values[0]}
	return s, nil
}

// Breath is a breath in common: so many seconds in, held, and out, from a moment on.
type Breath struct {
	On   bool  `json:"on,omitempty"`
	From int64 `json:"from,omitempty"`
	In   int   `json:"in,omitempty"`
	Hold int   `json:"hold,omitempty"`
	Out  int   `json:"out,omitempty"`
}

// breath: either side begins it and ends it. After a stop it begins only when both go on.
func breath(s State, step Step) (State, error) {
	switch step.Act {
	case "stop":
		s.Breath.On = false
		return s, nil
	case "start":
	default:
		return s, Unknown
	}
	v := step.Values
	switch {
	case s.Pace.Stopped():
		return s, NotNow
	case len(v) != 3 || v[0] < 2 || v[0] > 12 || v[1] < 0 || v[1] > 12 || v[2] < 2 || v[2] > 16:
		return s, Wrong
	}
	s.Breath = Breath{On: true, From: step.At, In: v[0], Hold: v[1], Out: v[2]}
	return s, nil
}

// Ground is an exercise that brings back to here and now, and how far the two are in it.
type Ground struct {
	Name string `json:"name,omitempty"`
	At   int    `json:"at,omitempty"` // counted from 1
}

// Exercises are which there are, each with how many steps it has.
var Exercises = map[string]int{"senses": 5, "feet": 4, "where": 4}

// ground: the therapist chooses, and either side goes on or back.
func ground(s State, step Step) (State, error) {
	switch step.Act {
	case "begin":
		if step.Side != Therapist {
			return s, NotYours
		}
		if Exercises[step.Name] == 0 {
			return s, Wrong
		}
		s.Ground = Ground{step.Name, 1}
		return s, nil
	case "next", "back":
		to := s.Ground.At + 1
		if step.Act == "back" {
			to = s.Ground.At - 1
		}
		if to < 1 || to > Exercises[s.Ground.Name] {
			return s, NotNow
		}
		s.Ground.At = to
		return s, nil
	}
	return s, Unknown
}

package eight

import "slices"

// halt stops the work at once, a running set too.
func halt(s State, step Step, _ Now) (State, Refusal) {
	if !slices.Contains(Stops, step.Stop) {
		return s, no("fault.form")
	}
	s.Running, s.Stopped, s.Clear = false, step.Stop, false
	s.NoEyes = s.NoEyes || step.Stop == Eyes
	return s, Refusal{}
}

// resume goes on after a stop: somebody says what was done about it.
func resume(s State, step Step, _ Now) (State, Refusal) {
	switch {
	case s.Stopped == "":
		return s, no("emdr.no.halted")
	case !step.Reason:
		return s, unless("emdr.no.resume")
	}
	s.Stopped = ""
	return s, Refusal{}
}

// whole tells whether a target has come to its end.
func (s State) whole() bool {
	voc := s.Kind == Closed || s.VOC != nil && *s.VOC >= 6
	sud := s.Kind == Future || s.SUD != nil && (*s.SUD == 0 || *s.SUD == 1 && s.One)
	return s.Target != "" && voc && sud && s.Clear
}

// Whole tells whether the work can be closed as complete.
func (s State) Whole() bool { return s.whole() }

// finish closes a session. What did not come to its end takes every step of the closure, or
// a reason.
func finish(s State, step Step, _ Now) (State, Refusal) {
	switch {
	case s.Phase != Close:
		return s, no("emdr.no.phase")
	case step.As == Whole && !s.whole():
		return s, no("emdr.no.whole")
	case step.As != Whole && step.As != Part:
		return s, no("fault.form")
	case s.Worked && s.Kind != Future && step.SUD == nil:
		return s, no("emdr.no.rating")
	}
	must := Closing
	if step.As == Whole {
		must = []string{"oriented", "safe"}
	}
	for _, tick := range must {
		if !slices.Contains(step.Ticks, tick) && !step.Reason {
			return s, unless("emdr.no.closing")
		}
	}
	if step.As == Whole && step.SUD != nil && *step.SUD > *s.SUD {
		return s, no("emdr.no.whole")
	}
	if step.SUD != nil {
		s.SUD = step.SUD
	}
	if s.Ended = step.As; s.Worked && s.Target != "" {
		s.Targets = with(s.Targets, s.Target, map[Ending]Status{Whole: Complete, Part: Incomplete}[step.As])
	}
	return s, Refusal{}
}

// leave ends the work without a closure. It takes a reason.
func leave(s State, step Step, _ Now) (State, Refusal) {
	if !step.Reason {
		return s, unless("emdr.no.leave")
	}
	if s.Ended = Left; s.Worked && s.Target != "" {
		s.Targets = with(s.Targets, s.Target, Incomplete)
	}
	return s, Refusal{}
}

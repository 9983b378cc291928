package eight

import "slices"

// move goes to another phase, where the one before it has come to its end.
func move(s State, step Step, now Now) (State, Refusal) {
	to := step.To
	if to.Inner() && now.Hard != "" {
		return s, no(now.Hard)
	}
	if to.Inner() && s.Stopped != "" {
		return s, no("emdr.no.stopped")
	}
	switch {
	case to == Close && s.Phase != Close && s.Phase != History:
		s.Phase = Close
		return s, Refusal{}
	case to == Desensitise && s.Phase == Assess && s.Kind != Future:
		return s.desensitise(step, now)
	case to == Install && s.Phase == Assess && s.Kind == Future:
		return s.desensitise(step, now)
	case to == Install && s.Phase == Desensitise && s.Kind == Full:
		return s.quiet(step, Install)
	case to == Scan && s.Phase == Desensitise && s.Kind == Closed:
		return s.quiet(step, Scan)
	case to == Scan && s.Phase == Install:
		return s.scan(step, now)
	case to == Desensitise && (s.Phase == Install || s.Phase == Scan) && s.Kind != Future:
		s.Phase, s.Clear, s.One = Desensitise, false, false // something new came up
		return s, Refusal{}
	}
	return s, no("emdr.no.phase")
}

// desensitise begins the sets: everything is there, and time is left.
func (s State) desensitise(step Step, now Now) (State, Refusal) {
	for _, field := range needs[s.Kind] {
		if !slices.Contains(s.Given, field) {
			return s, no("emdr.no.field." + field)
		}
	}
	if s.Kind != Future && s.SUD == nil || s.Kind != Closed && s.VOC == nil {
		return s, no("emdr.no.rating")
	}
	if now.Left < Short && !step.Reason {
		return s, unless("emdr.no.late")
	}
	s.Late = s.Late || now.Left < Short
	s.Phase, s.Same, s.Worked, s.Tried, s.Held = step.To, 0, true, false, false
	return s, Refusal{}
}

// quiet is the end of phase 4: nothing disturbs any more, or as little as can be.
func (s State) quiet(step Step, to Phase) (State, Refusal) {
	switch {
	case s.SUD == nil || *s.SUD > 1:
		return s, no("emdr.no.sud")
	case *s.SUD == 1 && !step.Reason:
		return s, unless("emdr.no.sud.one")
	}
	s.One = *s.SUD == 1
	s.Phase, s.Same, s.VOCBefore, s.Tried, s.Held = to, 0, nil, false, false
	return s, Refusal{}
}

// scan is the end of phase 5: the good sentence was strengthened, holds, and rises no more. A
// number from before is none of this phase.
func (s State) scan(step Step, now Now) (State, Refusal) {
	switch {
	case s.VOC == nil || *s.VOC < 6:
		return s, no("emdr.no.voc")
	case !s.Held && !step.Reason && now.Rules >= 1:
		return s, unless("emdr.no.held")
	case *s.VOC == 6 && s.Rising():
		return s, no("emdr.no.voc.rising")
	case *s.VOC == 6 && !step.Reason:
		return s, unless("emdr.no.voc.six")
	}
	s.Phase, s.Same = Scan, 0
	return s, Refusal{}
}

func begin(s State, step Step, now Now) (State, Refusal) {
	switch {
	case s.Phase != Prepare && s.Phase != Desensitise && s.Phase != Install && s.Phase != Scan:
		return s, no("emdr.no.phase")
	case s.Phase != Prepare && now.Hard != "":
		return s, no(now.Hard)
	case s.Stopped != "":
		return s, no("emdr.no.stopped")
	case s.NoEyes && step.Set.Modality == "eyes":
		return s, no("emdr.no.eyes")
	case s.Phase != Prepare && now.Left < Short && !s.Late && !step.Reason:
		return s, unless("emdr.no.late")
	}
	s.Late = s.Late || s.Phase != Prepare && now.Left < Short
	s.Running = true
	return s, Refusal{}
}

// end is the end of a set. A client who stopped it is asked first how to go on.
func end(s State, step Step, _ Now) (State, Refusal) {
	if !s.Running {
		return s, no("emdr.no.set")
	}
	s.Running, s.Clear = false, false
	s.Tried = s.Tried || s.Phase == Install
	if step.Set.By == "client" {
		s.Stopped = Client
	}
	return s, Refusal{}
}

// notice is what the client noticed after a set: something else, or the same as before.
func notice(s State, step Step, _ Now) (State, Refusal) {
	if s.Phase != Desensitise && s.Phase != Install && s.Phase != Scan {
		return s, no("emdr.no.phase")
	}
	if s.Same++; !step.Same {
		s.Same = 0
	}
	return s, Refusal{}
}

// rate is how bad it is in phase 4, and how true the good sentence in phase 5. In the closure
// it is how the client leaves.
func rate(s State, step Step, _ Now) (State, Refusal) {
	sud := s.Phase == Desensitise || s.Phase == Close && s.Worked && s.Kind != Future
	voc := s.Phase == Install
	switch {
	case sud && step.SUD != nil:
		s.SUD, s.One = step.SUD, s.One && *step.SUD <= 1
	case voc && step.VOC != nil:
		s.VOCBefore, s.VOC, s.Held = s.VOC, step.VOC, s.Tried
	default:
		return s, no("emdr.no.rating")
	}
	return s, Refusal{}
}

func body(s State, step Step, _ Now) (State, Refusal) {
	if s.Phase != Scan {
		return s, no("emdr.no.phase")
	}
	s.Clear = step.Clear
	return s, Refusal{}
}

package eight

import "slices"

// Do is what a step does.
type Do string

const (
	Agree  Do = "agree"  // the plan is agreed
	Ready  Do = "ready"  // prepared
	Review Do = "review" // what was worked on last, now
	Choose Do = "choose" // a target
	Tell   Do = "tell"   // what the assessment found
	Go     Do = "go"     // to another phase
	Begin  Do = "begin"  // a set
	End    Do = "end"    // of a set
	Notice Do = "notice" // what came after a set
	Rate   Do = "rate"
	Body   Do = "body"
	Halt   Do = "halt"
	Resume Do = "resume"
	Finish Do = "finish"
	Leave  Do = "leave"
)

// After is what was decided when it was looked at again.
type After string

const (
	Continue After = "continue"
	Next     After = "next"
	More     After = "prepare"
)

// Set is one set as it really was.
type Set struct {
	Passes   int     `json:"passes,omitempty"`
	Seconds  float64 `json:"seconds,omitempty"`
	Rate     float64 `json:"rate,omitempty"` // passes a minute, as a mean
	Modality string  `json:"modality,omitempty"`
	Path     string  `json:"path,omitempty"`
	By       string  `json:"by,omitempty"` // who ended it: therapist, client, itself, line, closed (the page was)
}

// Step is one thing that was done.
type Step struct {
	Do     Do       `json:"do"`
	Target string   `json:"target,omitempty"`
	Kind   Kind     `json:"kind,omitempty"`
	Given  []string `json:"given,omitempty"`
	SUD    *int     `json:"sud,omitempty"`
	VOC    *int     `json:"voc,omitempty"`
	To     Phase    `json:"to,omitempty"`
	Clear  bool     `json:"clear,omitempty"`
	Set    Set      `json:"set,omitzero"`
	Same   bool     `json:"same,omitempty"` // nothing has changed
	Stop   Stop     `json:"stop,omitempty"`
	As     Ending   `json:"as,omitempty"`
	After  After    `json:"after,omitempty"`
	Ticks  []string `json:"ticks,omitempty"`
	Reason bool     `json:"reason,omitempty"` // one was given, in words
}

type rule func(State, Step, Now) (State, Refusal)

var rules = map[Do]rule{Agree: agree, Ready: ready, Review: review, Choose: choose, Tell: tell, Go: move,
	Begin: begin, End: end, Notice: notice, Rate: rate, Body: body, Halt: halt, Resume: resume, Finish: finish, Leave: leave}

// Take is the state after a step, or why it cannot be. A refusal changes nothing.
func (s State) Take(step Step, now Now) (State, Refusal) {
	do := rules[step.Do]
	switch {
	case do == nil || odd(step.SUD, 0, 10) || odd(step.VOC, 1, 7):
		return s, no("fault.form")
	case s.Ended != "":
		return s, no("emdr.no.over")
	case s.Running && step.Do != End && step.Do != Halt:
		return s, no("emdr.no.running")
	}
	next, refused := do(s, step, now)
	if refused.Key != "" {
		return s, refused
	}
	return next, refused
}

func odd(n *int, least, most int) bool { return n != nil && (*n < least || *n > most) }

func agree(s State, _ Step, now Now) (State, Refusal) {
	if now.Targets == 0 {
		return s, no("emdr.no.plan")
	}
	s.Planned = true
	if s.Phase == History {
		s.Phase = Prepare
	}
	return s, Refusal{}
}

func ready(s State, step Step, now Now) (State, Refusal) {
	switch {
	case s.Phase != Prepare:
		return s, no("emdr.no.phase")
	case now.Hard != "":
		return s, no(now.Hard)
	case now.Gate != "":
		return s, no(now.Gate)
	case !slices.Contains(step.Ticks, "shift") || !slices.Contains(step.Ticks, "stop"):
		return s, no("emdr.no.prepared")
	}
	s.Prepared = true
	return s, Refusal{}
}

func review(s State, step Step, now Now) (State, Refusal) {
	switch {
	case s.Owed == "":
		return s, no("emdr.no.owed")
	case step.SUD == nil && s.Kind != Future, step.VOC == nil && s.Kind == Future:
		return s, no("emdr.no.rating")
	case step.After == Continue && now.Away:
		return s, no("emdr.no.away")
	case step.After == Continue && now.Hard != "":
		return s, no(now.Hard)
	case step.After == Continue && now.Gate != "":
		return s, no(now.Gate)
	}
	was := s.Owed
	done := s.Targets[was] == Complete && !step.back(s.Kind)
	s.Owed = ""
	switch step.After {
	case Continue:
		s.Phase, s.Target, s.Given, s.SUD, s.VOC = Assess, was, step.Given, step.SUD, step.VOC
		s.Targets, s.Worked = with(s.Targets, was, Open), true
	case Next, More:
		if step.After == Next && !done && !step.Reason && !now.Away && now.Rules >= 1 { // why it went was said then
			return s, unless("emdr.no.unfinished")
		}
		s.Phase, s.Kind = Prepare, ""
		s.Prepared = s.Prepared && step.After == Next
		if !done && s.Targets[was] == Complete {
			s.Targets = with(s.Targets, was, Incomplete)
		}
	default:
		return s, no("emdr.no.after")
	}
	return s, Refusal{}
}

// back tells whether what was done has come back: it hurts again, or what was to come feels
// possible no more.
func (step Step) back(k Kind) bool {
	return step.SUD != nil && *step.SUD > 1 || k == Future && step.VOC != nil && *step.VOC < 6
}

func choose(s State, step Step, now Now) (State, Refusal) {
	switch {
	case now.Hard != "":
		return s, no(now.Hard)
	case now.Gate != "":
		return s, no(now.Gate)
	case s.Owed != "":
		return s, no("emdr.no.again")
	case !s.Planned:
		return s, no("emdr.no.agreed")
	case !s.Prepared:
		return s, no("emdr.no.prepared")
	case s.Phase != Prepare && s.Phase != Assess || s.Worked:
		return s, no("emdr.no.one")
	case step.Target == "" || needs[step.Kind] == nil || now.Away:
		return s, no("emdr.no.target")
	case now.Before && !step.Reason:
		return s, unless("emdr.no.before")
	}
	s.Phase, s.Target, s.Kind, s.Given, s.SUD, s.VOC = Assess, step.Target, step.Kind, step.Given, nil, nil
	if s.Targets[step.Target] != Complete {
		s.Targets = with(s.Targets, step.Target, Open)
	}
	return s, Refusal{}
}

func tell(s State, step Step, now Now) (State, Refusal) {
	switch {
	case s.Phase != Assess:
		return s, no("emdr.no.phase")
	case now.Hard != "":
		return s, no(now.Hard)
	}
	s.Given, s.Worked = step.Given, true
	if step.SUD != nil {
		s.SUD = step.SUD
	}
	if step.VOC != nil {
		s.VOC = step.VOC
	}
	return s, Refusal{}
}

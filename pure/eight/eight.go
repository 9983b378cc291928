// Package eight is the eight phases of EMDR as rules: what has to be there before a phase
// begins, and what has to be so before it ends. A state and a step give the next state, or a
// refusal that says what is missing. Where a therapist may go on all the same, the step
// carries the reason; software decides nothing.
package eight

import "maps"

// Phase is one of the eight.
type Phase int

const (
	History Phase = iota + 1
	Prepare
	Assess
	Desensitise
	Install
	Scan
	Close
	Again // re-evaluation, at the beginning of the next session
)

// Kind is what a target needs.
type Kind string

const (
	Full   Kind = "full"
	Closed Kind = "closed" // undisclosed by design: the client says only a cue word, a feeling, how bad, and where
	Future Kind = "future" // a template for what is to come: nothing to be processed, something to be installed
)

// needs are the fields that an assessment has to have.
var needs = map[Kind][]string{
	Full:   {"event", "image", "nc", "pc", "voc", "emotion", "sud", "body"},
	Closed: {"cue", "emotion", "sud", "body"},
	Future: {"event", "image", "pc", "voc"},
}

// Needs are the fields of a kind of target.
func Needs(k Kind) []string { return needs[k] }

// Status is how far a target has come.
type Status string

const (
	Waiting    Status = ""
	Open       Status = "open"
	Incomplete Status = "incomplete"
	Complete   Status = "complete"
)

// Ending is how the work of a session ended.
type Ending string

const (
	Whole Ending = "complete"
	Part  Ending = "incomplete"
	Left  Ending = "left" // without a closure, with a reason
)

// Stop is why the work was stopped.
type Stop string

const (
	Dual    Stop = "dual"    // no longer here and there at once
	Away    Stop = "away"    // dissociation that grounding does not end
	Suicide Stop = "suicide" // new thoughts of suicide
	Eyes    Stop = "eyes"    // eye pain, headache
	Client  Stop = "client"  // the client's own sign
)

// Stops are all of them.
var Stops = []Stop{Client, Dual, Away, Eyes, Suicide}

// Closing are what belongs to the end of a session that did not come to its end.
var Closing = []string{"container", "calm", "oriented", "safe", "expect", "log", "next"}

// State is where the work of a case stands.
type State struct {
	Phase    Phase
	Planned  bool // the plan is agreed: phase 1 is done
	Prepared bool // the client can leave a state and come back: phase 2 is done
	Owed     string
	Targets  map[string]Status

	Target    string
	Kind      Kind
	Given     []string
	SUD       *int
	VOC       *int
	VOCBefore *int
	Clear     bool

	Worked  bool // something was touched in this session
	Running bool
	Same    int  // sets in a row without change
	Late    bool // goes on although time is short
	Tried   bool // a set was run in phase 5
	Held    bool // and the good sentence was rated after it
	One     bool // SUD 1 is what can be, here
	Stopped Stop
	NoEyes  bool // the eyes hurt: no more sets with them today
	Ended   Ending
}

// Now is what is so at the moment of a step and does not stand in the state.
type Now struct {
	Left    int    // minutes of the session
	Hard    string // why phases 3 to 6 are closed: a words key; empty: they are open
	Gate    string // what of the readiness nobody has answered, or gone on without: a words key
	Targets int    // in the plan
	Away    bool   // what is chosen, or looked at again, was taken out of the plan
	Before  bool   // of the same theme, something comes before what is chosen and is not done
	Rules   int    // which edition of these rules; what was taken by an earlier one stays taken
}

// Rules is the edition of these rules. Since the first one it takes a reason to leave what is not
// done for something else, and phase 5 ends on a rating after a set of its own.
const Rules = 1

// Short is when closing begins.
const Short = 15

// Refusal is why a step cannot be: a words key. With Reason it can, once a reason is given.
type Refusal struct {
	Key    string
	Reason bool
}

func no(key string) Refusal     { return Refusal{Key: key} }
func unless(key string) Refusal { return Refusal{key, true} }

// Session is the state at the beginning of a session: what was worked on last has to be
// looked at first.
func (s State) Session() State {
	next := State{Planned: s.Planned, Prepared: s.Prepared, Owed: s.Owed, Targets: s.Targets}
	if s.Worked && s.Target != "" {
		next.Owed, next.Kind = s.Target, s.Kind
		if s.Ended != Whole {
			next.Targets = with(s.Targets, s.Target, Incomplete)
		}
	} else if s.Owed != "" {
		next.Kind = s.Kind
	}
	switch {
	case next.Owed != "":
		next.Phase = Again
	case !next.Planned:
		next.Phase = History
	default:
		next.Phase = Prepare
	}
	return next
}

func with(all map[string]Status, which string, status Status) map[string]Status {
	next := maps.Clone(all)
	if next == nil {
		next = map[string]Status{}
	}
	next[which] = status
	return next
}

// MayEnd tells whether a session can be ended: what was opened has been closed.
func (s State) MayEnd() bool { return !s.Worked || s.Ended != "" }

// Blocked tells whether two sets in a row brought no change.
func (s State) Blocked() bool { return s.Same >= 2 }

// Disturbs tells whether something still hurts.
func (s State) Disturbs() bool { return s.SUD != nil && *s.SUD > 0 && !s.One }

// Rising tells whether the last two ratings of the good sentence still rose.
func (s State) Rising() bool {
	return s.VOC == nil || s.VOCBefore == nil || *s.VOC > *s.VOCBefore
}

// Inner tells whether a phase is one of those that need training and consent.
func (p Phase) Inner() bool { return p >= Assess && p <= Scan }

package plan

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// What is named here, each by its own kind of id.
type (
	ID     = id.ID[Plan]
	StepID = id.ID[Step]
	GoalID = id.ID[Goal]
	SaidID = id.ID[Said]
)

// Plan is one version of the plan of a case. It never changes: whoever changes something makes
// the next one, which says what that was.
type Plan struct {
	ID ID        `json:"-"`
	N  int       `json:"-"` // counted from 1 in its space
	At time.Time `json:"-"`

	By  who.ID     `json:"by"`
	As  right.Role `json:"as"`
	Act Act        `json:"act"`

	Protocol string    `json:"protocol"`
	Version  string    `json:"version"`        // of the protocol, that was taken last
	Left     string    `json:"left,omitempty"` // a newer one that the therapist has looked at and left
	Phase    string    `json:"phase"`          // where the two are
	Steps    []Step    `json:"steps"`
	Goals    []Goal    `json:"goals,omitempty"`
	Said     []Said    `json:"said,omitempty"`
	Closed   time.Time `json:"closed,omitzero"`
}

// Found tells whether there is a plan, and Open whether it still goes on.
func (p Plan) Found() bool { return p.ID != "" }

func (p Plan) Open() bool { return p.Found() && p.Closed.IsZero() }

// Least keeps a plan of few words as large as one of many.
func (p Plan) Least() int { return 3840 }

// State is how far a step is. Only a therapist changes it.
type State string

const (
	Ahead   State = "ahead"
	Now     State = "now"
	Reached State = "done"
	Skipped State = "skipped"
)

// Step is one step of a plan: of the protocol, in its words or in others, or added.
type Step struct {
	ID    StepID    `json:"id"`
	From  string    `json:"from,omitempty"` // the protocol's step; empty: it was added
	Of    string    `json:"of,omitempty"`   // the version of the protocol whose words it has
	Phase string    `json:"phase"`
	Title seal.Text `json:"title,omitempty"` // in other words; empty: the protocol's
	Why   seal.Text `json:"why,omitempty"`
	Note  seal.Text `json:"note,omitempty"`
	State State     `json:"state"`
	Since time.Time `json:"since,omitzero"`
	Over  seal.Text `json:"over,omitempty"` // why it was left out
	No    time.Time `json:"no,omitzero"`    // since when the client says no to it
	N     int       `json:"n"`              // the version of the plan that changed it last
}

// GoalState is what became of a goal.
type GoalState string

const (
	Proposed GoalState = "proposed" // written by the client, and not yet talked about
	Agreed   GoalState = "agreed"
	Met      GoalState = "met"
	Let      GoalState = "let" // let go
)

// Goal is what a client hopes for, in their own words, and how one would notice.
type Goal struct {
	ID    GoalID     `json:"id"`
	Words seal.Text  `json:"words"`
	Sign  seal.Text  `json:"sign,omitempty"`
	State GoalState  `json:"state"`
	By    who.ID     `json:"by"`
	As    right.Role `json:"as"`
	At    time.Time  `json:"at"`
	N     int        `json:"n"`
}

// Said is what a client said about the plan or about one step. It waits until the two have
// talked about it.
type Said struct {
	ID     SaidID    `json:"id"`
	Step   StepID    `json:"step,omitempty"`
	About  seal.Text `json:"about,omitempty"` // what the step was called to them: it may go with its plan
	Words  seal.Text `json:"words,omitempty"`
	No     bool      `json:"no,omitempty"`  // they say no to the step
	Yes    bool      `json:"yes,omitempty"` // they take their no back
	At     time.Time `json:"at"`
	Talked time.Time `json:"talked,omitzero"`
}

// Act is what somebody did to make a version.
type Act struct {
	Kind    Kind      `json:"kind"`
	Step    StepID    `json:"step,omitempty"`
	Goal    GoalID    `json:"goal,omitempty"`
	Said    SaidID    `json:"said,omitempty"`
	Phase   string    `json:"phase,omitempty"`
	Version string    `json:"version,omitempty"` // of the protocol
	Words   seal.Text `json:"words,omitempty"`   // why, where a reason was given
	Unmet   []string  `json:"unmet,omitempty"`   // gates that advised against it
	Seen    []string  `json:"seen,omitempty"`    // gates of which the therapist said that they had looked
}

// Kind is what kind of act it was.
type Kind string

const (
	DidAdopt    Kind = "adopt"
	DidClose    Kind = "close"
	DidAdd      Kind = "add"
	DidWord     Kind = "word"
	DidMove     Kind = "move"
	DidBegin    Kind = "begin"
	DidFinish   Kind = "finish"
	DidSkip     Kind = "skip"
	DidReopen   Kind = "reopen"
	DidEnter    Kind = "enter"
	DidGoal     Kind = "goal"
	DidAgree    Kind = "agree"
	DidMeet     Kind = "meet"
	DidLet      Kind = "let"
	DidSay      Kind = "say"
	DidRefuse   Kind = "refuse"
	DidRelent   Kind = "relent"
	DidTalk     Kind = "talk"
	DidTake     Kind = "take"
	DidLeave    Kind = "leave"
	DidPropose  Kind = "propose"
	DidGoalWord Kind = "goalword"
)

// Part is the part of a page that shows the plan.
const Part = "plan"

// longest is how many letters one text of a plan may have, and most how many steps it may.
const (
	longest = 2000
	most    = 80
)

// Current is the plan of a space as it is now; where there is none it is not Found.
func Current(tx *db.Tx, rec *space.Record) (Plan, error) { return newest(tx, rec) }

// step is one of a plan's.
func (p *Plan) step(which StepID) (*Step, error) {
	for i := range p.Steps {
		if p.Steps[i].ID == which {
			return &p.Steps[i], nil
		}
	}
	return nil, fault.New(fault.NotFound, "fault.notfound")
}

// Step is one step of a plan; not there: it has no ID.
func (p Plan) Step(which StepID) Step {
	s, err := p.step(which)
	if err != nil {
		return Step{}
	}
	return *s
}

// protocol is the version of the protocol that the plan goes by.
func (p Plan) protocol() Protocol {
	found, err := Version(p.Protocol, p.Version)
	if err != nil {
		return Protocol{}
	}
	return found
}

// Words are what a step is called and why it is there, in a language where the words are the
// protocol's.
func (p Plan) Words(language string, s Step) (title, why string) {
	t := p.text(language, s)
	if title = s.Title.Reveal(); title == "" {
		title = t.Title
	}
	if why = s.Why.Reveal(); why == "" {
		why = t.Body
	}
	return title, why
}

func (p Plan) text(language string, s Step) Text {
	if s.From == "" {
		return Text{}
	}
	of, err := Version(p.Protocol, s.Of)
	if err != nil {
		return Text{}
	}
	return of.Text(language, "step", s.From)
}

// PhaseWords are those of a phase.
func (p Plan) PhaseWords(language, phase string) Text {
	return p.protocol().Text(language, "phase", phase)
}

// In are the steps of a phase, in order, without those that were left out.
func (p Plan) In(phase string) (all []Step) {
	for _, s := range p.Steps {
		if s.Phase == phase && s.State != Skipped {
			all = append(all, s)
		}
	}
	return all
}

// Doing are the steps that were begun and are not done.
func (p Plan) Doing() (all []Step) {
	for _, s := range p.Steps {
		if s.State == Now {
			all = append(all, s)
		}
	}
	return all
}

// Untalked is what the client said that the two have not talked about, the oldest first.
func (p Plan) Untalked() (all []Said) {
	for _, s := range p.Said {
		if s.Talked.IsZero() {
			all = append(all, s)
		}
	}
	return all
}

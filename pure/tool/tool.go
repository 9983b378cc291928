// Package tool is what client and therapist share while they meet: a scale, a board, a timer,
// a breath in common. Each tool is a function from what there is and one step to what there is
// then, so that everybody who takes the same steps in the same order has the same before them.
package tool

import (
	"errors"
	"slices"
)

// Side is whose step it is.
type Side string

const (
	Client    Side = "client"
	Therapist Side = "therapist"
)

// Words are what somebody wrote. They never print.
type Words string

func (Words) String() string   { return "‹words›" }
func (Words) GoString() string { return "‹words›" }

// Step is one thing that somebody did in a room. Who, when and which number it has is set
// where it is kept, never by whoever sends it.
type Step struct {
	ID     string `json:"id"`
	Tool   string `json:"tool"`
	Act    string `json:"act"`
	Name   string `json:"name,omitempty"`
	Text   Words  `json:"text,omitempty"`
	Values []int  `json:"values,omitempty"`

	N     int64   `json:"n,omitempty"` // counted from 1 in its room
	At    int64   `json:"at,omitempty"`
	By    string  `json:"by,omitempty"`
	Side  Side    `json:"side,omitempty"`
	Clock float64 `json:"clock,omitempty"` // the shared clock when it came, in ms
	Setup *Setup  `json:"setup,omitempty"` // of a set
	Ref   string  `json:"ref,omitempty"`   // what the step led to elsewhere, such as a kept object
}

// What can be wrong with a step.
var (
	Unknown  = errors.New("tool: there is no such act")
	NotYours = errors.New("tool: the other side's act")
	NotNow   = errors.New("tool: not as things stand")
	Wrong    = errors.New("tool: a value that does not fit")
)

// State is all that is shared in one room.
type State struct {
	N      int64            `json:"n"`
	In     bool             `json:"in"` // the client was let in
	Table  []string         `json:"table,omitempty"`
	Pace   Pace             `json:"pace,omitzero"`
	Dials  map[string]Marks `json:"dials,omitempty"`
	Boards []Board          `json:"boards,omitempty"`
	Timer  Timer            `json:"timer,omitzero"`
	Breath Breath           `json:"breath,omitzero"`
	Ground Ground           `json:"ground,omitzero"`
	Light  Light            `json:"light,omitzero"`
}

// tool is how one kind of step is taken. To add one: its part of State, a line here, and,
// where it is laid on the table, a name in Lays. Nothing else knows which there are.
type tool struct {
	take   func(State, Step) (State, error)
	always bool // it needs no place on the table
}

var tools = map[string]tool{
	"door": {door, true}, "table": {table, true}, "pace": {pace, true},
	"dial": {take: dial}, "board": {board, true}, "timer": {take: timer},
	"breath": {take: breath}, "ground": {take: ground}, "light": {light, true},
}

// Lays are what a therapist can lay on the table, in the order in which it lies there.
var Lays = []string{"sud", "voc", "mood", "window", "timer", "breath", "ground", "board"}

// Take is the state after a step. The state before it is never changed. A step that cannot be
// taken changes nothing.
func (s State) Take(step Step) (State, error) {
	t, known := tools[step.Tool]
	switch {
	case !known:
		return s, Unknown
	case step.Side != Client && step.Side != Therapist:
		return s, NotYours
	case step.Side == Client && !s.In:
		return s, NotNow
	case !t.always && !s.Lies(step.lay()):
		return s, NotNow
	}
	next, err := t.take(s, step)
	if err != nil {
		return s, err
	}
	next.N = step.N
	return next, nil
}

// Replay is the state after a step that was kept. What an earlier Tillit took and this one
// does not know changes nothing but the number.
func (s State) Replay(step Step) State {
	next, err := s.Take(step)
	if err != nil {
		next.N = step.N
	}
	return next
}

// lay is what must lie on the table for a step.
func (step Step) lay() string {
	if step.Tool == "dial" {
		return step.Name
	}
	return step.Tool
}

// Lies tells whether something lies on the table.
func (s State) Lies(name string) bool { return slices.Contains(s.Table, name) }

// For is what one side sees: who waits outside sees nothing, and who is in sees the table.
func (s State) For(side Side) State {
	if side == Therapist {
		return s
	}
	seen := State{N: s.N, In: s.In}
	if !s.In {
		return seen
	}
	seen.Table, seen.Pace = s.Table, s.Pace
	for name, marks := range s.Dials {
		if s.Lies(name) {
			seen.Dials = with(seen.Dials, name, marks)
		}
	}
	seen.Light = s.Light
	seen.Light.Done = nil
	if s.Lies("board") {
		seen.Boards = s.Boards
	}
	if s.Lies("timer") {
		seen.Timer = s.Timer
	}
	if s.Lies("breath") {
		seen.Breath = s.Breath
	}
	if s.Lies("ground") {
		seen.Ground = s.Ground
	}
	return seen
}

// door lets the client in, or back out to where they wait.
func door(s State, step Step) (State, error) {
	switch {
	case step.Act != "in" && step.Act != "out":
		return s, Unknown
	case step.Side != Therapist:
		return s, NotYours
	}
	if s.In = step.Act == "in"; !s.In {
		s.Light = s.Light.halted(step, "therapist")
	}
	return s, nil
}

// table lays something down for both, or takes it away. What it holds stays as it was.
func table(s State, step Step) (State, error) {
	switch {
	case step.Act != "lay" && step.Act != "clear":
		return s, Unknown
	case step.Side != Therapist:
		return s, NotYours
	case !slices.Contains(Lays, step.Name):
		return s, Wrong
	}
	var now []string
	for _, name := range Lays {
		if name == step.Name && step.Act == "lay" || name != step.Name && s.Lies(name) {
			now = append(now, name)
		}
	}
	s.Table = now
	return s, nil
}

// with is a copy of a map with one thing more in it.
func with[V any](m map[string]V, name string, v V) map[string]V {
	all := make(map[string]V, len(m)+1)
	for k, had := range m {
		all[k] = had
	}
	all[name] = v
	return all
}

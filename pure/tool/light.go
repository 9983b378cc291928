package tool

import (
	"slices"

	"tillit.care/pure/stim"
)

// Light is the stimulation of a session: the set that is on, or was the last, and what those
// before it really were.
type Light struct {
	N      int         `json:"n,omitempty"` // sets that were begun
	Plan   *stim.Plan  `json:"plan,omitempty"`
	Limits stim.Limits `json:"limits,omitzero"` // of the practice, when it began
	Stop   *Stop       `json:"stop,omitempty"`
	Done   []stim.Set  `json:"done,omitempty"`
	Begun  int64       `json:"begun,omitempty"` // when the set came
	Had    []string    `json:"had,omitempty"`   // what screens gave in the set; none: what was meant
}

// Gave is what a screen can give in a set: what was meant, or, where a device asks for less movement,
// something for the ears, for the hands, or nothing.
var Gave = []string{"meant", "heard", "felt", "nothing"}

// Stop is an end of a set before its time: when on the shared clock, on whose side, and why.
type Stop struct {
	At   float64 `json:"at"`
	Side Side    `json:"side"`
	Why  string  `json:"why"`
}

// Setup is what a set is begun or changed with.
type Setup struct {
	With   stim.Settings `json:"with"`
	Limits stim.Limits   `json:"limits,omitzero"`
}

// Stops are why a set may end before its time, and who may say so: somebody pressed stop, it
// was too much, the line was lost, a finger was lifted, the page was hidden or left; or it may not go
// on, which the house says in the name of somebody who is there.
var Stops = map[string][]Side{
	"therapist": {Therapist}, "released": {Therapist}, "client": {Client}, "much": {Client}, "hidden": {Client},
	"lost": {Client, Therapist}, "gone": {Client, Therapist}, "closed": {Client, Therapist},
}

// How far from the moment at which it is kept a set may begin or change, and how long ago a
// screen that had lost its line may have stopped, in ms.
const (
	furthest = 15_000
	longAgo  = 3_600_000
	mostSets = 200 // of one session are shown
)

// On tells whether a set is on at a moment.
func (l Light) On(at float64) bool {
	return l.Plan != nil && l.Stop == nil && at < l.Plan.Start+stim.CourseOf(*l.Plan, l.Limits).End
}

// Happened is what the last set really was; none: there was none.
func (l Light) Happened() (stim.Set, bool) {
	if l.Plan == nil {
		return stim.Set{}, false
	}
	var stop *stim.Stop
	if l.Stop != nil {
		stop = &stim.Stop{At: l.Stop.At, Why: l.Stop.Why}
	}
	set := stim.Happened(*l.Plan, l.Limits, stop)
	set.Had = l.Had
	return set, true
}

// light: the therapist begins a set and changes it, and either side stops it. Values hold its
// moment on the shared clock. A screen says what it gave instead of what was meant.
func light(s State, step Step) (State, error) {
	take, known := map[string]func(State, Step, float64) (State, error){"begin": beginSet, "change": changeSet, "stop": stopSet}[step.Act]
	if step.Act == "had" {
		return hadSet(s, step)
	}
	switch {
	case !known:
		return s, Unknown
	case step.Act != "stop" && step.Side != Therapist:
		return s, NotYours
	case len(step.Values) != 1:
		return s, Wrong
	}
	return take(s, step, float64(step.Values[0]))
}

// near tells whether something may begin or change at a moment.
func (step Step) near(at float64) bool {
	return at > step.Clock-furthest && at < step.Clock+furthest
}

func beginSet(s State, step Step, at float64) (State, error) {
	switch {
	case step.Setup == nil || !step.near(at):
		return s, Wrong
	case s.Pace.Stopped() || s.Light.On(step.Clock):
		return s, NotNow
	}
	plan := stim.Plan{V: stim.Version, Set: step.ID, Start: at, With: step.Setup.With, Changes: []stim.Change{}}
	if len(stim.Check(plan, step.Setup.Limits)) > 0 {
		return s, Wrong
	}
	done := s.Light.Done
	if did, was := s.Light.Happened(); was {
		done = append(slices.Clone(done[max(0, len(done)-mostSets):]), did)
	}
	s.Light = Light{N: s.Light.N + 1, Plan: &plan, Limits: step.Setup.Limits, Done: done, Begun: step.At}
	return s, nil
}

// hadSet notes what a screen gave in the last set: each once, so that nobody can fill a record with
// it. It changes nothing else, whoever says it.
func hadSet(s State, step Step) (State, error) {
	switch l := s.Light; {
	case !slices.Contains(Gave, step.Name):
		return s, Wrong
	case l.Plan == nil || step.Ref != l.Plan.Set || slices.Contains(l.Had, step.Name):
		return s, NotNow
	}
	s.Light.Had = append(slices.Clone(s.Light.Had), step.Name)
	return s, nil
}

// Less is what was given in place of something to see, as screens said; empty: what was meant.
func (l Light) Less() string {
	for _, gave := range Gave {
		if slices.Contains(l.Had, gave) {
			if gave == "meant" {
				return ""
			}
			return gave
		}
	}
	return ""
}

// changeSet changes a set that is on, from a moment on that has not been.
func changeSet(s State, step Step, at float64) (State, error) {
	switch {
	case !s.Light.On(step.Clock):
		return s, NotNow
	case step.Setup == nil || !step.near(at) || len(stim.CheckSettings(step.Setup.With, s.Light.Limits)) > 0:
		return s, Wrong
	}
	plan := *s.Light.Plan
	n := len(plan.Changes)
	if n >= stim.MostChanges {
		return s, NotNow
	}
	if n > 0 {
		at = max(at, plan.Changes[n-1].At)
	}
	plan.Changes = append(slices.Clone(plan.Changes), stim.Change{At: at, With: step.Setup.With})
	s.Light.Plan = &plan
	return s, nil
}

// stopSet ends a set. Of two stops the sooner counts: a screen without a line stops by itself,
// and says so later. What was too much stops everything, until both go on.
func stopSet(s State, step Step, at float64) (State, error) {
	l := s.Light
	switch {
	case !slices.Contains(Stops[step.Name], step.Side), at > step.Clock+1000, at < step.Clock-longAgo:
		return s, Wrong
	case l.Plan == nil || step.Ref != "" && step.Ref != l.Plan.Set,
		l.Stop != nil && l.Stop.At <= at,
		at >= l.Plan.Start+stim.CourseOf(*l.Plan, l.Limits).End:
		return s, NotNow
	}
	s.Light.Stop = &Stop{At: at, Side: step.Side, Why: step.Name}
	if step.Name == "much" {
		s.Pace, s.Breath.On = Pace{Said: "stop", At: step.At}, false
	}
	return s, nil
}

// Over is a light whose session ended at a moment: a set that was on then ended with it.
func (l Light) Over(at float64, why string) Light {
	if l.On(at) {
		l.Stop = &Stop{At: max(at, l.Plan.Start), Side: Therapist, Why: why}
	}
	return l
}

// halted is a light that stops with something else: with the session's own stop, or because
// the client was taken out.
func (l Light) halted(step Step, why string) Light {
	if l.On(step.Clock) {
		l.Stop = &Stop{At: step.Clock, Side: step.Side, Why: why}
	}
	return l
}

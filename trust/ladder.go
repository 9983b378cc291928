package trust

import (
	"slices"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/space"
)

// Step is one step of the ladder: trust that is given in small things before large ones, as
// hard as it is to this client (reference/clinical.md §7, TrustHierarchy).
type Step struct {
	Act    seal.Text `json:"act,omitempty"`
	Hard   *int      `json:"hard,omitempty"`
	Person []Thread  `json:"person,omitempty"`
	Shows  seal.Text `json:"shows,omitempty"`
	Bigger []Thread  `json:"bigger,omitempty"` // the step that was too hard, of which this is a part
	State  string    `json:"state,omitempty"`
	Times  *int      `json:"times,omitempty"` // how often it was tried
	Place  *int      `json:"place,omitempty"` // where somebody put it; nil: by how hard it is
}

// What became of a step.
const (
	stepDone  = "done"
	stepAgain = "again"
	stepHard  = "hard"
)

func (s *Step) Kind() Kind      { return "step" }
func (s *Step) Name() seal.Text { return s.Act }

func (s *Step) Fields() []Field {
	return []Field{
		line("act", &s.Act).must().hinted(), mark("hard", &s.Hard, 0, 10), people("person", &s.Person).only(),
		prose("shows", &s.Shows).hinted(), links("bigger", &s.Bigger, "step").only().folded(),
		pick("state", &s.State, stepDone, stepAgain, stepHard).act(), mark("times", &s.Times, 0, 999).act(),
		mark("place", &s.Place, 0, 999).act().unseen(),
	}
}

// hardness orders steps that nobody put anywhere; what nobody weighed comes last.
func (s *Step) hardness() int {
	if s.Hard == nil {
		return 11
	}
	return *s.Hard
}

// ladder are the steps from the easiest up: where somebody put them, and the others before
// the first one that is harder.
func ladder(all []Revision) (steps []Revision) {
	var loose []Revision
	for _, r := range all {
		s, ok := r.Thing.(*Step)
		switch {
		case !ok || r.Away:
		case s.Place == nil:
			loose = append(loose, r)
		default:
			steps = append(steps, r)
		}
	}
	slices.SortStableFunc(steps, func(a, b Revision) int { return place_(a) - place_(b) })
	for _, r := range loose {
		at := slices.IndexFunc(steps, func(other Revision) bool { return hardness(other) > hardness(r) })
		if at < 0 {
			at = len(steps)
		}
		steps = slices.Insert(steps, at, r)
	}
	return steps
}

func hardness(r Revision) int {
	s, _ := r.Thing.(*Step)
	return s.hardness()
}

func place_(r Revision) int {
	s, _ := r.Thing.(*Step)
	return *s.Place
}

// Tread says what became of a step: done, to be done again, or too hard for now.
func Tread(tx *db.Tx, rec *space.Record, t Thread, once ID, what string) error {
	return change(tx, rec, t, once, func(now Revision, _ []Revision, _ string) (Thing, error) {
		s, ok := clone(now.Thing).(*Step)
		if !ok || !slices.Contains([]string{stepDone, stepAgain, stepHard}, what) {
			return nil, fault.New(fault.Invalid, "fault.form")
		}
		times := 1
		if s.Times != nil {
			times = min(*s.Times+1, 999)
		}
		s.State, s.Times = what, &times
		return s, nil
	})
}

// Shift puts a step one place up, or down.
func Shift(tx *db.Tx, rec *space.Record, t Thread, once ID, up bool) error {
	if err := begin(tx, rec); err != nil {
		return err
	}
	past, err := history(tx, rec, t)
	if err != nil || which(past, once).ID != "" {
		return err
	}
	all, err := current(tx, rec)
	if err != nil {
		return err
	}
	steps := ladder(all)
	at := slices.IndexFunc(steps, func(r Revision) bool { return r.Thread == t })
	to := at + 1
	if up {
		to = at - 1
	}
	if at < 0 {
		return fault.New(fault.Invalid, "fault.form")
	}
	if to < 0 || to >= len(steps) {
		return nil // it is at the end already
	}
	steps[at], steps[to] = steps[to], steps[at]
	for i, r := range steps {
		id := once
		if r.Thread != t {
			id = fresh(tx)
		}
		if err := stand(tx, rec, r.Thread, id, i+1); err != nil {
			return err
		}
	}
	return nil
}

// stand puts a step at a place of the ladder, if it is not there already.
func stand(tx *db.Tx, rec *space.Record, t Thread, once ID, place int) error {
	return change(tx, rec, t, once, func(now Revision, _ []Revision, _ string) (Thing, error) {
		s, ok := clone(now.Thing).(*Step)
		if !ok {
			return nil, fault.New(fault.Invalid, "fault.form")
		}
		s.Place = &place
		return s, nil
	})
}

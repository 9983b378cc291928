package tool

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"tillit.care/pure/stim"
)

func said(s State) string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// anyStep is something that somebody may send, sensible or not.
func anyStep(t *rapid.T, n int64) Step {
	tools := []string{"door", "table", "pace", "dial", "board", "timer", "breath", "ground", "light", "nothing"}
	acts := []string{"in", "out", "lay", "clear", "slow", "stop", "on", "aloud", "set", "write", "keep", "start", "begin", "next", "back", "change", "odd"}
	names := append([]string{"", "stuck", "senses", "feet", "text", "no such thing", "client", "much", "lost", "therapist"}, Lays...)
	if rapid.Bool().Draw(t, "of a set") {
		return anySet(t, n)
	}
	return Step{ID: fmt.Sprint("step", n), N: n, At: 1000 * n, Clock: float64(1000 * n),
		Tool: rapid.SampledFrom(tools).Draw(t, "tool"), Act: rapid.SampledFrom(acts).Draw(t, "act"),
		Name: rapid.SampledFrom(names).Draw(t, "name"), Text: Words(rapid.StringN(0, 20, -1).Draw(t, "text")),
		Values: rapid.SliceOfN(rapid.IntRange(-3, 16), 0, 4).Draw(t, "values"),
		Side:   rapid.SampledFrom([]Side{Client, Therapist, "somebody"}).Draw(t, "side"), Ref: rapid.SampledFrom([]string{"", "x"}).Draw(t, "ref")}
}

// anySet is a step with a set, sensible or not.
func anySet(t *rapid.T, n int64) Step {
	with := stim.Settings{"ppm": float64(rapid.IntRange(1, 260).Draw(t, "ppm")), "passes": float64(rapid.IntRange(0, 4).Draw(t, "passes"))}
	if rapid.Bool().Draw(t, "change") {
		delete(with, "passes")
	}
	return Step{ID: fmt.Sprint("step", n), N: n, At: 1000 * n, Clock: float64(1000 * n), Tool: "light", Act: rapid.SampledFrom([]string{"begin", "change", "stop", "had", "odd"}).Draw(t, "act"),
		Name: rapid.SampledFrom([]string{"client", "much", "lost", "therapist", "released", "heard", "meant", ""}).Draw(t, "why"), Values: []int{int(1000*n) + rapid.IntRange(-20_000, 20_000).Draw(t, "at")},
		Setup: rapid.SampledFrom([]*Setup{nil, {With: with}, {With: with, Limits: stim.UsualLimits}, {With: stim.Settings{"ppm": "fast"}}}).Draw(t, "setup"),
		Side:  rapid.SampledFrom([]Side{Client, Therapist, "somebody"}).Draw(t, "side"), Ref: rapid.SampledFrom([]string{"", "", "step1"}).Draw(t, "ref")}
}

// TestLaws: whatever is sent, the state before a step stays as it was; a step that is not taken
// changes nothing; the same steps make the same state, read back from what is kept at any point.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, again := State{}, State{}
		var taken []Step
		for i := range rapid.IntRange(1, 60).Draw(t, "steps") {
			step := anyStep(t, int64(len(taken)+1))
			before := said(s)
			next, err := s.Take(step)
			if said(s) != before {
				t.Fatalf("step %d changed what was there before it", i)
			}
			if err != nil {
				if said(next) != before {
					t.Fatalf("step %d was refused (%v) and changed something", i, err)
				}
				continue
			}
			taken, s = append(taken, step), next
			holds(t, s, step)
			onlyHad(t, s, step)
		}
		for _, step := range taken {
			var read State
			if err := json.Unmarshal([]byte(said(again)), &read); err != nil {
				t.Fatal(err)
			}
			again = read.Replay(step)
		}
		if said(again) != said(s) {
			t.Fatalf("read back:\n%s\n%s", said(again), said(s))
		}
	})
}

// onlyHad: what a screen says that it gave changes that, and nothing else, whatever else it sends.
func onlyHad(t *rapid.T, s State, odd Step) {
	if s.Light.Plan == nil {
		return
	}
	odd.Tool, odd.Act, odd.Name, odd.Ref = "light", "had", "heard", s.Light.Plan.Set
	next, err := s.Take(odd)
	next.Light.Had, next.N = s.Light.Had, s.N
	if said(next) != said(s) {
		t.Fatalf("what a screen said it gave changed something else (%v): %s", err, said(next))
	}
}

// holds are what is so in every room, whatever happened.
func holds(t *rapid.T, s State, step Step) {
	outside := State{N: s.N}
	switch {
	case step.Side == Client && !s.In:
		t.Fatal("somebody who waits outside did something")
	case !s.In && said(s.For(Client)) != said(outside):
		t.Fatal("somebody who waits outside sees something")
	case s.Pace.Stopped() && s.Breath.On:
		t.Fatal("something runs after a stop")
	case s.Pace.Stopped() && s.Light.On(step.Clock+1), !s.In && step.Tool == "door" && s.Light.On(step.Clock):
		t.Fatal("a light moves after a stop")
	case s.Light.Plan != nil && len(stim.Check(*s.Light.Plan, s.Light.Limits)) > 0:
		t.Fatal("a set that the practice does not allow")
	case step.Tool == "light" && step.Act != "stop" && step.Act != "had" && step.Side != Therapist:
		t.Fatal("the client began a set, or changed it")
	case s.Pace.Client && s.Pace.Therapist:
		t.Fatal("both go on, and it still stands")
	case step.Side == Client && (step.Tool == "door" || step.Tool == "table" || step.Tool == "timer" || step.Act == "lay" || step.Act == "begin"):
		t.Fatal("the client did what is the therapist's")
	case step.Side == Therapist && (step.Act == "slow" || step.Tool == "pace" && step.Act == "stop"):
		t.Fatal("the therapist said stop in the client's name")
	}
	for name, marks := range s.Dials {
		for _, m := range marks {
			if m.Value < Scales[name].From || m.Value > Scales[name].To {
				t.Fatalf("%s stands at %d", name, m.Value)
			}
		}
		if !s.Lies(name) && s.For(Client).Dials[name] != nil {
			t.Fatal("the client sees what does not lie on the table")
		}
	}
}

func take(t *testing.T, s State, step Step) State {
	t.Helper()
	step.N = s.N + 1
	next, err := s.Take(step)
	if err != nil {
		t.Fatalf("%+v: %v", step, err)
	}
	return next
}

// TestStopStays: a stop stays until both go on, and a slow after it does not make it less.
func TestStopStays(t *testing.T) {
	s := take(t, State{}, Step{Tool: "door", Act: "in", Side: Therapist})
	s = take(t, s, Step{Tool: "table", Act: "lay", Name: "breath", Side: Therapist})
	s = take(t, s, Step{Tool: "breath", Act: "start", Values: []int{4, 2, 6}, Side: Client})
	s = take(t, s, Step{Tool: "pace", Act: "stop", Side: Client})
	s = take(t, s, Step{Tool: "pace", Act: "slow", Side: Client})
	if !s.Pace.Stopped() || s.Breath.On {
		t.Fatalf("%+v", s)
	}
	if _, err := s.Take(Step{Tool: "breath", Act: "start", Values: []int{4, 2, 6}, Side: Therapist}); !errors.Is(err, NotNow) {
		t.Errorf("%v", err)
	}
	if s = take(t, s, Step{Tool: "pace", Act: "on", Side: Therapist}); !s.Pace.Stopped() {
		t.Error("the therapist alone went on")
	}
	if s = take(t, s, Step{Tool: "pace", Act: "on", Side: Client}); s.Pace.Said != "" {
		t.Error("both go on")
	}
}

func TestWordsDoNotPrint(t *testing.T) {
	if text := fmt.Sprintf("%v %+v %#v %s", Step{Text: "secret"}, Step{Text: "secret"}, Words("secret"), Words("secret")); len(text) == 0 || containsSecret(text) {
		t.Error(text)
	}
}

func containsSecret(text string) bool {
	for i := range text {
		if len(text)-i >= 6 && text[i:i+6] == "secret" {
			return true
		}
	}
	return false
}

// TestASet: a set is one at a time, changes ahead, ends at its count, and the sooner of two
// stops counts.
func TestASet(t *testing.T) {
	begin := func(at int64) Step {
		return Step{ID: fmt.Sprint("set", at), Tool: "light", Act: "begin", Side: Therapist, Clock: float64(at), Values: []int{int(at) + 100}, Setup: &Setup{With: stim.Settings{"passes": 10.0}}}
	}
	s := take(t, State{}, Step{Tool: "door", Act: "in", Side: Therapist})
	s = take(t, s, begin(1000))
	if _, err := s.Take(begin(5000)); !errors.Is(err, NotNow) {
		t.Errorf("two sets at once: %v", err)
	}
	s = take(t, s, Step{Tool: "light", Act: "change", Side: Therapist, Clock: 3000, Values: []int{3100}, Setup: &Setup{With: stim.Settings{"ppm": 120.0}}})
	s = take(t, s, Step{Tool: "light", Act: "stop", Name: "lost", Side: Therapist, Clock: 5000, Values: []int{5000}})
	if _, err := s.Take(Step{Tool: "light", Act: "stop", Name: "client", Side: Client, Clock: 6000, Values: []int{5500}}); !errors.Is(err, NotNow) {
		t.Errorf("a later stop counted: %v", err)
	}
	s = take(t, s, Step{Tool: "light", Act: "stop", Name: "client", Side: Client, Clock: 7000, Values: []int{4100}})
	if set, _ := s.Light.Happened(); set.Passes != 4 || set.Seconds != 3 || set.Why != "client" {
		t.Errorf("%+v", set)
	}
	s = take(t, s, begin(8000))
	if len(s.Light.Done) != 1 || s.Light.N != 2 {
		t.Errorf("%+v", s.Light)
	}
	if s.Light.On(18_100) || !s.Light.On(18_099) {
		t.Error("ten passes at 60 a minute are ten seconds")
	}
	s = take(t, s, Step{Tool: "light", Act: "stop", Name: "much", Side: Client, Clock: 9000, Values: []int{9000}})
	if _, err := s.Take(begin(30_000)); !errors.Is(err, NotNow) {
		t.Errorf("after too much it went on by itself: %v", err)
	}
}

// TestLessMovement: a screen that shows less says so once for its set, whichever side it is on, and
// what the set was says it. One screen that showed what was meant is enough for that to count.
func TestLessMovement(t *testing.T) {
	with := &Setup{With: stim.Settings{"passes": 10.0}}
	s := take(t, State{}, Step{Tool: "door", Act: "in", Side: Therapist})
	had := func(name, set string) Step {
		return Step{Tool: "light", Act: "had", Name: name, Ref: set, Side: Client}
	}
	if _, err := s.Take(had("heard", "a")); !errors.Is(err, NotNow) {
		t.Errorf("of no set: %v", err)
	}
	s = take(t, s, Step{ID: "a", Tool: "light", Act: "begin", At: 7, Side: Therapist, Clock: 1000, Values: []int{1100}, Setup: with})
	for _, odd := range []Step{had("seen", "a"), had("", "a"), had("heard", "b"), had("heard", "")} {
		if _, err := s.Take(odd); err == nil {
			t.Errorf("%+v was taken", odd)
		}
	}
	s = take(t, s, had("nothing", "a"))
	s = take(t, s, had("heard", "a"))
	if _, err := s.Take(had("heard", "a")); !errors.Is(err, NotNow) {
		t.Errorf("twice: %v", err)
	}
	if set, _ := s.Light.Happened(); len(set.Had) != 2 || s.Light.Less() != "heard" || s.Light.Begun != 7 {
		t.Errorf("%+v", s.Light)
	}
	if s = take(t, s, had("meant", "a")); s.Light.Less() != "" {
		t.Error("one screen showed it")
	}
	s = take(t, s, Step{ID: "b", Tool: "light", Act: "begin", Side: Therapist, Clock: 60_000, Values: []int{60_100}, Setup: with})
	if s.Light.Had != nil || len(s.Light.Done[0].Had) != 3 {
		t.Errorf("the next set begins with %v", s.Light.Had)
	}
}

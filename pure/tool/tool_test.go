package tool

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"
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
	tools := []string{"door", "table", "pace", "dial", "board", "timer", "breath", "ground", "nothing"}
	acts := []string{"in", "out", "lay", "clear", "slow", "stop", "on", "aloud", "set", "write", "keep", "start", "begin", "next", "back", "odd"}
	names := append([]string{"", "stuck", "senses", "feet", "text", "no such thing"}, Lays...)
	return Step{ID: fmt.Sprint("step", n), N: n, At: 1000 * n,
		Tool: rapid.SampledFrom(tools).Draw(t, "tool"), Act: rapid.SampledFrom(acts).Draw(t, "act"),
		Name: rapid.SampledFrom(names).Draw(t, "name"), Text: Words(rapid.StringN(0, 20, -1).Draw(t, "text")),
		Values: rapid.SliceOfN(rapid.IntRange(-3, 16), 0, 4).Draw(t, "values"),
		Side:   rapid.SampledFrom([]Side{Client, Therapist, "somebody"}).Draw(t, "side"), Ref: rapid.SampledFrom([]string{"", "x"}).Draw(t, "ref")}
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

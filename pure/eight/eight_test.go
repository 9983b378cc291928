package eight

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func n(v int) *int { return &v }

var open = Now{Left: 60, Targets: 3, Rules: Rules}

type told struct {
	step Step
	now  Now
	want string // the key of the refusal; empty: it goes
}

func walk(t *testing.T, s State, all []told) State {
	t.Helper()
	for i, one := range all {
		next, refused := s.Take(one.step, one.now)
		if refused.Key != one.want {
			t.Fatalf("step %d, %s: refused %q, want %q", i, one.step.Do, refused.Key, one.want)
		}
		if refused.Key != "" && !reflect.DeepEqual(next, s) {
			t.Fatalf("step %d: a refusal changed something", i)
		}
		s = next
	}
	return s
}

var full = Needs(Full)

func atWork(t *testing.T) State {
	return walk(t, State{}.Session(), []told{
		{Step{Do: Choose, Target: "a", Kind: Full}, open, "emdr.no.agreed"},
		{Step{Do: Agree}, Now{Left: 60}, "emdr.no.plan"},
		{Step{Do: Agree}, open, ""},
		{Step{Do: Ready, Ticks: []string{"shift"}}, open, "emdr.no.prepared"},
		{Step{Do: Ready, Ticks: []string{"shift", "stop"}}, Now{Left: 60, Hard: "emdr.hard.consent"}, "emdr.hard.consent"},
		{Step{Do: Ready, Ticks: []string{"shift", "stop"}}, open, ""},
		{Step{Do: Choose, Target: "a", Kind: Full}, Now{Left: 60, Hard: "emdr.hard.credential"}, "emdr.hard.credential"},
		{Step{Do: Choose, Target: "a", Kind: Full}, open, ""},
		{Step{Do: Go, To: Desensitise}, open, "emdr.no.field.event"},
		{Step{Do: Tell, Given: full, SUD: n(8), VOC: n(2)}, open, ""},
		{Step{Do: Go, To: Install}, open, "emdr.no.phase"},
		{Step{Do: Go, To: Desensitise}, Now{Left: 14}, "emdr.no.late"},
		{Step{Do: Go, To: Desensitise}, open, ""},
	})
}

func TestAWholeSession(t *testing.T) {
	set := []told{{Step{Do: Begin}, open, ""}, {Step{Do: End, Set: Set{Passes: 24}}, open, ""}}
	s := walk(t, atWork(t), append(set,
		told{Step{Do: Go, To: Install}, open, "emdr.no.sud"},
		told{Step{Do: Rate, SUD: n(1)}, open, ""},
		told{Step{Do: Go, To: Install}, open, "emdr.no.sud.one"},
		told{Step{Do: Go, To: Install, Reason: true}, open, ""},
		told{Step{Do: Begin}, open, ""}, told{Step{Do: End}, open, ""},
		told{Step{Do: Rate, VOC: n(6)}, open, ""},
		told{Step{Do: Go, To: Scan}, open, "emdr.no.voc.rising"},
		told{Step{Do: Rate, VOC: n(6)}, open, ""},
		told{Step{Do: Go, To: Scan}, open, "emdr.no.voc.six"},
		told{Step{Do: Rate, VOC: n(7)}, open, ""},
		told{Step{Do: Go, To: Scan}, open, ""},
		told{Step{Do: Go, To: Close}, open, ""},
		told{Step{Do: Finish, As: Whole, SUD: n(1), Ticks: []string{"oriented", "safe"}}, open, "emdr.no.whole"},
	))
	if s.MayEnd() {
		t.Error("it is not closed, and the session could end")
	}
	s.Phase = Scan
	s = walk(t, s, []told{
		{Step{Do: Body, Clear: true}, open, ""},
		{Step{Do: Go, To: Close}, open, ""},
		{Step{Do: Finish, As: Whole, SUD: n(1), Ticks: []string{"oriented"}}, open, "emdr.no.closing"},
		{Step{Do: Finish, As: Whole, SUD: n(1), Ticks: []string{"oriented", "safe"}}, open, ""},
		{Step{Do: Begin}, open, "emdr.no.over"},
	})
	if s.Targets["a"] != Complete || !s.MayEnd() {
		t.Errorf("%v", s)
	}
	s = s.Session()
	if s.Phase != Again || s.Owed != "a" {
		t.Errorf("what was done is looked at first: %v", s)
	}
	s = walk(t, s, []told{
		{Step{Do: Choose, Target: "b", Kind: Full}, open, "emdr.no.again"},
		{Step{Do: Review, After: Next}, open, "emdr.no.rating"},
		{Step{Do: Review, After: Next, SUD: n(3)}, open, "emdr.no.unfinished"},
		{Step{Do: Review, After: Next, SUD: n(3), Reason: true}, open, ""},
		{Step{Do: Choose, Target: "b", Kind: Closed}, open, ""},
	})
	if s.Targets["a"] != Incomplete {
		t.Error("it came back, and is complete all the same")
	}
}

func TestAnIncompleteSession(t *testing.T) {
	late := Now{Left: 10, Targets: 3}
	s := walk(t, atWork(t), []told{
		{Step{Do: Begin}, late, "emdr.no.late"},
		{Step{Do: Begin, Reason: true}, late, ""},
		{Step{Do: Rate, SUD: n(4)}, late, "emdr.no.running"},
		{Step{Do: End}, late, ""}, {Step{Do: Notice, Same: true}, late, ""},
		{Step{Do: Begin}, late, ""}, {Step{Do: End, Set: Set{By: "client"}}, late, ""}, {Step{Do: Notice, Same: true}, late, ""},
		{Step{Do: Begin}, late, "emdr.no.stopped"},
		{Step{Do: Resume}, late, "emdr.no.resume"},
		{Step{Do: Resume, Reason: true}, late, ""},
		{Step{Do: Rate, SUD: n(5)}, late, ""},
		{Step{Do: Halt, Stop: Suicide}, late, ""},
		{Step{Do: Go, To: Install}, late, "emdr.no.stopped"},
		{Step{Do: Go, To: Close}, late, ""},
		{Step{Do: Finish, As: Part, SUD: n(5)}, late, "emdr.no.closing"},
	})
	if !s.Blocked() || !s.Disturbs() {
		t.Error("two sets without a change")
	}
	if _, refused := s.Take(Step{Do: Leave}, late); refused.Key != "emdr.no.leave" || !refused.Reason {
		t.Error(refused)
	}
	s = walk(t, s, []told{{Step{Do: Finish, As: Part, SUD: n(4), Ticks: Closing}, late, ""}}).Session()
	s = walk(t, s, []told{
		{Step{Do: Review, After: Continue, SUD: n(5), VOC: n(3), Given: full}, open, ""},
		{Step{Do: Go, To: Desensitise}, open, ""},
	})
	if s.Targets["a"] != Open || s.Session().Owed != "a" {
		t.Errorf("%v", s)
	}
}

func TestTargetsOfOtherKinds(t *testing.T) {
	s := walk(t, State{Planned: true, Prepared: true}.Session(), []told{
		{Step{Do: Choose, Target: "c", Kind: Closed}, open, ""},
		{Step{Do: Tell, Given: []string{"cue", "emotion", "body"}, SUD: n(6)}, open, ""},
		{Step{Do: Go, To: Desensitise}, open, "emdr.no.field.sud"},
		{Step{Do: Tell, Given: Needs(Closed), SUD: n(6)}, open, ""},
		{Step{Do: Go, To: Desensitise}, open, ""},
		{Step{Do: Rate, SUD: n(0)}, open, ""},
		{Step{Do: Go, To: Install}, open, "emdr.no.phase"},
		{Step{Do: Go, To: Scan}, open, ""},
		{Step{Do: Body, Clear: true}, open, ""},
		{Step{Do: Go, To: Close}, open, ""},
		{Step{Do: Finish, As: Whole, SUD: n(0), Ticks: []string{"oriented", "safe"}}, open, ""},
	})
	if s.Targets["c"] != Complete {
		t.Error(s)
	}
	walk(t, State{Planned: true, Prepared: true}.Session(), []told{
		{Step{Do: Choose, Target: "d", Kind: Future}, open, ""},
		{Step{Do: Tell, Given: Needs(Future), VOC: n(5)}, open, ""},
		{Step{Do: Go, To: Desensitise}, open, "emdr.no.phase"},
		{Step{Do: Go, To: Install}, open, ""},
		{Step{Do: Begin}, open, ""}, {Step{Do: End}, open, ""},
		{Step{Do: Rate, VOC: n(7)}, open, ""},
		{Step{Do: Go, To: Scan}, open, ""},
		{Step{Do: Body, Clear: true}, open, ""},
		{Step{Do: Go, To: Close}, open, ""},
		{Step{Do: Finish, As: Whole, Ticks: []string{"oriented", "safe"}}, open, ""},
	})
}

// drawn is any step, sensible or not.
func drawn(t *rapid.T) Step {
	rating := func(least, most int, name string) *int {
		v := rapid.IntRange(least-1, most).Draw(t, name)
		if v < least {
			return nil
		}
		return &v
	}
	some := func(all []string, name string) []string {
		if rapid.Bool().Draw(t, name) {
			return all
		}
		return all[:rapid.IntRange(0, len(all)).Draw(t, name+" n")]
	}
	kind := rapid.SampledFrom([]Kind{Full, Closed, Future}).Draw(t, "kind")
	return Step{
		Do:     rapid.SampledFrom([]Do{Agree, Ready, Review, Choose, Tell, Tell, Go, Go, Go, Go, Begin, Begin, End, End, Notice, Rate, Rate, Body, Halt, Resume, Finish, Leave, "nonsense"}).Draw(t, "do"),
		Target: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "target"), Kind: kind, Given: some(append(Needs(kind), Needs(Full)...), "given"),
		SUD: rating(0, 10, "sud"), VOC: rating(1, 7, "voc"), To: Phase(rapid.IntRange(0, 9).Draw(t, "to")), Clear: rapid.Bool().Draw(t, "clear"),
		Same: rapid.Bool().Draw(t, "same"), Set: Set{By: rapid.SampledFrom([]string{"therapist", "client"}).Draw(t, "by")}, Stop: rapid.SampledFrom(Stops).Draw(t, "stop"),
		As: rapid.SampledFrom([]Ending{Whole, Part, Left}).Draw(t, "as"), After: rapid.SampledFrom([]After{Continue, Next, More, ""}).Draw(t, "after"),
		Ticks: some(append([]string{"shift", "stop"}, Closing...), "ticks"), Reason: rapid.Bool().Draw(t, "reason"),
	}
}

// TestAnyOrderOfSteps: whatever is tried, in whatever order, the rules hold.
func TestAnyOrderOfSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := State{}.Session()
		if rapid.Bool().Draw(t, "prepared") {
			s = State{Planned: true, Prepared: true}.Session()
		}
		for range rapid.IntRange(1, 80).Draw(t, "steps") {
			if rapid.IntRange(0, 20).Draw(t, "another session") == 0 {
				before := s
				s = s.Session()
				if before.Worked && before.Target != "" && (s.Owed != before.Target || s.Phase != Again) {
					t.Fatalf("what was worked on is not looked at first: %+v", s)
				}
				continue
			}
			step := drawn(t)
			now := Now{Left: rapid.IntRange(-5, 60).Draw(t, "left"), Targets: rapid.IntRange(0, 2).Draw(t, "targets"), Before: rapid.Bool().Draw(t, "before"), Rules: Rules}
			if rapid.IntRange(0, 9).Draw(t, "hard") == 0 {
				now.Hard = "emdr.hard.consent"
			}
			next, refused := s.Take(step, now)
			again, twice := s.Take(step, now)
			if !reflect.DeepEqual(next, again) || refused != twice {
				t.Fatal("the same step gave something else")
			}
			if refused.Key != "" {
				if !reflect.DeepEqual(next, s) || !strings.HasPrefix(refused.Key, "emdr.") && refused.Key != "fault.form" {
					t.Fatalf("a refusal changed something: %v", refused)
				}
				step.Reason = true
				if _, still := s.Take(step, now); refused.Reason && still == refused {
					t.Fatalf("a reason did not help: %v", refused)
				}
				continue
			}
			laws(t, s, next, step, now)
			s = next
		}
	})
}

// laws are what a therapist relies on.
func laws(t *rapid.T, was, is State, step Step, now Now) {
	entered := is.Phase != was.Phase
	switch {
	case now.Hard != "" && is.Phase.Inner() && (entered || is.Running && !was.Running):
		t.Fatalf("phase %d without training or consent", is.Phase)
	case is.Running && was.Stopped != "":
		t.Fatal("a set runs although the work was stopped")
	case is.Running && !was.Running && is.Phase > Prepare && now.Left < Short && !step.Reason && !was.Late:
		t.Fatal("a set was begun late, and nobody said why")
	case entered && is.Phase == Desensitise && was.Phase == Assess && !holds(was.Given, Needs(was.Kind)):
		t.Fatal("processing began without the whole assessment")
	case entered && was.Phase == Desensitise && is.Phase != Close && (was.SUD == nil || *was.SUD > 1 || *was.SUD == 1 && !step.Reason):
		t.Fatal("phase 4 ended although it still hurts")
	case entered && was.Phase == Install && is.Phase == Scan && (*was.VOC < 6 || *was.VOC == 6 && (!step.Reason || was.Rising())):
		t.Fatal("phase 5 ended too early")
	case entered && was.Phase == Install && is.Phase == Scan && !step.Reason && (!was.Tried || !was.Held):
		t.Fatal("phase 5 ended on a number from before it")
	case step.Do == Review && step.After == Next && is.Owed == "" && was.Owed != "" && !step.Reason && (was.Targets[was.Owed] != Complete || step.SUD != nil && *step.SUD > 1):
		t.Fatal("what is not done was left without a reason")
	case step.Do == Choose && is.Phase == Assess && now.Before && !step.Reason:
		t.Fatal("chosen before its turn without a reason")
	case is.Ended == Whole && !was.Whole():
		t.Fatal("closed as complete, and is not")
	case is.Ended == Part && !step.Reason && !holds(step.Ticks, Closing):
		t.Fatal("the closure was skipped without a reason")
	case is.Ended == Left && !step.Reason:
		t.Fatal("left without a reason")
	case was.Owed != "" && step.Do == Choose:
		t.Fatal("a new target before the last one was looked at")
	case is.Worked && is.Target == "":
		t.Fatal("worked on nothing")
	}
}

func holds(all, must []string) bool {
	for _, m := range must {
		found := false
		for _, a := range all {
			found = found || a == m
		}
		if !found {
			return false
		}
	}
	return true
}

// TestEyesThatHurt: after eye pain no set goes with the eyes in that session, whatever was done
// about it; by hand it does.
func TestEyesThatHurt(t *testing.T) {
	now := Now{Left: 50, Targets: 1}
	s, refused := State{Phase: Prepare}.Take(Step{Do: Halt, Stop: Eyes}, now)
	if refused.Key == "" {
		s, refused = s.Take(Step{Do: Resume, Reason: true}, now)
	}
	if refused.Key != "" {
		t.Fatal(refused)
	}
	if _, refused := s.Take(Step{Do: Begin, Set: Set{Modality: "eyes"}}, now); refused.Key != "emdr.no.eyes" {
		t.Errorf("with the eyes: %+v", refused)
	}
	if _, refused := s.Take(Step{Do: Begin, Set: Set{Modality: "taps"}}, now); refused.Key != "" {
		t.Errorf("by hand: %+v", refused)
	}
	if s.Session().NoEyes {
		t.Error("another day is another day")
	}
}

// TestGoingOnTakesReadiness: what was worked on last goes on only where readiness stands today.
func TestGoingOnTakesReadiness(t *testing.T) {
	sud := 5
	s := State{Phase: Again, Owed: "a", Kind: Full}
	step := Step{Do: Review, SUD: &sud, After: Continue}
	if _, refused := s.Take(step, Now{Left: 50, Gate: "emdr.gate.open"}); refused.Key != "emdr.gate.open" {
		t.Errorf("%+v", refused)
	}
}

// TestNothingIsLeftInSilence: what is not done is left for something else only with a reason, however
// small the number: nothing was put in its place, and the body was not asked.
func TestNothingIsLeftInSilence(t *testing.T) {
	for sud, done := range map[int]Status{0: Incomplete, 8: Incomplete, 9: Complete} {
		s := State{Phase: Again, Owed: "a", Kind: Full, Planned: true, Targets: map[string]Status{"a": done}}
		step := Step{Do: Review, After: Next, SUD: n(sud)}
		if _, refused := s.Take(step, open); refused != (Refusal{"emdr.no.unfinished", true}) {
			t.Errorf("%d, %s: %+v", sud, done, refused)
		}
		if _, refused := s.Take(step, Now{Left: 60}); refused.Key != "" {
			t.Error("what an earlier edition took is taken back")
		}
		step.After = More
		if _, refused := s.Take(step, open); refused.Key != "" {
			t.Errorf("to prepare more takes no reason: %+v", refused)
		}
		step.After, step.Reason = Next, true
		if s, refused := s.Take(step, open); refused.Key != "" || s.Targets["a"] != Incomplete {
			t.Errorf("%+v %v", refused, s.Targets)
		}
	}
	s := State{Phase: Again, Owed: "a", Kind: Full, Planned: true, Targets: map[string]Status{"a": Complete}}
	walk(t, s, []told{{Step{Do: Review, After: Next, SUD: n(1), VOC: n(6)}, open, ""}})
}

// TestAGoodSentenceIsHeldInPhaseFive: a 7 from phase 3, or one before any set of phase 5, does not
// end it.
func TestAGoodSentenceIsHeldInPhaseFive(t *testing.T) {
	s := State{Phase: Install, Kind: Full, Target: "a", Worked: true, SUD: n(0), VOC: n(7)}
	walk(t, s, []told{{Step{Do: Go, To: Scan}, Now{Left: 60}, ""}})
	s = walk(t, s, []told{
		{Step{Do: Go, To: Scan}, open, "emdr.no.held"},
		{Step{Do: Rate, VOC: n(7)}, open, ""},
		{Step{Do: Go, To: Scan}, open, "emdr.no.held"},
		{Step{Do: Begin}, open, ""}, {Step{Do: End}, open, ""},
		{Step{Do: Go, To: Scan}, open, "emdr.no.held"},
	})
	walk(t, s, []told{{Step{Do: Go, To: Scan, Reason: true}, open, ""}})
	s = walk(t, s, []told{
		{Step{Do: Rate, VOC: n(7)}, open, ""},
		{Step{Do: Go, To: Scan}, open, ""},
		{Step{Do: Go, To: Desensitise}, open, ""},
		{Step{Do: Rate, SUD: n(0)}, open, ""},
		{Step{Do: Go, To: Install}, open, ""},
	})
	walk(t, s, []told{{Step{Do: Go, To: Scan}, open, "emdr.no.held"}}) // a new round is held anew
}

// TestTheOrderOfProngs: what comes later is chosen before its turn with a reason.
func TestTheOrderOfProngs(t *testing.T) {
	now := open
	now.Before = true
	walk(t, State{Planned: true, Prepared: true}.Session(), []told{
		{Step{Do: Choose, Target: "b", Kind: Full}, now, "emdr.no.before"},
		{Step{Do: Choose, Target: "b", Kind: Full, Reason: true}, now, ""},
	})
}

// TestWhatLeftThePlan: it cannot be chosen and not be gone on with, also with a reason; what was
// opened is looked at all the same, and to leave it takes no second reason.
func TestWhatLeftThePlan(t *testing.T) {
	now := open
	now.Away = true
	walk(t, State{Planned: true, Prepared: true}.Session(), []told{
		{Step{Do: Choose, Target: "a", Kind: Full, Reason: true}, now, "emdr.no.target"},
	})
	s := State{Phase: Again, Owed: "a", Kind: Full, Planned: true, Prepared: true, Targets: map[string]Status{"a": Incomplete}}
	walk(t, s, []told{
		{Step{Do: Choose, Target: "b", Kind: Full}, open, "emdr.no.again"},
		{Step{Do: Review, After: Continue, SUD: n(6), Reason: true}, now, "emdr.no.away"},
		{Step{Do: Review, After: Next}, now, "emdr.no.rating"},
		{Step{Do: Review, After: Next, SUD: n(6)}, now, ""},
		{Step{Do: Choose, Target: "b", Kind: Full}, open, ""},
	})
	walk(t, State{}.Session(), []told{{Step{Do: Agree}, Now{Left: 60}, "emdr.no.plan"}}) // all of it left
}

package plan

import (
	"slices"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/space"
)

// Worded is a step as somebody wants it to be worded.
type Worded struct {
	Step  StepID
	Over  int // the version that it was written over
	Title seal.Text
	Why   seal.Text
	Note  seal.Text
	Phase string
}

// Word gives a step other words, a note or another phase. Words that are the protocol's own
// are not kept, so that each reader goes on reading them in their language. Where somebody
// else has changed the step meanwhile it is a Conflict, and nothing is written over.
func Word(tx *db.Tx, rec *space.Record, once ID, w Worded, language string) error {
	return change(tx, rec, once, Act{Kind: DidWord, Step: w.Step}, func(p *Plan) error {
		s, err := p.step(w.Step)
		if err != nil {
			return err
		}
		if s.N != w.Over {
			return fault.New(fault.Conflict, "plan.step.changed")
		}
		own := p.text(language, *s)
		if w.Title == "" && own.Title == "" {
			return fault.At("title", "plan.title.missing")
		}
		if _, at := p.protocol().phase(w.Phase); at < 0 {
			return fault.At("phase", "plan.phase.unknown")
		}
		if err := tooLong("title", w.Title, "why", w.Why, "note", w.Note); err != nil {
			return err
		}
		return s.word(unless(w.Title, own.Title), unless(w.Why, own.Body), w.Note, w.Phase, p.N)
	})
}

// word changes the words of a step, if they are others than before.
func (s *Step) word(title, why, note seal.Text, phase string, n int) error {
	if s.Title == title && s.Why == why && s.Note == note && s.Phase == phase {
		return errSame
	}
	s.Title, s.Why, s.Note, s.Phase, s.N = title, why, note, phase, n
	return nil
}

// unless is a text, or nothing where it says what would be read anyway.
func unless(text seal.Text, otherwise string) seal.Text {
	if text.Reveal() == otherwise {
		return ""
	}
	return text
}

// tooLong is a fault at the first text that is too long: names, each with its text.
func tooLong(pairs ...any) error {
	for i := 0; i+1 < len(pairs); i += 2 {
		if text := pairs[i+1].(seal.Text); utf8.RuneCountInString(text.Reveal()) > longest {
			return fault.At(pairs[i].(string), "plan.long")
		}
	}
	return nil
}

// Add adds a step to a phase, in the therapist's words.
func Add(tx *db.Tx, rec *space.Record, once ID, phase string, title, why seal.Text) error {
	s := Step{ID: id.New[Step](tx.Now), Phase: phase, Title: title, Why: why, State: Ahead}
	return change(tx, rec, once, Act{Kind: DidAdd, Step: s.ID}, func(p *Plan) error {
		if _, at := p.protocol().phase(phase); at < 0 {
			return fault.At("phase", "plan.phase.unknown")
		}
		if title == "" {
			return fault.At("title", "plan.title.missing")
		}
		s.N = p.N
		p.Steps = append(p.Steps, s)
		return tooLong("title", title, "why", why)
	})
}

// AddGiven adds a step that the protocol has and the plan has not.
func AddGiven(tx *db.Tx, rec *space.Record, once ID, which string) error {
	act := Act{Kind: DidAdd, Step: id.New[Step](tx.Now)}
	return change(tx, rec, once, act, func(p *Plan) error {
		protocol := p.protocol()
		given, phase, ok := protocol.Step(which)
		if !ok || p.has(which) {
			return fault.At("given", "plan.given.unknown")
		}
		s := stepOf(tx, protocol, given, phase, p.N)
		s.ID = act.Step
		p.place(s, protocol)
		return nil
	})
}

func (p Plan) has(given string) bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool { return s.From == given })
}

// place puts a step behind the one that the protocol has before it in the same phase.
func (p *Plan) place(s Step, protocol Protocol) {
	phase, _ := protocol.phase(s.Phase)
	at := -1
	for _, given := range phase.Steps {
		if given.ID == s.From {
			break
		}
		if i := slices.IndexFunc(p.Steps, func(have Step) bool { return have.From == given.ID }); i >= 0 {
			at = max(at, i)
		}
	}
	if at < 0 {
		at = slices.IndexFunc(p.Steps, func(have Step) bool { return have.Phase == s.Phase }) - 1
	}
	if at < -1 {
		at = len(p.Steps) - 1
	}
	p.Steps = slices.Insert(p.Steps, at+1, s)
}

// Move puts a step before its neighbour in the phase, or behind it.
func Move(tx *db.Tx, rec *space.Record, once ID, which StepID, up bool) error {
	return change(tx, rec, once, Act{Kind: DidMove, Step: which}, func(p *Plan) error {
		if _, err := p.step(which); err != nil {
			return err
		}
		at := slices.IndexFunc(p.Steps, func(s Step) bool { return s.ID == which })
		for i := at + way(up); i >= 0 && i < len(p.Steps); i += way(up) {
			if p.Steps[i].Phase == p.Steps[at].Phase {
				p.Steps[i], p.Steps[at] = p.Steps[at], p.Steps[i]
				return nil
			}
		}
		return errSame
	})
}

func way(up bool) int {
	if up {
		return -1
	}
	return 1
}

// Begin says that a step is being worked on. Its gates advise: to go on without them, or
// although the client said no, needs a reason, which is kept.
func Begin(tx *db.Tx, rec *space.Record, once ID, which StepID, anyway Anyway) error {
	act := Act{Kind: DidBegin, Step: which}
	return pass(tx, rec, once, act, anyway, func(p *Plan) ([]Gate, bool, error) {
		s, err := p.step(which)
		if err != nil {
			return nil, false, err
		}
		if s.State != Ahead {
			return nil, false, fault.New(fault.Conflict, "plan.step.changed")
		}
		refused := !s.No.IsZero()
		s.State, s.Since, s.Over, s.N = Now, tx.Now, "", p.N
		return p.gatesOf(*s), refused, nil
	})
}

// gatesOf are the gates before a step.
func (p Plan) gatesOf(s Step) []Gate {
	of, err := Version(p.Protocol, s.Of)
	if err != nil {
		return nil
	}
	given, _, _ := of.Step(s.From)
	return of.gates(given.Gates)
}

// Finish says that a step is done, and Reopen that it is not.
func Finish(tx *db.Tx, rec *space.Record, once ID, which StepID) error {
	return stand(tx, rec, once, Act{Kind: DidFinish, Step: which}, Reached)
}

func Reopen(tx *db.Tx, rec *space.Record, once ID, which StepID) error {
	return stand(tx, rec, once, Act{Kind: DidReopen, Step: which}, Ahead)
}

// Skip leaves a step out, with a word on why. It stays in the plan as one that was left out.
func Skip(tx *db.Tx, rec *space.Record, once ID, which StepID, why seal.Text) error {
	if why == "" {
		if err := treats(tx, rec); err != nil {
			return err
		}
		return fault.At("why", "plan.why.missing")
	}
	if err := tooLong("why", why); err != nil {
		return err
	}
	return stand(tx, rec, once, Act{Kind: DidSkip, Step: which, Words: why}, Skipped)
}

func stand(tx *db.Tx, rec *space.Record, once ID, act Act, state State) error {
	return change(tx, rec, once, act, func(p *Plan) error {
		s, err := p.step(act.Step)
		if err != nil {
			return err
		}
		if s.State == state || s.State == Skipped && state == Reached || s.State == Reached && state == Skipped {
			return fault.New(fault.Conflict, "plan.step.changed") // somebody was quicker
		}
		s.State, s.Since, s.Over, s.N = state, tx.Now, act.Words, p.N
		return nil
	})
}

// Enter says that the two are in a phase now. Nothing else moves it.
func Enter(tx *db.Tx, rec *space.Record, once ID, phase string, anyway Anyway) error {
	return pass(tx, rec, once, Act{Kind: DidEnter, Phase: phase}, anyway, func(p *Plan) ([]Gate, bool, error) {
		ph, at := p.protocol().phase(phase)
		if at < 0 {
			return nil, false, fault.New(fault.NotFound, "fault.notfound")
		}
		if p.Phase == phase {
			return nil, false, errSame
		}
		p.Phase = phase
		return p.protocol().gates(ph.Gates), false, nil
	})
}

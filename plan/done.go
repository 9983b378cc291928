package plan

import (
	"context"
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Event is one thing that was done on a plan or on work. Which fields are there follows from
// its Kind: a Step, a Goal, something Said, a Phase, or a Piece of work.
type Event struct {
	At   time.Time
	By   who.ID
	As   right.Role
	Kind Kind

	Plan  Plan      // as it was afterwards; of work: not Found
	Step  Step      // for Plan.Words(language, Step)
	Goal  Goal      // for its Words
	Said  Said      // what a client said
	Phase string    // for Plan.PhaseWords(language, Phase)
	Piece Piece     // of work, without its notes
	Note  Note      // what was noted about it
	Words seal.Text // a reason that was given
}

// What can be done on work.
const (
	DidSetWork  Kind = "work-set"     // agreed to try something
	DidTell     Kind = "work-told"    // the client noted how it went
	DidLookAt   Kind = "work-looked"  // the two looked at it
	DidDropWork Kind = "work-dropped" // dropped, with a word on why
)

// Done is what was done on the plan and on work from a moment on and before another, the
// oldest first: what a note on a session draws on. It needs Read, and tells everything that
// is in the space; whoever shows it to a client leaves out what is the clinicians' (Unmet,
// and the Words of an act with Unmet).
func Done(tx *db.Tx, rec *space.Record, from, to time.Time) ([]Event, error) {
	made, err := between(tx, rec, from, to)
	if err != nil {
		return nil, err
	}
	var all []Event
	for _, p := range made {
		all = append(all, p.event())
	}
	every, err := Work(tx, rec)
	if err != nil {
		return nil, err
	}
	for _, e := range workEvents(every) {
		if !e.At.Before(from) && e.At.Before(to) {
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, func(a, b Event) int { return a.At.Compare(b.At) })
	return all, nil
}

// event is what somebody did to make this version.
func (p Plan) event() Event {
	e := Event{At: p.At, By: p.By, As: p.As, Kind: p.Act.Kind, Plan: p, Step: p.Step(p.Act.Step), Goal: p.Goal(p.Act.Goal), Phase: p.Act.Phase, Words: p.Act.Words}
	for _, s := range p.Said {
		if s.ID == p.Act.Said {
			e.Said, e.Step = s, p.Step(s.Step)
		}
	}
	return e
}

func workEvents(every []Piece) (all []Event) {
	for _, p := range every {
		notes := p.Notes
		p.Notes = nil
		all = append(all, Event{At: p.At, By: p.By, As: p.As, Kind: DidSetWork, Piece: p})
		for _, n := range notes {
			all = append(all, Event{At: n.At, By: n.By, As: right.Client, Kind: DidTell, Piece: p, Note: n})
		}
		for _, look := range p.Looks {
			e := Event{At: look.At, By: look.By, As: right.Therapist, Kind: DidLookAt, Piece: p, Words: look.Words}
			if look.Dropped {
				e.Kind = DidDropWork
			}
			all = append(all, e)
		}
	}
	return all
}

// Did is what somebody did to make this version, in a sentence.
func (p Plan) Did(ctx context.Context) string {
	title, _ := p.Words(words.Language(ctx), p.Step(p.event().Step.ID))
	return words.T(ctx, "plan.did."+string(p.Act.Kind), "step", title, "goal", p.Goal(p.Act.Goal).Words.Reveal(),
		"phase", p.PhaseWords(words.Language(ctx), p.Act.Phase).Title, "version", p.Act.Version)
}

package plan

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Hope adds a goal, in the client's own words, with how one would notice. One that the client
// writes alone is a proposal until the two have talked about it.
func Hope(tx *db.Tx, rec *space.Record, once ID, hope, sign seal.Text) error {
	if err := writes(tx, rec); err != nil {
		return err
	}
	g := Goal{ID: id.New[Goal](tx.Now), Words: hope, Sign: sign, State: Agreed, By: tx.By.ID, As: rec.Role(), At: tx.Now}
	act := Act{Kind: DidGoal, Goal: g.ID}
	if rec.Role() == right.Client {
		g.State, act.Kind = Proposed, DidPropose
	}
	return changed(tx, rec, once, act, func(p *Plan) error {
		if hope == "" {
			return fault.At("hope", "plan.goal.missing")
		}
		g.N = p.N
		p.Goals = append(p.Goals, g)
		return tooLong("hope", hope, "sign", sign)
	})
}

// Judge says what became of a goal: agreed on, reached, or let go.
func Judge(tx *db.Tx, rec *space.Record, once ID, which GoalID, state GoalState) error {
	kinds := map[GoalState]Kind{Agreed: DidAgree, Met: DidMeet, Let: DidLet}
	if kinds[state] == "" {
		return fault.New(fault.Invalid, "fault.form")
	}
	return change(tx, rec, once, Act{Kind: kinds[state], Goal: which}, func(p *Plan) error {
		g, err := p.goal(which)
		if err != nil {
			return err
		}
		if g.State == state {
			return fault.New(fault.Conflict, "plan.goal.changed")
		}
		g.State, g.N = state, p.N
		return nil
	})
}

// Rephrase gives a goal other words. Over is the version that it was written over: where
// somebody was quicker it is a Conflict, and nothing is written over.
func Rephrase(tx *db.Tx, rec *space.Record, once ID, which GoalID, over int, hope, sign seal.Text) error {
	return change(tx, rec, once, Act{Kind: DidGoalWord, Goal: which}, func(p *Plan) error {
		g, err := p.goal(which)
		switch {
		case err != nil:
			return err
		case g.N != over:
			return fault.New(fault.Conflict, "plan.goal.changed")
		case hope == "":
			return fault.At("hope", "plan.goal.missing")
		}
		if g.Words == hope && g.Sign == sign {
			return errSame
		}
		g.Words, g.Sign, g.N = hope, sign, p.N
		return tooLong("hope", hope, "sign", sign)
	})
}

func (p *Plan) goal(which GoalID) (*Goal, error) {
	for i := range p.Goals {
		if p.Goals[i].ID == which {
			return &p.Goals[i], nil
		}
	}
	return nil, fault.New(fault.NotFound, "fault.notfound")
}

// Goal is one goal of a plan; not there: it has no ID.
func (p Plan) Goal(which GoalID) Goal {
	g, err := p.goal(which)
	if err != nil {
		return Goal{}
	}
	return *g
}

// Saying is what a client says about a plan, or about one step of it.
type Saying struct {
	Step  StepID    // empty: about the plan
	About seal.Text // what the step was called to them
	Words seal.Text
	No    bool // no to this step
	Yes   bool // the no is taken back
}

// Say keeps what a client says. A no stays on the step until they take it back; it moves
// nothing by itself.
func Say(tx *db.Tx, rec *space.Record, once ID, what Saying) error {
	if rec.Role() != right.Client {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if err := writes(tx, rec); err != nil {
		return err
	}
	s := Said{ID: id.New[Said](tx.Now), Step: what.Step, About: what.About, Words: what.Words, No: what.No && what.Step != "", Yes: what.Yes && !what.No && what.Step != "", At: tx.Now}
	act := Act{Kind: DidSay, Step: s.Step, Said: s.ID}
	switch {
	case s.No:
		act.Kind = DidRefuse
	case s.Yes:
		act.Kind = DidRelent
	}
	return changed(tx, rec, once, act, func(p *Plan) error {
		if s.Words == "" && !s.No && !s.Yes {
			return fault.At("words", "plan.say.missing")
		}
		if s.Step != "" {
			if err := p.refuse(s); err != nil {
				return err
			}
		}
		p.Said = append(p.Said, s)
		return tooLong("words", s.Words)
	})
}

// refuse puts a client's no on a step, or takes it off. It leaves the step's version alone: a
// form that somebody has open on it is still about the same words.
func (p *Plan) refuse(said Said) error {
	s, err := p.step(said.Step)
	switch {
	case err != nil:
		return err
	case said.No:
		s.No = said.At
	case said.Yes:
		s.No = time.Time{}
	}
	return nil
}

// Talk says that the two have talked about what the client said.
func Talk(tx *db.Tx, rec *space.Record, once ID, which SaidID) error {
	return change(tx, rec, once, Act{Kind: DidTalk, Said: which}, func(p *Plan) error {
		for i := range p.Said {
			if p.Said[i].ID == which {
				p.Said[i].Talked = tx.Now
				return nil
			}
		}
		return fault.New(fault.NotFound, "fault.notfound")
	})
}

package emdr

import (
	"cmp"
	"slices"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/care"
	"tillit.care/meeting"
	"tillit.care/space"
)

// part puts what was taken out of the plan beside it. Nothing of it is lost: what was done with it,
// and how it was rated, stands where it stood.
func (p *Plan) part() {
	var in []Theme
	for _, t := range p.Themes {
		if t.Gone.Found() {
			p.Left = append(p.Left, t)
			continue
		}
		out := func(one Target) bool { return one.Out }
		for _, one := range t.Targets {
			if one.Out {
				p.Single = append(p.Single, one)
			}
		}
		t.Targets = slices.DeleteFunc(slices.Clone(t.Targets), out)
		in = append(in, t)
	}
	p.Themes = in
}

// left is one theme that was taken out of the plan; there may be none.
func (p Plan) left(which Thread) Theme {
	for _, t := range p.Left {
		if t.Of == which {
			return t
		}
	}
	return Theme{}
}

// Leave takes a theme or a target out of the plan, with a reason, or brings it back. What is being
// worked on in a session that runs stays until that session is over.
func Leave(tx *db.Tx, rec *space.Record, w Written) error {
	w.Kind = away
	if err := rec.Holds(treats); err != nil {
		return err
	}
	if err := w.check(); err != nil {
		return err
	}
	if err := care.Takes(tx, rec); err != nil {
		return err
	}
	if err := tx.Lock("emdr " + string(rec.Space())); err != nil {
		return err
	}
	p, err := PlanOf(tx, rec)
	if err != nil {
		return err
	}
	back := w.Words["back"] != ""
	gone, err := p.gone(w.Of)
	switch {
	case err != nil:
		return err
	case gone != back:
		return nil // it is so already
	case back:
		if one := p.Find(w.Of); one.Found() && p.left(Thread(one.Said("theme"))).Found() {
			return fault.New(fault.Conflict, "emdr.away.of")
		}
	default:
		on, err := working(tx, rec)
		if err != nil {
			return err
		}
		if on != "" && (on == w.Of || Thread(p.Find(on).Said("theme")) == w.Of) {
			return fault.New(fault.Conflict, "emdr.away.runs")
		}
	}
	_, err = w.keep(tx, rec)
	return err
}

// gone tells whether a theme or a target was itself taken out of the plan.
func (p Plan) gone(which Thread) (bool, error) {
	if one := p.Find(which); one.Found() {
		return one.Gone.Found(), nil
	}
	if p.left(which).Found() {
		return true, nil
	}
	if !p.theme(which).Found() {
		return false, fault.New(fault.NotFound, "fault.notfound")
	}
	return false, nil
}

// working is what a session that runs works on, or looks at again first; empty: nothing.
func working(tx *db.Tx, rec *space.Record) (Thread, error) {
	done, err := steps(tx, rec)
	if err != nil || len(done) == 0 {
		return "", err
	}
	last := done[len(done)-1].Meeting
	m, err := meeting.One(tx, rec, last)
	if err != nil || m.State != meeting.Running {
		return "", err
	}
	s := walk(done, last).State
	return Thread(cmp.Or(s.Target, s.Owed)), nil
}

// earlier are the versions of a thing before the last one, newest first.
func earlier(all []Sheet, of Thread) (some []Sheet) {
	now := newest(all, of)
	for _, s := range all {
		if s.Of == of && !s.Kind.about() && s.ID != now.ID {
			some = append([]Sheet{s}, some...)
		}
	}
	return some
}

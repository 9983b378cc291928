package emdr

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/meeting"
	"tillit.care/pure/eight"
	"tillit.care/space"
)

// Led is something that was done while there was no line, as the therapist's device kept it: a set
// that was led by holding a key, or what was noticed after one (docs/decisions/0037).
type Led struct {
	Step
	Over   StepID // of a whole set: what its end is kept as; Step is its beginning
	Set    StepID // the end of the set that it belongs to; empty: of none that was led so
	Phase  eight.Phase
	Target string // where the two were
	Ended  eight.Set
}

// when is the moment at which it happened.
func (s Step) when() time.Time {
	if s.Was.IsZero() {
		return s.At
	}
	return s.Was
}

// joins are what can be done without a line: nothing that opens a phase.
var joins = []eight.Do{eight.Begin, eight.End, eight.Notice, eight.Rate, eight.Body, eight.Halt}

// slack is how far the clock of a device may be off.
const slack = time.Minute

// Join puts into the record what was done without a line, once, however often it is sent. The
// rules are asked as they are now; what no longer fits is refused, and the device keeps it.
func Join(tx *db.Tx, rec *space.Record, l Led) error {
	if err := rec.Holds(treats); err != nil {
		return err
	}
	if err := tx.Lock("emdr " + string(rec.Space())); err != nil {
		return err
	}
	all, err := steps(tx, rec)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(s Step) bool { return s.ID == l.ID }) {
		if err := l.fits(tx, rec, all); err != nil {
			return err
		}
	}
	for _, s := range l.steps() {
		if err := Take(tx, rec, s); err != nil {
			return err
		}
	}
	return nil
}

// steps are what a device kept as one thing: a set is its beginning and its end.
func (l Led) steps() []Step {
	if l.Over == "" {
		return []Step{l.Step}
	}
	first := l.Step
	first.Led = true
	last := Step{ID: l.Over, Meeting: l.Meeting, Led: true, Less: l.Less}
	last.Was = l.Was.Add(time.Duration(l.Ended.Seconds * float64(time.Second)))
	last.Step = eight.Step{Do: eight.End, Set: l.Ended}
	return []Step{first, last}
}

// fits is an error where it cannot have been so: in another phase, at another hour, apart from
// each other, or after a set that was not taken.
func (l Led) fits(tx *db.Tx, rec *space.Record, all []Step) error {
	m, err := meeting.One(tx, rec, l.Meeting)
	if err != nil {
		return err
	}
	r := walk(all, l.Meeting)
	odd := !slices.Contains(joins, l.Do) || (l.Do == eight.Begin) != (l.Over != "") || l.Over == l.ID
	switch {
	case m.State != meeting.Running:
		return fault.New(fault.Conflict, "emdr.no.meeting")
	case odd || l.Was.Before(m.Begun.Add(-slack)) || l.Was.After(tx.Now.Add(slack)):
		return fault.New(fault.Invalid, "fault.form")
	case m.Way != meeting.InPerson:
		return fault.New(fault.Conflict, "emdr.led.away")
	case l.Phase != r.State.Phase || l.Target != r.State.Target:
		return fault.New(fault.Conflict, "emdr.led.moved")
	case l.Set != "" && !slices.ContainsFunc(r.Steps, func(s Step) bool { return s.ID == l.Set }):
		return fault.New(fault.Conflict, "emdr.led.alone")
	}
	return nil
}

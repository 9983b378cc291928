package plan

import (
	"slices"

	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/measure"
	"tillit.care/safety"
	"tillit.care/space"
)

// Checked is a gate, and what was found there.
type Checked struct {
	Gate
	Met bool // of one that the therapist confirms: never by itself
}

// check looks at gates.
func check(tx *db.Tx, rec *space.Record, gates []Gate) (all []Checked, err error) {
	for _, g := range gates {
		c := Checked{Gate: g}
		switch g.Check {
		case SafetyPlan:
			var now safety.Plan
			now, err = safety.Current(tx, rec)
			c.Met = !now.Words.Empty()
		case NoAlert:
			var open []alert.Alert
			open, err = alert.Waiting(tx, rec)
			c.Met = len(open) == 0
		case Answered:
			c.Met, err = answered(tx, rec, g.Of)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func answered(tx *db.Tx, rec *space.Record, instruments []string) (bool, error) {
	every, err := measure.Readings(tx, rec)
	if err != nil {
		return false, err
	}
	for _, what := range instruments {
		if !slices.ContainsFunc(every, func(r measure.Reading) bool { return r.Instrument == what }) {
			return false, nil
		}
	}
	return true, nil
}

// Anyway is what a therapist says at a gate: what they have looked at themselves, and why
// they go on where something is missing.
type Anyway struct {
	Seen []string
	Why  seal.Text
}

// refusedGate stands among the gates of an act that went on although the client said no.
const refusedGate = "refused"

// pass makes a change that has gates before it. They advise: what is missing needs a reason,
// and both are kept.
func pass(tx *db.Tx, rec *space.Record, once ID, act Act, anyway Anyway, how func(*Plan) (gates []Gate, refused bool, err error)) error {
	if err := tooLong("anyway", anyway.Why); err != nil {
		return err
	}
	return change(tx, rec, once, act, func(p *Plan) error {
		gates, refused, err := how(p)
		if err != nil {
			return err
		}
		found, err := check(tx, rec, gates)
		if err != nil {
			return err
		}
		for _, c := range found {
			switch {
			case c.Met:
			case c.Check == Confirm && slices.Contains(anyway.Seen, c.ID):
				p.Act.Seen = append(p.Act.Seen, c.ID)
			default:
				p.Act.Unmet = append(p.Act.Unmet, c.ID)
			}
		}
		if refused {
			p.Act.Unmet = append(p.Act.Unmet, refusedGate)
		}
		if len(p.Act.Unmet) == 0 {
			return nil
		}
		if anyway.Why == "" {
			return fault.At("anyway", "plan.anyway.missing")
		}
		p.Act.Words = anyway.Why
		return nil
	})
}

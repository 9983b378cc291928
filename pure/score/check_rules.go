package score

import (
	"errors"
	"fmt"
	"slices"
)

func (in *Instrument) checkAlgorithms() error {
	for _, a := range in.Algorithms {
		if err := in.checkAlgorithm(a); err != nil {
			return fmt.Errorf("algorithm %s: %w", a.ID, err)
		}
	}
	return nil
}

func (in *Instrument) checkAlgorithm(a Algorithm) error {
	if err := filled("id", a.ID, "key", a.Key, "source", a.Source); err != nil {
		return err
	}
	if a.Unanswered != "needed" && a.Unanswered != "counted" {
		return errors.New("unanswered: not needed or counted")
	}
	items, err := in.checkPresent(a)
	if err != nil {
		return err
	}
	if len(a.Outcomes) < 2 {
		return errors.New("outcomes: fewer than two")
	}
	for n, o := range a.Outcomes {
		last := n == len(a.Outcomes)-1
		if o.ID == "" || o.ID == NotKnown || o.Key == "" || (len(o.All) == 0) != last {
			return fmt.Errorf("outcome %d: want id, key, and requirements in all but the last", n+1)
		}
		for _, r := range o.All {
			if err := r.check(items, a.Unanswered); err != nil {
				return fmt.Errorf("outcome %s: %w", o.ID, err)
			}
		}
	}
	return nil
}

func (in *Instrument) checkPresent(a Algorithm) (items []string, err error) {
	for _, p := range a.Present {
		for _, item := range p.Items {
			low, high, err := in.span(item)
			if err != nil {
				return nil, fmt.Errorf("present: %w", err)
			}
			if slices.Contains(items, item) || p.AtLeast <= low || p.AtLeast > high {
				return nil, fmt.Errorf("present: %s: twice, or always or never present", item)
			}
			items = append(items, item)
		}
	}
	return items, nil
}

func (r Requirement) check(items []string, unanswered string) error {
	for n, item := range r.Of {
		if !slices.Contains(items, item) || slices.Contains(r.Of[:n], item) {
			return fmt.Errorf("of: %s: twice, or not said when it is present", item)
		}
	}
	switch {
	case r.Count != CountPresent && (unanswered != "counted" || r.Count != CountUnanswered && r.Count != CountEither):
		return errors.New("count: not present, or unanswered or either where these are counted")
	case r.Min < 0 || r.Min > len(r.Of) || r.Min == 0 && r.Max == nil:
		return errors.New("min: never or always so")
	case r.Max != nil && (*r.Max < r.Min || *r.Max >= len(r.Of)):
		return errors.New("max: never or always so")
	}
	return nil
}

var actions = []string{ActionAsk, ActionASQ, ActionPositive, ActionAcute, ActionViolence}

func (in *Instrument) checkSafety() error {
	for n, s := range in.Safety {
		err := filled("source", s.Source)
		switch {
		case err != nil:
		case !slices.Contains(actions, s.Action):
			err = errors.New("action: not known")
		case s.Algorithm != "":
			err = in.checkOutcomes(s)
		default:
			err = in.checkTrigger(s)
		}
		if err != nil {
			return fmt.Errorf("safety %d: %w", n+1, err)
		}
	}
	return nil
}

func (in *Instrument) checkTrigger(s Safety) error {
	low, high, err := in.span(s.Item)
	if err != nil {
		return fmt.Errorf("item: %w", err)
	}
	if len(s.Outcomes) > 0 || s.Unanswered && s.AtLeast != 0 {
		return errors.New("want one of atLeast, unanswered, algorithm with outcomes")
	}
	if !s.Unanswered && (s.AtLeast <= low || s.AtLeast > high) {
		return errors.New("atLeast: always or never so")
	}
	return nil
}

func (in *Instrument) checkOutcomes(s Safety) error {
	at := slices.IndexFunc(in.Algorithms, func(a Algorithm) bool { return a.ID == s.Algorithm })
	if at < 0 || s.Item != "" || s.Unanswered || s.AtLeast != 0 || len(s.Outcomes) == 0 {
		return errors.New("want one of atLeast, unanswered, algorithm with outcomes")
	}
	for _, id := range s.Outcomes {
		if !slices.ContainsFunc(in.Algorithms[at].Outcomes, func(o Outcome) bool { return o.ID == id }) {
			return fmt.Errorf("outcomes: %s is none of the algorithm's", id)
		}
	}
	return nil
}

var statuses = []string{"cited", "secondary", "unverified"}

func (in *Instrument) checkNorms() error {
	for n, norm := range in.Norms {
		if norm.Sample == "" || !slices.Contains(statuses, norm.Status) {
			return fmt.Errorf("norm %d: want sample, and status cited, secondary or unverified", n+1)
		}
		if norm.Role != "" && (norm.Role != Clinical || norm.SD <= 0 || in.find(norm.Subscale).ID == "") {
			return fmt.Errorf("norm %d: role: not clinical, or without a subscale and an sd", n+1)
		}
	}
	for n, r := range in.Reliability {
		if in.find(r.Subscale).ID == "" || r.Value <= 0 || r.Value >= 1 || r.Source == "" || !slices.Contains(statuses, r.Status) {
			return fmt.Errorf("reliability %d: want subscale, a value between 0 and 1, source, and status", n+1)
		}
		if r.Kind != "alpha" && r.Kind != "retest" {
			return fmt.Errorf("reliability %d: kind: not alpha or retest", n+1)
		}
	}
	return nil
}

func (in *Instrument) checkChange() error {
	c := in.Change
	if c == nil {
		return nil
	}
	s := in.find(c.Subscale)
	if s.ID == "" || c.Points <= 0 || c.Z < 0 {
		return errors.New("change: want a subscale and points above zero")
	}
	if c.Status != "published" && c.Status != "unverified" {
		return errors.New("change.status: not published or unverified")
	}
	if b := c.Boundary; b != nil && (b.Below <= s.Min || b.Below > s.Max || b.Source == "") {
		return errors.New("change.boundary: want a source, and a line within the range")
	}
	return filled("change.level", c.Level, "change.source", c.Source)
}

package score

import (
	"errors"
	"fmt"
	"slices"
)

// The checks below make a slip of the pen in a sidecar an error when the program starts,
// rather than a wrong number in front of a client.

// span is the lowest and highest number on a question of the form.
func (in *Instrument) span(item string) (low, high float64, err error) {
	it := in.Form.Find(item)
	if it == nil || len(it.AnswerOption) == 0 {
		return 0, 0, fmt.Errorf("%s: no question of the form", item)
	}
	for n, o := range it.AnswerOption {
		number, ok := o.Ordinal()
		if !ok {
			return 0, 0, fmt.Errorf("%s: option %d has no number", item, n+1)
		}
		if n == 0 {
			low, high = number, number
		}
		low, high = min(low, number), max(high, number)
	}
	return low, high, nil
}

func (in *Instrument) checkGate() error {
	if in.Gate == nil {
		return nil
	}
	if _, _, err := in.span(in.Gate.Item); err != nil {
		return fmt.Errorf("gate.item: %w", err)
	}
	if _, ok := in.Form.Find(in.Gate.Item).Option(in.Gate.Stop); !ok {
		return errors.New("gate.stop: no option of that question")
	}
	return filled("gate.source", in.Gate.Source)
}

func (in *Instrument) checkSubscales() error {
	seen := map[string]bool{}
	for _, s := range in.Subscales {
		if seen[s.ID] {
			return fmt.Errorf("subscale %s: id: twice", s.ID)
		}
		seen[s.ID] = true
		if err := in.checkSubscale(s); err != nil {
			return fmt.Errorf("subscale %s: %w", s.ID, err)
		}
	}
	return nil
}

func (in *Instrument) checkSubscale(s Subscale) error {
	if err := filled("id", s.ID, "key", s.Key, "source", s.Source); err != nil {
		return err
	}
	switch {
	case s.Method != Sum && s.Method != Mean:
		return errors.New("method: not sum or mean")
	case s.Higher != "worse" && s.Higher != "better":
		return errors.New("higher: not worse or better")
	case s.Missing != "all":
		return errors.New("missing: not all")
	}
	return errors.Join(in.checkRange(s), in.checkReversed(s), s.checkBands(), s.checkCutoffs())
}

// checkRange compares the range with what the items can give; turning an item round does
// not move it.
func (in *Instrument) checkRange(s Subscale) error {
	low, high := 0.0, 0.0
	for n, item := range s.Items {
		if slices.Contains(s.Items[:n], item) {
			return fmt.Errorf("items: %s twice", item)
		}
		l, h, err := in.span(item)
		if err != nil {
			return fmt.Errorf("items: %w", err)
		}
		low, high = low+l, high+h
	}
	if s.Method == Mean {
		low, high = low/float64(len(s.Items)), high/float64(len(s.Items))
	}
	if len(s.Items) == 0 || s.Min != low || s.Max != high {
		return fmt.Errorf("min, max: the items give %v to %v", low, high)
	}
	return nil
}

func (in *Instrument) checkReversed(s Subscale) error {
	for n, r := range s.Reversed {
		twice := slices.ContainsFunc(s.Reversed[:n], func(o Reverse) bool { return o.Item == r.Item })
		if twice || !slices.Contains(s.Items, r.Item) {
			return fmt.Errorf("reversed: %s: twice, or not an item of it", r.Item)
		}
		if low, high, err := in.span(r.Item); err != nil || r.MinPlusMax != low+high {
			return fmt.Errorf("reversed: %s: minPlusMax is not %v", r.Item, low+high)
		}
	}
	return nil
}

// checkBands wants none, or bands without gap or overlap over the whole range of a sum.
func (s Subscale) checkBands() error {
	if len(s.Bands) == 0 {
		return nil
	}
	next := s.Min
	for n, b := range s.Bands {
		if err := filled("key", b.Key, "label", b.Label); err != nil {
			return fmt.Errorf("band %d: %w", n+1, err)
		}
		if s.Method != Sum || b.Min != next || b.Max < b.Min {
			return fmt.Errorf("band %d: a gap, an overlap, or not of a sum", n+1)
		}
		next = b.Max + 1
	}
	if next != s.Max+1 {
		return errors.New("bands: do not end with the range")
	}
	return nil
}

func (s Subscale) checkCutoffs() error {
	for n, c := range s.Cutoffs {
		if err := filled("id", c.ID, "key", c.Key, "label", c.Label, "source", c.Source); err != nil {
			return fmt.Errorf("cutoff %d: %w", n+1, err)
		}
		if s.Higher != "worse" || c.At <= s.Min || c.At > s.Max {
			return fmt.Errorf("cutoff %s: outside of the range, or where higher is better", c.ID)
		}
	}
	return nil
}

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

var actions = []string{ActionAsk, ActionASQ, ActionPositive, ActionAcute}

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

func (in *Instrument) checkNorms() error {
	for n, norm := range in.Norms {
		if norm.Sample == "" || !slices.Contains([]string{"cited", "secondary", "unverified"}, norm.Status) {
			return fmt.Errorf("norm %d: want sample, and status cited, secondary or unverified", n+1)
		}
	}
	return nil
}

func (in *Instrument) checkChange() error {
	c := in.Change
	if c == nil {
		return nil
	}
	if in.find(c.Subscale).ID == "" || c.Points <= 0 {
		return errors.New("change: want a subscale and points above zero")
	}
	if c.Status != "published" && c.Status != "unverified" {
		return errors.New("change.status: not published or unverified")
	}
	return filled("change.level", c.Level, "change.source", c.Source)
}

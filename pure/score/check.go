package score

import (
	"errors"
	"fmt"
	"slices"
)

// The checks below make a slip of the pen in a sidecar an error when the program starts,
// rather than a wrong number in front of a client.

// span is the numbers on the options of a question, and the lowest and highest of them.
type span struct {
	values    []float64
	low, high float64
}

func spanOf(values []float64) span {
	return span{values, slices.Min(values), slices.Max(values)}
}

// checkItems finds the numbers of every question, in the form or in what stands in for it.
func (in *Instrument) checkItems() error {
	in.spans = map[string]span{}
	if in.Form != nil {
		return in.checkForm()
	}
	for n, s := range in.Structure {
		if len(s.Values) < 2 || len(s.Items) == 0 {
			return fmt.Errorf("structure %d: want items and two values or more", n+1)
		}
		for _, item := range s.Items {
			if _, twice := in.spans[item]; twice || item == "" {
				return fmt.Errorf("structure %d: %s twice", n+1, item)
			}
			in.spans[item] = spanOf(s.Values)
		}
	}
	return in.checkApplies()
}

func (in *Instrument) checkForm() error {
	if in.Structure != nil || in.Title != "" {
		return errors.New("structure, title: only without a form")
	}
	for _, it := range in.Form.Questions() {
		var values []float64
		for _, o := range it.AnswerOption {
			if number, ok := o.Ordinal(); ok {
				values = append(values, number)
			}
		}
		without := len(it.AnswerOption) - len(values)
		applies := !slices.Contains(in.NotApplicable, it.LinkID)
		if !applies && without != 1 {
			return fmt.Errorf("notApplicable: %s: want one option without a number", it.LinkID)
		}
		if len(values) > 1 && (without == 0 || !applies) {
			in.spans[it.LinkID] = spanOf(values)
		}
	}
	return in.checkApplies()
}

func (in *Instrument) checkApplies() error {
	for _, item := range in.NotApplicable {
		if _, ok := in.spans[item]; !ok {
			return fmt.Errorf("notApplicable: %s: no question with numbers", item)
		}
	}
	return nil
}

// span is the lowest and highest number on a question.
func (in *Instrument) span(item string) (low, high float64, err error) {
	s, ok := in.spans[item]
	switch {
	case ok:
		return s.low, s.high, nil
	case in.Form == nil || in.Form.Find(item) == nil:
		return 0, 0, fmt.Errorf("%s: no question of the form", item)
	}
	return 0, 0, fmt.Errorf("%s: an option has no number", item)
}

func (in *Instrument) checkGate() error {
	if in.Gate == nil {
		return nil
	}
	if _, _, err := in.span(in.Gate.Item); err != nil || in.Form == nil {
		return errors.Join(errors.New("gate.item: no question of the form"), err)
	}
	stop, ok := in.Form.Find(in.Gate.Item).Option(in.Gate.Stop)
	if !ok {
		return errors.New("gate.stop: no option of that question")
	}
	in.Gate.number, _ = stop.Ordinal()
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
	case s.Method != Sum && s.Method != Mean && s.Method != Percent:
		return errors.New("method: not sum, mean or percent")
	case s.Times != 0 && (s.Method != Sum || s.Times < 0):
		return errors.New("times: only of a sum, and above zero")
	case s.Higher != "worse" && s.Higher != "better":
		return errors.New("higher: not worse or better")
	case s.Missing != Every && s.Missing != Prorate:
		return errors.New("missing: not all or prorate")
	case (s.Missing == Prorate) != (s.AtLeast > 0) || s.AtLeast > len(s.Items):
		return errors.New("atLeast: with prorate, and only there, from 1 to the number of items")
	}
	return errors.Join(in.checkRange(s), in.checkReversed(s), s.checkBands(), s.checkCutoffs())
}

// checkRange compares the range with what the items can give; turning an item round does
// not move it. Where items may not apply, the lowest is what is left when they do not.
func (in *Instrument) checkRange(s Subscale) error {
	low, high, units := 0.0, 0.0, 0
	for n, item := range s.Items {
		if slices.Contains(s.Items[:n], item) {
			return fmt.Errorf("items: %s twice", item)
		}
		l, h, err := in.span(item)
		if err != nil {
			return fmt.Errorf("items: %w", err)
		}
		if s.Method == Percent && (l != 0 || h <= 0) {
			return fmt.Errorf("items: %s: a percentage needs options from zero up", item)
		}
		if s.again(item) {
			continue
		}
		if slices.Contains(in.NotApplicable, item) {
			l = min(l, 0)
		}
		low, high, units = low+l, high+h, units+1
	}
	switch s.Method {
	case Mean:
		low, high = low/float64(units), high/float64(units)
	case Percent:
		low, high = 0, 100
	default:
		low, high = low*s.times(), high*s.times()
	}
	if len(s.Items) == 0 || s.Min != low || s.Max != high {
		return fmt.Errorf("min, max: the items give %v to %v", low, high)
	}
	return in.checkHighest(s)
}

// again tells that an item is in a set of which another one was counted already.
func (s Subscale) again(item string) bool {
	return slices.ContainsFunc(s.Highest, func(set []string) bool { return slices.Index(set, item) > 0 })
}

func (in *Instrument) checkHighest(s Subscale) error {
	seen := map[string]bool{}
	for n, set := range s.Highest {
		for _, item := range set {
			if seen[item] || len(set) < 2 || !slices.Contains(s.Items, item) {
				return fmt.Errorf("highest %d: %s: twice, alone, or not an item of it", n+1, item)
			}
			if in.spans[item].low != in.spans[set[0]].low || in.spans[item].high != in.spans[set[0]].high {
				return fmt.Errorf("highest %d: %s: another range than the others", n+1, item)
			}
			seen[item] = true
		}
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
		if s.Method != Sum || s.Missing != Every || b.Min != next || b.Max < b.Min {
			return fmt.Errorf("band %d: a gap, an overlap, or not of whole sums", n+1)
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
		line := c.At + c.Below
		if c.At != 0 && c.Below != 0 || (s.Higher == "better") != (c.Below != 0) || line <= s.Min || line > s.Max {
			return fmt.Errorf("cutoff %s: outside of the range; want at where higher is worse, below where it is better", c.ID)
		}
	}
	return nil
}

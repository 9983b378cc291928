package score

import (
	"math"
	"slices"

	"tillit.care/pure/fhir"
)

// Numbers are answers as the numbers printed on the options: item → number. An item that
// was not answered is absent, never zero; NA says that it does not apply.
type Numbers map[string]float64

// NA is the answer "does not apply to me".
var NA = math.NaN()

// Numbers reads the options that were chosen.
func (in *Instrument) Numbers(given fhir.Answers) Numbers {
	numbers := Numbers{}
	if in.Form == nil {
		return numbers // there are no options without a form
	}
	for item, code := range given {
		it := in.Form.Find(item)
		if it == nil {
			continue
		}
		option, ok := it.Option(code)
		if !ok {
			continue
		}
		if number, ok := option.Ordinal(); ok {
			numbers[item] = number
		} else if slices.Contains(in.NotApplicable, item) {
			numbers[item] = NA
		}
	}
	return numbers
}

// Items are what is scored, in the order of the form.
func (in *Instrument) Items() []string {
	var items []string
	if in.Form == nil {
		for _, s := range in.Structure {
			items = append(items, s.Items...)
		}
		return items
	}
	for _, it := range in.Form.Questions() {
		items = append(items, it.LinkID)
	}
	return items
}

// Values are the numbers on an item's options, and whether it may not apply.
func (in *Instrument) Values(item string) (values []float64, na bool) {
	return in.spans[item].values, slices.Contains(in.NotApplicable, item)
}

// kept are the numbers that are on an option.
func (in *Instrument) kept(given Numbers) Numbers {
	fits := true
	for item, number := range given {
		fits = fits && in.fits(item, number)
	}
	if fits {
		return given
	}
	kept := Numbers{}
	for item, number := range given {
		if in.fits(item, number) {
			kept[item] = number
		}
	}
	return kept
}

// fits tells whether an item can be answered with that number.
func (in *Instrument) fits(item string, number float64) bool {
	if math.IsNaN(number) {
		return slices.Contains(in.NotApplicable, item)
	}
	return slices.Contains(in.spans[item].values, number)
}

// tally is a subscale while it is counted. A unit is an item, or a set of which the
// highest counts.
type tally struct {
	answered, apply int     // items
	known, units    int     // units that count, units that apply
	sum, most       float64 // of the units that count
	risk            bool    // a safety item is missing
}

func (in *Instrument) count(s Subscale, given Numbers) tally {
	var t tally
	for _, item := range s.Items {
		if slices.ContainsFunc(s.Highest, func(set []string) bool { return slices.Contains(set, item) }) {
			continue
		}
		in.unit(&t, s, []string{item}, given)
	}
	for _, set := range s.Highest {
		in.unit(&t, s, set, given)
	}
	return t
}

func (in *Instrument) unit(t *tally, s Subscale, items []string, given Numbers) {
	apply, answered, highest, most := 0, 0, math.Inf(-1), math.Inf(-1)
	for _, item := range items {
		number, ok := given[item]
		if ok && math.IsNaN(number) {
			continue
		}
		apply++
		if !ok {
			t.risk = t.risk || in.risky(item)
			continue
		}
		answered++
		highest = max(highest, s.turned(item, number))
		most = max(most, in.spans[item].high)
	}
	t.apply, t.answered = t.apply+apply, t.answered+answered
	if apply > 0 {
		t.units++
	}
	if answered > 0 && answered == apply {
		t.known, t.sum, t.most = t.known+1, t.sum+highest, t.most+most
	}
}

func (in *Instrument) risky(item string) bool {
	return slices.ContainsFunc(in.Safety, func(s Safety) bool { return s.Item == item })
}

// value is the score, when the rule for missing answers lets it be known.
func (t tally) value(s Subscale) (float64, bool) {
	whole := t.known == t.units
	if t.known == 0 || !whole && (s.Missing != Prorate || t.known < s.AtLeast || t.risk) {
		return 0, false
	}
	switch s.Method {
	case Mean:
		return t.sum / float64(t.known), true
	case Percent:
		return 100 * t.sum / t.most, true
	}
	if !whole {
		t.sum = t.sum * float64(t.units) / float64(t.known)
	}
	return t.sum * s.times(), true
}

func (s Subscale) times() float64 {
	if s.Times == 0 {
		return 1
	}
	return s.Times
}

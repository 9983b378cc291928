package score

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tillit.care/pure/fhir"
)

// some answers, right or wrong, to some questions.
func some(t *rapid.T, in *Instrument) Numbers {
	given := Numbers{}
	for _, item := range in.Items() {
		values, _ := in.Values(item)
		switch n := rapid.IntRange(-3, len(values)-1).Draw(t, item); n {
		case -3:
		case -2:
			given[item] = NA
		case -1:
			given[item] = rapid.Float64().Draw(t, "number")
		default:
			given[item] = values[n]
		}
	}
	return given
}

// whole answers what is asked, in the order of the form; now and then with "does not apply".
func whole(t *rapid.T, in *Instrument) Numbers {
	given := Numbers{}
	for _, item := range in.Items() {
		if in.Form != nil && !in.Form.Enabled(item, codes(in, given)) {
			continue
		}
		values, na := in.Values(item)
		low := 0
		if na {
			low = -1
		}
		if n := rapid.IntRange(low, len(values)-1).Draw(t, item); n < 0 {
			given[item] = NA
		} else {
			given[item] = values[n]
		}
	}
	return given
}

func laws(t *testing.T, law func(t *rapid.T, in *Instrument)) {
	for id, in := range shipped(t) {
		t.Run(id, rapid.MakeCheck(func(t *rapid.T) { law(t, in) }))
	}
}

func TestLawKnownMeansAnswered(t *testing.T) {
	laws(t, func(t *rapid.T, in *Instrument) { known(t, in, some(t, in)) })
}

type failer interface{ Errorf(string, ...any) }

func known(t failer, in *Instrument, given Numbers) {
	r := in.ScoreNumbers(given)
	stopped := in.Gate != nil && given[in.Gate.Item] == in.Gate.number
	for i, scored := range r.Subscales {
		s := in.Subscales[i]
		whole := scored.Answered == scored.Of && scored.Of > 0
		enough := s.Missing == Prorate && scored.Answered >= s.AtLeast
		if scored.Known && !whole && !enough && !(stopped && scored.Answered == 0) {
			t.Errorf("%s is known with %d of %d", s.ID, scored.Answered, scored.Of)
		}
		if scored.Known && !(scored.Value >= s.Min && scored.Value <= s.Max) {
			t.Errorf("%s is %v, outside of %v to %v", s.ID, scored.Value, s.Min, s.Max)
		}
		if scored.Known && len(s.Bands) > 0 && scored.Band == "" {
			t.Errorf("%s is %v, in no band", s.ID, scored.Value)
		}
		if !scored.Known && (scored.Value != 0 || scored.Band != "" || scored.Reached != nil) {
			t.Errorf("%s is not known, and yet it means something", s.ID)
		}
	}
}

func TestLawWholeAnswersFitAndAreKnown(t *testing.T) {
	laws(t, func(t *rapid.T, in *Instrument) {
		given := whole(t, in)
		if in.Form != nil {
			answers := codes(in, given)
			if problems := in.Form.Check(answers); problems != nil {
				t.Errorf("problems: %v", problems)
			}
			if _, err := in.Form.Response(answers, fhir.Authored{}); err != nil {
				t.Error(err)
			}
		}
		r := in.ScoreNumbers(given)
		for i, s := range r.Subscales {
			if applies := slices.ContainsFunc(in.Subscales[i].Items, func(item string) bool { return !math.IsNaN(given[item]) }); s.Known != applies {
				t.Errorf("%s: known %v, some of it applies %v", s.ID, s.Known, applies)
			}
		}
		for id, outcome := range r.Algorithms {
			if outcome == NotKnown {
				t.Errorf("%s is not known", id)
			}
		}
	})
}

// A higher number never lowers a score, unless the item is reversed: then it never raises it.
func TestLawRaisingAnItem(t *testing.T) {
	laws(t, func(t *rapid.T, in *Instrument) {
		given := whole(t, in)
		item := rapid.SampledFrom(in.Items()).Draw(t, "item")
		from, answered := given[item]
		if !answered || math.IsNaN(from) || in.Gate != nil && item == in.Gate.Item {
			return
		}
		values, _ := in.Values(item)
		to := rapid.SampledFrom(values).Draw(t, "number")
		before := in.ScoreNumbers(given)
		given[item] = to
		after := in.ScoreNumbers(given)
		for i, s := range in.Subscales {
			moved := (after.Subscales[i].Value - before.Subscales[i].Value) * (to - from)
			if s.turned(item, 0) != 0 {
				moved = -moved
			}
			shared := slices.ContainsFunc(s.Highest, func(set []string) bool { return slices.Contains(set, item) })
			if moved < 0 || slices.Contains(s.Items, item) && !shared && to != from && moved == 0 {
				t.Errorf("%s: %s from %v to %v moved it by %v", s.ID, item, from, to, moved)
			}
		}
	})
}

// What two items with the same options say can be exchanged, where both count the same way.
func TestLawExchangingItems(t *testing.T) {
	laws(t, func(t *rapid.T, in *Instrument) {
		given := whole(t, in)
		a, b := rapid.SampledFrom(in.Items()).Draw(t, "a"), rapid.SampledFrom(in.Items()).Draw(t, "b")
		one, ok := given[a]
		other, also := given[b]
		if !ok || !also || !in.fits(a, other) || !in.fits(b, one) {
			return
		}
		before := in.ScoreNumbers(given)
		given[a], given[b] = other, one
		after := in.ScoreNumbers(given)
		for i, s := range in.Subscales {
			alike := slices.Contains(s.Items, a) == slices.Contains(s.Items, b) && s.turned(a, 0) == s.turned(b, 0) && s.Highest == nil
			if alike && before.Subscales[i].Value != after.Subscales[i].Value {
				t.Errorf("%s: %s and %s exchanged: %v, was %v", s.ID, a, b, after.Subscales[i].Value, before.Subscales[i].Value)
			}
		}
	})
}

// A missing answer is never zero: either the score is not known, or it is that of the others.
func TestLawMissingIsNeverZero(t *testing.T) {
	laws(t, func(t *rapid.T, in *Instrument) {
		given := whole(t, in)
		item := rapid.SampledFrom(in.Items()).Draw(t, "item")
		if _, answered := given[item]; !answered || math.IsNaN(given[item]) {
			return
		}
		before := in.ScoreNumbers(given)
		delete(given, item)
		after := in.ScoreNumbers(given)
		for i, s := range in.Subscales {
			was, is := before.Subscales[i], after.Subscales[i]
			if !slices.Contains(s.Items, item) || !is.Known || in.Gate != nil {
				continue
			}
			if s.Missing != Prorate || in.risky(item) {
				t.Errorf("%s is known without %s", s.ID, item)
			}
			if s.Method == Sum && math.Abs(is.Value-float64(len(s.Items))/float64(len(s.Items)-1)*rest(s, given)) > 1e-9 {
				t.Errorf("%s: %v without %s, was %v", s.ID, is.Value, item, was.Value)
			}
		}
	})
}

func rest(s Subscale, given Numbers) (sum float64) {
	for _, item := range s.Items {
		if number, ok := given[item]; ok {
			sum += s.turned(item, number)
		}
	}
	return sum
}

// Leaving an answer out never makes a suicide screen look better.
func TestLawASQNeverClearsWhatWasLeftOut(t *testing.T) {
	in := shipped(t)["asq"]
	rapid.Check(t, func(t *rapid.T) {
		given := some(t, in)
		outcome := in.ScoreNumbers(given).Algorithms["screen"]
		given = in.kept(given)
		no := 0
		for _, item := range []string{"asq-1", "asq-2", "asq-3", "asq-4"} {
			if number, ok := given[item]; ok && number == 0 {
				no++
			}
		}
		now, asked := given["asq-5"]
		if outcome == "negative" && (no < 4 || asked && now == 1) || outcome == "non-acute" && !asked {
			t.Errorf("%s, with %d plain answers of no, the fifth asked %v", outcome, no, asked)
		}
	})
}

// Nor does it lower the triage, or clear somebody of violence.
func TestLawScreensNeverClearWhatWasLeftOut(t *testing.T) {
	clear := map[string]string{"cssrs": "none", "hark": "negative"}
	rank := map[string]int{"none": 0, "low": 1, "moderate": 2, "open": 3, "high": 4, "negative": 0, "positive": 4}
	for id, negative := range clear {
		in := shipped(t)[id]
		rapid.Check(t, func(t *rapid.T) {
			given := whole(t, in)
			before := in.ScoreNumbers(given)
			item := rapid.SampledFrom(in.Items()).Draw(t, "item")
			if slices.Contains([]string{"cssrs-3", "cssrs-4", "cssrs-5"}, item) && given["cssrs-2"] == 0 || item == "cssrs-6r" && given["cssrs-6"] == 0 {
				return // not asked
			}
			delete(given, item)
			after := in.ScoreNumbers(given)
			for a, outcome := range after.Algorithms {
				if outcome == negative || rank[outcome] < min(3, rank[before.Algorithms[a]]) {
					t.Errorf("%s: %s without %s, was %s", id, outcome, item, before.Algorithms[a])
				}
			}
		})
	}
}

func FuzzScore(f *testing.F) {
	var all []*Instrument
	for _, in := range shipped(f) {
		all = append(all, in)
	}
	f.Add([]byte{1, 2, 3, 0, 255})
	f.Fuzz(func(t *testing.T, bytes []byte) {
		for _, in := range all {
			given := Numbers{}
			for i, item := range in.Items() {
				if i >= len(bytes) {
					break
				}
				given[item] = float64(bytes[i])
				if bytes[i] > 200 {
					given[item] = NA
				}
			}
			known(t, in, given)
		}
	})
}

package score

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tillit.care/pure/fhir"
)

// some answers, right or wrong, to some questions.
func some(t *rapid.T, in *Instrument) fhir.Answers {
	given := fhir.Answers{}
	for _, it := range in.Form.Questions() {
		n := rapid.IntRange(-2, len(it.AnswerOption)-1).Draw(t, it.LinkID)
		switch n {
		case -2:
		case -1:
			given[it.LinkID] = rapid.String().Draw(t, "code")
		default:
			given[it.LinkID] = it.AnswerOption[n].Code()
		}
	}
	return given
}

// whole answers what is asked, in the order of the form.
func whole(t *rapid.T, in *Instrument) fhir.Answers {
	given := fhir.Answers{}
	for _, it := range in.Form.Questions() {
		if in.Form.Enabled(it.LinkID, given) {
			n := rapid.IntRange(0, len(it.AnswerOption)-1).Draw(t, it.LinkID)
			given[it.LinkID] = it.AnswerOption[n].Code()
		}
	}
	return given
}

func number(in *Instrument, item string, given fhir.Answers) (float64, bool) {
	n, ok := in.Numbers(given)[item]
	return n, ok
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

func known(t failer, in *Instrument, given fhir.Answers) {
	r := in.Score(given)
	stopped := in.Gate != nil && given[in.Gate.Item] == in.Gate.Stop
	for i, scored := range r.Subscales {
		s := in.Subscales[i]
		if scored.Known && scored.Answered != scored.Of && !(stopped && scored.Answered == 0) {
			t.Errorf("%s is known with %d of %d", s.ID, scored.Answered, scored.Of)
		}
		if scored.Known && (scored.Value < s.Min || scored.Value > s.Max) {
			t.Errorf("%s is %v, outside of %v to %v", s.ID, scored.Value, s.Min, s.Max)
		}
		if scored.Known && len(s.Bands) > 0 && scored.Band == "" {
			t.Errorf("%s is %v, in no band", s.ID, scored.Value)
		}
		if !scored.Known && (scored.Band != "" || scored.Reached != nil) {
			t.Errorf("%s is not known, and yet it means something", s.ID)
		}
	}
}

func TestLawWholeAnswersFitAndAreKnown(t *testing.T) {
	laws(t, func(t *rapid.T, in *Instrument) {
		given := whole(t, in)
		if problems := in.Form.Check(given); problems != nil {
			t.Errorf("problems: %v", problems)
		}
		if _, err := in.Form.Response(given, fhir.Authored{}); err != nil {
			t.Error(err)
		}
		r := in.Score(given)
		for _, s := range r.Subscales {
			if !s.Known {
				t.Errorf("%s is not known", s.ID)
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
		it := rapid.SampledFrom(in.Form.Questions()).Draw(t, "item")
		from, answered := number(in, it.LinkID, given)
		if !answered || in.Gate != nil && it.LinkID == in.Gate.Item {
			return
		}
		option := rapid.SampledFrom(it.AnswerOption).Draw(t, "option")
		to, _ := option.Ordinal()
		before := in.Score(given)
		given[it.LinkID] = option.Code()
		after := in.Score(given)
		for i, s := range in.Subscales {
			moved := (after.Subscales[i].Value - before.Subscales[i].Value) * (to - from)
			if s.turned(it.LinkID, 0) != 0 {
				moved = -moved
			}
			if moved < 0 || slices.Contains(s.Items, it.LinkID) && to != from && moved == 0 {
				t.Errorf("%s: %s from %v to %v moved it by %v", s.ID, it.LinkID, from, to, moved)
			}
		}
	})
}

// Leaving an answer out never makes a suicide screen look better.
func TestLawASQNeverClearsWhatWasLeftOut(t *testing.T) {
	in := shipped(t)["asq"]
	rapid.Check(t, func(t *rapid.T) {
		given := some(t, in)
		outcome := in.Score(given).Algorithms["screen"]
		no := 0
		for _, item := range []string{"asq-1", "asq-2", "asq-3", "asq-4"} {
			if number, ok := number(in, item, given); ok && number == 0 {
				no++
			}
		}
		now, asked := number(in, "asq-5", given)
		if outcome == "negative" && (no < 4 || asked && now == 1) || outcome == "non-acute" && !asked {
			t.Errorf("%s, with %d plain answers of no, the fifth asked %v", outcome, no, asked)
		}
	})
}

func FuzzScore(f *testing.F) {
	var all []*Instrument
	for _, in := range shipped(f) {
		all = append(all, in)
	}
	f.Add([]byte{1, 2, 3, 0, 255})
	f.Fuzz(func(t *testing.T, bytes []byte) {
		for _, in := range all {
			given := fhir.Answers{}
			for i, it := range in.Form.Questions() {
				if i < len(bytes) && int(bytes[i]) < len(it.AnswerOption) {
					given[it.LinkID] = it.AnswerOption[bytes[i]].Code()
				} else if i < len(bytes) && bytes[i] > 128 {
					given[it.LinkID] = string(bytes[i:])
				}
			}
			known(t, in, given)
		}
	})
}

package chart

import (
	"testing"

	"tillit.care/measure"
	"tillit.care/pure/change"
)

// by are the judges of a day on which the rule of a line is this, and this is expected.
func by(m *Memory, points float64, expected measure.Expected) judges {
	return judges{func(string, string) (*change.Rule, error) {
		return m.rule(ruled{"phq9", "total"}, &change.Rule{Points: points}), nil
	}, m.expects(expected), m, map[*ruling]bool{}}
}

// TestWhatWasJudgedHolds: until a rule or what is expected is another one.
func TestWhatWasJudgedHolds(t *testing.T) {
	m := &Memory{}
	expected := func(to float64) measure.Expected { return measure.Expected{"phq9 total": {{To: to}}} }
	before := by(m, 5, expected(9))
	rule, _ := before.find("phq9", "total")
	made := &Judged{Listed: measure.Listed{Stood: []measure.Stood{{Instrument: "phq9", Subscale: "total"}}}, ruling: m.ruling(ruling{[]ruled{{"phq9", "total"}}, []*change.Rule{rule}}), expected: before.expected}
	if !made.holds(by(m, 5, expected(9))) {
		t.Error("it did not hold although everything is the same")
	}
	if made.holds(by(m, 5, expected(8))) {
		t.Error("it held although something else is expected")
	}
	if made.holds(by(m, 6, expected(9))) {
		t.Error("it held although the rule is another one")
	}
}

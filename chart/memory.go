package chart

import (
	"reflect"
	"sync"

	"tillit.care/base/db"
	"tillit.care/expect"
	"tillit.care/measure"
	"tillit.care/pure/change"
	"tillit.care/space"
)

// Memory keeps how the cases of a day were judged, for as long as nothing is different: what
// their lines say, the rules, and what the practice has learnt to expect. A nil one keeps
// nothing.
type Memory struct {
	lists space.Memory

	mu       sync.Mutex
	rules    map[ruled]*change.Rule
	expected *measure.Expected
}

// ruled is what a rule judges.
type ruled struct{ instrument, subscale string }

// Day is the author's list.
func (m *Memory) Day(tx *db.Tx) (space.List, error) {
	if m == nil {
		return space.Day(tx)
	}
	return m.lists.Day(tx)
}

// judges are what the cases of a day are judged by. While nothing about them changes, they
// are the same pointers.
type judges struct {
	find     measure.Find
	expected *measure.Expected
}

func (m *Memory) judges(tx *db.Tx) (judges, error) {
	expected, err := expect.Lines(tx)
	if err != nil || m == nil {
		return judges{measure.Finder(tx), &expected}, err
	}
	find, met := measure.Finder(tx), map[ruled]*change.Rule{}
	return judges{func(instrument, subscale string) (*change.Rule, error) {
		key := ruled{instrument, subscale}
		if rule := met[key]; rule != nil {
			return rule, nil
		}
		rule, err := find(instrument, subscale)
		if err == nil {
			rule = m.rule(key, rule)
			met[key] = rule
		}
		return rule, err
	}, m.expects(expected)}, nil
}

// rule is the same one as before, where it says the same.
func (m *Memory) rule(key ruled, now *change.Rule) *change.Rule {
	m.mu.Lock()
	defer m.mu.Unlock()
	if before := m.rules[key]; before != nil && reflect.DeepEqual(before, now) {
		return before
	}
	if m.rules == nil {
		m.rules = map[ruled]*change.Rule{}
	}
	m.rules[key] = now
	return now
}

func (m *Memory) expects(now measure.Expected) *measure.Expected {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.expected == nil || !reflect.DeepEqual(*m.expected, now) {
		m.expected = &now
	}
	return m.expected
}

// judged is a case as it was judged, and by what.
type judged struct {
	one      Listed
	rules    []*change.Rule // of its lines, in order
	expected *measure.Expected
}

// remember keeps a case, unless it hangs on more than its line: somebody who was invited
// comes without a word to the list.
func (l *Listed) remember(judges judges) {
	if l.Glance.Waits {
		return
	}
	made := judged{one: *l, expected: judges.expected}
	for _, s := range l.Stood {
		rule, err := judges.find(s.Instrument, s.Subscale)
		if err != nil {
			return
		}
		made.rules = append(made.rules, rule)
	}
	l.line.Remember(&made)
}

// holds tells whether it would be judged the same again.
func (j *judged) holds(by judges) bool {
	if j.expected != by.expected {
		return false
	}
	for i, s := range j.one.Stood {
		if rule, err := by.find(s.Instrument, s.Subscale); err != nil || rule != j.rules[i] {
			return false
		}
	}
	return true
}

// recalled is a case as it was judged before; nil: it has to be judged anew.
func recalled(line space.Line, by judges) *Listed {
	made, known := line.Recall().(*judged)
	if !known || !made.holds(by) {
		return nil
	}
	one := made.one
	return &one
}

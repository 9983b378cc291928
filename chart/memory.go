package chart

import (
	"reflect"
	"slices"
	"sync"

	"tillit.care/base/db"
	"tillit.care/expect"
	"tillit.care/instrument"
	"tillit.care/measure"
	"tillit.care/pure/change"
	"tillit.care/pure/score"
	"tillit.care/space"
)

// Memory keeps how the cases of a day were judged, for as long as nothing is different: what
// their lines say, the rules, and what the practice has learnt to expect. A nil one keeps
// nothing.
type Memory struct {
	lists space.Memory

	mu       sync.Mutex
	rules    map[ruled]*change.Rule
	sets     []*ruling
	expected *measure.Expected
}

// ruling is by which rules the lines of a case are judged: one for all cases with the same.
type ruling struct {
	of []ruled
	by []*change.Rule
}

// mostSets is how many are kept: they are few, until rules change often.
const mostSets = 256

// ruling is the one that is kept of these.
func (m *Memory) ruling(made ruling) *ruling {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, one := range m.sets {
		if slices.Equal(one.of, made.of) && slices.Equal(one.by, made.by) {
			return one
		}
	}
	if len(m.sets) >= mostSets {
		m.sets = nil
	}
	m.sets = append(m.sets, &made)
	return &made
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
	memory   *Memory
	still    map[*ruling]bool // whether it would be the same
}

func (m *Memory) judges(tx *db.Tx) (judges, error) {
	expected, err := expect.Lines(tx)
	if err != nil || m == nil {
		return judges{find: measure.Finder(tx), expected: &expected}, err
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
	}, m.expects(expected), m, map[*ruling]bool{}}, nil
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

// remember keeps a case, unless it hangs on more than its line: somebody who was invited
// comes without a word to the list.
func (l *Judged) remember(judges judges) {
	if l.Glance.Waits || judges.memory == nil {
		return
	}
	var made ruling
	for _, s := range l.Stood {
		rule, err := judges.find(s.Instrument, s.Subscale)
		if err != nil {
			return
		}
		made.of, made.by = append(made.of, ruled{s.Instrument, s.Subscale}), append(made.by, rule)
	}
	l.ruling, l.expected = judges.memory.ruling(made), judges.expected
	l.line.Remember(l)
}

// holds tells whether it would be judged the same again.
func (l *Judged) holds(by judges) bool {
	if l.expected != by.expected {
		return false
	}
	still, known := by.still[l.ruling]
	if !known {
		still = l.ruling.holds(by)
		by.still[l.ruling] = still
	}
	return still
}

func (r *ruling) holds(by judges) bool {
	for i, of := range r.of {
		if rule, err := by.find(of.instrument, of.subscale); err != nil || rule != r.by[i] {
			return false
		}
	}
	return true
}

// recalled is a case as it was judged before; nil: it has to be judged anew.
func recalled(line space.Line, by judges) *Judged {
	made, known := line.Recall().(*Judged)
	if !known || !made.holds(by) {
		return nil
	}
	return made
}

// made is a version of an instrument, as it was found.
type made struct {
	id, wording string
	found       *score.Instrument
}

// noted finds as another finder does, and notes what was found.
func (s *Shown) noted(find instrument.Finder) instrument.Finder {
	return func(id, wording, scoring string) (*score.Instrument, error) {
		in, err := find(id, wording, scoring)
		s.made = append(s.made, made{id, wording, in})
		return in, err
	}
}

// recall takes what was shown before, where the line says the same and the instruments are
// the same ones.
func (l *Listed) recall(find instrument.Finder, mark string) bool {
	if l.Shown != nil {
		return true
	}
	s := l.shown.Load()
	if s == nil || mark == "" || s.mark != mark {
		return false
	}
	for _, m := range s.made {
		if in, err := find(m.id, m.wording, ""); err != nil || in != m.found {
			return false
		}
	}
	l.Shown = s
	return true
}

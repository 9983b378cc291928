package chart

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/care"
	"tillit.care/measure"
	"tillit.care/message"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Listed is a case in a list, with every reason to look at it.
type Listed struct {
	Space  space.ID
	Role   right.Role
	Alerts []alert.Alert // that nobody has closed
	Turns  []measure.Turn
	Unread int       // messages to its reader
	Silent time.Time // since when an answer has been missing; zero: none is
	Main   measure.Line
	Last   time.Time // of the last answer; zero: none yet
	care.Glance
}

// Caseload is the cases of a clinician, as their day begins.
type Caseload struct {
	Pairs []care.Pair
	Cases []Listed // by name, those that have ended last
	Opens bool     // its reader opens cases
	Only  string   // the one part that is shown; empty: all
	Zone  *time.Location
	Now   time.Time
}

// CaseloadOf reads the cases that the author is inside as a clinician.
func CaseloadOf(tx *db.Tx) (Caseload, error) {
	l := Caseload{Now: tx.Now}
	settings, err := practice.Of(tx)
	if err != nil {
		return l, err
	}
	l.Zone = settings.Location()
	mine, err := space.Mine(tx, right.Shared)
	if err != nil {
		return l, err
	}
	for _, where := range mine {
		if where.Role == right.Client {
			continue
		}
		one, err := listed(tx, where)
		if err != nil {
			return l, err
		}
		l.Cases = append(l.Cases, one)
	}
	if l.Pairs, err = care.Pairs(tx); err != nil {
		return l, err
	}
	slices.SortStableFunc(l.Cases, func(a, b Listed) int {
		return cmp.Or(cmp.Compare(a.over(), b.over()), strings.Compare(strings.ToLower(a.Name.Reveal()), strings.ToLower(b.Name.Reveal())))
	})
	return l, nil
}

func listed(tx *db.Tx, where space.Where) (Listed, error) {
	l := Listed{Space: where.Space, Role: where.Role}
	rec, err := space.Open(tx, where.Space, right.Read)
	if err != nil {
		return l, err
	}
	if l.Glance, err = care.GlanceAt(tx, rec); err != nil {
		return l, err
	}
	if l.Alerts, err = alert.Waiting(tx, rec); err != nil {
		return l, err
	}
	every, err := measure.Responses(tx, rec)
	if err != nil {
		return l, err
	}
	if n := len(every); n > 0 {
		l.Last = every[n-1].At
	}
	lines, err := measure.Lines(tx, every)
	if err != nil {
		return l, err
	}
	l.Main, _ = measure.Main(lines)
	if l.over() == 0 {
		return l, l.look(tx, rec, lines)
	}
	return l, nil
}

// look finds the reasons to look at an open case that are no alert. Who has not agreed yet
// cannot answer, and is not silent.
func (l *Listed) look(tx *db.Tx, rec *space.Record, lines []measure.Line) error {
	for _, line := range lines {
		if turn, worse := line.Turned(); worse {
			l.Turns = append(l.Turns, turn)
		}
	}
	var err error
	if l.Unread, err = message.Unread(tx, rec); err != nil || !l.Agreed {
		return err
	}
	waiting, err := measure.Waiting(tx, rec)
	l.Silent = measure.Silent(waiting, tx.Now)
	return err
}

// over puts what has ended behind what has not.
func (l Listed) over() int {
	if l.Case.Ended.IsZero() {
		return 0
	}
	return 1
}

// days is for how many whole days an answer has been missing.
func (l Listed) days(now time.Time) int { return int(now.Sub(l.Silent) / (24 * time.Hour)) }

// The parts of a clinician's day, in order. A case stands in the first that fits, with all
// its reasons; below them stand all cases.
const (
	partAlerts  = "alerts"
	partArrived = "arrived"
	partWrote   = "wrote"
	partWorse   = "worse"
	partSilent  = "silent"
)

var dayParts = []string{partAlerts, partArrived, partWrote, partWorse, partSilent}

// has tells whether a case has that reason to be looked at.
func (l Listed) has(part string) bool {
	switch part {
	case partAlerts:
		return len(l.Alerts) > 0
	case partArrived:
		return l.Arrived
	case partWrote:
		return l.Unread > 0
	case partWorse:
		return len(l.Turns) > 0
	case partSilent:
		return !l.Silent.IsZero()
	}
	return false
}

// part is where a case stands: the first reason that it has.
func (l Listed) part() string {
	for _, part := range dayParts {
		if l.has(part) {
			return part
		}
	}
	return ""
}

// every are all cases that have one reason, the longest wait first.
func (c Caseload) every(part string) []Listed {
	found := slices.DeleteFunc(slices.Clone(c.Cases), func(l Listed) bool { return !l.has(part) })
	slices.SortStableFunc(found, func(a, b Listed) int { return a.waits(part).Compare(b.waits(part)) })
	return found
}

// In are the cases that stand in a part of the day: each in one, unless only that part is
// shown.
func (c Caseload) In(part string) []Listed {
	found := c.every(part)
	if c.Only == part {
		return found
	}
	return slices.DeleteFunc(found, func(l Listed) bool { return l.part() != part })
}

// waits is since when a case has waited for that reason.
func (l Listed) waits(part string) time.Time {
	switch part {
	case partAlerts:
		return l.Alerts[len(l.Alerts)-1].At
	case partSilent:
		return l.Silent
	}
	return time.Time{}
}

// shows tells whether a part of the day is drawn.
func (c Caseload) shows(part string) bool { return c.Only == "" || c.Only == part }

// open and ended are the cases that have not ended, and those that have.
func (c Caseload) open() []Listed {
	return slices.DeleteFunc(slices.Clone(c.Cases), func(l Listed) bool { return l.over() == 1 })
}

func (c Caseload) ended() []Listed {
	return slices.DeleteFunc(slices.Clone(c.Cases), func(l Listed) bool { return l.over() == 0 })
}

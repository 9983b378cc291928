package chart

import (
	"iter"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/care"
	"tillit.care/disclose"
	"tillit.care/ending"
	"tillit.care/follow"
	"tillit.care/handover"
	"tillit.care/instrument"
	"tillit.care/measure"
	"tillit.care/meeting"
	"tillit.care/message"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// Listed is a case in a list, with every reason to look at it at a moment.
type Listed struct {
	*Judged
	Silent time.Time  // since when an answer has been missing; zero: none is
	Why    follow.Why // why it waits for a decision
	Back   time.Time  // since when a client whose case has ended would like to come back
	Near   time.Time  // when the two see each other again after the end, soon
	*Shown            // of a case that is drawn
}

// Judged is what a line of a list says, judged by the rules of a day. It hangs on no moment: one
// that is kept in a Memory is shared by all that read it, and is not changed any more.
type Judged struct {
	Space    space.ID
	Role     right.Role
	Alerts   []alert.Alert // that nobody has closed
	Unread   int           // messages to its reader
	Unsign   int           // notes that its reader has still to sign
	Asked    int           // what its client asked of the record, and has no answer
	AskedBy  time.Time     // when the first answer is due
	Couple   seal.Text     // both names, of a couple
	Partners []*Listed     // of a couple: each by themselves
	Due      follow.Due
	measure.Listed
	care.Glance

	line  space.Line
	place space.Placed
	name  string // by which it is sorted

	ruling   *ruling // by which it was judged
	expected *measure.Expected
	shown    atomic.Pointer[Shown]
}

// Shown is what else a line says, of a case that is drawn.
type Shown struct {
	Turns []measure.Turn
	Main  *measure.Line

	mark string // of what was read
	made []made // of which instruments

	turned, main, brief ui.Drawn
}

// Asked is what of a caseload somebody wants to see.
type Asked struct {
	Only string // the one part that is shown; empty: all
	From int    // how many cases of a long list were shown before
	Name string // only those whose name has this in it
}

// Caseload is the cases of a clinician, as their day begins.
type Caseload struct {
	Asked
	Parts []DayPart // those that are shown, in order
	All   DayPart   // every open case, or those of that name
	Ended int       // how many have ended
	Opens bool      // its reader opens cases
	Zone  *time.Location
	Now   time.Time

	Handovers []space.ID // cases that are offered to its reader

	cases []*Listed // by name
}

// DayPart is one part of the day, as much of it as is shown at a time.
type DayPart struct {
	Name  string
	Cases []*Listed
	From  int // how many stand before them
	Of    int // how many there are
}

// The parts of a clinician's day, in order. A case stands in the first that fits, with all
// its reasons; below them stand all cases.
const (
	partAlerts  = "alerts"
	partArrived = "arrived"
	partStops   = "stops"
	partWrote   = "wrote"
	partBack    = "back"
	partDecide  = "decide"
	partWorse   = "worse"
	partSilent  = "silent"
	partSign    = "sign"
	partAsked   = "asked"
	partEnded   = "ended"
)

var dayParts = []string{partAlerts, partArrived, partStops, partWrote, partBack, partDecide, partWorse, partSilent, partSign, partAsked}

// How many cases are shown at a time: of a part that stands among others, of all cases
// below them, and of a list that stands alone.
const (
	showsAmong = 6
	showsBelow = 12
	showsAlone = 24
)

// CaseloadOf reads the author's list of cases.
func CaseloadOf(tx *db.Tx, memory *Memory, asked Asked) (Caseload, error) {
	c := Caseload{Now: tx.Now, Asked: asked}
	settings, err := practice.Of(tx)
	if err != nil {
		return c, err
	}
	c.Zone = settings.Location()
	day, err := memory.Day(tx)
	if err != nil {
		return c, err
	}
	if c.Handovers, err = handover.Waiting(tx); err != nil {
		return c, err
	}
	judges, err := memory.judges(tx)
	if err != nil {
		return c, err
	}
	lines := parted(day.Lines)
	all := make([]Listed, len(lines))
	for i, line := range lines {
		one, err := judge(tx, line, judges)
		if err == nil && one != nil {
			all[i].Judged = one
			c.cases = append(c.cases, &all[i])
			err = all[i].stands(tx.Now)
		}
		if err != nil {
			return c, err
		}
	}
	slices.SortStableFunc(c.cases, func(a, b *Listed) int { return strings.Compare(a.name, b.name) })
	return c, c.arrange(tx, day)
}

// judge reads one line of a list; nil: it is of somebody's contact space alone.
func judge(tx *db.Tx, line space.Line, judges judges) (*Judged, error) {
	if known := recalled(line, judges); known != nil {
		return known, nil
	}
	l := &Judged{line: line}
	var contacts []space.Placed
	var apart []space.Placed // of a couple: what each partner has apart
	for _, p := range line.Places {
		switch p.Kind {
		case right.Contact:
			contacts = append(contacts, p)
		case right.Apart:
			apart = append(apart, p)
		default:
			l.place = p
		}
	}
	if l.place.Space == "" && len(apart) > 0 {
		l.place = apart[0] // one partner, to whoever is not inside what both share
	}
	if l.place.Space == "" {
		return nil, nil
	}
	l.Space, l.Role = l.place.Space, l.place.Role
	var err error
	if l.place.Kind == right.Joint {
		err = l.couple(tx, contacts, apart, judges)
		l.name = strings.ToLower(l.Couple.Reveal())
		return l, err
	}
	if err := l.read(tx, contacts, judges); err != nil {
		return nil, err
	}
	l.name = strings.ToLower(l.Name.Reveal())
	l.remember(judges)
	return l, nil
}

// read reads what a line says, and judges it by the rules of the day: all that does not
// depend on the moment.
func (l *Judged) read(tx *db.Tx, contacts []space.Placed, judges judges) (err error) {
	var contact space.Placed
	if len(contacts) > 0 {
		contact = contacts[0]
	}
	if l.Glance, err = care.GlanceAt(tx, l.place, contact); err != nil {
		return err
	}
	if l.Alerts, err = alert.Listed(l.place); err != nil {
		return err
	}
	if l.Unread, err = message.Listed(l.place); err != nil {
		return err
	}
	if l.Role == right.Therapist {
		if l.Unsign, err = meeting.Listed(l.place); err != nil {
			return err
		}
	}
	if l.Role != right.Supervisor {
		if l.Asked, l.AskedBy, err = disclose.Listed(l.place); err != nil {
			return err
		}
	}
	if l.Listed, err = measure.ListedIn(l.place); err != nil {
		return err
	}
	if l.over() {
		l.Worse, l.Unread = false, 0
	}
	l.Due, err = follow.Listed(judges.find, l.place, l.Stood, *judges.expected)
	return err
}

// stands is how it stands at a moment.
func (l *Listed) stands(now time.Time) (err error) {
	if l.Couple != "" {
		return l.together(now)
	}
	if l.Role == right.Therapist {
		l.Back, l.Near, err = ending.Listed(l.place, now)
	}
	l.Silent, l.Why = l.SilentAt(now), l.Due.Why(now)
	if !l.Agreed || l.over() {
		l.Silent = time.Time{} // who has not agreed cannot answer, and is not silent
	}
	if l.over() {
		l.Why = follow.Nothing
	}
	return err
}

// over tells whether a case has ended.
func (l *Judged) over() bool { return !l.Glance.Ended.IsZero() }

// days is for how many whole days an answer has been missing.
func (l *Listed) days(now time.Time) int { return int(now.Sub(l.Silent) / (24 * time.Hour)) }

// has tells whether a case has that reason to be looked at.
func (l *Listed) has(part string) bool {
	switch part {
	case partAlerts:
		return len(l.Alerts) > 0
	case partArrived:
		return l.Arrived && !l.over()
	case partStops:
		return !l.Stops.IsZero() && !l.over()
	case partWrote:
		return l.Unread > 0
	case partBack:
		return l.over() && (!l.Back.IsZero() || !l.Near.IsZero())
	case partDecide:
		return l.Why != follow.Nothing
	case partWorse:
		return l.Worse
	case partSilent:
		return !l.Silent.IsZero()
	case partSign:
		return l.Unsign > 0
	case partAsked:
		return l.Asked > 0 // also where the case has ended
	case partEnded:
		return l.over()
	}
	return !l.over()
}

// part is where a case stands: the first reason that it has.
func (l *Listed) part() string {
	for _, part := range dayParts {
		if l.has(part) {
			return part
		}
	}
	return ""
}

// every are all cases that have one reason, the longest wait first; for no reason, all that
// have not ended.
func (c Caseload) every(part string) (found []*Listed) {
	for _, l := range c.cases {
		if l.has(part) {
			found = append(found, l)
		}
	}
	slices.SortStableFunc(found, func(a, b *Listed) int { return a.waits(part).Compare(b.waits(part)) })
	return found
}

// count is how many there are.
func (c Caseload) count(part string) (n int) {
	for _, l := range c.cases {
		if l.has(part) {
			n++
		}
	}
	return n
}

// In are the cases that stand in a part of the day: each in one, unless only that part is
// shown.
func (c Caseload) In(part string) []*Listed {
	found := c.every(part)
	if c.Only == part {
		return found
	}
	return slices.DeleteFunc(found, func(l *Listed) bool { return l.part() != part })
}

// waits is since when a case has waited for that reason.
func (l *Listed) waits(part string) time.Time {
	switch part {
	case partAlerts:
		return l.Alerts[len(l.Alerts)-1].At
	case partDecide:
		return time.Unix(-int64(l.Due.Track.Rank()), 0) // who is worse comes first
	case partSilent:
		return l.Silent
	case partAsked:
		return l.AskedBy
	case partStops:
		return l.Stops
	}
	return time.Time{}
}

// arrange lays out what is shown, and reads more of only those cases.
func (c *Caseload) arrange(tx *db.Tx, day space.List) error {
	c.Ended = c.count(partEnded)
	for _, part := range dayParts {
		if c.Name == "" && (c.Only == "" || c.Only == part) {
			c.Parts = append(c.Parts, c.cut(part, c.In(part)))
		}
	}
	if c.Only == "" || c.Only == partEnded {
		c.All = c.cut(c.Only, c.named(c.every(c.Only)))
	}
	var lines []space.Line
	for l := range c.drawn() {
		lines = append(lines, l.line)
	}
	marks, err := day.Marks(tx, lines)
	if err != nil {
		return err
	}
	version := instrument.Versions(tx)
	for l := range c.drawn() {
		if err := l.draw(tx, day, version, marks[l.line.About]); err != nil {
			return err
		}
	}
	return nil
}

// drawn are the cases that are shown; one may be there more than once.
func (c *Caseload) drawn() iter.Seq[*Listed] {
	return func(yield func(*Listed) bool) {
		for _, part := range append([]DayPart{c.All}, c.Parts...) {
			for _, l := range part.Cases {
				if !yield(l) {
					return
				}
			}
		}
	}
}

// named are those whose name has what was asked for in it.
func (c Caseload) named(all []*Listed) []*Listed {
	name := strings.ToLower(strings.TrimSpace(c.Asked.Name))
	return slices.DeleteFunc(all, func(l *Listed) bool { return !strings.Contains(l.name, name) })
}

// cut is as much of a part as is shown at a time.
func (c Caseload) cut(part string, all []*Listed) DayPart {
	most, from := c.shows(), c.From
	if c.Only == "" && part != "" {
		most, from = showsAmong, 0
	}
	from = max(0, min(from, len(all)-1))
	return DayPart{Name: part, Cases: all[from:min(len(all), from+most)], From: from, Of: len(all)}
}

// shows is how many cases stand on one page of a long list.
func (c Caseload) shows() int {
	if c.Only == "" && c.Name == "" {
		return showsBelow
	}
	return showsAlone
}

// draw reads what else the line of a case says, once; mark is by what that is known again.
func (l *Listed) draw(tx *db.Tx, day space.List, version instrument.Finder, mark string) error {
	all := l.each()
	if !slices.ContainsFunc(all, func(one *Listed) bool { return !one.recall(version, mark) }) {
		return nil
	}
	line, err := day.More(tx, l.line)
	for _, one := range all {
		if err == nil {
			err = one.more(version, line.Places, mark)
		}
	}
	return err
}

// more reads it of one client.
func (l *Listed) more(version instrument.Finder, places []space.Placed, mark string) error {
	place := l.place
	for _, p := range places {
		if p.Space == l.Space {
			place = p
		}
	}
	l.Shown = &Shown{mark: mark}
	worse, main, err := measure.LinesIn(l.noted(version), place)
	if err != nil {
		return err
	}
	main = main.Sparked()
	l.Main = &main
	for _, line := range worse {
		if turn, still := line.Turned(); still && !l.over() {
			turn.Line = turn.Line.Sparked()
			l.Turns = append(l.Turns, turn)
		}
	}
	l.shown.Store(l.Shown)
	return nil
}

// late tells whether the first answer about the record is overdue.
func (l *Judged) late(now time.Time) bool { return !now.Before(l.AskedBy) }

func (l *Judged) askedKey(now time.Time) string {
	if l.late(now) {
		return "chart.asked.late"
	}
	return "chart.asked"
}

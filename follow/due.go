package follow

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/measure"
	"tillit.care/pure/change"
	"tillit.care/space"
)

// Why is why a case waits for a decision.
type Why string

const (
	Nothing  Why = ""         // it does not: it is on track, or somebody has decided
	Open     Why = "open"     // nobody has decided yet
	Worsened Why = "worsened" // an answer made it worse since the last decision
	Again    Why = "again"    // the day to look again has come
)

// Due is what a clinician's day needs to know of one case.
type Due struct {
	Track   change.Track `json:"track"`
	Handled bool         `json:"handled,omitempty"` // somebody has decided, and no answer made it worse since
	Decided time.Time    `json:"decided,omitzero"`  // when somebody last did
	Review  time.Time    `json:"review,omitzero"`   // when to look again
}

// Why is why the case waits at a moment.
func (d Due) Why(now time.Time) Why {
	switch {
	case d.Track.Asks() && d.Decided.IsZero():
		return Open
	case d.Track.Asks() && !d.Handled:
		return Worsened
	case !d.Review.IsZero() && !now.Before(d.Review):
		return Again
	}
	return Nothing
}

// DueOf is what a day needs to know, from how the lines of one person stand and the last
// decision about them; the zero Decision: there is none.
func DueOf(find measure.Find, lines []measure.Stood, expected measure.Expected, last Decision) (Due, error) {
	due := Due{Track: change.NotKnown}
	if last.Found() {
		due.Decided, due.Review, due.Handled = last.At, last.Review, true
	}
	for i := range lines {
		l := &lines[i]
		now, rule, err := l.Track(find, expected)
		if err != nil {
			return due, err
		}
		if now.Rank() > due.Track.Rank() {
			due.Track = now
		}
		if last.worsened(l, now, rule) {
			due.Handled = false
		}
	}
	return due, nil
}

// DueAt reads the same from an open record.
func DueAt(tx *db.Tx, rec *space.Record) (Due, error) {
	lines, expected, err := read(tx, rec)
	if err != nil {
		return Due{}, err
	}
	last, err := newest(tx, rec)
	if err != nil {
		return Due{}, err
	}
	return DueOf(measure.Finder(tx), stoods(lines), expected, last)
}

func stoods(lines []measure.Line) (all []measure.Stood) {
	for _, l := range lines {
		all = append(all, l.Stood())
	}
	return all
}

// worsened tells whether a line is worse than it was at the decision: it left the track
// since, became reliably worse, or stands lower by more than error. One point up or down is
// no news.
func (d Decision) worsened(l *measure.Stood, now change.Track, rule *change.Rule) bool {
	if !now.Asks() {
		return false
	}
	then := d.stood(l.Instrument, l.Subscale)
	switch {
	case l.N <= then.N:
		return false
	case l.Rose > then.N, now.Rank() > then.Track.Rank():
		return true
	}
	return then.N > 0 && rule.Published() && rule.Judge(then.Last, l.Last).Class.Worse()
}

// stood is how a line stood at the decision; a line that nobody had answered: not at all.
func (d Decision) stood(instrument, subscale string) Stood {
	for _, s := range d.Lines {
		if s.Instrument == instrument && s.Subscale == subscale {
			return s
		}
	}
	return Stood{Track: change.NotKnown}
}

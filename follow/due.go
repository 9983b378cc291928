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

// DueOf is what a day needs to know, from the lines of one person and the last decision
// about them; the zero Decision: there is none.
func DueOf(lines []measure.Line, expected measure.Expected, last Decision) Due {
	due := Due{Track: measure.Stands(lines, expected)}
	if !last.Found() {
		return due
	}
	due.Decided, due.Review, due.Handled = last.At, last.Review, true
	for _, l := range lines {
		if last.worsened(l, expected) {
			due.Handled = false
		}
	}
	return due
}

// DueAt reads the same from an open record.
func DueAt(tx *db.Tx, rec *space.Record) (Due, error) {
	lines, expected, err := read(tx, rec)
	if err != nil {
		return Due{}, err
	}
	last, err := newest(tx, rec)
	return DueOf(lines, expected, last), err
}

// worsened tells whether an answer after the decision made a line worse than it was then: it
// left the track, became reliably worse, or fell by more than error since. One point up or
// down is no news.
func (d Decision) worsened(l measure.Line, expected measure.Expected) bool {
	if !l.Track(len(l.Points), expected).Asks() {
		return false
	}
	then := d.stood(l)
	rank := then.Track.Rank()
	for n := then.N; n < len(l.Points); n++ {
		track := l.Track(n+1, expected)
		if track.Asks() && (track.Rank() > rank || then.N > 0 && l.Fell(then.Last, l.Points[n].Scored.Value)) {
			return true
		}
		rank = track.Rank()
	}
	return false
}

// stood is how a line stood at the decision; a line that nobody had answered: not at all.
func (d Decision) stood(l measure.Line) Stood {
	for _, s := range d.Lines {
		if s.Instrument == l.Instrument.ID && s.Subscale == l.Subscale.ID {
			return s
		}
	}
	return Stood{Track: change.NotKnown}
}

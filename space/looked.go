package space

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/trail"
	"tillit.care/base/who"
	"tillit.care/pure/right"
)

// Stay is since when and until when somebody is or was inside. Until is zero where no end is
// set. Of somebody who came twice it is the last time, from when they first came.
type Stay struct {
	Person       who.ID
	Role         right.Role
	Since, Until time.Time
}

// Ever are all who are or were inside.
func (r *Record) Ever(tx *db.Tx) ([]Stay, error) {
	if err := r.Holds(right.Read); err != nil {
		return nil, err
	}
	return ever(tx, r)
}

// Trail is what was done in an open space from one moment to another, oldest first.
func (r *Record) Trail(tx *db.Tx, from, to time.Time) ([]trail.Entry, error) {
	if err := r.Holds(right.Read); err != nil {
		return nil, err
	}
	return trail.Between(tx, string(r.space), from, to)
}

// Seen is when somebody looked at their list while the space stood in it, from one moment to
// another. A look at a list leaves one line in the list's own trail, however many cases it
// has; which ones they were then, the lines before it say.
func (r *Record) Seen(tx *db.Tx, from, to time.Time) (looks []trail.Entry, err error) {
	stays, err := r.Ever(tx)
	if err != nil {
		return nil, err
	}
	lists, err := listsOf(tx, r)
	if err != nil || len(lists) == 0 {
		return nil, err
	}
	first := to
	for _, s := range stays {
		if s.Since.Before(first) {
			first = s.Since
		}
	}
	for _, list := range lists {
		entries, err := trail.Between(tx, string(list), first, to)
		if err != nil {
			return nil, err
		}
		looks = append(looks, r.seenIn(entries, stays, from)...)
	}
	return looks, nil
}

// seenIn follows what stood in one list, and finds the looks at it from a moment on.
func (r *Record) seenIn(entries []trail.Entry, stays []Stay, from time.Time) (looks []trail.Entry) {
	stands := false
	for _, e := range entries {
		for _, act := range e.Acts {
			switch {
			case act.Act == "enlist" && act.Object == string(r.space):
				stands = true
			case act.Act == "unlist" && act.Object == string(r.space):
				stands = false
			case act.Act == "open read" && stands && !e.At.Before(from) && stayed(stays, e.By, e.At):
				looks = append(looks, trail.Entry{Chain: e.Chain, Seq: e.Seq, At: e.At, By: e.By, Acts: []trail.Act{act}})
			}
		}
	}
	return looks
}

// stayed tells whether somebody's stay had not ended by itself at a moment.
func stayed(stays []Stay, person who.ID, at time.Time) bool {
	return slices.ContainsFunc(stays, func(s Stay) bool {
		return s.Person == person && (s.Until.IsZero() || at.Before(s.Until))
	})
}

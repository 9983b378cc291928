// Package disclose is about who learns what of a client's record: whom they allow the practice
// to tell, who was told, who looked, and what they may ask of their record. Nothing is sent
// from here: what was told outside is written down by whoever told it.
package disclose

import (
	"slices"
	"time"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Part is the part of a page that shows any of it.
const Part = "sharing"

// Records is one kind of record that somebody outside may be told of.
type Records string

// What there is to be told. Process is psychotherapy notes, which law keeps apart: telling of
// them takes a permission for that alone (45 CFR 164.508(a)(2), (b)(3)(ii)).
const (
	Attendance Records = "attendance"
	Summary    Records = "summary"
	Notes      Records = "notes"
	Measures   Records = "measures"
	Plan       Records = "plan"
	Trust      Records = "trust"
	Process    Records = "process"
)

// AllRecords are all of them, the least telling first.
var AllRecords = []Records{Attendance, Summary, Notes, Measures, Plan, Trust, Process}

// known tells whether all of them are kinds of record, and there is one.
func known(all []Records) bool {
	return len(all) > 0 && !slices.ContainsFunc(all, func(r Records) bool { return !slices.Contains(AllRecords, r) })
}

// within tells whether every one of some is among others.
func within(some, others []Records) bool {
	return !slices.ContainsFunc(some, func(r Records) bool { return !slices.Contains(others, r) })
}

// longest is how many letters one text may have.
const longest = 4000

// long is an Invalid about the first text that is too long.
func long(fields map[string]seal.Text) error {
	for name, text := range fields {
		if utf8.RuneCountInString(text.Reveal()) > longest {
			return fault.At(name, "disclose.long")
		}
	}
	return nil
}

// dayOf reads a day of the practice's calendar: its beginning, and that of the next one.
func dayOf(text string, zone *time.Location) (from, to time.Time, err error) {
	day, err := time.ParseInLocation(time.DateOnly, text, zone)
	if err != nil {
		return from, to, fault.New(fault.Invalid, "disclose.day.odd")
	}
	return day.UTC(), day.AddDate(0, 0, 1).UTC(), nil
}

// lock keeps two changes of what this room knows of one space apart.
func lock(tx *db.Tx, rec *space.Record) error { return tx.Lock("disclose " + string(rec.Space())) }

// where are the kinds of space in which all of this is: where one client and their therapist
// are. What two partners have in common takes both of them, and is not told from here.
var where = right.Measured

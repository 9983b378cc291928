package room

import (
	"strings"
	"time"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
)

// Licence is one place in which a therapist may practise, and until when.
type Licence struct {
	Where seal.Text `json:"where"` // a state or a country, as the therapist calls it
	Until string    `json:"until"` // the last day, as a calendar has it; empty: without an end
}

// Licences are all of one therapist.
type Licences []Licence

// Least keeps one as large as several.
func (Licences) Least() int { return 1800 }

// Valid tells whether a licence holds on a day.
func (l Licence) Valid(day string) bool { return l.Until == "" || l.Until >= day }

// In is the licence for a place; none: there is none of that name.
func (all Licences) In(where string) (Licence, bool) {
	for _, l := range all {
		if strings.EqualFold(l.Where.Reveal(), where) {
			return l, true
		}
	}
	return Licence{}, false
}

const (
	mostLicences = 20
	longWhere    = 60
)

// KeepLicences keeps where its author may practise.
func KeepLicences(tx *db.Tx, all Licences) error {
	if len(all) > mostLicences {
		return fault.At("where", "room.licence.many")
	}
	for i, l := range all {
		if l.Where == "" || utf8.RuneCountInString(l.Where.Reveal()) > longWhere {
			return fault.At("where", "room.licence.where")
		}
		if _, err := time.Parse(time.DateOnly, l.Until); l.Until != "" && err != nil {
			return fault.At("until", "room.licence.until")
		}
		if _, twice := all[:i].In(l.Where.Reveal()); twice {
			return fault.At("where", "room.licence.twice")
		}
	}
	tx.Note(trail.Practice, "room.licences", string(tx.By.ID))
	return putLicences(tx, tx.By.ID, all)
}

// today is the day it is where the practice is.
func today(now time.Time, zone *time.Location) string { return now.In(zone).Format(time.DateOnly) }

package booking

import (
	"time"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
)

// Rules are what a practice says about appointments. The zero Rules: clients call, and say a
// day before when they cannot come.
type Rules struct {
	Self  bool      `json:"self,omitempty"`  // clients book and move inside what a therapist opened
	Hours int       `json:"hours,omitempty"` // before an appointment: what is said later is late; 0: as usual
	Words seal.Text `json:"words,omitempty"` // what becomes of a late word, for clients to read
}

// Least keeps rules of which little is said as large as others.
func (r Rules) Least() int { return 4096 }

const (
	usualNotice = 24
	mostNotice  = 14 * 24
	longestRule = 2000
)

// Notice is how many hours before an appointment somebody should say that they cannot come.
func (r Rules) Notice() int {
	if r.Hours == 0 {
		return usualNotice
	}
	return r.Hours
}

// late tells whether it is too late to say so in time.
func (r Rules) late(now, at time.Time) bool {
	return at.Sub(now) < time.Duration(r.Notice())*time.Hour
}

// practiceRow is where the rules lie among what therapists opened.
const practiceRow = "practice"

// RulesOf are the rules of the practice.
func RulesOf(tx *db.Tx) (r Rules, err error) { return r, opened(tx, practiceRow, &r) }

// KeepRules changes them.
func KeepRules(tx *db.Tx, r Rules) error {
	switch {
	case r.Hours < 1 || r.Hours > mostNotice:
		return fault.At("hours", "booking.rules.hours.odd")
	case utf8.RuneCountInString(r.Words.Reveal()) > longestRule:
		return fault.At("words", "booking.long")
	}
	tx.Note(trail.Practice, "booking.rules", "")
	return keepOpened(tx, practiceRow, r)
}

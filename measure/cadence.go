package measure

import (
	"strconv"
	"time"

	"tillit.care/base/fault"
)

// Rhythm is how often a measure is asked.
type Rhythm string

const (
	Once    Rhythm = "once"
	Session Rhythm = "session" // whenever the therapist asks for it, at each session
	Weeks   Rhythm = "weeks"   // every N weeks
	Monthly Rhythm = "month"   // on one day of each month, and on the last day of a shorter one
	After   Rhythm = "after"   // once, N months after the treatment has ended
)

// Cadence is a rhythm and, for Weeks and After, how many.
type Cadence struct {
	Rhythm Rhythm `json:"r"`
	Every  int    `json:"n,omitempty"` // Weeks: 1 to 26; After: 0 to 12 months
	Day    int    `json:"d,omitempty"` // Monthly: the day of the month on which it was first asked
}

const (
	mostWeeks  = 26
	mostMonths = 12
)

// Check is an error for a cadence that cannot be.
func (c Cadence) Check() error {
	switch {
	case c.Rhythm == Once, c.Rhythm == Session, c.Rhythm == Monthly:
		return nil
	case c.Rhythm == Weeks && c.Every >= 1 && c.Every <= mostWeeks:
		return nil
	case c.Rhythm == After && c.Every >= 0 && c.Every <= mostMonths:
		return nil
	}
	return fault.At("cadence", "measure.cadence.odd")
}

// single tells whether it is over with the first answer.
func (c Cadence) single() bool { return c.Rhythm == Once || c.Rhythm == After }

// Same tells whether two are the same in a therapist's words.
func (c Cadence) Same(other Cadence) bool {
	return c.Rhythm == other.Rhythm && c.Every == other.Every
}

// In is how a cadence stands in a form: "once", "session", "month", or a number of weeks.
func (c Cadence) In() string {
	if c.Rhythm == Weeks {
		return strconv.Itoa(c.Every)
	}
	return string(c.Rhythm)
}

// CadenceIn reads what In wrote.
func CadenceIn(text string) Cadence {
	if weeks, err := strconv.Atoi(text); err == nil {
		return Cadence{Rhythm: Weeks, Every: weeks}
	}
	return Cadence{Rhythm: Rhythm(text)}
}

// next is when the measure is asked again after an answer: a whole number of its weeks or
// months after it was due, at the beginning of a local day, whatever the clocks did in
// between. Where nothing comes next it is zero.
func (m Measure) next(now time.Time, zone *time.Location) time.Time {
	due := m.Due
	if due.IsZero() {
		due = now
	}
	for n := 1; ; n++ {
		start, repeats := m.Cadence.turn(due.In(zone), n)
		if !repeats || start.After(now) {
			return start
		}
	}
}

// turn is the beginning of the nth turn after a local moment.
func (c Cadence) turn(due time.Time, n int) (time.Time, bool) {
	switch c.Rhythm {
	case Weeks:
		return dayAt(due.Year(), due.Month(), due.Day()+7*c.Every*n, 0, due.Location()), true
	case Monthly:
		day := c.Day
		if day == 0 {
			day = due.Day()
		}
		return monthly(due, n, day), true
	}
	return time.Time{}, false
}

// monthly is the day of the nth month after a local moment, or the last day of that month
// where it has no such day.
func monthly(from time.Time, n, day int) time.Time {
	last := time.Date(from.Year(), from.Month()+time.Month(n)+1, 0, 12, 0, 0, 0, time.UTC)
	return dayAt(last.Year(), last.Month(), min(day, last.Day()), 0, from.Location())
}

// dayAt is an hour of a local day, in UTC. Where the clocks skip that hour it is the first
// moment after, and never one of the day before.
func dayAt(year int, month time.Month, day, hour int, zone *time.Location) time.Time {
	t := time.Date(year, month, day, hour, 0, 0, 0, zone)
	want := time.Date(year, month, day, hour, 0, 0, 0, time.UTC)
	if t.Day() != want.Day() || t.Hour() < hour {
		t = t.Add(time.Hour)
	}
	return t.UTC()
}

// morning is the first moment, at or after from, at which it is that hour in a zone.
func morning(from time.Time, hour int, zone *time.Location) time.Time {
	local := from.In(zone)
	for days := 0; ; days++ {
		if t := dayAt(local.Year(), local.Month(), local.Day()+days, hour, zone); !t.Before(from) {
			return t
		}
	}
}

// evening is the hour from which on nobody is told anything before the next morning.
const evening = 20

// awake tells whether somebody may be told something at a moment.
func awake(now time.Time, hour int, zone *time.Location) bool {
	local := now.In(zone).Hour()
	return local >= hour && local < evening
}

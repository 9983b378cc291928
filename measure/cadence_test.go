package measure

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var zones = []string{"America/New_York", "Europe/Oslo", "Australia/Lord_Howe", "Africa/Cairo", "America/Sao_Paulo", "Asia/Kathmandu",
	"Pacific/Apia", "America/Havana", "Asia/Beirut", "UTC"}

func aZone(t *rapid.T) *time.Location {
	zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func aMoment(t *rapid.T) time.Time {
	return time.UnixMilli(rapid.Int64Range(1_000_000_000_000, 2_000_000_000_000).Draw(t, "moment")).UTC()
}

// A turn begins on the day that a calendar says, at the very beginning of it.
func TestEveryTurnKeepsItsDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, now := aZone(t), aMoment(t)
		c := Cadence{Rhythm: Weeks, Every: rapid.IntRange(1, mostWeeks).Draw(t, "weeks")}
		if rapid.Bool().Draw(t, "monthly") {
			c = Cadence{Rhythm: Monthly, Day: now.In(zone).Day()}
		}
		m := Measure{Due: now, Cadence: c}
		begun := now.In(zone)
		for range 14 {
			late := time.Duration(rapid.Int64Range(0, int64(20*24*time.Hour)).Draw(t, "late"))
			answered := m.Due.Add(late)
			next := m.next(answered, zone)
			if !next.After(answered) {
				t.Fatalf("%v comes not after the answer at %v", next, answered)
			}
			local := next.In(zone)
			if local.Hour() > 1 || local.Add(-2*time.Hour).Day() == local.Day() && local.Hour() == 0 {
				t.Fatalf("%v is not the beginning of a day", local)
			}
			if c.Rhythm == Weeks && local.Weekday() != begun.Weekday() {
				t.Fatalf("%v is another weekday than %v", local, begun)
			}
			last := time.Date(local.Year(), local.Month()+1, 0, 12, 0, 0, 0, time.UTC).Day()
			if c.Rhythm == Monthly && local.Day() != min(begun.Day(), last) {
				t.Fatalf("%v is another day of the month than %v", local, begun)
			}
			m.Due = next
		}
	})
}

// A morning is not before its hour, not before what it is the morning of, and within a day
// and the hour that clocks may skip.
func TestAMorningIsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, from := aZone(t), aMoment(t)
		hour := rapid.IntRange(7, 18).Draw(t, "hour")
		at := morning(from, hour, zone)
		switch {
		case at.Before(from):
			t.Fatalf("%v is before %v", at, from)
		case at.In(zone).Hour() != hour || at.In(zone).Minute() != 0:
			t.Fatalf("%v is not at %d", at.In(zone), hour)
		case at.Sub(from) > 49*time.Hour: // Apia once left out a whole day
			t.Fatalf("%v is long after %v", at, from)
		case !awake(at, hour, zone):
			t.Fatalf("nobody is awake at %v", at.In(zone))
		}
	})
}

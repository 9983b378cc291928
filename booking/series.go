package booking

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/practice"
)

// Rhythm is how often an appointment repeats. The zero Rhythm is once.
type Rhythm struct {
	Weeks int       // every so many; 0: once
	Times int       // so many in all; 0: until a day
	Until time.Time // the last day on which one may begin
}

// Rhythms are how many weeks may lie between two.
var Rhythms = []int{0, 1, 2, 4}

const mostTimes = 60

func (r Rhythm) wrong() error {
	switch {
	case !slices.Contains(Rhythms, r.Weeks):
		return fault.At("weeks", "booking.weeks.odd")
	case r.Weeks > 0 && r.Until.IsZero() && (r.Times < 2 || r.Times > mostTimes):
		return fault.At("times", "booking.times.odd")
	}
	return nil
}

// days are the moments at which what is wanted begins: at the same time by the clock on the
// practice's wall, whatever the clocks did in between.
func (w Want) days(tx *db.Tx) ([]time.Time, error) {
	settings, err := practice.Of(tx)
	if err != nil {
		return nil, err
	}
	all := w.Rhythm.from(w.At, settings.Location())
	if len(all) == 0 || len(all) > mostTimes {
		return nil, fault.At("until", "booking.times.odd")
	}
	return all, nil
}

func (r Rhythm) from(first time.Time, zone *time.Location) (all []time.Time) {
	local := first.In(zone)
	for n := 0; n <= mostTimes; n++ {
		t := onWall(local.Year(), local.Month(), local.Day()+7*r.Weeks*n, local.Hour(), local.Minute(), zone)
		if n > 0 && (r.Weeks == 0 || r.Times > 0 && n >= r.Times || r.Times == 0 && t.After(r.Until)) {
			return all
		}
		all = append(all, t)
	}
	return all
}

// onWall is a time by the clock on a wall, in UTC. Where the clocks skip it, it is as much
// later as they skip.
func onWall(year int, month time.Month, day, hour, minute int, zone *time.Location) time.Time {
	t := time.Date(year, month, day, hour, minute, 0, 0, zone)
	if local := t.In(zone); local.Hour()*60+local.Minute() < hour*60+minute && local.Hour() != hour {
		t = t.Add(time.Hour)
	}
	return t.UTC()
}

// shift is how an appointment was moved: by so many days, to a time by the clock.
type shift struct {
	days, hour, minute int
	zone               *time.Location
}

func shiftOf(from, to time.Time, zone *time.Location) shift {
	a, b := from.In(zone), to.In(zone)
	noon := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC) }
	return shift{int(noon(b).Sub(noon(a)) / (24 * time.Hour)), b.Hour(), b.Minute(), zone}
}

func (s shift) apply(at time.Time) time.Time {
	local := at.In(s.zone)
	return onWall(local.Year(), local.Month(), local.Day()+s.days, s.hour, s.minute, s.zone)
}

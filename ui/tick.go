package ui

import (
	"context"
	"math"
	"time"

	"tillit.care/base/words"
)

// ticks are at most most round values between low and high, steps of 1, 2 or 5 times ten.
func ticks(low, high float64, most int) []float64 {
	if !(high > low) || most < 2 {
		return []float64{low}
	}
	power := int(math.Floor(math.Log10((high - low) / float64(most))))
	for _, factor := range []float64{1, 2, 5, 10, 20} {
		step := func(n float64) float64 { // dividing keeps 0.6 what it is
			if power < 0 {
				return n * factor / math.Pow10(-power)
			}
			return n * factor * math.Pow10(power)
		}
		first, last := math.Ceil(low/step(1)-1e-9), math.Floor(high/step(1)+1e-9)
		if int(last-first)+1 > most {
			continue
		}
		var all []float64
		for n := first; n <= last; n++ {
			all = append(all, step(n)+0) // no minus zero
		}
		return all
	}
	return []float64{low, high}
}

// timeTick is a day or the beginning of a month on the axis of time.
type timeTick struct {
	At    time.Time
	Month bool // a whole month rather than a day
	Year  bool // its year is worth saying
}

func (t timeTick) text(ctx context.Context) string {
	month := nth(words.T(ctx, "ui.months.short"), int(t.At.Month())-1)
	switch {
	case t.Month && t.Year:
		return words.T(ctx, "ui.month.year", "month", month, "year", t.At.Year())
	case t.Month:
		return month
	}
	return words.T(ctx, "ui.day.short", "day", t.At.Day(), "month", month)
}

// timeTicks are at most most round moments between from and to: days, weeks, months or
// years. Fewer than two are no help: then it is the two ends.
func timeTicks(from, to time.Time, most int) []timeTick {
	for _, step := range []struct{ days, months int }{{1, 0}, {2, 0}, {7, 0}, {14, 0}, {0, 1}, {0, 2}, {0, 3}, {0, 6}, {0, 12}, {0, 24}, {0, 60}, {0, 120}} {
		if all := every(step.days, step.months, from, to, most); len(all) >= 2 && len(all) <= most {
			return all
		}
	}
	if sameDay(from, to) {
		return []timeTick{{At: from}}
	}
	return []timeTick{{At: from}, {At: to}}
}

// every is each step between from and to, stopping early where there are more than most.
func every(days, months int, from, to time.Time, most int) []timeTick {
	y, m, d := from.Date()
	at := time.Date(y, m, d, 0, 0, 0, 0, from.Location())
	if days >= 7 {
		at = from
	}
	if months > 0 {
		first := (int(m) - 1) / months * months
		if months > 12 {
			y, first = y/(months/12)*(months/12), 0
		}
		at = time.Date(y, time.Month(first+1), 1, 0, 0, 0, 0, from.Location())
	}
	var all []timeTick
	for ; !at.After(to) && len(all) <= most; at = at.AddDate(0, months, days) {
		if !at.Before(from) {
			year := len(all) == 0 || at.Year() != all[len(all)-1].At.Year()
			all = append(all, timeTick{At: at, Month: months > 0, Year: year})
		}
	}
	return all
}

func sameDay(a, b time.Time) bool {
	return a.Format(time.DateOnly) == b.Format(time.DateOnly)
}

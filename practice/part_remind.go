package practice

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"tillit.care/base/words"
	"tillit.care/ui"
)

// Remind is when clients are told that something waits: at which hour of theirs, and after
// how many days once more.
type Remind struct {
	Hour  int `json:"h,omitempty"` // 0: as usual
	Again int `json:"n,omitempty"` // days; 0: as usual, never: not once more
}

const (
	usualHour  = 9
	usualAgain = 3
	never      = -1
)

// Choices: nobody is told anything early or late in the day, and the second time comes
// before anybody counts as silent.
var (
	remindHours = []int{7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}
	remindDays  = []int{never, 1, 2, 3, 4, 5, 6}
)

// At is the hour.
func (r Remind) At() int {
	if r.Hour == 0 {
		return usualHour
	}
	return r.Hour
}

// Days is after how many days they are told once more; 0: not at all.
func (r Remind) Days() int {
	switch r.Again {
	case 0:
		return usualAgain
	case never:
		return 0
	}
	return r.Again
}

func showRemind(s Settings) fields {
	again := s.Remind.Days()
	if again == 0 {
		again = never
	}
	return fields{"hour": strconv.Itoa(s.Remind.At()), "again": strconv.Itoa(again)}
}

func takeRemind(f fields, s *Settings) problems {
	wrong := problems{}
	hour, err := strconv.Atoi(f["hour"])
	if err != nil || !slices.Contains(remindHours, hour) {
		wrong["hour"] = "practice.remind.odd"
	}
	again, err := strconv.Atoi(f["again"])
	if err != nil || !slices.Contains(remindDays, again) {
		wrong["again"] = "practice.remind.odd"
	}
	s.Remind = Remind{hour, again}
	return wrong
}

func hourOptions() []ui.Option {
	var all []ui.Option
	for _, h := range remindHours {
		all = append(all, ui.Option{Value: strconv.Itoa(h), Label: fmt.Sprintf("%02d:00", h)})
	}
	return all
}

func againOptions(ctx context.Context) []ui.Option {
	all := []ui.Option{{Value: strconv.Itoa(never), Label: words.T(ctx, "practice.remind.never")}}
	for _, n := range remindDays[1:] {
		all = append(all, ui.Option{Value: strconv.Itoa(n), Label: words.T(ctx, "practice.remind.days", "count", n)})
	}
	return all
}

package practice

import (
	"testing"
	"time"

	"tillit.care/base/words"
	"tillit.care/content"
)

func TestHoursInOneLine(t *testing.T) {
	book, err := content.Book()
	if err != nil {
		t.Fatal(err)
	}
	ctx := words.Speak(t.Context(), book, words.Default, nil)
	nine := func(days ...time.Weekday) (all []Hours) {
		for _, d := range days {
			all = append(all, Hours{Day: d, From: 9 * 60, To: 17 * 60})
		}
		return all
	}
	for _, c := range []struct {
		hours []Hours
		want  string
	}{
		{nine(time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday), "Monday–Friday 09:00–17:00"},
		{nine(time.Monday, time.Tuesday, time.Friday), "Monday, Tuesday 09:00–17:00; Friday 09:00–17:00"},
		{append(nine(time.Monday), Hours{time.Monday, 18 * 60, 20 * 60}, Hours{time.Tuesday, 9 * 60, 17 * 60}),
			"Monday 09:00–17:00, 18:00–20:00; Tuesday 09:00–17:00"},
		{nine(time.Saturday, time.Sunday, time.Monday), "Monday 09:00–17:00; Saturday, Sunday 09:00–17:00"},
		{nil, words.T(ctx, "practice.hours.none")},
	} {
		if got := HoursText(ctx, Settings{Hours: c.hours}); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

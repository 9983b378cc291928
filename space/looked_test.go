package space

import (
	"testing"
	"time"

	"tillit.care/base/trail"
	"tillit.care/base/who"
)

// TestWhatStoodInAList: a look at a list is a look at a case only while the case stood in it,
// and only until the reader's time was over.
func TestWhatStoodInAList(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 3, n, 9, 0, 0, 0, time.UTC) }
	at := func(n int, by who.ID, acts ...string) trail.Entry {
		e := trail.Entry{Chain: "list", Seq: int64(n), At: day(n), By: by}
		for i := 0; i < len(acts); i += 2 {
			e.Acts = append(e.Acts, trail.Act{Act: acts[i], Object: acts[i+1]})
		}
		return e
	}
	entries := []trail.Entry{
		at(1, "ana", "make", ""),
		at(2, "ana", "open read", ""), // before it stood there
		at(3, "ana", "enlist", "mine"),
		at(4, "ana", "open read", ""), // before the time that is asked for
		at(5, "ana", "open read", ""), // counts
		at(6, "ana", "enlist", "another"),
		at(7, "ana", "unlist", "mine"),
		at(8, "ana", "open read", ""),                   // it was gone
		at(9, "ana", "enlist", "mine", "open read", ""), // counts
		at(12, "ana", "open read", ""),                  // her time was over by itself
	}
	rec := &Record{space: "mine"}
	stays := []Stay{{Person: "ana", Since: day(3), Until: day(10)}, {Person: "liz", Since: day(3)}}
	var days []int
	for _, e := range rec.seenIn(entries, stays, day(5)) {
		days = append(days, e.At.Day())
		if len(e.Acts) != 1 {
			t.Errorf("a look says more than that it was one: %v", e.Acts)
		}
	}
	if len(days) != 2 || days[0] != 5 || days[1] != 9 {
		t.Errorf("looks on %v, want 5 and 9", days)
	}
}

package retention

import (
	"testing"
	"time"

	"tillit.care/practice"
)

func day(text string) time.Time {
	t, _ := time.Parse(time.DateOnly, text)
	return t
}

// Years and places are those of reference/clinical.md §9.10: APA 7 years after the last service
// or 3 after majority, whichever is later; Pennsylvania 5; California 7 after 18.
func TestUntil(t *testing.T) {
	for _, c := range []struct{ place, last, born, want string }{
		{"US-NY", "2026-03-02", "", "2033-03-02"},
		{"US", "2024-02-29", "", "2031-03-01"},
		{"US-PA", "2026-03-02", "", "2031-03-02"},
		{"US-CA", "2026-03-02", "", "2033-03-02"},
		{"US-NY", "2026-03-02", "2020-05-01", "2041-05-01"}, // six years old: 18, and 3 more
		{"US-NY", "2026-03-02", "2009-05-01", "2033-03-02"}, // sixteen: the seven years are later
		{"US-CA", "2026-03-02", "2020-05-01", "2045-05-01"},
		{"US-NY", "2026-03-02", "1980-05-01", "2033-03-02"}, // of age then: the birthday says nothing
		{"US-NY", "2026-05-01", "2008-05-01", "2033-05-01"}, // of age on that day
	} {
		rule, err := RuleOf(practice.Settings{Jurisdiction: c.place})
		if got := rule.Until(day(c.last), day(c.born)).Format(time.DateOnly); err != nil || got != c.want {
			t.Errorf("%s, %s, born %s: %s, want %s (%v)", c.place, c.last, c.born, got, c.want, err)
		}
	}
}

func TestAPracticesOwnYearsGoFirst(t *testing.T) {
	s := practice.Settings{Jurisdiction: "US-NY", Keeping: practice.Keeping{Years: 10, Minor: 8, Majority: 18}}
	if r, err := RuleOf(s); err != nil || r.ID != Own || r.Years != 10 {
		t.Errorf("%+v, %v", r, err)
	}
	if r, err := RuleOf(practice.Settings{Jurisdiction: "NO"}); err != nil || r.Set() {
		t.Errorf("nothing is known of Norway, and got %+v, %v", r, err)
	}
	k := Kept{Ended: true, Last: day("1990-01-01")}
	if k.Out(day("2100-01-01")) {
		t.Error("without a rule a record runs out")
	}
}

// Whatever is said, in whatever order: a hold takes an erasure back, and none is under way
// beside it.
func FuzzStateOf(f *testing.F) {
	f.Add([]byte{1, 6, 7, 1, 3, 5})
	acts := []Act{DidBorn, DidHold, DidSecond, DidLift, DidStay, DidLifted, DidPropose, DidAgree, DidWithdraw}
	f.Fuzz(func(t *testing.T, said []byte) {
		var all []Word
		for i, b := range said {
			w := Word{N: i + 1, Act: acts[int(b)%len(acts)]}
			if before := stateOf(all); w.Act == DidPropose && before.Held() || w.Act == DidAgree && (before.Held() || before.Propose == nil) {
				continue // takes refuses it
			}
			all = append(all, w)
			if s := stateOf(all); s.Held() && (s.Propose != nil || s.Agree != nil) {
				t.Fatalf("%v: an erasure is under way beside a hold", said)
			}
		}
	})
}

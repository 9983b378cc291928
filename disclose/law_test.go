package disclose

import (
	"testing"
	"time"
)

// TestLastDays: by when law wants an answer, counted by hand.
func TestLastDays(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	york, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		where string
		kind  Kind
		zone  *time.Location
		asked string
		last  string // its last day
		more  string // and with more time
	}{
		{"US-NY", Copy, york, "2026-03-02T10:00:00-05:00", "2026-04-01", "2026-05-01"}, // over the change of the clocks
		{"US-NY", Correction, york, "2026-03-02T23:59:00-05:00", "2026-05-01", "2026-05-31"},
		{"NO", Copy, oslo, "2026-01-31T12:00:00+01:00", "2026-02-28", "2026-04-28"}, // no 31 February
		{"NO", Copy, oslo, "2028-01-31T12:00:00+01:00", "2028-02-29", "2028-04-29"},
		{"DE", Correction, oslo, "2026-03-15T00:10:00+01:00", "2026-04-15", "2026-06-15"},
		{"GB", Question, oslo, "2026-12-10T00:10:00+01:00", "2027-01-10", "2027-03-10"},
		{"BR", Copy, oslo, "2026-03-02T10:00:00+01:00", "2026-04-01", "2026-05-01"}, // none is known
	} {
		law, err := lawOf(c.where)
		if err != nil {
			t.Fatal(err)
		}
		asked, err := time.Parse(time.RFC3339, c.asked)
		if err != nil {
			t.Fatal(err)
		}
		due := law.span(c.kind).from(asked, c.zone)
		if got := due.Add(-time.Second).In(c.zone).Format(time.DateOnly); got != c.last {
			t.Errorf("%s %s asked %s: the last day is %s, want %s", c.where, c.kind, c.asked, got, c.last)
		}
		longer := law.span(c.kind).More.from(due.Add(-time.Minute), c.zone)
		if got := longer.Add(-time.Second).In(c.zone).Format(time.DateOnly); got != c.more {
			t.Errorf("%s %s asked %s: with more time the last day is %s, want %s", c.where, c.kind, c.asked, got, c.more)
		}
	}
}

// TestEveryNoHasAGround: every law that is shipped knows why one may say no.
func TestEveryNoHasAGround(t *testing.T) {
	b, err := laws()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range b.Laws {
		for _, k := range []Kind{Copy, Correction} {
			if len(l.grounds(k)) == 0 {
				t.Errorf("%s: there is no ground for a no to a %s", l.ID, k)
			}
		}
	}
}

// TestPsychotherapyNotesStandAlone (45 CFR 164.508(b)(3)(ii)).
func TestPsychotherapyNotesStandAlone(t *testing.T) {
	for _, c := range []struct {
		all  []Records
		want bool
	}{
		{[]Records{Process}, true}, {[]Records{Notes, Plan}, true}, {[]Records{Process, Notes}, false}, {[]Records{Notes, Process}, false},
	} {
		if got := alone(c.all); got != c.want {
			t.Errorf("%v: %v", c.all, got)
		}
	}
}

package practice

import (
	"testing"
	"time"

	"tillit.care/base/who"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

// In Oslo clocks go forward on 29 March 2026 and back on 25 October 2026, both Sundays, at
// 01:00 UTC. In New York they go forward on 8 March 2026 at 07:00 UTC.
func TestCoveredAcrossDaylightSaving(t *testing.T) {
	oslo := Settings{Zone: "Europe/Oslo", Hours: []Hours{
		{time.Monday, 9 * 60, 12 * 60}, {time.Monday, 13 * 60, 17 * 60}, {time.Sunday, 2*60 + 15, 2*60 + 45}, {time.Friday, 22 * 60, 24 * 60},
	}}
	newYork := Settings{Zone: "America/New_York", Hours: []Hours{{time.Sunday, 0, 24 * 60}}}
	for _, c := range []struct {
		s     Settings
		at    string
		want  bool
		opens string // empty: now
	}{
		{oslo, "2026-03-23T08:00:00Z", true, ""},                      // winter: nine is 08:00 UTC
		{oslo, "2026-03-23T07:59:59Z", false, "2026-03-23T08:00:00Z"}, // a second before
		{oslo, "2026-03-30T07:00:00Z", true, ""},                      // summer: nine is 07:00 UTC
		{oslo, "2026-03-30T06:59:00Z", false, "2026-03-30T07:00:00Z"},
		{oslo, "2026-03-23T11:00:00Z", false, "2026-03-23T12:00:00Z"}, // lunch
		{oslo, "2026-03-23T16:00:00Z", false, "2026-03-27T21:00:00Z"}, // five: closed until Friday evening
		{oslo, "2026-03-27T22:59:59Z", true, ""},                      // up to midnight
		{oslo, "2026-03-27T23:00:00Z", false, "2026-03-29T01:15:00Z"}, // Saturday; half past two does not exist on Sunday
		{oslo, "2026-10-25T00:20:00Z", true, ""},                      // 02:20, the first time
		{oslo, "2026-10-25T01:20:00Z", true, ""},                      // 02:20, the second time
		{oslo, "2026-10-25T02:20:00Z", false, "2026-10-26T08:00:00Z"}, // 03:20
		{oslo, "2026-10-26T07:30:00Z", false, "2026-10-26T08:00:00Z"}, // winter again
		{newYork, "2026-03-08T04:59:00Z", false, "2026-03-08T05:00:00Z"},
		{newYork, "2026-03-08T07:30:00Z", true, ""},
		{newYork, "2026-03-09T03:59:00Z", true, ""}, // the day has 23 hours
		{newYork, "2026-03-09T04:00:00Z", false, "2026-03-15T04:00:00Z"},
	} {
		moment := at(t, c.at)
		if got := c.s.Covered(moment); got != c.want {
			t.Errorf("%s at %s: covered %v", c.s.Zone, c.at, got)
		}
		want := moment
		if c.opens != "" {
			want = at(t, c.opens)
		}
		if got := c.s.Opens(moment); !got.Equal(want) {
			t.Errorf("%s at %s: opens %s, want %s", c.s.Zone, c.at, got.UTC().Format(time.RFC3339), want.Format(time.RFC3339))
		}
	}
	if !(Settings{Zone: "Europe/Oslo"}).Opens(at(t, "2026-03-23T08:00:00Z")).IsZero() {
		t.Error("with no hours at all, it opens some time")
	}
}

// What is kept is what the form shows again, and what does not fit is said at its field.
func TestFormsKeepWhatTheyShow(t *testing.T) {
	for _, c := range []struct {
		part  string
		given fields
		wrong problems
	}{
		{"about", fields{"name": "North", "place": "Bergen", "zone": "Europe/Oslo", "jurisdiction": "NO"}, nil},
		{"about", fields{"zone": "Local"}, problems{"name": "practice.name.missing", "zone": "practice.zone.unknown", "jurisdiction": "practice.jurisdiction.missing"}},
		{"crisis", fields{"crisis.0.who": "Helpline", "crisis.0.number": "116 123", "crisis.0.when": "day and night", "crisis.1.who": "Doctor", "crisis.1.number": "113"}, nil},
		{"crisis", fields{"crisis.1.number": "113"}, problems{"crisis.1.who": "practice.crisis.who.missing"}},
		{"crisis", fields{"crisis.0.who": "Helpline", "crisis.0.number": "soon"}, problems{"crisis.0.number": "practice.crisis.number.missing"}},
		{"crisis", fields{}, problems{"crisis.0.who": "practice.crisis.missing"}},
		{"hours", fields{"hours.1.0.from": "09:00", "hours.1.0.to": "12:00", "hours.1.1.from": "13:00", "hours.1.1.to": "24:00"}, nil},
		{"hours", fields{}, nil},
		{"hours", fields{"hours.1.0.from": "morning", "hours.1.0.to": "12:00"}, problems{"hours.1.0.from": "practice.hours.odd"}},
		{"hours", fields{"hours.1.0.from": "12:00", "hours.1.0.to": "09:00"}, problems{"hours.1.0.to": "practice.hours.order"}},
		{"mail", fields{"host": "smtp.example.org", "port": "587", "user": "u", "from": "a@example.org"}, nil},
		{"mail", fields{"host": "127.0.0.1", "port": "25", "from": "a@example.org", "plain": "yes"}, nil},
		{"mail", fields{"host": "smtp.example.org", "port": "0", "from": "A <a@example.org>", "plain": "yes"},
			problems{"port": "practice.mail.port.odd", "from": "practice.mail.from.odd", "plain": "practice.mail.plain.far"}},
		{"address", fields{"address": "https://tillit.example.org"}, nil},
		{"address", fields{"address": "http://localhost:8080"}, nil},
		{"address", fields{"address": "http://tillit.example.org"}, problems{"address": "practice.address.plain"}},
		{"address", fields{"address": "https://tillit.example.org/x"}, problems{"address": "practice.address.odd"}},
		{"cover", fields{"cover.ana.person": "jonas", "cover.bo.email": "b@example.org"}, nil},
		{"cover", fields{"cover.ana.person": "jonas", "cover.ana.email": "b@example.org"}, problems{"cover.ana.email": "practice.cover.both"}},
		{"cover", fields{"cover.ana.email": "b"}, problems{"cover.ana.email": "practice.cover.email.odd"}},
	} {
		part, ok := partOf(c.part)
		if !ok {
			t.Fatal(c.part)
		}
		var s Settings
		wrong := part.take(c.given, &s)
		if len(wrong) != len(c.wrong) {
			t.Errorf("%s %v: %v", c.part, c.given, wrong)
		}
		for field, key := range c.wrong {
			if wrong[field] != key {
				t.Errorf("%s %v: %s is %q", c.part, c.given, field, wrong[field])
			}
		}
		shown := part.show(s)
		for field, text := range c.given {
			if c.wrong == nil && shown[field] != text {
				t.Errorf("%s: %s was %q and is shown as %q", c.part, field, text, shown[field])
			}
		}
	}
}

func TestTimesAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]int{"9": 540, "09:30": 570, "9.30": 570, "0:00": 0, "24:00": 1440} {
		if got, ok := minutes(text); !ok || got != want {
			t.Errorf("%s: %d, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "x", "24:01", "9:60", "-1", "9:-1"} {
		if got, ok := minutes(text); ok {
			t.Errorf("%q is %d", text, got)
		}
	}
}

func TestAPasswordStaysOnlyWithItsServer(t *testing.T) {
	part, _ := partOf("mail")
	var s Settings
	given := fields{"host": "a.example", "port": "587", "user": "u", "password": "p", "from": "a@example.org"}
	part.take(given, &s)
	delete(given, "password")
	if part.take(given, &s); s.Mail.Password != "p" {
		t.Error("it is forgotten")
	}
	given["host"] = "b.example"
	if part.take(given, &s); s.Mail.Password != "" {
		t.Error("another server is told it")
	}
}

func TestCoverNamesSomebody(t *testing.T) {
	if (Cover{}).Named() || !(Cover{Person: who.ID("x")}).Named() || !(Cover{Email: "x"}).Named() {
		t.Error("who is named")
	}
}

// Every zone in the list is one that this program knows.
func TestZonesAreKnown(t *testing.T) {
	for _, zone := range Zones("", "-")[1:] {
		if !ZoneKnown(zone.Value) {
			t.Errorf("%s is not known", zone.Value)
		}
	}
}

// Two who read the settings share nothing: what one changes and does not keep is not there
// for the other.
func TestSettingsApart(t *testing.T) {
	s := Settings{Crisis: []Number{{Who: "a"}}, Hours: []Hours{{Day: 1}}, Cover: map[who.ID]Cover{"a": {Person: "b"}},
		Reviewed: map[string]Review{"es": {}}, Calls: Calls{After: []int{1}, Away: map[who.ID]Away{"a": {From: "x"}}}}
	s.Notices.Hosts = []string{"host"}
	other := s.apart()
	other.Crisis[0].Who, other.Hours[0].Day, other.Notices.Hosts[0], other.Calls.After[0] = "changed", 2, "changed", 2
	other.Cover["a"], other.Calls.Away["a"] = Cover{}, Away{}
	delete(other.Reviewed, "es")
	if s.Crisis[0].Who != "a" || s.Hours[0].Day != 1 || s.Notices.Hosts[0] != "host" || s.Calls.After[0] != 1 ||
		s.Cover["a"].Person != "b" || s.Calls.Away["a"].From != "x" || len(s.Reviewed) != 1 {
		t.Errorf("%+v", s)
	}
}

package app

import (
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/chart"
	"tillit.care/ending"
	"tillit.care/follow"
	"tillit.care/instrument"
	"tillit.care/journal"
	"tillit.care/measure"
	"tillit.care/message"
	"tillit.care/pure/change"
	"tillit.care/pure/right"
	"tillit.care/safety"
	"tillit.care/space"
)

// silent fails the test when the house has anything to complain about.
type silent struct{ t *testing.T }

func (s silent) Write(line []byte) (int, error) {
	s.t.Errorf("logged: %s", line)
	return len(line), nil
}

func demoConfig(t *testing.T) Config {
	t.Helper()
	key, err := seal.NewFile(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	return Config{DB: filepath.Join(t.TempDir(), "demo.db"), Key: key, Demo: true, Quiet: true,
		Log: slog.New(slog.NewTextHandler(silent{t}, nil))}
}

// opened is the demo practice as a visitor finds it, and who is who.
func opened(t *testing.T, now time.Time) (*House, Config, map[string]who.Person) {
	t.Helper()
	c := demoConfig(t)
	filled, err := fill(t.Context(), c, "http://localhost:8080", now)
	if err != nil {
		t.Fatal(err)
	}
	c.Clock = func() time.Time { return now }
	h, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close(t.Context()) })
	for _, p := range People() {
		if filled.people[p.Email].ID == "" || p.Words == "" || !strings.HasSuffix(p.Email, "@example.org") {
			t.Errorf("%+v", p)
		}
	}
	return h, c, filled.people
}

// A Wednesday at noon, a Monday just after midnight, a Sunday night, and weeks in which
// the clocks change.
var openings = []string{"2026-06-17T12:00:00-04:00", "2026-01-05T00:01:00-05:00", "2026-05-31T23:59:00-04:00", "2026-11-20T09:00:00-05:00"}

func TestDemo(t *testing.T) {
	for _, opening := range openings {
		t.Run(opening, func(t *testing.T) {
			now, err := time.Parse(time.RFC3339, opening)
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			h, c, people := opened(t, now)
			t.Logf("filling took %v", time.Since(start))
			report, err := h.Verify(t.Context())
			if err != nil || len(report.Broken) > 0 || report.Anchors == 0 {
				t.Errorf("trail: %+v %v", report, err)
			}
			for _, s := range []story{liz, dave} {
				told(t, h, people, s)
			}
			ended(t, h, people)
			h.Close(t.Context())
			if _, err := Demo(t.Context(), c, "", now); !errors.Is(err, ErrNotEmpty) {
				t.Errorf("once more: %v", err)
			}
		})
	}
}

// TestDemoPlans: Dave's safety plan is the one he wrote last, over two before it; Liz has
// none.
func TestDemoPlans(t *testing.T) {
	h, _, people := opened(t, time.Date(2026, 6, 17, 16, 0, 0, 0, time.UTC))
	_, _, now := davesPlan()
	for s, want := range map[*story]safety.Words{&liz: nil, &dave: now} {
		looking(t, h, people[s.person.Email.Reveal()], func(tx *db.Tx) error {
			rec, err := only(tx, right.Shared, right.Read)
			if err != nil {
				return err
			}
			v, err := safety.Of(tx, rec)
			if err != nil {
				return err
			}
			if !maps.Equal(v.Plan.Words, want) || v.Plan.Found() && len(v.Earlier) != 2 {
				t.Errorf("%s: version %d of the plan, %d before", s.person.Name.Reveal(), v.Plan.N, len(v.Earlier))
			}
			return nil
		})
	}
}

// TestDemoMessages: Liz and Ana have written to each other, and Ana's last one waits.
func TestDemoMessages(t *testing.T) {
	h, _, people := opened(t, time.Date(2026, 6, 17, 16, 0, 0, 0, time.UTC))
	for s, want := range map[*story][2]int{&liz: {len(liz.messages), 1}, &dave: {0, 0}} {
		looking(t, h, people[s.person.Email.Reveal()], func(tx *db.Tx) error {
			rec, err := only(tx, right.Shared, right.Read)
			if err != nil {
				return err
			}
			v, err := message.Of(tx, rec)
			if got := [2]int{len(v.Messages), v.Unread}; got != want {
				t.Errorf("%s: %v messages and unread ones, want %v", s.person.Name.Reveal(), got, want)
			}
			return err
		})
	}
}

// TestDemoFollow: Liz was not on track, and is; Dave's day to look again has come; of Sam
// nobody has decided yet.
func TestDemoFollow(t *testing.T) {
	for _, opening := range openings {
		now, err := time.Parse(time.RFC3339, opening)
		if err != nil {
			t.Fatal(err)
		}
		h, _, people := opened(t, now)
		for s, want := range map[*story]struct {
			track     change.Track
			why       follow.Why
			decisions int
		}{&liz: {change.OnTrack, follow.Nothing, 2}, &dave: {change.OffTrack, follow.Again, 2}, &sam: {change.Worse, follow.Open, 0}} {
			looking(t, h, people[ana], func(tx *db.Tx) error {
				for _, rec := range all(t, tx, right.Shared) {
					members, err := rec.Members(tx)
					if err != nil || !slices.ContainsFunc(members, func(m space.Member) bool { return m.Person == people[s.person.Email.Reveal()].ID }) {
						continue
					}
					v, err := follow.ViewOf(tx, rec)
					if err != nil || v.Track != want.track || v.Due.Why(now) != want.why || len(v.Decisions) != want.decisions {
						t.Errorf("%s, %s: %s, waits %q, %d decisions, %v", opening, s.person.Name.Reveal(), v.Track, v.Due.Why(now), len(v.Decisions), err)
					}
				}
				return nil
			})
		}
	}
}

// told compares what is kept of a story with its table.
func told(t *testing.T, h *House, people map[string]who.Person, s story) {
	t.Helper()
	client := people[s.person.Email.Reveal()]
	looking(t, h, client, func(tx *db.Tx) error {
		rec, err := only(tx, right.Shared, right.Read)
		if err != nil {
			return err
		}
		kept, err := measure.Responses(tx, rec)
		if err != nil {
			return err
		}
		answersFit(t, s, kept)
		shared, err := journal.Of(tx, rec)
		if err != nil || len(shared) != 1 {
			t.Errorf("%d pages were released, %v", len(shared), err)
		}
		given, err := care.Consents(tx, rec)
		if err != nil || len(given) != 1 {
			t.Errorf("%d consents, %v", len(given), err)
		}
		waiting, err := measure.Waiting(tx, rec)
		if err != nil || len(waiting) != 1 || waiting[0].Instrument != "gad7" {
			t.Errorf("what waits to be answered: %+v, %v", waiting, err)
		}
		own, err := only(tx, right.Own, right.Read)
		if err != nil {
			return err
		}
		pages, err := journal.Of(tx, own)
		if err != nil || len(pages) != len(s.journal) {
			t.Errorf("%d pages of the journal, %v", len(pages), err)
		}
		return nil
	})
	looking(t, h, people[s.therapist], func(tx *db.Tx) error {
		notes := 0
		for _, rec := range all(t, tx, right.Process) {
			pages, err := journal.Of(tx, rec)
			if err != nil {
				return err
			}
			notes += len(pages)
		}
		if notes != len(liz.notes)+len(dave.notes) {
			t.Errorf("%d notes", notes)
		}
		return nil
	})
}

func answersFit(t *testing.T, s story, kept []measure.Response) {
	t.Helper()
	if len(kept) != len(s.answers) {
		t.Fatalf("%d answers of %d", len(kept), len(s.answers))
	}
	ny, _ := time.LoadLocation(zone)
	for i, want := range s.answers {
		r := kept[i]
		in, err := instrument.Ships(r.Instrument)
		if err != nil || r.Instrument != want.instrument {
			t.Fatalf("%d: %s for %s, %v", i, r.Instrument, want.instrument, err)
		}
		if problems := in.Form.Check(r.Answers); len(problems) > 0 {
			t.Errorf("week %d %s: %v", want.week, want.instrument, problems)
		}
		if len(r.Result.Subscales) > 0 {
			got := r.Result.Subscales[0]
			if total, ok := r.Result.Subscale("total"); ok {
				got = total
			}
			if !got.Known || math.Abs(got.Value-want.score) > 1e-9 {
				t.Errorf("week %d %s is %v, the table says %v", want.week, want.instrument, got.Value, want.score)
			}
		}
		if hour := r.At.In(ny).Hour(); hour < 18 || hour > 22 {
			t.Errorf("week %d %s at %d", want.week, want.instrument, hour)
		}
	}
}

func TestDemoAlerts(t *testing.T) {
	now := time.Date(2026, 6, 17, 16, 0, 0, 0, time.UTC)
	h, _, people := opened(t, now)
	// Jonas was called two days ago, so he may still look. Ana sees the same.
	for _, by := range []string{ana, jonas} {
		looking(t, h, people[by], func(tx *db.Tx) error {
			var alerts []alert.Alert
			for _, rec := range all(t, tx, right.Shared) {
				found, err := alert.Of(tx, rec)
				if err != nil {
					return err
				}
				alerts = append(alerts, found...)
			}
			if len(alerts) != 3 {
				t.Fatalf("%d alerts", len(alerts))
			}
			last, screen, first := alerts[0], alerts[1], alerts[2]
			if last.State != alert.Seen || last.SeenBy != people[ana].ID || last.Disposition != "" {
				t.Errorf("the last alert: %+v", last)
			}
			if screen.State != alert.Closed || screen.Disposition != alert.Planned || screen.Why != "measure.why.positive" {
				t.Errorf("the screening: %+v", screen)
			}
			if first.State != alert.Closed || first.Disposition != alert.Spoke || first.Covered || first.SeenAt.Sub(first.At) != 19*time.Minute {
				t.Errorf("the first alert: %+v", first)
			}
			if len(first.Letters) != 4 || first.Letters[2].At.Sub(first.At) != 15*time.Minute {
				t.Errorf("its letters: %+v", first.Letters)
			}
			return nil
		})
	}
	letters, err := h.Letters(t.Context())
	if err != nil || len(letters) != 8+2+4+2+4+3+1+1 { // three to Ana: Liz has written, and wants no e-mail herself; one to Jonas: Tom comes again soon
		t.Errorf("%d letters, %v", len(letters), err)
	}
}

// What each person of the demo is inside of.
func TestDemoSpaces(t *testing.T) {
	h, _, people := opened(t, time.Date(2026, 6, 17, 16, 0, 0, 0, time.UTC))
	want := map[string]string{ // contact, shared, own, process, joint, apart, safety; a list for each clinician; handovers
		ana: "7 5 0 6 1 2 7 1 0", jonas: "2 3 0 2 0 0 2 1 0", ingrid: "0 1 0 0 0 0 0 1 0", mari: "9 0 0 0 0 0 0 0 0",
		"maya.torres@example.org": "1 0 1 0 1 1 1 0 0", "ben.torres@example.org": "1 0 1 0 1 1 1 0 0",
		"liz.carver@example.org": "1 1 1 0 0 0 1 0 0", "dave.mercer@example.org": "1 1 1 0 0 0 1 0 0", "tom.ellery@example.org": "1 1 1 0 0 0 0 0 0", "luis.ortega@example.org": "1 1 1 0 0 0 1 0 0",
	}
	for by, want := range want {
		looking(t, h, people[by], func(tx *db.Tx) error {
			var got []string
			for _, kind := range right.Kinds {
				mine, err := space.Mine(tx, kind)
				if err != nil {
					return err
				}
				got = append(got, string(rune('0'+len(mine))))
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s: %v, want %s", by, got, want)
			}
			return nil
		})
	}
}

// TestDemoCouple: each partner has their own course, Maya's alert is closed, and Ben has none.
func TestDemoCouple(t *testing.T) {
	now := time.Date(2026, 6, 17, 16, 0, 0, 0, time.UTC)
	h, _, people := opened(t, now)
	for s, want := range map[*story]int{&maya: 1, &ben: 0} {
		looking(t, h, people[s.person.Email.Reveal()], func(tx *db.Tx) error {
			rec, err := only(tx, right.Apart, right.Read)
			if err != nil {
				return err
			}
			kept, err := measure.Responses(tx, rec)
			if err != nil || len(kept) != len(s.answers) {
				t.Errorf("%s: %d answers, %v", s.person.Name.Reveal(), len(kept), err)
			}
			for i, r := range kept {
				if total, ok := r.Result.Subscale("total"); ok && total.Value != s.answers[i].score {
					t.Errorf("%s, %s: %v", s.person.Name.Reveal(), r.Instrument, total.Value)
				}
			}
			found, err := alert.Of(tx, rec)
			if err != nil || len(found) != want || want > 0 && found[0].State != alert.Closed {
				t.Errorf("%s: %d alerts, %v", s.person.Name.Reveal(), len(found), err)
			}
			waiting, err := measure.Waiting(tx, rec)
			if err != nil || len(waiting) > 0 {
				t.Errorf("%s: %d wait, %v", s.person.Name.Reveal(), len(waiting), err)
			}
			return nil
		})
	}
}

// ended: Tom's case has ended as it was prepared, and Jonas still has it.
func ended(t *testing.T, h *House, people map[string]who.Person) {
	t.Helper()
	looking(t, h, people[jonas], func(tx *db.Tx) error {
		for _, rec := range all(t, tx, right.Shared) {
			if rec.Role() != right.Therapist {
				continue
			}
			c, err := care.Of(tx, rec)
			if err == nil && c.Client != people[tomsAddress].ID {
				continue
			}
			if err != nil || c.Ended.IsZero() {
				t.Errorf("Tom's case: ended %v, %v", c.Ended, err)
			}
			later, err := ending.Later(tx, rec)
			if err != nil || later.Words.Empty() || !tx.Now.Before(c.Stays) {
				t.Errorf("Tom's plan for later: %v, stays %v, %v", later.Found(), c.Stays, err)
			}
			kept, err := measure.Responses(tx, rec)
			if err != nil {
				return err
			}
			answersFit(t, tom, kept)
		}
		return nil
	})
}

func looking(t *testing.T, h *House, by who.Person, fn func(*db.Tx) error) {
	t.Helper()
	if err := h.DB.Read(t.Context(), by, fn); err != nil {
		t.Error(err)
	}
}

// all are the author's spaces of a kind, opened.
func all(t *testing.T, tx *db.Tx, kind right.Kind) []*space.Record {
	t.Helper()
	mine, err := space.Mine(tx, kind)
	if err != nil {
		t.Fatal(err)
	}
	var open []*space.Record
	for _, w := range mine {
		rec, err := space.Open(tx, w.Space, right.Read)
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, rec)
	}
	return open
}

func only(tx *db.Tx, kind right.Kind, want right.Right) (*space.Record, error) {
	mine, err := space.Mine(tx, kind)
	if err != nil || len(mine) == 0 {
		return nil, errors.Join(err, errors.New("none"))
	}
	return space.Open(tx, mine[0].Space, want)
}

// TestDemoDay: Ana's day has somebody for each reason to look, in the order of the page.
func TestDemoDay(t *testing.T) {
	for _, opening := range openings {
		now, err := time.Parse(time.RFC3339, opening)
		if err != nil {
			t.Fatal(err)
		}
		h, _, people := opened(t, now)
		looking(t, h, people[ana], func(tx *db.Tx) error {
			day, err := chart.CaseloadOf(tx, nil, chart.Asked{})
			for part, name := range map[string]string{"alerts": dave.person.Name.Reveal(), "arrived": ruth.person.Name.Reveal(),
				"decide": sam.person.Name.Reveal(), "silent": nora.person.Name.Reveal()} {
				found := day.In(part)
				if len(found) != 1 || found[0].Name.Reveal() != name {
					t.Errorf("%s: %s: %d cases", opening, part, len(found))
				}
			}
			return err
		})
	}
}

// TestADayIsRememberedTruly: read with a memory of it, a day is what it is when read anew:
// again, after something was answered and decided, and when time has passed.
func TestADayIsRememberedTruly(t *testing.T) {
	now := time.Date(2026, 6, 17, 16, 0, 0, 0, time.UTC)
	h, c, people := opened(t, now)
	memory := new(chart.Memory)
	days := func(h *House, when string) {
		for name, person := range people {
			if !person.Holds(who.Therapist | who.Supervisor) {
				continue
			}
			looking(t, h, person, func(tx *db.Tx) error {
				anew, err := chart.CaseloadOf(tx, nil, chart.Asked{})
				for range 2 {
					if got, err := chart.CaseloadOf(tx, memory, chart.Asked{}); err != nil || asJSON(t, got) != asJSON(t, anew) {
						t.Errorf("%s: the day of %s is remembered as another one (%v)", when, name, err)
					}
				}
				return err
			})
		}
	}
	days(h, "at first")
	asked := 0
	if err := h.DB.Write(t.Context(), people[ana], func(tx *db.Tx) error {
		all, err := space.Mine(tx, right.Shared)
		for _, w := range all {
			rec, err := space.Open(tx, w.Space, right.Read|right.Treat)
			if err != nil {
				return err
			}
			running, err := measure.Waiting(tx, rec)
			if err != nil || len(running) == 0 {
				continue
			}
			if err := measure.Ask(tx, rec, running[0].ID); err != nil {
				return err
			}
			asked++
		}
		if asked == 0 {
			t.Error("nothing is asked in any case")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	days(h, "when more was asked")
	h.Close(t.Context())
	c.Clock = func() time.Time { return now.AddDate(0, 0, 40) }
	later, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { later.Close(t.Context()) })
	days(later, "40 days later")
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	all, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}

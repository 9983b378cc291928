package e2e_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tillit.care/alert"
	"tillit.care/app"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/who"
	"tillit.care/e2e/postgres"
	"tillit.care/e2e/world"
	"tillit.care/measure"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

const leader = "lead@elsewhere.example"

// led is a practice whose clinic lead is outside, with a case that has asked again.
func led(t *testing.T, url string) (*world.World, *world.Cast) {
	t.Helper()
	w := world.New(t, url)
	cast := w.NewCast()
	w.Do(who.House, func(tx *db.Tx) error {
		s, err := practice.Of(tx)
		if err != nil {
			return err
		}
		s.Calls.Lead = practice.Cover{Email: leader}
		return practice.Keep(tx, s)
	})
	w.Do(cast.People["therapist"], func(tx *db.Tx) error { // Kim's is looked after: its letters would push others out of the list
		rec, err := space.Open(tx, cast.Pair.Spaces[right.Apart], right.Treat|right.Read)
		if err != nil {
			return err
		}
		return alert.Acknowledge(tx, rec, alert.ID(cast.Pair.Alert))
	})
	w.Advance(48 * time.Hour) // the alerts of the cast are over
	return w, cast
}

// worry sends an answer that worries, the same form to every house at the same time.
func worry(t *testing.T, w *world.World, cast *world.Cast, houses ...http.Handler) {
	t.Helper()
	c := cast.Liz
	cookie := w.Cookie(cast.People["client"].ID)
	form := url.Values{"once": {string(id.New[measure.Response](w.Now()))}, "asked": {strconv.FormatInt(c.Asked, 10)}}
	for item, code := range world.PHQ9() {
		form.Set("a."+item, code)
	}
	together(len(houses), func(n int) {
		r := httptest.NewRequest("POST", world.Address+"/spaces/"+string(c.Spaces[right.Shared])+"/measures/"+string(c.Measure), strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.AddCookie(cookie)
		answer := httptest.NewRecorder()
		houses[n].ServeHTTP(answer, r)
		if answer.Code != http.StatusSeeOther {
			t.Errorf("the answer was not taken: %d", answer.Code)
		}
	})
}

// together does something n times at once.
func together(n int, do func(int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { do(i) })
	}
	all.Wait()
}

// lettersTo counts the letters to each of two.
func lettersTo(w *world.World) (therapist, lead int) {
	for _, l := range w.Letters() {
		switch l.To {
		case "tove@practice.example":
			therapist++
		case leader:
			lead++
		}
	}
	return therapist, lead
}

// rows counts the responses and the alerts of Liz's case.
func rows(t *testing.T, w *world.World, where space.ID) (responses, alerts int) {
	t.Helper()
	w.Do(who.House, func(tx *db.Tx) error {
		if err := tx.One("select count(*) from response where space = $1", where).Scan(&responses); err != nil {
			return err
		}
		return tx.One("select count(*) from alert where space = $1", where).Scan(&alerts)
	})
	return responses, alerts
}

// TestTwoProcessesRace: one form reaches two programs on one PostgreSQL at the same moment,
// and both look for what is due, again and again. There is one answer, one alert, and of
// every look one letter to each.
func TestTwoProcessesRace(t *testing.T) {
	t.Parallel()
	w, cast := led(t, postgres.Shared(t, postgres.Options{NoFsync: true}).Database(t))
	other := w.Beside()
	responses, alerts := rows(t, w, cast.Liz.Spaces[right.Shared])
	therapist, lead := lettersTo(w)
	worry(t, w, cast, w.House, other)
	if r, a := rows(t, w, cast.Liz.Spaces[right.Shared]); r != responses+1 || a != alerts+1 {
		t.Errorf("%d answers and %d alerts came of one form", r-responses, a-alerts)
	}
	for _, look := range []struct {
		after           time.Duration
		therapist, lead int // letters by then
	}{{0, 1, 0}, {15 * time.Minute, 2, 1}, {15 * time.Minute, 3, 2}, {30 * time.Minute, 4, 3}} {
		w.Sleep(look.after + time.Second)
		houses := []*app.House{w.House, other, w.House, other}
		together(len(houses), func(n int) {
			if err := houses[n].Jobs.Due(context.Background()); err != nil && !fault.Is(err, fault.Conflict) {
				t.Error(err)
			}
		})
		nowTherapist, nowLead := lettersTo(w)
		if nowTherapist-therapist != look.therapist || nowLead-lead != look.lead {
			t.Errorf("after %s: %d letters to the therapist and %d to the lead, want %d and %d", look.after, nowTherapist-therapist, nowLead-lead, look.therapist, look.lead)
		}
	}
}

// TestDownWhenATimerRunsOut: Tillit is not running when three looks fall due. When it is
// back there is one look, late, and the next one at its hour.
func TestDownWhenATimerRunsOut(t *testing.T) {
	t.Parallel()
	w, cast := led(t, "")
	worry(t, w, cast, w.House)
	w.Advance(0)
	therapist, lead := lettersTo(w)
	w.Down(2 * time.Hour)
	w.Advance(0)
	if a, b := lettersTo(w); a != therapist+1 || b != lead+1 {
		t.Errorf("after the pause %d letters to the therapist and %d to the lead, want one each", a-therapist, b-lead)
	}
	w.Advance(30 * time.Minute)
	if a, b := lettersTo(w); a != therapist+1 || b != lead+1 {
		t.Errorf("half an hour later %d letters to the therapist and %d to the lead, want no more", a-therapist, b-lead)
	}
	w.Advance(31 * time.Minute)
	if a, b := lettersTo(w); a != therapist+2 || b != lead+2 {
		t.Errorf("an hour later %d letters to the therapist and %d to the lead, want one more each", a-therapist, b-lead)
	}
}

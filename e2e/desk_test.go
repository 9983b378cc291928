package e2e_test

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/trail"
	"tillit.care/base/who"
	"tillit.care/booking"
	"tillit.care/care"
	"tillit.care/e2e/world"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// TestBothPosts: a therapist who works at the front desk as well is inside a contact space once, as
// its therapist, and books two together.
func TestBothPosts(t *testing.T) {
	w := world.New(t, "")
	therapist := w.Person("tove@practice.example", who.Therapist|who.Desk)
	var c care.Case
	w.Do(therapist, func(tx *db.Tx) (err error) {
		c, err = care.OpenCouple(tx, [2]care.Contact{{Name: "Kim"}, {Name: "Lou"}}, "why they come")
		return err
	})
	w.Do(therapist, func(tx *db.Tx) error {
		mine, err := space.MineAbout(tx, string(c.ID), right.Contact)
		if len(mine) != 2 || mine[0].Role != right.Therapist || mine[1].Role != right.Therapist {
			t.Errorf("inside %+v", mine)
		}
		return err
	})
	r := httptest.NewRequest("GET", "/spaces/"+string(c.Joint)+"/appointments", nil)
	r.AddCookie(w.Cookie(therapist.ID))
	got := httptest.NewRecorder()
	w.ServeHTTP(got, r)
	if got.Code != 200 {
		t.Errorf("status %d", got.Code)
	}
}

// TestErasedTimeIsFree: what an erased case took of a therapist's time is let go.
func TestErasedTimeIsFree(t *testing.T) {
	w := world.New(t, "")
	therapist := w.Person("tove@practice.example", who.Therapist)
	gone := w.Treated(therapist, w.Person("a@mail.example", who.Client), "a@mail.example")
	stays := w.Treated(therapist, w.Person("b@mail.example", who.Client), "b@mail.example")
	at := w.Now().AddDate(0, 0, 20)
	must(bookAt(w, therapist, gone, therapist.ID, at))
	var about string
	w.Do(therapist, func(tx *db.Tx) error {
		rec, err := space.Open(tx, gone.Spaces[right.Contact], right.Read)
		about = rec.About()
		return err
	})
	if _, err := bookAt(w, therapist, stays, therapist.ID, at); !fault.Is(err, fault.Conflict) {
		t.Errorf("the time is not taken: %v", err)
	}
	w.Do(who.House, func(tx *db.Tx) error { return booking.Forget(tx, about) })
	must(bookAt(w, therapist, stays, therapist.ID, at))
}

// TestNobodyTakesAnId: an id that an offer or somebody else's appointment has books nothing.
func TestNobodyTakesAnId(t *testing.T) {
	w := world.New(t, "")
	therapist := w.Person("tove@practice.example", who.Therapist)
	first := w.Treated(therapist, w.Person("a@mail.example", who.Client), "a@mail.example")
	other := w.Treated(therapist, w.Person("b@mail.example", who.Client), "b@mail.example")
	at := w.Now().AddDate(0, 0, 20)
	used := must(bookAt(w, therapist, first, therapist.ID, at))
	for _, when := range []time.Time{at, at.Add(3 * time.Hour)} {
		err := w.House.DB.Write(t.Context(), therapist, func(tx *db.Tx) error {
			rec, err := space.Open(tx, other.Spaces[right.Contact], right.Read|right.Write)
			if err != nil {
				return err
			}
			_, err = booking.Book(tx, []*space.Record{rec}, used, booking.Want{At: when, Minutes: 50, Way: booking.Phone, Therapist: therapist.ID})
			return err
		})
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("it is booked: %v", err)
		}
	}
}

// TestFeedLooks: however often a calendar is fetched, that it was is kept once a day: for a
// therapist in their list, for a client in the contact space.
func TestFeedLooks(t *testing.T) {
	w := world.New(t, "")
	cast := w.NewCast()
	therapist, client := cast.People["therapist"], cast.People["client"]
	looks := func(chain space.ID, by who.ID, act string) (n int) {
		w.Do(who.House, func(tx *db.Tx) error {
			all, err := trail.Between(tx, string(chain), time.Time{}, tx.Now.Add(time.Hour))
			for _, e := range all {
				for _, a := range e.Acts {
					if e.By == by && a.Act == act {
						n++
					}
				}
			}
			return err
		})
		return n
	}
	contact, list := cast.Liz.Spaces[right.Contact], cast.Liz.Spaces[right.List]
	for _, one := range []struct {
		person who.Person
		adds   map[space.ID]int
	}{{therapist, map[space.ID]int{contact: 0, list: 1}}, {client, map[space.ID]int{contact: 1}}} {
		secret := feedSecret(t, w, one.person)
		before := map[space.ID]int{}
		for chain := range one.adds {
			before[chain] = looks(chain, one.person.ID, "open read")
		}
		for day := range 2 {
			for range 4 {
				got := httptest.NewRecorder()
				w.ServeHTTP(got, httptest.NewRequest("GET", secret, nil))
				if got.Code != 200 {
					t.Fatalf("status %d", got.Code)
				}
			}
			for chain, adds := range one.adds {
				if n := looks(chain, one.person.ID, "open read") - before[chain]; n != adds*(day+1) {
					t.Errorf("%d looks in %s after day %d", n, chain, day+1)
				}
			}
			w.Sleep(24 * time.Hour)
		}
	}
}

// feedSecret makes an address of a calendar, through the page.
func feedSecret(t *testing.T, w *world.World, person who.Person) string {
	t.Helper()
	r := httptest.NewRequest("POST", "/calendar-address", strings.NewReader("act=make"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "http://"+r.Host)
	r.AddCookie(w.Cookie(person.ID))
	got := httptest.NewRecorder()
	w.ServeHTTP(got, r)
	secret := regexp.MustCompile(`/calendars/[0-9A-Za-z_-]+`).FindString(got.Body.String())
	if secret == "" {
		t.Fatalf("status %d and no address", got.Code)
	}
	return secret
}

package e2e_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/who"
	"tillit.care/booking"
	"tillit.care/care"
	"tillit.care/e2e/postgres"
	"tillit.care/e2e/world"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// bookAt books one client with a therapist, as its author.
func bookAt(w *world.World, by who.Person, c world.Case, therapist who.ID, at time.Time) (which booking.ID, err error) {
	err = w.House.DB.Write(context.Background(), by, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Spaces[right.Contact], right.Read|right.Write)
		if err != nil {
			return err
		}
		which = id.New[booking.Appointment](tx.Now)
		_, err = booking.Book(tx, []*space.Record{rec}, which, booking.Want{At: at, Minutes: booking.Usual, Way: booking.Phone, Therapist: therapist})
		return err
	})
	return which, err
}

// changed does something to an appointment.
func changed(t *testing.T, w *world.World, by who.Person, c world.Case, which booking.ID, do func(*db.Tx, booking.Held) error) {
	t.Helper()
	w.Do(by, func(tx *db.Tx) error {
		h, err := booking.Hold(tx, c.Spaces[right.Contact], which)
		if err != nil {
			return err
		}
		return do(tx, h)
	})
}

// TestNobodyIsInTwoPlaces: of many who book one hour of one therapist at once, one gets it, on
// both engines.
func TestNobodyIsInTwoPlaces(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"", postgres.Shared(t, postgres.Options{NoFsync: true}).Database(t)} {
		w := world.New(t, url)
		therapist := w.Person("tove@practice.example", who.Therapist)
		var cases []world.Case
		for i := range 6 {
			email := fmt.Sprintf("c%d@mail.example", i)
			cases = append(cases, w.Treated(therapist, w.Person(email, who.Client), email))
		}
		for round := range 5 {
			at := w.Now().AddDate(0, 0, 20+round)
			var all sync.WaitGroup
			got := make([]error, len(cases))
			for i, c := range cases {
				all.Go(func() { // each overlaps every other
					_, got[i] = bookAt(w, therapist, c, therapist.ID, at.Add(time.Duration(i)*7*time.Minute))
				})
			}
			all.Wait()
			booked := 0
			for _, err := range got {
				if err == nil {
					booked++
				} else if !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			}
			if booked != 1 {
				t.Errorf("%s: %d of %d got the hour", w.House.DB.Engine(), booked, len(cases))
			}
		}
	}
}

// TestReminders: each appointment that stands is told of once, a day before by the clock on the
// wall, across the change of clocks, whatever was moved, called off or restarted, with two who
// do the same jobs.
func TestReminders(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"", postgres.Shared(t, postgres.Options{NoFsync: true}).Database(t)} {
		w := world.New(t, url)
		therapist := w.Person("tove@practice.example", who.Therapist)
		email := "liz@mail.example"
		client := w.Person(email, who.Client)
		c := w.Treated(therapist, client, email)
		w.Reach(client, c, func(p *care.Contact) { p.Zone = "Europe/Oslo" })
		zone, err := time.LoadLocation("Europe/Oslo")
		if err != nil {
			t.Fatal(err)
		}
		w.Do(client, func(tx *db.Tx) error {
			rec, err := space.Open(tx, c.Spaces[right.Contact], right.Read|right.Write)
			if err != nil {
				return err
			}
			return booking.Hear(tx, rec, booking.Hearing{Before: 24, Mail: true})
		})
		at := time.Date(2026, 3, 29, 10, 0, 0, 0, zone) // the night before it, the clocks change
		stays := must(bookAt(w, therapist, c, therapist.ID, at))
		moves := must(bookAt(w, therapist, c, therapist.ID, at.Add(2*time.Hour)))
		off := must(bookAt(w, therapist, c, therapist.ID, at.Add(4*time.Hour)))
		changed(t, w, therapist, c, moves, func(tx *db.Tx, h booking.Held) error {
			return booking.Move(tx, h, booking.Want{At: at.AddDate(0, 0, 1), Minutes: 30, Way: booking.InPerson}, false)
		})
		changed(t, w, therapist, c, off, func(tx *db.Tx, h booking.Held) error { return booking.CallOff(tx, h, false) })
		w.Advance(0)
		before := len(to(w, email))
		told := map[string]time.Time{}
		for w.Now().Before(at.AddDate(0, 0, 3)) {
			w.Jump(30 * time.Minute)
			if w.House.DB.Engine() == "sqlite" && w.Now().Hour() == 3 {
				w.Restart()
			}
			var both sync.WaitGroup
			for range 2 {
				both.Go(func() {
					if err := w.House.Jobs.Due(context.Background()); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			for _, l := range to(w, email)[before:] {
				if before++; strings.Contains(l, ": 9 March") {
					continue // the cast has one as well
				}
				if !told[l].IsZero() {
					t.Errorf("told twice: %s", l)
				}
				told[l] = w.Now()
			}
		}
		if len(told) != 2 {
			t.Errorf("%s: told of %d, %v; %s stays", w.House.DB.Engine(), len(told), told, stays)
		}
		for text, when := range told {
			if local := when.In(zone); local.Hour() != 10 || local.Minute() != 0 {
				t.Errorf("told at %v: %s", local, text)
			}
		}
	}
}

func must(which booking.ID, err error) booking.ID {
	if err != nil {
		panic(err)
	}
	return which
}

// to are the texts of all letters to somebody that are about appointments.
func to(w *world.World, email string) (all []string) {
	for _, l := range w.Letters() {
		if l.To == email && l.Subject == "Appointment" {
			all = append(all, l.Text)
		}
	}
	return all
}

package e2e_test

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/job"
	"tillit.care/base/who"
	"tillit.care/booking"
	"tillit.care/care"
	"tillit.care/e2e/postgres"
	"tillit.care/e2e/world"
	"tillit.care/measure"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// life is a client who is asked something over months in which all that can go wrong with
// time goes wrong: clocks that jump, zones that change, restarts, two who do the same jobs.
type life struct {
	*world.World
	t       *rapid.T
	c       world.Case
	client  who.Person
	email   string
	which   measure.ID
	zone    *time.Location
	letters int
	told    map[int64]int // occasion → how often
	began   time.Time
}

// TestEachOccasionIsToldOfOnce: at most once each time, at a civil hour where the client is,
// never once it was answered, and none is lost.
func TestEachOccasionIsToldOfOnce(t *testing.T) {
	t.Parallel()
	w := world.New(t, "")
	therapist := w.Person("tove@practice.example", who.Therapist)
	lives := 0
	rapid.Check(t, func(t *rapid.T) {
		if lives++; lives <= 30 || os.Getenv("TILLIT_PROVE") != "" {
			newLife(t, w, therapist, fmt.Sprintf("life-%d@mail.example", lives)).live()
		}
	})
}

// TestEachOccasionIsToldOfOnceByTwoProcesses is the same with two processes on one database.
func TestEachOccasionIsToldOfOnceByTwoProcesses(t *testing.T) {
	t.Parallel()
	w := world.New(t, postgres.Shared(t, postgres.Options{NoFsync: true}).Database(t))
	therapist := w.Person("tove@practice.example", who.Therapist)
	lives := 0
	rapid.Check(t, func(t *rapid.T) {
		if lives++; lives <= 6 || os.Getenv("TILLIT_PROVE") != "" {
			newLife(t, w, therapist, fmt.Sprintf("life-%d@mail.example", lives)).live()
		}
	})
}

var farZones = []string{"America/New_York", "Europe/Oslo", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu", "Pacific/Apia", "America/Los_Angeles"}

func newLife(t *rapid.T, w *world.World, therapist who.Person, email string) *life {
	l := &life{World: w, t: t, email: email, client: w.Person(email, who.Client), told: map[int64]int{}}
	l.c = w.Treated(therapist, l.client, email)
	w.Do(l.client, func(tx *db.Tx) error { // what is told of appointments is another test's
		rec, err := space.Open(tx, l.c.Spaces[right.Contact], right.Read|right.Write)
		if err != nil {
			return err
		}
		return booking.Hear(tx, rec, booking.Hearing{Before: -1})
	})
	l.began = w.Now()
	l.move(rapid.SampledFrom(farZones).Draw(t, "home"))
	w.Jump(time.Duration(rapid.IntRange(0, 200*24).Draw(t, "days before")) * time.Hour)
	cadence := rapid.SampledFrom([]measure.Cadence{{Rhythm: measure.Once}, {Rhythm: measure.Weeks, Every: 1}, {Rhythm: measure.Weeks, Every: 3}, {Rhythm: measure.Monthly}}).Draw(t, "cadence")
	w.Do(therapist, func(tx *db.Tx) error {
		rec, err := space.Open(tx, l.c.Spaces[right.Shared], right.Treat|right.Read)
		if err != nil {
			return err
		}
		before, err := measure.Of(tx, rec)
		for _, m := range before {
			if err := measure.End(tx, rec, m.ID); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
		m, err := measure.Assign(tx, rec, "gad7", cadence)
		l.which = m.ID
		return err
	})
	return l
}

func (l *life) live() {
	for range rapid.IntRange(10, 30).Draw(l.t, "steps") {
		switch rapid.IntRange(0, 11).Draw(l.t, "step") {
		case 0:
			l.move(rapid.SampledFrom(farZones).Draw(l.t, "zone"))
		case 1:
			back := time.Duration(rapid.IntRange(1, 180).Draw(l.t, "minutes back")) * time.Minute
			if l.Now().Add(-back).After(l.began) { // before that nobody was inside
				l.Jump(-back)
			}
		case 2:
			l.Jump(time.Duration(rapid.IntRange(1, 40).Draw(l.t, "days down")) * 24 * time.Hour)
		case 3:
			if l.House.DB.Engine() == "sqlite" {
				l.Restart()
			}
		case 4, 5:
			l.work(l.answer)
		default:
			l.Jump(time.Duration(rapid.IntRange(1, 30).Draw(l.t, "hours")) * time.Hour)
		}
		l.work(nil)
	}
	for range 24 * 6 { // six quiet days
		l.Jump(time.Hour)
		l.work(nil)
	}
	if m, open := l.measure(); open && l.Now().Sub(m.Due) > 6*24*time.Hour && l.told[db.Ms(m.Due)] != 2 {
		l.t.Fatalf("it is open since %v and was told of %d times", m.Due, l.told[db.Ms(m.Due)])
	}
}

// work lets two runners do what is due, while something else happens, and looks at what was
// sent.
func (l *life) work(meanwhile func()) {
	before, open := l.measure()
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			// two who take the same job at once: one of them is told that it is gone
			r := job.NewRunner(func(string, error) {})
			r.DB, r.Kinds = l.House.DB, l.House.Jobs.Kinds
			if err := r.Due(context.Background()); err != nil && !fault.Is(err, fault.Conflict) {
				l.t.Errorf("due: %v", err)
			}
		})
	}
	if meanwhile != nil {
		meanwhile()
	}
	both.Wait()
	count := 0
	for _, letter := range l.Letters() {
		if letter.To == l.email {
			count++
		}
	}
	switch came := count - l.letters; {
	case came == 0:
		return
	case came > 1:
		l.t.Fatalf("%d letters at once", came)
	}
	l.letters = count
	local := l.Now().In(l.zone)
	if local.Hour() < 9 || local.Hour() >= 20 {
		l.t.Fatalf("a letter at %v", local)
	}
	of := db.Ms(before.Due)
	if l.told[of]++; !open || l.told[of] > 2 {
		l.t.Fatalf("told %d times of what is due at %v (open: %v) at %v", l.told[of], before.Due, open, l.Now())
	}
}

func (l *life) measure() (m measure.Measure, open bool) {
	l.Do(l.client, func(tx *db.Tx) error {
		rec, err := space.Open(tx, l.c.Spaces[right.Shared], right.Read)
		if err != nil {
			return err
		}
		m, err = measure.One(tx, rec, l.which)
		open = m.Open(tx.Now)
		return err
	})
	return m, open
}

func (l *life) answer() {
	m, open := l.measure()
	if !open {
		return
	}
	l.Do(l.client, func(tx *db.Tx) error {
		rec, err := space.Open(tx, l.c.Spaces[right.Shared], right.Read|right.Write)
		if err != nil {
			return err
		}
		form, err := m.Form(tx)
		if err != nil {
			return err
		}
		given := map[string]string{}
		for _, q := range form.Form.Questions() {
			given[q.LinkID] = q.AnswerOption[0].Code()
		}
		_, err = measure.Answer(tx, rec, l.which, measure.Given{Once: id.New[measure.Response](tx.Now), Asked: m.Due, Answers: given})
		return err
	})
}

// move is the client who goes to live elsewhere.
func (l *life) move(zone string) {
	var err error
	if l.zone, err = time.LoadLocation(zone); err != nil {
		l.t.Fatal(err)
	}
	l.Reach(l.client, l.c, func(person *care.Contact) { person.Zone = zone })
}

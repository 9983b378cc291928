package e2e_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/e2e/postgres"
	"tillit.care/e2e/world"
	"tillit.care/expect"
	"tillit.care/measure"
	course "tillit.care/pure/change"
	"tillit.care/pure/fhir"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// scoring are answers to the PHQ-9 that add up to a score of at most 24, the ninth being
// not at all.
func scoring(score int) fhir.Answers {
	answers := world.PHQ9()
	codes := []string{"LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"}
	for n := range 9 {
		most := min(score, 3)
		if n == 8 {
			most = 0
		}
		answers["phq9-"+string(rune('1'+n))] = codes[most]
		score -= most
	}
	return answers
}

// asked is a case whose client has agreed and is asked the PHQ-9.
func asked(w *world.World, therapist, client who.Person) (c care.Case, m measure.Measure) {
	w.Do(therapist, func(tx *db.Tx) (err error) {
		if c, err = care.Open(tx, care.Contact{Name: "Somebody"}, "why they come"); err != nil {
			return err
		}
		for _, which := range []space.ID{c.Shared, c.Contact} {
			rec, err := space.Open(tx, which, right.Admit|right.Read)
			if err == nil {
				err = rec.Admit(tx, client.ID, right.Client, time.Time{})
			}
			if err != nil {
				return err
			}
		}
		rec, err := space.Open(tx, c.Shared, right.Treat|right.Read)
		if err == nil {
			m, err = measure.Assign(tx, rec, "phq9", measure.Cadence{Rhythm: measure.Session})
		}
		return err
	})
	w.Do(client, func(tx *db.Tx) error {
		shared, err := space.Open(tx, c.Shared, right.Read|right.Write)
		if err != nil {
			return err
		}
		contact, err := space.Open(tx, c.Contact, right.Read|right.Write)
		if err != nil {
			return err
		}
		_, hash, err := care.ConsentText(care.Records)
		if err != nil {
			return err
		}
		return care.Agree(tx, shared, contact, hash, care.Agreeing{Name: "Somebody", Yes: true, Adult: true, Safe: "any time"})
	})
	return c, m
}

// everybodyAnswers has two hundred people who began between 15 and 19 answer six times.
func everybodyAnswers(w *world.World, therapist, client who.Person) (last space.ID) {
	type person struct {
		at    space.ID
		m     measure.Measure
		began float64
	}
	chance, people := rand.New(rand.NewPCG(1, 2)), []person{}
	for range course.Cases {
		c, m := asked(w, therapist, client)
		people, last = append(people, person{c.Shared, m, 17.5 + chance.NormFloat64()*0.7}), c.Shared
	}
	for n := range 6 {
		w.Do(client, func(tx *db.Tx) error {
			for _, p := range people {
				v := p.began - 3*math.Log(float64(n+1)) + chance.NormFloat64()*0.6
				if n == 0 {
					v = math.Max(15, math.Min(19, v))
				}
				rec, err := space.Open(tx, p.at, right.Read|right.Write)
				if err != nil {
					return err
				}
				if _, err := measure.Answer(tx, rec, p.m.ID, measure.Given{Once: id.New[measure.Response](tx.Now), Again: true, Answers: scoring(int(math.Round(v)))}); err != nil {
					return err
				}
			}
			return nil
		})
		w.Advance(time.Minute)
	}
	return last
}

// TestExpectedCourses: two hundred people who begin between 15 and 19 and fall by about 3
// points for each e-fold of the answer teach the practice what to expect, which is what was
// put in. One fewer does not, and who took the agreement back is not counted.
func TestExpectedCourses(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) { expectedOn(t, "") })
	t.Run("PostgreSQL", func(t *testing.T) {
		expectedOn(t, postgres.Shared(t, postgres.Options{NoFsync: true}).Database(t))
	})
}

func expectedOn(t *testing.T, url string) {
	w := world.New(t, url)
	cast := w.NewCast()
	therapist, client := cast.People["therapist"], cast.People["client"]
	last := everybodyAnswers(w, therapist, client)
	w.Do(cast.People["owner"], func(tx *db.Tx) error { return expect.Switch(tx, true) })
	w.Advance(24 * time.Hour)
	found := learnt(t, w)
	if len(found.All) != 1 || found.Fitted.IsZero() || found.All[0].Model.People != course.Cases || found.All[0].From != 15 || found.All[0].To != 20 || found.All[0].Reach != 6 {
		t.Fatalf("%+v", found)
	}
	if m := found.All[0].Model; math.Abs(m.Intercept-17.5) > 0.3 || math.Abs(m.Slope+3) > 0.3 {
		t.Errorf("%+v", m)
	}
	w.Do(client, func(tx *db.Tx) error {
		rec, err := space.Open(tx, last, right.Read|right.Write)
		if err != nil {
			return err
		}
		return care.Stop(tx, rec)
	})
	w.Advance(8 * 24 * time.Hour)
	if found = learnt(t, w); len(found.All) != 0 {
		t.Errorf("of %d people something is known: %+v", course.Cases-1, found.All)
	}
}

func learnt(t *testing.T, w *world.World) (c expect.Courses) {
	t.Helper()
	err := w.House.DB.Read(context.Background(), who.House, func(tx *db.Tx) (err error) {
		c, err = expect.Of(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

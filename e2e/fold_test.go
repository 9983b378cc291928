package e2e_test

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/who"
	"tillit.care/e2e/postgres"
	"tillit.care/e2e/world"
	"tillit.care/measure"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// TestALongCourseSaysWhatItsAnswersSay: whatever is answered, typed in from paper with an
// earlier day, or answered while the clock was wrong, the readings that a course is drawn
// from are those of all answers, in order, and most of them are folded.
func TestALongCourseSaysWhatItsAnswersSay(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]string{"SQLite": "", "PostgreSQL": postgres.Shared(t, postgres.Options{NoFsync: true}).Database(t)} {
		t.Run(name, func(t *testing.T) {
			w := world.New(t, database)
			therapist, client := w.Person("tove@practice.example", who.Therapist), w.Person("lise@mail.example", who.Client)
			c := w.Treated(therapist, client, "lise@mail.example")
			began := w.Now()
			var which measure.ID
			w.Do(therapist, func(tx *db.Tx) error {
				rec, err := space.Open(tx, c.Spaces[right.Shared], right.Treat|right.Read)
				if err != nil {
					return err
				}
				m, err := measure.Assign(tx, rec, "gad7", measure.Cadence{Rhythm: measure.Weeks, Every: 1})
				which = m.ID
				return err
			})
			rounds := 0
			rapid.Check(t, func(t *rapid.T) {
				if rounds++; rounds <= 3 {
					months(t, w, therapist, client, c.Spaces[right.Shared], which, began)
				}
			})
			for range 100 { // an earlier day may have just opened most of them again
				w.Jump(7 * 24 * time.Hour)
				answered(w, client, c.Spaces[right.Shared], which, nil)
			}
			if n := folds(t, w); n < 3 {
				t.Errorf("%d folds of more than 300 answers", n)
			}
		})
	}
}

// months are hundred answers and more, in any order of days.
func months(t *rapid.T, w *world.World, therapist, client who.Person, where space.ID, which measure.ID, began time.Time) {
	for range rapid.IntRange(110, 140).Draw(t, "answers") {
		switch rapid.IntRange(0, 29).Draw(t, "step") {
		case 0:
			back := time.Duration(rapid.IntRange(1, 20).Draw(t, "hours back")) * time.Hour
			if w.Now().Add(-back).After(began) { // before that nobody was inside
				w.Jump(-back)
			}
		case 1:
			days := rapid.IntRange(1, 300).Draw(t, "days ago")
			answered(w, therapist, where, which, func(given *measure.Given, now time.Time) {
				given.Written = now.AddDate(0, 0, -days)
				given.How = measure.How{Respondent: measure.Self, Way: measure.OnPaper, Typed: therapist.ID, TypedAt: now}
			})
		default:
			w.Jump(time.Duration(rapid.IntRange(1, 9*24).Draw(t, "hours")) * time.Hour)
			answered(w, client, where, which, nil)
		}
	}
	if wrong, err := w.House.Relist(context.Background()); err != nil || wrong != 0 {
		t.Fatalf("%d courses say something else than their answers: %v", wrong, err)
	}
}

func answered(w *world.World, by who.Person, where space.ID, which measure.ID, how func(*measure.Given, time.Time)) {
	w.Do(by, func(tx *db.Tx) error {
		want := right.Read | right.Write
		if how != nil {
			want |= right.Treat
		}
		rec, err := space.Open(tx, where, want)
		if err != nil {
			return err
		}
		m, err := measure.One(tx, rec, which)
		if err != nil {
			return err
		}
		form, err := m.Form(tx)
		if err != nil {
			return err
		}
		given := measure.Given{Once: id.New[measure.Response](tx.Now), Asked: m.Due, Again: true, Answers: map[string]string{}}
		for i, q := range form.Form.Questions() {
			given.Answers[q.LinkID] = q.AnswerOption[(int(tx.Now.Unix()/3600)+i)%len(q.AnswerOption)].Code()
		}
		if how != nil {
			how(&given, tx.Now)
		}
		_, err = measure.Answer(tx, rec, which, given)
		return err
	})
}

// folds is how many rows hold folded readings.
func folds(t *testing.T, w *world.World) (n int) {
	t.Helper()
	err := w.House.DB.Read(context.Background(), who.House, func(tx *db.Tx) error {
		return tx.One("select count(*) from course").Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

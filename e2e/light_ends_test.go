package e2e_test

import (
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/care"
	"tillit.care/emdr"
	"tillit.care/meeting"
	"tillit.care/pure/right"
	"tillit.care/pure/stim"
	"tillit.care/pure/tool"
	"tillit.care/space"
)

// TestASetEndsWithWhatItTakes: a set that is on ends on both screens, and is kept as ended, when the
// client takes their word back, when the training counts no more, and when the session is over.
func TestASetEndsWithWhatItTakes(t *testing.T) {
	for name, end := range map[string]func(*sets){"consent": (*sets).takesBack, "training": (*sets).untrained, "session": (*sets).over} {
		t.Run(name, func(t *testing.T) {
			s := newSets(t)
			s.trained()
			s.consents()
			s.asked()
			s.yes(s.tove, tool.Step{ID: stepID(), Tool: "light", Act: "begin", Setup: &tool.Setup{With: stim.Settings{"passes": 60.0, "ppm": 20.0}}})
			end(s)
			for _, one := range []*hand{s.tove, s.liz} {
				s.ends(one)
			}
		})
	}
}

// ends waits until a screen was told to stop, and knows why.
func (s *sets) ends(one *hand) {
	s.Helper()
	for range 200 {
		one.mu.Lock()
		halted := one.halted
		one.mu.Unlock()
		if l := one.sees().Light; halted == "closed" && l.Stop != nil && l.Stop.Why == "closed" {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.Fatalf("%s: the set goes on: %+v", one.side, one.sees().Light.Stop)
}

func (s *sets) takesBack() {
	s.do(s.p.Clients[0].Person, right.Read|right.Write, func(tx *db.Tx, rec *space.Record) error {
		return care.No(tx, rec, id.New[care.Word](tx.Now), care.EMDR)
	})
}

func (s *sets) untrained() {
	which := id.New[emdr.Training](time.Now())
	s.do(s.p.Therapist, right.Read, func(tx *db.Tx, _ *space.Record) error {
		return emdr.SayTraining(tx, emdr.Training{ID: which, Body: "an institute", Number: "2", Expires: tx.Now.AddDate(1, 0, 0).Format(time.DateOnly)})
	})
}

func (s *sets) over() {
	s.do(s.p.Therapist, right.Read|right.Write|right.Treat, func(tx *db.Tx, rec *space.Record) error {
		all, err := meeting.Of(tx, rec)
		if err != nil {
			return err
		}
		for _, m := range all {
			if m.State == meeting.Running {
				_, err = meeting.End(tx, rec, m.ID)
			}
		}
		return err
	})
}

package e2e_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tillit.care/app"
	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/e2e/load"
	"tillit.care/emdr"
	"tillit.care/pure/right"
	"tillit.care/pure/stim"
	"tillit.care/pure/tool"
	"tillit.care/space"
)

// sets is a room of two who say things about a light, by hand.
type sets struct {
	*testing.T
	p         *load.Practice
	h         *app.House
	tove, liz *hand
}

// TestNoLightWithoutWhatItTakes: neither the form of a message nor a page decides whether a light
// may move. Training, the signed consent and what is asked about the eyes do, and the practice's
// limits; the client begins and changes nothing, and stops everything.
func TestNoLightWithoutWhatItTakes(t *testing.T) {
	s := newSets(t)
	begin := func(with stim.Settings) tool.Step {
		return tool.Step{ID: stepID(), Tool: "light", Act: "begin", Setup: &tool.Setup{With: with, Limits: stim.Limits{High: 240, Passes: 240}}}
	}
	heard := stim.Settings{"sight": false, "sound": true}
	s.no(s.tove, begin(heard), "without training")
	s.trained()
	s.no(s.tove, begin(heard), "without a consent")
	s.consents()
	s.no(s.tove, begin(nil), "before anybody asked about the eyes")
	s.yes(s.tove, begin(heard))
	s.yes(s.tove, s.stop("therapist"))
	s.asked()
	for why, with := range map[string]stim.Settings{"too fast": {"ppm": 200.0}, "too long": {"passes": 200.0}, "no number": {"ppm": "fast"}, "unheard of": {"colour": "red"}} {
		s.no(s.tove, begin(with), why)
	}
	s.no(s.liz, begin(nil), "by the client")
	first := begin(nil)
	s.yes(s.tove, first)
	s.no(s.tove, begin(nil), "while one is on")
	change := tool.Step{ID: stepID(), Tool: "light", Act: "change", Setup: &tool.Setup{With: stim.Settings{"ppm": 90.0}}}
	s.no(s.liz, change, "a change by the client")
	change.ID = stepID()
	s.yes(s.tove, change)
	s.no(s.liz, s.stop("therapist"), "a stop in the other's name")
	other := s.stop("client")
	other.Ref = "another set"
	s.no(s.liz, other, "a stop of another set")
	s.yes(s.liz, s.stop("much"))
	s.tove.step(t.Context(), first) // said once more
	settle(t, []*hand{s.tove, s.liz})
	now := s.tove.sees()
	if l := now.Light; l.N != 2 || l.Stop == nil || l.Stop.Why != "much" || len(l.Plan.Changes) != 1 || l.Limits != stim.UsualLimits {
		t.Errorf("the light is %+v", l)
	}
	s.no(s.tove, begin(nil), "after too much, before both go on")
}

func newSets(t *testing.T) *sets {
	t.Helper()
	p, _, path := planned(t, "")
	c, err := p.Config()
	if err != nil {
		t.Fatal(err)
	}
	c.Quiet = true
	h, err := app.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	served := httptest.NewServer(h)
	t.Cleanup(func() { h.Hub.Close(); served.CloseClientConnections(); served.Close(); h.Close(context.Background()) })
	s := &sets{t, p, h, newHand(tool.Therapist, p.Session, path), newHand(tool.Client, p.Clients[0].Session, path)}
	for _, one := range []*hand{s.tove, s.liz} {
		if err := one.dial(t.Context(), strings.TrimPrefix(served.URL, "http://")); err != nil {
			t.Fatal(err)
		}
	}
	s.yes(s.tove, tool.Step{ID: stepID(), Tool: "door", Act: "in"})
	return s
}

func (s *sets) yes(by *hand, step tool.Step) {
	s.Helper()
	by.step(s.Context(), step)
	settle(s.T, []*hand{s.tove, s.liz})
	by.mu.Lock()
	defer by.mu.Unlock()
	if !by.kept[step.ID] {
		s.Fatalf("%s %s was not kept", step.Tool, step.Act)
	}
}

func (s *sets) no(by *hand, step tool.Step, why string) {
	s.Helper()
	before := s.tove.sees().N
	by.step(s.Context(), step)
	settle(s.T, []*hand{s.tove, s.liz})
	by.mu.Lock()
	refused := by.refused[step.ID]
	by.mu.Unlock()
	if !refused || s.tove.sees().N != before {
		s.Fatalf("%s: it was taken", why)
	}
}

// stop is a stop of the set that is on, now.
func (s *sets) stop(why string) tool.Step {
	return tool.Step{ID: stepID(), Tool: "light", Act: "stop", Name: why, Ref: s.tove.sees().Light.Plan.Set, Values: []int{int(s.h.Hub.Ms())}}
}

func (s *sets) do(by who.Person, want right.Right, act func(*db.Tx, *space.Record) error) {
	s.Helper()
	err := s.h.DB.Write(s.Context(), by, func(tx *db.Tx) error {
		rec, err := space.Open(tx, s.p.Clients[0].Space, want)
		if err != nil {
			return err
		}
		return act(tx, rec)
	})
	if err != nil {
		s.Fatal(err)
	}
}

func (s *sets) trained() {
	which := id.New[emdr.Training](time.Now())
	s.do(s.p.Therapist, right.Read, func(tx *db.Tx, _ *space.Record) error {
		return emdr.SayTraining(tx, emdr.Training{ID: which, Body: "an institute", Number: "1", Expires: tx.Now.AddDate(1, 0, 0).Format(time.DateOnly)})
	})
	s.do(s.p.Therapist, right.Read, func(tx *db.Tx, _ *space.Record) error {
		return emdr.Confirm(tx, id.New[emdr.Training](tx.Now), which, true)
	})
}

func (s *sets) consents() {
	s.do(s.p.Therapist, right.Read|right.Treat, func(tx *db.Tx, rec *space.Record) error {
		return care.AskFor(tx, rec, id.New[care.Word](tx.Now), care.EMDR)
	})
	s.do(s.p.Clients[0].Person, right.Read|right.Write, func(tx *db.Tx, rec *space.Record) error {
		_, hash, err := care.ConsentText(care.EMDR.Version())
		if err != nil {
			return err
		}
		return care.Sign(tx, rec, care.EMDR, care.Signing{Once: id.New[care.Word](tx.Now), Hash: hash, Name: "Somebody", Yes: true})
	})
}

func (s *sets) asked() {
	s.do(s.p.Therapist, right.Read|right.Write|right.Treat|right.Admit, func(tx *db.Tx, rec *space.Record) error {
		return emdr.Look(tx, rec, emdr.Written{Once: id.New[emdr.Sheet](tx.Now), Words: emdr.Words{"head": "yes", "eyes": "no", "eyes.anyway": "by ear", "migraine": "yes"}})
	})
}

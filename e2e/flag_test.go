package e2e_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/e2e/world"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/trust"
)

// TestAFlagLooksLikeNoFlag: of one person the therapist takes back that they were talked
// through, another one is flagged as not safe. Everything that the client is shown of the one
// and the other is the same but for the name.
func TestAFlagLooksLikeNoFlag(t *testing.T) {
	t.Parallel()
	w := world.New(t, "")
	h := tinkers{w: w, therapist: w.Person("tove@practice.example", who.Therapist), client: w.Person("lise@mail.example", who.Client)}
	h.where = w.Treated(h.therapist, h.client, "lise@mail.example").Spaces[right.Shared]
	for _, talkedFirst := range []bool{true, false} {
		one, other := h.somebody("Aaaa", talkedFirst), h.somebody("Bbbb", talkedFirst)
		h.must(h.therapist, func(tx *db.Tx, rec *space.Record) error { return trust.Talk(tx, rec, one.person, fresh(tx), false) })
		h.must(h.therapist, func(tx *db.Tx, rec *space.Record) error {
			return trust.Mark(tx, rec, other.person, fresh(tx), true, "HE-WAITS-AT-THE-DOOR")
		})
		for _, path := range []string{"", "/edit"} {
			a, b := h.page(h.client, one.person, path), h.page(h.client, other.person, path)
			if a != strings.ReplaceAll(b, "Bbbb", "Aaaa") || strings.Contains(b, "WAITS") {
				t.Errorf("talked through first %v: the person's page%s tells a flag", talkedFirst, path)
			}
			a, b = h.page(h.client, one.plan, path), h.page(h.client, other.plan, path)
			if a != strings.ReplaceAll(b, "Bbbb", "Aaaa") || strings.Contains(b, "WAITS") {
				t.Errorf("talked through first %v: the experiment's page%s tells a flag", talkedFirst, path)
			}
		}
		if !strings.Contains(h.page(h.therapist, other.person, ""), "WAITS") || strings.Contains(h.page(h.therapist, one.person, ""), "WAITS") {
			t.Error("the therapist does not see the reason where it belongs")
		}
		h.must(h.client, func(tx *db.Tx, rec *space.Record) error {
			if _, err := space.Find(tx, rec.About(), right.Safety, right.Read); err == nil {
				t.Error("the client reads the safety space")
			}
			return nil
		})
	}
}

type pair struct{ person, plan trust.Thread }

func (h *tinkers) somebody(name string, talked bool) (p pair) {
	h.must(h.therapist, func(tx *db.Tx, rec *space.Record) (err error) {
		if p.person, err = trust.Keep(tx, rec, trust.Written{Once: fresh(tx), Thing: &trust.Person{Alias: seal.Text(name)}}); err != nil || !talked {
			return err
		}
		return trust.Talk(tx, rec, p.person, fresh(tx), true)
	})
	h.must(h.client, func(tx *db.Tx, rec *space.Record) (err error) {
		p.plan, err = trust.Keep(tx, rec, trust.Written{Once: fresh(tx), Thing: &trust.Experiment{Act: "ask", Person: []trust.Thread{p.person}}})
		return err
	})
	return p
}

var ids = regexp.MustCompile(`\b[0-9a-z]{26}\b|nonce[-=]"?[^'"\s]*|data-whose="[^"]*"|name="csrf" value="[^"]*"`)

// page is what somebody is shown, without ids and what is new at every request.
func (h *tinkers) page(by who.Person, t trust.Thread, path string) string {
	r := httptest.NewRequest(http.MethodGet, h.w.Origin()+"/spaces/"+string(h.where)+"/things/"+string(t)+path, nil)
	r.AddCookie(h.w.Cookie(by.ID))
	answer := httptest.NewRecorder()
	h.w.ServeHTTP(answer, r)
	page := answer.Body.String()
	if by.ID == h.client.ID { // the list of others to choose from has both
		page = regexp.MustCompile(`(?s)<fieldset class="choice several.*?</fieldset>`).ReplaceAllString(page, "")
	}
	return ids.ReplaceAllString(page, "")
}

// TestDone: a note of the session is told what was done in it, each thing once, and nothing of
// what the client keeps back or of a flag.
func TestDone(t *testing.T) {
	t.Parallel()
	w := world.New(t, "")
	h := tinkers{w: w, therapist: w.Person("tove@practice.example", who.Therapist), client: w.Person("lise@mail.example", who.Client)}
	h.where = w.Treated(h.therapist, h.client, "lise@mail.example").Spaces[right.Shared]
	w.Jump(time.Hour)
	from := w.Now()
	p := h.somebody("Aaaa", true)
	h.thing = p.plan
	h.must(h.client, func(tx *db.Tx, rec *space.Record) error {
		_, err := trust.Keep(tx, rec, trust.Written{Once: fresh(tx), Thing: &trust.Event{Title: "mine", Sway: "hard", Ask: "alone"}})
		return err
	})
	for range 2 {
		now := h.look()
		h.must(h.client, func(tx *db.Tx, rec *space.Record) error {
			return h.write(tx, rec, now, func(e *trust.Experiment) { e.Cope += "!" })
		})
	}
	h.must(h.therapist, func(tx *db.Tx, rec *space.Record) error {
		return trust.Mark(tx, rec, p.person, fresh(tx), true, "why")
	})
	to := w.Now()
	w.Jump(time.Hour)
	h.somebody("Later", false)
	var said []string
	h.must(h.therapist, func(tx *db.Tx, rec *space.Record) error {
		all, err := trust.Done(tx, rec, from, to)
		for _, d := range all {
			said = append(said, string(d.Kind)+" "+d.Act+" "+d.Name.Reveal())
			if d.At.Before(from) || !d.At.Before(to) {
				t.Errorf("%s was done at %v", d.Act, d.At)
			}
		}
		return err
	})
	want := "person trust.did.new Aaaa; person trust.did.talked Aaaa; experiment trust.did.new ask; experiment trust.did.changed ask; person trust.did.changed Aaaa"
	if got := strings.Join(said, "; "); got != want {
		t.Errorf("done: %s", got)
	}
}

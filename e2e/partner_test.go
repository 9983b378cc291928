package e2e_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/e2e/world"
	"tillit.care/measure"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// masked is all that may differ in what the other partner gets: secrets that are new at
// every run, and nothing that an answer could be told from.
var masked = []*regexp.Regexp{
	regexp.MustCompile(`nonce-[^']*|nonce="[^"]*"`),        // of the page's policy
	regexp.MustCompile(`__Host-tillit=[^;]*`),              // the session
	regexp.MustCompile(`__Host-tillit-(again|back)=[^;]*`), // where somebody goes on who showed who they are, sealed
	regexp.MustCompile(`data-whose="[^"]*"|"tag":"[^"]*"`), // the keyed tag of the account on a device: another key at every run
}

// told is what Kim answers in one run: asked alone, and to the ninth question of the PHQ-9.
type told struct{ hark, ninth string }

// TestThePartnerSeesNothing runs one story twice from one seed and one clock: in one run Kim
// answers no to everything, in the other yes, or that there are thoughts of dying. Everything
// that Lou gets is equal to the byte, also after somebody looked at what could not wait, stood
// in and decided, after Lou answered and was reminded, and after the work as a couple was let
// rest.
func TestThePartnerSeesNothing(t *testing.T) {
	calm := told{"LA32-8", "LA6568-5"}
	none, again, yes, thoughts := twin(t, calm), twin(t, calm), twin(t, told{"LA33-6", "LA6568-5"}), twin(t, told{"LA32-8", "LA6571-9"})
	if d := differs(none.lou, thoughts.lou); d != "" {
		t.Errorf("Lou can tell that Kim has thoughts of dying: %s", d)
	}
	if none.calls == thoughts.calls || none.calls != yes.calls {
		t.Errorf("%d, %d and %d letters called for somebody", none.calls, yes.calls, thoughts.calls)
	}
	if d := differs(none.lou, again.lou); d != "" {
		t.Fatalf("two runs of one story differ already: %s", d)
	}
	if d := differs(none.lou, yes.lou); d != "" {
		t.Errorf("Lou can tell what Kim answered: %s", d)
	}
	if d := differs(none.kim, yes.kim); d != "" {
		t.Errorf("whoever looks at Kim's screen afterwards can tell: %s", d)
	}
	if differs(none.therapist, yes.therapist) == "" {
		t.Error("the therapist cannot tell either")
	}
	if len(none.lou) < 60 {
		t.Errorf("only %d things were compared", len(none.lou))
	}
}

// got is everything that somebody got, in order: answers, letters, counts.
type got struct {
	lou, kim, therapist []string
	calls               int // letters to whoever works there
}

func differs(a, b []string) string {
	if len(a) != len(b) {
		return "one got more than the other"
	}
	for i := range a {
		if a[i] != b[i] {
			at := 0
			for at < min(len(a[i]), len(b[i])) && a[i][at] == b[i][at] {
				at++
			}
			from := max(0, at-80)
			return a[i][from:min(len(a[i]), at+80)] + "  |  " + b[i][from:min(len(b[i]), at+80)]
		}
	}
	return ""
}

// story is one run.
type story struct {
	*testing.T
	w     *world.World
	cast  *world.Cast
	asked map[string]string // the address of each partner's questions
}

func twin(t *testing.T, kim told) got {
	t.Helper()
	defer id.Draw(rand.NewChaCha8([32]byte{7}))()
	w := world.New(t, "")
	defer w.Close()
	s := story{T: t, w: w, cast: w.NewCast(), asked: map[string]string{}}
	joint := "/spaces/" + string(s.cast.Pair.Spaces[right.Joint])
	var all got
	s.find("partner")
	s.find("other partner")
	s.look(&all)
	answers := url.Values{"send": {"yes"}}
	for _, n := range []string{"1", "2", "3", "4"} {
		answers.Set("a.hark-"+n, kim.hark)
	}
	s.both()
	all.kim = append(all.kim, s.send("partner", s.asked["partner"], url.Values{}))
	all.kim = append(all.kim, s.send("partner", s.asked["partner"], answers), s.get("partner", s.asked["partner"]), s.get("partner", "/"))
	s.look(&all)
	s.answers("partner", s.cast.Pair, kim.ninth)
	s.level(8)
	s.look(&all)
	w.Advance(40 * time.Minute)
	s.level(9)
	s.look(&all)
	s.decided(s.cast.Pair)
	s.level(10)
	s.look(&all)
	w.Advance(25 * time.Hour)
	s.level(11)
	s.cast.Cookies["other partner"] = w.Cookie(s.cast.People["other partner"].ID)
	s.cast.Cookies["therapist"] = w.Cookie(s.cast.People["therapist"].ID)
	s.look(&all)
	all.lou = append(all.lou, s.answers("other partner", s.cast.Lou, "LA6568-5"))
	s.look(&all)
	all.lou = append(all.lou, s.send("other partner", s.asked["other partner"], url.Values{}), s.send("other partner", s.asked["other partner"], url.Values{"send": {"yes"}}))
	s.look(&all)
	s.send("therapist", joint+"/pause", nil)
	s.look(&all)
	w.Advance(8 * 24 * time.Hour) // both are due again
	s.level(12)
	s.cast.Cookies["other partner"] = w.Cookie(s.cast.People["other partner"].ID)
	s.look(&all)
	s.cast.Cookies["therapist"] = w.Cookie(s.cast.People["therapist"].ID)
	all.therapist = append(all.therapist, s.get("therapist", joint+"/apart"))
	for _, l := range w.Letters() {
		if strings.HasSuffix(l.To, "@practice.example") {
			all.calls++
		}
	}
	return all
}

// find keeps where a partner's questions are.
func (s story) find(partner string) {
	s.w.Do(s.cast.People[partner], func(tx *db.Tx) error {
		mine, err := space.Mine(tx, right.Apart)
		if err != nil {
			return err
		}
		apart, err := space.Open(tx, mine[0].Space, right.Read)
		if err != nil {
			return err
		}
		waits, err := measure.WaitsAlone(tx, apart)
		s.asked[partner] = "/spaces/" + string(apart.Space()) + "/questions/" + string(waits.ID)
		return err
	})
}

// look is Lou looking at everything there is to see, at the letters, and knocking at what is
// Kim's.
func (s story) look(all *got) {
	for _, route := range s.w.House.Routes {
		page, isPage := strings.CutPrefix(route.Pattern, "GET ")
		if !isPage || strings.HasSuffix(page, "/live") || page == "/healthz" || // looks at the disk as often as the wall's clock lets it
			page == "/demo/outbox" || // everybody's letters: there is no such page in a practice
			!route.Audience.Admits(who.Person{ID: "x", Posts: who.Client}) {
			continue
		}
		for _, at := range []right.Kind{right.Joint, right.Apart, right.Safety, right.Own, right.Contact} {
			path := strings.NewReplacer("{$}", "", "{space}", string(s.cast.Pair.Spaces[at]), "{file}", "app.css",
				"{question}", s.asked["partner"][strings.LastIndex(s.asked["partner"], "/")+1:]).Replace(page)
			if strings.Contains(path, "{") {
				continue
			}
			all.lou = append(all.lou, s.get("other partner", path))
			if !strings.Contains(page, "{space}") {
				break
			}
		}
	}
	all.lou = append(all.lou, s.get("other partner", s.asked["other partner"]))
	for _, at := range []string{"", "/progress", "/responses", "/responses/fhir", "/safety-plan", "/alerts", "/follow", "/parts/measures"} {
		all.lou = append(all.lou, s.get("other partner", "/spaces/"+string(s.cast.Lou.Spaces[right.Apart])+at))
	}
	for _, l := range s.w.Letters() {
		if l.To == louAt {
			all.lou = append(all.lou, l.To+l.Subject+l.Text)
		}
	}
}

const louAt = "lou.reads@mail.example"

// level goes on at the next full minute, with ids from another seed. The clock of a test goes
// on by a moment whenever it is looked at, and an id is drawn for each thing that is done: that
// more was done about Kim would be told by both, and by neither where clocks go by themselves
// and ids are drawn from chance.
func (s story) level(seed byte) {
	id.Draw(rand.NewChaCha8([32]byte{seed}))
	now := s.w.Now()
	s.w.Jump(now.Truncate(time.Minute).Add(time.Minute).Sub(now))
}

// both are asked the same every week. Lou is told by letter when it is due.
func (s story) both() {
	s.w.Reach(s.cast.People["other partner"], s.cast.Lou, func(person *care.Contact) { person.Email, person.Letters = louAt, true })
	s.w.Do(s.cast.People["therapist"], func(tx *db.Tx) error {
		for _, c := range []*world.Case{&s.cast.Pair, &s.cast.Lou} {
			rec, err := space.Open(tx, c.Spaces[right.Apart], right.Treat|right.Read)
			if err != nil {
				return err
			}
			if c == &s.cast.Pair {
				if err := measure.EndAll(tx, rec); err != nil {
					return err
				}
			}
			m, err := measure.Assign(tx, rec, "phq9", measure.Cadence{Rhythm: measure.Weeks, Every: 1})
			if err != nil {
				return err
			}
			c.Measure, c.Asked = m.ID, db.Ms(m.Due)
		}
		return nil
	})
}

// answers sends the PHQ-9 of one partner, with an answer to the ninth question.
func (s story) answers(kind string, c world.Case, ninth string) string {
	form := url.Values{"once": {string(id.New[measure.Response](s.w.Now()))}, "asked": {fmt.Sprint(c.Asked)}}
	for item, code := range world.PHQ9() {
		form.Set("a."+item, code)
	}
	form.Set("a.phq9-9", ninth)
	return s.send(kind, "/spaces/"+string(c.Spaces[right.Apart])+"/measures/"+string(c.Measure), form)
}

// decided closes every alert that waits in a partner's space.
func (s story) decided(c world.Case) {
	s.w.Do(s.cast.People["therapist"], func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Spaces[right.Apart], right.Treat|right.Read)
		if err != nil {
			return err
		}
		waiting, err := alert.Waiting(tx, rec)
		for _, a := range waiting {
			if err == nil {
				err = alert.Close(tx, rec, a.ID, alert.Outcome{Became: alert.Spoke, Contact: tx.Now.Add(48 * time.Hour)})
			}
		}
		return err
	})
}

func (s story) get(kind, path string) string {
	return s.ask(kind, httptest.NewRequest("GET", world.Address+path, nil))
}

func (s story) send(kind, path string, form url.Values) string {
	r := httptest.NewRequest("POST", world.Address+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := s.ask(kind, r)
	if !strings.HasPrefix(answer, "303") && !strings.HasPrefix(answer, "200") {
		s.Fatalf("%s at %s: %.200s", kind, path, answer)
	}
	return answer
}

// ask is a request and all of its answer: status, header and body.
func (s story) ask(kind string, r *http.Request) string {
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept", "text/html")
	r.AddCookie(s.cast.Cookies[kind])
	answer := httptest.NewRecorder()
	s.w.ServeHTTP(answer, r)
	var whole strings.Builder
	whole.WriteString(r.URL.Path + " " + http.StatusText(answer.Code))
	_ = answer.Header().Write(&whole)
	text := whole.String() + answer.Body.String()
	for _, mask := range masked {
		text = mask.ReplaceAllString(text, "…")
	}
	switch answer.Code {
	case http.StatusSeeOther:
		return "303 " + text
	case http.StatusOK:
		return "200 " + text
	}
	return text
}

package e2e_test

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/who"
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
	regexp.MustCompile(`data-whose="[^"]*"|"tag":"[^"]*"`), // the keyed tag of the account on a device: another key at every run
}

// TestThePartnerSeesNothing runs one story twice from one seed and one clock: in one run Kim
// answers no to everything, in the other yes. Everything that Lou gets is equal to the byte,
// also after the work as a couple was let rest.
func TestThePartnerSeesNothing(t *testing.T) {
	none, again, yes := twin(t, "LA32-8"), twin(t, "LA32-8"), twin(t, "LA33-6")
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
type got struct{ lou, kim, therapist []string }

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

func twin(t *testing.T, code string) got {
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
		answers.Set("a.hark-"+n, code)
	}
	all.kim = append(all.kim, s.send("partner", s.asked["partner"], url.Values{}))
	all.kim = append(all.kim, s.send("partner", s.asked["partner"], answers), s.get("partner", s.asked["partner"]), s.get("partner", "/"))
	s.look(&all)
	w.Advance(25 * time.Hour)
	s.cast.Cookies["other partner"] = w.Cookie(s.cast.People["other partner"].ID)
	s.cast.Cookies["therapist"] = w.Cookie(s.cast.People["therapist"].ID)
	s.look(&all)
	all.lou = append(all.lou, s.send("other partner", s.asked["other partner"], url.Values{}), s.send("other partner", s.asked["other partner"], url.Values{"send": {"yes"}}))
	s.look(&all)
	s.send("therapist", joint+"/pause", nil)
	s.look(&all)
	all.therapist = append(all.therapist, s.get("therapist", joint+"/apart"))
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
		if !isPage || strings.HasSuffix(page, "/live") || !route.Audience.Admits(who.Person{ID: "x", Posts: who.Client}) {
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
	for _, l := range s.w.Letters() {
		all.lou = append(all.lou, l.To+l.Subject+l.Text)
	}
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
	whole.WriteString(http.StatusText(answer.Code))
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

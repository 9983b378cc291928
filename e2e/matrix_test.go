package e2e_test

import (
	"cmp"
	"context"
	_ "embed"
	"flag"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tillit.care/alert"
	"tillit.care/archive"
	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/trail"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/e2e/world"
	"tillit.care/follow"
	"tillit.care/measure"
	"tillit.care/meeting"
	"tillit.care/message"
	treatment "tillit.care/plan"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/safety"
	"tillit.care/trust"
)

var update = flag.Bool("update", false, "write golden files anew")

// TestRoutesAreTheGoldenOnes: a new way into the house is seen in review, and none is
// without an audience.
func TestRoutesAreTheGoldenOnes(t *testing.T) {
	w := world.New(t, "")
	var lines []string
	for _, route := range w.House.Routes {
		if !route.Audience.Admits(who.Person{ID: "x", Posts: who.Client | who.Staff}) && route.Audience != web.Lent {
			t.Errorf("%s has no audience that anybody belongs to: %q", route.Pattern, route.Audience)
		}
		if strings.Contains(route.Pattern, "{space}") && route.Door == "" {
			t.Errorf("%s names a space and no door", route.Pattern)
		}
		lines = append(lines, fmt.Sprintf("%-62s %-10s %s", route.Pattern, route.Audience, route.Door))
	}
	slices.Sort(lines)
	got := strings.ReplaceAll(strings.Join(lines, "\n")+"\n", " \n", "\n")
	if *update {
		if err := os.WriteFile("testdata/routes.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/routes.txt")
	if err != nil || string(want) != got {
		t.Errorf("the routes differ from testdata/routes.txt (go test ./e2e -run Golden -update):\n%s", got)
	}
}

// roles is what each kind of person is inside each space of the case that they are tried
// on, in a therapist's words. Who is not named is nothing there.
var roles = map[right.Kind]map[string]right.Role{
	right.Contact: {"therapist": right.Therapist, "front desk": right.Desk, "client": right.Client, "partner": right.Client},
	right.Shared:  {"therapist": right.Therapist, "supervisor": right.Supervisor, "client": right.Client},
	right.Own:     {"client": right.Client, "ex-client": right.Client, "partner": right.Client},
	right.Process: {"therapist": right.Therapist},
	right.Joint:   {"therapist": right.Therapist, "partner": right.Client, "other partner": right.Client},
	right.Apart:   {"therapist": right.Therapist, "supervisor": right.Supervisor, "partner": right.Client},
	right.Safety:  {"therapist": right.Therapist, "partner": right.Client},
	right.List:    {"therapist": right.Therapist},

	right.Handover: {"therapist": right.Therapist, "other therapist": right.Next},
}

// posts is who belongs to which audience, in a therapist's words.
var posts = map[web.Audience][]string{
	web.Anyone:    world.Kinds,
	web.SignedIn:  {"owner", "front desk", "therapist", "other therapist", "supervisor", "client", "other client", "ex-client", "partner", "other partner"},
	web.Client:    {"client", "other client", "ex-client", "partner", "other partner"},
	web.Clinician: {"therapist", "other therapist", "supervisor"},
	web.Therapist: {"therapist", "other therapist"},
	web.Session:   {"therapist", "other therapist", "client", "other client", "ex-client", "partner", "other partner"},
	web.Staff:     {"owner", "front desk", "therapist", "other therapist", "supervisor"},
	web.Desk:      {"front desk", "therapist", "other therapist"},
	web.Owner:     {"owner"},
	web.Lent:      {}, // nobody by what they are: a browser that was lent, in TestALentDevice
}

// forms is what is sent to each route that changes something: enough to go through when
// one is let in.
func forms(w *world.World, c world.Case, k right.Kind) map[string]url.Values {
	_, hash, _ := care.ConsentText(care.Records)
	if k == right.Apart {
		_, hash, _ = care.ConsentText(care.Together)
	}
	answer := url.Values{"once": {string(id.New[measure.Response](w.Now()))}, "asked": {fmt.Sprint(c.Asked)}}
	for item, code := range world.PHQ9() {
		answer.Set("a."+item, code)
	}
	meets := url.Values{"once": {once(w)}, "at": {"2026-04-02T10:00"}, "minutes": {"50"}, "way": {"phone"}, "therapist": {"x"}, "offer": {once(w)}}
	contact := url.Values{"name": {"Changed"}, "email": {"x@mail.example"}, "phone": {"1"}, "safe": {"any"}}
	return map[string]url.Values{
		"POST /spaces/{space}/measures":                          {"instrument": {"gad7"}, "cadence": {"1"}},
		"POST /spaces/{space}/measures/{measure}":                answer,
		"POST /spaces/{space}/alerts/{alert}/close":              {"disposition": {string(alert.Spoke)}, "remark": {"x"}},
		"POST /spaces/{space}/follow":                            {"once": {string(id.New[follow.Decision](w.Now()))}, "choice": {string(follow.GoOn)}, "words": {"why"}},
		"POST /practice/expected":                                {"turn": {"on"}},
		"POST /spaces/{space}/messages":                          {"once": {string(id.New[message.Message](w.Now()))}, "text": {"words"}},
		"POST /spaces/{space}/pages":                             {"text": {"words"}},
		"POST /spaces/{space}/safety-plan":                       {"once": {string(id.New[safety.Plan](w.Now()))}, "after": {string(c.Plan)}, "signs": {"words"}},
		"POST /spaces/{space}/trust/{tool}/{kind}":               {"once": {string(id.New[trust.Revision](w.Now()))}, "title": {"words"}, "sway": {"good"}},
		"POST /spaces/{space}/things/{thing}":                    {"once": {string(id.New[trust.Revision](w.Now()))}, "over": {string(c.Revision)}, "title": {"words"}, "sway": {"good"}},
		"PUT /spaces/{space}/trust/{tool}/{kind}/draft":          {"title": {"words"}},
		"PUT /spaces/{space}/things/{thing}/draft":               {"title": {"words"}},
		"POST /spaces/{space}/things/{thing}/both":               {"once": {string(id.New[trust.Revision](w.Now()))}, "over": {string(c.Revision)}, "aside": {string(c.Revision)}, "of.title": {"second"}},
		"POST /spaces/{space}/things/{thing}/take":               {"once": {string(id.New[trust.Revision](w.Now()))}, "away": {"yes"}},
		"POST /spaces/{space}/things/{thing}/show":               {"once": {string(id.New[trust.Revision](w.Now()))}, "sure": {"yes"}},
		"POST /spaces/{space}/things/{thing}/lock":               {"once": {string(id.New[trust.Revision](w.Now()))}, "over": {string(c.Revision)}},
		"POST /spaces/{space}/things/{thing}/move":               {"once": {string(id.New[trust.Revision](w.Now()))}, "act": {"drop"}, "why": {"a word"}},
		"POST /spaces/{space}/things/{thing}/step":               {"once": {string(id.New[trust.Revision](w.Now()))}, "act": {"done"}},
		"POST /spaces/{space}/things/{thing}/withdraw":           {"once": {string(id.New[trust.Revision](w.Now()))}},
		"POST /spaces/{space}/things/{thing}/talk":               {"once": {string(id.New[trust.Revision](w.Now()))}, "act": {"flag"}, "reason": {"a word"}},
		"POST /spaces/{space}/pages/{page}/release":              {"sure": {"yes"}},
		"POST /spaces/{space}/end":                               {"sure": {"yes"}},
		"POST /spaces/{space}/keeping":                           {"once": {once(w)}, "act": {"hold"}, "kind": {"court"}, "words": {"words"}},
		"POST /practice/keeping":                                 {"act": {"years"}, "years": {"10"}},
		"POST /spaces/{space}/relapse":                           {"once": {once(w)}, "after": {string(c.Relapse)}, "signs": {"words"}},
		"POST /spaces/{space}/ending":                            {"once": {once(w)}, "reason": {"wish"}},
		"POST /spaces/{space}/ending/wish":                       {"once": {once(w)}, "months": {"1"}, "wish": {"words"}},
		"POST /spaces/{space}/ending/end":                        {"once": {once(w)}, "sure": {"yes"}, "anyway": {"why"}},
		"POST /spaces/{space}/ending/ask":                        {"once": {once(w)}, "asks": {"words"}},
		"POST /spaces/{space}/ending/again":                      {"once": {once(w)}},
		"POST /handovers/away":                                   {"once": {once(w)}, "from": {"x"}, "case": {"x"}, "to": {"x"}, "why": {"why"}},
		"POST /spaces/{space}/hand-over":                         {"once": {once(w)}, "to": {"x"}, "summary": {"words"}},
		"POST /spaces/{space}/offered/decline":                   {"word": {"words"}},
		"POST /spaces/{space}/new-therapist":                     {"once": {once(w)}, "words": {"words"}},
		"POST /spaces/{space}/supervise":                         {"supervisor": {"x"}, "until": {"2026-04-01"}},
		"POST /spaces/{space}/agree":                             {"hash": {hash}, "name": {"x"}, "yes": {"yes"}, "adult": {"yes"}, "safe": {"x"}},
		"POST /contacts/{space}":                                 contact,
		"POST /contacts/{space}/appointments":                    meets,
		"POST /contacts/{space}/appointments/{appointment}/move": meets,
		"POST /contacts/{space}/appointments/{appointment}/mark": {"as": {"arrived"}},
		"POST /contacts/{space}/hearing":                         {"before": {"2"}},
		"POST /contacts/{space}/waiting":                         {"wishes": {"mornings"}},
		"POST /contacts/{space}/waiting/offer":                   meets,
		"POST /contacts/{space}/waiting/answer":                  meets,
		"POST /spaces/{space}/appointments":                      meets,
		"POST /opening":                                          {"minutes": {"50"}, "rest": {"0"}, "way": {"phone"}},
		"POST /booking-rules":                                    {"hours": {"24"}},
		"POST /calendar-address":                                 {"act": {"make"}},
		"PUT /spaces/{space}/measures/{measure}/draft":           {"a.phq9-1": {"LA6568-5"}},
		"POST /spaces/{space}/couple/end":                        {"sure": {"yes"}},
		"POST /spaces/{space}/questions/{question}":              {"send": {"yes"}, "a.hark-1": {"LA33-6"}},
		"POST /couples":                                          {"name": {"Somebody new"}, "name.2": {"Somebody else"}, "why": {"a reason"}},
		"POST /instruments/{instrument}/bring":                   {"form": {csi4Copy}, "from": {"its owner"}, "reference": {"a letter"}, "since": {"2026-01-01"}},
		"POST /spaces/{space}/bring":                             {"source": {"paper"}, "text": {"instrument,date,gad7-1\ngad7,2025-02-05,2\n"}},
		"POST /spaces/{space}/battery":                           {"which": {"individual"}, "ask.gad7": {"yes"}, "often.gad7": {"2"}},
		"POST /batteries/{battery}":                              {"often.gad7": {"4"}, "ask.gad7": {"yes"}},
		"POST /spaces/{space}/measures/{measure}/paper":          copied(answer),
		"POST /cases":                                           {"name": {"Somebody new"}, "why": {"a reason"}},
		"POST /spaces/{space}/our-plan":                         {"once": {once(w)}, "protocol": {"individual-trust"}},
		"POST /spaces/{space}/our-plan/close":                   {"once": {once(w)}, "close": {"why"}},
		"POST /spaces/{space}/our-plan/steps":                   {"once": {once(w)}, "title": {"words"}, "phase": {"safety"}},
		"POST /spaces/{space}/our-plan/steps/{step}":            {"once": {once(w)}, "over": {"1"}, "title": {"words"}, "phase": {"safety"}},
		"POST /spaces/{space}/our-plan/steps/{step}/stand":      {"once": {once(w)}, "do": {"begin"}},
		"POST /spaces/{space}/our-plan/phases/{phase}":          {"once": {once(w)}, "anyway": {"why"}},
		"POST /spaces/{space}/our-plan/newer":                   {"once": {once(w)}, "saw": {"2"}},
		"POST /spaces/{space}/our-plan/goals":                   {"once": {once(w)}, "hope": {"words"}},
		"POST /spaces/{space}/our-plan/goals/{goal}":            {"once": {once(w)}, "state": {"met"}},
		"POST /spaces/{space}/our-plan/say":                     {"once": {once(w)}, "words": {"words"}},
		"POST /spaces/{space}/our-plan/said/{said}":             {"once": {once(w)}},
		"POST /spaces/{space}/work":                             {"once": {once(w)}, "what": {"words"}, "why": {"words"}, "when": {"words"}, "long": {"words"}, "barrier": {"words"}},
		"POST /spaces/{space}/work/{work}":                      {"once": {once(w)}, "how": {"some"}},
		"PUT /spaces/{space}/work/{work}/draft":                 {"happened": {"words"}},
		"POST /spaces/{space}/work/{work}/look":                 {"do": {"look"}},
		"POST /spaces/{space}/meetings":                         {"once": {string(id.New[meeting.Meeting](w.Now()))}, "act": {"plan"}, "at": {"2026-04-01T10:00"}, "way": {"inperson"}},
		"POST /spaces/{space}/meetings/{meeting}/off":           {"why": {"client"}},
		"POST /spaces/{space}/meetings/{meeting}/facts":         {"begun": {"2026-03-01T10:00"}, "ended": {"2026-03-01T10:50"}, "way": {"phone"}, "place": {"x"}},
		"POST /spaces/{space}/meetings/{meeting}/run":           {"once": {string(id.New[meeting.Sheet](w.Now()))}, "f.done": {"words"}},
		"PUT /spaces/{space}/meetings/{meeting}/draft":          {"once": {string(id.New[meeting.Sheet](w.Now()))}, "f.done": {"words"}},
		"POST /spaces/{space}/meetings/{meeting}/pad":           {"act": {"keep"}},
		"POST /spaces/{space}/meetings/{meeting}/sheets":        {"act": {"drop"}, "sheet": {string(c.Sheet)}},
		"POST /spaces/{space}/meetings/{meeting}/room/steps":    {"once": {once(w)}, "tool": {"dial"}, "act": {"set"}, "name": {"sud"}, "values": {"3"}},
		"POST /spaces/{space}/meetings/{meeting}/room/gate":     {"once": {once(w)}, "address": {"words"}, "private": {"yes"}, "call": {"1"}, "emergency": {"words"}, "agreed": {"yes"}},
		"POST /licences":                                        {"where": {"words"}},
		"POST /spaces/{space}/duty":                             {"once": {once(w)}, "form": {"harm"}},
		"PUT /spaces/{space}/duty/{undone}/draft":               {"once": {once(w)}, "form": {"harm"}, "f.hear.said": {"words"}},
		"POST /spaces/{space}/duty/{undone}":                    {"once": {once(w)}, "form": {"harm"}, "f.hear.said": {"words"}, "act": {"keep"}},
		"POST /spaces/{space}/duty/{undone}/sheets":             {"act": {"take"}, "sheet": {string(c.Window)}},
		"POST /spaces/{space}/duty/{undone}/sign":               {"seen": {"x"}},
		"POST /spaces/{space}/duty/{duty}/add":                  {"once": {once(w)}, "text": {"words"}},
		"POST /spaces/{space}/copy":                             {"once": {string(id.New[archive.Copy](w.Now()))}, "part." + string(c.Spaces[k]): {"yes"}, "why": {"both said yes"}},
		"POST /spaces/{space}/agenda":                           {"once": {string(id.New[meeting.Point](w.Now()))}, "point": {"words"}},
		"PUT /spaces/{space}/notes/{unsigned}/draft":            {"once": {string(id.New[meeting.Sheet](w.Now()))}, "f.s.text": {"words"}},
		"POST /spaces/{space}/notes/{unsigned}/edit":            {"once": {string(id.New[meeting.Sheet](w.Now()))}, "f.s.text": {"words"}, "act": {"keep"}},
		"POST /spaces/{space}/notes/{unsigned}/sign":            {"seen": {"x"}},
		"POST /spaces/{space}/emdr/themes":                      {"once": {once(w)}, "title": {"words"}},
		"POST /spaces/{space}/emdr/targets":                     {"once": {once(w)}, "event": {"words"}, "prong": {"past"}, "theme": {string(c.Theme)}},
		"POST /spaces/{space}/emdr/targets/{target}":            {"once": {once(w)}, "after": {string(c.Target)}, "event": {"words"}, "prong": {"past"}, "theme": {string(c.Theme)}},
		"POST /spaces/{space}/emdr/targets/{target}/move":       {"once": {once(w)}, "to": {"up"}},
		"POST /spaces/{space}/emdr/targets/{target}/rate":       {"once": {once(w)}, "sud": {"7"}},
		"POST /spaces/{space}/emdr/targets/{target}/away":       {"once": {once(w)}, "why": {"words"}},
		"POST /spaces/{space}/emdr/themes/{theme}/away":         {"once": {once(w)}, "back": {"yes"}},
		"PUT /spaces/{space}/emdr/log/draft":                    {"once": {once(w)}, "trigger": {"words"}},
		"POST /spaces/{space}/emdr/ready":                       {"once": {once(w)}, "safe": {"yes"}},
		"POST /spaces/{space}/emdr/log":                         {"once": {once(w)}, "trigger": {"words"}},
		"POST /spaces/{space}/meetings/{meeting}/emdr":          {"once": {once(w)}, "do": {"agree"}},
		"POST /spaces/{space}/meetings/{meeting}/emdr/led":      {"once": {once(w)}, "do": {"notice"}, "same": {"no"}},
		"POST /emdr/training":                                   {"once": {once(w)}, "body": {"words"}, "number": {"1"}, "expires": {"2030-01-01"}},
		"POST /practice/emdr":                                   {"once": {once(w)}, "which": {once(w)}, "act": {"yes"}},
		"POST /stimulation":                                     {"once": {once(w)}, "name": {"words"}},
		"POST /stimulation/sounds/{sound}":                      {"act": {"away"}},
		"POST /stimulation/sounds":                              {"once": {once(w)}, "name": {"words"}, "left": {world.Bell()}},
		"POST /stimulation/pictures/{picture}":                  {"act": {"away"}},
		"POST /stimulation/pictures":                            {"once": {once(w)}, "name": {"words"}, "picture": {world.Sea()}},
		"POST /stimulation/try":                                 {"epilepsy": {"no"}, "migraine": {"no"}, "eyes": {"no"}},
		"POST /practice/stimulation":                            {"low": {"30"}, "high": {"100"}, "passes": {"72"}, "seconds": {"180"}, "volume": {"80"}},
		"POST /stimulation/presets/{ours}/back":                 {"once": {once(w)}, "over": {string(c.Ours)}},
		"POST /spaces/{space}/stimulation/{preset}/back":        {"once": {once(w)}, "over": {string(c.Preset)}},
		"POST /spaces/{space}/stimulation":                      {"once": {once(w)}, "name": {"words"}, "phase": {"4"}},
		"POST /spaces/{space}/intake/forms/{form}":              {"once": {once(w)}, "text": {"words"}},
		"PUT /spaces/{space}/intake/forms/{form}/draft":         {"text": {"words"}},
		"POST /spaces/{space}/intake/fits":                      {"once": {once(w)}, "hurt": {"yes"}},
		"POST /spaces/{space}/intake/fits/{system}":             {"once": {once(w)}, "choice": {"take"}, "reason": {"words"}},
		"POST /spaces/{space}/consents/{consent}":               {"once": {once(w)}, "act": {"no"}},
		"POST /spaces/{space}/consents/{consent}/ask":           {"once": {once(w)}},
		"PUT /spaces/{space}/notes/{note}/amend/draft":          {"once": {string(id.New[meeting.Sheet](w.Now()))}, "f.text": {"words"}},
		"POST /spaces/{space}/sharing/permission":               {"once": {once(w)}, "to": {"x"}, "records.summary": {"yes"}, "purpose": {"x"}, "event": {"x"}},
		"POST /spaces/{space}/sharing/permission/{permit}/sign": {"name": {"x"}},
		"POST /spaces/{space}/sharing/told":                     {"once": {once(w)}, "basis": {"treatment"}, "day": {"2026-03-01"}, "to": {"x"}, "records.summary": {"yes"}, "what": {"x"}, "purpose": {"x"}},
		"POST /spaces/{space}/sharing/held/{held}":              {"act": {"show"}},
		"POST /spaces/{space}/sharing/ask/{ask}":                {"once": {once(w)}, "entry": {"x"}, "words": {"x"}, "should": {"x"}},
		"POST /spaces/{space}/sharing/asked/{asked}/answer":     {"as": {"granted"}, "words": {"x"}},
		"POST /spaces/{space}/sharing/asked/{asked}/longer":     {"why": {"x"}},
		"POST /spaces/{space}/sharing/asked/{asked}/differ":     {"text": {"x"}},
		"POST /spaces/{space}/notes/{note}/amend":               {"once": {string(id.New[meeting.Sheet](w.Now()))}, "f.why": {"why"}, "f.text": {"words"}},
	}
}

// once is an id by which a form counts once.
func once(w *world.World) string { return string(id.New[treatment.Plan](w.Now())) }

// way are the parts of an address that name something of a plan.
func way(c world.Case) *strings.Replacer {
	return strings.NewReplacer("{earlier}", string(c.Way.Version), "{step}", string(c.Way.Step), "{goal}", string(c.Way.Goal), "{said}", string(c.Way.Said),
		"{work}", string(c.Way.Piece), "{permit}", string(c.Permit), "{held}", string(c.Held), "{asked}", string(c.Asking), "{ask}", "correction", "{told}", string(c.Way.Note), "{phase}", "safety", "{protocol}", "individual-trust")
}

//go:embed scenes/forms/csi4.json
var csi4Copy string

// stepped fills in what names something of a plan; a step of the first run is another thing.
func stepped(way *strings.Replacer, pattern string) string {
	if !strings.HasPrefix(pattern, "/spaces/") && !strings.Contains(pattern, " /spaces/") && !strings.Contains(pattern, "{protocol}") {
		return strings.ReplaceAll(pattern, "{step}", "about")
	}
	return way.Replace(pattern)
}

// copied is a form on paper, typed in.
func copied(answer url.Values) url.Values {
	typed := url.Values{"day": {"2026-03-02"}, "by": {"self"}}
	for name, values := range answer {
		typed[name] = values
	}
	return typed
}

// door is a route's door, in its parts.
func door(t *testing.T, route web.Route) (want right.Right, kinds []right.Kind) {
	t.Helper()
	if route.Door == "" {
		return 0, nil
	}
	name, rest, _ := strings.Cut(route.Door, " ")
	want, err := right.Parse(name)
	if err != nil || want == 0 {
		t.Fatalf("%s: %q is no door", route.Pattern, route.Door)
	}
	for _, kind := range strings.Split(rest, "|") {
		kinds = append(kinds, right.Kind(kind))
	}
	return want, kinds
}

// try is one request of one person at one kind of space.
type try struct {
	route web.Route
	kind  string     // of person
	at    right.Kind // of the space named in the path; empty where none is
	in    bool       // expected to be let in
}

// TestEveryRouteForEveryPerson walks every route as every kind of person at every kind of
// space. Who is refused changes nothing and is kept in the trail.
func TestEveryRouteForEveryPerson(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../pure/right/testdata/rights.txt")
	if err != nil {
		t.Fatal(err)
	}
	table, err := right.Table(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range append([]right.Kind{""}, right.Kinds...) {
		t.Run("at "+cmp.Or(string(at), "no space"), func(t *testing.T) {
			t.Parallel()
			everyRoute(t, table, at)
		})
	}
}

// everyRoute is the matrix at one kind of space, on a world of its own.
func everyRoute(t *testing.T, table map[right.Kind]map[right.Role]right.Right, at right.Kind) {
	t.Helper()
	w, cast := world.Peopled(t)
	eye := openEye(w, true)
	var tries []try
	for _, route := range w.House.Routes {
		here := slices.DeleteFunc(plan(t, table, route), func(one try) bool { return one.at != at })
		if strings.HasSuffix(route.Pattern, "/live") {
			defer checkStream(t, w, cast, here)
			continue // a stream never ends: tried by itself
		}
		tries = append(tries, here...)
	}
	in, out := 0, 0
	for _, one := range tries { // first everybody who must not get in, on one world
		if !one.in {
			out++
			refused(t, w, cast, eye, one)
		}
	}
	for _, one := range tries {
		if one.in {
			in++
			welcomed(t, one, w, cast, eye)
		}
	}
	allTold(t, w)
	t.Logf("%d routes, %d tries: %d let in, %d refused", len(w.House.Routes), in+out, in, out)
}

// allTold: every act in the practice's own chain has words in which the owner reads it.
func allTold(t *testing.T, w *world.World) {
	t.Helper()
	w.Do(who.House, func(tx *db.Tx) error {
		entries, err := trail.Of(tx, trail.Practice, 100_000)
		for _, e := range entries {
			for _, act := range e.Acts {
				if !practice.Told(act.Act) {
					t.Errorf("the act %q has no words in which an owner could read it", act.Act)
				}
			}
		}
		return err
	})
}

// plan is every try at a route: by hand, from audience, role and table, never by asking
// the program.
func plan(t *testing.T, table map[right.Kind]map[right.Role]right.Right, route web.Route) (tries []try) {
	t.Helper()
	want, kinds := door(t, route)
	for _, kind := range world.Kinds {
		onPorch := slices.Contains(posts[route.Audience], kind)
		if kinds == nil {
			tries = append(tries, try{route, kind, "", onPorch})
			continue
		}
		for _, at := range right.Kinds {
			role := roles[at][kind]
			in := onPorch && slices.Contains(kinds, at) && role != "" && table[at][role].Has(want)
			if more, ok := also[route.Pattern]; ok {
				in = in && table[more.at][roles[more.at][kind]].Has(more.want)
			}
			tries = append(tries, try{route, kind, at, in})
		}
	}
	return tries
}

func (one try) String() string {
	return fmt.Sprintf("%s at %s: %s", one.kind, one.at, one.route.Pattern)
}

// request sends the try, with a form that would go through.
func (one try) request(w *world.World, cast *world.Cast) *httptest.ResponseRecorder {
	return one.send(w, caseOf(cast, one), cast.Cookies[one.kind])
}

// caseOf is the case that somebody is tried on: a partner's own, where that has such a space,
// and else Liz's or that of the ex-client.
func caseOf(cast *world.Cast, one try) world.Case {
	partner := strings.HasSuffix(one.kind, "partner")
	switch liz := cast.Liz.Spaces[one.at] != ""; {
	case one.kind == "ex-client" && (liz || one.at == ""):
		return cast.Tom
	case one.at != "" && !liz, partner && cast.Pair.Spaces[one.at] != "":
		return cast.Pair
	}
	return cast.Liz
}

func (one try) send(w *world.World, c world.Case, cookie *http.Cookie) *httptest.ResponseRecorder {
	method, pattern, _ := strings.Cut(one.route.Pattern, " ")
	at := one.at
	if at == "" {
		at = right.Shared
	}
	path := strings.NewReplacer("{space}", string(c.Spaces[at]), "{measure}", string(c.Measure), "{response}", string(c.Response),
		"{alert}", c.Alert, "{question}", c.Question, "{page}", string(c.Page[at]), "{version}", string(c.Plan), "{thing}/alone", string(c.Calm)+"/alone", "{thing}", string(c.Thing), "{revision}", string(c.Revision), "{tool}", "timeline", "{kind}", "event", "{instrument}", "csi4", "{bring}", string(c.Bring), "{$}", "", "{file}", "app.css", "{link}", "nothing", "{invitation}", "nothing", "{person}", "nothing", "{form}", "brings", "{sheet}", string(c.Intake), "{consent}", "messages", "{system}", "individual", "{part}", "about", "{battery}", "individual", "{secret}", "nothing", "{step}", "about", "{meeting}", string(c.Meeting), "{appointment}", string(c.Appointment), "{feed}", "nothing", "{unsigned}", string(c.Unsigned), "{note}", string(c.Note), "{duty}", string(c.Duty), "{undone}", string(c.Undone), "{point}", string(c.Point), "{relapse}", string(c.Relapse), "{wire...}", "v1", "{target}", string(c.Target), "{theme}", string(c.Theme), "{entry}", string(c.Entry), "{preset}", string(c.Preset), "{ours}", string(c.Ours), "{sound}", string(c.Sound), "{ear}", "left", "{picture}", string(c.Picture)).Replace(stepped(way(c), pattern))
	body := forms(w, c, at)[one.route.Pattern]
	kind, text := "application/x-www-form-urlencoded", body.Encode()
	if file := map[string]string{"POST /stimulation/sounds": "left", "POST /stimulation/pictures": "picture"}[one.route.Pattern]; file != "" {
		kind, text = parted(body, file)
	}
	r := httptest.NewRequest(method, world.Address+path, strings.NewReader(text))
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept", "text/html")
	if cookie != nil {
		r.AddCookie(cookie)
	}
	answer := httptest.NewRecorder()
	w.ServeHTTP(answer, r)
	return answer
}

// parted is a form with a file in it, as browsers send it.
func parted(form url.Values, file string) (kind, body string) {
	var b strings.Builder
	w := multipart.NewWriter(&b)
	for name := range form {
		if name == file {
			to, _ := w.CreateFormFile(name, "a file")
			_, _ = io.WriteString(to, form.Get(name))
		} else {
			_ = w.WriteField(name, form.Get(name))
		}
	}
	_ = w.Close()
	return w.FormDataContentType(), b.String()
}

// ofWay finds routes that name something of a plan.
var ofWay = regexp.MustCompile(`^\w+ /spaces/.*\{(earlier|step|goal|said|work|told|permit|held|asked)\}`)

// TestSomebodyElsesThings: whoever is at home in one case finds nothing of another there,
// with the other's ids in the address.
func TestSomebodyElsesThings(t *testing.T) {
	t.Parallel()
	w, cast := world.Peopled(t)
	eye, tried := openEye(w, true), 0
	for _, route := range w.House.Routes {
		_, kinds := door(t, route)
		if !strings.Contains(route.Pattern, "{measure}") && !strings.Contains(route.Pattern, "{response}") &&
			!strings.Contains(route.Pattern, "{alert}") && !strings.Contains(route.Pattern, "{page}") && !strings.Contains(route.Pattern, "{version}") && !strings.Contains(route.Pattern, "{bring}") &&
			!strings.Contains(route.Pattern, "{thing}") && !strings.Contains(route.Pattern, "{sheet}") && !strings.Contains(route.Pattern, "{question}") && !ofWay.MatchString(route.Pattern) &&
			!strings.Contains(route.Pattern, "{appointment}") && !strings.Contains(route.Pattern, "{meeting}") && !strings.Contains(route.Pattern, "{unsigned}") && !strings.Contains(route.Pattern, "{note}") && !strings.Contains(route.Pattern, "{point}") && !strings.Contains(route.Pattern, "{relapse}") && !strings.Contains(route.Pattern, "{target}") && !strings.Contains(route.Pattern, "{theme}") && !strings.Contains(route.Pattern, "{entry}") && !strings.Contains(route.Pattern, "{preset}") {
			continue
		}
		for _, kind := range []string{"other client", "other therapist"} {
			for _, at := range kinds {
				if cast.Dave.Spaces[at] == "" || !slices.Contains(posts[route.Audience], kind) {
					continue
				}
				tried++
				theirs := cast.Liz // Liz's ids, in a space of Dave's
				theirs.Spaces = cast.Dave.Spaces
				elsewhere(t, w, eye, try{route: route, kind: kind, at: at}, theirs, cast.Cookies[kind])
			}
		}
		for _, kind := range []string{"other partner", "therapist"} { // Kim's ids, in what is Lou's alone
			if slices.Contains(kinds, right.Apart) && slices.Contains(posts[route.Audience], kind) {
				theirs := cast.Pair
				theirs.Spaces = cast.Lou.Spaces
				elsewhere(t, w, eye, try{route: route, kind: kind, at: right.Apart}, theirs, cast.Cookies[kind])
			}
		}
	}
	if tried < 10 {
		t.Errorf("only %d were tried", tried)
	}
}

// elsewhere tries ids of one space in another.
func elsewhere(t *testing.T, w *world.World, eye *eye, one try, ids world.Case, cookie *http.Cookie) {
	t.Helper()
	eye.look(t)
	if answer := one.send(w, ids, cookie); answer.Code != http.StatusNotFound && answer.Code != http.StatusForbidden {
		t.Errorf("%s: somebody else's ids gave %d", one, answer.Code)
	}
	if changed, _ := eye.look(t); changed != nil {
		t.Errorf("%s: somebody else's ids changed something: %q", one, changed)
	}
}

// turnedAway tells whether an answer lets nobody in.
func turnedAway(a *httptest.ResponseRecorder) bool {
	switch a.Code {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		return true
	}
	return a.Code == http.StatusSeeOther && a.Header().Get("Location") == "/sign-in"
}

func refused(t *testing.T, w *world.World, cast *world.Cast, eye *eye, one try) {
	t.Helper()
	eye.look(t)
	answer := one.request(w, cast)
	if !turnedAway(answer) {
		t.Errorf("%s: must be refused, got %d", one, answer.Code)
	}
	changed, told := eye.look(t)
	if changed != nil {
		t.Errorf("%s: was refused and changed something: %q", one, changed)
	}
	if cast.People[one.kind].SignedIn() && !told {
		t.Errorf("%s: the refusal is not in the trail", one)
	}
}

// also is what a route needs besides its door, in a therapist's words: who has left the
// shared space can share nothing there any more.
var also = map[string]struct {
	want right.Right
	at   right.Kind
}{
	"POST /spaces/{space}/pages/{page}/release": {right.Write, right.Shared},
}

// welcomed tries somebody who must get in; what changes something gets a world of its own.
func welcomed(t *testing.T, one try, w *world.World, cast *world.Cast, eye *eye) {
	t.Helper()
	if !strings.HasPrefix(one.route.Pattern, "GET") {
		w, cast = world.Peopled(t)
		defer w.Close()
		eye = openEye(w, false)
	}
	eye.look(t)
	answer := one.request(w, cast)
	_, told := eye.look(t)
	switch {
	case answer.Code >= 500:
		t.Errorf("%s: %d", one, answer.Code)
	case one.route.Audience == web.Anyone: // what it names may not be there
	case one.at == "" && answer.Code == http.StatusNotFound && !told: // inside, and it names nothing
	case turnedAway(answer):
		t.Errorf("%s: must be let in, got %d: %s", one, answer.Code, answer.Header().Get("Location"))
	}
}

// begun is an answer whose reader leaves as soon as it begins.
type begun struct {
	*httptest.ResponseRecorder
	leave context.CancelFunc
}

func (b begun) Write(text []byte) (int, error) {
	defer b.leave()
	return b.ResponseRecorder.Write(text)
}

// checkStream tries the event stream: it begins for those inside, and ends with the
// request.
func checkStream(t *testing.T, w *world.World, cast *world.Cast, tries []try) {
	t.Helper()
	for _, one := range tries {
		c := caseOf(cast, one)
		ctx, stop := context.WithCancel(context.Background())
		path := strings.NewReplacer("GET ", "", "{space}", string(c.Spaces[one.at])).Replace(one.route.Pattern)
		r := httptest.NewRequest("GET", world.Address+path, nil).WithContext(ctx)
		if cookie := cast.Cookies[one.kind]; cookie != nil {
			r.AddCookie(cookie)
		}
		answer := begun{httptest.NewRecorder(), stop}
		w.ServeHTTP(answer, r)
		stop()
		if began := answer.Header().Get("Content-Type") == "text/event-stream"; began != one.in {
			t.Errorf("%s: stream began %v, want %v (%d)", one, began, one.in, answer.Code)
		}
	}
}

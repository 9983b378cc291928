package e2e_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tillit.care/app"
	"tillit.care/base/seal"
	"tillit.care/e2e/browser"
	"tillit.care/e2e/scene"
	"tillit.care/e2e/world"
)

// The last evening of the demo's story has just passed; the practice is open.
var evening = time.Date(2026, time.March, 5, 15, 30, 0, 0, time.UTC)

// undrawn are the routes that draw no page of their own, and why.
var undrawn = map[string]string{
	"GET /assets/{file}":                 "a file",
	"GET /healthz":                       "a word for machines",
	"GET /spaces/{space}/live":           "a stream of events",
	"GET /spaces/{space}/parts/alerts":   "a fragment of the case's page, drawn there",
	"GET /spaces/{space}/parts/measures": "a fragment of the case's page, drawn there",
	"GET /spaces/{space}/parts/pages":    "a fragment of the case's page, drawn there",
	"GET /spaces/{space}/parts/people":   "a fragment of the case's page, drawn there",
	"GET /setup/{secret}":                "leads to the step that comes next",
	"GET /practice/begin":                "leads to the step that comes next",
}

// looker looks at pages and remembers which routes drew them.
type looker struct {
	t     *testing.T
	mux   *http.ServeMux
	drawn map[string]bool
}

// narrow is the smallest phone that is still about.
var narrow = browser.Device{Width: 320, Height: 568, Scale: 2, Touch: true}

// look checks the page that somebody has in front of them, with everything folded out.
func (l *looker) look(p *browser.Person, what string, status int) {
	l.t.Helper()
	l.t.Run(strings.ReplaceAll(what, " ", "_"), func(t *testing.T) {
		p := p.In(t)
		if got := arrived(p, status); got != float64(status) {
			t.Errorf("%s: status %v, want %d:\n%s", what, got, status, p.Text())
		}
		if _, pattern := l.mux.Handler(httptest.NewRequest("GET", path(p), nil)); status == http.StatusOK {
			l.drawn[pattern] = true
		}
		l.check(t, p)
	})
}

// arrived is the status of the page, once it is there: a click may still be on its way.
func arrived(p *browser.Person, want int) (got any) {
	for begun := time.Now(); time.Since(begun) < 5*time.Second; time.Sleep(50 * time.Millisecond) {
		got = p.Eval(`document.readyState === "complete" && performance.getEntriesByType("navigation")[0].responseStatus`)
		if got == float64(want) {
			break
		}
	}
	return got
}

// check is what every page must be: accessible, and no wider than the screen.
func (l *looker) check(t *testing.T, p *browser.Person) {
	t.Helper()
	p.Eval(`document.querySelectorAll("details").forEach(d => d.open = true)`)
	p.Axe(t)
	fits(t, p, "a phone")
	if os.Getenv("TILLIT_PROVE") == "1" {
		p.Dark(true)
		p.Axe(t)
		p.Hold(browser.Desktop)
		p.Axe(t)
		fits(t, p, "a desktop")
		p.Dark(false)
		p.Axe(t)
	}
	p.Hold(narrow)
	fits(t, p, "320 pixels")
	p.Hold(browser.Phone)
}

// fits names what sticks out of the screen.
func fits(t *testing.T, p *browser.Person, on string) {
	t.Helper()
	if out := p.Eval(stickingOut); out != "" {
		t.Errorf("at %s, on %s, the page is wider than the screen: %v", path(p), on, out)
	}
}

const stickingOut = `(() => {
	const root = document.documentElement, width = root.clientWidth;
	if (root.scrollWidth <= width) return "";
	const out = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > width + 0.5);
	return (root.scrollWidth - width) + " pixels: " + out.slice(-3).map(e => e.outerHTML.slice(0, 120)).join(" … ");
})()`

// at goes to a path and looks.
func (l *looker) at(p *browser.Person, path string) {
	l.t.Helper()
	p.Go(path)
	l.look(p, path, http.StatusOK)
}

// follow clicks and looks.
func (l *looker) follow(p *browser.Person, name string) {
	l.t.Helper()
	p.Click(name)
	l.look(p, name, http.StatusOK)
}

// as signs somebody of the demo practice in.
func as(b *browser.Browser, name string) *browser.Person {
	p := b.Person(name, browser.Phone)
	p.Still(true)
	p.Go("/demo")
	p.Click("Sign in as " + name)
	p.See("Sign out")
	return p
}

// TestPages looks at every page of the house: each route that draws one is drawn with
// something in it, without a violation that axe knows of and without sideways scrolling.
func TestPages(t *testing.T) {
	var w *world.World
	origin := browser.Serve(t, func(origin string) http.Handler {
		w = world.Demo(t, origin, evening)
		return w
	})
	b := browser.Open(t, origin)
	l := &looker{t: t, mux: http.NewServeMux(), drawn: map[string]bool{}}
	for _, route := range w.House.Routes {
		l.mux.Handle(route.Pattern, http.NotFoundHandler())
	}
	l.stranger(b)
	ana := as(b, "Dr. Ana Holm")
	l.newcomer(w, b, ana)
	l.client(b)
	l.therapist(b, ana)
	l.others(b)
	l.setUp(t)
	l.complete(w)
}

// complete fails for every route whose page nobody looked at.
func (l *looker) complete(w *world.World) {
	l.t.Helper()
	var all []string
	for _, route := range w.House.Routes {
		all = append(all, route.Pattern)
		if strings.HasPrefix(route.Pattern, "GET ") && !l.drawn[route.Pattern] && undrawn[route.Pattern] == "" {
			l.t.Errorf("nobody looked at a page of %s", route.Pattern)
		}
	}
	for pattern := range undrawn {
		if !slices.Contains(all, pattern) {
			l.t.Errorf("%s is not a route any more", pattern)
		}
	}
	l.t.Logf("%d routes drew pages that were looked at; %d draw none", len(l.drawn), len(undrawn))
}

func (l *looker) stranger(b *browser.Browser) {
	p := b.Person("stranger", browser.Phone)
	p.Still(true)
	for _, path := range []string{"/sign-in", "/sign-in/recovery", "/demo", "/demo/outbox", "/quiet", "/welcome/nothing"} {
		l.at(p, path)
	}
	p.Go("/nowhere")
	l.look(p, "404", http.StatusNotFound)
	p.Go("/sign-in")
	p.Fill("E-mail", "nobody@mail.example")
	p.Fill("Password", "not the right one at all")
	p.Click("Sign in")
	l.look(p, "a wrong password", http.StatusUnprocessableEntity)
	p.Go("/welcome/nothing")
	p.Fill("Number", "00000000")
	p.Click("Go on")
	l.look(p, "a wrong number", http.StatusUnprocessableEntity)
}

// newcomer comes in with a password and an app, and changes them.
func (l *looker) newcomer(w *world.World, b *browser.Browser, ana *browser.Person) {
	t, secret := l.t, "a calm and long enough phrase"
	_, address, number := invited(t, w, ana, "Wilhelmina Alexandra Featherstonehaugh-Cholmondeley", "wilhelmina@a-rather-long-name.example.org")
	l.look(ana, "the invitation is on its way", http.StatusOK)
	p := b.Person("newcomer", browser.Phone)
	p.Still(true)
	p.Passkeys()
	p.Go(address)
	p.Fill("Number", number)
	p.Click("Go on")
	l.look(p, "how to sign in", http.StatusOK)
	l.follow(p, "Choose a password")
	p.Fill("New password", "short")
	p.Click("Go on")
	l.look(p, "a short password", http.StatusUnprocessableEntity)
	p.Fill("New password", secret)
	p.Click("Go on")
	l.look(p, "the app for codes", http.StatusOK)
	seed := strings.ReplaceAll(p.After("type these letters into the app:"), " ", "")
	code := func() string {
		code, err := scene.OneTimeCode(seed, w.Now())
		if err != nil {
			t.Fatal(err)
		}
		return code
	}
	p.Fill("The code that the app shows now", code())
	p.Click("Done")
	p.See("If your device is lost")
	l.look(p, "recovery codes", http.StatusOK)
	p.Click("Show me the codes")
	p.See("Write these down")
	l.look(p, "the recovery codes themselves", http.StatusOK)
	l.at(p, "/")
	for _, path := range []string{"/account", "/account/again", "/account/passkey", "/account/password", "/account/recovery"} {
		l.at(p, path)
	}
	p.Go("/account/password")
	p.Fill("Password now", secret)
	p.Fill("New password", secret+" and more")
	p.Click("Go on")
	p.Go("/account/code")
	l.look(p, "another app for codes", http.StatusOK)
	p.Go("/")
	p.Click("Sign out")
	p.Go("/sign-in")
	p.Fill("E-mail", "wilhelmina@a-rather-long-name.example.org")
	p.Fill("Password", secret+" and more")
	p.Click("Sign in")
	l.look(p, "one more step", http.StatusOK)
}

func (l *looker) client(b *browser.Browser) {
	liz, dave := as(b, "Liz Carver"), as(b, "Dave Mercer")
	l.at(liz, "/")
	for _, name := range []string{"How it is going", "My journal", "Contact details", "What you agreed to"} {
		liz.Go("/")
		l.follow(liz, name)
	}
	l.at(liz, "/help")
	liz.Go("/")
	liz.Click("My journal")
	liz.Eval(`document.querySelector(".pages a").click()`)
	liz.See("All pages")
	l.look(liz, "a page of the journal", http.StatusOK)

	liz.Go("/")
	l.follow(liz, "Answer now")
	form := path(liz)
	late := liz.Tab("liz's other tab")
	late.Still(true)
	late.Go(form)
	liz.Click("Send my answers")
	liz.See("still need a look")
	l.t.Run("answers_missing", func(t *testing.T) { l.check(t, liz.In(t)) })
	questions := int(liz.Eval(`document.querySelectorAll("fieldset.choice").length`).(float64))
	for _, p := range []*browser.Person{liz, late} {
		for n := range questions {
			p.Eval(`document.querySelectorAll("fieldset.choice")[` + strconv.Itoa(n) + `].querySelector("input").click()`)
		}
	}
	liz.Click("Send my answers")
	liz.See("Your answers have arrived")
	l.look(liz, "answers received", http.StatusOK)
	late.Click("Send my answers")
	late.See("You have already answered this one")
	l.t.Run("answered_in_two_tabs_409", func(t *testing.T) { l.check(t, late.In(t)) })
	late.Go(form)
	l.look(late, "nothing to answer", http.StatusOK)

	dave.Click("How it is going")
	answers := dave.Eval(`[...document.querySelectorAll(".responses a")].find(a => /PHQ-9/.test(a.textContent)).getAttribute("href")`).(string)
	l.at(dave, answers)
	l.at(dave, answers+"/received")
	tom := as(b, "Tom Ellery")
	l.look(tom, "the case that ended", http.StatusOK)
}

// raise has Dave answer so that something cannot wait.
func raise(b *browser.Browser, ana *browser.Person, page string) {
	ana.Go(page)
	ana.Eval(`setTimeout(() => [...document.querySelectorAll(".asked li")].find(li => /PHQ-9/.test(li.textContent)).querySelector("form[action$='/ask']").submit())`)
	ana.At(page)
	form := strings.TrimSuffix(ana.Eval(`[...document.querySelectorAll(".asked li")].find(li => /PHQ-9/.test(li.textContent)).querySelector("form").getAttribute("action")`).(string), "/ask")
	dave := as(b, "Dave Mercer")
	dave.Go(form)
	for n := 1; n <= 9; n++ {
		dave.Choose(strconv.Itoa(n), "Several days")
	}
	dave.Click("Send my answers")
	dave.See("Thank you for telling us")
	ana.See("An answer about being better off dead")
}

func (l *looker) therapist(b *browser.Browser, ana *browser.Person) {
	for _, path := range []string{"/", "/cases/new", "/instruments", "/account", "/practice", "/practice/people"} {
		l.at(ana, path)
	}
	for _, part := range []string{"about", "crisis", "hours", "mail", "address", "cover"} {
		l.at(ana, "/practice/"+part)
	}
	ana.Go("/cases/new")
	ana.Click("Open the case")
	l.look(ana, "422", http.StatusUnprocessableEntity)
	for _, name := range []string{"Liz Carver", "Wilhelmina"} {
		ana.Go("/")
		l.follow(ana, name)
	}
	ana.Go("/")
	l.follow(ana, "Dave Mercer")
	page := path(ana)
	l.follow(ana, "My own notes")
	raise(b, ana, page)
	again := ana.Eval(`document.querySelector("form[action$='/acknowledge']")?.getAttribute("action") ?? ""`).(string)
	if again == "" {
		l.t.Fatalf("no alert of Dave's waits in the demo")
	}
	ana.Click("I am looking after this")
	ana.See("looked on")
	ana.Eval(`const f = document.createElement("form"); f.method = "post"; f.action = "` + again + `"; document.body.append(f); setTimeout(() => f.submit())`)
	ana.See("Somebody has looked at this already")
	l.look(ana, "409", http.StatusConflict)
	ana.Go(page)
	ana.Eval(`setTimeout(() => document.querySelector("form[action$='/close']").submit())`)
	ana.See("Please choose what became of it")
	l.look(ana, "an alert without a disposition", http.StatusUnprocessableEntity)
}

func (l *looker) others(b *browser.Browser) {
	mari := as(b, "Mari Lunde")
	l.at(mari, "/people")
	ingrid := as(b, "Ingrid Solheim")
	l.look(ingrid, "a supervisor's cases", http.StatusOK)
}

// setUp walks through the setting up of a new practice.
func (l *looker) setUp(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	key, err := seal.NewFile(filepath.Join(dir, "tillit.key"))
	if err != nil {
		t.Fatal(err)
	}
	var house *app.House
	origin := browser.Serve(t, func(string) http.Handler {
		house, err = app.Open(t.Context(), app.Config{DB: filepath.Join(dir, "tillit.db"), Key: key, Clock: time.Now,
			Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
		if err != nil {
			t.Fatal(err)
		}
		return house
	})
	t.Cleanup(func() { house.Close(t.Context()) })
	door, err := house.SetUp(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := browser.Open(t, origin).Person("odd", browser.Phone)
	p.Still(true)
	p.Passkeys()
	l.at(p, "/not-ready")
	p.Go(door)
	step := func(name string, fill func()) {
		t.Helper()
		if !strings.HasSuffix(path(p), "/"+name) {
			t.Fatalf("setting up is at %s, not at %s:\n%s", path(p), name, p.Text())
		}
		l.look(p, "set up "+name, http.StatusOK)
		fill()
		p.Click("Go on")
	}
	step("key", func() { p.Tick("The key is in a safe place") })
	step("about", func() {
		p.Click("Go on")
		l.look(p, "set up about, missing", http.StatusUnprocessableEntity)
		p.Fill("Name of the practice", "A practice")
		p.Eval(`document.querySelector("[name=zone]").value = "America/New_York"; document.querySelector("[name=jurisdiction]").value = "US-NY"`)
	})
	step("crisis", func() {
		p.Eval(`document.querySelector("[name='crisis.0.who']").value = "988 Lifeline"; document.querySelector("[name='crisis.0.number']").value = "988"`)
	})
	step("hours", func() {})
	step("owner", func() { p.Fill("Your name", "Odd Vik"); p.Fill("Your e-mail", "odd@practice.example") })
	p.Click("Make a passkey")
	p.See("Recovery codes")
	p.Click("Show me the codes")
	p.Click("I have them. Go on")
	step("mail", func() {})
	step("address", func() { p.Fill("Address that people type", "https://tillit.example.org") })
	step("people", func() {})
	step("cover", func() {})
	p.At("/practice/begin/done")
	l.look(p, "set up done", http.StatusOK)
	p.Click("Open the practice")
}

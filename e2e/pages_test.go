package e2e_test

import (
	"context"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"tillit.care/base/web"
	"tillit.care/base/words"
	"tillit.care/e2e/browser"
	"tillit.care/e2e/scene"
	"tillit.care/e2e/world"
	"tillit.care/pure/right"
)

// notPages are routes with GET that draw no page of their own, each with its reason.
var notPages = map[string]string{
	"GET /assets/{file}":       "style, script, icon",
	"GET /healthz":             "one word",
	"GET /spaces/{space}/live": "a stream", "GET /live": "a stream",
	"GET /parts/today": "part of the homes",
	"GET /sw.js":       "script", "GET /manifest.webmanifest": "what a home screen shows", "GET /offline/keep": "a list for script",
	"GET /instruments/{instrument}/export": "a file", "GET /spaces/{space}/responses/fhir": "a file", "GET /spaces/{space}/bring/{bring}/part": "part of its page",
	"GET /spaces/{space}/parts/alerts": "part of the case page", "GET /spaces/{space}/parts/measures": "part of the case page",
	"GET /spaces/{space}/parts/messages": "part of the messages page", "GET /spaces/{space}/parts/pages": "part of the case page", "GET /spaces/{space}/parts/safety-plan": "part of the case page", "GET /spaces/{space}/parts/people": "part of the case page", "GET /spaces/{space}/parts/trust": "part of its page", "GET /spaces/{space}/parts/trust/{tool}": "the same", "GET /spaces/{space}/parts/things/{thing}": "the same", "GET /spaces/{space}/parts/couple": "part of the page of a couple", "GET /spaces/{space}/parts/standing": "part of the case page",
	"GET /spaces/{space}/parts/our-plan": "part of its page", "GET /spaces/{space}/parts/plan-brief": "part of the case page", "GET /spaces/{space}/parts/work": "part of its page",
	"GET /spaces/{space}/meetings/{meeting}/room/part": "part of its page", "GET /spaces/{space}/meetings/{meeting}/room/waiting": "part of the session page", "GET /spaces/{space}/meetings/{meeting}/room/socket": "a line both ways",
	"GET /spaces/{space}/parts/meetings": "part of the sessions page", "GET /spaces/{space}/parts/intake": "part of its page", "GET /spaces/{space}/parts/emdr": "part of its page",
	"GET /spaces/{space}/meetings/{meeting}/call/part": "part of its page", "GET /spaces/{space}/meetings/{meeting}/call/rtc/{wire...}": "a line",
	"GET /calendars/{feed}": "a file", "GET /stimulation/sounds/{sound}/{ear}": "a file", "GET /stimulation/pictures/{picture}/picture": "a file",
	"GET /tablet":         "on a device that was lent: drawn in TestALentDeviceInABrowser",
	"GET /handovers/away": "needs somebody who is away: drawn in the scene handover-away",
	"GET /not-ready":      "before there is a practice: drawn in the first run",
	"GET /welcome":        "needs an invitation: drawn in the first run", "GET /welcome/password": "the same", "GET /welcome/code": "the same",
	"GET /setup/{secret}": "leads to a step", "GET /setup/{secret}/{step}": "before the first owner: drawn in the first run",
	"GET /practice/begin": "leads to a step", "GET /practice/begin/{step}": "the same",
	"GET /account/code": "needs a password first: drawn in the first run", "GET /sign-in/code": "the same",
}

// seenBy is who looks at a page; everybody else's pages are Liz's.
var seenBy = map[string]string{
	"GET /licences":  "therapist",
	"GET /handovers": "therapist", "GET /spaces/{space}/hand-over": "therapist", "GET /spaces/{space}/offered": "other therapist", "GET /spaces/{space}/keeping": "therapist", "GET /practice/keeping": "owner",
	"GET /spaces/{space}/alerts": "therapist", "GET /spaces/{space}/battery": "therapist", "GET /batteries": "therapist", "GET /batteries/{battery}": "therapist",
	"GET /spaces/{space}/measures/{measure}/paper": "therapist",
	"GET /protocols": "therapist", "GET /protocols/{protocol}": "therapist", "GET /spaces/{space}/our-plan/change": "therapist", "GET /spaces/{space}/our-plan/steps/{step}": "therapist", "GET /spaces/{space}/our-plan/phases/{phase}": "therapist", "GET /spaces/{space}/our-plan/newer": "therapist", "GET /spaces/{space}/our-plan/goals/{goal}": "therapist",
	"GET /appointments": "ex-client", "GET /calendar": "front desk", "GET /waiting": "front desk", "GET /opening": "therapist", "GET /booking-rules": "owner", "GET /spaces/{space}/appointments": "therapist",
	"GET /cases/new": "therapist", "GET /spaces/{space}/supervise": "therapist", "GET /couples/new": "therapist", "GET /spaces/{space}/questions/{question}": "partner", "GET /spaces/{space}/apart": "therapist", "GET /spaces/{space}/couple": "therapist", "GET /spaces/{space}": "therapist", "GET /instruments": "therapist", "GET /spaces/{space}/bring": "therapist", "GET /spaces/{space}/bring/{bring}": "therapist", "GET /instruments/new": "owner", "GET /instruments/{instrument}": "owner", "GET /instruments/{instrument}/bring": "owner", "GET /instruments/{instrument}/cite": "owner", "GET /ui": "therapist", "GET /people": "front desk",
	"GET /practice": "owner", "GET /practice/{part}": "owner", "GET /practice/people": "owner", "GET /practice/trail": "owner", "GET /practice/languages": "owner", "GET /practice/expected": "owner", "GET /spaces/{space}/follow": "therapist", "GET /spaces/{space}/intake/fits": "therapist", "GET /spaces/{space}/emdr/new": "therapist", "GET /spaces/{space}/emdr/ready": "therapist", "GET /spaces/{space}/meetings/{meeting}/emdr": "therapist", "GET /emdr/training": "therapist", "GET /practice/emdr": "owner", "GET /stimulation": "therapist", "GET /stimulation/sounds": "therapist", "GET /stimulation/pictures": "therapist", "GET /stimulation/presets/{ours}": "therapist", "GET /practice/stimulation": "owner", "GET /spaces/{space}/stimulation": "therapist", "GET /spaces/{space}/stimulation/{preset}": "therapist",
	"GET /spaces/{space}/sharing/told": "therapist", "GET /spaces/{space}/meetings/{meeting}": "therapist", "GET /spaces/{space}/duty": "therapist", "GET /spaces/{space}/duty/{duty}": "therapist", "GET /spaces/{space}/duty/{undone}/review": "therapist", "GET /spaces/{space}/notes/{note}/amend": "therapist", "GET /spaces/{space}/notes/{unsigned}/edit": "therapist", "GET /spaces/{space}/notes/{unsigned}/review": "therapist",
	"GET /sessions": "ex-client", "GET /going": "ex-client", "GET /messages": "ex-client", "GET /plan": "ex-client", // a client of one case is led on from here
	"GET /sign-in": "nobody", "GET /offline": "nobody", "GET /leaving": "nobody", "GET /sign-in/recovery": "nobody", "GET /welcome/{link}": "nobody", "GET /demo": "nobody", "GET /demo/outbox": "nobody",
}

// settings are further pages of one route.
var settings = map[string][]string{"GET /practice/{part}": {"crisis", "hours", "mail", "address", "cover", "calls", "remind", "law", "notices"}}

// TestEveryPageIsAccessible draws every page of the route list with a real browser: no
// violation of axe's rules, and no sideways scrolling on a phone. A route that is neither
// drawn nor excused fails.
func TestEveryPageIsAccessible(t *testing.T) {
	var w *world.World
	origin := browser.Serve(t, func(origin string) http.Handler {
		w = world.Live(t, origin)
		return w
	})
	cast := w.NewCast()
	b := browser.Open(t, origin)
	for _, language := range drawnIn() {
		people := everyPage(t, b, w, cast, language)
		if language == words.Default {
			sayingNo(t, cast, people["client"], people["therapist"])
			ofTwo(t, cast, people)
		}
	}
	for pattern := range notPages {
		if !slices.ContainsFunc(w.House.Routes, func(r web.Route) bool { return r.Pattern == pattern }) && !strings.Contains(pattern, "/assets/") {
			t.Errorf("%s is excused and is no route", pattern)
		}
	}
}

// drawnIn are the languages that pages are drawn in: all of them in the long proofs.
func drawnIn() []string {
	if os.Getenv("TILLIT_PROVE") != "" {
		return []string{words.Default, "es"}
	}
	return []string{words.Default}
}

// everyPage looks at every page in one language, and gives who looked.
func everyPage(t *testing.T, b *browser.Browser, w *world.World, cast *world.Cast, language string) map[string]*browser.Person {
	people := map[string]*browser.Person{}
	for _, route := range w.House.Routes {
		if !strings.HasPrefix(route.Pattern, "GET ") || notPages[route.Pattern] != "" {
			continue
		}
		kind := seenBy[route.Pattern]
		if kind == "" {
			kind = "client"
		}
		p := people[kind]
		if p == nil {
			p = b.Person(strings.ReplaceAll(kind, " ", "-")+"-"+language, browser.Phone)
			people[kind] = p
			signIn(p, cast.Emails[kind])
			readIn(p, language, kind != "nobody")
		}
		t.Run(language+strings.TrimPrefix(route.Pattern, "GET "), func(t *testing.T) {
			for _, at := range kindsOf(route.Door) {
				c := cast.Liz
				if c.Spaces[at] == "" {
					c = cast.Pair
				}
				path := pathOf(c, route.Pattern, at)
				inspect(t, p, path)
				for _, part := range settings[route.Pattern] {
					inspect(t, p, strings.Replace(path, "about", part, 1))
				}
			}
		})
	}
	return people
}

// readIn has somebody read another language from here on.
func readIn(p *browser.Person, language string, known bool) {
	page, says := "/sign-in", "Correo electrónico"
	if known {
		page, says = "/account", "Cómo entras"
	}
	if language == words.Default {
		return
	}
	p.Go(page)
	p.Eval(`document.querySelector('form[action="/language"] button[value="` + language + `"]').click()`)
	p.See(says)
}

// sayingNo are the pages that say no: not found, a form that lacks something, and one that
// was answered already.
func sayingNo(t *testing.T, cast *world.Cast, liz, therapist *browser.Person) {
	form := pathOf(cast.Liz, "GET /spaces/{space}/measures/{measure}", right.Shared)
	t.Run("not found", func(t *testing.T) {
		liz.In(t).Go("/nowhere")
		looked(t, liz, 404)
	})
	t.Run("what goes into a copy", func(t *testing.T) {
		p := therapist.In(t)
		p.Go("/spaces/" + string(cast.Liz.Spaces[right.Shared]) + "/copy")
		looked(t, p, 200)
		p.Go("/spaces/" + string(cast.Pair.Spaces[right.Joint]) + "/copy")
		p.Click("Make the file")
		p.See("Please choose at least one part")
		looked(t, p, 422)
	})
	t.Run("something is missing", func(t *testing.T) {
		p := therapist.In(t)
		p.Go("/cases/new")
		p.Click("Open the case")
		p.See("Please write a name")
		looked(t, p, 422)
	})
	t.Run("answered already", func(t *testing.T) {
		first, second := liz.In(t), liz.Tab("client, other tab").In(t)
		first.Go(form)
		second.Go(form)
		for _, p := range []*browser.Person{first, second} {
			p.Eval(`document.querySelectorAll("fieldset").forEach(f => f.querySelector("input").click())`)
			p.Click("Send my answers")
			if p == first {
				p.See("Your answers have arrived")
			}
		}
		second.See("You have already answered this one")
		second.Axe(t)
		second.Fits()
	})
}

// ofTwo are the pages of one partner, as the partner and their therapist see them.
func ofTwo(t *testing.T, cast *world.Cast, people map[string]*browser.Person) {
	for pattern, kind := range map[string]string{"GET /spaces/{space}": "therapist", "GET /spaces/{space}/battery": "therapist", "GET /spaces/{space}/alerts": "therapist",
		"GET /spaces/{space}/measures/{measure}/paper": "therapist", "GET /spaces/{space}/supervise": "therapist",
		"GET /spaces/{space}/measures/{measure}": "partner", "GET /spaces/{space}/progress": "partner", "GET /spaces/{space}/responses/{response}/received": "partner"} {
		t.Run("apart"+strings.TrimPrefix(pattern, "GET "), func(t *testing.T) {
			inspect(t, people[kind], pathOf(cast.Pair, pattern, right.Apart))
		})
	}
}

func kindsOf(door string) []right.Kind {
	_, kinds, ok := strings.Cut(door, " ")
	if !ok {
		return []right.Kind{right.Shared}
	}
	first, _, _ := strings.Cut(kinds, "|")
	return []right.Kind{right.Kind(first)}
}

func pathOf(c world.Case, pattern string, at right.Kind) string {
	return strings.NewReplacer("{space}", string(c.Spaces[at]), "{measure}", string(c.Measure), "{response}", string(c.Response),
		"{alert}", c.Alert, "{question}", c.Question, "{page}", string(c.Page[at]), "{version}", string(c.Plan), "{thing}/alone", string(c.Calm)+"/alone", "{thing}", string(c.Thing), "{revision}", string(c.Revision), "{tool}", "timeline", "{kind}", "event", "{instrument}", "csi4", "{form}", "brings", "{sheet}", string(c.Intake), "{consent}", "messages", "{system}", "individual", "{bring}", string(c.Bring), "{$}", "", "{link}", "nothing", "{battery}", "individual", "{part}", "about", "{meeting}", string(c.Meeting), "{appointment}", string(c.Appointment), "{unsigned}", string(c.Unsigned), "{note}", string(c.Note), "{duty}", string(c.Duty), "{undone}", string(c.Undone), "{point}", string(c.Point), "{relapse}", string(c.Relapse), "{wire...}", "v1", "{target}", string(c.Target), "{theme}", string(c.Theme), "{entry}", string(c.Entry), "{preset}", string(c.Preset), "{ours}", string(c.Ours), "{sound}", string(c.Sound)).Replace(stepped(way(c), strings.TrimPrefix(pattern, "GET ")))
}

func signIn(p *browser.Person, email string) {
	if email == "" {
		return
	}
	p.Go("/demo")
	p.Eval(`(() => { const f = document.querySelector('form[action="/demo/sign-in"]'); f.querySelector('[name=as]').value = "` + email + `"; f.submit(); })()`)
	p.SignedIn()
}

func inspect(t *testing.T, p *browser.Person, path string) {
	t.Helper()
	at := p.In(t)
	at.Go(path)
	at.At(path)
	looked(t, at, 200)
}

// narrowest is a small old phone, or a page read at 400 %.
var narrowest = browser.Device{Width: 320, Height: 568, Scale: 2, Touch: true}

// looked looks at the page that is open, on a phone and on the narrowest. Status 0 is any.
func looked(t *testing.T, p *browser.Person, status float64) {
	t.Helper()
	at := p.In(t)
	if got := at.Eval(`performance.getEntriesByType("navigation")[0].responseStatus`); status != 0 && got != status {
		t.Errorf("the status is %v, not %v", got, status)
	}
	at.Axe(t)
	at.Reads(t)
	at.Fits()
	at.Hold(narrowest)
	at.Fits()
	at.Hold(browser.Phone)
	if os.Getenv("TILLIT_PROVE") != "" {
		inEveryLight(t, at)
		at.Spaced(t)
	}
}

// zoomed is a desk at 200 %: the window has half as many pixels of the page's own.
var zoomed = browser.Device{Width: 640, Height: 400, Scale: 2}

// inEveryLight looks on every device, by day and by night.
func inEveryLight(t *testing.T, at *browser.Person) {
	t.Helper()
	for _, device := range []browser.Device{browser.Desktop, zoomed, browser.Phone} {
		at.Hold(device)
		for _, dark := range []bool{true, false} {
			at.Dark(dark)
			at.Axe(t)
			at.Reads(t)
			at.Fits()
		}
	}
}

// TestEveryPageOfTheFirstRun is the same for the pages that make a practice.
func TestEveryPageOfTheFirstRun(t *testing.T) {
	beside(t)
	var w *world.World
	origin := browser.Serve(t, func(origin string) http.Handler {
		w = world.Fresh(t, origin)
		return w
	})
	path, err := w.House.SetUp(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	b := browser.Open(t, origin)
	b.Expect("503.*/not-ready")
	siri := b.Person("siri", browser.Phone)
	siri.Passkeys()
	siri.Go("/")
	looked(t, siri, 503)
	siri.Go(path)
	for _, step := range []struct {
		see  string
		fill func()
		next string
	}{
		{"the key", func() { siri.Tick("The key is in a safe place") }, "Go on"},
		{"About the practice", func() {
			siri.Fill("Name of the practice", "By the fjord")
			siri.Choose("Time zone", "Europe/Oslo")
			siri.Choose("Whose law applies", "Norway")
		}, "Go on"},
		{"Numbers to call in a crisis", func() {
			siri.Eval(`(() => { const all = [...document.querySelectorAll("input:not([type=hidden])")]; all[0].value = "Emergency medical service"; all[1].value = "113"; })()`)
		}, "Go on"},
		{"When somebody looks", nil, "Go on"},
		{"Your e-mail address", func() {
			siri.Fill("Your name", "Siri Nes")
			siri.Fill("Your e-mail address", "siri@fjord.example")
			siri.Tick("I also treat clients")
		}, "Go on"},
		{"How would you like to sign in", nil, "Choose a password"},
		{"At least 12 characters", func() { siri.Fill("New password", "a long enough phrase for siri") }, "Go on"},
		{"The app that shows codes", func() { siri.Fill("The code that the app shows now", appCode(t, w, siri)) }, "Done"},
		{"If your device is lost", nil, "Show me the codes"},
		{"Write these down", nil, "I have them"},
		{"Mail server", nil, "Go on"},
		{"Public address", func() { siri.Fill("Address that people type", "https://practice.example") }, "Go on"},
		{"People who work here", nil, "Go on"},
		{"Who covers", nil, "Go on"},
		{"Make a backup a habit", nil, "Open the practice"},
	} {
		siri.See(step.see)
		looked(t, siri, 0)
		if step.fill != nil {
			step.fill()
		}
		siri.Click(step.next)
	}
	siri.See("No cases yet")
	siri.Go("/account/code")
	siri.At("/account/code")
	looked(t, siri, 200)
	siri.Click("Sign out")
	siri.Fill("E-mail address", "siri@fjord.example")
	siri.Fill("Password", "a long enough phrase for siri")
	siri.Press("Sign in")
	siri.At("/sign-in/code")
	looked(t, siri, 0)
}

// appCode is what an app would show for the letters on the page.
func appCode(t *testing.T, w *world.World, p *browser.Person) string {
	t.Helper()
	code, err := scene.OneTimeCode(strings.ReplaceAll(p.After("type these letters into the app:"), " ", ""), w.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

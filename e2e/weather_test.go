package e2e_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/who"
	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
	"tillit.care/measure"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// weather is Liz with a phone, a form that waits for her, and a line that comes and goes.
type weather struct {
	*testing.T
	w     *world.World
	cast  *world.Cast
	b     *browser.Browser
	newer *atomic.Bool  // the server has a newer service worker
	posts *atomic.Int64 // how many forms were sent to the server
	form  string
	had   int // responses before this part began
}

// TestWeather: whatever the line does, nothing is lost, nothing is sent twice, nothing is
// kept that should not be. Each part counts on the server.
func TestWeather(t *testing.T) {
	w := &weather{T: t, newer: &atomic.Bool{}, posts: &atomic.Int64{}}
	origin := browser.Serve(t, func(origin string) http.Handler {
		w.w = world.Live(t, origin)
		return renewed(w.w, w.newer, w.posts)
	})
	w.cast = w.w.NewCast()
	w.b = browser.Open(t, origin)
	w.b.Expect(`status of (401|409|422)`) // what a page sends by script, and what this is about
	w.form = pathOf(w.cast.Liz, "GET /spaces/{space}/measures/{measure}", right.Shared)
	for _, part := range []struct {
		name string
		play func(weather)
	}{
		{"on a home screen", weather.homeScreen},
		{"a phone that keeps nothing", weather.keepsNothing},
		{"a kept phone loses the line in the middle", weather.inTheMiddle},
		{"a form opened without a line", weather.openedOffline},
		{"two tabs send once", weather.twoTabs},
		{"the plan without a line", weather.plan},
		{"killed and opened again without a line", weather.killed},
		{"something is missing, found out later", weather.missing},
		{"a line that hangs", weather.hangs},
		{"the session is over, phone kept", weather.expiredKept},
		{"the session is over, phone not kept", weather.expired},
		{"double tap", weather.doubleTap},
		{"back after sending", weather.back},
		{"two devices, page open", weather.twoDevices},
		{"two devices, page closed", weather.twoDevicesClosed},
		{"a newer worker in the middle of a form", weather.newWorker},
		{"signing out wipes", weather.signOut},
		{"signing out without a line", weather.signOutOffline},
		{"leaving quickly wipes", weather.quickExit},
		{"leaving quickly without a line", weather.quickExitOffline},
		{"somebody else signs in", weather.somebodyElse},
		{"what is never kept", weather.neverKept},
	} {
		t.Run(part.name, func(t *testing.T) {
			mine := *w
			mine.T, mine.had = t, w.count()
			mine.ask()
			part.play(mine)
		})
	}
}

// renewed is a site whose service worker becomes another one, and that counts the forms
// that are sent to it.
func renewed(site http.Handler, newer *atomic.Bool, posts *atomic.Int64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && strings.Contains(r.URL.Path, "/measures/") {
			posts.Add(1)
		}
		if r.URL.Path != "/sw.js" || !newer.Load() {
			site.ServeHTTP(w, r)
			return
		}
		r.Header.Del("Accept-Encoding")
		r.Header.Del("If-None-Match")
		old := httptest.NewRecorder()
		site.ServeHTTP(old, r)
		w.Header().Set("Content-Type", "text/javascript")
		w.Header().Set("Content-Security-Policy", old.Header().Get("Content-Security-Policy"))
		_, _ = w.Write(bytes.Replace(old.Body.Bytes(), []byte(`"version":"`), []byte(`"version":"newer`), 1))
	})
}

// ask makes the questionnaire wait for Liz again.
func (w weather) ask() {
	w.Helper()
	w.w.Do(w.cast.People["therapist"], func(tx *db.Tx) error {
		rec, err := space.Open(tx, w.cast.Liz.Spaces[right.Shared], right.Treat|right.Read)
		if err != nil {
			return err
		}
		return measure.Ask(tx, rec, w.cast.Liz.Measure)
	})
}

// count is how many responses the server has from Liz.
func (w weather) count() (n int) {
	w.Helper()
	err := w.w.House.DB.Read(context.Background(), w.cast.People["client"], func(tx *db.Tx) error {
		rec, err := space.Open(tx, w.cast.Liz.Spaces[right.Shared], right.Read)
		if err != nil {
			return err
		}
		all, err := measure.Responses(tx, rec)
		n = len(all)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return n
}

// counted fails unless the server has this many more than before.
func (w weather) counted(want int) {
	w.Helper()
	if got := w.count() - w.had; got != want {
		w.Errorf("the server has %d more responses, not %d", got, want)
	}
}

// phone is Liz, signed in on a phone of her own; kept: she said yes.
func (w weather) phone(keep bool) *browser.Person {
	w.Helper()
	p := w.b.Person("liz", browser.Phone).In(w)
	signIn(p, w.cast.Emails["client"])
	p.Until(`navigator.serviceWorker.ready.then(r => r.active.state === "activated")`)
	if keep {
		p.Go("/device")
		p.Click("Yes, only I can unlock it")
		p.See("This phone keeps them for you now")
		p.See("A few questions for you")
	}
	return p
}

// all marks the first answer of every question, but for the ninth: that one is the last.
func all(p *browser.Person) {
	p.Eval(`document.querySelectorAll("fieldset").forEach(f => f.querySelector("input").click())`)
}

// stored is everything that this browser keeps of the site, by name and, for the two
// stores, by how many are in it.
const stored = `(async () => {
	const found = (await caches.keys()).filter(k => !k.startsWith("shell-")).map(k => "cache " + k.replace(/-.*/, ""));
	for (const k of Object.keys(localStorage)) found.push("local " + k);
	for (const k of Object.keys(sessionStorage)) found.push("session " + k);
	for (const {name} of await indexedDB.databases()) {
		const db = await new Promise(done => {
			const q = indexedDB.open(name);
			q.onupgradeneeded = () => q.transaction.abort(); // wiped while we look: looking makes none
			q.onsuccess = () => done(q.result);
			q.onerror = e => { e.preventDefault(); done(null) };
		});
		if (!db) continue;
		found.push("database " + name);
		for (const s of db.objectStoreNames) {
			const n = await new Promise(done => { const q = db.transaction(s).objectStore(s).count(); q.onsuccess = () => done(q.result) });
			if (n) found.push(s + " " + n);
		}
		db.close();
	}
	return found.sort().join(", ");
})()`

func (w weather) holds(p *browser.Person, want string) {
	w.Helper()
	p.Until(`(` + stored + `).then(s => s === ` + fmt.Sprintf("%q", want) + ` || (console.log(s), false))`)
}

const (
	keptNothing = ""
	keptEmpty   = "cache kept, database keep, local keep" // after a yes, with both stores empty
)

// homeScreen: Chromium would install it, under a name that tells nobody anything.
func (w weather) homeScreen() {
	p := w.phone(false)
	manifest, why := p.Installable()
	if len(why) > 0 {
		w.Errorf("it cannot be installed: %q", why)
	}
	for _, word := range []string{"Tillit", "herap", "practice"} {
		if strings.Contains(manifest, word) {
			w.Errorf("the manifest says %q: %s", word, manifest)
		}
	}
	if !strings.Contains(manifest, `"name":"Planner"`) {
		w.Errorf("the manifest has another name: %s", manifest)
	}
}

func (w weather) keepsNothing() {
	p := w.phone(false)
	p.Go(w.form)
	p.Choose("1", "Several days")
	p.See("Saved as you go")
	p.Offline(true)
	p.Choose("2", "Several days")
	p.See("Not saved: no connection")
	all(p)
	p.Press("Send my answers")
	p.See("Please leave the page open")
	p.See("Nobody has these answers yet")
	p.See("988")
	p.Axe(w)
	w.holds(p, keptNothing)
	w.counted(0)
	other := p.Tab("liz, other tab").In(w)
	other.Go(w.form)
	other.See("No connection just now") // nothing of it was kept
	other.See("988")
	other.NotSee("Little interest")
	other.Axe(w)
	other.Fits()
	p.Offline(false)
	p.See("Your answers have arrived")
	w.counted(1)
	w.holds(p, keptNothing)
}

func (w weather) inTheMiddle() {
	later := w.phone(true)
	p := later.Tab("liz, now").In(w)
	p.Go(w.form)
	p.Choose("1", "Several days")
	p.Offline(true)
	all(p)
	p.See("It has not been sent")
	p.Press("Send my answers")
	p.See("Your answers are kept on this phone")
	p.See("Nobody has these answers yet")
	p.See("988")
	p.Axe(w)
	w.counted(0)
	p.Close() // Liz puts the phone away
	later.Offline(false)
	later.Go("/")
	later.See("The answers that waited on this phone have arrived")
	w.counted(1)
	later.Axe(w)
	later.Click("See what comes next")
	later.See("Your answers have arrived")
	later.Go("/")
	later.NotSee("that waited on this phone")
	w.counted(1)
}

func (w weather) openedOffline() {
	p := w.phone(true)
	p.Go("/")
	p.Offline(true)
	p.Go("/")
	p.See("No connection just now")
	p.See("988")
	p.Axe(w)
	p.Click("A few questions for you")
	p.See("This is the copy that your phone kept")
	p.Axe(w)
	all(p)
	p.Press("Send my answers")
	p.See("They go out by themselves when the line is back")
	w.counted(0)
	p.Go(w.form) // opened again: what waits is shown, and cannot be sent a second time
	p.See("They go out by themselves when the line is back")
	p.Until(`document.querySelector("answer-form form").inert && document.querySelectorAll("input:checked").length === 10`)
	p.Go("/")
	p.See("Nobody has seen them yet")
	p.Offline(false)
	p.See("The answers that waited on this phone have arrived")
	w.counted(1)
	p.Go("/")
	p.Until(`caches.keys().then(async ks => (await Promise.all(ks.filter(k => k.startsWith("kept-")).map(async k => (await (await caches.open(k)).keys()).filter(r => r.url.includes("/measures/")).length))).every(n => n === 0))`)
	w.counted(1)
}

func (w weather) twoTabs() {
	p := w.phone(true)
	second := p.Tab("liz, other tab").In(w)
	third := p.Tab("liz, third tab").In(w)
	second.Go("/")
	third.Go(w.form)
	p.Go(w.form)
	p.Offline(true)
	all(p)
	p.Press("Send my answers")
	p.See("Your answers are kept on this phone")
	third.Go(w.form)
	third.See("They go out by themselves when the line is back")
	before := w.posts.Load()
	for _, tab := range []*browser.Person{second, third, p} {
		tab.Offline(false)
	}
	third.See("Your answers have arrived")
	p.See("Your answers have arrived")
	second.NotSee("Nobody has seen them yet")
	w.counted(1)
	if got := w.posts.Load() - before; got != 1 {
		w.Errorf("%d tabs sent it", got)
	}
}

func (w weather) plan() {
	plan := pathOf(w.cast.Liz, "GET /spaces/{space}/safety-plan", right.Shared)
	p := w.phone(true)
	p.See("Your plan")
	p.Offline(true)
	p.Go("/")
	p.Click("Your plan")
	p.At(plan)
	p.See("a walk, and music")
	p.See("This is the copy that your phone kept")
	p.Axe(w)
	p.Fits()
	p.Go(plan + "/edit")
	p.See("No connection just now")
	p.NotSee("a walk, and music")
	p.Offline(false)
	other := w.phone(false)
	other.Offline(true)
	other.Go(plan)
	other.See("No connection just now")
	other.NotSee("a walk, and music")
	other.Offline(false)
}

func (w weather) killed() {
	later := w.phone(true)
	p := later.Tab("liz, now").In(w)
	p.Go(w.form)
	p.Offline(true)
	p.Choose("1", "Nearly every day")
	p.Choose("2", "Several days")
	p.See("Kept on this phone")
	p.Close()
	later.Go(w.form)
	later.See("This is the copy that your phone kept")
	later.Until(`document.querySelectorAll("input:checked").length === 2`)
	if got := later.Chosen("1"); got != "Nearly every day" {
		w.Errorf("the draft says %q", got)
	}
	later.Eval(`document.querySelectorAll("fieldset").forEach(f => f.querySelector("input:checked") || f.querySelector("input").click())`)
	later.Offline(false)
	later.Click("Send my answers")
	later.See("Your answers have arrived")
	w.counted(1)
}

func (w weather) missing() {
	later := w.phone(true)
	p := later.Tab("liz, now").In(w)
	p.Go(w.form)
	p.Offline(true)
	p.Choose("1", "Nearly every day")
	p.Eval(`document.querySelectorAll("input:checked").forEach(i => i.value !== "LA6571-9" && (i.checked = false))`)
	p.Press("Send my answers")
	p.See("Your answers are kept on this phone")
	p.Close()
	later.Offline(false)
	later.Go("/")
	later.See("could not be taken as they are")
	later.Click("Look at them")
	later.See("of the questions below still need a look")
	if got := later.Chosen("1"); got != "Nearly every day" {
		w.Errorf("the answer is %q", got)
	}
	w.counted(0)
	later.Eval(`document.querySelectorAll("fieldset").forEach(f => f.querySelector("input:checked") || f.querySelector("input").click())`)
	later.Click("Send my answers")
	later.See("Your answers have arrived")
	w.counted(1)
	w.holds(later, keptEmpty)
}

func (w weather) hangs() {
	p := w.phone(true)
	p.Hang(true)
	p.Go(w.form)
	p.See("This is the copy that your phone kept")
	p.Hang(false)
}

// endSession signs Liz out of every device, as two hours of silence do.
func (w weather) endSession() {
	w.Helper()
	id := w.cast.People["client"].ID
	w.w.Do(who.House, func(tx *db.Tx) error {
		devices, err := account.Devices(tx, id)
		for _, d := range devices {
			if err == nil {
				err = account.EndDevice(tx, id, d.ID)
			}
		}
		return err
	})
}

// sessions is on how many devices Liz is signed in.
func (w weather) sessions() int {
	w.Helper()
	var devices []account.Device
	w.w.Do(who.House, func(tx *db.Tx) (err error) {
		devices, err = account.Devices(tx, w.cast.People["client"].ID)
		return err
	})
	return len(devices)
}

func (w weather) expiredKept() {
	p := w.phone(true)
	p.Go(w.form)
	all(p)
	p.See("Saved as you go")
	w.endSession()
	p.Press("Send my answers")
	p.See("You have been signed out. Your answers are kept on this phone")
	w.counted(0)
	p.Go("/sign-in")
	p.See("Sign in, and they go out by themselves")
	p.Axe(w)
	signIn(p, w.cast.Emails["client"])
	p.See("The answers that waited on this phone have arrived")
	w.counted(1)
}

func (w weather) expired() {
	p := w.phone(false)
	p.Go(w.form)
	all(p)
	p.See("Saved as you go")
	w.endSession()
	p.Press("Send my answers")
	p.See("You have been signed out. Your answers are still here")
	w.holds(p, keptNothing)
	second := p.Tab("liz, signing in").In(w)
	signIn(second, w.cast.Emails["client"])
	p.Press("Send my answers")
	p.See("Your answers have arrived")
	w.counted(1)
}

func (w weather) doubleTap() {
	for _, keep := range []bool{false, true} {
		p := w.phone(keep)
		p.Go(w.form)
		all(p)
		p.Eval(`{ const b = document.querySelector("answer-form button"); b.click(); b.click(); b.form.requestSubmit() }`)
		p.See("Your answers have arrived")
		p.Go("/")
		p.See("Today")
		w.counted(1)
		w.ask()
		w.had++
	}
}

func (w weather) back() {
	for _, keep := range []bool{false, true} {
		p := w.phone(keep)
		p.Go("/")
		p.Go(w.form)
		all(p)
		p.Click("Send my answers")
		p.See("Your answers have arrived")
		p.Back()
		p.See("Back to today")
		p.NotSee("Send my answers")
		w.counted(1)
		w.ask()
		w.had++
	}
}

// onDesktop answers the same on another device.
func (w weather) onDesktop() {
	w.Helper()
	desk := w.b.Person("liz-desk", browser.Desktop).In(w)
	signIn(desk, w.cast.Emails["client"])
	desk.Go(w.form)
	all(desk)
	desk.Click("Send my answers")
	desk.See("Your answers have arrived")
}

func (w weather) twoDevices() {
	p := w.phone(true)
	p.Go(w.form)
	p.Offline(true)
	all(p)
	p.Press("Send my answers")
	p.See("Your answers are kept on this phone")
	w.onDesktop()
	p.Offline(false)
	p.See("You have already answered this one")
	p.See("What you answered")
	w.counted(1)
}

func (w weather) twoDevicesClosed() {
	later := w.phone(true)
	p := later.Tab("liz, now").In(w)
	p.Go(w.form)
	p.Offline(true)
	all(p)
	p.Choose("2", "Several days")
	p.Press("Send my answers")
	p.See("Your answers are kept on this phone")
	p.Close()
	w.onDesktop()
	later.Offline(false)
	later.Go("/")
	later.See("could not be taken as they are")
	later.Axe(w)
	later.Click("Look at them")
	later.See("You have already answered this one")
	later.See("Several days")
	w.counted(1)
	later.Click("Send these answers as well")
	later.See("Your answers have arrived")
	w.counted(2)
	w.holds(later, keptEmpty)
}

func (w weather) newWorker() {
	p := w.phone(true)
	p.Go(w.form)
	p.Choose("1", "Several days")
	p.Eval(`window.mark = "the same page"`)
	w.newer.Store(true)
	defer w.newer.Store(false)
	second := p.Tab("liz, other tab").In(w)
	second.Go("/")
	second.Until(`navigator.serviceWorker.getRegistration().then(r => !!r.waiting)`)
	second.Go("/") // somebody writes in the other tab: it goes on waiting
	second.Until(`new Promise(done => setTimeout(done, 3000)).then(() => navigator.serviceWorker.getRegistration()).then(r => !!r.waiting)`)
	if got := p.Eval(`window.mark`); got != "the same page" {
		w.Errorf("the page was loaded again: %v", got)
	}
	if got := p.Chosen("1"); got != "Several days" {
		w.Errorf("the form says %q", got)
	}
	all(p)
	p.Click("Send my answers")
	p.See("Your answers have arrived")
	w.counted(1)
	p.Go("/") // nobody writes any more
	p.Until(`caches.keys().then(ks => ks.filter(k => k.startsWith("shell-")).join() .startsWith("shell-newer"))`)
	p.Go("/")
	p.See("Your spaces")
}

// filled is Liz with something of everything on a kept phone.
func (w weather) filled() *browser.Person {
	p := w.phone(true)
	p.Go(w.form)
	p.Offline(true)
	p.Eval(`document.querySelectorAll("fieldset").forEach(f => f.querySelector("input:not(:checked)").click())`)
	p.See("Kept on this phone")
	w.holds(p, "cache kept, database keep, draft 1, local keep")
	return p
}

func (w weather) signOut() {
	p := w.filled()
	p.Offline(false)
	p.See("Saved as you go")
	p.Go("/")
	p.See("Today")
	p.Click("Sign out")
	p.At("/sign-in")
	w.holds(p, keptNothing)
	p.Back()
	p.NotSee("Your spaces")
	p.Until(`navigator.serviceWorker.ready.then(() => caches.match("/offline")).then(r => !!r)`) // the numbers are there again
	w.counted(0)
}

func (w weather) signOutOffline() {
	p := w.filled()
	p.Press("Send my answers")
	p.See("Your answers are kept on this phone")
	p.Eval(`window.confirm = said => { window.said = said; return false }`)
	p.Press("Sign out") // what was not sent would be lost: she is asked, and stays
	p.Until(`(window.said || "").includes("have not been sent")`)
	w.holds(p, "cache kept, database keep, local keep, sent 1")
	p.Eval(`window.confirm = () => true`)
	before := w.sessions()
	p.Click("Sign out")
	p.See("No connection just now")
	p.See("988")
	w.holds(p, "cache left")
	p.Offline(false)
	p.Go("/")
	p.At("/sign-in")
	w.holds(p, keptNothing)
	if got := w.sessions(); got != before-1 {
		w.Errorf("%d sessions, of %d before", got, before)
	}
}

func (w weather) quickExit() {
	p := w.filled()
	p.Offline(false)
	p.See("Saved as you go")
	begun := time.Now()
	p.Press("Leave quickly")
	p.At("/quiet")
	w.Logf("from the press to the quiet page: %v", time.Since(begun))
	w.holds(p, keptNothing)
	p.Until(`Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations()]).then(([c, r]) => c.length + r.length === 0)`)
	p.Back()
	p.NotSee("Little interest")
	w.counted(0)
}

func (w weather) quickExitOffline() {
	p := w.filled()
	spare := p.Tab("liz, later").In(w)
	before := w.sessions()
	p.Press("Leave quickly")
	p.Until(`location.href === "about:blank"`)
	spare.Offline(false)
	spare.Go("/")
	spare.At("/quiet")
	w.holds(spare, keptNothing)
	if got := w.sessions(); got != before-1 {
		w.Errorf("%d sessions, of %d before", got, before)
	}
	spare.Go("/")
	spare.At("/sign-in")
}

func (w weather) somebodyElse() {
	p := w.filled()
	p.Press("Send my answers")
	p.See("Your answers are kept on this phone")
	tag := p.Eval(`localStorage.getItem("keep")`)
	w.endSession()
	p.Offline(false)
	p.See("You have been signed out")
	signIn(p, w.cast.Emails["other client"])
	w.holds(p, keptNothing)
	p.Go("/")
	p.NotSee("waited on this phone")
	w.counted(0)
	// What was kept for Liz is nobody's under another name, even from a page that lags behind.
	status := p.Eval(fmt.Sprintf(`fetch(%q, {method: "POST", headers: {"Tillit-For": %q}, body: new URLSearchParams({once: "x"})}).then(r => r.status)`, w.form, tag))
	if status != 401.0 {
		w.Errorf("sent for somebody else: %v", status)
	}
}

func (w weather) neverKept() {
	p := w.phone(true)
	p.Go(w.form)
	all(p)
	p.Choose("9", "Several days")
	p.Click("Send my answers")
	p.Click("Yes, go to the questions")
	p.See("Ask Suicide-Screening Questions")
	w.holds(p, keptEmpty)
	p.Offline(true)
	for _, item := range []string{"1", "2", "3", "4"} {
		p.Choose(item, "No")
	}
	p.Press("Send my answers")
	p.See("Please leave the page open")
	p.See("988")
	w.holds(p, keptEmpty)
	p.Offline(false)
	p.See("Thank you")
	w.counted(2)
	own := pathOf(w.cast.Liz, "GET /spaces/{space}/pages", right.Own)
	p.Go(own)
	p.Fill("What is on your mind", "a page that stays mine")
	w.holds(p, keptEmpty)
	p.Go("/quiet") // away from it, and back: nothing is shown from memory
	p.Back()
	p.Until(`document.querySelector("textarea")?.value === ""`)
	p.Offline(true)
	p.Go(own)
	p.See("No connection just now")
	p.NotSee("stays mine")
	p.Offline(false)
}

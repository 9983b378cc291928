package e2e_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
	"tillit.care/measure"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// weather is Liz with a phone, a form that waits for her, and a line that comes and goes.
type weather struct {
	*testing.T
	w    *world.World
	cast *world.Cast
	b    *browser.Browser
	gate *gate
	form string
	had  int // responses before this part began
}

// gate is what stands before the house: it counts, holds up and loses what passes.
type gate struct {
	site  http.Handler
	newer atomic.Bool  // the service worker has become another one
	posts atomic.Int64 // how many forms were sent to the server
	held  atomic.Bool  // forms wait here before the house has them
	lost  atomic.Bool  // the page that says what comes next does not get through
}

// TestWeather: whatever the line does, nothing is lost, nothing is sent twice, nothing is
// kept that should not be. Each part counts on the server.
func TestWeather(t *testing.T) {
	w := &weather{T: t, gate: &gate{}}
	origin := browser.Serve(t, func(origin string) http.Handler {
		w.w = world.Live(t, origin)
		w.gate.site = w.w
		return w.gate
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
		{"another tab was quicker", weather.quicker},
		{"what comes next is lost on its way", weather.nextIsLost},
		{"the plan without a line", weather.plan},
		{"work without a line", weather.work},
		{"the log between sessions", weather.log},
		{"killed and opened again without a line", weather.killed},
		{"a phone that remembers slowly", weather.slowly},
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

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method == http.MethodPost && strings.Contains(r.URL.Path, "/measures/"):
		g.posts.Add(1)
		for g.held.Load() && r.Context().Err() == nil {
			time.Sleep(5 * time.Millisecond)
		}
	case g.lost.Load() && strings.HasSuffix(r.URL.Path, "/received") && r.Header.Get("Sec-Fetch-Mode") == "navigate":
		panic(http.ErrAbortHandler)
	case r.URL.Path == "/sw.js" && g.newer.Load():
		g.renew(w, r)
		return
	}
	g.site.ServeHTTP(w, r)
}

// renew serves the service worker as if there were a newer one.
func (g *gate) renew(w http.ResponseWriter, r *http.Request) {
	r.Header.Del("Accept-Encoding")
	r.Header.Del("If-None-Match")
	old := httptest.NewRecorder()
	g.site.ServeHTTP(old, r)
	w.Header().Set("Content-Type", "text/javascript")
	w.Header().Set("Content-Security-Policy", old.Header().Get("Content-Security-Policy"))
	_, _ = w.Write(bytes.Replace(old.Body.Bytes(), []byte(`"version":"`), []byte(`"version":"newer`), 1))
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

// all marks the first answer of every question.
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
	p.Becomes(stored, want)
}

const (
	keptNothing = ""
	keptEmpty   = "cache kept, database keep, local keep" // after a yes, with both stores empty
)

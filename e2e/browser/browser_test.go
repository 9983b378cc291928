package browser

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src *"

const goodPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A calm page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/app.css"><link rel="icon" href="data:,"><script src="/app.js" defer></script></head>
<body><main><h1>How have you been?</h1><p id="who">You are %s.</p><p>Code: K7QM 2PXD</p><p id="told"></p>
<form method="post" action="/answer">
<fieldset><legend>1. Little interest</legend>
<label><input type="radio" name="q1" value="0"> Not at all</label>
<label><input type="radio" name="q1" value="1"> Several days</label></fieldset>
<fieldset><legend>9. Thoughts</legend>
<input class="quiet" type="radio" name="q9" value="0" id="q90"><label for="q90">Not at all</label>
<input class="quiet" type="radio" name="q9" value="1" id="q91"><label for="q91">Several days</label></fieldset>
<label>Name <input name="name" value="old"></label>
<label>On <input type="date" name="day"></label>
<label>How often <select name="how"><option value="">Choose</option><option>Weekly</option></select></label>
<label><input type="checkbox" name="agree"> I agree</label>
<label>More <textarea name="more"></textarea></label>
<button>Send answers</button></form>
<button type="button" id="key">Make a passkey</button> <a href="/away">Elsewhere</a></main></body></html>`

const style = `body { background: #fff; color: #111; font: 18px sans-serif } a { color: #003c8f }
.quiet { position: absolute; opacity: 0; width: 1px; height: 1px }
@media (prefers-color-scheme: dark) { body { background: #111; color: #eee } a { color: #9cf } }`

const script = `
const key = document.getElementById("key");
if (key) key.onclick = async () => {
	const c = await navigator.credentials.create({publicKey: {challenge: new Uint8Array(32), rp: {name: "x"},
		user: {id: new Uint8Array(8), name: "l", displayName: "l"}, pubKeyCredParams: [{type: "public-key", alg: -7}],
		authenticatorSelection: {residentKey: "required", userVerification: "required"}}});
	const g = await navigator.credentials.get({publicKey: {challenge: new Uint8Array(32), userVerification: "required"}});
	document.getElementById("told").textContent = "Passkey " + (c.id === g.id ? "works" : "differs");
};
addEventListener("offline", () => document.getElementById("told").textContent = "You are offline");
setTimeout(() => fetch("/later").then(r => r.text()).then(t => document.getElementById("who").append(t)), 300);`

// site serves the good page, and whatever a test adds.
func site(more map[string]string) http.Handler {
	m := http.NewServeMux()
	html := func(w http.ResponseWriter, status int, text string) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", policy)
		w.WriteHeader(status)
		io.WriteString(w, text)
	}
	m.HandleFunc("/app.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		io.WriteString(w, style)
	})
	m.HandleFunc("/app.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		io.WriteString(w, script)
	})
	m.HandleFunc("/later", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, " And told later.") })
	m.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		who := "a stranger"
		if c, err := r.Cookie("__Host-who"); err == nil {
			who = c.Value
		}
		html(w, 200, fmt.Sprintf(goodPage, who))
	})
	m.HandleFunc("POST /answer", func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		http.SetCookie(w, &http.Cookie{Name: "__Host-who", Value: r.PostForm.Get("name"), Path: "/", Secure: true, HttpOnly: true})
		status := 200
		if r.PostForm.Get("q9") == "" {
			status = 422
		}
		html(w, status, `<!doctype html><title>Kept</title><link rel="icon" href="data:,"><p>Kept `+r.PostForm.Encode())
	})
	for path, text := range more {
		m.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { html(w, 200, text) })
	}
	return m
}

func open(t testing.TB, more map[string]string) *Browser {
	return Open(t, Serve(t, func(string) http.Handler { return site(more) }))
}

func TestAPersonAnswers(t *testing.T) {
	b := open(t, nil)
	liz := b.Person("liz", Phone)
	liz.Go("/")
	liz.See("How have you been?")
	liz.Choose("1", "Several")
	liz.Choose("Thoughts", "Not at all")
	liz.Fill("Name", "Liz")
	liz.Fill("On", "2026-03-01")
	liz.Fill("More", "one\ntwo")
	liz.Choose("How often", "Weekly")
	liz.Tick("I agree")
	if got := liz.Field("Name"); got != "Liz" {
		t.Errorf("the field holds %q", got)
	}
	liz.Fits()
	liz.Click("Send answers")
	liz.At("/answer")
	liz.See("agree=on&day=2026-03-01&how=Weekly&more=one%0D%0Atwo&name=Liz&q1=1&q9=0")
	liz.Back()
	liz.Reload()
	liz.See("You are Liz.")

	dave := b.Person("dave", Desktop)
	dave.Go("/")
	dave.See("You are a stranger.")
	second := liz.Tab("liz's other tab")
	second.Go("/")
	second.See("You are Liz.")
	second.Click("Send answers") // 422: a page that says what is missing is no console error
	second.See("Kept")
}

func TestPagesThatChangeByThemselves(t *testing.T) {
	liz := open(t, nil).Person("liz", Desktop)
	liz.Go("/")
	t.Logf("seen after %s", liz.See("And told later."))
	if got := liz.After("Code:"); got != "K7QM 2PXD" {
		t.Errorf("kept %q", got)
	}
	liz.Key(kb.Tab)
	if role, name := liz.Focused(); role != "radio" || name != "Not at all" {
		t.Errorf("the keyboard is on %s %q", role, name)
	}
}

func TestPasskeysOfflineDarkAndPictures(t *testing.T) {
	b := open(t, nil)
	liz := b.Person("liz", Phone)
	liz.Passkeys()
	liz.Dark(true)
	liz.Still(true)
	liz.Go("/")
	liz.Axe(t)
	if got := liz.Eval(`getComputedStyle(document.body).backgroundColor + matchMedia("(prefers-reduced-motion: reduce)").matches`); got != "rgb(17, 17, 17)true" {
		t.Errorf("dark is %v", got)
	}
	liz.Dark(false)
	if got := liz.Eval(`getComputedStyle(document.body).backgroundColor`); got != "rgb(255, 255, 255)" {
		t.Errorf("light is %v", got)
	}
	liz.Axe(t)
	liz.Click("Make a passkey")
	liz.See("Passkey works")
	file := filepath.Join(t.TempDir(), "pictures", "page.png")
	liz.Screenshot(file)
	if png, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(png), "\x89PNG") {
		t.Errorf("no picture: %v", err)
	}
	liz.Offline(true)
	liz.See("You are offline")
	if got := liz.Eval(`fetch("/later").then(() => "through", () => "cut")`); got != "cut" {
		t.Errorf("offline: %v", got)
	}
	liz.Offline(false)
	if got := liz.Eval(`fetch("/later").then(() => "through", () => "cut")`); got != "through" {
		t.Errorf("online again: %v", got)
	}
}

func TestWithoutScript(t *testing.T) {
	liz := open(t, nil).Person("liz", Phone)
	liz.Script(false)
	liz.Go("/")
	liz.Choose("9", "Several days")
	liz.Click("Send answers")
	liz.See("q9=1")
}

// noted is how many offences there were, forgiven or not.
func (b *Browser) noted() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.offences)
}

// witness is a test that notes its failures instead of having them.
type witness struct {
	testing.TB
	said []string
}

func (w *witness) Helper()                   {}
func (w *witness) Errorf(f string, a ...any) { w.said = append(w.said, fmt.Sprintf(f, a...)) }
func (w *witness) Fatalf(f string, a ...any) { w.Errorf(f, a...); runtime.Goexit() }

// failing runs something that should fail its test, and returns what it said.
func failing(t *testing.T, run func(*witness)) string {
	w := &witness{TB: t}
	done := make(chan bool)
	go func() { defer close(done); run(w) }()
	<-done
	return strings.Join(w.said, "\n")
}

func TestWhatFailsATest(t *testing.T) {
	elsewhere := Serve(t, func(string) http.Handler { return site(nil) })
	const head = `<!doctype html><html lang="en"><head><title>x</title><link rel="icon" href="data:,"></head><body><main><h1>x</h1>`
	for name, c := range map[string]struct{ page, want string }{
		"another port":    {head + `<a href="` + elsewhere + `/">x</a><script src="/fetch.js"></script>`, "another host: " + elsewhere},
		"another host":    {head + `<img alt="x" src="https://cdn.example/x.png">`, "another host: https://cdn.example/x.png"},
		"a hidden worker": {head + `<script src="/work.js"></script>`, "another host: CONNECT worker.example:443"},
		"inline script":   {head + `<script>document.title = "y"</script>`, "content security policy"},
		"inline style":    {head + `<p style="color: red">x</p>`, "content security policy"},
		"console error":   {head + `<script src="/grumble.js"></script>`, "oh no"},
		"exception":       {head + `<script src="/throw.js"></script>`, "cannot go on"},
		"missing picture": {head + `<img alt="x" src="/nowhere.png">`, "404"},
	} {
		t.Run(name, func(t *testing.T) {
			got := failing(t, func(w *witness) {
				m := http.NewServeMux()
				m.Handle("/", site(map[string]string{"/bad": c.page}))
				for path, js := range map[string]string{
					"/fetch.js":   `fetch("` + elsewhere + `/later", {mode: "no-cors"})`,
					"/work.js":    `new Worker("/worker.js")`,
					"/worker.js":  `fetch("https://worker.example/", {mode: "no-cors"}).catch(() => 0)`,
					"/grumble.js": `console.error("oh no")`,
					"/throw.js":   `throw new Error("cannot go on")`,
				} {
					m.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
						w.Header().Set("Content-Type", "text/javascript")
						io.WriteString(w, js)
					})
				}
				b := Open(quiet{w}, Serve(t, func(string) http.Handler { return m }))
				p := b.Person("liz", Desktop)
				p.Go("/bad")
				p.until(func(context.Context) bool { return strings.Contains(strings.Join(b.Offences(), "\n"), c.want) })
				b.Check(w)
			})
			if !strings.Contains(got, c.want) {
				t.Errorf("want %q among %q", c.want, got)
			}
		})
	}
}

// quiet keeps the check at the end from being made on the real test.
type quiet struct{ *witness }

func TestAxeFails(t *testing.T) {
	b := open(t, map[string]string{"/bad": `<!doctype html><html lang="en"><head><title>x</title><link rel="icon" href="data:,"></head>
<body><main><h1>x</h1><input name="a"></main></body></html>`})
	liz := b.Person("liz", Desktop)
	liz.Go("/bad")
	if got := failing(t, func(w *witness) { liz.Axe(w) }); !strings.Contains(got, "not accessible: label") {
		t.Errorf("an unlabelled field passed: %q", got)
	}
}

func TestNothingLeavesOnGoodPages(t *testing.T) {
	b := open(t, nil)
	liz := b.Person("liz", Desktop)
	liz.Go("/")
	liz.See("told later")
	if len(b.Requests()) < 4 {
		t.Errorf("only %q was noted", b.Requests())
	}
	if got := b.Offences(); len(got) > 0 {
		t.Errorf("offences on a good page: %q", got)
	}
}

func TestExpectForgives(t *testing.T) {
	b := open(t, map[string]string{"/bad": `<!doctype html><title>x</title><link rel="icon" href="data:,"><img alt="x" src="/nowhere.png">`})
	b.Expect(`404.*nowhere\.png`)
	liz := b.Person("liz", Desktop)
	liz.Go("/bad")
	liz.until(func(context.Context) bool { return b.noted() > 0 })
	if b.noted() == 0 {
		t.Error("nothing had to be forgiven")
	}
	if got := b.Offences(); len(got) > 0 {
		t.Errorf("%q", got)
	}
}

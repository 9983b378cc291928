package scene

import (
	"fmt"
	"html"
	"net/http"
	"sync"
	"time"

	"tillit.care/e2e"
)

// fake is a practice of a few pages, enough to see that the runner sees.
type fake struct {
	http.Handler
	mu       sync.Mutex
	now      time.Time
	letters  []e2e.Letter
	answered int
	got      http.Header
	form     string
}

func (f *fake) Origin() string          { return "https://tillit.test" }
func (f *fake) Now() time.Time          { return f.now }
func (f *fake) Advance(d time.Duration) { f.now = f.now.Add(d) }
func (f *fake) Letters() []e2e.Letter   { return f.letters }
func (f *fake) Close()                  {}
func (f *fake) post(to, subj, txt string) {
	f.letters = append(f.letters, e2e.Letter{To: to, Subject: subj, Text: txt})
}

const questions = `<!doctype html><title>Questions</title>
<h1>How have  you <b>be</b>en?</h1>
<p hidden>nobody sees this</p><template>nor this</template><script src="/app.js"></script>
<form method="post" action="/answer">
 <input type="hidden" name="version" value="7">
 <fieldset><legend>1. Little interest</legend>
  <label><input type="radio" name="q1" value="0" required> Not at all</label>
  <label><input type="radio" name="q1" value="1"> Several days</label></fieldset>
 <fieldset><legend>9. Thoughts</legend>
  <label><input type="radio" name="q9" value="0"> Not at all</label>
  <input type="radio" name="q9" value="1" id="q91"><label for="q91">Several days</label></fieldset>
 <label>Anything else<textarea name="more" maxlength="20"></textarea></label>
 <label for="how">How often</label><select name="how" id="how"><option value="">Choose<option value="w">Weekly<option>Daily</select>
 <label><input type="checkbox" name="agree"> I agree</label>
 <input name="nameless" placeholder="Search">
 <input aria-label="Mail" type="email" name="mail">
 <button name="do" value="later" formnovalidate formaction="/later">Later</button>
 <button name="do" value="send">Send answers</button>
</form>
<ul><li>Laptop <form method="post" action="/remove/1"><button>Remove</button></form></li>
<li>Phone <form method="post" action="/remove/2"><button>Remove</button></form></li></ul>
<p>Code: K7QM 2PXD. Say it.</p><dl><dt>Number</dt><dd>42</dd></dl>
<a href="/slow?x=1">Go slow</a> <a href="https://news.example/today">Leave quickly</a> <a href="/forever">Round and round</a>
<button type="button">Script only</button>`

func newFake() *fake {
	f := &fake{now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	m := http.NewServeMux()
	page := func(w http.ResponseWriter, status int, body string, args ...any) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		fmt.Fprintf(w, body, args...)
	}
	m.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		who := "a stranger"
		if c, err := r.Cookie("__Host-who"); err == nil {
			who = html.EscapeString(c.Value)
		}
		page(w, 200, `<title>Tillit</title><p>You are %s.</p><p>From %s</p><noscript>No script here</noscript>
<form method=post action=/in><label>Name <input name=name></label><button>Sign in</button></form>`, who, r.RemoteAddr)
	})
	m.HandleFunc("POST /in", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "__Host-who", Value: r.FormValue("name"), Path: "/", Secure: true, MaxAge: 3600})
		http.SetCookie(w, &http.Cookie{Name: "__Host-bad", Value: "x", Path: "/in", Secure: true})
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	m.HandleFunc("GET /questions", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Referrer-Policy", "same-origin")
		w.Header().Set("Cache-Control", "no-store")
		page(w, 200, questions)
	})
	m.HandleFunc("POST /answer", func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		r.ParseForm()
		f.answered++
		f.got, f.form = r.Header, r.PostForm.Encode()
		if r.PostForm.Get("q9") == "" {
			page(w, 422, `<title>Missing</title><p>Question 9 has no answer yet.</p>`)
			return
		}
		f.post("erin@clinic.example", "A note from the practice", "Please look in.\nhttps://tillit.test/look?t=abc.\nCode: 123 456")
		page(w, 200, `<title>Thanks</title><p>Thank you. Kept %d times.</p>`, f.answered)
	})
	m.HandleFunc("POST /later", func(w http.ResponseWriter, r *http.Request) { page(w, 200, `<p>Later then: %s`, r.FormValue("do")) })
	m.HandleFunc("POST /remove/{n}", func(w http.ResponseWriter, r *http.Request) { page(w, 200, `<p>Removed %s`, r.PathValue("n")) })
	m.HandleFunc("GET /slow", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) })
	m.HandleFunc("GET /forever", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/forever", http.StatusFound) })
	m.HandleFunc("GET /inline", func(w http.ResponseWriter, r *http.Request) { page(w, 200, `<p style="color:red">No`) })
	m.HandleFunc("GET /abroad", func(w http.ResponseWriter, r *http.Request) { page(w, 200, `<img src="//cdn.example/x.png" alt="">`) })
	m.HandleFunc("GET /panic", func(http.ResponseWriter, *http.Request) { panic("three in the morning") })
	m.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprintf(w, "%s %s site=%q origin=%q", r.Method, r.Form.Encode(), r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin"))
	})
	f.Handler = http.NewCrossOriginProtection().Handler(m)
	return f
}

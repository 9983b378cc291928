package e2e_test

import (
	"fmt"
	"time"

	"tillit.care/e2e/browser"
	"tillit.care/pure/right"
)

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
	p.NotSee("Only you see this page")
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
	p.See("have you wished you were dead")
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

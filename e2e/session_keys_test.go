package e2e_test

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"tillit.care/e2e/browser"
	"tillit.care/e2e/called"
	"tillit.care/e2e/world"
	"tillit.care/pure/right"
)

// typist counts what a therapist does with a keyboard: keys that move and choose, and keys
// that write.
type typist struct {
	*browser.Person
	moves, writes, steps int
}

func (h *typist) to(role, name string) {
	h.steps++
	for range 120 {
		h.Key(browser.Tab)
		h.moves++
		if r, n := h.Focused(); r == role && called.Fits(n, name) {
			return
		}
	}
	h.TabTo(role, name) // fails, and says what there is
}

func (h *typist) enter(role, name string) {
	h.to(role, name)
	h.Enter()
	h.moves++
}

func (h *typist) space(role, name string) {
	h.to(role, name)
	h.Key(" ")
	h.moves++
}

func (h *typist) write(name, text string) {
	h.to("textbox", name)
	h.Key(text)
	h.writes += utf8.RuneCountInString(text)
}

// seconds is about how long it takes, by the keystroke-level model: 0.28 s for a key of an
// average typist and 1.35 s to make up one's mind before each step (Card, Moran & Newell 1983).
func (h *typist) seconds() float64 {
	return 0.28*float64(h.moves+h.writes) + 1.35*float64(h.steps)
}

// TestASessionByKeyboard prepares, runs and documents a session with a keyboard alone, and
// counts: it must take less than five minutes of the therapist's effort.
func TestASessionByKeyboard(t *testing.T) {
	var w *world.World
	origin := browser.Serve(t, func(origin string) http.Handler {
		w = world.Live(t, origin)
		return w
	})
	cast := w.NewCast()
	b := browser.Open(t, origin)
	p := b.Person("tove", browser.Desktop)
	signIn(p, cast.Emails["therapist"])
	p.Go("/spaces/" + string(cast.Liz.Spaces[right.Shared]) + "/meetings/" + string(cast.Liz.Meeting))
	h := &typist{Person: p}
	p.See("Since last time")
	p.See("something to talk about")
	p.Axe(t)
	h.enter("button", "Begin the session")
	p.See("Under way")
	p.Axe(t)
	h.space("checkbox", "something to talk about")
	h.write("What you did", "Looked at the week. Practised asking instead of checking, twice. She found the words herself.")
	h.write("Private pad", "Moved by how she said it.")
	p.See("Saved")
	h.space("checkbox", "Plan the next session")
	h.enter("button", "End, and write the note")
	p.See("Only you see this until you sign")
	if drafted := p.Field("The session"); !strings.Contains(drafted, "something to talk about") || !strings.Contains(drafted, "Practised asking") {
		t.Errorf("the note begins with %q", drafted)
	}
	p.Axe(t)
	h.write("Plan", " ")
	h.to("radio", "Asked about, and nothing new was said today")
	h.Key(" ")
	h.moves++
	h.write("About risk", "Nothing since.")
	h.enter("button", "Look at it as the client will")
	p.See("Your client will read this")
	p.Axe(t)
	h.enter("button", "Sign it")
	p.See("Signed by")
	p.Axe(t)
	note := p.Eval(`document.querySelector("article.note").innerText`).(string)
	if !strings.Contains(note, "Practised asking") || strings.Contains(note, "Moved by how") {
		t.Errorf("the note says %q", note)
	}
	free := utf8.RuneCountInString(note)
	t.Logf("a session by keyboard: %d steps, %d keys that move or choose, %d that write: about %.0f s; the note has %d characters, which by free text would take about %.0f s of typing alone",
		h.steps, h.moves, h.writes, h.seconds(), free, 0.28*float64(free))
	if h.seconds() > 300 {
		t.Errorf("it takes %.0f s", h.seconds())
	}
}

// TestAWindowThatLosesItsLine: what is written about a session while the line is down is on
// the page, and on the server once it is back; a second window loses nothing either.
func TestAWindowThatLosesItsLine(t *testing.T) {
	var w *world.World
	origin := browser.Serve(t, func(origin string) http.Handler {
		w = world.Live(t, origin)
		return w
	})
	cast := w.NewCast()
	p := browser.Open(t, origin).Person("tove", browser.Desktop)
	signIn(p, cast.Emails["therapist"])
	edit := "/spaces/" + string(cast.Liz.Spaces[right.Shared]) + "/notes/" + string(cast.Liz.Unsigned) + "/edit"
	p.Go(edit)
	other := p.Tab("another window")
	other.Go(edit)
	p.Offline(true)
	p.Fill("The session", "Written on the train")
	p.See("no connection")
	p.Offline(false)
	p.See("Saved")
	other.Fill("The session", "Written in another window")
	other.See("Saved")
	p.Reload()
	p.See("You wrote in two windows")
	if got := p.Field("The session"); got != "Written in another window" {
		t.Errorf("the newest is %q", got)
	}
	if !strings.Contains(p.Eval(`document.querySelector("main").textContent`).(string), "Written on the train") {
		t.Error("what the first window wrote is gone")
	}
	p.Axe(t)
}

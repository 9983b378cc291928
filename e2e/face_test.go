package e2e_test

import (
	"net/http"
	"os"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
	"tillit.care/ui"
)

// designer is somebody of the staff in front of the page of the design.
func designer(t *testing.T, d browser.Device) *browser.Person {
	t.Helper()
	var w *world.World
	origin := browser.Serve(t, func(origin string) http.Handler {
		w = world.Live(t, origin)
		return w
	})
	p := browser.Open(t, origin).Person("designer", d)
	p.Still(true)
	signIn(p, w.NewCast().Emails["therapist"])
	return p
}

// TestTheDesignInEveryTheme looks at every part in every state: in each theme by its name,
// as each system asks for it, from right to left, on the narrowest screen, at twice the
// size, with more room between letters.
func TestTheDesignInEveryTheme(t *testing.T) {
	beside(t)
	p := designer(t, browser.Phone)
	for _, theme := range ui.Themes[:3] {
		p.Go("/ui?theme=" + theme)
		p.Axe(t)
		p.Reads(t)
	}
	p.Go("/ui?dir=rtl")
	p.Axe(t)
	for _, d := range []browser.Device{narrowest, browser.Phone, {Width: 640, Height: 400, Scale: 2}, browser.Desktop} {
		p.Hold(d)
		p.Go("/ui?dir=rtl")
		p.Fits()
		p.Go("/ui")
		p.Fits()
		p.Spaced(t)
	}
	for name, ask := range map[string]func(bool){"dark": p.Dark, "contrast": p.Sharp, "dark contrast": func(on bool) { p.Sharp(on); p.Dark(on) }, "forced": p.Forced} {
		ask(true)
		p.Go("/ui")
		p.Axe(t)
		if name != "forced" {
			p.Reads(t)
		}
		ask(false)
	}
}

// TestTheDesignByKeyboard: the parts that move can be moved without a mouse.
func TestTheDesignByKeyboard(t *testing.T) {
	beside(t)
	p := designer(t, browser.Desktop)
	p.Go("/ui")
	p.TabTo("link", "Open the dialog")
	p.Key(kb.Enter)
	p.See("Before you share this")
	p.Axe(t)
	if role, name := p.Focused(); role != "link" || name != "Close" {
		t.Errorf("the dialog has the focus on %s %q", role, name)
	}
	p.Key(kb.Escape)
	p.NotSee("Before you share this")
	if role, name := p.Focused(); role != "link" || name != "Open the dialog" {
		t.Errorf("the focus went to %s %q", role, name)
	}
	p.TabTo("tab", "This week")
	p.Key(kb.ArrowRight)
	if role, name := p.Focused(); role != "tab" || name != "Before" {
		t.Errorf("the arrow led to %s %q", role, name)
	}
	if shown := p.Eval(`["first", "second"].map(id => getComputedStyle(document.getElementById(id)).display).join()`); shown != "none,block" {
		t.Errorf("the two parts are shown as %v", shown)
	}
	p.TabTo("slider", "Low mood: the answers one by one")
	p.Key(kb.Home)
	if said := p.Eval(`document.activeElement.getAttribute("aria-valuetext")`); said != "5 January 2026: 18 points (moderately severe)" {
		t.Errorf("the first answer is told as %v", said)
	}
	p.Key(kb.ArrowRight)
	p.See("17 January 2026: 19 points (moderately severe)")
}

// TestTheDesignOnAPhone: the menu folds away, opens by a press and by key, and the finger
// goes through a chart.
func TestTheDesignOnAPhone(t *testing.T) {
	beside(t)
	p := designer(t, narrowest)
	p.Go("/ui")
	p.NotSee("Questionnaires")
	if high, _ := p.Eval(`document.querySelector(".bar").getBoundingClientRect().height`).(float64); high > 100 {
		t.Errorf("the head of a page takes %v pixels of a phone", high)
	}
	p.TabTo("DisclosureTriangle", "Menu")
	p.Key(kb.Enter)
	p.See("Questionnaires")
	p.Axe(t)
	p.Fits()
	p.Eval(`document.querySelector(".chart svg").dispatchEvent(new PointerEvent("pointermove", {clientX: 0}))`)
	p.See("5 January 2026: 18 points (moderately severe)")
	p.Click("People")
	p.At("/people")
	p.Go("/ui")
	p.Click("Open the dialog")
	p.See("Before you share this")
	p.Click("Leave quickly") // the one in the dialog: the page behind it cannot be pressed
	p.At("/quiet")
}

// TestTheDesignWithoutScript: nothing that one needs depends on script.
func TestTheDesignWithoutScript(t *testing.T) {
	beside(t)
	p := designer(t, browser.Phone)
	p.Script(false)
	p.Go("/ui")
	if shown := p.Eval(`getComputedStyle(document.getElementById("second")).display`); shown != "block" {
		t.Errorf("the second of the tabs is shown as %v", shown)
	}
	p.NotSee("Before you share this")
	p.Click("Open the dialog")
	p.See("Before you share this")
	p.Click("Close")
	p.NotSee("Before you share this")
	p.Click("Menu")
	p.Click("People")
	p.At("/people")
}

// TestPaper: a printed page is a sheet with its name, its day and whose eyes it has, and
// the table behind each chart is open.
func TestPaper(t *testing.T) {
	beside(t)
	p := designer(t, browser.Desktop)
	p.Dark(true)
	p.Go("/ui")
	p.Paper(true)
	for _, text := range []string{"What pages are made of", "Everybody who works here can see this page", "Printed on", "moderately severe"} {
		p.See(text)
	}
	p.NotSee("Leave quickly")
	p.NotSee("Sign out")
	p.Fits()
	if shown := p.Eval(`getComputedStyle(document.getElementById("second")).display`); shown != "block" {
		t.Errorf("the second of the tabs is shown as %v on paper", shown)
	}
	if ink := p.Eval(`getComputedStyle(document.body).color + " on " + getComputedStyle(document.documentElement).backgroundColor`); ink != "rgb(0, 0, 0) on rgb(255, 255, 255)" {
		t.Errorf("printed in %v", ink)
	}
	if shut, _ := p.Eval(`document.querySelectorAll(".chart details:not([open])").length`).(float64); shut != 0 {
		t.Errorf("%v tables stay folded on paper", shut)
	}
	if file := os.Getenv("TILLIT_PAPER"); file != "" {
		p.Screenshot(file)
	}
	p.Paper(false)
	p.Hold(browser.Desktop)
	p.See("Sign out")
}

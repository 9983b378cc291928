package e2e_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
)

// live is a practice with a clock that goes, and a browser in front of it.
func live(t *testing.T) (*world.World, *browser.Browser) {
	t.Helper()
	var w *world.World
	origin := browser.Serve(t, func(origin string) http.Handler {
		w = world.Live(t, origin)
		return w
	})
	return w, browser.Open(t, origin)
}

// letter is the newest letter to somebody, waited for: letters go by themselves.
func letter(t *testing.T, w *world.World, to string) string {
	t.Helper()
	for begun := time.Now(); time.Since(begun) < 10*time.Second; time.Sleep(50 * time.Millisecond) {
		all := w.Letters()
		for i := len(all) - 1; i >= 0; i-- {
			if all[i].To == to {
				return all[i].Text
			}
		}
	}
	t.Fatalf("no letter went to %s", to)
	return ""
}

// link is the address in a letter.
func link(t *testing.T, text string) string {
	t.Helper()
	found := regexp.MustCompile(`https?://\S+`).FindString(text)
	if found == "" {
		t.Fatalf("no link in the letter:\n%s", text)
	}
	return found
}

// invited opens a case and gives its address, the link of the letter and the number that
// is told by voice.
func invited(t *testing.T, w *world.World, ana *browser.Person, name, email string) (page, address, number string) {
	t.Helper()
	ana.Go("/cases/new")
	ana.Fill("Name", name)
	ana.Fill("E-mail", email)
	ana.Fill("What brings them", "She cannot believe her husband")
	ana.Click("Open the case")
	ana.See(name)
	page = path(ana)
	ana.Click("Send the invitation")
	number = ana.After("by voice or in the room:")
	return page, link(t, letter(t, w, email)), number
}

// path is where somebody is, without the site's address.
func path(p *browser.Person) string { return p.Eval("location.pathname").(string) }

// enters comes in with link, number and a passkey, and is let in.
func enters(t *testing.T, ana, liz *browser.Person, page, address, number string) {
	t.Helper()
	liz.Passkeys()
	liz.Go(address)
	liz.NotSee("Ana")
	liz.Fill("Number", number)
	liz.Click("Go on")
	liz.Click("Make a passkey")
	liz.See("If your device is lost")
	liz.Click("Show me the codes")
	liz.See("Write these down")
	liz.Click("I have them. Go on")
	liz.See("Almost there")
	ana.Go(page)
	ana.See("Somebody used the link and the code")
	ana.Click("Yes, it was they: let them in")
	ana.See("has not agreed to the record yet")
}

// agrees reads and signs what is kept.
func agrees(liz *browser.Person) {
	liz.Go("/")
	liz.Click("Read it")
	liz.Fill("A safe way and time to reach you", "Call after six, leave no message")
	liz.Tick("I have read this and agree to it")
	liz.Tick("I am an adult")
	liz.Fill("Your name, typed as your signature", "Liz Arden")
	liz.Click("I agree")
	liz.See("Nothing to do right now")
}

// assigns asks for a questionnaire and stays on the page of the case.
func assigns(ana *browser.Person, page string) {
	ana.Go(page)
	ana.Click("Ask something new")
	ana.Choose("Questionnaire", "Patient Health Questionnaire")
	ana.Choose("How often", "Every week")
	ana.Click("Ask this")
	ana.See("Being asked")
}

// TestJourney walks the whole line with a passkey, a phone and a line that breaks: from
// the letter to the alert that is closed, and out again.
func TestJourney(t *testing.T) {
	w, b := live(t)
	ana, liz := b.Person("ana", browser.Desktop), b.Person("liz", browser.Phone)
	ana.Go("/demo")
	ana.Click("Sign in as Dr. Ana Holm")
	ana.See("No cases yet")
	page, address, number := invited(t, w, ana, "Liz Arden", "liz@mail.example")
	enters(t, ana, liz, page, address, number)
	agrees(liz)
	assigns(ana, page)
	ana.See("Nothing is waiting")
	ana.Eval("window.sameDocument = true")

	answers(t, liz)
	took := sends(t, liz, ana)
	t.Logf("from Liz's send until Ana's open page shows the alert and the chart: %s", took.Round(time.Millisecond))
	if ana.Eval("window.sameDocument") != true {
		t.Error("Ana's page was loaded again: it must change by itself")
	}
	looksAfter(ana, page)
	leaves(t, b, liz)
}

// answers fills the questionnaire in, leaves it and finds the draft again.
func answers(t *testing.T, liz *browser.Person) {
	t.Helper()
	liz.Go("/")
	liz.Click("Answer now")
	liz.See("Over the last 2 weeks")
	liz.See("Somebody in the practice looks at answers")
	for _, one := range []struct{ item, option string }{{"1", "Several days"}, {"2", "More than half the days"}, {"3", "Several days"},
		{"4", "Nearly every day"}, {"5", "Not at all"}, {"6", "Several days"}, {"7", "Not at all"}, {"8", "Not at all"}, {"9", "Several days"}} {
		liz.Choose(one.item, one.option)
	}
	liz.See("Saved as you go")
	liz.Reload()
	if got := checked(liz); got != 9 {
		t.Errorf("after coming back %v answers are there, want 9", got)
	}
}

func checked(p *browser.Person) float64 {
	return p.Eval(`document.querySelectorAll("fieldset input:checked:not([value=''])").length`).(float64)
}

// sends sends without a line, gets the line back, and waits for the other's page. It
// returns how long the other saw nothing.
func sends(t *testing.T, liz, ana *browser.Person) time.Duration {
	t.Helper()
	liz.Offline(true)
	liz.Click("Send my answers")
	liz.See("No connection. Your answers are kept on this page")
	if got := checked(liz); got != 9 {
		t.Errorf("while it waits %v answers are on the page, want 9", got)
	}
	ana.See("Nothing is waiting")
	begun := time.Now()
	liz.Offline(false)
	ana.See("An answer about being better off dead")
	ana.See("Depression symptoms (PHQ-9)")
	took := time.Since(begun)
	liz.See("Thank you for telling us")
	liz.See("988")
	liz.See("Nobody else has been told: no partner")
	ana.See("All 1 answers")
	return took
}

// looksAfter takes the alert and says what became of it.
func looksAfter(ana *browser.Person, page string) {
	ana.Click("I am looking after this")
	ana.See("Dr. Ana Holm looked on")
	ana.Choose("What became of it", "Spoke with the client: safe for now")
	ana.Fill("In a few words", "Spoke at noon, again tomorrow")
	ana.Click("Close this")
	ana.See("Nothing is waiting")
	ana.Go(page)
	ana.Click("Earlier (1)")
	ana.See("Spoke at noon, again tomorrow")
	ana.Go("/")
	ana.NotSee("Something cannot wait")
}

// leaves signs out and in with the passkey, and is gone in one press.
func leaves(t *testing.T, b *browser.Browser, liz *browser.Person) {
	t.Helper()
	liz.Go("/")
	liz.Click("Sign out")
	liz.At("/sign-in")
	liz.Click("Sign in with a passkey")
	liz.See("Your spaces")
	liz.Click("How it is going")
	liz.See("Depression symptoms (PHQ-9)")
	before := liz.Eval("history.length")
	liz.Click("Leave quickly")
	liz.At("/quiet")
	liz.See("Nothing to see here")
	if after := liz.Eval("history.length"); after != before {
		t.Errorf("the page that was left is still in the history: %v entries, then %v", before, after)
	}
	for range 3 {
		liz.Back()
		for _, word := range []string{"Depression", "PHQ-9", "Liz", "Your spaces", "journal"} {
			if strings.Contains(liz.Text(), word) {
				t.Errorf("Back shows %q after a quick exit", word)
			}
		}
	}
}

// TestKeyboardAlone answers a whole questionnaire on a phone's screen with the keys Tab,
// Space, arrows and Enter.
func TestKeyboardAlone(t *testing.T) {
	w, b := live(t)
	ana, liz := b.Person("ana", browser.Desktop), b.Person("liz", browser.Phone)
	ana.Go("/demo")
	ana.Click("Sign in as Dr. Ana Holm")
	ana.See("No cases yet")
	page, address, number := invited(t, w, ana, "Liz Arden", "liz@mail.example")
	enters(t, ana, liz, page, address, number)
	agrees(liz)
	assigns(ana, page)

	liz.Go("/")
	tabTo(t, liz, "link", "Answer now")
	liz.Key(browser.Enter)
	liz.See("Over the last 2 weeks")
	tabTo(t, liz, "radio", "Not at all")
	for item := range 10 {
		if item > 0 {
			liz.Key(browser.Tab)
		}
		switch {
		case item%2 == 0:
			liz.Key(" ") // the first one
		default:
			liz.Key(browser.Down) // the second one
		}
	}
	liz.See("Saved as you go")
	if got := checked(liz); got != 10 {
		t.Fatalf("%v of 10 are chosen with the keyboard: %v", got, liz.Text())
	}
	tabTo(t, liz, "button", "Send my answers")
	liz.Key(browser.Enter)
	liz.See("Thank you")
	ana.See("All 1 answers")
}

// tabTo goes on with the keyboard until it is on something, which must show that it is
// where one is: with an outline, or with one around what it stands in.
func tabTo(t *testing.T, p *browser.Person, role, name string) {
	t.Helper()
	for range 40 {
		p.Key(browser.Tab)
		if r, n := p.Focused(); r == role && strings.Contains(n, name) {
			if shown := p.Eval(outlined); shown != true {
				t.Errorf("the %s %q does not show that the keyboard is on it", role, name)
			}
			return
		}
	}
	t.Fatalf("the keyboard does not come to the %s %q", role, name)
}

const outlined = `(() => {
	for (let e = document.activeElement, up = 0; e && up < 2; e = e.parentElement, up++) {
		const style = getComputedStyle(e);
		if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) return true;
	}
	return false;
})()`

package e2e_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
)

// live is a practice that a real browser visits.
func live(t *testing.T) (*world.World, *browser.Browser) {
	t.Helper()
	var w *world.World
	origin := browser.Serve(t, func(origin string) http.Handler {
		w = world.Live(t, origin)
		return w
	})
	return w, browser.Open(t, origin)
}

// TestJourney: Ana on her computer and Liz on her phone, from the first call to an alert
// that was answered. Ana's open page changes by itself.
func TestJourney(t *testing.T) {
	w, b := live(t)
	ana, liz := b.Person("ana", browser.Desktop), b.Person("liz", browser.Phone)
	liz.Passkeys()
	comeIn(t, w, ana, liz)

	ana.Click("Ask something new")
	ana.Choose("Questionnaire", "Patient Health Questionnaire-9 (PHQ-9)")
	ana.Choose("How often", "Every week")
	ana.Click("Ask this")
	ana.See("Being asked")
	ana.See("No answers yet")

	liz.Go("/")
	liz.Click("Answer now")
	for _, item := range []string{"1", "2", "3", "4", "5"} {
		liz.Choose(item, "Several days")
	}
	liz.See("Saved as you go.")
	liz.Go("/")
	liz.Click("Answer now")
	if !strings.Contains(liz.Eval(`[...document.querySelectorAll("input:checked")].length + " chosen"`).(string), "5 chosen") {
		t.Error("the draft did not come back")
	}
	for _, item := range []string{"6", "7", "8"} {
		liz.Choose(item, "Not at all")
	}
	liz.Choose("9", "Several days")

	// The line goes down while she sends; nothing is lost, and it arrives once.
	liz.Offline(true)
	liz.Click("Send my answers")
	liz.See("No connection. Your answers are kept on this page")
	began := time.Now()
	liz.Offline(false)
	ana.See("One answer so far")
	t.Logf("from the line being back to the score on the therapist's open page: %v", time.Since(began).Round(time.Millisecond))
	ana.See("An answer about being better off dead")
	liz.See("Thank you for telling us")
	liz.See("988")
	ana.See("All 1 answers")

	// She answers the screening questions; Ana's page follows by itself.
	liz.Click("Yes, go to the questions")
	for _, item := range []string{"1", "2", "3", "4", "5"} {
		liz.Choose(item, "No")
	}
	began = time.Now()
	liz.Click("Send my answers")
	ana.See("All 2 answers")
	t.Logf("from Send to the therapist's open page: %v", time.Since(began).Round(time.Millisecond))

	ana.Click("I am looking after this")
	ana.Choose("What became of it", "Spoke with the client: safe for now, follow-up set")
	ana.Click("Close this")
	ana.See("Nothing is waiting")

	// Out, in again with the passkey, and out by the quick way.
	liz.Go("/")
	liz.Click("Sign out")
	liz.Go("/")
	liz.At("/sign-in")
	liz.Click("Sign in with a passkey")
	liz.See("Your spaces")
	liz.Click("My journal")
	liz.See("Only you can open this in Tillit")
	liz.Click("Leave quickly")
	liz.See("Nothing to see here")
	liz.Back()
	liz.NotSee("My journal")
	b.Check(t)
}

// comeIn is Liz's way in, by a link, a number that Ana tells her, and a passkey. Ana ends
// on the page of the case.
func comeIn(t *testing.T, w *world.World, ana, liz *browser.Person) {
	t.Helper()
	ana.Go("/demo")
	ana.Click("Sign in as Dr. Ana Holm")
	ana.Click("Open a case")
	ana.Fill("Name", "Liz Arden")
	ana.Fill("E-mail", "liz@mail.example")
	ana.Fill("What brings them, in a few words", "She cannot believe her husband")
	ana.Click("Open the case")
	ana.Click("Send the invitation")
	code := ana.After("by voice or in the room:")
	ana.Click("Back to the case")

	link := ""
	for _, l := range w.Letters() {
		if l.To == "liz@mail.example" {
			link = strings.TrimPrefix(l.Text[strings.Index(l.Text, w.Origin()):], w.Origin())
			link = strings.Fields(link)[0]
		}
	}
	liz.Go(link)
	liz.Fill("Number", code)
	liz.Click("Go on")
	liz.Click("Make a passkey")
	liz.Click("Show me the codes")
	liz.Click("I have them. Go on")
	liz.See("Almost there")

	ana.See("Somebody used the link and the code")
	ana.Click("Yes, it was they: let them in")
	ana.See("has not agreed to the record yet")
	liz.Go("/")
	liz.Click("Read it")
	liz.Fill("A safe way and time to reach you", "Call after six")
	liz.Tick("I am an adult (18 or older).")
	liz.Tick("I have read this and agree to it.")
	liz.Fill("Your name, typed as your signature", "Liz Arden")
	liz.Click("I agree")
	liz.See("Nothing to do right now")
}

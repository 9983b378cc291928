package e2e_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
)

// journey is two people at two devices in one practice.
type journey struct {
	t        *testing.T
	world    *world.World
	ana, liz *browser.Person
}

// Ana treats, at a desk; Liz has never been here, and has a phone. Nobody reloads a page
// that ought to change by itself.
func TestJourney(t *testing.T) {
	j := &journey{t: t}
	origin := browser.Serve(t, func(origin string) http.Handler {
		j.world = world.Live(t, origin)
		return j.world
	})
	b := browser.Open(t, origin)
	j.ana = b.Person("ana", browser.Desktop)
	j.liz = b.Person("liz", browser.Device{Width: 390, Height: 844, Scale: 2, Touch: true})
	j.liz.Passkeys()
	for _, part := range []struct {
		name string
		play func()
	}{
		{"Ana opens a case and Liz comes in with a passkey", j.comeIn},
		{"Liz agrees, and Ana asks", j.agree},
		{"an answer finds its way to the open chart", j.answer},
		{"by keyboard alone, and without a line", j.answerAgain},
		{"Ana looks after what cannot wait", j.lookAfter},
		{"Liz leaves and comes back", j.leave},
	} {
		ok := t.Run(part.name, func(t *testing.T) {
			j.t = t
			j.ana, j.liz = j.ana.In(t), j.liz.In(t)
			part.play()
		})
		if !ok {
			return
		}
	}
}

var address = regexp.MustCompile(`http://\S+`)

// link is the one in the last letter to an address.
func (j *journey) link(to string) string {
	j.t.Helper()
	for begun := time.Now(); time.Since(begun) < browser.Patience; time.Sleep(20 * time.Millisecond) {
		letters := j.world.Letters()
		for i := len(letters) - 1; i >= 0; i-- {
			if letters[i].To == to {
				return address.FindString(letters[i].Text)
			}
		}
	}
	j.t.Fatalf("no letter to %s", to)
	return ""
}

func (j *journey) comeIn() {
	ana, liz := j.ana, j.liz
	ana.Go("/demo")
	ana.Click("Sign in as Dr. Ana Holm")
	ana.Click("Open a case")
	ana.Fill("Name", "Liz Arden")
	ana.Fill("E-mail", "liz@mail.example")
	ana.Fill("What brings them", "She cannot believe her husband")
	ana.Click("Open the case")
	ana.Click("Send the invitation")
	code := ana.After("by voice or in the room:")
	ana.Click("Back to the case")
	ana.See("The letter is on its way")

	liz.Go(j.link("liz@mail.example"))
	liz.NotSee("therap")
	liz.Axe(j.t)
	liz.Fill("Number", code)
	liz.Click("Go on")
	liz.Axe(j.t) // pages that only somebody new sees
	liz.Click("Choose a password")
	liz.Axe(j.t)
	liz.Fits()
	liz.Back()
	liz.Click("Make a passkey")
	liz.See("If your device is lost")
	liz.Click("Show me the codes")
	liz.Axe(j.t)
	liz.Click("I have them. Go on")
	liz.See("Almost there")

	ana.See("Somebody used the link and the code") // by itself
	ana.Click("Yes, it was they: let them in")
	ana.See("has not agreed to the record yet")
}

func (j *journey) agree() {
	ana, liz := j.ana, j.liz
	liz.Reload()
	liz.Click("Read it")
	liz.Fits()
	liz.Fill("A safe way and time to reach you", "Call after six, leave no message")
	liz.Tick("I am an adult")
	liz.Tick("I have read this and agree to it")
	liz.Fill("Your name, typed as your signature", "Liz Arden")
	liz.Click("I agree")
	liz.See("Nothing to do right now")

	ana.NotSee("has not agreed to the record yet") // by itself
	ana.Click("Ask something new")
	ana.Choose("Questionnaire", "Patient Health Questionnaire")
	ana.Choose("How often", "Every week")
	ana.Click("Ask this")
	ana.See("Being asked")
}

// phq9 is how Liz answers: with a total of 9 without the ninth.
var phq9 = []string{"Several days", "More than half the days", "Several days", "Nearly every day", "Not at all",
	"Several days", "Not at all", "Not at all"}

func (j *journey) answer() {
	ana, liz := j.ana, j.liz
	liz.See("A few questions, about 3 minutes") // by itself
	liz.Click("Answer now")
	liz.See("This is not an emergency service")
	for i, option := range phq9[:4] {
		liz.Choose(number(i), option)
	}
	liz.See("Saved as you go")
	liz.Becomes(`fetch(location.href).then(r => r.text()).then(t => String(new DOMParser().parseFromString(t, "text/html").querySelectorAll("[checked]").length))`, "4")
	liz.Reload()
	for i, option := range phq9[:4] {
		if got := liz.Chosen(number(i)); got != option {
			j.t.Errorf("after a reload, item %d of the draft says %q, not %q", i+1, got, option)
		}
	}
	for i, option := range phq9[4:] {
		liz.Choose(number(i+4), option)
	}
	liz.Choose("9", "Several days")

	ana.NotSee("Depression symptoms (PHQ-9)")
	begun := time.Now()
	liz.Press("Send my answers")
	ana.See("Depression symptoms (PHQ-9)")
	took := time.Since(begun)
	ana.See("An answer about being better off dead")
	told := time.Since(begun)
	ana.Becomes(`document.querySelector(".chart .value").textContent`, "9")
	j.t.Logf("from Liz's press until Ana's open chart shows the score: %v; the alert beside it: %v", took, told)

	liz.See("Thank you for telling us")
	liz.See("988")
	liz.See("Your therapist has been told")
	liz.Fits()
	liz.Click("Yes, go to the questions")
	liz.See("In the past few weeks, have you wished you were dead?")
	for _, item := range []string{"1", "2", "3", "4"} {
		liz.Choose(item, "No")
	}
	liz.Click("Send my answers")
	liz.See("Thank you")
	ana.See("All 2 answers")
	for _, letter := range j.world.Letters() {
		if strings.HasPrefix(letter.To, "ana@") {
			j.t.Errorf("Ana has the page open and gets a letter: %s", letter.Subject)
		}
	}
}

// answerAgain answers the same questionnaire with Tab, the space bar and arrows, and
// sends it while the line is down.
func (j *journey) answerAgain() {
	ana, liz := j.ana, j.liz
	ana.Click("Ask now")
	liz.Go("/")
	liz.TabTo("link", "Answer now")
	liz.Key(kb.Enter)
	liz.See("1 of 10")
	for range phq9 {
		liz.TabTo("radio", "Not at all")
		liz.Key(" ")
		liz.Key(kb.ArrowDown)
	}
	liz.TabTo("radio", "Not at all")
	liz.Key(" ")
	liz.TabTo("button", "Send my answers")
	liz.Offline(true)
	liz.Key(kb.Enter)
	liz.See("No connection")
	ana.See("All 2 answers")
	liz.Offline(false)
	liz.See("Your answers have arrived")
	ana.See("All 3 answers")
	liz.Eval(`dispatchEvent(new Event("online"))`) // nothing is left to be sent
	liz.Reload()
	liz.See("Your answers have arrived")
	ana.Reload()
	ana.See("All 3 answers")
	ana.Becomes(`document.querySelector(".chart .value").textContent`, "8") // eight times the second of four answers
}

func (j *journey) lookAfter() {
	ana := j.ana
	ana.Click("I am looking after this")
	ana.See("Dr. Ana Holm looked on")
	ana.Click("Close this")
	ana.See("Please choose what became of it")
	ana.Axe(j.t)
	ana.Choose("What became of it", "Safety plan made")
	ana.Fill("In a few words", "Spoke at noon, again tomorrow")
	ana.Click("Close this")
	ana.See("Nothing is waiting")
}

func (j *journey) leave() {
	liz := j.liz
	signIn := func() {
		liz.Go("/sign-in")
		liz.Click("Sign in with a passkey")
		liz.At("/")
		liz.See("Only you see this page")
	}
	quiet := func() {
		liz.At("/quiet")
		liz.See("Nothing to see here")
		liz.Back()
		liz.NotSee("Low mood")
		liz.NotSee("How it is going")
	}
	liz.Go("/")
	liz.Click("Sign out")
	liz.At("/sign-in")
	liz.Go("/")
	liz.At("/sign-in")

	signIn()
	liz.Click("How it is going")
	liz.See("Low mood")
	liz.Click("Leave quickly")
	quiet()

	signIn()
	liz.Click("How it is going")
	liz.See("Low mood")
	liz.KeyUntil(kb.Escape+kb.Escape+kb.Escape, `location.pathname === "/quiet"`)
	quiet()
}

func number(i int) string { return string(rune('1' + i)) }

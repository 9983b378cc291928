package e2e_test

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
)

// hands are somebody who uses a keyboard and nothing else: every link, field and button is
// reached with Tab, and an address is only ever typed.
type hands struct{ *browser.Person }

func (h hands) follow(name string) { h.TabTo("link", name); h.Enter() }
func (h hands) press(name string)  { h.TabTo("button", name); h.Enter() }
func (h hands) tick(name string)   { h.TabTo("checkbox", name); h.Key(" ") }
func (h hands) unfold(name string) { h.TabTo("DisclosureTriangle", name); h.Key(kb.Enter) }
func (h hands) fill(name, text string) {
	h.TabTo("textbox", name)
	h.Key(text)
}

// pick types the beginning of an option, as one does in a list.
func (h hands) pick(name, option string) {
	h.TabTo("combobox", name)
	h.Pick(option)
}

// menu goes on to another page of the nav, which a small screen folds away.
func (h hands) menu(name string) {
	h.unfold("Menu")
	h.follow(name)
}

// TestByKeyboardAlone is a case from the first letter to signing out, for a therapist at a
// desk and a client on a small screen, without a mouse and without a touch.
func TestByKeyboardAlone(t *testing.T) {
	beside(t)
	j := &journey{t: t}
	origin := browser.Serve(t, func(origin string) http.Handler {
		j.world = world.Live(t, origin)
		return j.world
	})
	b := browser.Open(t, origin)
	b.Expect("422")
	ana, liz := hands{b.Person("ana", browser.Desktop)}, hands{b.Person("liz", browser.Device{Width: 390, Height: 844, Scale: 1})}
	liz.Passkeys()
	j.invited(ana, liz)
	j.asked(ana, liz)
	j.answered(ana, liz)
	j.written(ana, liz)
	liz.menu("How it is going")
	liz.See("Low mood")
	liz.Go("/")
	liz.unfold("Menu")
	liz.press("Sign out")
	liz.At("/sign-in")
	ana.Go("/")
	ana.press("Sign out")
	ana.At("/sign-in")
}

func (j *journey) invited(ana, liz hands) {
	ana.Go("/demo")
	ana.press("Sign in as Dr. Ana Holm")
	ana.At("/")
	ana.follow("Open a case")
	ana.At("/cases/new")
	ana.press("Open the case") // by mistake: what is missing has the keyboard
	ana.See("Please write a name")
	ana.fill("Name", "Liz Arden")
	ana.fill("E-mail", "liz@mail.example")
	ana.fill("What brings them", "She cannot believe her husband")
	ana.press("Open the case")
	ana.press("Send the invitation")
	code := ana.After("by voice or in the room:")
	ana.follow("Back to the case")
	ana.See("The letter is on its way")

	liz.Go(j.link("liz@mail.example"))
	liz.fill("Number", code)
	liz.press("Go on")
	liz.press("Make a passkey")
	liz.See("If your device is lost")
	liz.press("Show me the codes")
	liz.follow("I have them. Go on")
	liz.See("Almost there")

	ana.See("Somebody used the link and the code")
	ana.press("Yes, it was they: let them in")
	ana.See("has not agreed to the record yet")
}

func (j *journey) asked(ana, liz hands) {
	liz.Go("/")
	liz.follow("Read it")
	liz.fill("A safe way and time to reach you", "Call after six, leave no message")
	liz.tick("I am an adult")
	liz.tick("I have read this and agree to it")
	liz.fill("Your name, typed as your signature", "Liz Arden")
	liz.press("I agree")
	liz.See("Nothing to do right now")

	ana.NotSee("has not agreed to the record yet")
	ana.unfold("Ask something new")
	ana.pick("Questionnaire", "Patient Health Q")
	ana.pick("How often", "Every week")
	ana.press("Ask this")
	ana.See("Being asked")
}

func (j *journey) answered(ana, liz hands) {
	liz.Go("/")
	liz.follow("Answer now")
	liz.See("1 of 10")
	for range 9 {
		liz.TabTo("radio", "Not at all")
		liz.Key(" ")
		liz.Key(kb.ArrowDown)
	}
	liz.press("Send my answers")
	liz.See("Thank you for telling us")
	liz.follow("Yes, go to the questions")
	for range 4 {
		liz.TabTo("radio", "No")
		liz.Key(" ")
	}
	liz.press("Send my answers")
	liz.follow("Back to today")

	ana.Go("/")
	ana.follow("Liz Arden")
	ana.press("I am looking after this")
	ana.See("Dr. Ana Holm looked on")
	ana.pick("What became of it", "Safety plan")
	ana.fill("In a few words", "Spoke at noon")
	ana.press("Close this")
	ana.See("Nothing is waiting")
}

func (j *journey) written(ana, liz hands) {
	liz.Go("/")
	liz.menu("My plan")
	liz.follow("Begin a plan")
	liz.fill("How I notice", "I stop answering the phone")
	liz.press("Keep the plan")
	liz.See("I stop answering the phone")

	liz.menu("Messages")
	liz.fill("Write to your therapist", "Could we meet a little later on Monday?")
	liz.press("Send")
	liz.See("Could we meet a little later")
	ana.Go("/")
	ana.follow("Liz Arden")
	ana.follow("Messages")
	ana.See("Could we meet a little later")

	liz.menu("My spaces")
	liz.follow("My journal")
	liz.fill("A heading", "The phone")
	liz.fill("What is on your mind", "I looked at his phone again.")
	liz.press("Keep this page")
	liz.follow("The phone")
	liz.tick("Yes, let my therapist read a copy")
	liz.press("Share a copy")
	liz.See("You shared a copy of this page")
}

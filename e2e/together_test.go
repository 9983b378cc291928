package e2e_test

import (
	"net/http"
	"testing"

	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
	"tillit.care/pure/right"
)

// Liz and her therapist, each at their own device, write to each other and write one plan.
// Nobody reloads a page that ought to change by itself, and a lost line loses nothing.
func TestTogether(t *testing.T) {
	var w *world.World
	origin := browser.Serve(t, func(origin string) http.Handler {
		w = world.Live(t, origin)
		return w
	})
	cast := w.NewCast()
	b := browser.Open(t, origin)
	tove, liz := b.Person("tove", browser.Desktop), b.Person("liz", browser.Phone)
	signIn(tove, cast.Emails["therapist"])
	signIn(liz, cast.Emails["client"])
	shared := "/spaces/" + string(cast.Liz.Spaces[right.Shared])

	t.Run("a message on a bad line arrives once", func(t *testing.T) {
		tove, liz := tove.In(t), liz.In(t)
		tove.Go(shared + "/messages")
		liz.Go(shared + "/messages")
		liz.See("Read by the therapist") // the first one, by itself or before
		liz.Fill("Write to your therapist", "A line from the train")
		liz.Offline(true)
		liz.Press("Send")
		liz.See("will be sent when the line is back")
		liz.Offline(false)
		liz.NotSee("will be sent when the line is back") // it was, and the page is drawn anew
		liz.See("A line from the train")
		tove.See("A line from the train") // by itself
		liz.Reload()
		if n := liz.Eval(`document.querySelector("main").innerText.split("A line from the train").length - 1`); n != 1.0 {
			t.Errorf("the message stands there %v times", n)
		}
		liz.NotSee("A line from the train Read by") // that a page was open is not reading
		tove.Reload()
		tove.See("A line from the train")
		liz.See("A line from the train Read by the therapist") // by itself
	})
	t.Run("a plan grows on both screens", func(t *testing.T) {
		tove, liz := tove.In(t), liz.In(t)
		liz.Go(shared + "/safety-plan")
		tove.Go(shared + "/safety-plan")
		tove.Click("Change the plan")
		tove.Fill("What I can do by myself", "A walk\nThe song that we spoke of")
		tove.Press("Keep the plan")
		tove.See("Written by you")
		liz.See("The song that we spoke of") // by itself
		liz.Axe(t)
	})
	t.Run("a life line grows on both screens", func(t *testing.T) {
		tove, liz := tove.In(t), liz.In(t)
		liz.Go(shared + "/trust/timeline")
		tove.Go(shared + "/trust/timeline")
		tove.Click("Add to the timeline")
		tove.Fill("What happened, in a few words", "The letter that came")
		tove.Choose("What did it do to trust?", "It made it easier to trust")
		tove.Fill("The year", "2011")
		tove.Press("Keep this")
		tove.See("Written by you")
		liz.See("The letter that came") // by itself
		liz.Axe(t)
		liz.Hold(browser.Desktop)
		liz.Axe(t)
		liz.Hold(browser.Phone)
	})
}

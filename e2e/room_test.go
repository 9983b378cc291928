package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
	"tillit.care/meeting"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// TestTwoInARoom: Liz and her therapist, each at their own device, in the room of a session by
// phone: the questions before it, waiting, a dial that moves on both, a board that both write
// on, a stop, and a line that is lost in the middle of it. Nobody reloads a page.
func TestTwoInARoom(t *testing.T) {
	var w *world.World
	origin := browser.Serve(t, func(origin string) http.Handler {
		w = world.Live(t, origin)
		return w
	})
	cast := w.NewCast()
	shared := cast.Liz.Spaces[right.Shared]
	which := id.New[meeting.Meeting](w.Now())
	w.Do(cast.People["therapist"], func(tx *db.Tx) error {
		rec, err := space.Open(tx, shared, right.Read|right.Write|right.Treat)
		if err != nil {
			return err
		}
		_, err = meeting.Plan(tx, rec, which, tx.Now, meeting.Phone)
		return err
	})
	room := "/spaces/" + string(shared) + "/meetings/" + string(which) + "/room"
	b := browser.Open(t, origin)
	tove, liz := b.Person("tove", browser.Desktop), b.Person("liz", browser.Phone)
	signIn(tove, cast.Emails["therapist"])
	signIn(liz, cast.Emails["client"])
	theGate(t, tove, liz, room)
	theDial(t, tove, liz)
	theBoard(t, tove, liz)
	theBreak(t, tove, liz)
	theStop(t, tove, liz)
	liz.Axe(t)
	tove.Axe(t)
	liz.Fits()
}

func theGate(t *testing.T, tove, liz *browser.Person, room string) {
	tove.Go(room)
	tove.See("has not answered the questions yet")
	liz.Go(room)
	liz.See("A few questions come first")
	tove.See("Your client is here.")
	tove.Go(strings.TrimSuffix(room, "/room"))
	tove.See("Your client waits in the room.")
	tove.Click("Go to the session room")
	tove.See("Your client is here.")
	liz.Click("Answer them")
	liz.Fill("Where you are now", "12 Harbor Street, Albany")
	liz.Choose("Can you talk freely there?", "Yes, nobody can hear")
	liz.Fill("Number to call you back", "518-555-0100")
	liz.Fill("Whom to call for you in an emergency", "Ann, 518-555-0101")
	liz.Tick("I agree to meet by video or phone today.")
	liz.Axe(t)
	liz.Fits()
	liz.Press("Send my answers")
	liz.See("You are in the waiting room")
	liz.Axe(t)
	tove.See("Your client has answered") // by itself
	tove.Click("Look at the questions")
	tove.Fill("Nearest emergency service", "Albany Medical Center")
	tove.Fill("If the line drops", "I call back within five minutes")
	tove.Tick("I have made sure who it is, by sight, by voice or by a word that we agreed on.")
	tove.Fill("State or country of that address", "New York")
	tove.Press("Confirm and open the room")
	tove.See("Your licence does not hold there")
	tove.Axe(t)
	tove.Go("/licences")
	tove.Fill("State or country", "New York")
	tove.Press("Keep this")
	tove.See("Without an end")
	tove.Go(room + "/gate")
	tove.Fill("Nearest emergency service", "Albany Medical Center")
	tove.Fill("If the line drops", "I call back within five minutes")
	tove.Tick("I have made sure who it is, by sight, by voice or by a word that we agreed on.")
	tove.Fill("State or country of that address", "New York")
	tove.Press("Confirm and open the room")
	tove.See("The door is closed")
	tove.Click("Let in and begin")
	liz.See("Slow down") // by itself
	liz.Axe(t)
}

func theDial(t *testing.T, tove, liz *browser.Person) {
	tove.Eval(`document.querySelector(".stands > details:not(:has(dl))").open = true`)
	tove.Click("How hard it is now")
	liz.See("0 is calm")
	set := func(p *browser.Person, to string) {
		p.Eval(`(() => { const d = document.querySelector("#dial-sud"); d.value = "` + to + `"; d.dispatchEvent(new Event("input", {bubbles: true})); d.dispatchEvent(new Event("change", {bubbles: true})); })()`)
	}
	set(liz, "8")
	liz.See("You set it to 8.")
	tove.See("Your client set it to 8.")
	set(tove, "5")
	liz.See("Your therapist set it to 5.")
	liz.Becomes(`document.querySelector("#dial-sud").value`, "5")
	liz.See("8 → 5")
	liz.Axe(t)
}

func theBoard(t *testing.T, tove, liz *browser.Person) {
	tove.Eval(`(() => { document.querySelector("#lay-board").value = "stuck"; })()`)
	tove.Click("Put a fresh board on the table")
	liz.See("You both write here")
	liz.Fill("The sentence", "Nobody stays")
	tove.Becomes(`document.querySelector("#box-text").value`, "Nobody stays")
	tove.Fill("Another way to see it", "Ann has stayed")
	liz.Becomes(`document.querySelector("#box-other").value`, "Ann has stayed")
	liz.See("Your therapist wrote this last")
	liz.Axe(t)
	tove.Axe(t)
}

func theBreak(t *testing.T, tove, liz *browser.Person) {
	liz.Offline(true)
	liz.See("The line is down. Nothing is lost.")
	liz.Fill("The sentence", "Nobody ever stays")
	liz.See("Not sent yet: 1")
	tove.Fill("Another way to see it", "Ann has stayed, and so has Tom")
	tove.Becomes(`document.querySelector("#box-other").value`, "Ann has stayed, and so has Tom")
	liz.Offline(false)
	liz.See("The line is back. All is sent.")
	tove.Becomes(`document.querySelector("#box-text").value`, "Nobody ever stays")
	liz.Becomes(`document.querySelector("#box-other").value`, "Ann has stayed, and so has Tom")
	liz.Becomes(`document.querySelector("#box-text").value`, "Nobody ever stays")
	tove.Click("Keep it in the trust work")
	liz.See("It is kept.")
}

func theStop(t *testing.T, tove, liz *browser.Person) {
	liz.Click("Stop")
	tove.See("Your client says: stop")
	liz.See("You said: stop")
	liz.Axe(t)
	tove.Click("I would go on")
	liz.Click("I would go on")
	tove.NotSee("Your client says: stop")
	liz.NotSee("You said: stop")
}

package e2e_test

import (
	"fmt"
	"testing"
	"time"

	"tillit.care/e2e/browser"
)

// shakes keeps when this phone is asked to shake, on the clock that all screens have.
const shakes = `(() => {
	window.shook = [];
	navigator.vibrate = ms => { if (ms) shook.push(document.querySelector("stim-stage").clock() - document.querySelector("stim-stage").run.plan.start); return true; };
	Object.defineProperty(navigator, "userActivation", { value: { hasBeenActive: true }, configurable: true });
})()`

// TestAPhoneInEachHand: Dave has the session open on two phones. Each shakes for its own side, in
// step; a wrong pair is said; his stop on either stops both; and a phone that goes quiet, or does
// not show the page, ends the set everywhere.
func TestAPhoneInEachHand(t *testing.T) {
	d := newDuet(t)
	d.papers()
	d.ready()
	d.opens()
	d.prepares()
	h := &handed{duet: d}
	h.pairs()
	h.shakes()
	h.stops()
	h.taps()
	h.loses()
}

// handed is Dave with a second phone.
type handed struct {
	*duet
	second *browser.Person
}

// pairs is how the two become left and right, with a mistake on the way.
func (d *handed) pairs() {
	other := browser.Open(d.TB, d.origin)
	other.Expect(`WebSocket`)
	d.second = other.Person("dave's other phone", browser.Phone)
	signIn(d.second, d.mails[2])
	d.second.Go(d.session + "/room")
	d.second.See("This page is open twice.")
	d.jonas.See("The client has this session open twice.")
	for _, p := range []*browser.Person{d.dave, d.second} {
		p.Eval(shakes)
		p.Click("Two phones: one in each hand")
		p.Choose("Where is this phone?", "In my left hand")
	}
	for _, p := range []*browser.Person{d.dave, d.second} {
		p.See("Two phones both say left hand.")
	}
	d.jonas.See("Two of the client’s phones say left hand. The right side is not felt.")
	d.second.Axe(d.TB)
	d.second.Fits()
	picture(d.second, "hands-lefts")
	d.second.Choose("Where is this phone?", "In my right hand")
	for _, p := range []*browser.Person{d.dave, d.second} {
		p.See("Two phones are here: left hand and right hand.")
	}
	d.jonas.See("The client has two phones here: left hand and right hand.")
	picture(d.jonas, "hands-rail")
	d.second.Reload() // the choice stays on the device
	d.second.Eval(shakes)
	if got := d.second.Eval(`document.querySelector("stim-hands").hand`); got != "right" {
		d.Errorf("the phone forgot which hand it is in: %v", got)
	}
	d.jonas.See("The client has two phones here: left hand and right hand.")
}

// goesOn begins a set that is felt, and waits until it moves everywhere.
func (d *handed) goesOn(passes int) {
	d.jonas.Until(`document.querySelector("live-room").line.up && !document.querySelector("room-light").running`)
	d.jonas.Eval(fmt.Sprintf(`document.querySelector("room-light").begin({ppm: 60, passes: %d, touch: true})`, passes))
	for _, p := range []*browser.Person{d.jonas, d.dave, d.second} {
		p.Until(itMoves)
	}
}

// shakes is a set of which each hand feels half.
func (d *handed) shakes() {
	d.goesOn(4)
	for p, first := range map[*browser.Person]int{d.dave: 250, d.second: 750} {
		p.Until(itRests)
		late := fmt.Sprintf(`JSON.stringify(shook.map((at, i) => at - (%d + 1000 * i)).filter(late => late < 0 || late > 120))`, first)
		if n, odd := p.Eval(`shook.length`), p.Eval(late); n != float64(4) || odd != "[]" {
			d.Errorf("the phone that is to shake at %d shook at %v", first, p.Eval(`JSON.stringify(shook)`))
		}
	}
}

// stops are his own, on one phone and on the other.
func (d *handed) stops() {
	for _, p := range []*browser.Person{d.dave, d.second} {
		d.goesOn(60)
		p.Eval(`document.querySelector(".stim-stop").click()`)
		for _, all := range []*browser.Person{d.jonas, d.dave, d.second} {
			all.Until(itRests)
		}
		d.jonas.Until(`document.querySelector("live-room").told.state.state.light.stop?.why === "client"`)
	}
}

// taps is a phone that cannot shake: it shows the sign of its own side alone.
func (d *handed) taps() {
	d.second.Click("Two phones: one in each hand")
	d.second.Tick("Show a sign to tap along to, since this phone cannot shake")
	d.goesOn(60)
	middle := `(() => { const c = document.querySelector("stim-stage canvas"), row = c.getContext("2d").getImageData(0, Math.floor(c.height / 2), c.width, 1).data; const at = []; for (let i = 0; i < row.length; i += 4) if (Math.abs(row[i] - row[0]) > 60) at.push(i / 4 / c.width); return at.length > 0 && at[0] > 0.25 && at[at.length - 1] < 0.75; })()`
	d.second.Until(middle)
	picture(d.second, "hands-tap")
	d.jonas.Eval(`document.querySelector("room-light").stop()`)
	d.second.Until(itRests)
	d.second.Untick("Show a sign to tap along to, since this phone cannot shake")
}

// loses is a phone whose line is cut, and one that does not show the page any more.
func (d *handed) loses() {
	d.goesOn(60)
	d.second.Offline(true)
	cut := time.Now()
	for _, p := range []*browser.Person{d.second, d.dave, d.jonas} {
		p.Until(itRests)
	}
	d.Logf("all were at rest %v after a phone was lost", time.Since(cut))
	d.jonas.See("The phone in the client’s right hand has not answered. The set has stopped everywhere.")
	d.dave.See("The phone in your right hand is not there, so it has stopped.")
	picture(d.dave, "hands-lost")
	d.second.Offline(false)
	d.second.Until(`document.querySelector("live-room")?.line?.up === true`)
	time.Sleep(1500 * time.Millisecond)
	if d.dave.Eval(itRests) != true || d.jonas.Eval(itRests) != true || d.second.Eval(itRests) != true {
		d.Error("it went on by itself")
	}
	d.goesOn(60)
	d.second.Eval(`Object.defineProperty(document, "hidden", { value: true, configurable: true }); document.dispatchEvent(new Event("visibilitychange"))`)
	for _, p := range []*browser.Person{d.second, d.dave, d.jonas} {
		p.Until(itRests)
	}
	d.jonas.Until(`document.querySelector("live-room").told.state.state.light.stop?.why === "hidden"`)
	d.jonas.See("One of the client’s phones does not show the page.")
	d.jonas.Eval(`window.before = document.querySelector("live-room").told.state.state.light.plan.set; document.querySelector("room-light").begin({passes: 60, touch: true})`)
	d.jonas.Until(`(light => light.plan.set !== before && light.stop?.why === "hidden")(document.querySelector("live-room").told.state.state.light)`) // without that hand, nothing goes on
	for _, p := range []*browser.Person{d.dave, d.jonas} {
		p.Until(itRests)
	}
}

package e2e_test

import (
	"fmt"
	"os"
	"testing"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/who"
	"tillit.care/e2e/browser"
)

// TestTheOfficeIsLeft: there is no line in Jonas's office, and his page is closed in the middle of a set;
// his session ends while something waits; he signs out in another tab. Nothing is held by somebody who
// is signed out, nothing is lost without his word, and no pass is counted that nobody saw.
func TestTheOfficeIsLeft(t *testing.T) {
	d := newOffice(t)
	d.papers()
	d.ready()
	d.alone()
	d.crashes()
	d.opensIt()
	d.isSignedOut()
	d.asksBefore()
}

// led is a tab in which Jonas leads the session, and the line is lost.
func (d *office) led(name string) *browser.Person {
	d.jonas.Go("/account")
	p := d.jonas.Tab(name)
	p.Go(d.session + "/emdr")
	p.Until(`document.querySelector("room-light")?.only === true && document.querySelector("live-room").line.up`)
	if p.Eval(offered) != "true false" {
		d.Fatal("with a line, no set can begin")
	}
	p.Offline(true)
	p.Until(inLed)
	return p
}

// offered is whether a set can begin by a step, which needs a line, and whether it is said that it cannot.
const offered = `(() => { const b = document.querySelector(".beginning > button"), says = document.querySelector(".no-line"); return [b.checkVisibility(), says.checkVisibility()].join(" ") })()`

// asksFirst is whether a page asks before it is left.
const asksFirst = `(() => { const e = new Event("beforeunload", {cancelable: true}); window.dispatchEvent(e); return e.defaultPrevented })()`

func key(p *browser.Person, what string) {
	p.Eval(fmt.Sprintf(`document.activeElement.blur(); document.body.dispatchEvent(new KeyboardEvent(%q, {code: "Space", key: " ", bubbles: true, cancelable: true}))`, what))
}

// crashes is a page that is closed in the middle of its third pass.
func (d *office) crashes() {
	p := d.led("the one that is closed")
	if p.Eval(offered) != "false true" {
		d.Error("without a line, a set is offered that cannot begin")
	}
	p.See("Without a line, no set can begin from here.")
	if p.Eval(asksFirst) != true {
		d.Error("the page can be left without a question, and cannot be opened again")
	}
	d.look(p, "begin")
	key(p, "keydown")
	p.Until(itMoves + ` && document.querySelector("stim-stage").clock() > document.querySelector("stim-stage").run.plan.start + 2500`)
	d.jonas.Until(found + `.then((all) => all.startsWith("1 "))`)
	p.Close()
	d.jonas.Until(`navigator.locks.query().then((all) => !all.held.some((l) => l.name.startsWith("led ")))`)
}

// opensIt is that another page of his says that it waits, and leads to it; it joins as what was seen.
func (d *office) opensIt() {
	d.jonas.Offline(false)
	d.jonas.Go("/account")
	d.jonas.See("Something that you did in a session without a line waits on this device")
	d.jonas.Axe(d.TB)
	d.look(d.jonas, "waits")
	d.odd.Go("/account")
	d.odd.NotSee("waits on this device")
	d.jonas.Click("Open that session")
	d.jonas.At(d.session + "/emdr")
	d.jonas.See("the page was closed")
	d.jonas.Until(`document.querySelectorAll(".sets li").length === 1 && document.querySelector(".sets li").textContent.includes("2 passes")`)
	d.jonas.Until(found + `.then((all) => all.startsWith("0 "))`)
	d.jonas.Go("/account")
	d.jonas.NotSee("waits on this device")
}

// isSignedOut is that his session is ended elsewhere while there is no line. When it is back, the page
// holds nothing any more and shows nothing of what waits, until he is there again.
func (d *office) isSignedOut() {
	p := d.led("the one that is signed out")
	key(p, "keydown")
	p.Until(itMoves)
	key(p, "keyup")
	p.Until(itRests)
	p.Fill("What they notice, in a word or two", "a green gate")
	p.Eval(`document.querySelector("emdr-led .led-note button[value=no]").click()`)
	p.See("a green gate")
	d.ends("other therapist")
	p.Offline(false)
	p.See("You are signed out, so nothing is led here any more.")
	p.NotSee("green")
	d.look(p, "signed-out")
	if p.Eval(`document.querySelector("emdr-led .led-hold").checkVisibility() || !!document.querySelector(".led-may")`) != false {
		d.Error("it can still be held, or the key is still there")
	}
	if p.Eval(asksFirst) != false {
		d.Error("it asks before it is left, and nothing is on it")
	}
	d.jonas.Until(found + `.then((all) => all.startsWith("2 "))`)
	d.jonas.Go("about:blank")
	signIn(d.jonas, d.cast.Emails["owner"])
	d.jonas.NotSee("waits on this device")
	signIn(d.jonas, d.cast.Emails["other therapist"])
	d.jonas.Go("/account")
	d.jonas.See("waits on this device")
	p.Click("Open this page again")
	p.See("a green gate")
	p.Until(`document.querySelectorAll(".sets li").length === 2`)
	p.Until(found + `.then((all) => all.startsWith("0 "))`)
	p.Close()
}

// asksBefore is that he signs out in another tab: he is asked first, and then nothing is held here.
func (d *office) asksBefore() {
	p := d.led("the one that is open")
	key(p, "keydown")
	p.Until(itMoves)
	key(p, "keyup")
	p.Until(itRests)
	p.Until(found + `.then((all) => all.startsWith("1 "))`)
	d.jonas.Eval(`window.confirm = (said) => { window.said = said; return false }`)
	d.jonas.Press("Sign out")
	d.jonas.Until(`(window.said || "").includes("Something from a session waits on this device")`)
	d.jonas.At("/account")
	p.Until(`document.querySelectorAll(".led-kept li").length === 1 && ` + inLed)
	key(p, "keydown") // a set is on when he does
	p.Until(itMoves)
	d.jonas.Eval(`window.confirm = () => true`)
	d.jonas.Click("Sign out")
	p.See("You are signed out in this browser")
	p.Until(itRests)
	p.NotSee("Hold to lead a set")
	key(p, "keyup")
	key(p, "keydown")
	if p.Eval(itRests) != true {
		d.Error("a set began after he had signed out")
	}
	if left, _ := p.Eval(`indexedDB.databases().then((all) => String(all.filter((one) => one.name === "keep").length))`).(string); left != "0" {
		d.Error("something is left on the device")
	}
	p.Offline(false)
}

// ends is every session of somebody, ended from another device.
func (d *office) ends(of string) {
	id := d.cast.People[of].ID
	d.w.Do(who.House, func(tx *db.Tx) error {
		devices, err := account.Devices(tx, id)
		for _, one := range devices {
			if err == nil {
				err = account.EndDevice(tx, id, one.ID)
			}
		}
		return err
	})
}

// look takes pictures of what somebody sees, where LOOK names a folder.
func (d *office) look(p *browser.Person, name string) {
	dir := os.Getenv("LOOK")
	if dir == "" {
		return
	}
	for _, dev := range []struct {
		name string
		browser.Device
	}{{"desktop", browser.Desktop}, {"phone", browser.Phone}} {
		p.Hold(dev.Device)
		for _, dark := range []bool{false, true} {
			p.Dark(dark)
			p.Picture(fmt.Sprintf("%s/left-%s-%s-%v.png", dir, name, dev.name, dark), true)
		}
		p.Fits()
	}
	p.Dark(false)
	p.Hold(browser.Desktop)
}

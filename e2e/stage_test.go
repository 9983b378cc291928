package e2e_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
)

// watch keeps, frame by frame, where the light is, and every event of the stage.
const watch = `(() => {
	const s = document.querySelector('stim-stage');
	if (window.seen || !customElements.get('stim-stage')) return window.seen !== undefined;
	window.seen = { xs: [], ends: [], states: [] };
	s.addEventListener('stim:end', e => seen.ends.push(e.detail));
	s.addEventListener('stim:state', e => seen.states.push(e.detail.state + e.detail.pass));
	return true;
})()`

// light tells what is painted in the middle row of the stage: how many pixels differ from the ground.
const light = `(() => {
	const c = document.querySelector('stim-stage canvas'), g = c.getContext('2d');
	const row = g.getImageData(0, Math.floor(c.height / 2), c.width, 1).data;
	let n = 0;
	for (let i = 0; i < row.length; i += 4) if (Math.abs(row[i] - row[0]) > 60) n++;
	return n;
})()`

// TestStimulationInABrowser: a therapist tries a set, and it ends by itself at its count; a
// client's own stop wins at once, by key, by button and by touch; without a light where there
// must be none.
func TestStimulationInABrowser(t *testing.T) {
	var w *world.World
	origin := browser.Serve(t, func(origin string) http.Handler {
		w = world.Live(t, origin)
		return w
	})
	cast := w.NewCast()
	b := browser.Open(t, origin)
	ana := b.Person("therapist", browser.Desktop)
	signIn(ana, cast.Emails["therapist"])
	ana.Go("/stimulation")
	ana.Until(watch)
	ana.Until(light + ` > 5`)
	picture(ana, "desk")
	ana.Fill("Passes in a set (0: by time)", "3")
	ana.Fill("Speed (passes a minute)", "100")
	ana.Press("Start")
	ana.Until(`document.querySelector('stim-stage').running`)
	ana.Until(`seen.states.some(s => s === 'running1')`)
	picture(ana, "running")
	ana.Until(`seen.ends.length === 1`)
	if got := ana.Eval(`JSON.stringify([seen.ends[0].passes, seen.ends[0].why, Math.round(seen.ends[0].seconds * 10), seen.ends[0].frames > 10])`); got != `[3,"count",18,true]` {
		t.Errorf("the set was %v", got)
	}
	ana.See("Passes: 3, in 2 seconds (100 a minute).")
	ana.Fill("Passes in a set (0: by time)", "60")
	ana.Press("Start")
	ana.Until(`seen.states.filter(s => s === 'running1').length === 2`)
	ana.Eval(`window.at = performance.now(); document.addEventListener('keydown', () => window.at = performance.now(), {capture: true, once: true}); document.querySelector('stim-stage').addEventListener('stim:end', () => window.took = performance.now() - window.at)`)
	ana.Key(" ")
	ana.Until(`seen.ends.length === 2`)
	if why := ana.Eval(`seen.ends[1].why`); why != "client" {
		t.Errorf("the space bar did not stop it: %v", why)
	}
	t.Logf("from the key to still: %v ms", ana.Eval(`window.took`)) // how long is a bench's to say
	ana.See("It has stopped. You can look around")
	if ana.Eval(`document.querySelector('stim-stage').running`) != false {
		t.Error("it began again by itself")
	}
	rests := ana.Eval(`(() => { const s = document.querySelector('stim-stage'); return JSON.stringify([s.drawn.x, s.drawn.y]) })()`)
	for i := range 3 { // whatever becomes of the window: what was stopped stays where it came to rest
		was := ana.Eval(`document.querySelector('stim-stage').drawn.at`)
		ana.Eval(fmt.Sprintf(`document.querySelector('stim-stage canvas').style.height = '%dpx'`, 200+40*i))
		ana.Until(fmt.Sprintf(`document.querySelector('stim-stage').drawn.at > %v`, was))
		if now := ana.Eval(`(() => { const s = document.querySelector('stim-stage'); return JSON.stringify([s.drawn.x, s.drawn.y]) })()`); now != rests {
			t.Errorf("a stopped light moved when its window did: %v, %v", rests, now)
		}
	}
	b.Check(t)
	triesIt(t, b, cast)
}

// triesIt is a client who gets to know it, on a phone.
func triesIt(t *testing.T, b *browser.Browser, cast *world.Cast) {
	t.Helper()
	liz := b.Person("client", browser.Phone)
	signIn(liz, cast.Emails["client"])
	liz.Go("/stimulation/try")
	liz.Choose("Have you ever had epilepsy or a seizure?", "Yes")
	liz.Choose("Do lights or screens give you a migraine?", "No")
	liz.Choose("Do your eyes hurt, now or when you move them?", "No")
	picture(liz, "asked")
	liz.Press("Go on")
	liz.Until(watch)
	liz.Press("Start")
	liz.Until(`document.querySelector('stim-stage').running`)
	liz.Until(`seen.states.some(s => s === 'running1')`)
	if got := liz.Eval(light); got != float64(0) {
		t.Errorf("somebody with epilepsy is shown a light: %v pixels", got)
	}
	picture(liz, "no-light")
	liz.Press("Too much")
	liz.Until(`seen.ends.length === 1 && seen.ends[0].why === 'much'`)
	liz.See("name five things you can see")
	liz.Go("/stimulation/try")
	for _, question := range []string{"Have you ever had epilepsy or a seizure?", "Do lights or screens give you a migraine?", "Do your eyes hurt, now or when you move them?"} {
		liz.Choose(question, "No")
	}
	liz.Press("Go on")
	liz.Until(watch)
	liz.Press("Start")
	liz.Until(`seen.states.some(s => s === 'running1')`)
	liz.Until(light + ` > 5`)
	picture(liz, "light")
	liz.Eval(`document.querySelector('stim-stage canvas').dispatchEvent(new PointerEvent('pointerdown', {bubbles: true}))`)
	liz.Until(`seen.ends.length === 1 && seen.ends[0].why === 'client'`)
	looked(t, liz, 0)
	b.Check(t)
}

// picture is for looking at by eye: TILLIT_PICTURES names the folder.
func picture(p *browser.Person, name string) {
	if dir := os.Getenv("TILLIT_PICTURES"); dir != "" {
		p.Screenshot(filepath.Join(dir, name+".png"))
	}
}

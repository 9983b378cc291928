package e2e_test

import (
	"strings"
	"time"

	"tillit.care/e2e/browser"
	"tillit.care/pure/right"
)

// homeScreen: Chromium would install it, under a name that tells nobody anything.
func (w weather) homeScreen() {
	p := w.phone(false)
	manifest, why := p.Installable()
	if len(why) > 0 {
		w.Errorf("it cannot be installed: %q", why)
	}
	for _, word := range []string{"Tillit", "herap", "practice"} {
		if strings.Contains(manifest, word) {
			w.Errorf("the manifest says %q: %s", word, manifest)
		}
	}
	if !strings.Contains(manifest, `"name":"Planner"`) {
		w.Errorf("the manifest has another name: %s", manifest)
	}
}

func (w weather) keepsNothing() {
	p := w.phone(false)
	p.Go(w.form)
	p.Choose("1", "Several days")
	p.See("Saved as you go")
	p.Offline(true)
	p.Choose("2", "Several days")
	p.See("Not saved: no connection")
	all(p)
	p.Press("Send my answers")
	p.See("Please leave the page open")
	p.See("Nobody has these answers yet")
	p.See("988")
	p.Axe(w)
	w.holds(p, keptNothing)
	w.counted(0)
	other := p.Tab("liz, other tab").In(w)
	other.Go(w.form)
	other.See("No connection just now") // nothing of it was kept
	other.See("988")
	other.NotSee("Little interest")
	other.Axe(w)
	other.Fits()
	p.Offline(false)
	p.See("Your answers have arrived")
	w.counted(1)
	w.holds(p, keptNothing)
}

func (w weather) inTheMiddle() {
	later := w.phone(true)
	p := later.Tab("liz, now").In(w)
	p.Go(w.form)
	p.Choose("1", "Several days")
	p.Offline(true)
	all(p)
	p.See("It has not been sent")
	p.Press("Send my answers")
	p.See("Your answers are kept on this phone")
	p.See("Nobody has these answers yet")
	p.See("988")
	p.Axe(w)
	w.counted(0)
	p.Close() // Liz puts the phone away
	later.Offline(false)
	later.Go("/")
	later.See("The answers that waited on this phone have arrived")
	w.counted(1)
	later.Axe(w)
	later.Script(false) // the page that comes next may be left before a line of it has run
	later.Click("See what comes next")
	later.See("Your answers have arrived")
	later.Script(true)
	later.Go("/")
	w.holds(later, keptEmpty)
	later.NotSee("that waited on this phone")
	w.counted(1)
}

func (w weather) openedOffline() {
	p := w.phone(true)
	p.Go("/")
	p.Offline(true)
	p.Go("/")
	p.See("No connection just now")
	p.See("988")
	p.Axe(w)
	p.Click("A few questions for you")
	p.See("This is the copy that your phone kept")
	p.Axe(w)
	all(p)
	p.Press("Send my answers")
	p.See("They go out by themselves when the line is back")
	w.counted(0)
	p.Go(w.form) // opened again: what waits is shown, and cannot be sent a second time
	p.See("They go out by themselves when the line is back")
	p.Until(`document.querySelector("answer-form form").inert && document.querySelectorAll("input:checked").length === 11`) // ten answers, and where they are
	p.Go("/")
	p.See("Nobody has seen them yet")
	p.Offline(false)
	p.See("The answers that waited on this phone have arrived")
	w.counted(1)
	p.Go("/")
	p.Until(`caches.keys().then(async ks => (await Promise.all(ks.filter(k => k.startsWith("kept-")).map(async k => (await (await caches.open(k)).keys()).filter(r => r.url.includes("/measures/")).length))).every(n => n === 0))`)
	w.counted(1)
}

func (w weather) twoTabs() {
	p := w.phone(true)
	second := p.Tab("liz, other tab").In(w)
	third := p.Tab("liz, third tab").In(w)
	second.Go("/")
	third.Go(w.form)
	p.Go(w.form)
	for _, tab := range []*browser.Person{second, third, p} {
		tab.Offline(true)
	}
	all(p)
	p.Press("Send my answers")
	p.See("Your answers are kept on this phone")
	third.Go(w.form)
	third.See("They go out by themselves when the line is back")
	before := w.gate.posts.Load()
	w.gate.held.Store(true)
	defer w.gate.held.Store(false)
	for _, tab := range []*browser.Person{second, third, p} {
		tab.Offline(false)
	}
	// All of them want to send it, and one does.
	p.Until(`navigator.locks.query().then(all => new Set([...all.held, ...all.pending].filter(l => l.name === "outbox").map(l => l.clientId)).size >= 3)`)
	for begun := time.Now(); w.gate.posts.Load() == before && time.Since(begun) < browser.Patience; {
		time.Sleep(10 * time.Millisecond) // it is on its way
	}
	if got := w.gate.posts.Load() - before; got != 1 {
		w.Errorf("%d of the tabs send it", got)
	}
	w.gate.held.Store(false)
	third.See("Your answers have arrived")
	p.See("Your answers have arrived")
	second.NotSee("Nobody has seen them yet")
	w.counted(1)
}

// quicker: what another tab has sent, and shown, is not called refused here.
func (w weather) quicker() {
	p := w.phone(true)
	other := p.Tab("liz, other tab").In(w)
	p.Go(w.form)
	p.Eval(`window.setTimeout = () => 0`) // it tries when it hears of the line, and not before
	p.Offline(true)
	all(p)
	p.Press("Send my answers")
	p.See("Your answers are kept on this phone")
	other.Go(w.form)
	other.See("They go out by themselves when the line is back")
	other.Offline(false)
	other.See("Your answers have arrived")
	w.holds(other, keptEmpty)
	p.Offline(false)
	p.See("Your answers have arrived")
	w.counted(1)
}

// nextIsLost: the answers arrive, and the line goes before the page that says so.
func (w weather) nextIsLost() {
	p := w.phone(true)
	p.Go(w.form)
	all(p)
	w.gate.lost.Store(true)
	defer w.gate.lost.Store(false)
	p.Press("Send my answers")
	p.See("No connection just now")
	w.counted(1)
	p.Go("/")
	p.See("The answers that waited on this phone have arrived")
	w.holds(p, "cache kept, database keep, local keep, sent 1")
	w.gate.lost.Store(false)
	p.Click("See what comes next")
	p.See("Your answers have arrived")
	w.holds(p, keptEmpty)
}

func (w weather) plan() {
	plan := pathOf(w.cast.Liz, "GET /spaces/{space}/safety-plan", right.Shared)
	p := w.phone(true)
	p.See("Your plan")
	p.Offline(true)
	p.Go("/")
	p.Click("Your plan")
	p.At(plan)
	p.See("a walk, and music")
	p.See("This is the copy that your phone kept")
	p.Axe(w)
	p.Fits()
	p.Go(plan + "/edit")
	p.See("No connection just now")
	p.NotSee("a walk, and music")
	p.Offline(false)
	other := w.phone(false)
	other.Offline(true)
	other.Go(plan)
	other.See("No connection just now")
	other.NotSee("a walk, and music")
	other.Offline(false)
}

func (w weather) killed() {
	later := w.phone(true)
	p := later.Tab("liz, now").In(w)
	p.Go(w.form)
	p.Offline(true)
	p.Choose("1", "Nearly every day")
	p.Choose("2", "Several days")
	p.See("Kept on this phone")
	p.Close()
	later.Go(w.form)
	later.See("This is the copy that your phone kept")
	later.Until(`document.querySelectorAll("input:checked").length === 2`)
	if got := later.Chosen("1"); got != "Nearly every day" {
		w.Errorf("the draft says %q", got)
	}
	later.Eval(`document.querySelectorAll("fieldset").forEach(f => f.querySelector("input:checked") || f.querySelector("input").click())`)
	later.Offline(false)
	later.Click("Send my answers")
	later.See("Your answers have arrived")
	w.counted(1)
}

// busy keeps a store from being read until this page is told that it is free.
const busy = `new Promise(done => {
	indexedDB.open("keep").onsuccess = e => {
		const drafts = e.target.result.transaction("draft", "readwrite").objectStore("draft");
		const again = () => { if (!window.free) drafts.count().onsuccess = again };
		again();
		done(true);
	};
})`

// slowly: what is answered before the phone has found what was begun takes nothing away
// from it, and is not taken away by it.
func (w weather) slowly() {
	other := w.phone(true)
	p := other.Tab("liz, now").In(w)
	p.Go(w.form)
	p.Offline(true)
	p.Choose("1", "Nearly every day")
	p.Choose("2", "Nearly every day")
	p.See("Kept on this phone")
	p.Close()
	other.Eval(busy)
	p = other.Tab("liz, again").In(w)
	p.Go(w.form)
	p.Choose("2", "Several days")
	p.Choose("3", "Several days")
	other.Eval(`window.free = true`)
	p.Until(`document.querySelectorAll("input:checked").length === 3`)
	for item, want := range map[string]string{"1": "Nearly every day", "2": "Several days", "3": "Several days"} {
		if got := p.Chosen(item); got != want {
			w.Errorf("item %s of the draft says %q", item, got)
		}
	}
	p.Offline(false)
	p.See("Saved as you go")
	w.counted(0)
}

func (w weather) missing() {
	later := w.phone(true)
	p := later.Tab("liz, now").In(w)
	p.Go(w.form)
	p.Offline(true)
	p.Choose("1", "Nearly every day")
	p.Eval(`document.querySelectorAll("input:checked").forEach(i => i.value !== "LA6571-9" && (i.checked = false))`)
	p.Press("Send my answers")
	p.See("Your answers are kept on this phone")
	p.Close()
	later.Offline(false)
	later.Go("/")
	later.See("could not be taken as they are")
	later.Click("Look at them")
	later.See("of the questions below still need a look")
	if got := later.Chosen("1"); got != "Nearly every day" {
		w.Errorf("the answer is %q", got)
	}
	w.counted(0)
	later.Eval(`document.querySelectorAll("fieldset").forEach(f => f.querySelector("input:checked") || f.querySelector("input").click())`)
	later.Click("Send my answers")
	later.See("Your answers have arrived")
	w.counted(1)
	w.holds(later, keptEmpty)
}

func (w weather) hangs() {
	p := w.phone(true)
	p.Hang(true)
	p.Go(w.form)
	p.See("This is the copy that your phone kept")
	p.Hang(false)
}

func (w weather) doubleTap() {
	for _, keep := range []bool{false, true} {
		p := w.phone(keep)
		p.Go(w.form)
		all(p)
		p.Eval(`{ const b = document.querySelector("answer-form button"); b.click(); b.click(); b.form.requestSubmit() }`)
		p.See("Your answers have arrived")
		p.Go("/")
		p.See("Today")
		w.counted(1)
		w.ask()
		w.had++
	}
}

func (w weather) back() {
	for _, keep := range []bool{false, true} {
		p := w.phone(keep)
		p.Go("/")
		p.Go(w.form)
		all(p)
		p.Click("Send my answers")
		p.See("Your answers have arrived")
		p.Back()
		p.See("Back to today")
		p.NotSee("Send my answers")
		w.counted(1)
		w.ask()
		w.had++
	}
}

package e2e_test

import (
	_ "embed"
	"net/http"
	"os"
	"strings"
	"testing"

	"tillit.care/base/db"
	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
	"tillit.care/instrument"
	"tillit.care/measure"
	"tillit.care/pure/right"
	"tillit.care/pure/score"
	"tillit.care/space"
)

//go:embed scenes/forms/sleep.json
var sleepForm []byte

//go:embed scenes/forms/sleep-scoring.json
var sleepScoring []byte

// diary has the practice bring a form with questions of every kind, and Liz asked it.
func diary(t *testing.T, w *world.World, cast *world.Cast) (form string) {
	t.Helper()
	w.Do(cast.People["owner"], func(tx *db.Tx) error {
		_, err := instrument.BringOwn(tx, "sleep", instrument.Copy{Form: sleepForm, Scoring: sleepScoring,
			Grant:   instrument.Grant{From: "ourselves", Reference: "minutes", Since: "2026-01-01"},
			Licence: score.Licence{Class: "OWN", SPDX: "LicenseRef-own", Text: "Made by this practice.", URL: "https://practice.example", Evidence: "we wrote it"}})
		return err
	})
	w.Do(cast.People["therapist"], func(tx *db.Tx) error {
		rec, err := space.Open(tx, cast.Liz.Spaces[right.Shared], right.Treat|right.Read)
		if err != nil {
			return err
		}
		m, err := measure.Assign(tx, rec, "sleep", measure.Cadence{Rhythm: measure.Once})
		form = "/spaces/" + string(rec.Space()) + "/measures/" + string(m.ID)
		return err
	})
	return form
}

// hidden tells whether a question is not to be seen.
func hidden(p *browser.Person, item string) bool {
	return p.Eval(`document.querySelector('[name="a.` + item + `"]').closest(".asked-if").hidden`).(bool)
}

// Liz answers questions of every kind on her phone. What is asked only after other answers
// shows itself when it is; nothing that she wrote is lost on the way.
func TestQuestionsOfEveryKind(t *testing.T) {
	beside(t)
	var w *world.World
	origin := browser.Serve(t, func(origin string) http.Handler {
		w = world.Live(t, origin)
		return w
	})
	cast := w.NewCast()
	b := browser.Open(t, origin)
	form := diary(t, w, cast)
	liz := b.Person("liz", browser.Phone)
	signIn(liz, cast.Emails["client"])
	liz.Go(form)
	looked(t, liz, 200)
	if !hidden(liz, "dream-words") || !hidden(liz, "dream-since") {
		t.Error("what is asked only after bad dreams is there before")
	}
	liz.Choose("Did bad dreams wake you", "Yes")
	if hidden(liz, "dream-words") || hidden(liz, "dream-since") {
		t.Error("bad dreams, and nothing more is asked")
	}
	liz.Fill("What were they about", "falling")
	liz.Choose("Did bad dreams wake you", "No")
	if !hidden(liz, "dream-words") || hidden(liz, "dream-since") {
		t.Error("no bad dreams, and their words are asked")
	}
	liz.Fill("How many hours a night", "about seven")
	liz.Fill("When do you go to bed", "22:45")
	liz.Tick("A walk")
	liz.Tick("Warm tea")
	liz.Fill("Line 1", "chamomile")
	liz.Fill("Line 2", "melatonin")
	liz.Fill("Line 3", "nothing else")
	liz.Press("One more line")
	liz.Fill("Line 4", "and this")
	liz.Fill("Anything else", "Two lines.\nAnd one more.")
	liz.See("Saved")
	liz.Press("Send my answers")
	liz.See("of the questions below still need a look")
	liz.See("Please write a number, such as 7.5.")
	if got := liz.Field("How many hours a night"); got != "about seven" {
		t.Errorf("what she wrote is %q", got)
	}
	looked(t, liz, 0)
	pictures(t, liz, "form-wrong")
	liz.Reload() // nothing but the draft is there now
	if got := liz.Field("Line 4") + liz.Field("Line 1"); got != "and thischamomile" {
		t.Errorf("the draft has %q", got)
	}
	liz.Choose("How did you sleep", "Well")
	liz.Fill("How many hours a night", "6,5")
	liz.Fill("How often did you wake up", "2")
	liz.Choose("Did bad dreams wake you", "Yes")
	liz.Fill("What were they about", "falling")
	liz.Press("Send my answers")
	liz.See("Your answers have arrived")
	tove := b.Person("tove", browser.Desktop)
	signIn(tove, cast.Emails["therapist"])
	tove.Go("/spaces/" + string(cast.Liz.Spaces[right.Shared]))
	tove.Eval(`[...document.querySelectorAll(".responses a")].find(a => a.textContent.includes("A week of sleep")).click()`)
	for _, said := range []string{"Sleep quality", "6.5", "22:45", "falling", "Warm tea", "and this", "And one more."} {
		tove.See(said)
	}
	looked(t, tove, 200)
	pictures(t, tove, "response")
	liz.Go("/spaces/" + string(cast.Liz.Spaces[right.Shared]) + "/progress")
	liz.See("How you slept")
	liz.NotSee("A week of sleep")
	gated(t, w, cast, liz)
	bringing(t, b, cast, tove)
	owning(t, b, cast)
}

// gated: the first question of the PC-PTSD-5 opens the others.
func gated(t *testing.T, w *world.World, cast *world.Cast, liz *browser.Person) {
	var form string
	w.Do(cast.People["therapist"], func(tx *db.Tx) error {
		rec, err := space.Open(tx, cast.Liz.Spaces[right.Shared], right.Treat|right.Read)
		if err != nil {
			return err
		}
		m, err := measure.Assign(tx, rec, "pcptsd5", measure.Cadence{Rhythm: measure.Once})
		form = "/spaces/" + string(rec.Space()) + "/measures/" + string(m.ID)
		return err
	})
	liz.Go(form)
	pictures(t, liz, "gate")
	shown := `[...document.querySelectorAll(".choice")].filter(c => c.offsetParent && !c.querySelector("[name=where]")).length`
	if n := liz.Eval(shown); n != 1.0 {
		t.Errorf("%v questions are seen before the gate", n)
	}
	liz.Choose("1 of 6", "Yes")
	if n := liz.Eval(shown); n != 6.0 {
		t.Errorf("%v questions are seen behind the gate", n)
	}
	looked(t, liz, 200)
	pictures(t, liz, "gated")
	liz.Choose("1 of 6", "No")
	liz.Press("Send my answers")
	liz.See("Your answers have arrived")
}

// owning looks at the pages of the register as its owner does, wrong ones too.
func owning(t *testing.T, b *browser.Browser, cast *world.Cast) {
	odd := b.Person("odd", browser.Desktop)
	signIn(odd, cast.Emails["owner"])
	for name, page := range map[string]string{"register": "", "copy": "/csi4", "own": "/sleep", "bring": "/csi4/bring", "cite": "/csi4/cite", "new": "/new"} {
		odd.Go("/instruments" + page)
		pictures(t, odd, name)
	}
	odd.Go("/instruments/csi4/bring")
	odd.Eval("document.querySelector('[name=form]').value = `" + strings.Replace(csi4Copy, `"valueDecimal": 5`, `"valueDecimal": 9`, 1) + "`")
	odd.Fill("Who granted it", "its owner")
	odd.Fill("Reference", "a letter")
	odd.Eval(`document.querySelector("[name=since]").value = "2026-01-01"`)
	odd.Press("Check and bring it")
	odd.See("the numbers on its options")
	looked(t, odd, 422)
	pictures(t, odd, "bring-wrong")
}

// bringing watches a file being brought in: the page changes by itself.
func bringing(t *testing.T, b *browser.Browser, cast *world.Cast, tove *browser.Person) {
	at := "/spaces/" + string(cast.Liz.Spaces[right.Shared]) + "/bring"
	tove.Go(at)
	tove.Fill("Where they come from", "The clinic by the river")
	tove.Eval("document.querySelector('[name=text]').value = `" + string(earlier(2000)) + "`")
	tove.Press("Look at it first")
	tove.See("The file has 2000 answers.")
	looked(t, tove, 200)
	pictures(t, tove, "found")
	tove.Press("Bring them in")
	tove.See("Taken: 1800") // by itself
	tove.See("Not taken: 200")
	looked(t, tove, 0)
	pictures(t, tove, "brought")
}

// pictures keeps what is seen, where TILLIT_PICTURES names a folder.
func pictures(t *testing.T, p *browser.Person, name string) {
	t.Helper()
	dir := os.Getenv("TILLIT_PICTURES")
	if dir == "" {
		return
	}
	at := p.In(t)
	for device, held := range map[string]browser.Device{"phone": browser.Phone, "desktop": browser.Desktop} {
		at.Hold(held)
		for _, dark := range []bool{false, true} {
			at.Dark(dark)
			at.Screenshot(strings.TrimSuffix(dir, "/") + "/" + name + "-" + device + map[bool]string{true: "-dark", false: "-light"}[dark] + ".png")
		}
		at.Dark(false)
	}
	at.Hold(browser.Phone)
}

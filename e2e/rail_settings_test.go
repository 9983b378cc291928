package e2e_test

import (
	"fmt"
	"testing"
)

// lightOf is what the light of a set goes by, of one field, on this page.
func lightOf(field string) string {
	return fmt.Sprintf(`document.querySelector("stim-stage").run?.plan?.with?.[%q]`, field)
}

// TestSettingsAreChosenOnTheRail: Jonas has kept settings; on the rail he reads what is different in
// words, chooses, and the next set begins with them on both screens. One that runs stays as it is.
func TestSettingsAreChosenOnTheRail(t *testing.T) {
	d := newDuet(t)
	d.papers()
	d.ready()
	d.keeps("calm eight", map[string]string{"Speed (passes a minute)": "40", "Passes in a set (0: by time)": "12"}, "Figure eight, lying")
	d.keeps("short", map[string]string{"Passes in a set (0: by time)": "4"}, "")
	d.opens()
	d.jonas.NotSee("Settings: as usual") // there is no set in this phase
	d.jonas.Press("We agree on this plan")
	d.jonas.Press("Settings: as usual")
	d.jonas.See("This is set now.")
	for _, text := range []string{"Passes: 8 → 12", "Path: From side to side → Figure eight, lying", "A sound: on"} {
		d.differs("calm eight", text)
	}
	d.jonas.Press("Use this: calm eight")
	d.jonas.See("From the next set on: calm eight. What is different:")
	d.jonas.See("Settings: calm eight")
	if d.jonas.Eval(`document.activeElement.className`) != "chose" {
		t.Errorf("the focus is on %v", d.jonas.Eval(`document.activeElement.className`))
	}
	d.runs("eight", 40, 12)
	d.jonas.Press("Settings: calm eight")
	d.jonas.See("The set that runs stays as it is.")
	d.differs("short", "Speed: 40 → 60 a minute")
	d.jonas.TabTo("button", "Use this: short")
	d.jonas.Enter()
	d.jonas.See("From the next set on: short. What is different:")
	d.jonas.Until(itMoves)
	if a := d.jonas.Eval(lightOf("path")); a != "eight" {
		t.Errorf("the set that runs was changed: %v", a)
	}
	d.jonas.Press("End the set")
	d.jonas.Until(itRests)
	d.jonas.See("One set")
	d.runs("horizontal", 60, 4)
	d.jonas.Until(itRests)
	d.jonas.See("4 passes in 4")
	d.jonas.See("Settings: short")
	d.jonas.Reload()
	d.jonas.See("Settings: short")
	d.jonas.Axe(t)
	d.jonas.Fits()
}

// keeps is Jonas keeping settings for everybody, with a sound.
func (d *duet) keeps(name string, fields map[string]string, path string) {
	d.Helper()
	d.jonas.Go("/stimulation")
	for label, value := range fields {
		d.jonas.Fill(label, value)
	}
	if path != "" {
		d.jonas.Choose("Path", path)
		d.jonas.Tick("A sound")
	}
	d.jonas.Fill("Name", name)
	d.jonas.Press("Keep these settings")
	d.jonas.See("Kept.")
}

// differs waits until it says in words, under a name, what is different.
func (d *duet) differs(name, text string) {
	d.Helper()
	d.jonas.Until(fmt.Sprintf(`[...document.querySelectorAll(".settings > li")].some((li) => li.querySelector("strong").textContent === %q && li.textContent.includes(%q))`, name, text))
}

// runs begins a set by its key and waits until it moves on both screens, with these settings.
func (d *duet) runs(path string, ppm, passes int) {
	d.Helper()
	before, _ := d.jonas.Eval(thisSet).(string)
	d.jonas.Key(" ")
	for _, p := range []interface{ Until(string) }{d.jonas, d.dave} {
		p.Until(fmt.Sprintf(`%s !== %q && %s`, thisSet, before, itMoves))
		p.Until(fmt.Sprintf(`(%s ?? "horizontal") === %q && (%s ?? 60) === %d && (%s ?? 24) === %d`, lightOf("path"), path, lightOf("ppm"), ppm, lightOf("passes"), passes))
	}
}

package e2e_test

import (
	"net/http"
	"testing"
	"time"

	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
	"tillit.care/trust"
)

// TestTheTrustWorkIsAccessible draws every tool, every form and one object of every kind, as
// the client of the demo and as her therapist: no violation of axe's rules, and no sideways
// scrolling on a phone. Where the reader wants no motion, nothing moves.
func TestTheTrustWorkIsAccessible(t *testing.T) {
	beside(t)
	origin := browser.Serve(t, func(origin string) http.Handler {
		return world.Demo(t, origin, time.Date(2026, time.March, 5, 15, 30, 0, 0, time.UTC))
	})
	b := browser.Open(t, origin)
	for _, who := range []string{"Liz Carver", "Dr. Ana Holm"} {
		p := b.Person(who, browser.Phone)
		p.Still(true)
		p.Go("/demo")
		p.Click("Sign in as " + who)
		p.SignedIn()
		work := whole(p, who)
		for _, tool := range trust.Tools {
			if who != "Liz Carver" && tool.Name != "people" && tool.Name != "experiments" {
				continue // the same page to both
			}
			t.Run(who+" at "+tool.Name, func(t *testing.T) { tooled(p.In(t), t, work, tool) })
		}
	}
}

// whole is the address of Liz's trust work.
func whole(p *browser.Person, who string) string {
	if who == "Liz Carver" {
		p.Go("/spaces")
	} else {
		p.Eval(`[...document.querySelectorAll("main a")].find(a => a.textContent.trim() === "Liz Carver").click()`)
		p.See("Who is inside")
	}
	work, _ := p.Eval(`document.querySelector('a[href$="/trust"]').pathname`).(string)
	return work
}

func tooled(p *browser.Person, t *testing.T, work string, tool trust.Tool) {
	looked := func(path string) {
		p.Go(path)
		p.Axe(t)
		if wide, _ := p.Eval(`document.documentElement.scrollWidth > document.documentElement.clientWidth`).(bool); wide {
			t.Errorf("%s can be scrolled sideways", path)
		}
	}
	looked(work + "/" + tool.Name)
	things, _ := p.Eval(`[...new Set([...document.querySelectorAll('main a[href*="/things/"]')].map(a => a.getAttribute("href")))].slice(0, 4)`).([]any)
	for _, kind := range tool.Kinds {
		looked(work + "/" + tool.Name + "/" + string(kind))
	}
	for _, thing := range things {
		path, _ := thing.(string)
		looked(path)
		if moves, _ := p.Eval(`document.getAnimations().length`).(float64); moves > 0 {
			t.Errorf("%s moves", path)
		}
	}
}

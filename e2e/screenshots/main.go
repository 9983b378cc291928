// Command screenshots looks at the demo practice with a real Chromium and keeps what it
// sees.
//
//	go run ./e2e/screenshots             docs/screenshots: six pages, phone and desktop, light and dark
//	go run ./e2e/screenshots -every dir  every page worth a look, whole, light and dark
package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
)

// The last evening of the demo's story has just passed; the practice is open.
var moment = time.Date(2026, time.March, 5, 15, 30, 0, 0, time.UTC)

const (
	ana  = "Dr. Ana Holm"
	liz  = "Liz Carver"
	dave = "Dave Mercer"
)

// picture is one page as somebody sees it.
type picture struct {
	name string
	who  string // a persona; empty: nobody is signed in
	docs bool
	walk func(p *browser.Person)
}

// follow clicks one link or button after another, from the page of today.
func follow(names ...string) func(*browser.Person) {
	return func(p *browser.Person) {
		for _, name := range names {
			p.Click(name)
		}
	}
}

// first opens a case from the day, where a name may stand twice: by what waits, and among all.
func first(name string, then ...string) func(*browser.Person) {
	return func(p *browser.Person) {
		p.Eval(`[...document.querySelectorAll("main a")].find(a => a.textContent.trim() === "` + name + `").click()`)
		p.See("Who is inside")
		follow(then...)(p)
	}
}

// couple opens the page of two partners.
func couple(then ...string) func(*browser.Person) {
	return func(p *browser.Person) {
		p.Eval(`[...document.querySelectorAll("main a")].find(a => /Maya Torres, Ben/.test(a.textContent)).click()`)
		p.See("Beside each other")
		follow(then...)(p)
	}
}

// onCase opens a page of a case.
func onCase(name, path string, then ...string) func(*browser.Person) {
	return func(p *browser.Person) {
		first(name)(p)
		p.Go(p.Eval(`location.pathname`).(string) + path)
		follow(then...)(p)
	}
}

func open(path string) func(*browser.Person) { return func(p *browser.Person) { p.Go(path) } }

// care is the screen that Dave saw after his last PHQ-9.
func care(p *browser.Person) {
	p.Go("/")
	p.Click("How it is going")
	p.Go(p.Eval(`document.querySelectorAll(".responses a")[1].href + "/received"`).(string)) // the newest is the screen that followed
}

// work opens a page of the trust work, as the client finds it.
func work(path string, then ...string) func(*browser.Person) {
	return func(p *browser.Person) {
		p.Go("/spaces")
		p.Go(p.Eval(`document.querySelector('a[href$="/trust"]').pathname`).(string) + path)
		for _, name := range then {
			p.Go(p.Eval(`[...document.querySelectorAll("main a")].find(a => a.textContent.includes("` + name + `")).getAttribute("href")`).(string))
		}
	}
}

// half is a questionnaire in the middle of being answered.
func half(p *browser.Person) {
	p.Go("/work")
	p.Eval(`document.querySelector('main a[href*="/measures/"]').click()`)
	p.See("1 of")
	p.Choose("1", "Not at all") // what an earlier look left behind changes
	p.Choose("1", "Several days")
	p.Choose("2", "More than half the days")
	p.Eval(`scrollTo(0, document.querySelector(".choice").offsetTop - 150)`)
}

// shared opens a page of the client's space that is shared with the therapist.
func shared(path string, then ...string) func(*browser.Person) {
	return func(p *browser.Person) {
		p.Go("/spaces")
		p.Go("/spaces")
		p.Go(p.Eval(`document.querySelector('a[href$="/progress"]').pathname.replace("/progress", "")`).(string) + path)
		for _, name := range then {
			p.Click(name)
		}
	}
}

var pictures = []picture{
	{"client-today", liz, true, nil},
	{"questionnaire", liz, true, half},
	{"going", dave, true, follow("How it is going")},
	{"spaces", liz, true, open("/spaces")},
	{"therapist-today", ana, true, nil},
	{"case", ana, true, first(dave)},

	{"caring-screen", dave, false, care},
	{"journal", liz, false, follow("My spaces", "My journal")},

	{"sign-in", "", false, open("/sign-in")},
	{"code", "", false, open("/sign-in/recovery")},
	{"welcome", "", false, open("/welcome/nothing")},
	{"demo", "", false, open("/demo")},
	{"outbox", "", false, open("/demo/outbox")},
	{"lost", "", false, open("/nowhere")},
	{"progress", liz, false, follow("How it is going")},
	{"page", liz, false, func(p *browser.Person) {
		p.Click("My spaces")
		p.Click("My journal")
		p.Eval(`document.querySelector(".pages a").click()`)
		p.See("All pages")
	}},
	{"agree", liz, false, shared("/agree")},
	{"work", liz, false, open("/work")},
	{"trail", ana, false, open("/practice/trail")},
	{"practice", ana, false, open("/practice")},
	{"contact", liz, false, follow("My spaces", "Contact details")},
	{"plan", dave, false, shared("/safety-plan")},
	{"plan-none", liz, false, shared("/safety-plan")},
	{"plan-edit", dave, false, shared("/safety-plan/edit")},
	{"plan-earlier", dave, false, shared("/safety-plan", "Earlier versions (2)")},
	{"way-client", liz, false, shared("/our-plan")},
	{"way-say", liz, false, shared("/our-plan", "Say something about the plan")},
	{"way-history", liz, false, shared("/our-plan/history")},
	{"way-goal", liz, false, shared("/our-plan/goals")},
	{"way-work", liz, false, shared("/work")},
	{"way-work-new", liz, false, shared("/work/new")},
	{"way-piece", liz, false, shared("/work", "Two hours on Sunday without a plan, all of us")},
	{"way-plan", ana, false, onCase(liz, "/our-plan")},
	{"way-change", ana, false, onCase(liz, "/our-plan/change")},
	{"way-step", ana, false, onCase(liz, "/our-plan", "The ladder")},
	{"way-phase", ana, false, onCase(liz, "/our-plan/phases/keeping")},
	{"way-look", ana, false, onCase(liz, "/work", "Ask him once, in plain words, when I want to know")},
	{"way-none", ana, false, onCase("Sam Whitlock", "/our-plan")},
	{"way-protocol", ana, false, open("/protocols/individual-trust")},
	{"messages", liz, false, shared("/messages")},
	{"messages-none", dave, false, shared("/messages")},
	{"messages-case", ana, false, func(p *browser.Person) {
		first(liz)(p)
		p.Go(p.Eval(`location.pathname + "/messages"`).(string))
	}},
	{"copy", liz, false, shared("/copy")},
	{"copy-case", ana, false, onCase(liz, "/copy")},
	{"copy-couple", ana, false, couple("Make a copy")},
	{"help", liz, false, open("/help")},
	{"couple", ana, false, couple()},
	{"couple-partner", ana, false, couple("Maya Torres")},
	{"couple-battery", ana, false, couple("Maya Torres", "Questions to ask, and when")},
	{"couple-going", "Maya Torres", false, follow("How it is going")},
	{"couple-spaces", "Maya Torres", false, open("/spaces")},
	{"couple-today", "Ben Torres", false, nil},
	{"account", liz, false, open("/account")},
	{"case-liz", ana, false, first(liz)},
	{"trust", liz, false, work("")},
	{"trust-case", ana, false, first(liz, "Our work on trust")},
	{"trust-timeline", liz, false, work("/timeline")},
	{"trust-timeline-case", ana, false, first(dave, "Our work on trust", "Timeline")},
	{"trust-formulation", liz, false, work("/formulation")},
	{"trust-then-now", liz, false, work("/then-now", "Forty minutes late")},
	{"trust-stuck", liz, false, work("/stuck-points")},
	{"trust-stuck-one", liz, false, work("/stuck-points", "If I do not check")},
	{"trust-new", liz, false, work("/timeline/event")},
	{"trust-alone", liz, false, work("/timeline", "What I did")},
	{"trust-record", dave, false, work("/stuck-points/record")},
	{"trust-experiments", liz, false, work("/experiments")},
	{"trust-experiment", liz, false, work("/experiments", "A night at Nan")},
	{"trust-experiment-past", liz, false, work("/experiments", "Mark keeps the money")},
	{"trust-experiment-held", liz, false, work("/experiments", "I write to Pete")},
	{"trust-experiment-reason", ana, false, first(liz, "Our work on trust", "Experiments", "I write to Pete and ask him why")},
	{"trust-person", ana, false, first(liz, "Our work on trust", "People", "Pete")},
	{"trust-experiment-new", liz, false, work("/experiments/experiment")},
	{"trust-ladder", liz, false, work("/ladder")},
	{"trust-step", liz, false, work("/ladder", "I leave his coat alone for an evening")},
	{"trust-star", liz, false, work("/star")},
	{"trust-star-new", liz, false, work("/star/star")},
	{"trust-agreements", liz, false, work("/agreements")},
	{"trust-steady", liz, false, work("/steady")},
	{"trust-calm", liz, false, work("/steady", "Nan's kitchen on a Sunday")},
	{"trust-between", liz, false, work("/between", "Last time I felt rushed")},
	{"follow-case", ana, false, first("Sam Whitlock", "The figures behind this")},
	{"follow-decide", ana, false, first("Sam Whitlock", "Look at it and decide")},
	{"follow-decided", ana, false, func(p *browser.Person) {
		first(dave)(p)
		p.Go(p.Eval(`location.pathname + "/follow"`).(string))
	}},
	{"follow-told", liz, false, follow("How it is going")},
	{"follow-expected", ana, false, open("/practice/expected")},
	{"session-list", ana, false, first(dave, "All sessions and notes")},
	{"session-prepare", ana, false, func(p *browser.Person) {
		first(dave, "All sessions and notes")(p)
		p.Eval(`document.querySelector(".meetings a.when").click()`)
		p.See("Begin the session")
	}},
	{"session-run", ana, false, func(p *browser.Person) {
		first(liz, "All sessions and notes")(p)
		p.Eval(`document.querySelector(".meetings a.when").click()`)
		p.See("Session")
		if p.Eval(`document.querySelector('form[action$="/begin"]') !== null`) == true {
			p.Click("Begin the session")
		}
		p.See("Private pad")
	}},
	{"session-held", ana, false, func(p *browser.Person) {
		first(dave, "All sessions and notes")(p)
		p.Go(p.Eval(`document.querySelector('a[href$="/edit"]').pathname.replace("/notes/", "/meetings/").replace("/edit", "")`).(string))
	}},
	{"session-note-edit", ana, false, func(p *browser.Person) {
		first(dave, "All sessions and notes")(p)
		p.Eval(`document.querySelector('a[href$="/edit"]').click()`)
		p.See("Look at it as the client will")
	}},
	{"session-note-review", ana, false, func(p *browser.Person) {
		first(dave, "All sessions and notes")(p)
		p.Eval(`document.querySelector('a[href$="/edit"]').click()`)
		p.See("Look at it as the client will")
		p.Fill("Plan", "The group on Thursday, as he likes. Asked about risk each time.")
		p.Choose("Risk", "Asked about, and nothing new was said today")
		p.Press("Look at it as the client will")
		p.See("Your client will read this")
	}},
	{"session-note-lacks", ana, false, func(p *browser.Person) {
		first(dave, "All sessions and notes")(p)
		p.Eval(`document.querySelector('a[href$="/edit"]').click()`)
		p.See("Look at it as the client will")
		p.Fill("Plan", "")
		p.Press("Look at it as the client will")
		p.See("missing")
	}},
	{"disclose-client", liz, false, shared("/sharing")},
	{"disclose-looked", liz, false, shared("/sharing/looked")},
	{"disclose-permit", liz, false, shared("/sharing", "Dr. Ruth Moss, Hudson Family Practice")},
	{"disclose-ask", liz, false, shared("/sharing/ask/correction")},
	{"disclose-asked", liz, false, shared("/sharing", "A correction, asked for on")},
	{"disclose-staff", ana, false, onCase(liz, "/sharing")},
	{"disclose-new", ana, false, onCase(liz, "/sharing/permission")},
	{"disclose-told", ana, false, onCase(liz, "/sharing/told")},
	{"session-mine", liz, false, open("/sessions")},
	{"session-read", liz, false, func(p *browser.Person) {
		p.Go("/sessions")
		p.Eval(`document.querySelector('a[href*="/notes/"]').click()`)
		p.See("Your therapist wrote this")
	}},
	{"session-amend", ana, false, func(p *browser.Person) {
		first(liz, "All sessions and notes")(p)
		p.Eval(`document.querySelector('a[href*="/notes/"]').click()`)
		p.See("Signed by")
		p.Click("Add to this note")
	}},
	{"new-case", ana, false, open("/cases/new")},
	{"battery", ana, false, func(p *browser.Person) {
		first(liz)(p)
		p.Go(p.Eval(`location.pathname + "/battery"`).(string))
	}},
	{"batteries", ana, false, open("/batteries")},
	{"shelf", ana, false, open("/batteries/individual")},
	{"paper", ana, false, func(p *browser.Person) {
		first(liz)(p)
		p.Go(p.Eval(`document.querySelector('a[href$="/paper"]').pathname`).(string))
	}},
	{"tablet", ana, false, func(p *browser.Person) {
		first(liz)(p)
		p.Eval(`document.querySelector('form[action$="/tablet"]').requestSubmit()`)
		p.See("Give the device back")
	}},
	{"remind", ana, false, open("/practice/remind")},
	{"notes", ana, false, first(dave, "My own notes")},
	{"response", ana, false, first(dave, "Read the answers")},
	{"people", "Mari Lunde", false, nil},
	{"instruments", ana, false, open("/instruments")},
	{"face", ana, false, open("/ui")},
	{"face-contrast", ana, false, open("/ui?theme=contrast")},
	{"face-rtl", ana, false, open("/ui?dir=rtl")},
	{"supervisor", "Ingrid Solheim", false, nil},
	{"ended", "Tom Ellery", false, nil},
	{"ending-after", "Tom Ellery", false, follow("The end, and what follows it")},
	{"ending-later", "Tom Ellery", false, follow("The end, and what follows it", "My plan for later")},
	{"ending-prepare", ana, false, onCase(liz, "/ending")},
	{"ending-client", liz, false, shared("/ending")},
	{"ending-later-edit", liz, false, shared("/relapse/edit")},
	{"ending-keeping", ana, false, onCase(liz, "/keeping")},
	{"ending-keeping-owner", ana, false, open("/practice/keeping")},
	{"ending-later-read", liz, false, shared("/relapse")},
	{"ending-later-case", ana, false, onCase(liz, "/relapse")},
	{"ending-over", ana, false, open("/?only=ended")},
	{"intake-case", ana, false, onCase(liz, "/intake")},
	{"intake-client", liz, false, shared("/intake")},
	{"intake-form", liz, false, shared("/intake/forms/brings")},
	{"intake-referral", ana, false, onCase(liz, "/intake/forms/referral")},
	{"intake-consent", liz, false, shared("/consents/messages")},
	{"intake-consent-case", ana, false, onCase(liz, "/consents/treatment")},
	{"intake-fits", ana, false, onCase(liz, "/intake/fits")},
	{"intake-empty", ana, false, onCase("Sam Whitlock", "/intake")},
	{"duty", ana, false, onCase(dave, "/duty")},
	{"duty-one", ana, false, func(p *browser.Person) {
		onCase(dave, "/duty")(p)
		p.Eval(`document.querySelector("main .rows a").click()`)
		p.See("All worksheets of this case")
	}},
	{"duty-write", ana, false, func(p *browser.Person) {
		onCase("Sam Whitlock", "/duty")(p)
		p.Eval(`document.querySelector('main .card form').requestSubmit()`)
		p.See("All worksheets of this case")
	}},
	{"invited", ana, false, func(p *browser.Person) {
		p.Go("/cases/new")
		p.Fill("Name", "Wilhelmina Alexandra Featherstonehaugh-Cholmondeley")
		p.Fill("E-mail", "wilhelmina.featherstonehaugh-cholmondeley@a-rather-long-name.example.org")
		p.Fill("What brings them", "A long name, and no answers yet.")
		p.Click("Open the case")
		p.Click("Send the invitation")
	}},
	{"case-new", ana, false, func(p *browser.Person) {
		p.Eval(`[...document.querySelectorAll(".cases a")].find(a => /Wilhelmina/.test(a.textContent)).click()`)
		p.See("Who is inside")
	}},
}

func main() {
	every := flag.String("every", "", "keep every page, whole, light and dark, in this folder")
	only := flag.String("only", "", "with only pages whose name begins with one of these, with commas between")
	flag.Parse()
	t := &desk{}
	defer t.clear()
	var site *world.World
	origin := browser.Serve(t, func(origin string) http.Handler {
		site = world.Demo(t, origin, moment)
		return site
	})
	b := browser.Open(t, origin)
	for _, d := range []struct {
		name   string
		device browser.Device
	}{{"phone", browser.Device{Width: 390, Height: 844, Scale: 1.5, Touch: true}}, {"desktop", browser.Device{Width: 1280, Height: 860, Scale: 1}}} {
		lower := d.device.Height
		for _, shot := range pictures {
			d.device.Height = lower
			if shot.name == "case" && !d.device.Touch {
				d.device.Height = 1500 // down to the first charts
			}
			dir := *every
			if dir == "" && shot.docs {
				dir = filepath.Join("docs", "screenshots")
			}
			if dir == "" || !chosen(shot.name, *only) {
				continue
			}
			p := take(b, shot, d.device)
			for _, light := range []string{"light", "dark"} {
				p.Dark(light == "dark")
				p.Picture(filepath.Join(dir, shot.name+"-"+d.name+"-"+light+".png"), *every != "")
			}
		}
	}
}

func chosen(name, only string) bool {
	return only == "" || slices.ContainsFunc(strings.Split(only, ","), func(begin string) bool { return strings.HasPrefix(name, begin) })
}

func take(b *browser.Browser, shot picture, d browser.Device) *browser.Person {
	p := b.Person(shot.name, d)
	p.Still(true)
	if shot.who != "" {
		p.Go("/demo")
		p.Click("Sign in as " + shot.who)
		p.SignedIn()
	}
	if shot.walk != nil {
		shot.walk(p)
	}
	fmt.Fprintln(os.Stderr, shot.name)
	return p
}

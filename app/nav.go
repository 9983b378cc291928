package app

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/ui"
)

// way is a page that one can go to from everywhere.
type way struct {
	path, key, icon string
	post            who.Post
	also            []string // what the addresses of the pages below it contain
}

// clinician marks whoever has cases of their own to look after.
const clinician = who.Therapist | who.Supervisor

var ways = []way{
	{path: "/", key: "nav.today", icon: "today", post: who.Client | clinician},
	{path: "/work", key: "nav.work", icon: "work", post: who.Client, also: []string{"/measures/", "/responses/", "/work"}},
	{path: "/going", key: "nav.going", icon: "going", post: who.Client, also: []string{"/progress", "/our-plan", "/ending", "/emdr"}},
	{path: "/spaces", key: "nav.spaces", icon: "spaces", post: who.Client, also: []string{"/pages", "/contacts/", "/agree", "/trust", "/things/", "/kept", "/copy", "/sharing", "/new-therapist"}},
	{path: "/sessions", key: "nav.sessions", icon: "calendar", post: who.Client, also: []string{"/meetings", "/notes/", "/appointments"}},
	{path: "/messages", key: "nav.messages", icon: "message", post: who.Client, also: []string{"/messages"}},
	{path: "/plan", key: "nav.plan", icon: "plan", post: who.Client, also: []string{"/safety-plan", "/relapse"}},
	{path: "/calendar", key: "nav.calendar", icon: "calendar", post: who.Therapist | who.Desk, also: []string{"/appointments"}},
	{path: "/people", key: "nav.people", icon: "people", post: who.Therapist | who.Desk, also: []string{"/contacts/"}},
	{path: "/instruments", key: "nav.instruments", icon: "questions", post: clinician | who.Owner, also: []string{"/instruments/", "/batteries", "/protocols"}},
	{path: "/practice", key: "nav.practice", icon: "practice", post: who.Owner},
	{path: "/practice/people", key: "nav.staff", icon: "people", post: who.Owner},
	{path: "/practice/trail", key: "nav.trail", icon: "trail", post: who.Owner},
	{path: "/account", key: "nav.account", icon: "account", post: who.Client | who.Staff, also: []string{"/account/"}},
}

// nav is where a person can go. An owner who treats as well finds the practice's pages on
// its overview, so that the menu stays short.
func nav(ctx context.Context, person who.Person, at string) []ui.Link {
	var links []ui.Link
	for _, w := range ways {
		inPractice := strings.HasPrefix(w.path, "/practice/")
		if !person.Holds(w.post) || (inPractice && person.Holds(clinician)) {
			continue
		}
		links = append(links, ui.Link{Href: w.path, Text: words.T(ctx, w.key), Here: w.has(at), Icon: w.icon})
	}
	return links
}

// has tells whether an address is this page, or one below it.
func (w way) has(at string) bool {
	below := func(part string) bool { return strings.Contains(at, part) }
	return at == w.path || slices.ContainsFunc(w.also, below)
}

// frame is what stands around the pages of somebody who has signed in. What a client has
// open is named in the browser by where they are, and never by what they read: the names of
// open pages can be seen over a shoulder, and stay in the browser's history.
func (h *House) frame(r *http.Request) ui.Frame {
	person := web.Who(r)
	f := ui.Frame{Demo: h.config.Demo, SignOut: true, QuickExit: person.Holds(who.Client), Nav: nav(r.Context(), person, r.URL.Path)}
	if !person.Holds(who.Client) {
		return f
	}
	f.Help = "/help"
	f.Tab = words.T(r.Context(), "nav.today")
	for _, link := range f.Nav {
		if link.Here {
			f.Tab = link.Text
		}
	}
	return f
}

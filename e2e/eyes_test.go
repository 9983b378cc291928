package e2e_test

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tillit.care/base/web"
	"tillit.care/e2e/world"
	"tillit.care/instrument"
	"tillit.care/pure/right"
)

// undoored are pages that name no space in their address and show something confidential
// all the same.
var undoored = []string{"GET /{$}", "GET /work", "GET /going", "GET /spaces", "GET /people", "GET /cases/new",
	"GET /practice", "GET /practice/people", "GET /practice/trail"}

// TestASpaceIsAlwaysVisible: every page behind a door says whose eyes it has, to everybody
// who may open it, and says so before anything can be typed.
func TestASpaceIsAlwaysVisible(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../pure/right/testdata/rights.txt")
	if err != nil {
		t.Fatal(err)
	}
	table, err := right.Table(string(text))
	if err != nil {
		t.Fatal(err)
	}
	w, cast := world.Peopled(t)
	for _, route := range w.House.Routes {
		page := route.Door != "" || slices.Contains(undoored, route.Pattern)
		if !page || !strings.HasPrefix(route.Pattern, "GET ") || notPages[route.Pattern] != "" {
			continue
		}
		if drawn := eyesOf(t, w, cast, plan(t, table, route)); drawn == 0 {
			t.Errorf("%s: nobody's page was drawn", route.Pattern)
		}
	}
	for _, pattern := range undoored {
		if !slices.ContainsFunc(w.House.Routes, func(r web.Route) bool { return r.Pattern == pattern }) {
			t.Errorf("%s is no route", pattern)
		}
	}
}

// eyesOf draws a page for everybody who may open it, and counts them.
func eyesOf(t *testing.T, w *world.World, cast *world.Cast, tries []try) (drawn int) {
	t.Helper()
	for _, one := range tries {
		if !one.in {
			continue
		}
		answer := one.request(w, cast)
		if answer.Code != http.StatusOK {
			continue // it leads elsewhere, or there is nothing of the kind in this space
		}
		drawn++
		page, err := html.Parse(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		eyes, control := order(page)
		switch {
		case eyes < 0:
			t.Errorf("%s: the page does not say whose eyes it has", one)
		case control >= 0 && control < eyes:
			t.Errorf("%s: one can type before the page says whose eyes it has", one)
		}
	}
	return drawn
}

// order is where in the page's main part the sentence about eyes stands, and where the
// first thing that takes something; -1: nowhere.
func order(page *html.Node) (eyes, control int) {
	eyes, control = -1, -1
	n, inMain := 0, false
	for node := range page.Descendants() {
		n++
		if node.Type != html.ElementNode {
			continue
		}
		inMain = inMain || node.Data == "main"
		if eyes < 0 && slices.Contains(strings.Fields(attr(node, "class")), "eyes") && strings.TrimSpace(said(node)) != "" {
			eyes = n
		}
		takes := slices.Contains([]string{"textarea", "select", "button"}, node.Data) || (node.Data == "input" && attr(node, "type") != "hidden")
		if inMain && control < 0 && takes {
			control = n
		}
	}
	return eyes, control
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// said is the text of a node.
func said(n *html.Node) string {
	var all strings.Builder
	for each := range n.Descendants() {
		if each.Type == html.TextNode {
			all.WriteString(each.Data + " ")
		}
	}
	return strings.Join(strings.Fields(all.String()), " ")
}

// telling are words that say to a passer-by what somebody comes for.
var telling = []string{"depress", "anxi", "ptsd", "stress", "trauma", "suicid", "self-harm", "phq", "gad-7", "pcl-5", "asq", "trust", "betray",
	"questionnaire", "screen", "symptom", "disorder", "diagnos", "crisis", "danger", "abuse", "journal", "diary", "patient", "treatment"}

// TestNothingIsTold: no page that a client has open is called by what it is about, and the
// pages they begin with say nothing that a passer-by should not read.
func TestNothingIsTold(t *testing.T) {
	t.Parallel()
	all, err := instrument.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	forbidden := slices.Clone(telling)
	for _, in := range all {
		forbidden = append(forbidden, strings.ToLower(in.Form.Title))
	}
	w, cast := world.Peopled(t)
	titles := 0
	for _, route := range w.House.Routes {
		if !strings.HasPrefix(route.Pattern, "GET ") || strings.HasSuffix(route.Pattern, "/live") || route.Audience == web.Anyone {
			continue
		}
		for _, kind := range []string{"client", "ex-client"} {
			for _, at := range []right.Kind{right.Shared, right.Own, right.Contact} {
				page, err := html.Parse(try{route: route, kind: kind, at: at}.request(w, cast).Body)
				if err != nil {
					t.Fatal(err)
				}
				title, main := element(page, "title"), element(page, "main")
				if title == nil || main == nil {
					continue // part of a page, or no page
				}
				titles++
				telltale(t, forbidden, route.Pattern+" as "+kind+", its name", said(title))
				if route.Pattern == "GET /{$}" || route.Pattern == "GET /work" {
					telltale(t, forbidden, route.Pattern+" as "+kind, said(main))
				}
			}
		}
	}
	if titles < 40 {
		t.Errorf("only %d pages were drawn", titles)
	}
}

func telltale(t *testing.T, forbidden []string, where, text string) {
	t.Helper()
	for _, word := range forbidden {
		if strings.Contains(strings.ToLower(text), word) {
			t.Errorf("%s: %q says %q", where, text, word)
		}
	}
}

func element(page *html.Node, name string) *html.Node {
	for n := range page.Descendants() {
		if n.Type == html.ElementNode && n.Data == name {
			return n
		}
	}
	return nil
}

package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"tillit.care/base/web"
	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
	"tillit.care/pure/right"
)

// TestALentDevice: with a session that is in a client's hands nothing opens, whatever is
// asked, but the one form; nothing else changes either.
func TestALentDevice(t *testing.T) {
	t.Parallel()
	w, cast := world.Peopled(t)
	lend := web.Route{Pattern: "POST /spaces/{space}/measures/{measure}/tablet"}
	cookie := cast.Cookies["therapist"]
	if a := (try{route: lend, at: right.Shared}).send(w, cast.Liz, cookie); a.Header().Get("Location") != web.LentTo {
		t.Fatalf("it was not lent: %d", a.Code)
	}
	eye, tried := openEye(w, true), 0
	for _, route := range w.House.Routes {
		if route.Always || route.Audience == web.Lent {
			continue
		}
		_, kinds := door(t, route)
		if kinds == nil {
			kinds = []right.Kind{right.Shared}
		}
		for _, at := range kinds {
			c := cast.Liz
			if c.Spaces[at] == "" {
				c = cast.Pair
			}
			tried++
			a := try{route: route, at: at}.send(w, c, cookie)
			led := a.Code == http.StatusSeeOther && a.Header().Get("Location") == web.LentTo
			if !led && a.Code != http.StatusNotFound {
				t.Errorf("%s answers %d on a lent device", route.Pattern, a.Code)
			}
			if strings.HasPrefix(route.Pattern, "GET ") && !led {
				t.Errorf("%s does not lead to the form", route.Pattern)
			}
		}
	}
	if changed, _ := eye.look(t); changed != nil {
		t.Errorf("something changed: %q", changed)
	}
	t.Logf("%d requests", tried)
}

// TestALentDeviceInABrowser: no way leads out of the form, not the address bar, Back, a
// reload or another tab that was open.
func TestALentDeviceInABrowser(t *testing.T) {
	var w *world.World
	origin := browser.Serve(t, func(origin string) http.Handler {
		w = world.Live(t, origin)
		return w
	})
	cast := w.NewCast()
	b := browser.Open(t, origin)
	ana := b.Person("therapist", browser.Phone)
	signIn(ana, cast.Emails["therapist"])
	home := "/spaces/" + string(cast.Liz.Spaces[right.Shared])
	other := ana.Tab("the other tab")
	other.Go(home)
	other.See("What cannot wait")
	ana.Go(home)
	ana.Eval(`document.querySelector("form[action$=\"/tablet\"]").requestSubmit()`)
	ana.See("Little interest")
	ana.At("/tablet")
	other.See("Little interest") // by itself
	other.At("/tablet")
	looked(t, ana, 200)
	for _, way := range []string{`history.back()`, `location.reload()`, `location.href = "/"`, `location.href = "` + home + `"`, `location.href = "/account"`, `history.go(-2)`} {
		ana.Eval(way)
		ana.See("Little interest")
		ana.At("/tablet")
	}
	ana.Eval(`document.querySelectorAll("fieldset").forEach(f => f.querySelectorAll("input")[1].click())`)
	ana.Press("Send my answers")
	ana.See("Please give the device back")
	looked(t, ana, 200)
	ana.Eval(`history.back()`)
	ana.See("Please give the device back")
	ana.Press("Give the device back")
	ana.See("E-mail address")
	ana.Eval(`history.back()`)
	ana.See("E-mail address")
	other.Go(home)
	other.See("E-mail address")
}

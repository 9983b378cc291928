package e2e_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"tillit.care/base/db"
	"tillit.care/base/who"
	texts "tillit.care/content"
	"tillit.care/e2e/browser"
	"tillit.care/e2e/scene"
	"tillit.care/e2e/world"
	"tillit.care/practice"
	"tillit.care/pure/right"
)

// TestPagesFromTheRight draws pages in a language that begins on the right, on the smallest
// phone: nothing moves sideways, and the page says which way it is read.
func TestPagesFromTheRight(t *testing.T) {
	beside(t)
	var w *world.World
	origin := browser.Serve(t, func(origin string) http.Handler {
		w = world.Turned(t, origin)
		return w
	})
	cast := w.NewCast()
	b := browser.Open(t, origin)
	small := browser.Device{Width: 320, Height: 640, Scale: 2, Touch: true}
	nobody, liz, tove := b.Person("nobody", small), b.Person("liz", small), b.Person("tove", small)
	signIn(liz, cast.Emails["client"])
	signIn(tove, cast.Emails["therapist"])
	turn(nobody, "/sign-in", "Sign in")
	turn(liz, "/account", "How you sign in")
	turn(tove, "/account", "How you sign in")
	for _, page := range []struct {
		by   *browser.Person
		path string
	}{
		{nobody, "/sign-in"}, {liz, "/"}, {liz, "/account"},
		{liz, pathOf(cast.Liz, "GET /spaces/{space}/measures/{measure}", right.Shared)},
		{liz, pathOf(cast.Liz, "GET /spaces/{space}/progress", right.Shared)},
		{tove, pathOf(cast.Liz, "GET /spaces/{space}", right.Shared)},
	} {
		t.Run(page.path, func(t *testing.T) { fromTheRight(t, page.by.In(t), page.path) })
	}
}

const readAs = `document.documentElement.lang + " " + document.documentElement.dir + " " + getComputedStyle(document.querySelector("main")).direction`

// turn chooses the language on a page, and waits for the page in it.
func turn(p *browser.Person, path, title string) {
	p.Go(path)
	p.Eval(`document.querySelector('form[action="/language"] button[value="` + world.RightToLeft + `"]').click()`)
	p.See(world.Turn(title))
}

func fromTheRight(t *testing.T, p *browser.Person, path string) {
	p.Go(path)
	if got := p.Eval(readAs); got != world.RightToLeft+" rtl rtl" {
		t.Errorf("%s is read as %v", path, got)
	}
	p.Fits()
	p.Axe(t)
	// What stands in a language of its own keeps its direction.
	if got := p.Eval(`[...document.querySelectorAll("[lang=en]")].every(e => getComputedStyle(e).direction === "ltr")`); got != true {
		t.Errorf("%s: English stands from the right", path)
	}
}

var htmlLang = regexp.MustCompile(`<html lang="([^"]+)" dir="([^"]+)"`)

// reads is the language of the page that somebody is shown, whose browser asks for Spanish.
func reads(t *testing.T, w *world.World, path string, cookies ...*http.Cookie) string {
	t.Helper()
	found := htmlLang.FindStringSubmatch(shown(w, path, cookies...))
	if found == nil {
		t.Fatalf("GET %s: no page", path)
	}
	return found[1]
}

// shown is the page that somebody is shown, whose browser asks for Spanish.
func shown(w *world.World, path string, cookies ...*http.Cookie) string {
	r := httptest.NewRequest("GET", world.Address+path, nil)
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Language", "es-MX,es;q=0.9,en;q=0.5")
	for _, cookie := range cookies {
		r.AddCookie(cookie)
	}
	answer := httptest.NewRecorder()
	w.ServeHTTP(answer, r)
	return answer.Body.String()
}

// change changes the practice's settings by hand.
func change(t *testing.T, w *world.World, how func(*practice.Settings)) {
	t.Helper()
	err := w.House.DB.Write(context.Background(), who.House, func(tx *db.Tx) error {
		s, err := practice.Of(tx)
		if err != nil {
			return err
		}
		how(&s)
		return practice.Keep(tx, s)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestWhoReadsWhat: a real practice offers a language to clients, and to whoever may be
// one, only while somebody has signed its texts as they are. Who works there reads what
// they like.
func TestWhoReadsWhat(t *testing.T) {
	t.Parallel()
	w, cast := world.Peopled(t)
	expect := func(when, nobody, client, therapist string) {
		t.Helper()
		got := [3]string{reads(t, w, "/sign-in"), reads(t, w, "/", cast.Cookies["client"]), reads(t, w, "/", cast.Cookies["therapist"])}
		if got != [3]string{nobody, client, therapist} {
			t.Errorf("%s: nobody, client and therapist read %v", when, got)
		}
	}
	expect("in the demo", "es", "es", "es")
	change(t, w, func(s *practice.Settings) { s.Demo = false })
	expect("in a real practice", "en", "en", "es")
	owner := cast.People["owner"]
	w.Do(owner, func(tx *db.Tx) error {
		if err := practice.Sign(tx, "es", "not what was shown", "Odd Vik"); err == nil {
			t.Error("other texts than these were signed")
		}
		return nil
	})
	expect("after signing other texts", "en", "en", "es")
	sign(t, w, owner)
	expect("signed", "es", "es", "es")
	change(t, w, func(s *practice.Settings) {
		signed := s.Reviewed["es"]
		signed.Hash = "what the texts were a version ago"
		s.Reviewed["es"] = signed
	})
	expect("the texts have changed", "en", "en", "es")
	for _, page := range []string{"/practice", "/practice/languages"} {
		if !strings.Contains(shown(w, page, cast.Cookies["owner"]), "Por favor, lee otra vez estos textos") {
			t.Errorf("%s does not say that a language is off again", page)
		}
	}
	sign(t, w, owner)
	w.Do(owner, func(tx *db.Tx) error { return practice.Unsign(tx, "es") })
	expect("taken back", "en", "en", "es")
}

// sign signs the texts as they are.
func sign(t *testing.T, w *world.World, by who.Person) {
	t.Helper()
	review, err := texts.ReviewOf("es")
	if err != nil {
		t.Fatal(err)
	}
	w.Do(by, func(tx *db.Tx) error { return practice.Sign(tx, "es", review.Hash, "Odd Vik") })
}

// TestLanguagesOfARealPractice goes on where the first run ends.
func TestLanguagesOfARealPractice(t *testing.T) {
	t.Parallel()
	w := world.Empty(t, "")
	path, err := w.House.SetUp(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	scene.Run(t, "setup/languages.txt", starting{w, path})
}

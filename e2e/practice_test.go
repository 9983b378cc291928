package e2e_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tillit.care/app"
	"tillit.care/base/seal"
	"tillit.care/e2e/browser"
)

// TestSettingUpInABrowser walks the first run on a phone, with a passkey, and looks at every
// page with axe; then at every page of the settings.
func TestSettingUpInABrowser(t *testing.T) {
	beside(t)
	var h *app.House
	origin := browser.Serve(t, func(origin string) http.Handler {
		dir := t.TempDir()
		key, err := seal.NewFile(filepath.Join(dir, "tillit.key"))
		if err != nil {
			t.Fatal(err)
		}
		if h, err = app.Open(t.Context(), app.Config{DB: filepath.Join(dir, "tillit.db"), Key: key, Quiet: true, Address: origin}); err != nil {
			t.Fatal(err)
		}
		return h
	})
	t.Cleanup(func() { _ = h.Close(t.Context()) })
	path, err := h.SetUp(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := browser.Open(t, origin)
	b.Expect("422|503")
	p := b.Person("kari", browser.Phone)
	p.Passkeys()
	page := func(name, says string) {
		t.Helper()
		p.See(says)
		p.Axe(t)
		p.Fits()
		if dir := os.Getenv("TILLIT_PICTURES"); dir != "" {
			p.Screenshot(filepath.Join(dir, name+".png"))
		}
	}
	p.Go("/")
	page("not-ready", "Please come back later")
	p.Go(path)
	page("key", "If it is lost, the records are lost")
	p.Tick("The key is in a safe place, apart from the data")
	p.Click("Go on")
	page("about", "Time zone")
	p.Click("Go on")
	page("about-wrong", "Please write a name.")
	p.Fill("Name of the practice", "Nordlys")
	p.Eval(`for (const [n, v] of [["zone", "Europe/Oslo"], ["jurisdiction", "NO"]]) document.querySelector("[name=" + n + "]").value = v`)
	p.Click("Go on")
	page("crisis", "Call each number once")
	p.Eval(`document.querySelector("[name='crisis.0.who']").value = "Mental Helse"; document.querySelector("[name='crisis.0.number']").value = "116 123"`)
	p.Click("Go on")
	page("hours", "Leave a day empty")
	p.Eval(`document.querySelector("[name='hours.1.0.from']").value = "09:00"; document.querySelector("[name='hours.1.0.to']").value = "17:00"`)
	p.Click("Go on")
	page("owner", "You are the owner")
	p.Fill("Your name", "Kari Nes")
	p.Fill("Your e-mail address", "kari@example.org")
	p.Tick("I also treat clients")
	p.Click("Go on")
	p.See("How would you like to sign in?")
	p.Until(`!document.querySelector("pass-key").hidden`) // from then on it can be pressed
	p.Eval(`document.querySelector("pass-key button").click()`)
	p.See("ecovery")
	p.Go("/")
	page("mail", "They never say what it is about")
	p.Click("Go on")
	page("address", "passkeys belong to it")
	p.Click("Go on")
	page("people", "Who works here")
	p.Fill("Name", "Ola Vik")
	p.Fill("E-mail address", "ola@example.org")
	p.Tick("Therapist")
	p.Click("Send the invitation")
	page("people-code", "Tell them this code yourself")
	p.Click("Go on")
	page("cover", "clients are told the truth")
	p.Click("Go on")
	page("done", "Make a backup a habit")
	p.Click("Open the practice")
	p.See("Today")
	for _, part := range []string{"", "/about", "/crisis", "/hours", "/mail", "/address", "/cover", "/people"} {
		p.Go("/practice" + part)
		page("settings"+strings.ReplaceAll(part, "/", "-"), "wner") // every page says who can change it
	}
}

package account

import (
	"net/http"
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
)

// What somebody reads is kept in the browser before they sign in and with the account
// afterwards, and their own choice goes before the browser's.
func TestLanguage(t *testing.T) {
	h := newHouse(t)
	liz, seed := h.withPassword(who.Client, "liz@example.org")
	b := h.browser()
	b.says(b.see("/sign-in"), http.StatusOK, `<html lang="en" dir="ltr"`)
	b.goes(b.post("/language", "language", "es", "back", "/welcome/abc"), "/welcome/abc")
	b.says(b.see("/sign-in"), http.StatusOK, `<html lang="es" dir="ltr"`)
	b.goes(b.post("/language", "language", "es", "back", "https://elsewhere.example/"), "/sign-in")
	b.says(b.post("/language", "language", "xx"), http.StatusUnprocessableEntity, "account.language.unknown")

	b.post("/quick-exit")
	if _, kept := b.cookies["language"]; kept {
		t.Error("leaving quickly leaves something behind")
	}
	b.post("/language", "language", "es")

	b.signIn("liz@example.org", seed)
	b.says(b.see("/account"), http.StatusOK, `<html lang="es"`)
	if h.account(liz.ID).Language != "" {
		t.Error("what a browser was told is kept with the account")
	}
	b.goes(b.post("/language", "language", "en", "back", "/account"), "/account")
	b.says(b.see("/account"), http.StatusOK, `<html lang="en"`)
	if h.account(liz.ID).Language != "en" {
		t.Error("what she chose is not kept with her account")
	}
	other := h.browser()
	other.cookies["language"] = "es"
	h.wait(time.Minute) // the last code was used
	other.signIn("liz@example.org", seed)
	other.says(other.see("/account"), http.StatusOK, `<html lang="en"`)
	h.write(liz.Person(), func(tx *db.Tx) error { return ReadIn(tx, liz.ID, "es") })
	if a := h.account(liz.ID); a.Language != "es" || a.Email != "liz@example.org" || a.Posts != who.Client || string(a.handle) != string(liz.handle) {
		t.Errorf("choosing a language changed something else: %+v", a)
	}
}

// Nobody chooses for an account that has ended.
func TestLanguageOfAnEndedAccount(t *testing.T) {
	h := newHouse(t)
	liz := h.create(who.Client, "", "liz@example.org")
	h.write(who.House, func(tx *db.Tx) error { return End(tx, liz.ID) })
	err := h.db.Write(t.Context(), who.House, func(tx *db.Tx) error { return ReadIn(tx, liz.ID, "es") })
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v", err)
	}
}

func (h *house) account(person who.ID) (a Account) {
	h.t.Helper()
	h.write(who.House, func(tx *db.Tx) (err error) { a, err = Of(tx, person); return err })
	return a
}

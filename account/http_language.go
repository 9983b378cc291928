package account

import (
	"net/http"
	"slices"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/web"
	"tillit.care/base/words"
)

// language keeps what somebody wants to read: with their account, or in this browser as
// long as they have not signed in.
func (p Pages) language(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	code := form.Text("language")
	if !slices.ContainsFunc(words.Offered(r.Context()), func(t words.Tongue) bool { return t.Code == code }) {
		return fault.At("language", "account.language.unknown")
	}
	if person := web.Who(r); person.SignedIn() {
		if err := p.DB.Write(r.Context(), person, func(tx *db.Tx) error { return ReadIn(tx, person.ID, code) }); err != nil {
			return err
		}
		return web.See(w, r, web.Ours(form.Text("back"), "/account"))
	}
	web.RememberLanguage(w, code, p.TLS)
	return web.See(w, r, web.Ours(form.Text("back"), "/sign-in"))
}

package account

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/trail"
	"tillit.care/base/web"
	"tillit.care/base/who"
)

// Lend parks the session of this browser: it is in a client's hands from now on. Whatever is
// asked with it, it opens nothing but what is named here, until somebody signs in anew.
func (p Pages) Lend(tx *db.Tx, r *http.Request, what string) error {
	s, err := sessionOf(tx, p.cookie(r, ""))
	if err != nil {
		return err
	}
	if s.body.Lent == "" {
		tx.Note(trail.Practice, "account.lend", string(s.account.ID))
	}
	s.body.Lent = what
	sealed, err := fixed(tx, "session", s.hash, s.body)
	if err != nil {
		return err
	}
	return changeSession(tx, s.hash, sealed)
}

// GiveBack ends a session that was lent. Only signing in leads on: the same person goes to
// where they had been.
func (p Pages) GiveBack(w http.ResponseWriter, r *http.Request, to string) error {
	person := web.Who(r)
	if err := p.leave(w, r); err != nil {
		return err
	}
	if err := p.give(w, forReturn, ticket{Account: person.ID, To: to}); err != nil {
		return err
	}
	return web.See(w, r, "/sign-in")
}

// next is where somebody goes who has just signed in: to where they lent this browser, or
// else to the page that they begin with.
func (p Pages) next(w http.ResponseWriter, r *http.Request, person who.ID) string {
	t, ok := p.shown(r, forReturn)
	if !ok {
		return "/"
	}
	p.tear(w, forReturn)
	if t.Account != person {
		return "/"
	}
	return web.Ours(t.To, "/")
}

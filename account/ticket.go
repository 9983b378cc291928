package account

import (
	"encoding/base64"
	"net/http"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/who"
)

// A ticket is what is known between two pages of coming in. It is a sealed cookie that
// lasts a few minutes: somebody who only knocks leaves nothing in the database.
type ticket struct {
	Once       string                `json:"o"` // names the ticket, where it is good once
	Until      int64                 `json:"u"`
	Account    who.ID                `json:"a,omitempty"`
	Invitation InvitationID          `json:"i,omitempty"`
	Handle     []byte                `json:"h,omitempty"`
	Password   *Stretched            `json:"p,omitempty"`
	Seed       string                `json:"s,omitempty"`
	Asked      *webauthn.SessionData `json:"w,omitempty"`
	To         string                `json:"to,omitempty"` // where one goes on
}

// Least hides which kind of ticket it is.
func (ticket) Least() int { return least }

// What a ticket is for. One for one thing does not open another.
const (
	forCode    = "step"   // the password was right, the code is missing
	forWelcome = "hello"  // link and code of an invitation belonged together
	forEnrol   = "enrol"  // a new password and seed, kept once a code of it was shown
	forPasskey = "device" // a device was asked
	forReturn  = "back"   // a device that was lent came back, or somebody had to sign in anew
	forAgain   = "again"  // somebody was asked who they are, on the way to a page
)

const ticketLasts = 15 * time.Minute

func ticketPlace(use string) seal.Place { return seal.Place{Table: "ticket", Row: use} }

func (p Pages) give(w http.ResponseWriter, use string, t ticket) error {
	until := p.DB.Now().Add(ticketLasts)
	t.Once, t.Until = newOnce(), db.Ms(until)
	sealed, err := p.DB.Ring().Key("account").Seal(ticketPlace(use), t)
	if err != nil {
		return err
	}
	p.setCookie(w, "-"+use, base64.RawURLEncoding.EncodeToString(sealed), int(ticketLasts/time.Second))
	return nil
}

// shown is the ticket that a request carries. What is no ticket, or too old, is none.
func (p Pages) shown(r *http.Request, use string) (ticket, bool) {
	var t ticket
	sealed, err := base64.RawURLEncoding.DecodeString(p.cookie(r, "-"+use))
	if err != nil || p.DB.Ring().Key("account").Open(ticketPlace(use), sealed, &t) != nil {
		return ticket{}, false
	}
	return t, p.DB.Now().Before(db.At(t.Until))
}

func (p Pages) tear(w http.ResponseWriter, uses ...string) {
	for _, use := range uses {
		p.setCookie(w, "-"+use, "", -1)
	}
}

// cookieName is bound to the host where the line is encrypted.
func (p Pages) cookieName(use string) string {
	if p.TLS {
		return "__Host-tillit" + use
	}
	return "tillit" + use
}

func (p Pages) cookie(r *http.Request, use string) string {
	c, err := r.Cookie(p.cookieName(use))
	if err != nil {
		return ""
	}
	return c.Value
}

// setCookie without an age lasts until the browser is closed; a negative age removes it.
func (p Pages) setCookie(w http.ResponseWriter, use, value string, age int) {
	http.SetCookie(w, &http.Cookie{Name: p.cookieName(use), Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: p.TLS, SameSite: http.SameSiteLaxMode})
}

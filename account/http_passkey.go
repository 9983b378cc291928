package account

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/trail"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/base/words"
)

// told is what the script of a passkey button, or of the way out, reads.
type told struct {
	To      string `json:"to,omitempty"`
	Next    string `json:"next,omitempty"`
	Problem string `json:"problem,omitempty"`
}

func tell(w http.ResponseWriter, status int, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text) // that the reader went away is nobody's fault
	return nil
}

func (p Pages) relying(r *http.Request) (*webauthn.WebAuthn, error) {
	address, err := p.address(r)
	if err != nil {
		return nil, err
	}
	return relying(address)
}

// ask gives a device something to sign, and the browser a ticket that says what it was.
func (p Pages) ask(w http.ResponseWriter, asked *webauthn.SessionData, options any) error {
	if err := p.give(w, forPasskey, ticket{Asked: asked}); err != nil {
		return err
	}
	return tell(w, http.StatusOK, options)
}

// askPasskey asks any device for any passkey of ours: nobody types an address, and the
// answer does not depend on who has an account.
func (p Pages) askPasskey(w http.ResponseWriter, r *http.Request) error {
	at, err := p.relying(r)
	if err != nil {
		return err
	}
	options, asked, err := at.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return err
	}
	return p.ask(w, asked, options)
}

// answered looks at what a device answered and lets found go on with whose it is. The
// same answer is good once.
func (p Pages) answered(r *http.Request, by who.Person, found func(*db.Tx, Account) error) (how outcome, err error) {
	t, ok := p.shown(r, forPasskey)
	if !ok || t.Asked == nil {
		return over, nil
	}
	at, err := p.relying(r)
	if err != nil {
		return refused, err
	}
	answer, err := io.ReadAll(r.Body)
	if err != nil {
		return refused, fault.New(fault.Invalid, "fault.form")
	}
	err = p.DB.Write(r.Context(), by, func(tx *db.Tx) error {
		how = paused
		network := networkBucket(tx, p.network(r))
		if ok, err := try(tx, network); err != nil || !ok {
			return err
		}
		how = over
		if first, err := once(tx, t.Once, db.At(t.Until)); err != nil || !first {
			return err
		}
		how = refused
		a, err := usePasskey(tx, at, *t.Asked, answer)
		if fault.Is(err, fault.Forbidden) {
			tx.Note(trail.Practice, "account.signin.failed", string(a.ID))
			return nil
		}
		if err != nil {
			return err
		}
		how = inside
		if err := giveBack(tx, network.hash); err != nil {
			return err
		}
		return found(tx, a)
	})
	return how, err
}

func (p Pages) tellOutcome(w http.ResponseWriter, r *http.Request, how outcome, next string) error {
	p.tear(w, forPasskey)
	switch how {
	case inside:
		return tell(w, http.StatusOK, told{Next: next})
	case paused:
		return tell(w, http.StatusTooManyRequests, told{Problem: words.T(r.Context(), "account.wait")})
	}
	return tell(w, http.StatusUnprocessableEntity, told{Problem: words.T(r.Context(), "account.passkey.wrong")})
}

func (p Pages) signInPasskey(w http.ResponseWriter, r *http.Request) error {
	var secret string
	var person who.ID
	how, err := p.answered(r, who.Nobody, func(tx *db.Tx, a Account) (err error) {
		person = a.ID
		secret, err = p.enter(r, tx, a)
		return err
	})
	if err != nil {
		return err
	}
	if how != inside {
		return p.tellOutcome(w, r, how, "")
	}
	p.setCookie(w, "", secret, 0)
	return p.tellOutcome(w, r, how, p.next(w, r, person))
}

// againPasskey proves anew who is signed in. Somebody else's passkey does not.
func (p Pages) againPasskey(w http.ResponseWriter, r *http.Request) error {
	mine := false
	how, err := p.answered(r, web.Who(r), func(tx *db.Tx, a Account) error {
		if mine = a.ID == tx.By.ID; !mine {
			return nil
		}
		return Prove(tx, p.cookie(r, ""))
	})
	if err != nil {
		return err
	}
	if how == inside && !mine {
		how = refused
	}
	if how != inside {
		return p.tellOutcome(w, r, how, "")
	}
	return p.tellOutcome(w, r, how, p.backOr(w, r, r.URL.Query().Get("back")))
}

func (p Pages) askNewPasskey(w http.ResponseWriter, r *http.Request, e enrolling) error {
	at, err := p.relying(r)
	if err != nil {
		return err
	}
	known := webauthn.WithExclusions(webauthn.Credentials(e.holder.passkeys).CredentialDescriptors())
	options, asked, err := at.BeginRegistration(e.holder, known)
	if err != nil {
		return err
	}
	return p.ask(w, asked, options)
}

func (p Pages) newPasskey(w http.ResponseWriter, r *http.Request, e enrolling) error {
	t, ok := p.shown(r, forPasskey)
	if !ok || t.Asked == nil {
		return p.tellOutcome(w, r, over, "")
	}
	at, err := p.relying(r)
	if err != nil {
		return err
	}
	made, err := at.FinishRegistration(e.holder, *t.Asked, r)
	if err != nil {
		return p.tellOutcome(w, r, refused, "")
	}
	next, err := p.settle(w, r, e, func(tx *db.Tx, person who.ID) error {
		if first, err := once(tx, t.Once, db.At(t.Until)); err != nil || !first {
			return fault.New(fault.Conflict, "fault.conflict")
		}
		return addPasskey(tx, person, *made, deviceName(r.UserAgent()))
	})
	if err != nil {
		problem, err := wrong(r, err)
		if err != nil {
			return err
		}
		return tell(w, http.StatusConflict, told{Problem: problem})
	}
	return tell(w, http.StatusOK, told{Next: next})
}

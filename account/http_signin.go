package account

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/base/words"
)

// outcome is how a try to come in ended. The person is told no more than this.
type outcome int

const (
	refused outcome = iota
	paused          // too many tries
	over            // the ticket was used or is too old
	inside
)

func (p Pages) signInPage(w http.ResponseWriter, r *http.Request) error {
	if web.Who(r).SignedIn() {
		return web.See(w, r, "/")
	}
	return p.drawSignIn(w, r, http.StatusOK, "", "")
}

func (p Pages) drawSignIn(w http.ResponseWriter, r *http.Request, status int, email, problem string) error {
	return web.Draw(w, r, status, signInForm(frame(r, "account.signin.title"), email, problem))
}

// signIn looks at address and password. An unknown address takes as long as a known one:
// both try, both stretch, both leave a line.
func (p Pages) signIn(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	email := normal(form.Text("email"))
	ok, err := p.tries(r, email)
	if err != nil {
		return err
	}
	if !ok {
		return p.drawSignIn(w, r, http.StatusTooManyRequests, form.Text("email"), words.T(r.Context(), "account.wait"))
	}
	a, err := p.fits(r, email, form.Text("password"))
	if err != nil {
		return err
	}
	if a.ID == "" {
		return p.drawSignIn(w, r, http.StatusUnprocessableEntity, form.Text("email"), words.T(r.Context(), "account.signin.wrong"))
	}
	if err := p.give(w, forCode, ticket{Account: a.ID}); err != nil {
		return err
	}
	return web.See(w, r, "/sign-in/code")
}

// tries counts a try of an address from where the request comes.
func (p Pages) tries(r *http.Request, email string) (ok bool, err error) {
	err = p.DB.Write(r.Context(), who.Nobody, func(tx *db.Tx) error {
		ok, err = try(tx, addressBucket(tx, email), networkBucket(tx, p.network(r)))
		return err
	})
	return ok, err
}

// fits is the account of an address, if that is its password; otherwise none.
func (p Pages) fits(r *http.Request, email, password string) (a Account, err error) {
	var want Stretched
	err = p.DB.Read(r.Context(), who.Nobody, func(tx *db.Tx) (err error) {
		a, want, err = passwordOf(tx, email)
		return err
	})
	if err != nil {
		return Account{}, err
	}
	fits := want.Fits(password)
	err = p.DB.Write(r.Context(), who.Nobody, func(tx *db.Tx) error {
		act := "account.signin.failed"
		if fits {
			act = "account.signin.password"
		}
		tx.Note(trail.Practice, act, string(a.ID))
		return nil
	})
	if err != nil || !fits {
		return Account{}, err
	}
	return a, nil
}

func (p Pages) codePage(w http.ResponseWriter, r *http.Request) error {
	if _, ok := p.shown(r, forCode); !ok {
		return web.See(w, r, "/sign-in")
	}
	return p.drawCode(w, r, http.StatusOK, "")
}

func (p Pages) drawCode(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	return web.Draw(w, r, status, codeForm(frame(r, "account.code.title"), problem))
}

// code looks at the second proof: a one-time code, or a recovery code in its place.
func (p Pages) code(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	t, ok := p.shown(r, forCode)
	if !ok {
		return web.See(w, r, "/sign-in")
	}
	how, secret, err := p.second(r, t, form.Text("code"))
	if err != nil {
		return err
	}
	switch how {
	case paused:
		return p.drawCode(w, r, http.StatusTooManyRequests, words.T(r.Context(), "account.wait"))
	case refused:
		return p.drawCode(w, r, http.StatusUnprocessableEntity, words.T(r.Context(), "account.code.wrong"))
	case over:
		p.tear(w, forCode)
		return web.See(w, r, "/sign-in")
	}
	p.tear(w, forCode)
	p.setCookie(w, "", secret, 0)
	return web.See(w, r, p.next(w, r, t.Account))
}

func (p Pages) second(r *http.Request, t ticket, code string) (how outcome, secret string, err error) {
	err = p.DB.Write(r.Context(), who.Nobody, func(tx *db.Tx) error {
		how = over
		a, err := Of(tx, t.Account)
		if err != nil || !a.Ended.IsZero() {
			return err
		}
		if gone, err := used(tx, t.Once); err != nil || gone {
			return err
		}
		how, secret, err = p.prove(r, tx, a, []bucket{codeBucket(tx, a.ID)}, func() (bool, error) {
			ok, err := useCode(tx, a.ID, code)
			if err == nil && !ok {
				ok, err = useRecovery(tx, a.ID, code)
			}
			return ok, err
		})
		if err != nil || how != inside {
			return err
		}
		first, err := once(tx, t.Once, db.At(t.Until))
		if err == nil && !first {
			err = fault.New(fault.Conflict, "fault.conflict") // twice in the same moment: this one is undone
		}
		return err
	})
	return how, secret, err
}

// prove counts a try, looks, and lets in. Nothing of it is undone by a wrong answer.
func (p Pages) prove(r *http.Request, tx *db.Tx, a Account, buckets []bucket, look func() (bool, error)) (outcome, string, error) {
	ok, err := try(tx, buckets...)
	if err != nil || !ok {
		return paused, "", err
	}
	if ok, err = look(); err != nil {
		return refused, "", err
	}
	if !ok {
		tx.Note(trail.Practice, "account.signin.failed", string(a.ID))
		return refused, "", nil
	}
	if err := forgive(tx, networkBucket(tx, p.network(r)), addressBucket(tx, a.Email.Reveal()), codeBucket(tx, a.ID)); err != nil {
		return refused, "", err
	}
	secret, err := p.enter(r, tx, a)
	return inside, secret, err
}

func (p Pages) recoverPage(w http.ResponseWriter, r *http.Request) error {
	return p.drawRecover(w, r, http.StatusOK, "", "")
}

func (p Pages) drawRecover(w http.ResponseWriter, r *http.Request, status int, email, problem string) error {
	return web.Draw(w, r, status, recoverForm(frame(r, "account.recover.title"), email, problem))
}

// recover lets in somebody whose device with the passkey is lost and who has no password.
// Who has one signs in with it, and uses the recovery code there.
func (p Pages) recover(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	how, secret, err := p.recovered(r, normal(form.Text("email")), form.Text("code"))
	if err != nil {
		return err
	}
	switch how {
	case paused:
		return p.drawRecover(w, r, http.StatusTooManyRequests, form.Text("email"), words.T(r.Context(), "account.wait"))
	case inside:
		p.setCookie(w, "", secret, 0)
		return web.See(w, r, "/account")
	}
	return p.drawRecover(w, r, http.StatusUnprocessableEntity, form.Text("email"), words.T(r.Context(), "account.recover.wrong"))
}

func (p Pages) recovered(r *http.Request, email, code string) (how outcome, secret string, err error) {
	err = p.DB.Write(r.Context(), who.Nobody, func(tx *db.Tx) error {
		a, err := find(tx, email)
		if fault.Is(err, fault.NotFound) {
			a, err = Account{Email: seal.Text(email)}, nil
		}
		if err != nil {
			return err
		}
		buckets := []bucket{addressBucket(tx, email), networkBucket(tx, p.network(r))}
		how, secret, err = p.prove(r, tx, a, buckets, func() (bool, error) {
			all, err := secretsOf(tx, a.ID)
			if _, has := all.of(byPassword); err != nil || has || a.ID == "" {
				return false, err
			}
			return useRecovery(tx, a.ID, code)
		})
		return err
	})
	return how, secret, err
}

package account

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/trail"
	"tillit.care/base/web"
	"tillit.care/base/words"
)

// back is where one may return to after having shown again who one is.
var back = map[string]string{
	"": "/account", "password": "/account/password", "code": "/account/code",
	"passkey": "/account/passkey", "recovery": "/account/recovery",
}

// backFrom never leads anywhere else, whatever was asked.
func backFrom(name string) string {
	if path, ok := back[name]; ok {
		return path
	}
	return back[""]
}

// onward stands for the page that somebody was asked on the way to.
const onward = "on"

// Fresh tells whether whoever asks has shown within the last minutes who they are.
func (p Pages) Fresh(r *http.Request) (fresh bool, err error) {
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		s, err := sessionOf(tx, p.cookie(r, ""))
		fresh = err == nil && s.fresh(tx.Now)
		return err
	})
	return fresh, err
}

// Again asks somebody to show once more who they are, and then leads on to a page of ours:
// also where they can only do so by signing in anew.
func (p Pages) Again(w http.ResponseWriter, r *http.Request, to string) error {
	for _, use := range []string{forAgain, forReturn} {
		if err := p.give(w, use, ticket{Account: web.Who(r).ID, To: to}); err != nil {
			return err
		}
	}
	return web.See(w, r, "/account/again?back="+onward)
}

// backOr is where somebody goes on who has just shown who they are.
func (p Pages) backOr(w http.ResponseWriter, r *http.Request, name string) string {
	t, ok := p.shown(r, forAgain)
	p.tear(w, forAgain, forReturn)
	if name != onward || !ok || t.Account != web.Who(r).ID {
		return backFrom(name)
	}
	return web.Ours(t.To, back[""])
}

func backTo(path string) string {
	for name, to := range back {
		if to == path {
			return name
		}
	}
	return ""
}

// ways is what the page of one's own account shows.
type ways struct {
	email    string
	secrets  secrets
	devices  []Device
	here     string // the device that shows the page
	problem  string
	password bool
	left     int // recovery codes
}

func (p Pages) account(w http.ResponseWriter, r *http.Request) error {
	return p.drawAccount(w, r, http.StatusOK, "")
}

func (p Pages) drawAccount(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	shown := ways{problem: problem}
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		a, err := Of(tx, tx.By.ID)
		if err != nil {
			return err
		}
		if shown.secrets, err = secretsOf(tx, a.ID); err != nil {
			return err
		}
		shown.email, shown.here = a.Email.Reveal(), sessionHash(tx, p.cookie(r, ""))
		shown.devices, err = Devices(tx, a.ID)
		return err
	})
	if err != nil {
		return err
	}
	_, shown.password = shown.secrets.of(byPassword)
	recovery, _ := shown.secrets.of(byRecovery)
	shown.left = len(recovery.Left)
	f, err := p.mine(r, "account.title")
	if err != nil {
		return err
	}
	return web.Draw(w, r, status, accountPage(f, shown, p.zone(r)))
}

// endDevice needs no second proof: whoever may be signed in by mistake has to be able to
// end it at once.
func (p Pages) endDevice(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		return EndDevice(tx, tx.By.ID, form.Text("device"))
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return web.See(w, r, "/account")
}

func (p Pages) addPasskeyPage(w http.ResponseWriter, r *http.Request, _ enrolling) error {
	f, err := p.mine(r, "account.passkey.add")
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, passkeyPage(f))
}

func (p Pages) forgetPasskey(w http.ResponseWriter, r *http.Request, _ enrolling) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	which, err := id.Parse[secret](form.Text("passkey"))
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error { return forgetPasskey(tx, tx.By.ID, which) })
	if fault.Is(err, fault.Conflict) {
		return p.drawAccount(w, r, http.StatusConflict, words.T(r.Context(), fault.Of(err).Key))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/account")
}

func (p Pages) recoveryPage(w http.ResponseWriter, r *http.Request, _ enrolling) error {
	return p.drawRecovery(w, r, nil)
}

func (p Pages) drawRecovery(w http.ResponseWriter, r *http.Request, codes []string) error {
	f, err := p.mine(r, "account.recovery.title")
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, recoveryPage(f, codes))
}

// newRecovery shows new codes in its own answer: they are nowhere to be read again.
func (p Pages) newRecovery(w http.ResponseWriter, r *http.Request, _ enrolling) error {
	var codes []string
	err := p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		codes, err = NewRecovery(tx, tx.By.ID)
		return err
	})
	if err != nil {
		return err
	}
	return p.drawRecovery(w, r, codes)
}

func (p Pages) againPage(w http.ResponseWriter, r *http.Request) error {
	return p.drawAgain(w, r, http.StatusOK, r.URL.Query().Get("back"), "")
}

func (p Pages) drawAgain(w http.ResponseWriter, r *http.Request, status int, to, problem string) error {
	var all secrets
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		all, err = secretsOf(tx, tx.By.ID)
		return err
	})
	if err != nil {
		return err
	}
	if _, ok := back[to]; !ok && to != onward {
		to = ""
	}
	_, password := all.of(byPassword)
	f, err := p.mine(r, "account.again.title")
	if err != nil {
		return err
	}
	return web.Draw(w, r, status, againForm(f, to, len(all.every(byPasskey)) > 0, password, problem))
}

// again looks at the password of somebody who is signed in and wants to change how.
func (p Pages) again(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	var a Account
	var want Stretched
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		if a, err = Of(tx, tx.By.ID); err != nil {
			return err
		}
		a, want, err = a.withPassword(tx)
		return err
	})
	if err != nil {
		return err
	}
	email := a.Email.Reveal()
	ok, err := p.tries(r, email)
	if err != nil {
		return err
	}
	if !ok {
		return p.drawAgain(w, r, http.StatusTooManyRequests, form.Text("back"), words.T(r.Context(), "account.wait"))
	}
	fits := want.Fits(form.Text("password"))
	if err := p.proved(r, email, fits); err != nil {
		return err
	}
	if !fits {
		return p.drawAgain(w, r, http.StatusUnprocessableEntity, form.Text("back"), words.T(r.Context(), "account.again.wrong"))
	}
	return web.See(w, r, p.backOr(w, r, form.Text("back")))
}

func (p Pages) proved(r *http.Request, email string, fits bool) error {
	return p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		if !fits {
			tx.Note(trail.Practice, "account.prove.failed", string(tx.By.ID))
			return nil
		}
		if err := forgive(tx, networkBucket(tx, p.network(r)), addressBucket(tx, email)); err != nil {
			return err
		}
		return Prove(tx, p.cookie(r, ""))
	})
}

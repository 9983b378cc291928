package account

import (
	"net/http"
	"net/url"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/ui"
)

// enrolling is somebody who may give themselves a way to sign in: newly invited, or
// signed in and having just shown again who they are.
type enrolling struct {
	base       string // where the pages are
	person     who.ID // empty for somebody new
	invitation InvitationID
	holder     holder
	secrets    secrets
}

type enrolHandle func(w http.ResponseWriter, r *http.Request, e enrolling) error

func (p Pages) welcomePage(w http.ResponseWriter, r *http.Request) error {
	return p.drawWelcome(w, r, http.StatusOK, "")
}

func (p Pages) drawWelcome(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	return web.Draw(w, r, status, welcomeForm(frame(r, "account.welcome.title"), "/welcome/"+url.PathEscape(r.PathValue("link")), problem))
}

// welcome looks at the code that belongs to a link. A link that is unknown, over, spent,
// or meant for somebody else says the same as a wrong code.
func (p Pages) welcome(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	var inv Invitation
	var how outcome
	err = p.DB.Write(r.Context(), who.Nobody, func(tx *db.Tx) error {
		how = paused
		network := networkBucket(tx, p.network(r))
		ok, err := try(tx, network)
		if err != nil || !ok {
			return err
		}
		inv, ok, err = knock(tx, r.PathValue("link"), form.Text("code"))
		if how = refused; err != nil || !ok {
			return err
		}
		how = inside
		return giveBack(tx, network.hash)
	})
	if err != nil {
		return err
	}
	switch how {
	case paused:
		return p.drawWelcome(w, r, http.StatusTooManyRequests, words.T(r.Context(), "account.wait"))
	case refused:
		return p.drawWelcome(w, r, http.StatusUnprocessableEntity, words.T(r.Context(), "account.welcome.wrong"))
	}
	return p.Greet(w, r, inv)
}

// Greet lets somebody on to choose how they will sign in. It is for who has shown link
// and code, and for the practice's first owner.
func (p Pages) Greet(w http.ResponseWriter, r *http.Request, inv Invitation) error {
	if err := p.give(w, forWelcome, ticket{Invitation: inv.ID, Handle: newHandle()}); err != nil {
		return err
	}
	return web.See(w, r, "/welcome")
}

// newcomer lets somebody on who has just shown link and code.
func (p Pages) newcomer(handle enrolHandle) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		t, ok := p.shown(r, forWelcome)
		if !ok {
			return fault.New(fault.Forbidden, "account.welcome.wrong")
		}
		e := enrolling{base: "/welcome", invitation: t.Invitation, holder: holder{handle: t.Handle}}
		err := p.DB.Read(r.Context(), who.Nobody, func(tx *db.Tx) error {
			inv, err := Invited(tx, t.Invitation)
			if err == nil && !inv.Live(tx.Now) {
				err = fault.New(fault.Forbidden, "account.welcome.wrong")
			}
			e.holder.email = inv.Email.Reveal()
			return err
		})
		if err != nil {
			return err
		}
		return handle(w, r, e)
	}
}

// fresh lets somebody on who showed within the last minutes who they are; others are
// asked to do so first.
func (p Pages) fresh(handle enrolHandle) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		e := enrolling{base: "/account", person: web.Who(r).ID}
		fresh := false
		err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
			s, err := sessionOf(tx, p.cookie(r, ""))
			if err != nil {
				return err
			}
			fresh = s.fresh(tx.Now)
			e.secrets, err = secretsOf(tx, e.person)
			e.holder = s.account.holder(e.secrets)
			return err
		})
		switch {
		case err != nil:
			return err
		case !fresh && asksJSON(r):
			return tell(w, http.StatusForbidden, told{Problem: words.T(r.Context(), "account.again.first")})
		case !fresh:
			return web.See(w, r, "/account/again?back="+backTo(r.URL.Path))
		}
		return handle(w, r, e)
	}
}

// settle keeps a new way to sign in. Somebody new has an account from this moment on, and
// is signed in.
func (p Pages) settle(w http.ResponseWriter, r *http.Request, e enrolling, keep func(*db.Tx, who.ID) error) (next string, err error) {
	var secret string
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		if e.person != "" {
			return keep(tx, e.person)
		}
		a, err := accept(tx, e.invitation, e.holder.handle)
		if err != nil {
			return err
		}
		if secret, err = p.enter(r, tx, a); err != nil {
			return err
		}
		return keep(tx, a.ID)
	})
	if err != nil {
		return "", err
	}
	p.tear(w, forWelcome, forEnrol, forPasskey)
	if secret == "" {
		return "/account", nil
	}
	p.setCookie(w, "", secret, 0)
	return "/account/recovery", nil
}

func (p Pages) choose(w http.ResponseWriter, r *http.Request, _ enrolling) error {
	return web.Draw(w, r, http.StatusOK, chooseWay(frame(r, "account.choose.title")))
}

// around is what stands around the page of a way to sign in: somebody who has an account
// finds the way back.
func (p Pages) around(r *http.Request, e enrolling, title string) (ui.Frame, error) {
	if e.person == "" {
		return frame(r, title), nil
	}
	return p.mine(r, title)
}

func (p Pages) passwordPage(w http.ResponseWriter, r *http.Request, e enrolling) error {
	return p.drawPassword(w, r, http.StatusOK, e, "", "")
}

func (p Pages) drawPassword(w http.ResponseWriter, r *http.Request, status int, e enrolling, current, problem string) error {
	_, has := e.secrets.of(byPassword)
	f, err := p.around(r, e, "account.password.title")
	if err != nil {
		return err
	}
	return web.Draw(w, r, status, passwordForm(f, e.base, e.holder.email, has, current, problem))
}

// password takes a new password. It is kept once a one-time code beside it was shown, or
// at once where there are codes already; then every other device is signed out.
func (p Pages) password(w http.ResponseWriter, r *http.Request, e enrolling) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	problem, err := wrong(r, fitting(form.Text("password"), e.holder.email))
	if err != nil {
		return err
	}
	if problem != "" {
		return p.drawPassword(w, r, http.StatusUnprocessableEntity, e, "", problem)
	}
	if status, key, err := p.current(r, e, form.Text("current")); err != nil || key != "" {
		if err != nil {
			return err
		}
		return p.drawPassword(w, r, status, e, words.T(r.Context(), key), "")
	}
	to := Stretch(form.Text("password"))
	if _, has := e.secrets.of(byCode); !has {
		if err := p.give(w, forEnrol, ticket{Account: e.person, Invitation: e.invitation, Password: &to, Seed: newSeed()}); err != nil {
			return err
		}
		return web.See(w, r, e.base+"/code")
	}
	next, err := p.settle(w, r, e, func(tx *db.Tx, person who.ID) error {
		if err := forgive(tx, networkBucket(tx, p.network(r)), addressBucket(tx, e.holder.email)); err != nil {
			return err
		}
		return p.replace(r, tx, person, &to)
	})
	if err != nil {
		return err
	}
	return web.See(w, r, next)
}

// current looks at the password that somebody has now, if they have one.
func (p Pages) current(r *http.Request, e enrolling, password string) (status int, key string, err error) {
	old, has := e.secrets.of(byPassword)
	if !has {
		return 0, "", nil
	}
	ok, err := p.tries(r, e.holder.email)
	switch {
	case err != nil:
		return 0, "", err
	case !ok:
		return http.StatusTooManyRequests, "account.wait", nil
	case !old.Password.Fits(password):
		return http.StatusUnprocessableEntity, "account.password.current.wrong", nil
	}
	return 0, "", nil
}

// replace keeps a new password, if there is one, and signs out every other device.
func (p Pages) replace(r *http.Request, tx *db.Tx, person who.ID, to *Stretched) error {
	if to != nil {
		if err := SetPassword(tx, person, *to); err != nil {
			return err
		}
	}
	if web.Who(r).ID != person {
		return nil // somebody new, with one device
	}
	return EndOthers(tx, person, p.cookie(r, ""))
}

// enrolment is the ticket of a seed that is not kept yet. Somebody with a password may
// begin anew, with another device.
func (p Pages) enrolment(w http.ResponseWriter, r *http.Request, e enrolling) (ticket, bool, error) {
	t, ok := p.shown(r, forEnrol)
	if ok && t.Account == e.person && t.Invitation == e.invitation {
		return t, true, nil
	}
	if _, has := e.secrets.of(byPassword); !has {
		return ticket{}, false, nil
	}
	t = ticket{Account: e.person, Seed: newSeed()}
	return t, true, p.give(w, forEnrol, t)
}

func (p Pages) seedPage(w http.ResponseWriter, r *http.Request, e enrolling) error {
	t, ok, err := p.enrolment(w, r, e)
	if err != nil {
		return err
	}
	if !ok {
		return web.See(w, r, e.base+"/password")
	}
	return p.drawSeed(w, r, http.StatusOK, e, t, "")
}

func (p Pages) drawSeed(w http.ResponseWriter, r *http.Request, status int, e enrolling, t ticket, problem string) error {
	link, err := seedURL(t.Seed, e.holder.email)
	if err != nil {
		return err
	}
	code, err := drawn(link)
	if err != nil {
		return err
	}
	f, err := p.around(r, e, "account.seed.title")
	if err != nil {
		return err
	}
	return web.Draw(w, r, status, seedForm(f, e.base, code, inFours(t.Seed), link, problem))
}

// seed keeps password and seed, once a code shows that the app has it.
func (p Pages) seed(w http.ResponseWriter, r *http.Request, e enrolling) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	t, ok, err := p.enrolment(w, r, e)
	if err != nil {
		return err
	}
	if !ok {
		return web.See(w, r, e.base+"/password")
	}
	used, ok := step(t.Seed, form.Text("code"), p.DB.Now(), 0)
	if !ok {
		return p.drawSeed(w, r, http.StatusUnprocessableEntity, e, t, words.T(r.Context(), "account.seed.wrong"))
	}
	next, err := p.settle(w, r, e, func(tx *db.Tx, person who.ID) error {
		if err := SetCodes(tx, person, t.Seed, used); err != nil {
			return err
		}
		return p.replace(r, tx, person, t.Password)
	})
	if err != nil {
		return err
	}
	return web.See(w, r, next)
}

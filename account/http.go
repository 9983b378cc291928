package account

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/push"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/ui"
)

// Pages are the pages of signing in. What is nil has a plain stand-in.
type Pages struct {
	DB      *db.DB
	TLS     bool                                                  // the public address is https
	Demo    bool                                                  // one click signs in
	Address func(r *http.Request) (string, error)                 // the public address; nil: what the browser asked for
	Network func(r *http.Request) string                          // who is at the other end; nil: the connection's
	Frame   func(r *http.Request, title string) (ui.Frame, error) // what stands around the pages of somebody signed in
	Zone    func(r *http.Request) *time.Location
	Notices func(r *http.Request) (push.Policy, error) // whether devices may be woken; nil: they may not
}

// Routes are the ways in.
func (p Pages) Routes() []web.Route {
	routes := []web.Route{
		{Pattern: "GET /sign-in", Audience: web.Anyone, Handle: p.signInPage},
		{Pattern: "POST /sign-in", Audience: web.Anyone, Handle: p.signIn},
		{Pattern: "GET /sign-in/code", Audience: web.Anyone, Handle: p.codePage},
		{Pattern: "POST /sign-in/code", Audience: web.Anyone, Handle: p.code},
		{Pattern: "GET /sign-in/recovery", Audience: web.Anyone, Handle: p.recoverPage},
		{Pattern: "POST /sign-in/recovery", Audience: web.Anyone, Handle: p.recover},
		{Pattern: "POST /sign-in/passkey/begin", Audience: web.Anyone, Handle: p.askPasskey},
		{Pattern: "POST /sign-in/passkey/finish", Audience: web.Anyone, Handle: p.signInPasskey},
		{Pattern: "POST /sign-out", Audience: web.Anyone, Handle: p.signOut},
		{Pattern: "POST /quick-exit", Audience: web.Anyone, Handle: p.quickExit},
		{Pattern: "POST /language", Audience: web.Anyone, Handle: p.language},
		{Pattern: "GET /quiet", Audience: web.Anyone, Handle: p.quiet},
		{Pattern: "GET /welcome/{link}", Audience: web.Anyone, Handle: p.welcomePage},
		{Pattern: "POST /welcome/{link}", Audience: web.Anyone, Handle: p.welcome},
		{Pattern: "GET /welcome", Audience: web.Anyone, Handle: p.newcomer(p.choose)},
		{Pattern: "GET /account", Audience: web.SignedIn, Handle: p.account},
		{Pattern: "POST /account/device", Audience: web.SignedIn, Handle: p.endDevice},
		{Pattern: "GET /account/passkey", Audience: web.SignedIn, Handle: p.fresh(p.addPasskeyPage)},
		{Pattern: "POST /account/passkey/forget", Audience: web.SignedIn, Handle: p.fresh(p.forgetPasskey)},
		{Pattern: "GET /account/recovery", Audience: web.SignedIn, Handle: p.fresh(p.recoveryPage)},
		{Pattern: "POST /account/recovery", Audience: web.SignedIn, Handle: p.fresh(p.newRecovery)},
		{Pattern: "GET /account/notices", Audience: web.SignedIn, Handle: p.noticesPage},
		{Pattern: "POST /account/notices", Audience: web.SignedIn, Handle: p.addNotices},
		{Pattern: "POST /account/notices/end", Audience: web.SignedIn, Handle: p.endNotices},
		{Pattern: "GET /account/again", Audience: web.SignedIn, Handle: p.againPage},
		{Pattern: "POST /account/again", Audience: web.SignedIn, Handle: p.again},
		{Pattern: "POST /account/again/passkey/begin", Audience: web.SignedIn, Handle: p.askPasskey},
		{Pattern: "POST /account/again/passkey/finish", Audience: web.SignedIn, Handle: p.againPasskey},
	}
	routes = append(routes, p.enrolRoutes("/welcome", web.Anyone, p.newcomer)...)
	routes = append(routes, p.enrolRoutes("/account", web.SignedIn, p.fresh)...)
	if p.Demo {
		routes = append(routes, web.Route{Pattern: "POST /demo/sign-in", Audience: web.Anyone, Handle: p.demoSignIn})
	}
	return routes
}

// enrolRoutes are how one gives oneself a way to sign in, the first time or later.
func (p Pages) enrolRoutes(base string, audience web.Audience, wrap func(enrolHandle) web.Handle) []web.Route {
	return []web.Route{
		{Pattern: "GET " + base + "/password", Audience: audience, Handle: wrap(p.passwordPage)},
		{Pattern: "POST " + base + "/password", Audience: audience, Handle: wrap(p.password)},
		{Pattern: "GET " + base + "/code", Audience: audience, Handle: wrap(p.seedPage)},
		{Pattern: "POST " + base + "/code", Audience: audience, Handle: wrap(p.seed)},
		{Pattern: "POST " + base + "/passkey/begin", Audience: audience, Handle: wrap(p.askNewPasskey)},
		{Pattern: "POST " + base + "/passkey/finish", Audience: audience, Handle: wrap(p.newPasskey)},
	}
}

// Person is who is signed in. Without a cookie it is Nobody, and the database is not
// asked.
func (p Pages) Person(r *http.Request) (who.Person, error) {
	secret := p.cookie(r, "")
	if secret == "" {
		return who.Nobody, nil
	}
	var s session
	var late bool
	err := p.DB.Read(r.Context(), who.Nobody, func(tx *db.Tx) (err error) {
		s, err = sessionOf(tx, secret)
		late = err == nil && tx.Now.Sub(s.seen) >= seenEvery
		return err
	})
	if err == nil && late && byHand(r) {
		err = p.DB.Write(r.Context(), s.account.Person(), func(tx *db.Tx) error { return Seen(tx, secret) })
	}
	if fault.Is(err, fault.NotFound) {
		return who.Nobody, nil
	}
	if err != nil {
		return who.Nobody, err
	}
	return s.person(), nil
}

// byHand tells whether somebody did something. A page that asks again by itself does not
// keep a forgotten device signed in.
func byHand(r *http.Request) bool {
	mode := r.Header.Get("Sec-Fetch-Mode")
	return r.Method != http.MethodGet || mode == "" || mode == "navigate"
}

// enter begins a session in place of one that this browser may have had. From here on
// the transaction's author is the person.
func (p Pages) enter(r *http.Request, tx *db.Tx, a Account) (string, error) {
	if old := p.cookie(r, ""); old != "" {
		if err := SignOut(tx, old); err != nil {
			return "", err
		}
	}
	tx.By = a.Person()
	return SignIn(tx, a.ID, deviceName(r.UserAgent()))
}

func (p Pages) address(r *http.Request) (string, error) {
	if p.Address != nil {
		return p.Address(r)
	}
	if p.TLS {
		return "https://" + r.Host, nil
	}
	return "http://" + r.Host, nil
}

func (p Pages) network(r *http.Request) string {
	if p.Network != nil {
		return p.Network(r)
	}
	return networkOf(r.RemoteAddr)
}

// frame is what stands around a page of somebody who has not signed in.
func frame(r *http.Request, title string) ui.Frame {
	return ui.Frame{Title: words.T(r.Context(), title), QuickExit: true}
}

// mine is what stands around a page of somebody who has.
func (p Pages) mine(r *http.Request, title string) (ui.Frame, error) {
	if p.Frame != nil {
		return p.Frame(r, words.T(r.Context(), title))
	}
	f := frame(r, title)
	f.SignOut = true
	return f, nil
}

func (p Pages) zone(r *http.Request) *time.Location {
	if p.Zone != nil {
		return p.Zone(r)
	}
	return time.UTC
}

// wrong is the sentence for a fault that the person can do something about. Any other is
// passed on.
func wrong(r *http.Request, err error) (string, error) {
	f := fault.Of(err)
	if f == nil {
		return "", nil
	}
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return "", err
	}
	return words.T(r.Context(), f.Key), nil
}

func (p Pages) leave(w http.ResponseWriter, r *http.Request) error {
	secret := p.cookie(r, "")
	p.setCookie(w, "", "", -1)
	p.tear(w, forCode, forWelcome, forEnrol, forPasskey)
	if secret == "" {
		return nil
	}
	return p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error { return SignOut(tx, secret) })
}

func (p Pages) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := p.leave(w, r); err != nil {
		return err
	}
	if r.Header.Get("Tillit-Wiped") == "" { // the browser's own worker has wiped, and goes on living
		w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	}
	return web.See(w, r, "/sign-in")
}

// quickExit leaves nothing behind that the browser can be made to forget, and goes to a
// page that says nothing. It goes there even when the session could not be ended.
func (p Pages) quickExit(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	web.RememberLanguage(w, "", p.TLS)
	err := p.leave(w, r)
	if asksJSON(r) { // the script puts the quiet page in the place of this one
		return errors.Join(err, tell(w, http.StatusOK, told{To: "/quiet"}))
	}
	http.Redirect(w, r, "/quiet", http.StatusSeeOther)
	return err // is logged: the answer has begun
}

func (p Pages) quiet(w http.ResponseWriter, r *http.Request) error {
	return web.Draw(w, r, http.StatusOK, quietPage())
}

// demoSignIn signs in as anybody. The route is only there in the demo.
func (p Pages) demoSignIn(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	var secret string
	var person who.ID
	err = p.DB.Write(r.Context(), who.Nobody, func(tx *db.Tx) error {
		a, err := find(tx, form.Text("as"))
		if err != nil {
			return err
		}
		person = a.ID
		secret, err = p.enter(r, tx, a)
		return err
	})
	if err != nil {
		return err
	}
	p.setCookie(w, "", secret, 0)
	return web.See(w, r, p.next(w, r, person))
}

// asksJSON tells whether a script asked, which wants an answer that it can read.
func asksJSON(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "application/json")
}

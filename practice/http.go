package practice

import (
	"net/http"
	"net/url"
	"strings"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/ui"
)

// Pages are the ways into this room.
type Pages struct {
	DB      *db.DB
	Setup   *Setup
	Account account.Pages                // hands the first owner a way to sign in
	Frame   func(*http.Request) ui.Frame // what stands around a page of somebody signed in
	Address string                       // the public address that Tillit was started with
	TLS     bool                         // it is https
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /not-ready", Audience: web.Anyone, Handle: p.notReady},
		{Pattern: "GET /setup/{secret}", Audience: web.Anyone, Handle: p.first(p.lead)},
		{Pattern: "GET /setup/{secret}/{step}", Audience: web.Anyone, Handle: p.first(p.step)},
		{Pattern: "POST /setup/{secret}/{step}", Audience: web.Anyone, Handle: p.first(p.take)},
		{Pattern: "GET " + begin, Audience: web.Owner, Handle: p.unready(p.lead)},
		{Pattern: "GET " + begin + "/{step}", Audience: web.Owner, Handle: p.unready(p.step)},
		{Pattern: "POST " + begin + "/{step}", Audience: web.Owner, Handle: p.unready(p.take)},
		{Pattern: "GET /practice", Audience: web.Owner, Handle: p.ready(p.overview)},
		{Pattern: "GET /practice/{part}", Audience: web.Owner, Handle: p.ready(p.settings)},
		{Pattern: "POST /practice/{part}", Audience: web.Owner, Handle: p.ready(p.keepSettings)},
		{Pattern: "GET /practice/trail", Audience: web.Owner, Handle: p.ready(p.trail)},
		{Pattern: "POST /practice/trail", Audience: web.Owner, Handle: p.ready(p.follow)},
		{Pattern: "GET /practice/languages", Audience: web.Owner, Handle: p.ready(p.languages)},
		{Pattern: "POST /practice/languages", Audience: web.Owner, Handle: p.ready(p.keepLanguages)},
		{Pattern: "GET /practice/people", Audience: web.Owner, Handle: p.ready(p.people)},
		{Pattern: "POST /practice/people", Audience: web.Owner, Handle: p.ready(p.invite)},
		{Pattern: "POST /practice/people/{invitation}/confirm", Audience: web.Owner, Handle: p.answer(account.Confirm)},
		{Pattern: "POST /practice/people/{invitation}/withdraw", Audience: web.Owner, Handle: p.answer(account.Withdraw)},
		{Pattern: "POST /practice/people/{person}/end", Audience: web.Owner, Handle: p.end},
	}
}

// view is what a page of this room shows.
type view struct {
	Frame       ui.Frame
	Part        string
	Fields      fields
	Wrong       problems
	Action      string // where the form is sent
	At          int    // which step of setting up; 0: it is done
	Back        string
	Kept        bool
	Settings    Settings
	Staff       []account.Account
	Invitations []account.Invitation
	Letter      string // words key: what became of the test letter
	To          string // to whom it went
	Code        string // of the invitation that was just sent; shown once
	Invited     string
	Browser     string // the address by which this page was asked for
	Started     string // the address that Tillit was started with
	Me          who.ID
}

func (p Pages) bare(r *http.Request, title string) ui.Frame {
	return ui.Frame{Title: words.T(r.Context(), title), SignOut: web.Who(r).SignedIn()}
}

func (p Pages) framed(r *http.Request, title, eyes string) ui.Frame {
	f := p.Frame(r)
	f.Title = words.T(r.Context(), title)
	if eyes != "" {
		f.Eyes = words.T(r.Context(), eyes)
	}
	return f
}

// ready leads to setting up as long as that is not done.
func (p Pages) ready(handle web.Handle) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		ready, err := p.Setup.Ready(r.Context())
		if err != nil {
			return err
		}
		if !ready {
			return web.See(w, r, begin)
		}
		return handle(w, r)
	}
}

// overview is the practice on one page.
func (p Pages) overview(w http.ResponseWriter, r *http.Request) error {
	v := view{Frame: p.framed(r, "practice.title", "practice.eyes.owner"), Me: web.Who(r).ID}
	if err := p.look(r, &v); err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, overviewPage(v))
}

// look reads what every page of this room shows.
func (p Pages) look(r *http.Request, v *view) error {
	v.Browser, v.Started = p.browser(r), p.Address
	return p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		if v.Settings, err = SoFar(tx); err != nil {
			return err
		}
		if !web.Who(r).Holds(who.Owner) {
			return nil // before there is an owner, there is nobody either
		}
		v.Staff, v.Invitations, err = everybody(tx)
		return err
	})
}

// browser is the address by which the page was asked for.
func (p Pages) browser(r *http.Request) string {
	if p.TLS {
		return "https://" + strings.ToLower(r.Host)
	}
	return "http://" + strings.ToLower(r.Host)
}

func (p Pages) settings(w http.ResponseWriter, r *http.Request) error {
	part, ok := partOf(r.PathValue("part"))
	if !ok {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	v := p.settingsView(r, part)
	if err := p.look(r, &v); err != nil {
		return err
	}
	v.Fields = p.filled(part, v.Settings)
	v.Kept = r.URL.Query().Has("kept")
	return web.Draw(w, r, http.StatusOK, partPage(v))
}

func (p Pages) settingsView(r *http.Request, part part) view {
	return view{Frame: p.framed(r, part.title, part.eyes), Part: part.name, Action: "/practice/" + part.name, Back: "/practice"}
}

// filled is the form as the settings have it. An address that was not confirmed yet is
// the one that Tillit was started with.
func (p Pages) filled(part part, s Settings) fields {
	f := part.show(s)
	if part.name == "address" && f["address"] == "" {
		f["address"] = p.Address
	}
	return f
}

func (p Pages) keepSettings(w http.ResponseWriter, r *http.Request) error {
	part, ok := partOf(r.PathValue("part"))
	if !ok {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	return p.keep(w, r, part, p.settingsView(r, part), "/practice/"+part.name+"?kept")
}

// keep takes a form. What does not fit is shown again as it was written.
func (p Pages) keep(w http.ResponseWriter, r *http.Request, part part, v view, next string) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	v.Fields = written(form)
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		v.Wrong, err = change(tx, part, v.Fields)
		return err
	})
	if err != nil {
		return err
	}
	testing := part.name == "mail" && form.Text("act") == "test"
	if len(v.Wrong) == 0 && !testing {
		return web.See(w, r, next)
	}
	if err := p.look(r, &v); err != nil {
		return err
	}
	status := http.StatusUnprocessableEntity
	if len(v.Wrong) == 0 {
		status = http.StatusOK
		if err := p.tryLetter(r, &v); err != nil {
			return err
		}
	}
	return web.Draw(w, r, status, partPage(v))
}

// change keeps what was written for one part, unless something does not fit.
func change(tx *db.Tx, part part, f fields) (problems, error) {
	if err := tx.Lock("practice"); err != nil {
		return nil, err
	}
	s, err := SoFar(tx)
	if err != nil {
		return nil, err
	}
	wrong := part.take(f, &s)
	if part.name == "cover" && len(wrong) == 0 {
		if wrong, err = covering(tx, s); err != nil {
			return nil, err
		}
	}
	if part.name == "calls" && len(wrong) == 0 {
		staff, err := account.Staff(tx)
		if err != nil {
			return nil, err
		}
		if wrong, err = leading(staff, s); err != nil {
			return nil, err
		}
	}
	if len(wrong) > 0 {
		return wrong, nil
	}
	s.past(part.name)
	if s.Step == "" {
		return nil, Keep(tx, s)
	}
	return nil, keep(tx, s)
}

func pathOf(secret, step string) string { return "/setup/" + url.PathEscape(secret) + "/" + step }

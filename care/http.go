package care

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// Pages are the ways into this room.
type Pages struct {
	DB    *db.DB
	Frame func(*http.Request) ui.Frame
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	return append(p.couples(), []web.Route{
		{Pattern: "GET /cases/new", Audience: web.Therapist, Handle: p.blank},
		{Pattern: "POST /cases", Audience: web.Therapist, Handle: p.open},
		{Pattern: "GET /people", Audience: web.Desk, Handle: p.people},
		{Pattern: "GET /contacts/{space}", Audience: web.SignedIn, Door: "read contact", Handle: p.contact},
		{Pattern: "POST /contacts/{space}", Audience: web.SignedIn, Door: "write contact", Handle: p.keepContact},
		{Pattern: "POST /spaces/{space}/invite", Audience: web.Therapist, Door: "admit shared|apart", Handle: p.invite},
		{Pattern: "POST /spaces/{space}/confirm", Audience: web.Therapist, Door: "admit shared|apart", Handle: p.confirm},
		{Pattern: "POST /spaces/{space}/reject", Audience: web.Therapist, Door: "admit shared|apart", Handle: p.admit(Reject, Case.Home)},
		{Pattern: "POST /spaces/{space}/stop-here", Audience: web.Therapist, Door: "admit shared|apart", Handle: p.admit(StopHere, Case.Page)},
		{Pattern: "GET /spaces/{space}/supervise", Audience: web.Therapist, Door: "admit shared|apart", Handle: p.offer},
		{Pattern: "POST /spaces/{space}/supervise", Audience: web.Therapist, Door: "admit shared|apart", Handle: p.supervise},
		{Pattern: "GET /spaces/{space}/parts/people", Audience: web.Clinician, Door: "read shared|apart", Handle: p.part},
		{Pattern: "GET /spaces/{space}/agree", Audience: web.Client, Door: "write shared|apart", Handle: p.agreement},
		{Pattern: "POST /spaces/{space}/agree", Audience: web.Client, Door: "write shared|apart", Handle: p.agree},
		{Pattern: "POST /spaces/{space}/stop", Audience: web.Client, Door: "write shared|apart", Handle: p.stop},
	}...)
}

// opening is what is entered to open a case.
type opening struct {
	Name, Email, Phone, Why string
	Field, Problem          string // which field, and the words key of what is wrong
}

func (o opening) wrong(field string, say func(string) string) string {
	if o.Field != field {
		return ""
	}
	return say(o.Problem)
}

func (p Pages) blank(w http.ResponseWriter, r *http.Request) error {
	return web.Draw(w, r, http.StatusOK, openPage(p.Frame(r), opening{}))
}

func (p Pages) open(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	o := opening{Name: form.Text("name"), Email: form.Text("email"), Phone: form.Text("phone"), Why: form.Text("why")}
	var c Case
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		c, err = Open(tx, Contact{Name: seal.Text(o.Name), Email: seal.Text(o.Email), Phone: seal.Text(o.Phone)}, o.Why)
		return err
	})
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		o.Field, o.Problem = f.Field, f.Key
		return web.Draw(w, r, http.StatusUnprocessableEntity, openPage(p.Frame(r), o))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/spaces/"+string(c.Shared))
}

// listed is a person as the front desk sees them: never the kind of case.
type listed struct {
	Space space.ID
	Contact
}

func (p Pages) people(w http.ResponseWriter, r *http.Request) error {
	var all []listed
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		mine, err := space.Mine(tx, right.Contact)
		if err != nil {
			return err
		}
		for _, where := range mine {
			rec, err := space.Open(tx, where.Space, right.Read, right.Contact)
			if err != nil {
				return err
			}
			person, err := Reach(tx, rec)
			if err != nil {
				return err
			}
			all = append(all, listed{where.Space, person})
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(all, func(a, b listed) int {
		return strings.Compare(strings.ToLower(a.Name.Reveal()), strings.ToLower(b.Name.Reveal()))
	})
	return web.Draw(w, r, http.StatusOK, peoplePage(p.Frame(r), all))
}

// reaching is how to reach somebody, as it is shown and entered.
type reaching struct {
	Space          space.ID
	Eyes           string
	Role           right.Role
	Person         Contact
	Field, Problem string
	Kept           bool
}

// audience ends the key of a sentence that is not the same for the person and for others.
func (at reaching) audience() string {
	if at.Role == right.Client {
		return "client"
	}
	return "staff"
}

func (p Pages) contact(w http.ResponseWriter, r *http.Request) error {
	which, err := space.Asked(r)
	if err != nil {
		return err
	}
	at := reaching{Space: which, Kept: r.URL.Query().Has("kept")}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		return at.read(tx)
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, contactPage(p.Frame(r), at))
}

func (at *reaching) read(tx *db.Tx) error {
	rec, err := space.Open(tx, at.Space, right.Read, right.Contact)
	if err != nil {
		return err
	}
	at.Eyes, at.Role = rec.Eyes(), rec.Role()
	at.Person, err = Reach(tx, rec)
	return err
}

func (p Pages) keepContact(w http.ResponseWriter, r *http.Request) error {
	which, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	person := Contact{Name: seal.Text(form.Text("name")), Email: seal.Text(form.Text("email")), Phone: seal.Text(form.Text("phone")), Safe: seal.Text(form.Text("safe")),
		Letters: form.Ticked("letters"), Zone: form.Text("zone")}
	at := reaching{Space: which}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, which, right.Read|right.Write, right.Contact)
		if err != nil {
			return err
		}
		at.Eyes, at.Role = rec.Eyes(), rec.Role()
		return KeepContact(tx, rec, person)
	})
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		at.Person, at.Field, at.Problem = person, f.Field, f.Key
		return web.Draw(w, r, http.StatusUnprocessableEntity, contactPage(p.Frame(r), at))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/contacts/"+string(which)+"?kept")
}

// invite sends the link and shows the code, once.
func (p Pages) invite(w http.ResponseWriter, r *http.Request) error {
	which, err := space.Asked(r)
	if err != nil {
		return err
	}
	var code, home string
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, which, right.Admit|right.Read|right.Write, right.Measured...)
		if err != nil {
			return err
		}
		c, err := Of(tx, rec)
		if err != nil {
			return err
		}
		home = c.Home()
		contact, err := space.Open(tx, c.Contact, right.Read, right.Contact)
		if err != nil {
			return err
		}
		person, err := Reach(tx, contact)
		if err != nil {
			return err
		}
		settings, err := practice.Of(tx)
		if err != nil {
			return err
		}
		code, err = Invite(tx, rec, person, settings.Address)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, invitedPage(p.Frame(r), home, code))
}

func (p Pages) confirm(w http.ResponseWriter, r *http.Request) error {
	return p.admit(func(tx *db.Tx, rec *space.Record) error {
		c, err := Of(tx, rec)
		if err != nil {
			return err
		}
		contact, err := space.Open(tx, c.Contact, right.Admit|right.Read, right.Contact)
		if err != nil {
			return err
		}
		return Confirm(tx, rec, contact)
	}, Case.Home)(w, r)
}

// admit is a route that changes who is inside a case, or who is inside as one partner, and
// then leads back.
func (p Pages) admit(act func(*db.Tx, *space.Record) error, back func(Case) string) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		which, err := space.Asked(r)
		if err != nil {
			return err
		}
		home := ""
		err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
			rec, err := space.Open(tx, which, right.Admit|right.Read|right.Write, right.Measured...)
			if err != nil {
				return err
			}
			c, err := Of(tx, rec)
			if err != nil {
				return err
			}
			home = back(c)
			return act(tx, rec)
		})
		if err != nil {
			return err
		}
		return web.See(w, r, home+"#people")
	}
}

// Inside is who is inside a case, in words.
type Inside struct {
	Space      space.ID
	Case       Case
	Name       string // the client's
	Person     Contact
	Admits     bool
	Members    []space.Member
	Names      map[who.ID]string
	Invitation account.Invitation
	Agreed     bool
	Here       time.Time // when the client agreed on the therapist's device; zero: they did not
	Zone       *time.Location
	Today      time.Time
}

// InsideOf reads who is inside a case.
func InsideOf(tx *db.Tx, rec *space.Record) (Inside, error) {
	in := Inside{Space: rec.Space(), Admits: rec.May(right.Admit), Names: map[who.ID]string{}, Today: tx.Now}
	settings, err := practice.Of(tx)
	if err != nil {
		return in, err
	}
	in.Zone = settings.Location()
	if in.Case, err = Of(tx, rec); err != nil {
		return in, err
	}
	if in.Members, err = rec.Members(tx); err != nil {
		return in, err
	}
	for _, m := range in.Members {
		in.Agreed = in.Agreed || (m.Role == right.Client && m.Agreed != "")
		if m.Role == right.Client {
			continue
		}
		a, err := account.Of(tx, m.Person)
		if err != nil {
			return in, err
		}
		in.Names[m.Person] = a.Name.Reveal()
	}
	if in.Here, err = hereAt(tx, rec); err != nil || !in.Admits {
		return in, err
	}
	return in, in.arrange(tx)
}

// arrange reads what only the therapist sees: how to reach the client, and the invitation.
func (in *Inside) arrange(tx *db.Tx) error {
	contact, err := space.Open(tx, in.Case.Contact, right.Read, right.Contact)
	if err != nil {
		return err
	}
	if in.Person, err = Reach(tx, contact); err != nil {
		return err
	}
	in.Name = in.Person.Name.Reveal()
	if in.Case.Invitation != "" {
		if in.Invitation, err = account.Invited(tx, in.Case.Invitation); err != nil {
			return err
		}
	}
	return nil
}

func (p Pages) part(w http.ResponseWriter, r *http.Request) error {
	which, err := space.Asked(r)
	if err != nil {
		return err
	}
	var in Inside
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, which, right.Read, right.Measured...)
		if err != nil {
			return err
		}
		in, err = InsideOf(tx, rec)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, InsidePart(in))
}

// agreeing is the page of the first sign-in.
type agreeing struct {
	Space          space.ID
	Eyes           string
	Shown          Shown // before: what is asked; afterwards: what was agreed to, in the words that were read
	Given          Agreeing
	Field, Problem string
	Zone           *time.Location
	At             time.Time // when it was agreed to; zero: not yet
	Anew           bool      // an earlier text was agreed to
}

func (p Pages) agreement(w http.ResponseWriter, r *http.Request) error {
	at, err := p.agreeing(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, agreePage(p.Frame(r), at))
}

func (p Pages) agreeing(r *http.Request) (agreeing, error) {
	var at agreeing
	which, err := space.Asked(r)
	if err != nil {
		return at, err
	}
	at = agreeing{Space: which}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, which, right.Read|right.Write, right.Measured...)
		if err != nil {
			return err
		}
		at.Eyes = rec.Eyes()
		asked := ConsentFor(rec.Kind())
		if at.Shown, err = shown(asked, words.Language(r.Context())); err != nil {
			return err
		}
		settings, err := practice.Of(tx)
		if err != nil {
			return err
		}
		at.Zone = settings.Location()
		given, err := Consents(tx, rec)
		if err == nil && rec.Agreed() != "" && rec.Agreed() != asked {
			return at.anew(tx, rec)
		}
		if err != nil || rec.Agreed() != asked || len(given) == 0 {
			return err
		}
		at.At = given[0].At
		at.Shown, err = shown(given[0].Version, given[0].read())
		return err
	})
	return at, err
}

// anew is the page for somebody who has agreed to an earlier text: what they told us then
// stands in the form.
func (at *agreeing) anew(tx *db.Tx, rec *space.Record) error {
	contact, err := space.Find(tx, rec.About(), right.Contact, right.Read)
	if err != nil {
		return err
	}
	person, err := Reach(tx, contact)
	at.Anew = true
	at.Given.Safe, at.Given.Phone, at.Given.Letters = person.Safe.Reveal(), person.Phone.Reveal(), person.Letters
	return err
}

func (p Pages) agree(w http.ResponseWriter, r *http.Request) error {
	which, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	given := AgreeingIn(form)
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, which, right.Read|right.Write, right.Measured...)
		if err != nil {
			return err
		}
		asked, err := shown(ConsentFor(rec.Kind()), words.Language(r.Context()))
		if err != nil {
			return err
		}
		given.Language = asked.Language
		if form.Text("hash") != asked.Hash {
			return fault.New(fault.Conflict, "care.agree.changed")
		}
		contact, err := space.Find(tx, rec.About(), right.Contact, right.Read|right.Write)
		if err != nil {
			return err
		}
		return Agree(tx, rec, contact, asked.Hash, given)
	})
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Key == "care.agree.changed") {
		at, wrong := p.agreeing(r)
		if wrong != nil {
			return wrong
		}
		at.Given, at.Field, at.Problem = given, f.Field, f.Key
		return web.Draw(w, r, web.Status(f), agreePage(p.Frame(r), at))
	}
	if err != nil && fault.Of(err).Key != "care.agreed" {
		return err
	}
	return web.See(w, r, "/")
}

func (p Pages) stop(w http.ResponseWriter, r *http.Request) error {
	which, err := space.Asked(r)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, which, right.Read|right.Write, right.Measured...)
		if err != nil {
			return err
		}
		return Stop(tx, rec)
	})
	if err != nil {
		return err
	}
	return web.See(w, r, "/spaces/"+string(which)+"/agree")
}

// Arrived tells whether somebody used the invitation and waits to be let in.
func (in Inside) Arrived() bool {
	return in.Case.Client == "" && in.Invitation.State == account.Accepted
}

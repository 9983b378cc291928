package intake

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/web"
	"tillit.care/base/words"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// consentPage is one consent, as the client signs it and as others see how it stands.
type consenting struct {
	View
	care.Standing
	Text    care.Shown
	Once    care.WordID
	Name    string
	Yes     bool
	Fresh   bool
	Field   string
	Problem string
}

func (c consenting) action() string { return c.at("/consents/" + string(c.Subject)) }

// version is which text is shown: the one that was signed, or the one that is asked now.
func (c consenting) version() string {
	if c.State == care.Gives {
		return c.Last.Version
	}
	return c.Subject.Version()
}

// signs tells whether its reader can sign it now.
func (c consenting) signs() bool { return c.Client && c.Closed == "" && c.State != care.Gives }

// consenting reads one consent: the text as it was signed, or as it is asked now.
func (p Pages) consenting(r *http.Request) (c consenting, err error) {
	of := care.Subject(r.PathValue("consent"))
	err = p.look(r, right.Read, func(tx *db.Tx, rec *space.Record) error {
		if c.Standing, err = care.StandingOf(tx, rec, of); err != nil {
			return err
		}
		if c.View, err = Of(tx, rec); err != nil {
			return err
		}
		c.Once = id.New[care.Word](tx.Now)
		if c.State == care.Gives {
			c.Text, err = care.TextRead(c.Last)
		} else {
			c.Text, err = care.TextOf(of, words.Language(r.Context()))
		}
		return err
	})
	if err == nil {
		c.Fresh, err = p.Account.Fresh(r)
	}
	return c, err
}

func (p Pages) consent(w http.ResponseWriter, r *http.Request) error {
	c, err := p.consenting(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, consentPage(p.Frame(r), c))
}

// say takes a yes or a no. Who signs has shown within the last minutes who they are; a no
// asks for nothing.
func (p Pages) say(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	fresh, err := p.Account.Fresh(r)
	if err != nil {
		return err
	}
	of, no := care.Subject(r.PathValue("consent")), form.Text("act") == "no"
	sent := care.Signing{Hash: form.Text("hash"), Language: words.Language(r.Context()), Name: form.Text("name"), Yes: form.Ticked("yes")}
	err = p.change(r, right.Read|right.Write, func(tx *db.Tx, rec *space.Record) (err error) {
		if sent.Once, err = id.Parse[care.Word](form.Text("once")); err != nil {
			return fault.New(fault.Invalid, "fault.form")
		}
		switch {
		case no:
			return care.No(tx, rec, sent.Once, of)
		case fresh:
			return care.Sign(tx, rec, of, sent)
		}
		_, err = care.StandingOf(tx, rec, of)
		return err // who may not sign is not asked who they are
	})
	switch f := fault.Of(err); {
	case err == nil && !no && !fresh:
		return p.Account.Again(w, r, r.URL.Path)
	case err == nil:
		return web.See(w, r, r.URL.Path)
	case f.Kind != fault.Invalid && f.Kind != fault.Conflict || f.Key == "fault.form" || f.Key == "fault.conflict":
		return err
	default:
		c, wrong := p.consenting(r)
		if wrong != nil {
			return wrong
		}
		c.Name, c.Yes, c.Field, c.Problem = sent.Name, sent.Yes, f.Field, f.Key
		return web.Draw(w, r, web.Status(f), consentPage(p.Frame(r), c))
	}
}

func (p Pages) ask(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	where := ""
	err = p.change(r, right.Treat|right.Read, func(tx *db.Tx, rec *space.Record) error {
		where = string(rec.Space())
		once, err := id.Parse[care.Word](form.Text("once"))
		if err != nil {
			return fault.New(fault.Invalid, "fault.form")
		}
		return care.AskFor(tx, rec, once, care.Subject(r.PathValue("consent")))
	})
	if err != nil {
		return err
	}
	return web.See(w, r, "/spaces/"+where+"/intake#consents")
}

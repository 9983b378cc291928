package duty

import (
	"net/http"
	"strings"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/space"
)

// review is a worksheet as it will stand, before it is signed.
func (p Pages) review(w http.ResponseWriter, r *http.Request) error {
	return p.reviewed(w, r, http.StatusOK, "")
}

func (p Pages) reviewed(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	at := strings.TrimSuffix(strings.TrimSuffix(r.URL.Path, "/sign"), "/review")
	var e editing
	done := false
	err := p.look(r, func(tx *db.Tx, rec, safety *space.Record, which ID) (err error) {
		if safety == nil {
			return fault.New(fault.NotFound, "fault.notfound")
		}
		if _, err := one(tx, safety, which); err == nil {
			done = true
			return nil
		}
		e, err = editingOf(tx, rec, safety, which)
		return err
	})
	switch {
	case err != nil:
		return err
	case done:
		return web.See(w, r, at)
	case len(e.Lacks) > 0:
		e.Problem = "duty.lacks"
		return web.Draw(w, r, http.StatusUnprocessableEntity, editPage(p.Frame(r), e))
	case len(e.Others) > 0:
		return web.See(w, r, at)
	}
	digest, err := e.Worksheet.Digest()
	if err != nil {
		return err
	}
	return web.Draw(w, r, status, reviewPage(p.Frame(r), e, digest, problem))
}

// sign signs what was looked at. Who has not shown lately who they are is asked first; the
// text lies on the server meanwhile.
func (p Pages) sign(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	at := strings.TrimSuffix(r.URL.Path, "/sign")
	fresh, err := p.Account.Fresh(r)
	if err != nil {
		return err
	}
	if !fresh {
		if err := p.change(r, func(*db.Tx, *space.Record, *space.Record, ID) error { return nil }); err != nil {
			return err // who may not sign is not asked who they are
		}
		return p.Account.Again(w, r, at+"/review")
	}
	err = p.change(r, func(tx *db.Tx, _, safety *space.Record, which ID) error {
		return Sign(tx, safety, which, form.Text("seen"))
	})
	f := fault.Of(err)
	if err != nil && f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	if err != nil {
		return p.reviewed(w, r, web.Status(f), f.Key)
	}
	return web.See(w, r, at)
}

// add adds what happened since to a signed worksheet.
func (p Pages) add(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	a := Added{Text: seal.Text(form.Whole("text"))}
	err = p.change(r, func(tx *db.Tx, rec, safety *space.Record, which ID) (err error) {
		around, err := AroundOf(tx, rec)
		if err != nil {
			return err
		}
		a.Duty = which
		if a.ID, err = id.Parse[Added](form.Text("once")); err != nil {
			return fault.New(fault.Invalid, "fault.form")
		}
		if day := form.Text("next"); day != "" {
			if a.Next, err = dayOf(day, around.Zone); err != nil {
				return err
			}
		}
		return Add(tx, safety, a)
	})
	f := fault.Of(err)
	if f == nil {
		return web.See(w, r, strings.TrimSuffix(r.URL.Path, "/add"))
	}
	if f.Kind != fault.Invalid || f.Field == "" {
		return err
	}
	var s signed
	err = p.look(r, func(tx *db.Tx, rec, safety *space.Record, which ID) (err error) {
		s, err = signedOf(tx, rec, safety, which)
		return err
	})
	if err != nil {
		return err
	}
	s.Once, s.Text, s.Day, s.Field, s.Problem = a.ID, a.Text.Reveal(), form.Text("next"), f.Field, f.Key
	return web.Draw(w, r, web.Status(f), signedPage(p.Frame(r), s))
}

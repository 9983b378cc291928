package care

import (
	"net/http"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// offered is who may be let in to read a case, and how the form for it stands. It has a page
// of its own, since everybody who works here must be looked through for it.
type offered struct {
	Space          space.ID
	Name           string // the client's
	Staff          []account.Account
	Chosen, Until  string
	Field, Problem string
}

func (o offered) wrong(field string, say func(string) string) string {
	return wrong(o.Field, field, o.Problem, say)
}

func (p Pages) offered(r *http.Request) (o offered, err error) {
	if o.Space, err = space.Asked(r); err != nil {
		return o, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, o.Space, right.Admit|right.Read, right.Measured...)
		if err != nil {
			return err
		}
		in, err := InsideOf(tx, rec)
		if err != nil {
			return err
		}
		if !in.Case.Ended.IsZero() {
			return fault.New(fault.Conflict, "care.ended")
		}
		o.Name, o.Until = in.Name, in.Today.AddDate(0, 3, 0).In(in.Zone).Format(time.DateOnly)
		staff, err := account.Staff(tx)
		for _, a := range staff {
			if a.Posts&who.Supervisor != 0 && a.ID != tx.By.ID {
				o.Staff = append(o.Staff, a)
			}
		}
		return err
	})
	return o, err
}

// offer shows whom a therapist may let in to read.
func (p Pages) offer(w http.ResponseWriter, r *http.Request) error {
	o, err := p.offered(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, offerPage(p.Frame(r), o))
}

func (p Pages) supervise(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = p.admit(func(tx *db.Tx, rec *space.Record) error {
		settings, err := practice.Of(tx)
		if err != nil {
			return err
		}
		day, err := time.ParseInLocation(time.DateOnly, form.Text("until"), settings.Location())
		if err != nil {
			return fault.At("until", "care.until.odd")
		}
		return Supervise(tx, rec, who.ID(form.Text("supervisor")), day.AddDate(0, 0, 1).UTC())
	}, Case.Page)(w, r)
	f := fault.Of(err)
	if err == nil || f.Kind != fault.Invalid {
		return err
	}
	o, err := p.offered(r)
	if err != nil {
		return err
	}
	o.Chosen, o.Until, o.Field, o.Problem = form.Text("supervisor"), form.Text("until"), f.Field, f.Key
	return web.Draw(w, r, web.Status(f), offerPage(p.Frame(r), o))
}

package booking

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/web"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// named is the contact space and the appointment that a request names.
func named(r *http.Request) (space.ID, ID, error) {
	where, err := space.Asked(r)
	if err != nil {
		return "", "", err
	}
	which, err := id.Parse[Appointment](r.PathValue("appointment"))
	return where, which, err
}

func (p Pages) view(r *http.Request) (v View, err error) {
	where, which, err := named(r)
	if err != nil {
		return v, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read, right.Contact)
		if err != nil {
			return err
		}
		v, err = viewOf(tx, rec, which)
		return err
	})
	return v, err
}

func (p Pages) one(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, onePage(p.Frame(r), v))
}

// change is a route that changes one appointment, and leads back to its page.
func (p Pages) change(do func(*db.Tx, Held, web.Values) error) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		where, which, err := named(r)
		if err != nil {
			return err
		}
		form, err := web.Form(r)
		if err != nil {
			return err
		}
		err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
			h, err := Hold(tx, where, which)
			if err != nil {
				return err
			}
			return do(tx, h, form)
		})
		if err != nil {
			return p.unchanged(w, r, form, which, err)
		}
		return web.See(w, r, web.Ours(form.Text("back"), "/contacts/"+string(where)+"/appointments/"+string(which)))
	}
}

// unchanged shows the appointment once more, with what was entered.
func (p Pages) unchanged(w http.ResponseWriter, r *http.Request, form web.Values, which ID, why error) error {
	f := fault.Of(why)
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return why
	}
	v, err := p.view(r)
	if err != nil {
		return err
	}
	if v.sent, err = p.refused(r, form, f, which); err != nil {
		return err
	}
	return web.Draw(w, r, web.Status(f), onePage(p.Frame(r), v))
}

func move(tx *db.Tx, h Held, form web.Values) error {
	w, err := wanted(tx, form)
	if err != nil {
		return err
	}
	w.Rhythm = Rhythm{}
	if h.as() == right.Client { // they choose a time, and nothing else
		w.Minutes, w.Way, w.Place = h.Minutes, h.Way, h.Place
	}
	return Move(tx, h, w, form.Ticked("following") && h.as() != right.Client)
}

func callOff(tx *db.Tx, h Held, form web.Values) error {
	return CallOff(tx, h, form.Ticked("onward"))
}

func mark(tx *db.Tx, h Held, form web.Values) error { return Mark(tx, h, State(form.Text("as"))) }

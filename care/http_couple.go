package care

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/base/web"
)

// couples are the ways to open the case of a couple.
func (p Pages) couples() []web.Route {
	return []web.Route{
		{Pattern: "GET /couples/new", Audience: web.Therapist, Handle: p.blankCouple},
		{Pattern: "POST /couples", Audience: web.Therapist, Handle: p.openCouple},
	}
}

// two is what is entered to open the case of a couple.
type two struct{ One, Other opening }

func (p Pages) blankCouple(w http.ResponseWriter, r *http.Request) error {
	return web.Draw(w, r, http.StatusOK, couplePage(p.Frame(r), two{}))
}

func (p Pages) openCouple(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	entered := two{One: opening{Name: form.Text("name"), Email: form.Text("email"), Phone: form.Text("phone"), Why: form.Text("why")},
		Other: opening{Name: form.Text("name.2"), Email: form.Text("email.2"), Phone: form.Text("phone.2")}}
	var c Case
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		c, err = OpenCouple(tx, [2]Contact{entered.One.person(), entered.Other.person()}, entered.One.Why)
		return err
	})
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		entered.One.Field, entered.One.Problem = f.Field, f.Key
		return web.Draw(w, r, http.StatusUnprocessableEntity, couplePage(p.Frame(r), entered))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, c.Home())
}

func (o opening) person() Contact {
	return Contact{Name: seal.Text(o.Name), Email: seal.Text(o.Email), Phone: seal.Text(o.Phone)}
}

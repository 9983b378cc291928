package emdr

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
)

func (p Pages) papersOf(r *http.Request) (v PaperView, err error) {
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		v.Once = id.New[Training](tx.Now)
		if v.Today, err = today(tx); err != nil {
			return err
		}
		all, err := trainings(tx)
		if err != nil {
			return err
		}
		v.Paper = paperOf(all, tx.By.ID)
		v.All, err = Papers(tx)
		return err
	})
	v.Sent = v.Paper.Training
	return v, err
}

func (p Pages) training(w http.ResponseWriter, r *http.Request) error {
	v, err := p.papersOf(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, trainingPage(p.Frame(r), v))
}

func (p Pages) sayTraining(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	t := Training{Body: seal.Text(form.Whole("body")), Number: seal.Text(form.Whole("number")), Expires: form.Text("expires")}
	t.ID, _ = id.Parse[Training](form.Text("once")) // an empty one is said to be wrong
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error { return SayTraining(tx, t) })
	f := fault.Of(err)
	if f == nil {
		return web.See(w, r, "/emdr/training")
	}
	if f.Field == "" {
		return err
	}
	v, err := p.papersOf(r)
	if err != nil {
		return err
	}
	v.Sent, v.Field, v.Problem = t, f.Field, f.Key
	return web.Draw(w, r, web.Status(f), trainingPage(p.Frame(r), v))
}

func (p Pages) papers(w http.ResponseWriter, r *http.Request) error {
	v, err := p.papersOf(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, papersPage(p.Frame(r), v))
}

func (p Pages) confirm(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		once, err := id.Parse[Training](form.Text("once"))
		if err != nil {
			return fault.New(fault.Invalid, "fault.form")
		}
		which, err := id.Parse[Training](form.Text("which"))
		if err != nil {
			return fault.New(fault.Invalid, "fault.form")
		}
		return Confirm(tx, once, which, form.Text("act") == "yes")
	})
	if err != nil {
		return err
	}
	return web.See(w, r, "/practice/emdr")
}

package room

import (
	"net/http"
	"slices"
	"strings"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/meeting"
	"tillit.care/practice"
	"tillit.care/space"
)

func (p Pages) gateView(r *http.Request) (v GateView, err error) {
	err = p.look(r, func(tx *db.Tx, rec *space.Record, m meeting.Meeting) error {
		if v.View, err = viewOf(tx, rec, m); err != nil {
			return err
		}
		if v.Gate, err = offered(tx, rec, m.ID); err != nil {
			return err
		}
		v.Once, v.Day = id.New[Gate](tx.Now), today(tx.Now, v.Zone)
		if !v.Client {
			v.Licences, err = licencesOf(tx, tx.By.ID)
		}
		return err
	})
	return v, err
}

func (p Pages) gate(w http.ResponseWriter, r *http.Request) error {
	v, err := p.gateView(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, gatePage(p.Frame(r), v))
}

// gateIn reads what was filled in.
func gateIn(form web.Values) (g Gate, err error) {
	if g.ID, err = id.Parse[Gate](form.Text("once")); err != nil {
		return g, fault.New(fault.Invalid, "fault.form")
	}
	g.Words = map[string]seal.Text{}
	for _, a := range asks {
		if text := form.Whole(a.Name); text != "" {
			g.Words[a.Name] = seal.Text(text)
		}
	}
	g.Agreed, g.Known = form.Ticked("agreed"), form.Ticked("known")
	g.Where, g.Outside, g.Heard = seal.Text(form.Whole("where")), seal.Text(form.Whole("outside")), seal.Text(form.Whole("heard"))
	g.Opened = form.Text("act") == "open"
	return g, nil
}

func (p Pages) keepGate(w http.ResponseWriter, r *http.Request) error {
	where, which, err := meeting.Asked(r, "meeting")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	var sent Gate
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := Enter(tx, where)
		if err != nil {
			return err
		}
		if sent, err = gateIn(form); err != nil {
			return err
		}
		sent.Meeting = which
		return Answer(tx, rec, sent)
	})
	f := fault.Of(err)
	switch {
	case f == nil:
		return web.See(w, r, path(where, which))
	case f.Kind != fault.Invalid && f.Kind != fault.Conflict || f.Key == "fault.form" || f.Key == "fault.conflict":
		return err
	}
	v, again := p.gateView(r)
	if again != nil {
		return again
	}
	if !v.Gate.Opened {
		sent.Opened = false
		v.Gate = sent
	}
	v.Field, v.Wrong = f.Field, f.Key
	return web.Draw(w, r, web.Status(f), gatePage(p.Frame(r), v))
}

func (p Pages) licencesView(r *http.Request) (v LicencesView, err error) {
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		settings, err := practice.Of(tx)
		if err != nil {
			return err
		}
		v.Day = today(tx.Now, settings.Location())
		v.All, err = licencesOf(tx, tx.By.ID)
		return err
	})
	return v, err
}

func (p Pages) licences(w http.ResponseWriter, r *http.Request) error {
	v, err := p.licencesView(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, licencesPage(p.Frame(r), v))
}

// keepLicences adds one, or takes one away. The same place once more is the same licence with
// another end.
func (p Pages) keepLicences(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	which := form.Whole("which")
	if form.Text("act") != "drop" {
		which = form.Whole("where")
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		all, err := licencesOf(tx, tx.By.ID)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(l Licence) bool { return strings.EqualFold(l.Where.Reveal(), which) })
		if form.Text("act") != "drop" {
			all = append(all, Licence{Where: seal.Text(which), Until: form.Text("until")})
		}
		return KeepLicences(tx, all)
	})
	f := fault.Of(err)
	switch {
	case f == nil:
		return web.See(w, r, "/licences")
	case f.Kind != fault.Invalid:
		return err
	}
	v, again := p.licencesView(r)
	if again != nil {
		return again
	}
	v.Field, v.Wrong = f.Field, f.Key
	return web.Draw(w, r, web.Status(f), licencesPage(p.Frame(r), v))
}

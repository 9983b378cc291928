package handover

import (
	"net/http"
	"slices"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/practice"
	"tillit.care/space"
)

// treated are the cases of those who are away, once it is clear that the lead asks. Tillit
// looks it up, and opens nothing.
func (p Pages) treated(r *http.Request) (map[who.ID][]space.Where, error) {
	var gone []who.ID
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		if err := leads(tx, ""); err != nil {
			return err
		}
		settings, err := practice.Of(tx)
		gone = away(settings, tx.Now)
		return err
	})
	if err != nil {
		return nil, err
	}
	found := map[who.ID][]space.Where{}
	err = p.DB.Read(r.Context(), who.House, func(tx *db.Tx) error {
		for _, person := range gone {
			all, err := space.Treated(tx, person)
			if err != nil {
				return err
			}
			if found[person], err = going(tx, all); err != nil {
				return err
			}
		}
		return nil
	})
	return found, err
}

func (p Pages) standingOf(r *http.Request, treated map[who.ID][]space.Where) (s standing, err error) {
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		s, err = standingOf(tx, treated)
		return err
	})
	return s, err
}

func (p Pages) standing(w http.ResponseWriter, r *http.Request) error {
	treated, err := p.treated(r)
	if err != nil {
		return err
	}
	s, err := p.standingOf(r, treated)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, awayPage(p.Frame(r), s))
}

func (p Pages) start(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	once, err := id.Parse[Handover](form.Text("once"))
	treated, wrong := p.treated(r)
	if wrong != nil {
		return wrong
	}
	if err != nil {
		return fault.New(fault.Invalid, "fault.form")
	}
	a := Away{once, who.ID(form.Text("from")), space.ID(form.Text("case")), who.ID(form.Text("to")), seal.Text(form.Whole("why"))}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error { return Start(tx, slices.Clone(treated[a.From]), a) })
	f := typed(err)
	if f == nil {
		if err != nil {
			return err
		}
		return web.See(w, r, "/handovers/away?kept")
	}
	s, err := p.standingOf(r, treated)
	if err != nil {
		return err
	}
	s.Field, s.Problem, s.Sent = f.Field, f.Key, a
	return web.Draw(w, r, web.Status(f), awayPage(p.Frame(r), s))
}

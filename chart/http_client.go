package chart

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/web"
	"tillit.care/pure/right"
	"tillit.care/ui"

	"github.com/a-h/templ"
)

func (p Pages) today(w http.ResponseWriter, r *http.Request) error {
	t, err := p.todayOf(r)
	if err != nil {
		return err
	}
	f := p.Frame(r)
	f.Live = "/live"
	return web.Draw(w, r, http.StatusOK, todayPage(f, t))
}

func (p Pages) todayOf(r *http.Request) (Today, error) {
	var t Today
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		t, err = TodayOf(tx)
		return err
	})
	return t, err
}

// work is what was asked and what is done.
func (p Pages) work(w http.ResponseWriter, r *http.Request) error {
	var all Work
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		all, err = WorkOf(tx)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, workPage(p.Frame(r), all))
}

// straight leads to a page of the space of those kinds that a client and a therapist share,
// where there is one such space. Otherwise it draws the page that says so, or that lets one choose.
func (p Pages) straight(to string, otherwise func(ui.Frame, []Place, string) templ.Component, kinds ...right.Kind) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		var s Spaces
		err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
			s, err = SpacesOf(tx)
			return err
		})
		if err != nil {
			return err
		}
		agreed := s.agreed(kinds...)
		if len(agreed) == 1 {
			return web.See(w, r, "/spaces/"+string(agreed[0].answers())+to)
		}
		return web.Draw(w, r, http.StatusOK, otherwise(p.Frame(r), agreed, to))
	}
}

// spaces is every space that a client is inside.
func (p Pages) spaces(w http.ResponseWriter, r *http.Request) error {
	var s Spaces
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		s, err = SpacesOf(tx)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, spacesPage(p.Frame(r), s))
}

// help is whom to call, for everybody who has signed in.
func (p Pages) help(w http.ResponseWriter, r *http.Request) error {
	t, err := p.todayOf(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, helpPage(p.Frame(r), t))
}

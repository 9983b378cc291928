package chart

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/web"
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

// going leads straight to how it is going, where there is only one case.
func (p Pages) going(w http.ResponseWriter, r *http.Request) error {
	var s Spaces
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		s, err = SpacesOf(tx)
		return err
	})
	if err != nil {
		return err
	}
	shared := s.shared()
	if len(shared) == 1 && shared[0].Agreed {
		return web.See(w, r, "/spaces/"+string(shared[0].Shared)+"/progress")
	}
	return web.Draw(w, r, http.StatusOK, goingPage(p.Frame(r), shared))
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

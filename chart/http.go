package chart

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/measure"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/pure/score"
	"tillit.care/space"
	"tillit.care/ui"
)

// Pages are the ways into this room.
type Pages struct {
	DB    *db.DB
	Frame func(*http.Request) ui.Frame
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /{$}", Audience: web.SignedIn, Handle: p.home},
		{Pattern: "GET /help", Audience: web.SignedIn, Handle: p.help},
		{Pattern: "GET /spaces/{space}", Audience: web.Clinician, Door: "read shared", Handle: p.chart},
	}
}

// home is the page that each person begins with.
func (p Pages) home(w http.ResponseWriter, r *http.Request) error {
	person := web.Who(r)
	switch {
	case person.Holds(who.Therapist | who.Supervisor):
		return p.cases(w, r)
	case person.Holds(who.Client):
		return p.today(w, r)
	case person.Holds(who.Desk):
		return web.See(w, r, "/people")
	}
	return web.See(w, r, "/practice")
}

func (p Pages) cases(w http.ResponseWriter, r *http.Request) error {
	var all []Listed
	var settings practice.Settings
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		if settings, err = practice.Of(tx); err != nil {
			return err
		}
		all, err = Cases(tx)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, casesPage(p.Frame(r), all, web.Who(r).Holds(who.Therapist), settings.Location()))
}

func (p Pages) today(w http.ResponseWriter, r *http.Request) error {
	t, err := p.todayOf(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, todayPage(p.Frame(r), t))
}

func (p Pages) todayOf(r *http.Request) (Today, error) {
	var t Today
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		t, err = TodayOf(tx)
		return err
	})
	return t, err
}

// help is whom to call, for everybody who has signed in.
func (p Pages) help(w http.ResponseWriter, r *http.Request) error {
	t, err := p.todayOf(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, helpPage(p.Frame(r), t))
}

func (p Pages) chart(w http.ResponseWriter, r *http.Request) error {
	which, err := space.Asked(r)
	if err != nil {
		return err
	}
	all, err := measure.Instruments()
	if err != nil {
		return err
	}
	var c Chart
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, which, right.Read, right.Shared)
		if err != nil {
			return err
		}
		c, err = Of(tx, rec)
		return err
	})
	if err != nil {
		return err
	}
	f := p.Frame(r)
	f.Live, f.Wide = "/spaces/"+string(which)+"/live", true
	return web.Draw(w, r, http.StatusOK, chartPage(f, c, free(c.Course, all)))
}

// free are the instruments that are not being asked already.
func free(c measure.Course, all []*score.Instrument) []*score.Instrument {
	asked := map[string]bool{}
	for _, m := range measure.Asking(c.Measures) {
		asked[m.Instrument] = true
	}
	var left []*score.Instrument
	for _, in := range all {
		if !asked[in.ID] {
			left = append(left, in)
		}
	}
	return left
}

package follow

import (
	"net/http"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/web"
	"tillit.care/practice"
	"tillit.care/pure/right"
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
		{Pattern: "GET /spaces/{space}/follow", Audience: web.Clinician, Door: "read shared|apart", Handle: p.page},
		{Pattern: "GET /spaces/{space}/parts/standing", Audience: web.Clinician, Door: "read shared|apart", Handle: p.part},
		{Pattern: "POST /spaces/{space}/follow", Audience: web.Clinician, Door: "treat shared|apart", Handle: p.decide},
	}
}

func (p Pages) view(r *http.Request) (View, error) {
	var v View
	where, err := space.Asked(r)
	if err != nil {
		return v, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read, right.Measured...)
		if err != nil {
			return err
		}
		v, err = ViewOf(tx, rec)
		return err
	})
	return v, err
}

func (p Pages) part(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, StandingPart(v))
}

func (p Pages) page(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	d := draft{View: v, Written: Written{Once: id.New[Decision](v.Now)}}
	return web.Draw(w, r, http.StatusOK, decidePage(p.Frame(r), d))
}

// written reads a decision that was sent. The day on which to look again is one of the
// practice's.
func written(tx *db.Tx, form web.Values) (Written, error) {
	w := Written{Choice: Choice(form.Text("choice")), Words: form.Text("words"), Tell: form.Ticked("tell"), Told: form.Text("told")}
	var err error
	if w.Once, err = id.Parse[Decision](form.Text("once")); err != nil {
		return w, fault.New(fault.Invalid, "fault.form")
	}
	for _, look := range Looks {
		if form.Ticked("looked." + string(look)) {
			w.Looked = append(w.Looked, look)
		}
	}
	if form.Text("review") == "" {
		return w, nil
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return w, err
	}
	if w.Review, err = time.ParseInLocation(time.DateOnly, form.Text("review"), settings.Location()); err != nil {
		return w, fault.At("review", "follow.review.odd")
	}
	w.Review = w.Review.UTC()
	return w, nil
}

func (p Pages) decide(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	var sent Written
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Treat|right.Read, right.Measured...)
		if err != nil {
			return err
		}
		if sent, err = written(tx, form); err != nil {
			return err
		}
		return Decide(tx, rec, sent)
	})
	if err != nil {
		return p.again(w, r, sent, form.Text("review"), err)
	}
	return web.See(w, r, "/spaces/"+string(where)+"#standing")
}

// again shows a decision that was not taken once more, with everything that was written.
func (p Pages) again(w http.ResponseWriter, r *http.Request, sent Written, day string, why error) error {
	f := fault.Of(why)
	if f.Kind != fault.Invalid {
		return why
	}
	v, err := p.view(r)
	if err != nil {
		return err
	}
	if sent.Once == "" {
		sent.Once = id.New[Decision](v.Now)
	}
	return web.Draw(w, r, web.Status(f), decidePage(p.Frame(r), draft{View: v, Written: sent, Day: day, Field: f.Field, Problem: f.Key}))
}

package safety

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
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
		{Pattern: "GET /spaces/{space}/safety-plan", Audience: web.SignedIn, Door: "read shared|apart", Handle: p.plan},
		{Pattern: "GET /spaces/{space}/safety-plan/edit", Audience: web.SignedIn, Door: "write shared|apart", Handle: p.edit},
		{Pattern: "POST /spaces/{space}/safety-plan", Audience: web.SignedIn, Door: "write shared|apart", Handle: p.keep},
		{Pattern: "GET /spaces/{space}/safety-plan/versions/{version}", Audience: web.SignedIn, Door: "read shared|apart", Handle: p.version},
		{Pattern: "GET /spaces/{space}/parts/safety-plan", Audience: web.SignedIn, Door: "read shared|apart", Handle: p.part},
	}
}

// view opens the space that a request names, for as much as is wanted there.
func (p Pages) view(r *http.Request, want right.Right, see func(*db.Tx, *space.Record, View) error) (View, error) {
	var v View
	where, err := space.Asked(r)
	if err != nil {
		return v, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, want, right.Measured...)
		if err != nil {
			return err
		}
		if v, err = Of(tx, rec); err != nil || see == nil {
			return err
		}
		return see(tx, rec, v)
	})
	return v, err
}

func (p Pages) plan(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r, right.Read, func(tx *db.Tx, rec *space.Record, v View) error {
		if v.Plan.Found() {
			rec.Note(tx, "safety.read", string(v.Plan.ID))
		}
		return nil
	})
	if err != nil {
		return err
	}
	f := p.Frame(r)
	f.Live = "/spaces/" + string(v.Space) + "/live"
	return web.Draw(w, r, http.StatusOK, planPage(f, v))
}

func (p Pages) part(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r, right.Read, nil)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, PlanPart(v))
}

func (p Pages) version(w http.ResponseWriter, r *http.Request) error {
	asked, err := id.Parse[Plan](r.PathValue("version"))
	if err != nil {
		return err
	}
	var old Plan
	v, err := p.view(r, right.Read, func(tx *db.Tx, rec *space.Record, v View) error {
		if old, err = Version(tx, rec, asked); err != nil {
			return err
		}
		rec.Note(tx, "safety.read", string(asked))
		return nil
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, versionPage(p.Frame(r), v, old))
}

// draft is a plan that is being written.
type draft struct {
	View
	Written
	Field, Problem string // what is wrong with what was sent, and where
}

func (p Pages) edit(w http.ResponseWriter, r *http.Request) error {
	d := draft{}
	v, err := p.view(r, right.Read|right.Write, func(tx *db.Tx, _ *space.Record, v View) error {
		d = draft{View: v, Written: Written{id.New[Plan](tx.Now), v.Plan.ID, v.Plan.Words}}
		return nil
	})
	if err != nil {
		return err
	}
	if v.Closed != "" {
		return web.See(w, r, v.path())
	}
	return web.Draw(w, r, http.StatusOK, editPage(p.Frame(r), d))
}

// written reads a plan that was sent.
func written(form web.Values) (Written, error) {
	w := Written{Words: Words{}}
	var err error
	if w.Once, err = id.Parse[Plan](form.Text("once")); err != nil {
		return w, fault.New(fault.Invalid, "fault.form")
	}
	if after := form.Text("after"); after != "" {
		if w.After, err = id.Parse[Plan](after); err != nil {
			return w, fault.New(fault.Invalid, "fault.form")
		}
	}
	for _, s := range Sections {
		if text := form.Whole(string(s)); text != "" {
			w.Words[s] = seal.Text(text)
		}
	}
	return w, nil
}

func (p Pages) keep(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	sent, err := written(form)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read|right.Write, right.Measured...)
		if err != nil {
			return err
		}
		return Keep(tx, rec, sent)
	})
	if err != nil {
		return p.unkept(w, r, sent, err)
	}
	return web.See(w, r, "/spaces/"+string(where)+"/safety-plan")
}

// unkept shows a plan that was not taken once more, with everything that was written.
func (p Pages) unkept(w http.ResponseWriter, r *http.Request, sent Written, why error) error {
	f := fault.Of(why)
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return why
	}
	v, err := p.view(r, right.Read|right.Write, nil)
	if err != nil {
		return err
	}
	d := draft{View: v, Written: sent, Field: f.Field, Problem: f.Key}
	return web.Draw(w, r, web.Status(f), editPage(p.Frame(r), d))
}

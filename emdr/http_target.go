package emdr

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/base/words"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// open reads one target, or a new one that belongs where the address says.
func (p Pages) open(r *http.Request, want right.Right) (v TargetView, err error) {
	err = p.see(r, want, func(tx *db.Tx, rec *space.Record) error {
		if v.View, err = ViewOf(tx, rec); err != nil {
			return err
		}
		v.links(tx, rec)
		name := r.PathValue("target")
		if name == "" {
			q := r.URL.Query()
			v.Words = Words{"theme": seal.Text(q.Get("theme")), "prong": seal.Text(q.Get("prong"))}
			if !v.Plan.theme(Thread(q.Get("theme"))).Found() {
				v.Words["theme"] = ""
			}
			return nil
		}
		which, err := id.Parse[thread](name)
		if err != nil {
			return err
		}
		if v.Target = v.Plan.Find(which); !v.Target.Found() {
			return fault.New(fault.NotFound, "fault.notfound")
		}
		v.Words, v.After = v.Target.Words, v.Target.ID
		all, err := sheets(tx, rec)
		if err != nil {
			return err
		}
		v.Earlier = earlier(all, which)
		rec.Note(tx, "emdr.read", string(v.Target.ID))
		return nil
	})
	return v, err
}

func (p Pages) newTarget(w http.ResponseWriter, r *http.Request) error {
	v, err := p.open(r, treats)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, targetPage(p.Frame(r), v))
}

func (p Pages) target(w http.ResponseWriter, r *http.Request) error {
	v, err := p.open(r, right.Read)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, targetPage(p.Frame(r), v))
}

// picked puts a sentence of the list where nobody wrote one.
func picked(r *http.Request, form web.Values, s Words) {
	for _, field := range []string{"nc", "pc"} {
		if key := form.Text(field + ".pick"); s[field] == "" && belief(key, field) {
			s[field] = seal.Text(words.T(r.Context(), "emdr.belief."+key+"."+field))
		}
	}
}

func (p Pages) keepTarget(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	s, err := sent(form, target)
	if err != nil {
		return err
	}
	picked(r, form, s.Words)
	var of Thread
	err = p.change(r, treats, func(tx *db.Tx, rec *space.Record) error {
		if name := r.PathValue("target"); name != "" {
			if s.Of, err = id.Parse[thread](name); err != nil {
				return err
			}
		}
		plan, err := PlanOf(tx, rec)
		switch {
		case err != nil:
			return err
		case !plan.theme(Thread(s.Words["theme"].Reveal())).Found():
			return fault.New(fault.NotFound, "fault.notfound")
		case s.Of != "" && !plan.Find(s.Of).Found():
			return fault.New(fault.NotFound, "fault.notfound")
		case plan.Find(s.Of).Out:
			return fault.New(fault.Conflict, "emdr.away.first")
		}
		of, err = Keep(tx, rec, s)
		return err
	})
	f := fault.Of(err)
	switch {
	case f == nil:
		where, err := space.Asked(r)
		if err != nil {
			return err
		}
		return web.See(w, r, "/spaces/"+string(where)+"/emdr/targets/"+string(of))
	case f.Kind != fault.Invalid && f.Kind != fault.Conflict || f.Key == "fault.form" || f.Key == "fault.conflict":
		return err
	}
	v, err := p.open(r, treats)
	if err != nil {
		return err
	}
	v.Words, v.Field, v.Problem = s.Words, f.Field, f.Key
	return web.Draw(w, r, web.Status(f), targetPage(p.Frame(r), v))
}

func (p Pages) rate(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	s, err := sent(form, rating)
	if err != nil {
		return err
	}
	err = p.change(r, treats, func(tx *db.Tx, rec *space.Record) error {
		if s.Of, err = id.Parse[thread](r.PathValue("target")); err != nil {
			return err
		}
		plan, err := PlanOf(tx, rec)
		if err != nil {
			return err
		}
		if one := plan.Find(s.Of); !one.Found() || one.Out {
			return fault.New(fault.NotFound, "fault.notfound")
		}
		_, err = Keep(tx, rec, s)
		return err
	})
	if f := fault.Of(err); f != nil && f.Field != "" {
		v, wrong := p.open(r, treats)
		if wrong != nil {
			return wrong
		}
		v.Field, v.Problem = "rate."+f.Field, f.Key
		return web.Draw(w, r, web.Status(f), targetPage(p.Frame(r), v))
	}
	if err != nil {
		return err
	}
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	return web.See(w, r, "/spaces/"+string(where)+"/emdr/targets/"+string(s.Of))
}

package emdr

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/pure/right"
	"tillit.care/space"
)

func (p Pages) gateOf(r *http.Request) (g GateView, err error) {
	err = p.see(r, treats, func(tx *db.Tx, rec *space.Record) error {
		if g.View, err = ViewOf(tx, rec); err != nil {
			return err
		}
		g.Words, g.After = g.Gate.Words, g.Gate.ID
		return nil
	})
	return g, err
}

func (p Pages) gate(w http.ResponseWriter, r *http.Request) error {
	g, err := p.gateOf(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, gatePage(p.Frame(r), g))
}

func (p Pages) look(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	s := Written{Words: Words{}, After: ID(form.Text("after"))}
	if s.Once, err = id.Parse[Sheet](form.Text("once")); err != nil {
		return fault.New(fault.Invalid, "fault.form")
	}
	for _, field := range gateFields() {
		if text := form.Whole(field); text != "" {
			s.Words[field] = seal.Text(text)
		}
	}
	err = p.change(r, treats|right.Admit, func(tx *db.Tx, rec *space.Record) error { return Look(tx, rec, s) })
	f := fault.Of(err)
	switch {
	case f == nil:
		return web.See(w, r, r.URL.Path)
	case f.Kind != fault.Invalid && f.Kind != fault.Conflict || f.Key == "fault.form" || f.Key == "fault.conflict":
		return err
	}
	g, err := p.gateOf(r)
	if err != nil {
		return err
	}
	g.Words, g.Field, g.Problem = s.Words, f.Field, f.Key
	return web.Draw(w, r, web.Status(f), gatePage(p.Frame(r), g))
}

// gateFields are all fields of the page about readiness.
func gateFields() (all []string) {
	for _, item := range items {
		all = append(all, item, item+".note", item+".anyway")
	}
	for n := 1; n <= asked; n++ {
		all = append(all, question(n))
	}
	return append(all, "seen")
}

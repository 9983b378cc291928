package emdr

import (
	"cmp"
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/web"
	"tillit.care/space"
)

// away takes a theme or a target out of the plan, or brings it back. Where no reason was written,
// the page on which it was asked comes again.
func (p Pages) away(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	s, err := sent(form, away)
	if err != nil {
		return err
	}
	of := r.PathValue("target")
	if s.Of, err = id.Parse[thread](cmp.Or(of, r.PathValue("theme"))); err != nil {
		return err
	}
	err = p.change(r, treats, func(tx *db.Tx, rec *space.Record) error { return Leave(tx, rec, s) })
	f := fault.Of(err)
	if of == "" || f == nil || f.Kind != fault.Invalid && f.Kind != fault.Conflict || f.Key == "fault.form" || f.Key == "fault.conflict" {
		return p.kept(w, r, s, err, "")
	}
	v, err := p.open(r, treats)
	if err != nil {
		return err
	}
	v.Field, v.Problem = cmp.Or(f.Field, "away"), f.Key
	return web.Draw(w, r, web.Status(f), targetPage(p.Frame(r), v))
}

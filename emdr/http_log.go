package emdr

import (
	"net/http"
	"slices"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/trust"
)

// logDraft is where the log between sessions lies as long as it is not kept: in the space that only
// the client opens, beside what they have begun in the trust work (docs/decisions/0004).
const logDraft = "emdr/log"

// wordsIn are the fields of the log in what was begun.
func wordsIn(begun map[string][]string) Words {
	all := Words{}
	for _, field := range fields[entry] {
		if some := begun[field]; len(some) > 0 && some[0] != "" {
			all[field] = seal.Text(some[0])
		}
	}
	return all
}

// log is what a client writes between sessions. Nothing here leads them into a memory. What was
// begun of it is forgotten in the same act, or when they want nothing of it.
func (p Pages) log(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	s, err := sent(form, entry)
	if err == nil {
		err = p.change(r, right.Read|right.Write, func(tx *db.Tx, rec *space.Record) error {
			if form.Text("drop") == "" {
				all, err := sheets(tx, rec)
				if err != nil || newest(all, Thread(s.Once)).Found() {
					return err // it came before: what was begun since is something else
				}
				if _, err := Keep(tx, rec, s); err != nil {
					return err
				}
			} else if rec.Role() != right.Client {
				return fault.New(fault.Forbidden, "fault.forbidden")
			}
			return trust.Forget(tx, rec, logDraft)
		})
	}
	to := "#log"
	if err == nil && form.Text("drop") == "" {
		to = "/log/" + string(s.Once) // by its name a phone knows that what it kept has arrived
	}
	return p.kept(w, r, s, err, to)
}

// entry is where a client is led who kept something in the log: the page that it stands on.
func (p Pages) entry(w http.ResponseWriter, r *http.Request) error {
	which, err := id.Parse[Sheet](r.PathValue("entry"))
	if err != nil {
		return err
	}
	v, err := p.view(r, right.Read)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(v.Plan.Log, func(s Sheet) bool { return s.ID == which }) {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	v.Kept = true
	f := p.Frame(r)
	f.Live = v.at("/live")
	return web.Draw(w, r, http.StatusOK, planPage(f, v))
}

// half keeps what a client has written of the log so far. What comes late, of a form that was kept
// meanwhile, is not begun again.
func (p Pages) half(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	once, err := id.Parse[Sheet](form.Text("once"))
	if err != nil {
		return fault.New(fault.Invalid, "fault.form")
	}
	said := map[string][]string{}
	for _, field := range fields[entry] {
		text := form.Whole(field)
		if len(text) > 4*longest {
			return fault.New(fault.Invalid, "emdr.long")
		}
		if text != "" {
			said[field] = []string{text}
		}
	}
	err = p.change(r, right.Read|right.Write, func(tx *db.Tx, rec *space.Record) error {
		if rec.Role() != right.Client {
			return fault.New(fault.Forbidden, "fault.forbidden")
		}
		all, err := sheets(tx, rec)
		if err != nil || newest(all, Thread(once)).Found() {
			return err
		}
		if len(said) == 0 {
			return trust.Forget(tx, rec, logDraft)
		}
		return trust.Begin(tx, rec, logDraft, trust.Half{Fields: said})
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

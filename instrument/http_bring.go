package instrument

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/web"
	"tillit.care/pure/score"
)

func (p Pages) bring(w http.ResponseWriter, r *http.Request) error {
	v, err := p.look(r)
	if err != nil {
		return err
	}
	if v.One != nil && !v.One.Own() && !v.One.Known.NeedsCopy() {
		return fault.New(fault.Conflict, "instrument.ships")
	}
	v.prefill()
	return web.Draw(w, r, http.StatusOK, bringPage(v))
}

// prefill begins a new version with the licence of the last.
func (v *view) prefill() {
	if v.One == nil || len(v.One.Copies) == 0 {
		return
	}
	g := v.One.Copies[len(v.One.Copies)-1].Grant
	v.Fields["from"], v.Fields["reference"], v.Fields["since"], v.Fields["until"] = g.From, g.Reference, g.Since, g.Until
	if v.One.Own() && v.Form != nil {
		l := v.Form.Licence
		v.Fields["class"], v.Fields["spdx"], v.Fields["text"], v.Fields["url"], v.Fields["evidence"] = l.Class, l.SPDX, l.Text, l.URL, l.Evidence
	}
}

// brought reads a form that somebody brings: pasted, or chosen as a file.
func brought(form web.Values) (map[string]string, error) {
	f := map[string]string{}
	for name := range form.All("") {
		f[name] = form.Text(name)
	}
	for _, name := range []string{"form", "scoring"} {
		f[name] = form.Whole(name)
		file, err := form.File(name + ".file")
		if err != nil {
			return f, err
		}
		if len(file) > 0 {
			f[name] = string(file)
		}
	}
	return f, nil
}

// keep takes a form that somebody brings. What does not fit is shown again as it came.
func (p Pages) keep(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	f, err := brought(form)
	if err != nil {
		return err
	}
	which, fresh := r.PathValue("instrument"), r.PathValue("instrument") == ""
	if fresh {
		which = f["id"]
	}
	c := Copy{Form: []byte(f["form"]), Scoring: []byte(f["scoring"]), Grant: Grant{f["from"], f["reference"], f["since"], f["until"]},
		Licence: score.Licence{Class: f["class"], SPDX: f["spdx"], Text: f["text"], URL: f["url"], Evidence: f["evidence"]}}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error { return bringAny(tx, which, fresh, c) })
	if err != nil {
		return p.again(w, r, f, err, bringPage)
	}
	return web.See(w, r, "/instruments/"+which)
}

// bringAny brings a copy of one that Tillit knows, or one of the practice's own.
func bringAny(tx *db.Tx, which string, fresh bool, c Copy) error {
	reg, err := Of(tx)
	if err != nil {
		return err
	}
	switch l := reg.Find(which); {
	case l == nil:
		_, err = BringOwn(tx, which, c)
	case fresh:
		err = fault.At("id", "instrument.id.known")
	case l.Own():
		_, err = BringOwn(tx, which, c)
	default:
		_, err = Bring(tx, which, c)
	}
	return err
}

// again shows a form that was not taken once more, with everything that was in it.
func (p Pages) again(w http.ResponseWriter, r *http.Request, f map[string]string, why error, page func(view) templ.Component) error {
	told := fault.Of(why)
	if told.Kind != fault.Invalid && told.Key != "instrument.same" {
		return why
	}
	v, err := p.look(r)
	if err != nil {
		return err
	}
	v.Fields, v.Wrong[told.Field] = f, told.Key
	var unfit *Unfit
	if errors.As(why, &unfit) {
		v.Unfit = *unfit
	}
	return web.Draw(w, r, web.Status(told), page(v))
}

func (p Pages) cite(w http.ResponseWriter, r *http.Request) error {
	v, err := p.look(r)
	if err != nil {
		return err
	}
	if !v.One.Held() {
		return fault.New(fault.Conflict, "instrument.cite.none")
	}
	return web.Draw(w, r, http.StatusOK, citePage(v))
}

func (p Pages) keepCitation(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	which := r.PathValue("instrument")
	f := map[string]string{"url": form.Text("url"), "read": form.Text("read"), "statement": form.Text("statement")}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		reg, err := Of(tx)
		if err != nil {
			return err
		}
		c := Citation{URL: f["url"], Read: f["read"], Statement: f["statement"]}
		if l := reg.Find(which); l != nil && l.Known != nil {
			for n, why := range l.Known.HeldWhy {
				if name := "settled." + strconv.Itoa(n); form.Ticked(name) {
					c.Settled, f[name] = append(c.Settled, why), "yes"
				}
			}
		}
		return Cite(tx, which, c)
	})
	if err != nil {
		return p.again(w, r, f, err, citePage)
	}
	return web.See(w, r, "/instruments/"+which)
}

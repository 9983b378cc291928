package instrument

import (
	"encoding/json"
	"net/http"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/practice"
	"tillit.care/pure/score"
	"tillit.care/ui"
)

// Pages are the ways into this room.
type Pages struct {
	DB    *db.DB
	Frame func(*http.Request) ui.Frame
}

// most is how large a form may be that somebody brings, with what stands beside it.
const most = 6 << 20

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /instruments", Audience: web.Staff, Handle: p.register},
		{Pattern: "GET /instruments/new", Audience: web.Owner, Handle: p.bring},
		{Pattern: "POST /instruments/new", Audience: web.Owner, Most: most, Handle: p.keep},
		{Pattern: "GET /instruments/{instrument}", Audience: web.Staff, Handle: p.one},
		{Pattern: "GET /instruments/{instrument}/bring", Audience: web.Owner, Handle: p.bring},
		{Pattern: "POST /instruments/{instrument}/bring", Audience: web.Owner, Most: most, Handle: p.keep},
		{Pattern: "GET /instruments/{instrument}/cite", Audience: web.Owner, Handle: p.cite},
		{Pattern: "POST /instruments/{instrument}/cite", Audience: web.Owner, Handle: p.keepCitation},
		{Pattern: "POST /instruments/{instrument}/withdraw", Audience: web.Owner, Handle: p.turn(Withdraw)},
		{Pattern: "POST /instruments/{instrument}/retire", Audience: web.Owner, Handle: p.turn(Retire)},
		{Pattern: "POST /instruments/{instrument}/resume", Audience: web.Owner, Handle: p.turn(Resume)},
		{Pattern: "GET /instruments/{instrument}/export", Audience: web.Owner, Handle: p.export},
	}
}

// view is what a page of this room shows.
type view struct {
	Frame  ui.Frame
	All    []*Listed
	One    *Listed
	Form   *score.Instrument // of one that can be asked: its wording
	Fields map[string]string // as they were written
	Wrong  map[string]string // field → words key
	Unfit  Unfit
	Blank  string // of one without its wording: what to write it into
	Owns   bool   // its reader owns the practice
	Demo   bool
	Zone   *time.Location
	Now    time.Time
}

// look reads what a page shows. A request that names an instrument sees that one.
func (p Pages) look(r *http.Request) (view, error) {
	v := view{Frame: p.Frame(r), Fields: map[string]string{}, Wrong: map[string]string{}, Owns: web.Who(r).Holds(who.Owner)}
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		settings, err := practice.Of(tx)
		if err != nil {
			return err
		}
		v.Zone, v.Demo, v.Now = settings.Location(), settings.Demo, tx.Now
		reg, err := Of(tx)
		if err != nil {
			return err
		}
		v.All = reg.Listed
		if which := r.PathValue("instrument"); which != "" {
			return v.see(tx, reg, which)
		}
		return nil
	})
	return v, err
}

func (v *view) see(tx *db.Tx, reg *Register, which string) (err error) {
	if v.One = reg.Find(which); v.One == nil || v.One.Own() && len(v.One.Copies) == 0 {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	if v.One.NeedsCopy() {
		blank, err := v.One.Known.Blank()
		v.Blank = string(blank)
		return err
	}
	v.Form, err = reg.newest(tx, v.One)
	return err
}

func (p Pages) register(w http.ResponseWriter, r *http.Request) error {
	v, err := p.look(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, registerPage(v))
}

func (p Pages) one(w http.ResponseWriter, r *http.Request) error {
	v, err := p.look(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, onePage(v))
}

// turn is a route that does one act on an instrument.
func (p Pages) turn(act func(*db.Tx, string) error) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		which := r.PathValue("instrument")
		err := p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error { return act(tx, which) })
		if err != nil {
			return err
		}
		return web.See(w, r, "/instruments/"+which)
	}
}

// export is the wording as a FHIR Questionnaire: the newest, or the version that is named.
func (p Pages) export(w http.ResponseWriter, r *http.Request) error {
	which, version := r.PathValue("instrument"), r.URL.Query().Get("version")
	var text []byte
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		text, err = Export(tx, which, version)
		return err
	})
	if err != nil {
		return err
	}
	return web.File(w, which+".json", "application/fhir+json; charset=utf-8", text)
}

// Export writes an instrument's wording as it is kept: read again, it is the same form.
func Export(tx *db.Tx, which, version string) ([]byte, error) {
	find := func() (*score.Instrument, error) { return Alone(tx, which) }
	if _, err := Alone(tx, which); err != nil {
		find = func() (*score.Instrument, error) { return Find(tx, which) }
	}
	if version != "" {
		find = func() (*score.Instrument, error) { return Version(tx, which, version, "") }
	}
	in, err := find()
	if err != nil || in.Form == nil || version != "" && in.Form.Version != version {
		return nil, fault.New(fault.NotFound, "fault.notfound")
	}
	return json.Marshal(in.Form)
}

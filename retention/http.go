package retention

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/care"
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
		{Pattern: "GET /spaces/{space}/keeping", Audience: web.Therapist, Door: "admit shared|joint", Handle: p.one},
		{Pattern: "POST /spaces/{space}/keeping", Audience: web.Therapist, Door: "admit shared|joint", Handle: p.say},
		{Pattern: "GET /practice/keeping", Audience: web.Owner, Handle: p.all},
		{Pattern: "POST /practice/keeping", Audience: web.Owner, Handle: p.sayOwner},
	}
}

// view is one case, as its therapist or an owner sees how long it is kept.
type view struct {
	State
	Kept
	Home   string // where the form is sent
	Case   string // its page, for those inside
	About  string
	Owner  bool // its reader is inside no space of it
	Owns   bool // its reader owns the practice
	Me     who.ID
	Names  map[who.ID]string
	Zone   *time.Location
	Now    time.Time
	Once   ID
	Done   bool
	Sent   Said
	Field  string
	Wrong  string
	Shared practice.Settings
}

// Number is what a case is called where its name is not.
func Number(about string) string { return about[max(0, len(about)-6):] }

func (v *view) name(tx *db.Tx) error {
	v.Names = map[who.ID]string{}
	for _, w := range v.All {
		if w.By == who.House.ID || v.Names[w.By] != "" {
			continue
		}
		a, err := account.Of(tx, w.By)
		if err != nil {
			return err
		}
		v.Names[w.By] = a.Name.Reveal()
	}
	return nil
}

func (p Pages) view(r *http.Request) (v view, err error) {
	where, err := space.Asked(r)
	if err != nil {
		return v, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Admit|right.Read, right.Shared, right.Joint)
		if err != nil {
			return err
		}
		settings, err := practice.Of(tx)
		if err != nil {
			return err
		}
		c, err := care.Of(tx, rec)
		if err != nil {
			return err
		}
		v = view{Home: "/spaces/" + string(where) + "/keeping", Case: c.Home(), About: rec.About(), Owns: tx.By.Holds(who.Owner), Me: tx.By.ID, Zone: settings.Location(), Now: tx.Now, Once: id.New[Word](tx.Now)}
		if v.Kept, v.State, err = Of(tx, rec); err != nil {
			return err
		}
		if v.Rule, err = RuleOf(settings); err != nil {
			return err
		}
		return v.name(tx)
	})
	return v, err
}

func (p Pages) one(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	v.Done = r.URL.Query().Has("done")
	return web.Draw(w, r, http.StatusOK, onePage(p.Frame(r), v))
}

func said(form web.Values) (once ID, s Said, err error) {
	once, err = id.Parse[Word](form.Text("once"))
	if err != nil {
		err = fault.New(fault.Invalid, "fault.form")
	}
	return once, Said{Act: Act(form.Text("act")), Kind: form.Text("kind"), Words: seal.Text(form.Whole("words")), Born: form.Text("born")}, err
}

func (p Pages) say(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	once, what, err := said(form)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Admit|right.Read, right.Shared, right.Joint)
		if err != nil {
			return err
		}
		return Say(tx, "", rec, once, what)
	})
	f := fault.Of(err)
	if f == nil {
		return web.See(w, r, "/spaces/"+string(where)+"/keeping?done")
	}
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	v, wrong := p.view(r)
	if wrong != nil {
		return wrong
	}
	v.Sent, v.Field, v.Wrong = what, f.Field, f.Key
	return web.Draw(w, r, web.Status(f), onePage(p.Frame(r), v))
}

// house is what an owner sees: every case whose time has run out, or of which somebody said
// something, by number and day.
type house struct {
	Rows  []view
	Rule  Rule
	Own   practice.Keeping
	Zone  *time.Location
	Done  bool
	Field string
	Wrong string
}

// all reads it. Which cases have run out is reckoned by Tillit itself, since an owner opens
// none of them.
func (p Pages) house(r *http.Request) (h house, err error) {
	out := map[string]Kept{}
	err = p.DB.Read(r.Context(), who.House, func(tx *db.Tx) (err error) {
		out, err = runOut(tx)
		return err
	})
	if err != nil {
		return h, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		settings, err := practice.Of(tx)
		if err != nil {
			return err
		}
		h.Zone, h.Own = settings.Location(), settings.Keeping
		if h.Rule, err = RuleOf(settings); err != nil {
			return err
		}
		abouts, err := spokenOf(tx)
		if err != nil {
			return err
		}
		for about := range out {
			if !slices.Contains(abouts, about) {
				abouts = append(abouts, about)
			}
		}
		slices.Sort(abouts)
		for _, about := range abouts {
			v := view{Home: "/practice/keeping", About: about, Owner: true, Owns: true, Me: tx.By.ID, Zone: h.Zone, Now: tx.Now, Once: id.New[Word](tx.Now), Kept: out[about]}
			if v.State, err = state(tx, about); err != nil {
				return err
			}
			if err := v.name(tx); err != nil {
				return err
			}
			h.Rows = append(h.Rows, v)
		}
		return nil
	})
	return h, err
}

// runOut are the cases whose time is over.
func runOut(tx *db.Tx) (map[string]Kept, error) {
	out := map[string]Kept{}
	settings, err := practice.Of(tx)
	if err != nil {
		return out, err
	}
	rule, err := RuleOf(settings)
	if err != nil || !rule.Set() {
		return out, err
	}
	all, err := care.EndedBy(tx, tx.Now.AddDate(-rule.Years, 0, 0))
	if err != nil {
		return out, err
	}
	for _, e := range all {
		if _, seen := out[e.About]; seen {
			continue
		}
		s, err := state(tx, e.About)
		if err != nil {
			return out, err
		}
		k, err := about(tx, s, e.About)
		if err != nil {
			return out, err
		}
		if k.Out(tx.Now) {
			out[e.About] = k
		}
	}
	return out, nil
}

func (p Pages) all(w http.ResponseWriter, r *http.Request) error {
	h, err := p.house(r)
	if err != nil {
		return err
	}
	h.Done = r.URL.Query().Has("done")
	return web.Draw(w, r, http.StatusOK, housePage(p.Frame(r), h))
}

func (p Pages) sayOwner(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	if form.Text("act") == "years" {
		err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error { return setYears(tx, form) })
	} else {
		once, what, bad := said(form)
		if bad != nil {
			return bad
		}
		err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error { return Say(tx, form.Text("about"), nil, once, what) })
	}
	f := fault.Of(err)
	if f == nil {
		return web.See(w, r, "/practice/keeping?done")
	}
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	h, wrong := p.house(r)
	if wrong != nil {
		return wrong
	}
	h.Field, h.Wrong = f.Field, f.Key
	_, sent, _ := said(form)
	for i := range h.Rows {
		if h.Rows[i].About == form.Text("about") {
			h.Rows[i].Sent, h.Rows[i].Field, h.Rows[i].Wrong = sent, f.Field, f.Key
		}
	}
	return web.Draw(w, r, web.Status(f), housePage(p.Frame(r), h))
}

// setYears keeps what the practice sets for itself; with nothing written its law's rule holds.
func setYears(tx *db.Tx, form web.Values) error {
	if err := tx.Lock("practice"); err != nil {
		return err
	}
	s, err := practice.SoFar(tx)
	if err != nil {
		return err
	}
	var k practice.Keeping
	for name, into := range map[string]*int{"years": &k.Years, "minor": &k.Minor, "majority": &k.Majority} {
		if form.Text(name) == "" {
			continue
		}
		if *into, err = strconv.Atoi(form.Text(name)); err != nil {
			return fault.At(name, "retention.years.odd")
		}
	}
	if k.Majority == 0 {
		k.Majority = 18
	}
	if form.Text("years") == "" {
		k = practice.Keeping{}
	} else if r := (Rule{Years: k.Years, Minor: k.Minor, Majority: k.Majority}); !r.can() {
		return fault.At("years", "retention.years.odd")
	}
	s.Keeping = k
	return practice.Keep(tx, s)
}

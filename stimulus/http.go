package stimulus

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/pure/right"
	"tillit.care/pure/stim"
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
	const treats = "treat shared"
	return []web.Route{
		{Pattern: "GET /stimulation", Audience: web.Therapist, Handle: p.desk},
		{Pattern: "POST /stimulation", Audience: web.Therapist, Handle: p.keep},
		{Pattern: "GET /stimulation/presets/{ours}", Audience: web.Therapist, Handle: p.history},
		{Pattern: "POST /stimulation/presets/{ours}/back", Audience: web.Therapist, Handle: p.back},
		{Pattern: "GET /stimulation/try", Audience: web.SignedIn, Handle: p.ask},
		{Pattern: "POST /stimulation/try", Audience: web.SignedIn, Handle: p.try},
		{Pattern: "GET /stimulation/sounds", Audience: web.Therapist, Handle: p.shelf(false)},
		{Pattern: "POST /stimulation/sounds", Audience: web.Therapist, Most: mostSounds, Handle: p.bring(false)},
		{Pattern: "POST /stimulation/sounds/{sound}", Audience: web.Therapist, Handle: p.turn(false)},
		{Pattern: "GET /stimulation/sounds/{sound}/{ear}", Audience: web.Session, Handle: p.tone},
		{Pattern: "GET /stimulation/pictures", Audience: web.Therapist, Handle: p.shelf(true)},
		{Pattern: "POST /stimulation/pictures", Audience: web.Therapist, Most: mostPicture, Handle: p.bring(true)},
		{Pattern: "POST /stimulation/pictures/{picture}", Audience: web.Therapist, Handle: p.turn(true)},
		{Pattern: "GET /stimulation/pictures/{picture}/picture", Audience: web.Session, Handle: p.picture},
		{Pattern: "GET /practice/stimulation", Audience: web.Owner, Handle: p.limits},
		{Pattern: "POST /practice/stimulation", Audience: web.Owner, Handle: p.keepLimits},
		{Pattern: "GET /spaces/{space}/stimulation", Audience: web.Therapist, Door: treats, Handle: p.caseDesk},
		{Pattern: "POST /spaces/{space}/stimulation", Audience: web.Therapist, Door: treats, Handle: p.keepCase},
		{Pattern: "GET /spaces/{space}/stimulation/{preset}", Audience: web.Therapist, Door: treats, Handle: p.caseHistory},
		{Pattern: "POST /spaces/{space}/stimulation/{preset}/back", Audience: web.Therapist, Door: treats, Handle: p.backCase},
	}
}

// look opens the case that a request names, for a look.
func (p Pages) look(r *http.Request, see func(*db.Tx, *space.Record) error) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	return p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Treat|right.Read, right.Shared)
		if err != nil {
			return err
		}
		return see(tx, rec)
	})
}

// asked is the preset that a query names; nothing, if it names none.
func asked(r *http.Request, name string) (ID, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return "", nil
	}
	return id.Parse[Preset](text)
}

// open reads the page on which a therapist tries alone.
func (p Pages) open(r *http.Request) (d desk, err error) {
	which, err := asked(r, "preset")
	if err != nil {
		return d, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		if d, err = deskOf(tx, "/stimulation"); err != nil {
			return err
		}
		if d.Presets, err = Mine(tx); err != nil {
			return err
		}
		if d.Away, err = Away(tx); err != nil || which == "" {
			return err
		}
		d.Before, err = Versions(tx, which)
		return err
	})
	d.said(r.URL.Query())
	return d.filled(), err
}

func (p Pages) desk(w http.ResponseWriter, r *http.Request) error {
	d, err := p.open(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, deskPage(p.Frame(r), d))
}

// openCase reads the presets of a case, and what one may begin with.
func (p Pages) openCase(r *http.Request) (d desk, err error) {
	which, err := asked(r, "preset")
	if err != nil {
		return d, err
	}
	from, err := asked(r, "from")
	if err != nil {
		return d, err
	}
	err = p.look(r, func(tx *db.Tx, rec *space.Record) error {
		if d, err = deskOf(tx, "/spaces/"+string(rec.Space())+"/stimulation"); err != nil {
			return err
		}
		d.Case, d.Eyes = "/spaces/"+string(rec.Space()), rec.Eyes()
		rec.Note(tx, "stimulus.read", "")
		if d.Presets, err = Of(tx, rec); err != nil {
			return err
		}
		if d.Away, err = AwayOf(tx, rec); err != nil {
			return err
		}
		if d.From, err = Mine(tx); err != nil {
			return err
		}
		switch {
		case which != "":
			d.Before, err = VersionsOf(tx, rec, which)
		case from != "":
			d.Begin, err = Versions(tx, from)
		}
		return err
	})
	d.said(r.URL.Query())
	return d.filled(), err
}

func (p Pages) caseDesk(w http.ResponseWriter, r *http.Request) error {
	d, err := p.openCase(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, deskPage(p.Frame(r), d))
}

// sent reads what was sent: the settings, and everything as it was typed.
func sent(form web.Values) (w Written, typed map[string]string, err error) {
	typed = map[string]string{"name": form.Text("name"), "all": form.Text("all"), "phase": form.Text("phase")}
	w = Written{Name: seal.Text(form.Text("name")), All: form.Ticked("all"), Away: form.Text("act") == "away", With: stim.Settings{}}
	if w.Once, err = id.Parse[Preset](form.Text("once")); err != nil {
		return w, typed, fault.New(fault.Invalid, "fault.form")
	}
	if over := form.Text("over"); over != "" && form.Text("act") != "new" {
		if w.Over, err = id.Parse[Preset](over); err != nil {
			return w, typed, fault.New(fault.Invalid, "fault.form")
		}
	}
	if phase := form.Text("phase"); phase != "" {
		if len(phase) != 1 || phase[0] < '0' || phase[0] > '8' {
			return w, typed, fault.New(fault.Invalid, "fault.form")
		}
		w.Phase = int(phase[0] - '0')
	}
	var wrong error
	for _, f := range stim.Fields {
		typed[f.Key] = form.Text(f.Key)
		value, ok := f.Parse(form.Text(f.Key))
		if !ok && wrong == nil {
			wrong = fault.At(f.Key, "stimulus.wrong."+f.Kind)
		}
		w.With[f.Key] = value
	}
	return w, typed, wrong
}

func (p Pages) keep(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	given, typed, err := sent(form)
	if err == nil {
		err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error { return Keep(tx, given) })
	}
	return p.kept(w, r, err, "/stimulation", func() (desk, error) { return p.open(r) }, given, typed)
}

func (p Pages) keepCase(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	given, typed, wrong := sent(form)
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Treat|right.Read, right.Shared)
		if err != nil {
			return err
		}
		if wrong != nil {
			return wrong
		}
		return KeepOf(tx, rec, given)
	})
	return p.kept(w, r, err, "/spaces/"+string(where)+"/stimulation", func() (desk, error) { return p.openCase(r) }, given, typed)
}

// kept leads on, or shows the form again with what was written in it.
func (p Pages) kept(w http.ResponseWriter, r *http.Request, err error, to string, open func() (desk, error), given Written, typed map[string]string) error {
	f := fault.Of(err)
	if f == nil && err == nil {
		if given.Away {
			return web.See(w, r, to+"?away")
		}
		return web.See(w, r, to+"?kept")
	}
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.Conflict || f.Key == "fault.form" || f.Key == "fault.conflict" {
		return err
	}
	d, err := open()
	if err != nil {
		return err
	}
	d.Typed, d.Once, d.Over, d.Field, d.Problem = typed, given.Once, given.Over, f.Field, f.Key
	return web.Draw(w, r, web.Status(f), deskPage(p.Frame(r), d))
}

// returned is the form by which something comes back.
func returned(r *http.Request, name string) (w Written, err error) {
	form, err := web.Form(r)
	if err != nil {
		return w, err
	}
	if w.Of, err = id.Parse[Preset](r.PathValue(name)); err != nil {
		return w, err
	}
	w.Back = true
	if w.Once, err = id.Parse[Preset](form.Text("once")); err != nil {
		return w, fault.New(fault.Invalid, "fault.form")
	}
	if w.Over, err = id.Parse[Preset](form.Text("over")); err != nil {
		return w, fault.New(fault.Invalid, "fault.form")
	}
	return w, nil
}

// back is one of the practice's that was taken away, and comes back.
func (p Pages) back(w http.ResponseWriter, r *http.Request) error {
	given, err := returned(r, "ours")
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error { return Keep(tx, given) })
	return p.came(w, r, err, "/stimulation", func() (desk, error) { return p.open(r) })
}

func (p Pages) backCase(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	given, wrong := returned(r, "preset")
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Treat|right.Read, right.Shared)
		if err != nil {
			return err
		}
		if wrong != nil {
			return wrong
		}
		return KeepOf(tx, rec, given)
	})
	return p.came(w, r, err, "/spaces/"+string(where)+"/stimulation", func() (desk, error) { return p.openCase(r) })
}

// came leads on, or says that somebody was quicker, above the lists as they are now.
func (p Pages) came(w http.ResponseWriter, r *http.Request, err error, to string, open func() (desk, error)) error {
	f := fault.Of(err)
	switch {
	case err == nil:
		return web.See(w, r, to+"?back")
	case f == nil || f.Key != "stimulus.changed":
		return err
	}
	d, err := open()
	if err != nil {
		return err
	}
	d.Late = true
	return web.Draw(w, r, web.Status(f), deskPage(p.Frame(r), d))
}

func (p Pages) history(w http.ResponseWriter, r *http.Request) error {
	which, err := id.Parse[Preset](r.PathValue("ours"))
	if err != nil {
		return err
	}
	var h history
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		all, err := Versions(tx, which)
		if err != nil {
			return err
		}
		h, err = historyOf(tx, "/stimulation", all)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, historyPage(p.Frame(r), h))
}

func (p Pages) caseHistory(w http.ResponseWriter, r *http.Request) error {
	which, err := id.Parse[Preset](r.PathValue("preset"))
	if err != nil {
		return err
	}
	var h history
	err = p.look(r, func(tx *db.Tx, rec *space.Record) error {
		all, err := VersionsOf(tx, rec, which)
		if err != nil {
			return err
		}
		rec.Note(tx, "stimulus.read", string(which))
		h, err = historyOf(tx, "/spaces/"+string(rec.Space())+"/stimulation", all)
		h.Eyes = rec.Eyes()
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, historyPage(p.Frame(r), h))
}

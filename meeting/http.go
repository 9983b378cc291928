package meeting

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

// Pages are the ways into this room. Told is how other rooms say what was done, Waits how
// they say what is to be looked at in the next session, Ends what
// has to be done before a session ends.
type Pages struct {
	DB    *db.DB
	Frame func(*http.Request) ui.Frame
	Told  []Tell
	Waits []Tell
	Ends  func(*db.Tx, *space.Record, ID) error // why a session cannot end yet; nil: it can
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	const door = "read,write,treat shared"
	return []web.Route{
		{Pattern: "GET /spaces/{space}/meetings", Audience: web.SignedIn, Door: "read shared", Handle: p.list},
		{Pattern: "GET /spaces/{space}/parts/meetings", Audience: web.SignedIn, Door: "read shared", Handle: p.part},
		{Pattern: "POST /spaces/{space}/meetings", Audience: web.Therapist, Door: door, Handle: p.plan},
		{Pattern: "GET /spaces/{space}/meetings/{meeting}", Audience: web.Clinician, Door: "read shared", Handle: p.session},
		{Pattern: "POST /spaces/{space}/meetings/{meeting}/begin", Audience: web.Therapist, Door: door, Handle: p.act(begin)},
		{Pattern: "POST /spaces/{space}/meetings/{meeting}/off", Audience: web.Therapist, Door: door, Handle: p.act(callOff)},
		{Pattern: "POST /spaces/{space}/meetings/{meeting}/facts", Audience: web.Therapist, Door: door, Handle: p.act(correct)},
		{Pattern: "POST /spaces/{space}/meetings/{meeting}/run", Audience: web.Therapist, Door: door, Handle: p.run},
		{Pattern: "PUT /spaces/{space}/meetings/{meeting}/draft", Audience: web.Therapist, Door: door, Handle: p.draft},
		{Pattern: "POST /spaces/{space}/meetings/{meeting}/pad", Audience: web.Therapist, Door: door, Handle: p.act(pad)},
		{Pattern: "POST /spaces/{space}/meetings/{meeting}/sheets", Audience: web.Therapist, Door: door, Handle: p.act(sheet)},
		{Pattern: "POST /spaces/{space}/agenda", Audience: web.SignedIn, Door: "read,write shared", Handle: p.add},
		{Pattern: "POST /spaces/{space}/agenda/{point}/off", Audience: web.SignedIn, Door: "read,write shared", Handle: p.takeOff},
	}
}

func (p Pages) shelf(r *http.Request) (Shelf, error) { return p.look(r, ShelfOf) }

func (p Pages) look(r *http.Request, of func(*db.Tx, *space.Record) (Shelf, error)) (Shelf, error) {
	var s Shelf
	where, err := space.Asked(r)
	if err != nil {
		return s, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read, right.Shared)
		if err != nil {
			return err
		}
		s, err = of(tx, rec)
		return err
	})
	return s, err
}

func (p Pages) list(w http.ResponseWriter, r *http.Request) error {
	s, err := p.shelf(r)
	if err != nil {
		return err
	}
	f := p.Frame(r)
	f.Live = "/spaces/" + string(s.Space) + "/live"
	return web.Draw(w, r, http.StatusOK, listPage(f, s))
}

func (p Pages) part(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Query().Has("chart") {
		s, err := p.look(r, GlanceOf)
		if err != nil {
			return err
		}
		return web.Draw(w, r, http.StatusOK, ChartPart(s))
	}
	s, err := p.shelf(r)
	if err != nil {
		return err
	}
	if r.URL.Query().Has("agenda") {
		return web.Draw(w, r, http.StatusOK, agendaPart(s))
	}
	return web.Draw(w, r, http.StatusOK, listPart(s))
}

// when reads a moment of the practice's own clock.
func when(tx *db.Tx, text string) (time.Time, error) {
	settings, err := practice.Of(tx)
	if err != nil || text == "" {
		return time.Time{}, err
	}
	at, err := time.ParseInLocation(field, text, settings.Location())
	if err != nil {
		return at, fault.New(fault.Invalid, "meeting.at.odd")
	}
	return at.UTC(), nil
}

// at is when, for one field of a form.
func at(tx *db.Tx, form web.Values, name string) (time.Time, error) {
	t, err := when(tx, form.Text(name))
	if fault.Is(err, fault.Invalid) {
		err = fault.At(name, "meeting.at.odd")
	}
	return t, err
}

// plan puts a session on a day, or begins one at once.
func (p Pages) plan(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	once, err := id.Parse[Meeting](form.Text("once"))
	if err != nil {
		return fault.New(fault.Invalid, "fault.form")
	}
	now := form.Text("act") == "begin"
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, treats, right.Shared)
		if err != nil {
			return err
		}
		day := tx.Now
		if !now {
			if day, err = at(tx, form, "at"); err != nil {
				return err
			}
		}
		if _, err := Plan(tx, rec, once, day, Way(form.Text("way"))); err != nil || !now {
			return err
		}
		_, err = Begin(tx, rec, once)
		return err
	})
	if err != nil {
		return p.unplanned(w, r, form, err)
	}
	to := "/spaces/" + string(where) + "/meetings"
	if now {
		to += "/" + string(once)
	}
	return web.See(w, r, to)
}

// unplanned shows the list once more, with what was written.
func (p Pages) unplanned(w http.ResponseWriter, r *http.Request, form web.Values, why error) error {
	f := fault.Of(why)
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return why
	}
	s, err := p.shelf(r)
	if err != nil {
		return err
	}
	s.Text, s.At, s.Way, s.Field, s.Problem = form.Whole("point"), form.Text("at"), form.Text("way"), f.Field, f.Key
	return web.Draw(w, r, web.Status(f), listPage(p.Frame(r), s))
}

func (p Pages) add(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	once, err := id.Parse[Point](form.Text("once"))
	if err != nil {
		return fault.New(fault.Invalid, "fault.form")
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read|right.Write, right.Shared)
		if err != nil {
			return err
		}
		return Add(tx, rec, once, form.Whole("point"))
	})
	if err != nil {
		return p.unplanned(w, r, form, err)
	}
	return web.See(w, r, "/spaces/"+string(where)+"/meetings#agenda")
}

func (p Pages) takeOff(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	which, err := id.Parse[Point](r.PathValue("point"))
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read|right.Write, right.Shared)
		if err != nil {
			return err
		}
		return TakeOff(tx, rec, which)
	})
	if err != nil {
		return err
	}
	return web.See(w, r, "/spaces/"+string(where)+"/meetings#agenda")
}

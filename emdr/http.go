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
	"tillit.care/ui"
)

// Pages are the ways into this room.
type Pages struct {
	DB    *db.DB
	Frame func(*http.Request) ui.Frame
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	const door, therapist = "read,write,treat shared", web.Therapist
	return []web.Route{
		{Pattern: "GET /spaces/{space}/emdr", Audience: web.SignedIn, Door: "read shared", Handle: p.plan},
		{Pattern: "GET /spaces/{space}/parts/emdr", Audience: web.SignedIn, Door: "read shared", Handle: p.part},
		{Pattern: "POST /spaces/{space}/emdr/themes", Audience: therapist, Door: door, Handle: p.addTheme},
		{Pattern: "GET /spaces/{space}/emdr/new", Audience: therapist, Door: door, Handle: p.newTarget},
		{Pattern: "POST /spaces/{space}/emdr/targets", Audience: therapist, Door: door, Handle: p.keepTarget},
		{Pattern: "GET /spaces/{space}/emdr/targets/{target}", Audience: web.SignedIn, Door: "read shared", Handle: p.target},
		{Pattern: "POST /spaces/{space}/emdr/targets/{target}", Audience: therapist, Door: door, Handle: p.keepTarget},
		{Pattern: "POST /spaces/{space}/emdr/targets/{target}/move", Audience: therapist, Door: door, Handle: p.move},
		{Pattern: "POST /spaces/{space}/emdr/targets/{target}/away", Audience: therapist, Door: door, Handle: p.away},
		{Pattern: "POST /spaces/{space}/emdr/themes/{theme}/away", Audience: therapist, Door: door, Handle: p.away},
		{Pattern: "POST /spaces/{space}/emdr/targets/{target}/rate", Audience: therapist, Door: door, Handle: p.rate},
		{Pattern: "GET /spaces/{space}/emdr/ready", Audience: therapist, Door: door, Handle: p.gate},
		{Pattern: "POST /spaces/{space}/emdr/ready", Audience: therapist, Door: door, Handle: p.look},
		{Pattern: "GET /spaces/{space}/emdr/log/{entry}", Audience: web.Client, Door: "read shared", Handle: p.entry},
		{Pattern: "PUT /spaces/{space}/emdr/log/draft", Audience: web.Client, Door: "read,write shared", Handle: p.half},
		{Pattern: "POST /spaces/{space}/emdr/log", Audience: web.Client, Door: "read,write shared", Handle: p.log},
		{Pattern: "GET /spaces/{space}/meetings/{meeting}/emdr", Audience: therapist, Door: door, Handle: p.rail},
		{Pattern: "POST /spaces/{space}/meetings/{meeting}/emdr", Audience: therapist, Door: door, Handle: p.step},
		{Pattern: "POST /spaces/{space}/meetings/{meeting}/emdr/led", Audience: therapist, Door: door, Handle: p.join},
		{Pattern: "GET /emdr/training", Audience: therapist, Handle: p.training},
		{Pattern: "POST /emdr/training", Audience: therapist, Handle: p.sayTraining},
		{Pattern: "GET /practice/emdr", Audience: web.Owner, Handle: p.papers},
		{Pattern: "POST /practice/emdr", Audience: web.Owner, Handle: p.confirm},
	}
}

// see opens the space that a request names for a look.
func (p Pages) see(r *http.Request, want right.Right, see func(*db.Tx, *space.Record) error) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	return p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, want, right.Shared)
		if err != nil {
			return err
		}
		return see(tx, rec)
	})
}

// change opens it for an act.
func (p Pages) change(r *http.Request, want right.Right, do func(*db.Tx, *space.Record) error) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	return p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, want, right.Shared)
		if err != nil {
			return err
		}
		return do(tx, rec)
	})
}

// view is the page of a case, with what was sent to it and not taken.
func (p Pages) view(r *http.Request, want right.Right) (v View, err error) {
	err = p.see(r, want, func(tx *db.Tx, rec *space.Record) error {
		v, err = ViewOf(tx, rec)
		return err
	})
	return v, err
}

func (p Pages) plan(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r, right.Read)
	if err != nil {
		return err
	}
	f := p.Frame(r)
	f.Live = v.at("/live")
	return web.Draw(w, r, http.StatusOK, planPage(f, v))
}

func (p Pages) part(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r, right.Read)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, planPart(v))
}

// sent is a sheet as a form has it.
func sent(form web.Values, k Kind) (w Written, err error) {
	w = Written{Kind: k, Words: Words{}, After: ID(form.Text("after"))}
	if w.Once, err = id.Parse[Sheet](form.Text("once")); err != nil {
		return w, fault.New(fault.Invalid, "fault.form")
	}
	for _, field := range fields[k] {
		if text := form.Whole(field); text != "" {
			w.Words[field] = seal.Text(text)
		}
	}
	return w, nil
}

// kept leads on after a sheet of the plan was kept, or shows the plan once more with what
// was written.
func (p Pages) kept(w http.ResponseWriter, r *http.Request, sent Written, err error, to string) error {
	f := fault.Of(err)
	where, wrong := space.Asked(r)
	switch {
	case wrong != nil:
		return wrong
	case f == nil:
		return web.See(w, r, "/spaces/"+string(where)+"/emdr"+to)
	case f.Kind != fault.Invalid && f.Kind != fault.Conflict || f.Key == "fault.form" || f.Key == "fault.conflict":
		return err
	}
	v, wrong := p.view(r, right.Read)
	if wrong != nil {
		return wrong
	}
	v.Sent, v.SentKind, v.SentOf, v.Field, v.Problem = sent.Words, sent.Kind, sent.Of, f.Field, f.Key
	return web.Draw(w, r, web.Status(f), planPage(p.Frame(r), v))
}

func (p Pages) addTheme(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	s, err := sent(form, theme)
	if err == nil {
		err = p.change(r, treats, func(tx *db.Tx, rec *space.Record) error {
			_, err := Keep(tx, rec, s)
			return err
		})
	}
	return p.kept(w, r, s, err, "")
}

func (p Pages) move(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = p.change(r, treats, func(tx *db.Tx, rec *space.Record) error {
		once, err := id.Parse[Sheet](form.Text("once"))
		if err != nil {
			return fault.New(fault.Invalid, "fault.form")
		}
		which, err := id.Parse[thread](r.PathValue("target"))
		if err != nil {
			return err
		}
		return Move(tx, rec, once, which, form.Text("to") == "up")
	})
	return p.kept(w, r, Written{}, err, "#"+r.PathValue("target"))
}

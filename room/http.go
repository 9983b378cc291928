package room

import (
	"net/http"
	"strconv"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/web"
	"tillit.care/meeting"
	"tillit.care/pure/right"
	"tillit.care/pure/tool"
	"tillit.care/space"
	"tillit.care/ui"
)

// Pages are the ways into this room.
type Pages struct {
	DB    *db.DB
	Live  *Live
	Frame func(*http.Request) ui.Frame
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	const at, both, treats = " /spaces/{space}/meetings/{meeting}/room", "read,write shared", "read,write,treat shared"
	return []web.Route{
		{Pattern: "GET" + at, Audience: web.SignedIn, Door: both, Handle: p.room},
		{Pattern: "GET" + at + "/part", Audience: web.SignedIn, Door: both, Handle: p.part},
		{Pattern: "GET" + at + "/waiting", Audience: web.Therapist, Door: treats, Handle: p.waiting},
		{Pattern: "GET" + at + "/socket", Audience: web.SignedIn, Door: both, Handle: p.socket},
		{Pattern: "POST" + at + "/steps", Audience: web.SignedIn, Door: both, Handle: p.step},
		{Pattern: "GET" + at + "/gate", Audience: web.SignedIn, Door: both, Handle: p.gate},
		{Pattern: "POST" + at + "/gate", Audience: web.SignedIn, Door: both, Handle: p.keepGate},
		{Pattern: "GET /licences", Audience: web.Therapist, Handle: p.licences},
		{Pattern: "POST /licences", Audience: web.Therapist, Handle: p.keepLicences},
	}
}

// look opens the room that a request names, for somebody who takes part.
func (p Pages) look(r *http.Request, see func(*db.Tx, *space.Record, meeting.Meeting) error) error {
	where, which, err := meeting.Asked(r, "meeting")
	if err != nil {
		return err
	}
	return p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := Enter(tx, where)
		if err != nil {
			return err
		}
		m, err := meeting.One(tx, rec, which)
		if err != nil {
			return err
		}
		return see(tx, rec, m)
	})
}

func (p Pages) view(r *http.Request) (v View, err error) {
	err = p.look(r, func(tx *db.Tx, rec *space.Record, m meeting.Meeting) error {
		if v, err = viewOf(tx, rec, m); err == nil && !v.Client {
			v.Pad, err = meeting.PadOf(tx, rec, m.ID)
		}
		return err
	})
	return v, err
}

func (p Pages) room(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return p.draw(w, r, http.StatusOK, v)
}

func (p Pages) draw(w http.ResponseWriter, r *http.Request, status int, v View) error {
	f := p.Frame(r)
	f.Wide = true
	return web.Draw(w, r, status, roomPage(f, v))
}

func (p Pages) part(w http.ResponseWriter, r *http.Request) error {
	var v View
	err := p.look(r, func(tx *db.Tx, rec *space.Record, m meeting.Meeting) (err error) {
		v, err = viewOf(tx, rec, m)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, v.inside())
}

// waiting is what the page of a session says of who is in its room.
func (p Pages) waiting(w http.ResponseWriter, r *http.Request) error {
	waits := false
	err := p.look(r, func(tx *db.Tx, rec *space.Record, m meeting.Meeting) error {
		if err := rec.Holds(right.Treat); err != nil {
			return err
		}
		s, err := Of(tx, rec, m.ID)
		for _, one := range p.Live.Here(m.ID) {
			waits = waits || one.Side == tool.Client && one.Pages > 0 && !s.In
		}
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, waitingPart(waits))
}

// stepIn reads a step from a form.
func stepIn(form web.Values) tool.Step {
	s := tool.Step{ID: form.Text("once"), Tool: form.Text("tool"), Act: form.Text("act"), Name: form.Text("name"), Text: tool.Words(form.Whole("text"))}
	for _, text := range form.Every("values")[""] {
		if n, err := strconv.Atoi(text); err == nil {
			s.Values = append(s.Values, n)
		}
	}
	return s
}

// step takes a step without script.
func (p Pages) step(w http.ResponseWriter, r *http.Request) error {
	where, which, err := meeting.Asked(r, "meeting")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := Enter(tx, where)
		if err != nil {
			return err
		}
		step := stepIn(form)
		step.Clock = p.Live.Hub.Ms()
		_, err = Do(tx, rec, which, tool.State{}, step)
		return err
	})
	f := fault.Of(err)
	switch {
	case f == nil:
		return web.See(w, r, path(where, which))
	case f.Kind != fault.Invalid && f.Kind != fault.Conflict:
		return err
	}
	v, again := p.view(r)
	if again != nil {
		return again
	}
	v.Problem = f.Key
	return p.draw(w, r, web.Status(f), v)
}

// path is where the room of a meeting is.
func path(where space.ID, which meeting.ID) string {
	return "/spaces/" + string(where) + "/meetings/" + string(which) + "/room"
}

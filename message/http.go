package message

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
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
	return []web.Route{
		{Pattern: "GET /spaces/{space}/messages", Audience: web.SignedIn, Door: "read shared", Handle: p.list},
		{Pattern: "POST /spaces/{space}/messages", Audience: web.SignedIn, Door: "write shared", Handle: p.send},
		{Pattern: "GET /spaces/{space}/parts/messages", Audience: web.SignedIn, Door: "read shared", Handle: p.part},
	}
}

// view reads the messages that a request names.
func (p Pages) view(r *http.Request) (View, error) {
	var v View
	where, err := space.Asked(r)
	if err != nil {
		return v, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read, right.Shared)
		if err != nil {
			return err
		}
		before, err := behind(tx, rec, r)
		if err != nil {
			return err
		}
		v, err = view(tx, rec, before)
		v.Once = id.New[Message](tx.Now)
		return err
	})
	return v, err
}

// behind is the message behind which a page of earlier ones begins.
func behind(tx *db.Tx, rec *space.Record, r *http.Request) (Message, error) {
	asked := r.URL.Query().Get("before")
	if asked == "" {
		return Message{}, nil
	}
	which, err := id.Parse[Message](asked)
	if err != nil {
		return Message{}, err
	}
	return one(tx, rec, which)
}

// list shows the messages as they were, and then keeps that they were read.
func (p Pages) list(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	if v.Unread > 0 {
		if err := p.see(r, v); err != nil {
			return err
		}
	}
	f := p.Frame(r)
	f.Live = "/spaces/" + string(v.Space) + "/live"
	return web.Draw(w, r, http.StatusOK, messagesPage(f, v))
}

// see keeps that the one to whom messages were written has read them. A covering clinician
// reads by their right to treat.
func (p Pages) see(r *http.Request, v View) error {
	want := right.Read | right.Write
	if v.Role == right.Cover {
		want = right.Read | right.Treat
	}
	return p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, v.Space, want, right.Shared)
		if err != nil {
			return err
		}
		return See(tx, rec)
	})
}

func (p Pages) part(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, MessagesPart(v))
}

func (p Pages) send(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	once, err := id.Parse[Message](form.Text("once"))
	if err != nil {
		return fault.New(fault.Invalid, "fault.form")
	}
	text := form.Whole("text")
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read|right.Write, right.Shared)
		if err != nil {
			return err
		}
		return Send(tx, rec, once, text)
	})
	if err != nil {
		return p.unsent(w, r, once, text, err)
	}
	return web.See(w, r, "/spaces/"+string(where)+"/messages")
}

// unsent shows a message that was not taken once more, with everything that was written.
func (p Pages) unsent(w http.ResponseWriter, r *http.Request, once ID, text string, why error) error {
	f := fault.Of(why)
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return why
	}
	v, err := p.view(r)
	if err != nil {
		return err
	}
	v.Once, v.Text, v.Problem = once, text, f.Key
	return web.Draw(w, r, web.Status(f), messagesPage(p.Frame(r), v))
}

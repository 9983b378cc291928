package ending

import (
	"net/http"
	"slices"
	"strconv"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/care"
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
	return append(p.relapses(), []web.Route{
		{Pattern: "GET /spaces/{space}/ending", Audience: web.SignedIn, Door: "read shared", Handle: p.show},
		{Pattern: "POST /spaces/{space}/ending", Audience: web.Therapist, Door: "treat shared", Handle: p.prepare},
		{Pattern: "POST /spaces/{space}/ending/wish", Audience: web.Client, Door: "write shared", Handle: p.wish},
		{Pattern: "POST /spaces/{space}/ending/end", Audience: web.Therapist, Door: "admit shared", Handle: p.end},
		{Pattern: "POST /spaces/{space}/ending/ask", Audience: web.Client, Door: "write shared", Handle: p.ask},
		{Pattern: "POST /spaces/{space}/ending/again", Audience: web.Therapist, Door: "admit shared", Handle: p.again},
	}...)
}

func (p Pages) view(r *http.Request, want right.Right) (View, error) {
	var v View
	where, err := space.Asked(r)
	if err != nil {
		return v, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, want, right.Shared)
		if err != nil {
			return err
		}
		v, err = Of(tx, rec)
		rec.Note(tx, "ending.read", "")
		return err
	})
	return v, err
}

func (p Pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r, right.Read)
	if err != nil {
		return err
	}
	if kept := r.URL.Query().Get("kept"); slices.Contains([]string{"prepare", "wish", "end", "ask", "again"}, kept) {
		v.Kept = kept
	}
	return web.Draw(w, r, http.StatusOK, endingPage(p.Frame(r), v))
}

// act does something with the end of a case, and shows the page again: as it is then, or with
// what was typed and what is wrong with it.
func (p Pages) act(w http.ResponseWriter, r *http.Request, name string, want right.Right, do func(*db.Tx, *space.Record, ID, web.Values) error, keep func(*View, web.Values)) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	once, err := id.Parse[Ending](form.Text("once"))
	if err != nil {
		return fault.New(fault.Invalid, "fault.form")
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, want, right.Shared)
		if err != nil {
			return err
		}
		return do(tx, rec, once, form)
	})
	f := fault.Of(err)
	if f == nil {
		return web.See(w, r, "/spaces/"+string(where)+"/ending?kept="+name)
	}
	if f.Kind != fault.Invalid || f.Field == "" {
		return err
	}
	v, err := p.view(r, want)
	if err != nil {
		return err
	}
	v.Field, v.Problem = f.Field, f.Key
	keep(&v, form)
	return web.Draw(w, r, web.Status(f), endingPage(p.Frame(r), v))
}

// prepared reads what a therapist sent.
func prepared(form web.Values) (p Prepared) {
	p.Reason, p.Words = form.Text("reason"), seal.Text(form.Whole("words"))
	p.Over, _ = strconv.Atoi(form.Text("over"))
	for _, m := range Months {
		if form.Ticked("m." + itoa(m)) {
			p.Months = append(p.Months, m)
		}
	}
	return p
}

func (p Pages) prepare(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "prepare", right.Treat|right.Read|right.Write, func(tx *db.Tx, rec *space.Record, once ID, form web.Values) error {
		return Prepare(tx, rec, once, prepared(form))
	}, func(v *View, form web.Values) {
		sent := prepared(form)
		v.Now.Reason, v.Now.Words, v.Now.Boosters = sent.Reason, sent.Words, boosters(v.Now.Boosters, sent.Months)
	})
}

func (p Pages) wish(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "wish", right.Read|right.Write, func(tx *db.Tx, rec *space.Record, once ID, form web.Values) error {
		months, _ := strconv.Atoi(form.Text("months"))
		return Wish(tx, rec, once, months, seal.Text(form.Text("wish")))
	}, func(v *View, form web.Values) {
		months, _ := strconv.Atoi(form.Text("months"))
		v.Sent.Wishes = map[int]seal.Text{months: seal.Text(form.Text("wish"))}
	})
}

func (p Pages) end(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "end", right.Treat|right.Admit|right.Read|right.Write, func(tx *db.Tx, rec *space.Record, once ID, form web.Values) error {
		if !form.Ticked("sure") {
			return fault.At("sure", "care.end.sure.missing")
		}
		return withContact(tx, rec, func(contact *space.Record) error {
			return Finish(tx, rec, contact, once, seal.Text(form.Whole("anyway")), form.Ticked("afterwards"))
		})
	}, func(v *View, form web.Values) {
		v.Sent.Anyway, v.Sent.Afterwards = seal.Text(form.Whole("anyway")), form.Ticked("afterwards")
	})
}

func withContact(tx *db.Tx, rec *space.Record, do func(contact *space.Record) error) error {
	c, err := care.Of(tx, rec)
	if err != nil {
		return err
	}
	contact, err := space.Open(tx, c.Contact, right.Admit|right.Read, right.Contact)
	if err != nil {
		return err
	}
	return do(contact)
}

func (p Pages) ask(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "ask", right.Read|right.Write, func(tx *db.Tx, rec *space.Record, once ID, form web.Values) error {
		return Return(tx, rec, once, seal.Text(form.Whole("asks")))
	}, func(v *View, form web.Values) { v.Sent.Asks = seal.Text(form.Whole("asks")) })
}

func (p Pages) again(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "again", right.Treat|right.Admit|right.Read|right.Write, func(tx *db.Tx, rec *space.Record, once ID, _ web.Values) error {
		return withContact(tx, rec, func(contact *space.Record) error { return Again(tx, rec, contact, once) })
	}, func(*View, web.Values) {})
}

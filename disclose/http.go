package disclose

import (
	"context"
	"net/http"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// Pages are the ways into this room.
type Pages struct {
	DB      *db.DB
	Frame   func(*http.Request) ui.Frame
	Account account.Pages
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	const (
		at     = "/spaces/{space}/sharing"
		reads  = "read shared|apart"
		writes = "read,write shared|apart"
		treats = "read,treat shared|apart"
	)
	return []web.Route{
		{Pattern: "GET " + at, Audience: web.SignedIn, Door: reads, Handle: p.sharing},
		{Pattern: "GET " + at + "/looked", Audience: web.Client, Door: reads, Handle: p.looked},
		{Pattern: "GET " + at + "/permission", Audience: web.SignedIn, Door: writes, Handle: p.blank},
		{Pattern: "POST " + at + "/permission", Audience: web.SignedIn, Door: writes, Handle: p.prepare},
		{Pattern: "GET " + at + "/permission/{permit}", Audience: web.SignedIn, Door: reads, Handle: p.permit},
		{Pattern: "POST " + at + "/permission/{permit}/sign", Audience: web.Client, Door: writes, Handle: p.sign},
		{Pattern: "POST " + at + "/permission/{permit}/stop", Audience: web.SignedIn, Door: writes, Handle: p.stop},
		{Pattern: "GET " + at + "/told", Audience: web.Therapist, Door: treats, Handle: p.tellPage},
		{Pattern: "POST " + at + "/told", Audience: web.Therapist, Door: treats, Handle: p.tell},
		{Pattern: "POST " + at + "/held/{held}", Audience: web.Therapist, Door: treats, Handle: p.held},
		{Pattern: "GET " + at + "/ask/{ask}", Audience: web.Client, Door: writes, Handle: p.askPage},
		{Pattern: "POST " + at + "/ask/{ask}", Audience: web.Client, Door: writes, Handle: p.ask},
		{Pattern: "GET " + at + "/asked/{asked}", Audience: web.SignedIn, Door: reads, Handle: p.asked},
		{Pattern: "POST " + at + "/asked/{asked}/answer", Audience: web.Therapist, Door: treats, Handle: p.answer},
		{Pattern: "POST " + at + "/asked/{asked}/longer", Audience: web.Therapist, Door: treats, Handle: p.longer},
		{Pattern: "POST " + at + "/asked/{asked}/differ", Audience: web.Client, Door: writes, Handle: p.differ},
	}
}

// read opens the space that a request names for a look.
func (p Pages) read(r *http.Request, want right.Right, see func(*db.Tx, *space.Record) error) error {
	return p.within(p.DB.Read, r, want, see)
}

// change opens it for an act.
func (p Pages) change(r *http.Request, want right.Right, do func(*db.Tx, *space.Record) error) error {
	return p.within(p.DB.Write, r, want, do)
}

func (p Pages) within(how func(ctx context.Context, by who.Person, fn func(*db.Tx) error) error, r *http.Request, want right.Right, do func(*db.Tx, *space.Record) error) error {
	at, err := space.Asked(r)
	if err != nil {
		return err
	}
	return how(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, at, want, where...)
		if err != nil {
			return err
		}
		return do(tx, rec)
	})
}

const (
	writing  = right.Read | right.Write
	treating = right.Read | right.Treat
)

// sharing is who learns what, on one page.
func (p Pages) sharing(w http.ResponseWriter, r *http.Request) error {
	var s Sharing
	err := p.read(r, right.Read, func(tx *db.Tx, rec *space.Record) (err error) {
		s, err = SharingOf(tx, rec)
		rec.Note(tx, "disclose.read", "")
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, sharingPage(p.Frame(r), s))
}

// looked is who looked, a month at a time.
func (p Pages) looked(w http.ResponseWriter, r *http.Request) error {
	var l Looked
	q := r.URL.Query()
	err := p.read(r, right.Read, func(tx *db.Tx, rec *space.Record) (err error) {
		l, err = LookedAt(tx, rec, q.Get("month"), who.ID(q.Get("who")))
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, lookedPage(p.Frame(r), l))
}

// formOf is an empty form.
func formOf[T any](tx *db.Tx, rec *space.Record) (form, error) {
	a, err := AroundOf(tx, rec)
	return form{Around: a, Once: newOnce[T](tx)}, err
}

// picked are the kinds of record that were ticked.
func picked(f web.Values) (all []Records) {
	for _, name := range AllRecords {
		if f.Ticked("records." + string(name)) {
			all = append(all, name)
		}
	}
	return all
}

// again tells whether a form that was not taken is shown once more, with all that was entered.
func again(err error) (*fault.Fault, bool) {
	f := fault.Of(err)
	return f, err != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict)
}

// onceOf is the id by which a form counts once.
func onceOf[T any](f web.Values) (id.ID[T], error) {
	which, err := id.Parse[T](f.Text("once"))
	if err != nil {
		return "", fault.New(fault.Invalid, "fault.form")
	}
	return which, nil
}

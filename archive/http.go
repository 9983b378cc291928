package archive

import (
	"net/http"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/web"
	"tillit.care/space"
	"tillit.care/ui"
)

// Pages are the ways into this room. Rooms are those that give what they keep.
type Pages struct {
	DB      *db.DB
	Frame   func(*http.Request) ui.Frame
	Account account.Pages
	Rooms   []Room
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	const door = "read,write shared|apart|joint|own"
	return []web.Route{
		{Pattern: "GET /spaces/{space}/copy", Audience: web.SignedIn, Door: door, Handle: p.page},
		{Pattern: "POST /spaces/{space}/copy", Audience: web.SignedIn, Door: door, Handle: p.give},
	}
}

// asking is the page on which somebody asks for a copy.
type asking struct {
	Offer
	Wanted
	Field, Problem string // what is wrong with what was sent, and where
	Stale          bool   // they have to show once more who they are
}

// offer opens the space that a request names, and finds what can go out from there.
func (p Pages) offer(r *http.Request) (a asking, err error) {
	where, err := space.Asked(r)
	if err != nil {
		return a, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, Takes, Kinds...)
		if err != nil {
			return err
		}
		a.Offer, err = OfferOf(tx, rec)
		a.Once = id.New[Copy](tx.Now)
		return err
	})
	return a, err
}

// page says what goes into a copy and what does not. Who has not shown lately who they are is
// asked first: a copy takes away with it what all locks are for.
func (p Pages) page(w http.ResponseWriter, r *http.Request) error {
	a, err := p.offer(r)
	if err != nil {
		return err
	}
	fresh, err := p.Account.Fresh(r)
	if err != nil {
		return err
	}
	if !fresh {
		return p.Account.Again(w, r, r.URL.Path)
	}
	return web.Draw(w, r, http.StatusOK, copyPage(p.Frame(r), a))
}

// wanted reads what was chosen.
func wanted(form web.Values) (w Wanted, err error) {
	if w.Once, err = id.Parse[Copy](form.Text("once")); err != nil {
		return w, fault.New(fault.Invalid, "fault.form")
	}
	for which := range form.All("part.") {
		w.Chosen = append(w.Chosen, space.ID(which))
	}
	w.Why = form.Whole("why")
	return w, nil
}

// give makes the copy and hands it over. It is made in memory, and kept nowhere.
func (p Pages) give(w http.ResponseWriter, r *http.Request) error {
	a, err := p.offer(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	if a.Wanted, err = wanted(form); err != nil {
		return err
	}
	chosen := a.Choose(a.Wanted)
	fresh, err := p.Account.Fresh(r)
	if err != nil {
		return err
	}
	if f := fault.Of(chosen); chosen != nil || !fresh {
		if a.Stale = !fresh; chosen != nil {
			a.Field, a.Problem = f.Field, f.Key
		}
		return web.Draw(w, r, http.StatusUnprocessableEntity, copyPage(p.Frame(r), a))
	}
	file, err := p.made(r, a)
	if err != nil {
		return err
	}
	return web.File(w, file.Name, "application/zip", file.Body)
}

// made reads everything at one moment, so that nobody who writes has to wait, and then keeps
// that it went out.
func (p Pages) made(r *http.Request, a asking) (f File, err error) {
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		f, err = Make(r.Context(), tx, a.Offer, p.Rooms)
		return err
	})
	if err != nil || a.Client {
		return f, err
	}
	return f, p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, a.Space, Takes, Kinds...)
		if err != nil {
			return err
		}
		return Keep(tx, rec, a.Offer, a.Wanted, f)
	})
}

package measure

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

// mostFile is how large a file of earlier answers may be.
const mostFile = 48 << 20

// brings are the ways to bring earlier answers into a case.
func (p Pages) brings() []web.Route {
	return []web.Route{
		{Pattern: "GET /spaces/{space}/bring", Audience: web.Therapist, Door: "treat shared|apart", Handle: p.bring},
		{Pattern: "POST /spaces/{space}/bring", Audience: web.Therapist, Door: "treat shared|apart", Most: mostFile, Handle: p.receive},
		{Pattern: "GET /spaces/{space}/bring/{bring}", Audience: web.Therapist, Door: "treat shared|apart", Handle: p.one(bringingPage)},
		{Pattern: "GET /spaces/{space}/bring/{bring}/part", Audience: web.Therapist, Door: "treat shared|apart", Handle: p.one(bringingPart)},
		{Pattern: "POST /spaces/{space}/bring/{bring}/start", Audience: web.Therapist, Door: "treat shared|apart", Handle: p.file(Start, "")},
		{Pattern: "POST /spaces/{space}/bring/{bring}/discard", Audience: web.Therapist, Door: "treat shared|apart", Handle: p.file(Discard, "discard")},
	}
}

// bringView is what a page of earlier answers shows.
type bringView struct {
	Space  space.ID
	All    []Bring
	One    Bring
	Out    []refused
	Source string // as it was written
	Text   string
	Wrong  map[string]string // field → words key
	Zone   *time.Location
}

func (v bringView) path() string { return "/spaces/" + string(v.Space) + "/bring" }

func (p Pages) lookBring(r *http.Request, see func(*db.Tx, *space.Record, *bringView) error) (bringView, error) {
	v := bringView{Wrong: map[string]string{}}
	where, err := space.Asked(r)
	if err != nil {
		return v, err
	}
	v.Space = where
	return v, p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Treat|right.Read, right.Measured...)
		if err != nil {
			return err
		}
		settings, err := practice.Of(tx)
		if err != nil {
			return err
		}
		v.Zone = settings.Location()
		return see(tx, rec, &v)
	})
}

func allBrings(tx *db.Tx, rec *space.Record, v *bringView) (err error) {
	v.All, err = everyBring(tx, rec)
	return err
}

func (p Pages) bring(w http.ResponseWriter, r *http.Request) error {
	v, err := p.lookBring(r, allBrings)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, bringPage(p.Frame(r), v))
}

// receive takes a file.
func (p Pages) receive(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	file, err := form.File("file")
	if err != nil {
		return err
	}
	source, text := form.Text("source"), form.Whole("text")
	if len(file) == 0 {
		file = []byte(text)
	}
	var b Bring
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Treat|right.Read, right.Measured...)
		if err != nil {
			return err
		}
		b, err = Receive(tx, rec, source, file)
		return err
	})
	if fault.Is(err, fault.Invalid) {
		return p.unread(w, r, source, text, fault.Of(err))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/spaces/"+string(where)+"/bring/"+string(b.ID))
}

// unread shows the form once more, with everything that was in it.
func (p Pages) unread(w http.ResponseWriter, r *http.Request, source, text string, why *fault.Fault) error {
	v, err := p.lookBring(r, allBrings)
	if err != nil {
		return err
	}
	v.Source, v.Text, v.Wrong[why.Field] = source, text, why.Key
	return web.Draw(w, r, web.Status(why), bringPage(p.Frame(r), v))
}

// one draws one file, whole or only what keeps itself true.
func (p Pages) one(page func(ui.Frame, bringView) web.Page) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		which, err := id.Parse[Bring](r.PathValue("bring"))
		if err != nil {
			return err
		}
		v, err := p.lookBring(r, func(tx *db.Tx, rec *space.Record, v *bringView) (err error) {
			v.One, v.Out, err = Bringing(tx, rec, which)
			return err
		})
		if err != nil {
			return err
		}
		f := p.Frame(r)
		f.Live = "/spaces/" + string(v.Space) + "/live"
		return web.Draw(w, r, http.StatusOK, page(f, v))
	}
}

// file is a route that does one act on a file.
func (p Pages) file(act func(*db.Tx, *space.Record, BringID) error, then string) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		where, err := space.Asked(r)
		if err != nil {
			return err
		}
		which, err := id.Parse[Bring](r.PathValue("bring"))
		if err != nil {
			return err
		}
		err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
			rec, err := space.Open(tx, where, right.Treat|right.Read, right.Measured...)
			if err != nil {
				return err
			}
			return act(tx, rec, which)
		})
		if err != nil {
			return err
		}
		back := "/spaces/" + string(where) + "/bring"
		if then == "" {
			back += "/" + string(which)
		}
		return web.See(w, r, back)
	}
}

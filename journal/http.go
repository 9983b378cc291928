package journal

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

// Pages are the ways into this room.
type Pages struct {
	DB    *db.DB
	Frame func(*http.Request) ui.Frame
}

// Routes is the list of them. Which space a request names decides what the pages are: a
// client's journal, a therapist's own notes, or what was released.
func (p Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /spaces/{space}/pages", Audience: web.SignedIn, Door: "read own|process|shared", Handle: p.list},
		{Pattern: "POST /spaces/{space}/pages", Audience: web.SignedIn, Door: "write own|process", Handle: p.write},
		{Pattern: "GET /spaces/{space}/pages/{page}", Audience: web.SignedIn, Door: "read own|process|shared", Handle: p.page},
		{Pattern: "POST /spaces/{space}/pages/{page}/release", Audience: web.Client, Door: "release own", Handle: p.release},
		{Pattern: "GET /spaces/{space}/parts/pages", Audience: web.SignedIn, Door: "read own|process|shared", Handle: p.part},
	}
}

// Shelf is the pages of a space as one of its members sees them.
type Shelf struct {
	Space    space.ID
	Kind     right.Kind
	Eyes     string
	Pages    []Page
	Writes   bool
	Releases bool
	Zone     *time.Location
	Title    string // what is being written
	Text     string
	Problem  string
}

// ShelfOf reads the pages of a space.
func ShelfOf(tx *db.Tx, rec *space.Record) (Shelf, error) {
	s := Shelf{Space: rec.Space(), Kind: rec.Kind(), Eyes: rec.Eyes(), Writes: rec.May(right.Write) && writable(rec.Kind()), Releases: rec.May(right.Release)}
	settings, err := practice.Of(tx)
	if err != nil {
		return s, err
	}
	s.Zone = settings.Location()
	s.Pages, err = Of(tx, rec)
	return s, err
}

// writable: pages are written in a space of one's own, and come into a shared one only by
// a release.
func writable(kind right.Kind) bool { return kind == right.Own || kind == right.Process }

func (p Pages) shelf(r *http.Request) (Shelf, error) {
	var s Shelf
	where, err := space.Asked(r)
	if err != nil {
		return s, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read, right.Own, right.Process, right.Shared)
		if err != nil {
			return err
		}
		s, err = ShelfOf(tx, rec)
		return err
	})
	return s, err
}

func (p Pages) list(w http.ResponseWriter, r *http.Request) error {
	s, err := p.shelf(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, listPage(p.Frame(r), s))
}

func (p Pages) part(w http.ResponseWriter, r *http.Request) error {
	s, err := p.shelf(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, ReleasedPart(s))
}

func (p Pages) write(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Write|right.Read, right.Own, right.Process)
		if err != nil {
			return err
		}
		_, err = Write(tx, rec, form.Text("title"), form.Text("text"))
		return err
	})
	if fault.Is(err, fault.Invalid) {
		s, wrong := p.shelf(r)
		if wrong != nil {
			return wrong
		}
		s.Title, s.Text, s.Problem = form.Text("title"), form.Text("text"), fault.Of(err).Key
		return web.Draw(w, r, http.StatusUnprocessableEntity, listPage(p.Frame(r), s))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/spaces/"+string(where)+"/pages")
}

func asked(r *http.Request) (space.ID, ID, error) {
	where, err := space.Asked(r)
	if err != nil {
		return "", "", err
	}
	which, err := id.Parse[Page](r.PathValue("page"))
	return where, which, err
}

func (p Pages) page(w http.ResponseWriter, r *http.Request) error {
	where, which, err := asked(r)
	if err != nil {
		return err
	}
	var s Shelf
	var one Page
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read, right.Own, right.Process, right.Shared)
		if err != nil {
			return err
		}
		if one, err = One(tx, rec, which); err != nil {
			return err
		}
		rec.Note(tx, "journal.read", string(which))
		settings, err := practice.Of(tx)
		s = Shelf{Space: where, Kind: rec.Kind(), Eyes: rec.Eyes(), Releases: rec.May(right.Release), Zone: settings.Location()}
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, onePage(p.Frame(r), s, one))
}

// release puts a copy of a page of the client's own space into the space of the same case
// that is shared with the therapist.
func (p Pages) release(w http.ResponseWriter, r *http.Request) error {
	where, which, err := asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	if !form.Ticked("sure") {
		return web.See(w, r, "/spaces/"+string(where)+"/pages/"+string(which)+"?sure=missing")
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		own, err := space.Open(tx, where, right.Read|right.Write|right.Release, right.Own)
		if err != nil {
			return err
		}
		shared, err := space.Find(tx, own.About(), right.Shared, right.Write)
		if err != nil {
			return err
		}
		_, err = Release(tx, own, shared, which)
		return err
	})
	if err != nil {
		return err
	}
	return web.See(w, r, "/spaces/"+string(where)+"/pages/"+string(which))
}

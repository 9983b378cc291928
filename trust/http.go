package trust

import (
	"net/http"

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

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /spaces/{space}/trust", Audience: web.SignedIn, Door: "read shared", Handle: p.overview},
		{Pattern: "GET /spaces/{space}/trust/{tool}", Audience: web.SignedIn, Door: "read shared", Handle: p.tool},
		{Pattern: "GET /spaces/{space}/trust/{tool}/{kind}", Audience: web.SignedIn, Door: "write shared", Handle: p.begin},
		{Pattern: "POST /spaces/{space}/trust/{tool}/{kind}", Audience: web.SignedIn, Door: "write shared", Handle: p.make},
		{Pattern: "PUT /spaces/{space}/trust/{tool}/{kind}/draft", Audience: web.SignedIn, Door: "write shared", Handle: p.half},
		{Pattern: "GET /spaces/{space}/things/{thing}", Audience: web.SignedIn, Door: "read shared", Handle: p.thing},
		{Pattern: "POST /spaces/{space}/things/{thing}", Audience: web.SignedIn, Door: "write shared", Handle: p.keep},
		{Pattern: "PUT /spaces/{space}/things/{thing}/draft", Audience: web.SignedIn, Door: "write shared", Handle: p.half},
		{Pattern: "GET /spaces/{space}/things/{thing}/edit", Audience: web.SignedIn, Door: "write shared", Handle: p.edit},
		{Pattern: "GET /spaces/{space}/things/{thing}/both", Audience: web.SignedIn, Door: "write shared", Handle: p.both},
		{Pattern: "POST /spaces/{space}/things/{thing}/both", Audience: web.SignedIn, Door: "write shared", Handle: p.choose},
		{Pattern: "POST /spaces/{space}/things/{thing}/take", Audience: web.SignedIn, Door: "write shared", Handle: p.take},
		{Pattern: "POST /spaces/{space}/things/{thing}/show", Audience: web.Client, Door: "write shared", Handle: p.show},
		{Pattern: "POST /spaces/{space}/things/{thing}/lock", Audience: web.SignedIn, Door: "write shared", Handle: p.lock},
		{Pattern: "POST /spaces/{space}/things/{thing}/move", Audience: web.SignedIn, Door: "write shared", Handle: p.move},
		{Pattern: "POST /spaces/{space}/things/{thing}/step", Audience: web.SignedIn, Door: "write shared", Handle: p.step},
		{Pattern: "POST /spaces/{space}/things/{thing}/withdraw", Audience: web.SignedIn, Door: "write shared", Handle: p.withdraw},
		{Pattern: "GET /spaces/{space}/things/{thing}/alone", Audience: web.SignedIn, Door: "read shared", Handle: p.alone},
		{Pattern: "POST /spaces/{space}/things/{thing}/talk", Audience: web.Therapist, Door: "treat shared", Handle: p.talk},
		{Pattern: "GET /spaces/{space}/things/{thing}/versions/{revision}", Audience: web.SignedIn, Door: "read shared", Handle: p.version},
		{Pattern: "GET /spaces/{space}/kept", Audience: web.Client, Door: "read own", Handle: p.kept},
		{Pattern: "GET /spaces/{space}/parts/trust", Audience: web.SignedIn, Door: "read shared", Handle: p.part},
		{Pattern: "GET /spaces/{space}/parts/trust/{tool}", Audience: web.SignedIn, Door: "read shared", Handle: p.toolPart},
		{Pattern: "GET /spaces/{space}/parts/things/{thing}", Audience: web.SignedIn, Door: "read shared", Handle: p.thingPart},
	}
}

// board opens the space that a request names, for as much as is wanted there.
func (p Pages) board(r *http.Request, want right.Right, see func(*db.Tx, *space.Record, Board) error) (Board, error) {
	var b Board
	where, err := space.Asked(r)
	if err != nil {
		return b, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, want, right.Shared)
		if err != nil {
			return err
		}
		if b, err = Of(tx, rec); err != nil || see == nil {
			return err
		}
		return see(tx, rec, b)
	})
	return b, err
}

// write changes something in the space that a request names.
func (p Pages) write(r *http.Request, act func(*db.Tx, *space.Record) error) (space.ID, error) {
	where, err := space.Asked(r)
	if err != nil {
		return where, err
	}
	return where, p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read|right.Write, right.Shared)
		if err != nil {
			return err
		}
		return act(tx, rec)
	})
}

func (p Pages) live(r *http.Request, b Board) ui.Frame {
	f := p.Frame(r)
	f.Live = "/spaces/" + string(b.Space) + "/live"
	return f
}

func (p Pages) overview(w http.ResponseWriter, r *http.Request) error {
	b, err := p.board(r, right.Read, nil)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, overviewPage(p.live(r, b), b))
}

func (p Pages) part(w http.ResponseWriter, r *http.Request) error {
	b, err := p.board(r, right.Read, nil)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, OverviewPart(b))
}

// asksTool is the tool that a request names.
func asksTool(r *http.Request) (Tool, error) {
	t, ok := tool(r.PathValue("tool"))
	if !ok {
		return t, fault.New(fault.NotFound, "fault.notfound")
	}
	return t, nil
}

// shown is what a tool's page needs.
func (p Pages) shown(r *http.Request, see func(*db.Tx, *space.Record, Tool)) (b Board, t Tool, err error) {
	_, err = p.board(r, right.Read, func(tx *db.Tx, rec *space.Record, all Board) (err error) {
		b = all
		if t, err = asksTool(r); err == nil && t.Name == "stuck-points" {
			err = b.courses(tx, rec)
		}
		if err == nil && t.Name == "star" {
			err = b.pasts(tx, rec, "star")
		}
		if err == nil && t.Name == "experiments" {
			err = b.pasts(tx, rec, "experiment") // what is shown of guesses was read whole
		}
		if err == nil && see != nil {
			see(tx, rec, t)
		}
		return err
	})
	return b, t, err
}

func (p Pages) tool(w http.ResponseWriter, r *http.Request) error {
	b, t, err := p.shown(r, func(tx *db.Tx, rec *space.Record, t Tool) { rec.Note(tx, "trust.read", t.Name) })
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, toolPage(p.live(r, b), b, t))
}

func (p Pages) toolPart(w http.ResponseWriter, r *http.Request) error {
	b, t, err := p.shown(r, nil)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, ToolPart(b, t))
}

// Sheet is one object with its history and whatever links to it.
type Sheet struct {
	Board
	Revision            // as it is now
	History  []Revision // newest first
	Named    []Revision
	Hidden   bool // there is only the mark, for this reader
	next     ID   // of a form that makes the next revision

	Tried          map[string]string // what was sent with an act and was not taken
	Wrong, Problem string            // what is wrong with it, and where
}

// SheetOf reads one object.
func SheetOf(tx *db.Tx, rec *space.Record, b Board, t Thread) (Sheet, error) {
	s := Sheet{Board: b, Named: named(b.All, t), next: id.New[Revision](tx.Now)}
	at, err := place(tx, rec, t, right.Read)
	if err != nil {
		return s, err
	}
	if s.History, err = history(tx, at, t); err != nil {
		return s, err
	}
	s.Revision = s.History[0]
	s.Hidden = veiled(s.Thing) && !b.Client
	return s, nil
}

func (p Pages) sheet(r *http.Request, want right.Right, see func(*db.Tx, *space.Record, Sheet)) (Sheet, error) {
	var s Sheet
	_, err := p.board(r, want, func(tx *db.Tx, rec *space.Record, b Board) error {
		t, err := id.Parse[thread](r.PathValue("thing"))
		if err != nil {
			return err
		}
		if s, err = SheetOf(tx, rec, b, t); err == nil && see != nil {
			see(tx, rec, s)
		}
		return err
	})
	return s, err
}

func noted(tx *db.Tx, rec *space.Record, s Sheet) { rec.Note(tx, "trust.read", string(s.Thread)) }

func (p Pages) thing(w http.ResponseWriter, r *http.Request) error {
	s, err := p.sheet(r, right.Read, noted)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, thingPage(p.live(r, s.Board), s))
}

func (p Pages) thingPart(w http.ResponseWriter, r *http.Request) error {
	s, err := p.sheet(r, right.Read, nil)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, ThingPart(s))
}

// version is one revision as it was, and what was different from the one before.
func (p Pages) version(w http.ResponseWriter, r *http.Request) error {
	s, err := p.sheet(r, right.Read, noted)
	if err != nil {
		return err
	}
	old := which(s.History, ID(r.PathValue("revision")))
	if old.ID == "" || s.Hidden {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	return web.Draw(w, r, http.StatusOK, versionPage(p.Frame(r), s, old, s.before(old)))
}

// kept is what a client keeps to themselves, in their own space: to be read after a case has
// ended too, when the shared pages are closed to them.
func (p Pages) kept(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	var b Board
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read, right.Own)
		if err != nil {
			return err
		}
		settings, err := practice.Of(tx)
		if err != nil {
			return err
		}
		b = Board{Space: where, Eyes: rec.Eyes(), Me: tx.By.ID, Client: true, Now: tx.Now, Zone: settings.Location()}
		b.All, err = current(tx, rec)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, keptPage(p.Frame(r), b))
}

// before is how the object was before a revision; there may be none.
func (s Sheet) before(r Revision) Revision {
	return before(s.History, r)
}

package note

import (
	"net/http"
	"strings"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/web"
	"tillit.care/meeting"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// Pages are the ways into this room. Told is how other rooms say what was done, and Beside what
// a client wants to stand beside a note.
type Pages struct {
	DB      *db.DB
	Frame   func(*http.Request) ui.Frame
	Account account.Pages
	Told    []Tell
	Beside  func(*db.Tx, *space.Record, ID) ([]Said, error)
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	const door = "read,write,treat shared"
	return []web.Route{
		{Pattern: "GET /spaces/{space}/notes/{note}", Audience: web.SignedIn, Door: "read shared", Handle: p.note},
		{Pattern: "GET /spaces/{space}/notes/{note}/amend", Audience: web.Therapist, Door: door, Handle: p.amendPage},
		{Pattern: "PUT /spaces/{space}/notes/{note}/amend/draft", Audience: web.Therapist, Door: door, Handle: p.saveAmend},
		{Pattern: "POST /spaces/{space}/notes/{note}/amend", Audience: web.Therapist, Door: door, Handle: p.amend},
		{Pattern: "GET /spaces/{space}/notes/{unsigned}/edit", Audience: web.Therapist, Door: door, Handle: p.edit},
		{Pattern: "PUT /spaces/{space}/notes/{unsigned}/draft", Audience: web.Therapist, Door: door, Handle: p.save},
		{Pattern: "POST /spaces/{space}/notes/{unsigned}/edit", Audience: web.Therapist, Door: door, Handle: p.write},
		{Pattern: "GET /spaces/{space}/notes/{unsigned}/review", Audience: web.Therapist, Door: door, Handle: p.review},
		{Pattern: "POST /spaces/{space}/notes/{unsigned}/sign", Audience: web.Therapist, Door: door, Handle: p.sign},
	}
}

// read opens the space that a request names for a look.
func (p Pages) read(r *http.Request, name string, want right.Right, see func(*db.Tx, *space.Record, ID) error) error {
	where, which, err := meeting.Asked(r, name)
	if err != nil {
		return err
	}
	return p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, want, right.Shared)
		if err != nil {
			return err
		}
		return see(tx, rec, which)
	})
}

// change opens the space, and the one that only the therapist opens, for an act.
func (p Pages) change(r *http.Request, name string, do func(tx *db.Tx, rec, own *space.Record, which ID) error) error {
	where, which, err := meeting.Asked(r, name)
	if err != nil {
		return err
	}
	return p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, signs, right.Shared)
		if err != nil {
			return err
		}
		own, err := meeting.OwnOf(tx, rec)
		if err != nil {
			return err
		}
		return do(tx, rec, own, which)
	})
}

func (p Pages) note(w http.ResponseWriter, r *http.Request) error {
	var v View
	err := p.read(r, "note", right.Read, func(tx *db.Tx, rec *space.Record, which ID) (err error) {
		if v, err = ViewOf(tx, rec, which); err != nil {
			return err
		}
		rec.Note(tx, "note.read", string(which))
		v.Said, err = p.Beside(tx, rec, which)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, notePage(p.Frame(r), v))
}

// editing reads a note that is not signed.
func (p Pages) editing(r *http.Request) (e Editing, err error) {
	err = p.read(r, "unsigned", signs, func(tx *db.Tx, rec *space.Record, which ID) error {
		own, err := meeting.OwnOf(tx, rec)
		if err != nil {
			return err
		}
		e, err = editingOf(tx, rec, own, which, p.Told)
		return err
	})
	return e, err
}

// edit is where a note is written. One that is signed is read instead; one of a session that
// was not held yet waits for that.
func (p Pages) edit(w http.ResponseWriter, r *http.Request) error {
	e, err := p.editing(r)
	switch {
	case fault.Is(err, fault.Conflict) && fault.Of(err).Key == "note.signed":
		return web.See(w, r, strings.TrimSuffix(r.URL.Path, "/edit"))
	case err != nil:
		return err
	case e.Meeting.State != meeting.Held:
		return web.See(w, r, e.session())
	}
	return web.Draw(w, r, http.StatusOK, editPage(p.Frame(r), e))
}

func (p Pages) save(w http.ResponseWriter, r *http.Request) error {
	return meeting.Draft(p.DB, w, r, "unsigned", meeting.Note)
}

// write keeps what was written, and goes on to what was pressed. What lacks something is kept
// all the same.
func (p Pages) write(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	var e Editing
	var sent meeting.Sheet
	err = p.change(r, "unsigned", func(tx *db.Tx, rec, own *space.Record, which ID) error {
		s, over := meeting.Written(form, which, meeting.Note)
		sent = s
		if as, turns := strings.CutPrefix(form.Text("act"), "as."); turns {
			if s, err = turned(tx, rec, own, s, as, p.Told); err != nil {
				return err
			}
		}
		if _, _, err := meeting.Keep(tx, rec, s, over); err != nil {
			return err
		}
		e, err = editingOf(tx, rec, own, which, p.Told)
		return err
	})
	if err != nil {
		return p.unwritten(w, r, sent, err)
	}
	if form.Text("act") != "review" || len(e.Others) > 0 {
		return web.See(w, r, e.path()+"/edit")
	}
	if e.Lacks = e.Note.Lacks(); len(e.Lacks) > 0 {
		return web.Draw(w, r, http.StatusUnprocessableEntity, editPage(p.Frame(r), e))
	}
	return p.proved(w, r, e.path()+"/review")
}

// proved leads on to a page where something is signed: past being asked who one is, where
// that was too long ago.
func (p Pages) proved(w http.ResponseWriter, r *http.Request, to string) error {
	fresh, err := p.Account.Fresh(r)
	if err != nil {
		return err
	}
	if !fresh {
		return p.Account.Again(w, r, to)
	}
	return web.See(w, r, to)
}

func turned(tx *db.Tx, rec, own *space.Record, s meeting.Sheet, as string, told []Tell) (meeting.Sheet, error) {
	to, err := templateOf(as)
	if err != nil {
		return s, err
	}
	d, err := DraftOf(tx, rec, own, s.Meeting, told)
	return d.Turn(s, to), err
}

// unwritten shows what was not taken, with everything that was written: in the form, or
// beside the note that was signed meanwhile.
func (p Pages) unwritten(w http.ResponseWriter, r *http.Request, sent meeting.Sheet, why error) error {
	f := fault.Of(why)
	switch {
	case f.Key == "meeting.settled" || f.Key == "note.signed":
		var v View
		err := p.read(r, "unsigned", signs, func(tx *db.Tx, rec *space.Record, which ID) (err error) {
			v, err = ViewOf(tx, rec, which)
			return err
		})
		if err != nil {
			return err
		}
		return web.Draw(w, r, web.Status(f), latePage(p.Frame(r), v, sent.Words()))
	case f.Kind != fault.Invalid || sent.ID == "":
		return why
	}
	e, err := p.editing(r)
	if err != nil {
		return err
	}
	e.hold(r.Context(), sent)
	e.Lacks = []Lack{{f.Field, f.Key}}
	return web.Draw(w, r, web.Status(f), editPage(p.Frame(r), e))
}

// review is the note as the client will read it, before it is signed.
func (p Pages) review(w http.ResponseWriter, r *http.Request) error {
	e, err := p.editing(r)
	if fault.Is(err, fault.Conflict) && fault.Of(err).Key == "note.signed" {
		return web.See(w, r, strings.TrimSuffix(r.URL.Path, "/review"))
	}
	if err != nil {
		return err
	}
	return p.drawReview(w, r, http.StatusOK, e, "")
}

func (p Pages) drawReview(w http.ResponseWriter, r *http.Request, status int, e Editing, problem string) error {
	if e.Lacks = e.Note.Lacks(); len(e.Lacks) > 0 || len(e.Others) > 0 {
		return web.Draw(w, r, max(status, http.StatusUnprocessableEntity), editPage(p.Frame(r), e))
	}
	digest, err := e.Note.Digest()
	if err != nil {
		return err
	}
	return web.Draw(w, r, status, reviewPage(p.Frame(r), e, digest, problem))
}

// sign signs what was looked at. Who has not shown lately who they are is asked first; the
// text lies on the server meanwhile.
func (p Pages) sign(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	at := strings.TrimSuffix(r.URL.Path, "/sign")
	fresh, err := p.Account.Fresh(r)
	if err != nil {
		return err
	}
	if !fresh {
		if err := p.change(r, "unsigned", func(*db.Tx, *space.Record, *space.Record, ID) error { return nil }); err != nil {
			return err // who may not sign is not asked who they are
		}
		return p.Account.Again(w, r, at+"/review")
	}
	err = p.change(r, "unsigned", func(tx *db.Tx, rec, own *space.Record, which ID) error {
		_, err := Sign(tx, rec, own, which, p.Told, form.Text("seen"))
		return err
	})
	f := fault.Of(err)
	if err != nil && f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	if err != nil {
		e, wrong := p.editing(r)
		if wrong != nil {
			return wrong
		}
		return p.drawReview(w, r, web.Status(f), e, f.Key)
	}
	return web.See(w, r, at)
}

// amending reads a signed note, and what its author has begun to add.
func (p Pages) amending(r *http.Request) (a Amending, err error) {
	err = p.read(r, "note", signs, func(tx *db.Tx, rec *space.Record, which ID) error {
		own, err := meeting.OwnOf(tx, rec)
		if err != nil {
			return err
		}
		a, err = amendingOf(tx, rec, own, which)
		return err
	})
	return a, err
}

func (p Pages) amendPage(w http.ResponseWriter, r *http.Request) error {
	a, err := p.amending(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, amendPage(p.Frame(r), a))
}

func (p Pages) saveAmend(w http.ResponseWriter, r *http.Request) error {
	return meeting.Draft(p.DB, w, r, "note", meeting.Amend)
}

// amend signs what is added to a note. What was written is kept first, so that it waits while
// its author is asked who they are.
func (p Pages) amend(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	fresh, err := p.Account.Fresh(r)
	if err != nil {
		return err
	}
	var sent meeting.Sheet
	err = p.change(r, "note", func(tx *db.Tx, rec, own *space.Record, which ID) error {
		s, over := meeting.Written(form, which, meeting.Amend)
		sent = s
		if !fresh {
			_, _, err := meeting.Keep(tx, rec, s, over)
			return err
		}
		return Add(tx, rec, own, which, Added{Once: AmendmentID(s.ID), Why: s.Field("why"), Text: s.Field("text")})
	})
	at := strings.TrimSuffix(r.URL.Path, "/amend")
	switch f := fault.Of(err); {
	case err == nil && !fresh:
		return p.Account.Again(w, r, at+"/amend")
	case err == nil:
		return web.See(w, r, at)
	case f.Kind != fault.Invalid || sent.ID == "":
		return err
	default:
		a, wrong := p.amending(r)
		if wrong != nil {
			return wrong
		}
		a.Sheet, a.Once, a.Field, a.Problem = sent, sent.ID, f.Field, f.Key
		return web.Draw(w, r, web.Status(f), amendPage(p.Frame(r), a))
	}
}

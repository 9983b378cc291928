package duty

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"tillit.care/account"
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
	DB      *db.DB
	Frame   func(*http.Request) ui.Frame
	Account account.Pages
}

// Routes is the list of them. Whoever treats has a key to the safety space; nobody else does.
func (p Pages) Routes() []web.Route {
	const door = "read,write,treat shared|apart"
	return []web.Route{
		{Pattern: "GET /spaces/{space}/duty", Audience: web.Therapist, Door: door, Handle: p.list},
		{Pattern: "POST /spaces/{space}/duty", Audience: web.Therapist, Door: door, Handle: p.begin},
		{Pattern: "GET /spaces/{space}/duty/{duty}", Audience: web.Therapist, Door: door, Handle: p.page},
		{Pattern: "PUT /spaces/{space}/duty/{undone}/draft", Audience: web.Therapist, Door: door, Handle: p.draft},
		{Pattern: "POST /spaces/{space}/duty/{undone}", Audience: web.Therapist, Door: door, Handle: p.write},
		{Pattern: "POST /spaces/{space}/duty/{undone}/sheets", Audience: web.Therapist, Door: door, Handle: p.window},
		{Pattern: "GET /spaces/{space}/duty/{undone}/review", Audience: web.Therapist, Door: door, Handle: p.review},
		{Pattern: "POST /spaces/{space}/duty/{undone}/sign", Audience: web.Therapist, Door: door, Handle: p.sign},
		{Pattern: "POST /spaces/{space}/duty/{duty}/add", Audience: web.Therapist, Door: door, Handle: p.add},
	}
}

// asked are the space and the worksheet that a request names.
func asked(r *http.Request) (space.ID, ID, error) {
	where, err := space.Asked(r)
	if err != nil {
		return "", "", err
	}
	named := cmp.Or(r.PathValue("duty"), r.PathValue("undone"))
	if named == "" {
		return where, "", nil
	}
	which, err := id.Parse[Worksheet](named)
	return where, which, err
}

// change opens the case, and the space that only its therapist reads, for an act.
func (p Pages) change(r *http.Request, do func(tx *db.Tx, rec, safety *space.Record, which ID) error) error {
	where, which, err := asked(r)
	if err != nil {
		return err
	}
	return p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, signs, right.Measured...)
		if err != nil {
			return err
		}
		safety, err := Safe(tx, rec)
		if err != nil {
			return err
		}
		return do(tx, rec, safety, which)
	})
}

// look is the same for reading. A case of an earlier Tillit has no such space before somebody
// writes there.
func (p Pages) look(r *http.Request, see func(tx *db.Tx, rec, safety *space.Record, which ID) error) error {
	where, which, err := asked(r)
	if err != nil {
		return err
	}
	return p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, signs, right.Measured...)
		if err != nil {
			return err
		}
		safety, err := there(tx, rec)
		if err != nil {
			return err
		}
		return see(tx, rec, safety, which)
	})
}

func (p Pages) list(w http.ResponseWriter, r *http.Request) error {
	l := list{}
	err := p.look(r, func(tx *db.Tx, rec, safety *space.Record, _ ID) (err error) {
		if l.Around, err = AroundOf(tx, rec); err != nil {
			return err
		}
		if l.Forms, err = Forms(); err != nil {
			return err
		}
		l.Once = id.New[Worksheet](tx.Now)
		if safety != nil {
			l.Entries, err = Of(tx, safety)
		}
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, listPage(p.Frame(r), l))
}

// begin begins a worksheet. The same form sent twice begins one.
func (p Pages) begin(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	to := ""
	err = p.change(r, func(tx *db.Tx, rec, safety *space.Record, _ ID) error {
		a, err := AroundOf(tx, rec)
		if err != nil {
			return err
		}
		if !a.Goes {
			return fault.New(fault.Conflict, "care.ended")
		}
		which, err := id.Parse[Worksheet](form.Text("once"))
		if err != nil {
			return fault.New(fault.Invalid, "fault.form")
		}
		to = a.Path() + "/" + string(which)
		if err := tx.Lock("duty " + string(safety.Space())); err != nil {
			return err
		}
		if every, err := sheets(tx, safety, which); err != nil || len(every) > 0 {
			return err
		}
		return Keep(tx, safety, Sheet{ID: id.New[Sheet](tx.Now), Thread: which, Form: form.Text("form"), Said: map[string]seal.Text{}}, Over{})
	})
	if err != nil {
		return err
	}
	return web.See(w, r, to)
}

// page is a worksheet: to write, or to read once it is signed.
func (p Pages) page(w http.ResponseWriter, r *http.Request) error {
	var e editing
	var s signed
	err := p.look(r, func(tx *db.Tx, rec, safety *space.Record, which ID) (err error) {
		if safety == nil {
			return fault.New(fault.NotFound, "fault.notfound")
		}
		if s, err = signedOf(tx, rec, safety, which); fault.Is(err, fault.NotFound) {
			e, err = editingOf(tx, rec, safety, which)
		}
		if err == nil {
			safety.Note(tx, "duty.read", string(which))
		}
		return err
	})
	if err != nil {
		return err
	}
	if e.Form != nil {
		return web.Draw(w, r, http.StatusOK, editPage(p.Frame(r), e))
	}
	return web.Draw(w, r, http.StatusOK, signedPage(p.Frame(r), s))
}

// sent reads the sheet of a window, and the one that it began with.
func sent(form web.Values, of ID) (Sheet, Over, error) {
	s := Sheet{Thread: of, Form: form.Text("form"), Said: map[string]seal.Text{}}
	for name := range form.All("f.") {
		if text := form.Whole("f." + name); text != "" {
			s.Said[name] = seal.Text(text)
		}
	}
	which, n, _ := strings.Cut(form.Text("after"), " ")
	over := Over{}
	over.ID, _ = id.Parse[Sheet](which)
	over.N, _ = strconv.Atoi(n)
	var err error
	if s.ID, err = id.Parse[Sheet](form.Text("once")); err != nil {
		return s, over, fault.New(fault.Invalid, "fault.form")
	}
	return s, over, nil
}

func (p Pages) draft(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.keep(r); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// keep keeps the sheet that a window sent.
func (p Pages) keep(r *http.Request) (Sheet, error) {
	var s Sheet
	form, err := web.Form(r)
	if err != nil {
		return s, err
	}
	err = p.change(r, func(tx *db.Tx, rec, safety *space.Record, which ID) (err error) {
		var over Over
		if s, over, err = sent(form, which); err != nil {
			return err
		}
		if every, err := sheets(tx, safety, which); err != nil {
			return err
		} else if _, err := one(tx, safety, which); len(every) == 0 && err != nil {
			return err // it was never begun
		}
		return Keep(tx, safety, s, over)
	})
	return s, err
}

// write keeps what was written, and goes on to the review where that was pressed: past being
// asked who one is, where that was too long ago.
func (p Pages) write(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	s, err := p.keep(r)
	if err != nil {
		return p.unkept(w, r, s, err)
	}
	at := r.URL.Path
	if form.Text("act") != "review" {
		return web.See(w, r, at)
	}
	var e editing
	err = p.look(r, func(tx *db.Tx, rec, safety *space.Record, which ID) (err error) {
		e, err = editingOf(tx, rec, safety, which)
		return err
	})
	switch {
	case err != nil:
		return err
	case len(e.Lacks) > 0:
		e.Problem = "duty.lacks"
		return web.Draw(w, r, http.StatusUnprocessableEntity, editPage(p.Frame(r), e))
	case len(e.Others) > 0:
		return web.See(w, r, at)
	}
	fresh, err := p.Account.Fresh(r)
	if err != nil {
		return err
	}
	if !fresh {
		return p.Account.Again(w, r, at+"/review")
	}
	return web.See(w, r, at+"/review")
}

// unkept shows what was not taken, with everything that was written: in the form, or beside
// the worksheet that was signed meanwhile.
func (p Pages) unkept(w http.ResponseWriter, r *http.Request, s Sheet, why error) error {
	f := fault.Of(why)
	if s.ID == "" || f.Key != "duty.long" && f.Key != "duty.signed" {
		return why
	}
	var e editing
	var done signed
	err := p.look(r, func(tx *db.Tx, rec, safety *space.Record, which ID) (err error) {
		if f.Key == "duty.signed" {
			done, err = signedOf(tx, rec, safety, which)
			return err
		}
		e, err = editingOf(tx, rec, safety, which)
		return err
	})
	if err != nil {
		return err
	}
	if f.Key == "duty.signed" {
		return web.Draw(w, r, web.Status(f), latePage(p.Frame(r), done, s))
	}
	n := e.Sheet.N
	e.Once, e.Sheet.Said, e.Sheet.N, e.Problem, e.Lacks = s.ID, s.Said, n, f.Key, []Lack{{f.Field, f.Key}}
	return web.Draw(w, r, web.Status(f), editPage(p.Frame(r), e))
}

// window is what becomes of what was written in another window.
func (p Pages) window(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	to := ""
	err = p.change(r, func(tx *db.Tx, rec, safety *space.Record, which ID) error {
		chosen, err := id.Parse[Sheet](form.Text("sheet"))
		if err != nil {
			return fault.New(fault.Invalid, "fault.form")
		}
		to = "/spaces/" + string(rec.Space()) + "/duty/" + string(which)
		if form.Text("act") == "take" {
			return Take(tx, safety, which, chosen)
		}
		if err := Drop(tx, safety, which, chosen); err != nil {
			return err
		}
		left, err := sheets(tx, safety, which)
		if len(left) == 0 {
			to = strings.TrimSuffix(to, "/"+string(which)) // it was begun by mistake
		}
		return err
	})
	if err != nil {
		return err
	}
	return web.See(w, r, to)
}

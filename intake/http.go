package intake

import (
	"net/http"

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

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	const therapist, reads, writes, treats = web.Therapist, "read shared", "write shared", "treat shared"
	return []web.Route{
		{Pattern: "GET /spaces/{space}/intake", Audience: web.SignedIn, Door: reads, Handle: p.begin},
		{Pattern: "GET /spaces/{space}/parts/intake", Audience: web.SignedIn, Door: reads, Handle: p.part},
		{Pattern: "GET /spaces/{space}/intake/forms/{form}", Audience: web.SignedIn, Door: reads, Handle: p.form},
		{Pattern: "POST /spaces/{space}/intake/forms/{form}", Audience: web.SignedIn, Door: writes, Handle: p.keep},
		{Pattern: "PUT /spaces/{space}/intake/forms/{form}/draft", Audience: web.Client, Door: writes, Handle: p.draft},
		{Pattern: "GET /spaces/{space}/intake/versions/{sheet}", Audience: web.SignedIn, Door: reads, Handle: p.version},
		{Pattern: "GET /spaces/{space}/consents/{consent}", Audience: web.SignedIn, Door: reads, Handle: p.consent},
		{Pattern: "POST /spaces/{space}/consents/{consent}", Audience: web.Client, Door: writes, Handle: p.say},
		{Pattern: "POST /spaces/{space}/consents/{consent}/ask", Audience: therapist, Door: treats, Handle: p.ask},
		{Pattern: "GET /spaces/{space}/intake/fits", Audience: therapist, Door: treats, Handle: p.fits},
		{Pattern: "POST /spaces/{space}/intake/fits", Audience: therapist, Door: treats, Handle: p.know},
		{Pattern: "POST /spaces/{space}/intake/fits/{system}", Audience: therapist, Door: treats, Handle: p.decide},
		{Pattern: "POST /spaces/{space}/intake/alone", Audience: therapist, Door: treats, Handle: p.askAlone},
	}
}

// look opens the space that a request names for a look.
func (p Pages) look(r *http.Request, want right.Right, see func(*db.Tx, *space.Record) error) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	return p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, want, right.Shared)
		if err != nil {
			return err
		}
		return see(tx, rec)
	})
}

// change opens it for an act.
func (p Pages) change(r *http.Request, want right.Right, do func(*db.Tx, *space.Record) error) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	return p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, want, right.Shared)
		if err != nil {
			return err
		}
		return do(tx, rec)
	})
}

func (p Pages) view(r *http.Request) (v View, err error) {
	err = p.look(r, right.Read, func(tx *db.Tx, rec *space.Record) error {
		v, err = Of(tx, rec)
		return err
	})
	return v, err
}

func (p Pages) begin(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	f := p.Frame(r)
	f.Live = v.at("/live")
	return web.Draw(w, r, http.StatusOK, beginPage(f, v))
}

func (p Pages) part(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, BeginPart(v))
}

// asked is the form that a request names.
func asked(r *http.Request) (Form, error) {
	f, ok := formOf(r.PathValue("form"))
	if !ok {
		return f, fault.New(fault.NotFound, "fault.notfound")
	}
	return f, nil
}

// open reads one sheet, with what its writer has begun.
func (p Pages) open(r *http.Request, want right.Right) (s sheetPage, err error) {
	err = p.look(r, want, func(tx *db.Tx, rec *space.Record) error {
		if s.Form, err = asked(r); err != nil {
			return err
		}
		if s.View, err = Of(tx, rec); err != nil {
			return err
		}
		all, err := versions(tx, rec)
		if err != nil {
			return err
		}
		mine := of(all, s.Form.Name)
		s.Now = newest(mine)
		for _, old := range mine {
			if old.ID != s.Now.ID {
				s.Earlier = append(s.Earlier, old)
			}
		}
		s.Once, s.After, s.Words, s.Whose = id.New[Sheet](tx.Now), s.Now.ID, s.Now.Words, account.Tag(tx, tx.By.ID)
		if s.Now.Found() {
			rec.Note(tx, "intake.read", string(s.Now.ID))
		}
		return s.begun(tx, rec)
	})
	return s, err
}

// begun puts what a client has begun into the form.
func (s *sheetPage) begun(tx *db.Tx, rec *space.Record) error {
	if !s.Client || !s.writes() {
		return nil
	}
	own, err := space.Find(tx, rec.About(), right.Own, right.Read)
	if err != nil {
		return err
	}
	all, err := draftsOf(tx, own)
	if words, ok := all[s.Form.Name]; ok {
		s.Words, s.Begun = words, true
	}
	return err
}

func (p Pages) form(w http.ResponseWriter, r *http.Request) error {
	s, err := p.open(r, right.Read)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, formPage(p.Frame(r), s))
}

// wordsIn reads what was entered in a form.
func wordsIn(form web.Values, f Form) Words {
	w := Words{}
	for _, field := range f.Fields {
		if text := form.Whole(field.Name); text != "" {
			w[field.Name] = seal.Text(text)
		}
	}
	return w
}

// ids reads the two ids that a form carries.
func ids(form web.Values) (once, after ID, err error) {
	if once, err = id.Parse[Sheet](form.Text("once")); err != nil {
		return once, after, fault.New(fault.Invalid, "fault.form")
	}
	if text := form.Text("after"); text != "" {
		if after, err = id.Parse[Sheet](text); err != nil {
			return once, after, fault.New(fault.Invalid, "fault.form")
		}
	}
	return once, after, nil
}

func (p Pages) keep(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	sent := Written{}
	err = p.change(r, right.Read|right.Write, func(tx *db.Tx, rec *space.Record) error {
		f, err := asked(r)
		if err != nil {
			return err
		}
		sent = Written{Form: f, Words: wordsIn(form, f)}
		if sent.Once, sent.After, err = ids(form); err != nil {
			return err
		}
		if err := Keep(tx, rec, sent); err != nil || rec.Role() != right.Client {
			return err
		}
		own, err := space.Find(tx, rec.About(), right.Own, right.Read|right.Write)
		if err != nil {
			return err
		}
		return SaveDraft(tx, own, f, nil)
	})
	f := fault.Of(err)
	if f == nil {
		where, err := space.Asked(r)
		if err != nil {
			return err
		}
		return web.See(w, r, "/spaces/"+string(where)+"/intake#"+sent.Form.Name)
	}
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict || f.Key == "fault.form" || f.Key == "fault.conflict" {
		return err
	}
	s, err := p.open(r, right.Read|right.Write)
	if err != nil {
		return err
	}
	s.Words, s.Once, s.After, s.Field, s.Problem = sent.Words, sent.Once, sent.After, f.Field, f.Key
	return web.Draw(w, r, web.Status(f), formPage(p.Frame(r), s))
}

// draft keeps what a client has begun to write.
func (p Pages) draft(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = p.change(r, right.Read|right.Write, func(tx *db.Tx, rec *space.Record) error {
		f, err := asked(r)
		if err != nil {
			return err
		}
		if f.Staff {
			return fault.New(fault.Forbidden, "fault.forbidden")
		}
		if err := open(tx, rec, f); err != nil {
			return err
		}
		own, err := space.Find(tx, rec.About(), right.Own, right.Read|right.Write)
		if err != nil {
			return err
		}
		return SaveDraft(tx, own, f, wordsIn(form, f))
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (p Pages) version(w http.ResponseWriter, r *http.Request) error {
	which, err := id.Parse[Sheet](r.PathValue("sheet"))
	if err != nil {
		return err
	}
	var s sheetPage
	err = p.look(r, right.Read, func(tx *db.Tx, rec *space.Record) error {
		if s.Now, err = one(tx, rec, which); err != nil {
			return err
		}
		if s.View, err = Of(tx, rec); err != nil {
			return err
		}
		rec.Note(tx, "intake.read", string(which))
		s.Form, _ = formOf(s.Now.Form)
		return nil
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, versionPage(p.Frame(r), s))
}

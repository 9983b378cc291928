package ending

import (
	"net/http"
	"strings"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/base/words"
	"tillit.care/care"
	"tillit.care/journal"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// relapses are the ways to the plan for later.
func (p Pages) relapses() []web.Route {
	return []web.Route{
		{Pattern: "GET /spaces/{space}/relapse", Audience: web.SignedIn, Door: "read shared|apart", Handle: p.later},
		{Pattern: "GET /spaces/{space}/relapse/edit", Audience: web.SignedIn, Door: "write shared|apart", Handle: p.edit},
		{Pattern: "POST /spaces/{space}/relapse", Audience: web.SignedIn, Door: "write shared|apart", Handle: p.keep},
		{Pattern: "POST /spaces/{space}/relapse/mine", Audience: web.Client, Door: "read shared|apart", Handle: p.mine},
		{Pattern: "GET /spaces/{space}/relapse/versions/{relapse}", Audience: web.SignedIn, Door: "read shared|apart", Handle: p.version},
	}
}

// sheet is a plan for later as one of its readers sees it.
type sheet struct {
	Space    space.ID
	Eyes     string
	Client   bool
	Writes   bool
	Closed   string // words key: why nothing is written now
	Plan     Plan
	Earlier  []Plan
	Practice practice.Settings
	Zone     *time.Location
	Copied   bool // it stands in their own pages now
	Page     string

	Written
	Field, Problem string
}

func (p Pages) sheet(r *http.Request, want right.Right, see func(*db.Tx, *space.Record, *sheet) error) (s sheet, err error) {
	where, err := space.Asked(r)
	if err != nil {
		return s, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, want, right.Measured...)
		if err != nil {
			return err
		}
		if s, err = sheetOf(tx, rec); err != nil {
			return err
		}
		rec.Note(tx, "ending.read", string(s.Plan.ID))
		return see(tx, rec, &s)
	})
	return s, err
}

func sheetOf(tx *db.Tx, rec *space.Record) (sheet, error) {
	s := sheet{Space: rec.Space(), Eyes: rec.Eyes(), Client: rec.Role() == right.Client}
	var err error
	if s.Practice, err = practice.Of(tx); err != nil {
		return s, err
	}
	s.Zone = s.Practice.Location()
	all, err := plans(tx, rec)
	if err != nil {
		return s, err
	}
	s.Plan = newestPlan(all)
	for _, p := range all {
		if p.ID != s.Plan.ID {
			s.Earlier = append(s.Earlier, p)
		}
	}
	err = care.Takes(tx, rec)
	if fault.Is(err, fault.Conflict) {
		s.Closed, err = fault.Of(err).Key, nil
	}
	s.Writes = rec.May(right.Write) && s.Closed == ""
	s.Written = Written{id.New[Plan](tx.Now), s.Plan.ID, s.Plan.Words}
	return s, err
}

func (s sheet) path() string { return "/spaces/" + string(s.Space) + "/relapse" }

func (s sheet) audience() string {
	if s.Client {
		return "client"
	}
	return "staff"
}

func look(*db.Tx, *space.Record, *sheet) error { return nil }

func (p Pages) later(w http.ResponseWriter, r *http.Request) error {
	s, err := p.sheet(r, right.Read, look)
	if err != nil {
		return err
	}
	s.Copied = r.URL.Query().Has("mine")
	return web.Draw(w, r, http.StatusOK, laterPage(p.Frame(r), s))
}

func (p Pages) edit(w http.ResponseWriter, r *http.Request) error {
	s, err := p.sheet(r, right.Read|right.Write, look)
	if err != nil {
		return err
	}
	if s.Closed != "" {
		return web.See(w, r, s.path())
	}
	return web.Draw(w, r, http.StatusOK, editPage(p.Frame(r), s))
}

func (p Pages) version(w http.ResponseWriter, r *http.Request) error {
	which, err := id.Parse[Plan](r.PathValue("relapse"))
	if err != nil {
		return err
	}
	s, err := p.sheet(r, right.Read, func(tx *db.Tx, rec *space.Record, s *sheet) (err error) {
		s.Plan, err = onePlan(tx, rec, which)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, versionPage(p.Frame(r), s))
}

func written(form web.Values) (w Written, err error) {
	w.Words = Words{}
	if w.Once, err = id.Parse[Plan](form.Text("once")); err != nil {
		return w, fault.New(fault.Invalid, "fault.form")
	}
	if after := form.Text("after"); after != "" {
		if w.After, err = id.Parse[Plan](after); err != nil {
			return w, fault.New(fault.Invalid, "fault.form")
		}
	}
	for _, s := range Sections {
		if text := form.Whole(s); text != "" {
			w.Words[s] = seal.Text(text)
		}
	}
	return w, nil
}

func (p Pages) keep(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	sent, err := written(form)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read|right.Write, right.Measured...)
		if err != nil {
			return err
		}
		return Keep(tx, rec, sent)
	})
	f := fault.Of(err)
	if f == nil {
		return web.See(w, r, "/spaces/"+string(where)+"/relapse")
	}
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	s, err := p.sheet(r, right.Read|right.Write, look)
	if err != nil {
		return err
	}
	s.Written, s.Field, s.Problem = sent, f.Field, f.Key
	return web.Draw(w, r, web.Status(f), editPage(p.Frame(r), s))
}

// mine puts a copy of the plan into the client's own pages, which nobody else opens and which
// stay theirs when everything here has closed.
func (p Pages) mine(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	say := func(key string) string { return words.T(r.Context(), key) }
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read, right.Measured...)
		if err != nil {
			return err
		}
		now, err := Later(tx, rec)
		if err != nil {
			return err
		}
		if !now.Found() || rec.Role() != right.Client {
			return fault.New(fault.NotFound, "fault.notfound")
		}
		own, err := space.Find(tx, rec.About(), right.Own, right.Read|right.Write)
		if err != nil {
			return err
		}
		return copyInto(tx, own, say("ending.relapse.title"), now.text(say))
	})
	if err != nil {
		return err
	}
	return web.See(w, r, "/spaces/"+string(where)+"/relapse?mine")
}

// copyInto writes a page, unless the newest of that name says the same: pressed twice it is one.
func copyInto(tx *db.Tx, own *space.Record, title, text string) error {
	pages, err := journal.Of(tx, own)
	if err != nil {
		return err
	}
	for _, page := range pages {
		if page.Title.Reveal() == title {
			if page.Text.Reveal() == text {
				return nil
			}
			break
		}
	}
	_, err = journal.Write(tx, own, title, text)
	return err
}

// text is the whole plan as one text.
func (p Plan) text(say func(string) string) string {
	var parts []string
	for _, s := range Sections {
		if p.Words[s] != "" {
			parts = append(parts, say("ending.section."+s)+"\n"+p.Words[s].Reveal())
		}
	}
	return strings.Join(parts, "\n\n")
}

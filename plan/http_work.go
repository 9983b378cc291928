package plan

import (
	"net/http"
	"strconv"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/base/words"
	"tillit.care/pure/right"
	"tillit.care/space"
)

func (p Pages) works() []web.Route {
	return []web.Route{
		{Pattern: "GET /spaces/{space}/work", Audience: web.SignedIn, Door: "read shared", Handle: p.workList},
		{Pattern: "GET /spaces/{space}/parts/work", Audience: web.SignedIn, Door: "read shared", Handle: p.part(WorkListPart)},
		{Pattern: "GET /spaces/{space}/work/new", Audience: web.SignedIn, Door: "write shared", Handle: p.newWork},
		{Pattern: "POST /spaces/{space}/work", Audience: web.SignedIn, Door: "write shared", Handle: p.agree},
		{Pattern: "GET /spaces/{space}/work/{work}", Audience: web.SignedIn, Door: "read shared", Handle: p.piece},
		{Pattern: "POST /spaces/{space}/work/{work}", Audience: web.Client, Door: "write shared", Handle: p.tell},
		{Pattern: "PUT /spaces/{space}/work/{work}/draft", Audience: web.Client, Door: "write shared", Handle: p.draft},
		{Pattern: "GET /spaces/{space}/work/{work}/notes/{told}", Audience: web.Client, Door: "read shared", Handle: p.told},
		{Pattern: "POST /spaces/{space}/work/{work}/look", Audience: web.Therapist, Door: "treat shared", Handle: p.lookAt},
	}
}

// job is a page of work: one piece, or a new one, with what was sent.
type job struct {
	sheet
	Piece    Piece
	Note     Note
	Whose    string // the reader's tag
	Words    Agreement
	Of       StepID // the step that new work belongs to
	NoteOnce NoteID
}

func (p Pages) workList(w http.ResponseWriter, r *http.Request) error {
	s, err := p.view(r, right.Read, nil)
	if err != nil {
		return err
	}
	f := p.Frame(r)
	f.Live = "/spaces/" + string(s.Space) + "/live"
	return web.Draw(w, r, http.StatusOK, workPage(f, s.View))
}

// newWork is where the two write down what they agree on; a step and its suggestion may be
// named in the address.
func (p Pages) newWork(w http.ResponseWriter, r *http.Request) error {
	s, err := p.view(r, writing, about(StepID(r.URL.Query().Get("step"))))
	if err != nil {
		return err
	}
	if !s.Writes {
		return web.See(w, r, s.workPath())
	}
	j := job{sheet: s, Of: s.Step.ID}
	if of, given := s.given(s.Step); len(given.Work) > 0 {
		which := r.URL.Query().Get("work")
		if named(of.Work, which) {
			t := of.Text(words.Language(r.Context()), "work", which)
			j.Words = Agreement{What: seal.Text(t.Title), Why: seal.Text(t.Body)}
		}
	}
	return web.Draw(w, r, http.StatusOK, newWorkPage(p.Frame(r), j))
}

func agreement(form web.Values) Agreement {
	return Agreement{What: text(form, "what"), Why: text(form, "why"), When: text(form, "when"), Long: text(form, "long"),
		Barrier: text(form, "barrier"), Then: text(form, "then")}
}

func (p Pages) agree(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, writing, right.Shared)
		if err != nil {
			return err
		}
		if rec.Role() != right.Client {
			if rec, err = space.Open(tx, where, treating, right.Shared); err != nil {
				return err
			}
		}
		once, err := id.Parse[Piece](form.Text("once"))
		if err != nil {
			return fault.New(fault.Invalid, "fault.form")
		}
		return Agree(tx, rec, once, StepID(form.Text("step")), agreement(form))
	})
	f := fault.Of(err)
	if f == nil {
		return web.See(w, r, "/spaces/"+string(where)+"/work")
	}
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict || f.Key == "fault.form" || f.Key == "fault.conflict" {
		return err
	}
	s, err := p.view(r, writing, about(StepID(form.Text("step"))))
	if err != nil {
		return err
	}
	s.Field, s.Problem = f.Field, f.Key
	return web.Draw(w, r, web.Status(f), newWorkPage(p.Frame(r), job{sheet: s, Of: StepID(form.Text("step")), Words: agreement(form)}))
}

// job opens the piece of work that a request names.
func (p Pages) job(r *http.Request, want right.Right) (job, error) {
	var j job
	which, err := id.Parse[Piece](r.PathValue("work"))
	if err != nil {
		return j, err
	}
	s, err := p.view(r, want, func(tx *db.Tx, rec *space.Record, s *sheet) (err error) {
		if j.Piece, err = OnePiece(tx, rec, which); err != nil {
			return err
		}
		s.Step = s.Plan.Step(j.Piece.Step)
		j.Whose, j.NoteOnce = account.Tag(tx, tx.By.ID), id.New[Note](tx.Now)
		if err := s.name(tx, j.Piece.By, j.Piece.Look().By); err != nil || !s.Client || !s.Writes || !j.Piece.Waits() {
			return err
		}
		own, err := space.Find(tx, rec.About(), right.Own, right.Read)
		if err != nil {
			return err
		}
		d, err := DraftOf(tx, own, which)
		j.Note = Note{How: d.How, Happened: d.Happened, Way: d.Way}
		return err
	})
	j.sheet = s
	return j, err
}

func (p Pages) piece(w http.ResponseWriter, r *http.Request) error {
	j, err := p.job(r, right.Read)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, piecePage(p.Frame(r), j))
}

func noteIn(form web.Values) Note {
	return Note{How: How(form.Text("how")), Happened: text(form, "happened"), Way: text(form, "way")}
}

func (p Pages) tell(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	sent := noteIn(form)
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, writing, right.Shared)
		if err != nil {
			return err
		}
		if sent.ID, err = id.Parse[Note](form.Text("once")); err != nil {
			return fault.New(fault.Invalid, "fault.form")
		}
		if sent.Piece, err = id.Parse[Piece](r.PathValue("work")); err != nil {
			return err
		}
		return Tell(tx, rec, sent)
	})
	f := fault.Of(err)
	if f == nil {
		return web.See(w, r, "/spaces/"+string(where)+"/work/"+string(sent.Piece)+"/notes/"+string(sent.ID))
	}
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict || f.Key == "fault.form" || f.Key == "fault.conflict" {
		return err
	}
	j, err := p.job(r, writing)
	if err != nil {
		return err
	}
	j.Note, j.NoteOnce, j.Field, j.Problem = sent, sent.ID, f.Field, f.Key
	return web.Draw(w, r, web.Status(f), piecePage(p.Frame(r), j))
}

// draft keeps a half-written note for the one who writes it.
func (p Pages) draft(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, writing, right.Shared)
		if err != nil {
			return err
		}
		which, err := id.Parse[Piece](r.PathValue("work"))
		if err != nil {
			return err
		}
		if _, err := piece(tx, rec, which); err != nil {
			return err
		}
		if err := writes(tx, rec); err != nil {
			return err
		}
		own, err := space.Find(tx, rec.About(), right.Own, right.Write)
		if err != nil {
			return err
		}
		n := noteIn(form)
		return SaveDraft(tx, own, which, Draft{How: n.How, Happened: n.Happened, Way: n.Way})
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// told is what a client sees when a note has arrived.
func (p Pages) told(w http.ResponseWriter, r *http.Request) error {
	which, err := id.Parse[Note](r.PathValue("told"))
	if err != nil {
		return err
	}
	j, err := p.job(r, right.Read)
	if err != nil {
		return err
	}
	for _, n := range j.Piece.Notes {
		if n.ID == which {
			j.Note = n
			return web.Draw(w, r, http.StatusOK, toldPage(p.Frame(r), j))
		}
	}
	return fault.New(fault.NotFound, "fault.notfound")
}

func (p Pages) lookAt(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	which, err := id.Parse[Piece](r.PathValue("work"))
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, treating, right.Shared)
		if err != nil {
			return err
		}
		return LookAt(tx, rec, which, form.Text("do") == "drop", text(form, "words"))
	})
	f := fault.Of(err)
	if f == nil {
		return web.See(w, r, "/spaces/"+string(where)+"/work")
	}
	if f.Kind != fault.Invalid && f.Key != "work.looked" {
		return err
	}
	j, err := p.job(r, treating)
	if err != nil {
		return err
	}
	j.Sent["words"], j.Field, j.Problem = form.Whole("words"), f.Field, f.Key
	return web.Draw(w, r, web.Status(f), piecePage(p.Frame(r), j))
}

// told counts, by which a phone knows that what it kept is about another occasion.
func (j job) asked() string { return strconv.Itoa(len(j.Piece.Notes)) }

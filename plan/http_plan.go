package plan

import (
	"net/http"
	"slices"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/base/words"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"

	"github.com/a-h/templ"
)

// drawn is a page that a form is drawn on again.
func (p Pages) drawn(r *http.Request, page func(ui.Frame, sheet) templ.Component) func(*sheet) templ.Component {
	return func(s *sheet) templ.Component { return page(p.Frame(r), *s) }
}

func (p Pages) adopt(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, treating, "/our-plan", func(tx *db.Tx, rec *space.Record, form web.Values, once ID) error {
		var branches []string
		for name := range form.All("branch.") {
			branches = append(branches, name)
		}
		return Adopt(tx, rec, once, form.Text("protocol"), branches)
	}, p.drawn(r, planPage))
}

func (p Pages) close(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, treating, "/our-plan", func(tx *db.Tx, rec *space.Record, form web.Values, once ID) error {
		return at(Close(tx, rec, once, text(form, "close")), "close")
	}, p.drawn(r, changePage))
}

// at says of a fault about a field that it is about the one of that name on this page.
func at(err error, name string) error {
	if f := fault.Of(err); f != nil && f.Field != "" {
		return fault.At(name, f.Key)
	}
	return err
}

func (p Pages) add(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, treating, "/our-plan/change", func(tx *db.Tx, rec *space.Record, form web.Values, once ID) error {
		if given := form.Text("given"); given != "" {
			return AddGiven(tx, rec, once, given)
		}
		return Add(tx, rec, once, form.Text("phase"), text(form, "title"), text(form, "why"))
	}, p.drawn(r, changePage))
}

func (p Pages) step(w http.ResponseWriter, r *http.Request) error {
	return p.form(w, r, treating, stepPage)
}

func (p Pages) phase(w http.ResponseWriter, r *http.Request) error {
	return p.form(w, r, treating, phasePage)
}

func (p Pages) goal(w http.ResponseWriter, r *http.Request) error {
	return p.form(w, r, treating, goalPage)
}

func (p Pages) goals(w http.ResponseWriter, r *http.Request) error {
	return p.form(w, r, writing, goalsPage)
}

// form is a page with a form on it, of what its address names.
func (p Pages) form(w http.ResponseWriter, r *http.Request, want right.Right, page func(ui.Frame, sheet) templ.Component) error {
	s, err := p.view(r, want, p.filled(r))
	if err != nil {
		return err
	}
	if !s.Plan.Open() || !s.Writes {
		return web.See(w, r, s.path())
	}
	return web.Draw(w, r, http.StatusOK, page(p.Frame(r), s))
}

func (p Pages) word(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, treating, "/our-plan/change", func(tx *db.Tx, rec *space.Record, form web.Values, once ID) error {
		return Word(tx, rec, once, Worded{Step: StepID(r.PathValue("step")), Over: over(form),
			Title: text(form, "title"), Why: text(form, "why"), Note: text(form, "note"), Phase: form.Text("phase")}, words.Language(r.Context()))
	}, p.drawn(r, stepPage))
}

// stand changes how far a step is, or where it stands.
func (p Pages) stand(w http.ResponseWriter, r *http.Request) error {
	which := StepID(r.PathValue("step"))
	to := "/our-plan"
	if do := r.PostFormValue("do"); do == "up" || do == "down" {
		to = "/our-plan/change"
	}
	return p.act(w, r, treating, to, func(tx *db.Tx, rec *space.Record, form web.Values, once ID) error {
		switch form.Text("do") {
		case "up", "down":
			return Move(tx, rec, once, which, form.Text("do") == "up")
		case "begin":
			return Begin(tx, rec, once, which, anyway(form))
		case "finish":
			return Finish(tx, rec, once, which)
		case "reopen":
			return Reopen(tx, rec, once, which)
		case "skip":
			return at(Skip(tx, rec, once, which, text(form, "skip")), "skip")
		}
		return fault.New(fault.Invalid, "fault.form")
	}, p.drawn(r, stepPage))
}

func anyway(form web.Values) Anyway {
	a := Anyway{Why: text(form, "anyway")}
	for name := range form.All("seen.") {
		a.Seen = append(a.Seen, name)
	}
	return a
}

func (p Pages) enter(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, treating, "/our-plan", func(tx *db.Tx, rec *space.Record, form web.Values, once ID) error {
		return Enter(tx, rec, once, r.PathValue("phase"), anyway(form))
	}, p.drawn(r, phasePage))
}

func (p Pages) take(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, treating, "/our-plan", func(tx *db.Tx, rec *space.Record, form web.Values, once ID) error {
		if form.Text("do") == "leave" {
			return Leave(tx, rec, once, form.Text("saw"))
		}
		var chosen []string
		for name := range form.All("take.") {
			chosen = append(chosen, name)
		}
		return Take(tx, rec, once, form.Text("saw"), chosen)
	}, p.drawn(r, newerPage))
}

func (p Pages) hope(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, writing, "/our-plan#goals", func(tx *db.Tx, rec *space.Record, form web.Values, once ID) error {
		if rec.Role() != right.Client { // whoever treats writes a goal down in the meeting
			var err error
			if rec, err = space.Open(tx, rec.Space(), treating, right.Shared); err != nil {
				return err
			}
		}
		return Hope(tx, rec, once, text(form, "hope"), text(form, "sign"))
	}, p.drawn(r, goalsPage))
}

func (p Pages) judge(w http.ResponseWriter, r *http.Request) error {
	which := GoalID(r.PathValue("goal"))
	return p.act(w, r, treating, "/our-plan#goals", func(tx *db.Tx, rec *space.Record, form web.Values, once ID) error {
		if state := form.Text("state"); state != "" {
			return Judge(tx, rec, once, which, GoalState(state))
		}
		return Rephrase(tx, rec, once, which, over(form), text(form, "hope"), text(form, "sign"))
	}, p.drawn(r, goalPage))
}

// say is where a client says something about the plan, or about the step that is named.
func (p Pages) say(w http.ResponseWriter, r *http.Request) error {
	s, err := p.view(r, writing, about(StepID(r.URL.Query().Get("step"))))
	if err != nil {
		return err
	}
	if !s.Plan.Open() || !s.Writes {
		return web.See(w, r, s.path())
	}
	return web.Draw(w, r, http.StatusOK, sayPage(p.Frame(r), s))
}

func about(which StepID) func(*db.Tx, *space.Record, *sheet) error {
	return func(_ *db.Tx, _ *space.Record, s *sheet) error {
		if which == "" {
			return nil
		}
		if s.Step = s.Plan.Step(which); s.Step.ID == "" {
			return fault.New(fault.NotFound, "fault.notfound")
		}
		return nil
	}
}

func (p Pages) said(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, writing, "/our-plan", func(tx *db.Tx, rec *space.Record, form web.Values, once ID) error {
		now, err := newest(tx, rec)
		if err != nil {
			return err
		}
		which := StepID(form.Text("step"))
		called, _ := now.Words(words.Language(r.Context()), now.Step(which))
		return Say(tx, rec, once, Saying{Step: which, About: seal.Text(called), Words: text(form, "words"),
			No: form.Text("no") == "no", Yes: form.Text("no") == "yes"})
	}, func(s *sheet) templ.Component {
		s.Step = s.Plan.Step(StepID(r.PostFormValue("step")))
		return sayPage(p.Frame(r), *s)
	})
}

func (p Pages) talked(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, treating, "/our-plan", func(tx *db.Tx, rec *space.Record, _ web.Values, once ID) error {
		return Talk(tx, rec, once, SaidID(r.PathValue("said")))
	}, nil)
}

// history is what was changed, newest first.
func (p Pages) history(w http.ResponseWriter, r *http.Request) error {
	var all []Plan
	s, err := p.view(r, right.Read, func(tx *db.Tx, rec *space.Record, s *sheet) (err error) {
		if all, err = versions(tx, rec); err != nil {
			return err
		}
		for _, v := range all {
			if err := s.name(tx, v.By); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, historyPage(p.Frame(r), s.View, all))
}

// earlier is the plan as it was.
func (p Pages) earlier(w http.ResponseWriter, r *http.Request) error {
	which, err := id.Parse[Plan](r.PathValue("earlier"))
	if err != nil {
		return err
	}
	s, err := p.view(r, right.Read, func(tx *db.Tx, rec *space.Record, s *sheet) (err error) {
		if s.Plan, err = one(tx, rec, which); err != nil {
			return err
		}
		s.Treats, s.Writes, s.Old, s.Newer = false, false, true, Newer{}
		return s.name(tx, s.Plan.By)
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, earlierPage(p.Frame(r), s.View))
}

// ticked tells whether a gate was ticked on a form that is drawn again.
func (s sheet) ticked(gate string) bool { return slices.Contains(s.Seen, gate) }

// sent is what was written in a field, or what stands there otherwise.
func (s sheet) sent(name, otherwise string) string {
	if text, ok := s.Sent[name]; ok {
		return text
	}
	return otherwise
}

// wrong is the words key of what is wrong with a field.
func (s sheet) wrong(name string, say func(string) string) string {
	if s.Field != name || s.Problem == "" {
		return ""
	}
	return say(s.Problem)
}

package plan

import (
	"net/http"
	"strconv"

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

// Pages are the ways into this room.
type Pages struct {
	DB    *db.DB
	Frame func(*http.Request) ui.Frame
	Opens func(path string) bool // whether the house has a page below the address of a space
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	return append(p.works(), []web.Route{
		{Pattern: "GET /protocols", Audience: web.Clinician, Handle: p.protocols},
		{Pattern: "GET /protocols/{protocol}", Audience: web.Clinician, Handle: p.protocol},
		{Pattern: "GET /spaces/{space}/our-plan", Audience: web.SignedIn, Door: "read shared", Handle: p.page(right.Read, planPage)},
		{Pattern: "GET /spaces/{space}/parts/our-plan", Audience: web.SignedIn, Door: "read shared", Handle: p.part(PlanPart)},
		{Pattern: "GET /spaces/{space}/parts/plan-brief", Audience: web.Clinician, Door: "read shared", Handle: p.part(CasePart)},
		{Pattern: "GET /spaces/{space}/our-plan/history", Audience: web.SignedIn, Door: "read shared", Handle: p.history},
		{Pattern: "GET /spaces/{space}/our-plan/history/{earlier}", Audience: web.SignedIn, Door: "read shared", Handle: p.earlier},
		{Pattern: "POST /spaces/{space}/our-plan", Audience: web.Therapist, Door: "treat shared", Handle: p.adopt},
		{Pattern: "POST /spaces/{space}/our-plan/close", Audience: web.Therapist, Door: "treat shared", Handle: p.close},
		{Pattern: "GET /spaces/{space}/our-plan/change", Audience: web.Therapist, Door: "treat shared", Handle: p.page(treating, changePage)},
		{Pattern: "POST /spaces/{space}/our-plan/steps", Audience: web.Therapist, Door: "treat shared", Handle: p.add},
		{Pattern: "GET /spaces/{space}/our-plan/steps/{step}", Audience: web.Therapist, Door: "treat shared", Handle: p.step},
		{Pattern: "POST /spaces/{space}/our-plan/steps/{step}", Audience: web.Therapist, Door: "treat shared", Handle: p.word},
		{Pattern: "POST /spaces/{space}/our-plan/steps/{step}/stand", Audience: web.Therapist, Door: "treat shared", Handle: p.stand},
		{Pattern: "GET /spaces/{space}/our-plan/phases/{phase}", Audience: web.Therapist, Door: "treat shared", Handle: p.phase},
		{Pattern: "POST /spaces/{space}/our-plan/phases/{phase}", Audience: web.Therapist, Door: "treat shared", Handle: p.enter},
		{Pattern: "GET /spaces/{space}/our-plan/newer", Audience: web.Therapist, Door: "treat shared", Handle: p.page(treating, newerPage)},
		{Pattern: "POST /spaces/{space}/our-plan/newer", Audience: web.Therapist, Door: "treat shared", Handle: p.take},
		{Pattern: "GET /spaces/{space}/our-plan/goals", Audience: web.SignedIn, Door: "write shared", Handle: p.goals},
		{Pattern: "POST /spaces/{space}/our-plan/goals", Audience: web.SignedIn, Door: "write shared", Handle: p.hope},
		{Pattern: "POST /spaces/{space}/our-plan/goals/{goal}", Audience: web.Therapist, Door: "treat shared", Handle: p.judge},
		{Pattern: "GET /spaces/{space}/our-plan/goals/{goal}", Audience: web.Therapist, Door: "treat shared", Handle: p.goal},
		{Pattern: "GET /spaces/{space}/our-plan/say", Audience: web.Client, Door: "write shared", Handle: p.say},
		{Pattern: "POST /spaces/{space}/our-plan/say", Audience: web.Client, Door: "write shared", Handle: p.said},
		{Pattern: "POST /spaces/{space}/our-plan/said/{said}", Audience: web.Therapist, Door: "treat shared", Handle: p.talked},
	}...)
}

const (
	treating = right.Treat | right.Read
	writing  = right.Write | right.Read
)

// sheet is a page of the plan with a form on it: what was sent, and what is wrong with it.
type sheet struct {
	View
	Step    Step
	Goal    Goal
	Phase   Phase
	Over    int // the version that the form is written over
	Gates   []Checked
	Sent    map[string]string
	Seen    []string // gates that were ticked
	Field   string
	Problem string
	Theirs  Step // what somebody else made of the step meanwhile; no ID: nobody did
}

// view opens the space that a request names, for as much as is wanted there.
func (p Pages) view(r *http.Request, want right.Right, see func(*db.Tx, *space.Record, *sheet) error) (sheet, error) {
	s := sheet{Sent: map[string]string{}}
	where, err := space.Asked(r)
	if err != nil {
		return s, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, want, right.Shared)
		if err != nil {
			return err
		}
		if s.View, err = Of(tx, rec); err != nil {
			return err
		}
		s.Opens = p.Opens
		if s.Plan.Found() {
			rec.Note(tx, "plan.read", string(s.Plan.ID))
		}
		if see == nil {
			return nil
		}
		return see(tx, rec, &s)
	})
	return s, err
}

// page is a page of the plan that shows itself.
func (p Pages) page(want right.Right, draw func(ui.Frame, sheet) templ.Component) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		s, err := p.view(r, want, nil)
		if err != nil {
			return err
		}
		f := p.Frame(r)
		f.Live = "/spaces/" + string(s.Space) + "/live"
		return web.Draw(w, r, http.StatusOK, draw(f, s))
	}
}

func (p Pages) part(draw func(View) templ.Component) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		s, err := p.view(r, right.Read, nil)
		if err != nil {
			return err
		}
		return web.Draw(w, r, http.StatusOK, draw(s.View))
	}
}

// act does one thing on the plan, and goes on to a page of it.
func (p Pages) act(w http.ResponseWriter, r *http.Request, want right.Right, to string, do func(*db.Tx, *space.Record, web.Values, ID) error, again func(*sheet) templ.Component) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	once, err := id.Parse[Plan](form.Text("once"))
	if err != nil {
		once = "" // the door is asked before the form
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, want, right.Shared)
		if err != nil {
			return err
		}
		if once == "" {
			return fault.New(fault.Invalid, "fault.form")
		}
		return do(tx, rec, form, once)
	})
	if err != nil {
		return p.again(w, r, want, form, err, again)
	}
	return web.See(w, r, "/spaces/"+string(where)+to)
}

// again shows a form that was not taken once more, with everything that was written.
func (p Pages) again(w http.ResponseWriter, r *http.Request, want right.Right, form web.Values, why error, draw func(*sheet) templ.Component) error {
	f := fault.Of(why)
	if draw == nil || f.Kind != fault.Invalid && f.Kind != fault.Conflict || f.Key == "fault.form" || f.Key == "fault.conflict" {
		return why
	}
	s, err := p.view(r, want, p.filled(r))
	if err != nil {
		return err
	}
	for _, name := range fields {
		if form.Has(name) {
			s.Sent[name] = form.Whole(name)
		}
	}
	for name := range form.All("seen.") {
		s.Seen = append(s.Seen, name)
	}
	s.Field, s.Problem = f.Field, f.Key
	if f.Key == "plan.step.changed" || f.Key == "plan.goal.changed" {
		s.Theirs = s.Step
	}
	return web.Draw(w, r, web.Status(f), draw(&s))
}

// fields are the names of everything that is written on a page of the plan.
var fields = []string{"protocol", "title", "why", "note", "phase", "anyway", "skip", "hope", "sign", "words", "no", "close"}

// filled finds what the address of a page names.
func (p Pages) filled(r *http.Request) func(*db.Tx, *space.Record, *sheet) error {
	return func(tx *db.Tx, rec *space.Record, s *sheet) (err error) {
		if which := r.PathValue("step"); which != "" {
			if s.Step = s.Plan.Step(StepID(which)); s.Step.ID == "" {
				return fault.New(fault.NotFound, "fault.notfound")
			}
			s.Over = s.Step.N
			s.Gates, err = check(tx, rec, s.Plan.gatesOf(s.Step))
		}
		if which := r.PathValue("goal"); which != "" {
			if s.Goal = s.Plan.Goal(GoalID(which)); s.Goal.ID == "" {
				return fault.New(fault.NotFound, "fault.notfound")
			}
			s.Over = s.Goal.N
		}
		if which := r.PathValue("phase"); which != "" {
			phase, at := s.Plan.protocol().phase(which)
			if at < 0 || !s.Plan.Open() {
				return fault.New(fault.NotFound, "fault.notfound")
			}
			s.Phase = phase
			s.Gates, err = check(tx, rec, s.Plan.protocol().gates(phase.Gates))
		}
		return err
	}
}

// text is a field of a form, whole.
func text(form web.Values, name string) seal.Text { return seal.Text(form.Whole(name)) }

func over(form web.Values) int {
	n, err := strconv.Atoi(form.Text("over"))
	if err != nil {
		return -1
	}
	return n
}

func (p Pages) protocols(w http.ResponseWriter, r *http.Request) error {
	every, err := Shipped()
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, protocolsPage(p.Frame(r), every))
}

func (p Pages) protocol(w http.ResponseWriter, r *http.Request) error {
	one, err := Newest(r.PathValue("protocol"))
	if version := r.URL.Query().Get("version"); err == nil && version != "" {
		one, err = Version(one.ID, version)
	}
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, protocolPage(p.Frame(r), one, words.Language(r.Context())))
}

package measure

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"tillit.care/account"
	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/web"
	"tillit.care/care"
	"tillit.care/instrument"
	"tillit.care/practice"
	"tillit.care/pure/fhir"
	"tillit.care/pure/right"
	"tillit.care/pure/score"
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
	return append(append(append(p.alone(), p.brings()...), p.tablets()...), []web.Route{
		{Pattern: "GET /spaces/{space}/measures/{measure}/paper", Audience: web.Therapist, Door: "treat shared|apart", Handle: p.paper},
		{Pattern: "POST /spaces/{space}/measures/{measure}/paper", Audience: web.Therapist, Door: "treat shared|apart", Handle: p.copy},
		{Pattern: "POST /spaces/{space}/measures", Audience: web.Therapist, Door: "treat shared|apart", Handle: p.assign},
		{Pattern: "POST /spaces/{space}/measures/{measure}/ask", Audience: web.Therapist, Door: "treat shared|apart", Handle: p.treat(Ask)},
		{Pattern: "POST /spaces/{space}/measures/{measure}/end", Audience: web.Therapist, Door: "treat shared|apart", Handle: p.treat(End)},
		{Pattern: "GET /spaces/{space}/measures/{measure}", Audience: web.Client, Door: "write shared|apart", Handle: p.form},
		{Pattern: "POST /spaces/{space}/measures/{measure}", Audience: web.Client, Door: "write shared|apart", Handle: p.answer},
		{Pattern: "PUT /spaces/{space}/measures/{measure}/draft", Audience: web.Client, Door: "write shared|apart", Handle: p.draft},
		{Pattern: "GET /spaces/{space}/responses", Audience: web.SignedIn, Door: "read shared|apart", Handle: p.every},
		{Pattern: "GET /spaces/{space}/responses/fhir", Audience: web.SignedIn, Door: "read shared|apart", Handle: p.export},
		{Pattern: "GET /spaces/{space}/responses/{response}", Audience: web.SignedIn, Door: "read shared|apart", Handle: p.response},
		{Pattern: "GET /spaces/{space}/responses/{response}/received", Audience: web.Client, Door: "read shared|apart", Handle: p.received},
	}...)
}

func asked(r *http.Request) (space.ID, ID, error) {
	where, err := space.Asked(r)
	if err != nil {
		return "", "", err
	}
	which, err := id.Parse[Measure](r.PathValue("measure"))
	return where, which, err
}

func (p Pages) assign(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Treat|right.Read, right.Measured...)
		if err != nil {
			return err
		}
		_, err = Assign(tx, rec, form.Text("instrument"), CadenceIn(form.Text("cadence")))
		return err
	})
	if err != nil {
		return err
	}
	return web.See(w, r, "/spaces/"+string(where)+"#measures")
}

// treat is a route that does one clinical act on a measure.
func (p Pages) treat(act func(*db.Tx, *space.Record, ID) error) web.Handle {
	return func(w http.ResponseWriter, r *http.Request) error {
		where, which, err := asked(r)
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
		return web.See(w, r, "/spaces/"+string(where)+"#measures")
	}
}

// sheet is a questionnaire as a client sees it.
type sheet struct {
	Space    space.ID
	Measure  Measure
	Form     *score.Instrument
	Once     ResponseID
	Asked    int64 // Measure.Due, in milliseconds
	Given    fhir.Answers
	Setting  Setting
	Problems map[string]string // linkId → words key
	Watch    watch
	Eyes     string
	At       string // where it is sent; empty: to the client's own address of it
	Whose    string // the reader's tag
	Held     bool
	Drafted  bool
	over     map[*fhir.Item]string // the question that an item stands under
	Agreed   bool
	Open     bool // it is asked now
}

// watch is the truth about who looks at answers, and when.
type watch struct {
	Now    bool // somebody looks at this hour
	Cover  bool // somebody covers when the therapist is away
	Opens  time.Time
	Zone   *time.Location
	Crisis []practice.Number
	After  bool // the treatment has ended
}

func watching(tx *db.Tx, rec *space.Record) (watch, error) {
	settings, err := practice.Of(tx)
	if err != nil {
		return watch{}, err
	}
	c, err := care.Of(tx, rec)
	return watch{settings.Covered(tx.Now), settings.Helped(c.Therapist), settings.Opens(tx.Now), settings.Location(), settings.Crisis, !c.Ended.IsZero()}, err
}

func (p Pages) form(w http.ResponseWriter, r *http.Request) error {
	where, which, err := asked(r)
	if err != nil {
		return err
	}
	var s sheet
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		s, err = draw(tx, where, which)
		return err
	})
	if err != nil {
		return err
	}
	if !s.Agreed {
		return web.See(w, r, "/spaces/"+string(where)+"/agree")
	}
	if !s.Open {
		return web.Draw(w, r, http.StatusOK, restPage(p.Frame(r), s))
	}
	return web.Draw(w, r, http.StatusOK, formPage(p.Frame(r), s))
}

// draw is a fresh form, with what its reader wrote down of it before.
func draw(tx *db.Tx, where space.ID, which ID) (sheet, error) {
	s := sheet{Space: where, Once: id.New[Response](tx.Now)}
	rec, err := space.Open(tx, where, right.Read|right.Write, right.Measured...)
	if err != nil {
		return s, err
	}
	s.Agreed, s.Eyes = care.Agreed(rec), rec.Eyes()
	if s.Measure, err = One(tx, rec, which); err != nil {
		return s, err
	}
	s.Whose = account.Tag(tx, tx.By.ID)
	s.Asked, s.Open = ms(s.Measure.Due), s.Measure.Open(tx.Now)
	if s.Form, err = s.Measure.Form(tx); err != nil {
		return s, err
	}
	s.Held, s.Drafted = s.Form.Held(), Drafted(s.Form)
	if s.Watch, err = watching(tx, rec); err != nil || !s.Agreed || !s.Drafted {
		return s, err
	}
	own, err := space.Find(tx, rec.About(), right.Own, right.Read)
	if err != nil {
		return s, err
	}
	if s.Given, err = Draft(tx, own, which); err == nil && s.Given == nil {
		s.Given = s.Form.Form.Before().Answers()
	}
	return s, err
}

// given reads a form that was sent.
func given(r *http.Request) (Given, error) {
	form, err := web.Form(r)
	if err != nil {
		return Given{}, err
	}
	once, err := id.Parse[Response](form.Text("once"))
	if err != nil {
		return Given{}, fault.New(fault.Invalid, "fault.form")
	}
	due, err := strconv.ParseInt(form.Text("asked"), 10, 64)
	if err != nil {
		return Given{}, fault.New(fault.Invalid, "fault.form")
	}
	return Given{Once: once, Asked: at(due), Again: form.Ticked("again"), Answers: fhir.Given(form.Every("a.")).Answers(), How: own(setting(form.Text("where")))}, nil
}

func (p Pages) answer(w http.ResponseWriter, r *http.Request) error {
	where, which, err := asked(r)
	if err != nil {
		return err
	}
	sent, err := given(r)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read|right.Write, right.Measured...)
		if err != nil {
			return err
		}
		_, err = Answer(tx, rec, which, sent)
		return err
	})
	if err != nil {
		return p.unsent(w, r, sent, err)
	}
	return web.See(w, r, "/spaces/"+string(where)+"/responses/"+string(sent.Once)+"/received")
}

// unsent shows a form that was not taken once more, with everything that was in it.
func (p Pages) unsent(w http.ResponseWriter, r *http.Request, sent Given, why error) error {
	f := fault.Of(why)
	var unanswered *Unanswered
	isForm := errors.As(why, &unanswered)
	if !isForm && f.Key != "measure.answered" && f.Key != "measure.ended" && f.Key != "measure.consent" {
		return why
	}
	where, which, err := asked(r)
	if err != nil {
		return err
	}
	var s sheet
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		s, err = draw(tx, where, which)
		return err
	})
	if err != nil {
		return err
	}
	s.Given, s.Once, s.Asked, s.Setting = sent.Answers, sent.Once, ms(sent.Asked), sent.How.Setting
	switch {
	case isForm:
		s.Problems = problems(unanswered.Problems)
		return web.Draw(w, r, web.Status(f), formPage(p.Frame(r), s))
	case f.Key == "measure.consent":
		return web.See(w, r, "/spaces/"+string(where)+"/agree")
	}
	return web.Draw(w, r, web.Status(f), latePage(p.Frame(r), s, f.Key))
}

func problems(found []fhir.Problem) map[string]string {
	keys := map[string]string{}
	for _, problem := range found {
		keys[problem.LinkID] = problemKey(problem.Kind)
	}
	return keys
}

// draft keeps a half-filled form for the one who fills it in.
func (p Pages) draft(w http.ResponseWriter, r *http.Request) error {
	where, which, err := asked(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read|right.Write, right.Measured...)
		if err != nil {
			return err
		}
		m, err := One(tx, rec, which)
		if err != nil {
			return err
		}
		if in, err := m.Form(tx); err != nil || !Drafted(in) {
			return err
		}
		own, err := space.Find(tx, rec.About(), right.Own, right.Write)
		if err != nil {
			return err
		}
		return SaveDraft(tx, own, which, fhir.Given(form.Every("a.")).Answers())
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// receipt is what a client sees after sending.
type receipt struct {
	Space  space.ID
	Care   bool // somebody should look: show that we care, and whom to call
	Screen ID   // the questions to answer now; empty: none
	Alert  alert.Alert
	Watch  watch
	Eyes   string
}

func (p Pages) received(w http.ResponseWriter, r *http.Request) error {
	var got receipt
	err := p.read(r, func(tx *db.Tx, rec *space.Record, kept Response) error {
		got = receipt{Space: rec.Space(), Eyes: rec.Eyes()}
		var err error
		if got.Alert, err = alert.About(tx, rec, string(kept.ID)); err != nil {
			return err
		}
		got.Care = got.Alert.Found() || kept.Instrument == screen
		if got.Watch, err = watching(tx, rec); err != nil {
			return err
		}
		got.Screen, err = screenNow(tx, rec)
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, receivedPage(p.Frame(r), got))
}

func screenNow(tx *db.Tx, rec *space.Record) (ID, error) {
	waiting, err := Waiting(tx, rec)
	for _, m := range waiting {
		if m.Instrument == screen {
			return m.ID, err
		}
	}
	return "", err
}

// read opens the space and the response that a request names.
func (p Pages) read(r *http.Request, see func(*db.Tx, *space.Record, Response) error) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	which, err := id.Parse[Response](r.PathValue("response"))
	if err != nil {
		return err
	}
	return p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read, right.Measured...)
		if err != nil {
			return err
		}
		kept, err := OneResponse(tx, rec, which)
		if err != nil {
			return err
		}
		rec.Note(tx, "measure.read", string(which))
		return see(tx, rec, kept)
	})
}

func (p Pages) response(w http.ResponseWriter, r *http.Request) error {
	var page func(ui.Frame) web.Page
	err := p.read(r, func(tx *db.Tx, rec *space.Record, kept Response) error {
		in, err := instrument.Version(tx, kept.Instrument, kept.Version, kept.Result.Version)
		if err != nil {
			return err
		}
		settings, err := practice.Of(tx)
		if err != nil {
			return err
		}
		err = kept.How.name(tx)
		page = func(f ui.Frame) web.Page {
			return responsePage(f, rec.Eyes(), rec.Role() == right.Client, in, kept, settings.Location())
		}
		return err
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, page(p.Frame(r)))
}

// Event is something of the therapy that one may want to see beside a line: a moment, and
// the words key of what it was.
type Event struct {
	At  time.Time
	Key string
}

// Course is everything that was asked and answered in a space.
type Course struct {
	Space    space.ID
	Eyes     string
	Treats   bool // its reader may assign and end
	Whole    bool // lines are drawn from their first point on, however long they are
	Client   bool // its reader is the client: plain words, and no bands
	Measures []Measure
	Events   []Event  // of the whole case, in order of time
	Expected Expected // what others had, where the practice knows
	Lines    []Line
	Last     []Reading         // newest first
	Titles   map[string]string // instrument → what it is called
	Zone     *time.Location
	Now      time.Time
}

// CourseOf reads the course of a space.
func CourseOf(tx *db.Tx, rec *space.Record) (Course, error) {
	c := Course{Space: rec.Space(), Eyes: rec.Eyes(), Treats: rec.May(right.Treat) && rec.May(right.Admit),
		Client: rec.Role() == right.Client, Now: tx.Now}
	settings, err := practice.Of(tx)
	if err != nil {
		return c, err
	}
	c.Zone = settings.Location()
	if c.Measures, err = Of(tx, rec); err != nil {
		return c, err
	}
	every, err := Readings(tx, rec)
	if err != nil {
		return c, err
	}
	c.Lines, err = lines(tx, every)
	slices.SortStableFunc(c.Lines, func(a, b Line) int { return cmp.Compare(a.few(), b.few()) })
	slices.Reverse(every)
	c.Last = every
	if err != nil {
		return c, err
	}
	return c, c.name(tx)
}

// name finds what everything that was asked is called.
func (c *Course) name(tx *db.Tx) error {
	c.Titles = map[string]string{}
	for _, m := range c.Measures {
		in, err := m.Form(tx)
		if err != nil {
			return err
		}
		c.Titles[m.Instrument] = in.Name()
	}
	return nil
}

// fewAnswers are listed beside a course, manyAnswers on a page of their own.
const (
	fewAnswers  = 20
	manyAnswers = 50
)

// every is a page of all that was answered, newest first.
func (p Pages) every(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	var c Course
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read, right.Measured...)
		if err != nil {
			return err
		}
		c, err = CourseOf(tx, rec)
		return err
	})
	if err != nil {
		return err
	}
	from, _ := strconv.Atoi(r.URL.Query().Get("from"))
	return web.Draw(w, r, http.StatusOK, answersPage(p.Frame(r), c, max(0, min(from, len(c.Last)-1))))
}

// cuts tells whether a line is longer than what is drawn of it.
func (c Course) cuts() bool {
	return slices.ContainsFunc(c.Lines, func(l Line) bool { return len(l.late(c)) < len(l.Points) })
}

// Src is where the part of a page is found again that shows a course.
func (c Course) Src() string {
	at := "/spaces/" + string(c.Space) + "/parts/measures"
	if c.Whole {
		at += "?all"
	}
	return at
}

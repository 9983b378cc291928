package measure

import (
	"net/http"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/web"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/fhir"
	"tillit.care/pure/right"
	"tillit.care/pure/score"
	"tillit.care/space"
)

// alone are the ways to what each partner of a couple is asked alone. An address says
// nothing of what it is about.
func (p Pages) alone() []web.Route {
	return []web.Route{
		{Pattern: "GET /spaces/{space}/questions/{question}", Audience: web.Client, Door: "write apart|shared", Handle: p.whetherAlone},
		{Pattern: "POST /spaces/{space}/questions/{question}", Audience: web.Client, Door: "write apart|shared", Handle: p.answerAlone},
		{Pattern: "GET /spaces/{space}/apart", Audience: web.Therapist, Door: "treat joint", Handle: p.dropped},
		{Pattern: "POST /spaces/{space}/apart", Audience: web.Therapist, Door: "treat joint", Handle: p.askAlone},
		{Pattern: "POST /spaces/{space}/pause", Audience: web.Therapist, Door: "treat joint", Handle: p.pause},
	}
}

// question is a form that is answered alone. It is drawn for whoever says that they are.
type question struct {
	Space  space.ID
	Asked  Alone
	Form   *score.Instrument
	Eyes   string
	Crisis []practice.Number
	One    bool // of an individual case
}

func (p Pages) question(r *http.Request, act func(*db.Tx, *space.Record, *question) error) (question, error) {
	q := question{}
	where, err := space.Asked(r)
	if err != nil {
		return q, err
	}
	q.Space = where
	which, err := id.Parse[Alone](r.PathValue("question"))
	if err != nil {
		return q, err
	}
	if q.Form, err = private(); err != nil {
		return q, err
	}
	do := p.DB.Write
	if act == nil {
		do = p.DB.Read
	}
	err = do(r.Context(), web.Who(r), func(tx *db.Tx) error {
		apart, err := space.Open(tx, where, right.Read|right.Write, right.Measured...)
		if err != nil {
			return err
		}
		q.Eyes, q.One = apart.Eyes(), apart.Kind() == right.Shared
		settings, err := practice.Of(tx)
		if err != nil {
			return err
		}
		q.Crisis = settings.Crisis
		every, err := everyAlone(tx, apart)
		if err != nil {
			return err
		}
		for _, a := range every {
			if a.ID == which {
				q.Asked = a
			}
		}
		if q.Asked.ID == "" {
			return fault.New(fault.NotFound, "fault.notfound")
		}
		if act != nil {
			return act(tx, apart, &q)
		}
		return nil
	})
	return q, err
}

// whetherAlone asks first whether somebody else can see the screen. Once it was answered it
// says so, in the same words whatever was answered.
func (p Pages) whetherAlone(w http.ResponseWriter, r *http.Request) error {
	q, err := p.question(r, nil)
	if err != nil {
		return err
	}
	if !q.Asked.Answered.IsZero() {
		return web.Draw(w, r, http.StatusOK, thankedPage(p.Frame(r), q))
	}
	return web.Draw(w, r, http.StatusOK, whetherPage(p.Frame(r), q))
}

// answerAlone draws the questions for whoever has said that they are alone, and takes what
// they answered. The questions have no address: nothing leads back to them.
func (p Pages) answerAlone(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	if !form.Ticked("send") {
		q, err := p.question(r, nil)
		if err != nil {
			return err
		}
		if !q.Asked.Answered.IsZero() {
			return web.See(w, r, r.URL.Path)
		}
		return web.Draw(w, r, http.StatusOK, alonePage(p.Frame(r), q))
	}
	_, err = p.question(r, func(tx *db.Tx, apart *space.Record, q *question) error {
		return Drop(tx, apart, q.Asked.ID, fhir.Answers(form.All("a.")))
	})
	if err != nil {
		return err
	}
	return web.See(w, r, r.URL.Path)
}

// heard is one partner on the therapist's page: when they were asked, and what they said.
type heard struct {
	Name    string
	Asked   []Alone
	Dropped []Dropped
}

// hearing is what both partners were asked alone, as the therapist alone reads it.
type hearing struct {
	Space    space.ID
	Form     *score.Instrument
	Paused   time.Time
	Ended    bool
	Waits    bool
	Agreed   bool
	Partners [2]heard
	Zone     *time.Location
}

func (p Pages) dropped(w http.ResponseWriter, r *http.Request) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	h := hearing{Space: where, Agreed: true}
	if h.Form, err = private(); err != nil {
		return err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		joint, err := space.Open(tx, where, right.Treat|right.Read, right.Joint)
		if err != nil {
			return err
		}
		return h.read(tx, joint)
	})
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, hearingPage(p.Frame(r), h))
}

func (h *hearing) read(tx *db.Tx, joint *space.Record) error {
	pair, err := care.PairOf(tx, joint)
	if err != nil {
		return err
	}
	h.Zone, h.Paused, h.Ended = pair.Zone, pair.Case.Paused, !pair.Case.Ended.IsZero()
	for i, in := range pair.Partners {
		apart, err := space.Open(tx, in.Space, right.Read, right.Apart)
		if err != nil {
			return err
		}
		safety, err := space.Open(tx, in.Case.Safety, right.Read, right.Safety)
		if err != nil {
			return err
		}
		one := heard{Name: in.Name}
		if one.Asked, err = everyAlone(tx, apart); err != nil {
			return err
		}
		if one.Dropped, err = everyDropped(tx, safety); err != nil {
			return err
		}
		h.Agreed = h.Agreed && in.Agreed
		h.Waits = h.Waits || len(one.Asked) > 0 && one.Asked[0].Answered.IsZero()
		h.Partners[i] = one
	}
	return nil
}

func (p Pages) askAlone(w http.ResponseWriter, r *http.Request) error {
	return p.jointly(w, r, AskAlone)
}

// pause lets the work as a couple rest, or go on.
func (p Pages) pause(w http.ResponseWriter, r *http.Request) error {
	return p.jointly(w, r, care.Pause)
}

func (p Pages) jointly(w http.ResponseWriter, r *http.Request, act func(*db.Tx, *space.Record) error) error {
	where, err := space.Asked(r)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		joint, err := space.Open(tx, where, right.Treat|right.Read, right.Joint)
		if err != nil {
			return err
		}
		return act(tx, joint)
	})
	if err != nil {
		return err
	}
	return web.See(w, r, "/spaces/"+string(where)+"/apart")
}

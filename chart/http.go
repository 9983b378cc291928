package chart

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/live"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// Pages are the ways into this room.
type Pages struct {
	DB     *db.DB
	Hub    *live.Hub
	Frame  func(*http.Request) ui.Frame
	Memory *Memory // of days that were read; nil: each is read anew
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /{$}", Audience: web.SignedIn, Handle: p.home},
		{Pattern: "POST /cases/find", Audience: web.Clinician, Handle: p.find},
		{Pattern: "GET /live", Audience: web.SignedIn, Handle: p.live},
		{Pattern: "GET /parts/today", Audience: web.SignedIn, Handle: p.todayPart},
		{Pattern: "GET /work", Audience: web.Client, Handle: p.work},
		{Pattern: "GET /going", Audience: web.Client, Handle: p.straight("/progress", goingPage, right.Measured...)},
		{Pattern: "GET /sessions", Audience: web.Client, Handle: p.straight("/meetings", sessionsPage, right.Shared)},
		{Pattern: "GET /messages", Audience: web.Client, Handle: p.straight("/messages", messagesPage, right.Shared)},
		{Pattern: "GET /plan", Audience: web.Client, Handle: p.straight("/safety-plan", planPage, right.Measured...)},
		{Pattern: "GET /spaces", Audience: web.Client, Handle: p.spaces},
		{Pattern: "GET /help", Audience: web.SignedIn, Handle: p.help},
		{Pattern: "GET /spaces/{space}", Audience: web.Clinician, Door: "read shared|apart", Handle: p.chart},
		{Pattern: "GET /spaces/{space}/couple", Audience: web.Therapist, Door: "admit joint", Handle: p.couple},
		{Pattern: "GET /spaces/{space}/parts/couple", Audience: web.Therapist, Door: "admit joint", Handle: p.couplePart},
		{Pattern: "GET /spaces/{space}/progress", Audience: web.SignedIn, Door: "read shared|apart", Handle: p.progress},
		{Pattern: "GET /spaces/{space}/parts/measures", Audience: web.SignedIn, Door: "read shared|apart", Handle: p.measures},
	}
}

const clinician = who.Therapist | who.Supervisor

// home is the page that each person begins with.
func (p Pages) home(w http.ResponseWriter, r *http.Request) error {
	switch person := web.Who(r); {
	case person.Holds(clinician):
		return p.cases(w, r)
	case person.Holds(who.Client):
		return p.today(w, r)
	case person.Holds(who.Desk):
		return web.See(w, r, "/people")
	}
	return web.See(w, r, "/practice")
}

// todayPart is the part of a home that keeps itself true.
func (p Pages) todayPart(w http.ResponseWriter, r *http.Request) error {
	switch person := web.Who(r); {
	case person.Holds(clinician):
		c, err := p.caseload(r, askedOf(r))
		if err != nil {
			return err
		}
		return web.Draw(w, r, http.StatusOK, dayPart(c))
	case person.Holds(who.Client):
		t, err := p.todayOf(r)
		if err != nil {
			return err
		}
		return web.Draw(w, r, http.StatusOK, nextPart(t))
	}
	return fault.New(fault.NotFound, "fault.notfound")
}

func (p Pages) cases(w http.ResponseWriter, r *http.Request) error {
	return p.draw(w, r, askedOf(r))
}

func (p Pages) draw(w http.ResponseWriter, r *http.Request, asked Asked) error {
	c, err := p.caseload(r, asked)
	if err != nil {
		return err
	}
	f := p.Frame(r)
	f.Live = "/live"
	return web.Draw(w, r, http.StatusOK, casesPage(f, c))
}

func (p Pages) caseload(r *http.Request, asked Asked) (Caseload, error) {
	var c Caseload
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		c, err = CaseloadOf(tx, p.Memory, asked)
		return err
	})
	c.Opens = web.Who(r).Holds(who.Therapist)
	return c, err
}

// askedOf reads which part of a caseload an address names.
func askedOf(r *http.Request) Asked {
	var a Asked
	if only := r.URL.Query().Get("only"); slices.Contains(dayParts, only) || only == partEnded {
		a.Only = only
	}
	a.From, _ = strconv.Atoi(r.URL.Query().Get("from"))
	return a
}

// find shows the cases whose name has something in it.
func (p Pages) find(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	return p.draw(w, r, Asked{Name: form.Text("name")})
}

// live tells an open home which of its parts changed: in all the spaces of its reader, and
// when they come into one or leave it.
func (p Pages) live(w http.ResponseWriter, r *http.Request) error {
	topics, err := p.topics(r)
	if err != nil {
		return err
	}
	page := p.Hub.Listen(web.Who(r).ID, topics...)
	defer page.Close()
	return web.Stream(w, r, page, func() error {
		now, err := p.topics(r)
		if err == nil && !slices.Equal(now, topics) {
			return errMoved // the page comes back, and listens to other spaces
		}
		return err
	})
}

var errMoved = errors.New("chart: somebody came into a space or left one")

func (p Pages) topics(r *http.Request) ([]string, error) {
	topics := []string{space.Topic(web.Who(r).ID)}
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		if web.Who(r).Holds(clinician) {
			waits, err := p.awaited(tx)
			topics = append(topics, waits...)
			return err
		}
		mine, err := space.Mine(tx, right.Measured...)
		for _, where := range mine {
			topics = append(topics, where.Topic())
		}
		return err
	})
	return topics, err
}

// awaited are the topics of those who were invited and did not come yet. All else that
// changes in a case changes the list, which is told to its reader.
func (p Pages) awaited(tx *db.Tx) ([]string, error) {
	day, err := p.Memory.Day(tx)
	if err != nil {
		return nil, err
	}
	var topics []string
	for _, line := range day.Lines {
		for _, place := range line.Places {
			one, err := care.GlanceAt(tx, place, space.Placed{})
			if err != nil {
				return nil, err
			}
			if one.Waits {
				topics = append(topics, account.Topic(line.About))
			}
		}
	}
	return topics, nil
}

package chart

import (
	"errors"
	"net/http"
	"slices"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/live"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// Pages are the ways into this room.
type Pages struct {
	DB    *db.DB
	Hub   *live.Hub
	Frame func(*http.Request) ui.Frame
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /{$}", Audience: web.SignedIn, Handle: p.home},
		{Pattern: "GET /live", Audience: web.SignedIn, Handle: p.live},
		{Pattern: "GET /parts/today", Audience: web.SignedIn, Handle: p.todayPart},
		{Pattern: "GET /work", Audience: web.Client, Handle: p.work},
		{Pattern: "GET /going", Audience: web.Client, Handle: p.straight("/progress", goingPage)},
		{Pattern: "GET /messages", Audience: web.Client, Handle: p.straight("/messages", messagesPage)},
		{Pattern: "GET /plan", Audience: web.Client, Handle: p.straight("/safety-plan", planPage)},
		{Pattern: "GET /spaces", Audience: web.Client, Handle: p.spaces},
		{Pattern: "GET /help", Audience: web.SignedIn, Handle: p.help},
		{Pattern: "GET /spaces/{space}", Audience: web.Clinician, Door: "read shared", Handle: p.chart},
		{Pattern: "GET /spaces/{space}/progress", Audience: web.SignedIn, Door: "read shared", Handle: p.progress},
		{Pattern: "GET /spaces/{space}/parts/measures", Audience: web.SignedIn, Door: "read shared", Handle: p.measures},
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
		c, err := p.caseload(r)
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
	c, err := p.caseload(r)
	if err != nil {
		return err
	}
	f := p.Frame(r)
	f.Live = "/live"
	return web.Draw(w, r, http.StatusOK, casesPage(f, c))
}

func (p Pages) caseload(r *http.Request) (Caseload, error) {
	var c Caseload
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		c, err = CaseloadOf(tx)
		return err
	})
	c.Opens = web.Who(r).Holds(who.Therapist)
	if only := r.URL.Query().Get("only"); slices.Contains(dayParts, only) {
		c.Only = only
	}
	return c, err
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
		mine, err := space.Mine(tx, right.Shared, right.Apart)
		for _, where := range mine {
			topics = append(topics, where.Topic(), account.Topic(where.About))
		}
		return err
	})
	return topics, err
}

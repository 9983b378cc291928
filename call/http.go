package call

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/live"
	"tillit.care/base/media"
	"tillit.care/base/web"
	"tillit.care/meeting"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// Pages are the ways into this room. Gate, where there is one, tells whether all is clear that must be
// before people meet from afar: the place, the number to call back, the consent.
type Pages struct {
	DB    *db.DB
	Hub   *live.Hub
	Video *media.Server
	Frame func(*http.Request) ui.Frame
	Gate  func(tx *db.Tx, rec *space.Record, which meeting.ID) (clear bool, err error)
	lines *lines
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	p.lines = &lines{open: map[media.Seat]int{}}
	const at, door = "/spaces/{space}/meetings/{meeting}/call", "read,write shared"
	return []web.Route{
		{Pattern: "GET " + at, Audience: web.SignedIn, Door: door, Handle: p.page},
		{Pattern: "GET " + at + "/part", Audience: web.SignedIn, Door: door, Handle: p.part},
		{Pattern: "POST " + at + "/pass", Audience: web.SignedIn, Door: door, Handle: p.pass},
		{Pattern: "GET " + at + "/rtc/{wire...}", Audience: web.SignedIn, Door: door, Handle: p.wire},
	}
}

// opened is the call that a request names, read through the door.
func (p Pages) opened(tx *db.Tx, r *http.Request) (c Call, rec *space.Record, err error) {
	where, which, err := meeting.Asked(r, "meeting")
	if err != nil {
		return c, nil, err
	}
	if rec, err = space.Open(tx, where, talks, right.Shared); err != nil {
		return c, nil, err
	}
	if c, err = Of(tx, rec, which); err == nil && p.Gate != nil && c.State == Open {
		var clear bool
		if clear, err = p.Gate(tx, rec, which); !clear {
			c.State = Unready
		}
	}
	return c, rec, err
}

func (p Pages) look(r *http.Request) (c Call, err error) {
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		c, _, err = p.opened(tx, r)
		return err
	})
	return c.seen(p.Video), err
}

func (p Pages) page(w http.ResponseWriter, r *http.Request) error {
	c, err := p.look(r)
	if err != nil {
		return err
	}
	f := p.Frame(r)
	f.Live = "/spaces/" + string(c.Space) + "/live"
	web.Camera(w)
	return web.Draw(w, r, http.StatusOK, callPage(f, c))
}

func (p Pages) part(w http.ResponseWriter, r *http.Request) error {
	c, err := p.look(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, statePart(c))
}

// answer is what a browser is given to join with. The key never reaches who carries the
// picture; the pass is put in on the way, so the browser holds none.
type answer struct {
	State State  `json:"state"`
	URL   string `json:"url,omitempty"`
	Token string `json:"token,omitempty"`
	Key   string `json:"key,omitempty"`
}

func (p Pages) pass(w http.ResponseWriter, r *http.Request) error {
	var c Call
	err := p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		found, rec, err := p.opened(tx, r)
		if c = found.seen(p.Video); err == nil && c.State == Open {
			rec.Note(tx, "call.join", string(c.Meeting))
		}
		return err
	})
	if err != nil {
		return err
	}
	given := answer{State: c.State}
	if c.State == Open {
		given = answer{State: Open, URL: c.Path(), Token: "by-the-door", Key: c.key}
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(given)
}

// wire carries what the browser and the server of pictures say to each other, for as long
// as its person may be in the call.
func (p Pages) wire(w http.ResponseWriter, r *http.Request) error {
	c, err := p.look(r)
	if err != nil {
		return err
	}
	if c.State != Open || !same(r) {
		return fault.New(fault.Conflict, "call.notnow")
	}
	ctx, stop := context.WithCancel(r.Context())
	defer stop()
	p.lines.add(c.seat, 1)
	defer p.lines.add(c.seat, -1)
	go watcher{p, r.WithContext(context.WithoutCancel(ctx)), ctx, stop, c.seat, p.Hub.Listen(web.Who(r).ID, c.topic)}.watch()
	err = p.Video.Carry(w, r.WithContext(ctx), "/rtc/"+r.PathValue("wire"), c.seat)
	if errors.Is(err, media.ErrDown) {
		return fault.New(fault.Conflict, "call.notnow")
	}
	return err
}

// same tells whether a page of ours asks: a browser does not hold sockets to the rules for
// other requests, but says whose page it is. Who says nothing of it is not let in.
func same(r *http.Request) bool {
	if r.Header.Get("Sec-Fetch-Site") == "same-origin" {
		return true
	}
	from, err := url.Parse(r.Header.Get("Origin"))
	return err == nil && from.Host != "" && strings.EqualFold(from.Host, r.Host)
}

package room

import (
	"context"
	"encoding/json"
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/live"
	"tillit.care/base/web"
	"tillit.care/meeting"
	"tillit.care/pure/tool"
	"tillit.care/space"
)

// version of what is said on the line; a page of another one asks for itself anew.
const version = 1

// message is what a page says: a step, something aside, that it is there, what time it has.
type message struct {
	V      int             `json:"v"`
	K      string          `json:"k"` // step, aside, here, clock
	Step   tool.Step       `json:"step,omitzero"`
	Tool   string          `json:"tool,omitempty"`
	Name   string          `json:"name,omitempty"`
	Data   json.RawMessage `json:"data,omitempty"`
	Hidden bool            `json:"hidden,omitempty"`
	T0     float64         `json:"t0,omitempty"`
	Far    float64         `json:"far,omitempty"` // how long something takes to it, in ms
}

// answer is what is said to a page.
type answer struct {
	V     int             `json:"v"`
	K     string          `json:"k"` // state, here, aside, halt, no, wait, clock
	N     int64           `json:"n,omitempty"`
	Done  string          `json:"done,omitempty"` // the step of yours that is kept
	State *tool.State     `json:"state,omitempty"`
	Now   int64           `json:"now,omitempty"` // the house's clock, when this was said
	Here  []Present       `json:"here,omitempty"`
	ID    string          `json:"id,omitempty"`
	Text  string          `json:"text,omitempty"`
	Tool  string          `json:"tool,omitempty"`
	Name  string          `json:"name,omitempty"`
	Data  json.RawMessage `json:"data,omitempty"`
	Side  tool.Side       `json:"side,omitempty"`
	T0    float64         `json:"t0,omitempty"`
	T1    float64         `json:"t1,omitempty"`
	T2    float64         `json:"t2,omitempty"`
}

// socket is the line of one open page, for as long as its reader is inside.
func (p Pages) socket(w http.ResponseWriter, r *http.Request) error {
	where, which, err := meeting.Asked(r, "meeting")
	if err != nil {
		return err
	}
	pg := &page{request: r.WithContext(context.WithoutCancel(r.Context())), person: web.Who(r), out: make(chan []byte, 64)}
	err = p.DB.Read(r.Context(), pg.person, func(tx *db.Tx) error {
		rec, err := Enter(tx, where)
		if err != nil {
			return err
		}
		pg.side = side(rec)
		_, err = meeting.One(tx, rec, which)
		return err
	})
	if err != nil {
		return err
	}
	if !live.Asks(r) {
		return fault.New(fault.Invalid, "fault.form")
	}
	s, err := live.Accept(w, r)
	if err != nil {
		return nil // it was answered
	}
	p.Live.serve(s, where, which, pg)
	return nil
}

// serve hears a page until it goes, or is sent away.
func (l *Live) serve(s *live.Socket, where space.ID, which meeting.ID, pg *page) {
	ctx, cancel := context.WithCancel(pg.request.Context())
	defer cancel()
	pl := l.enter(where, which, pg)
	go pg.speak(ctx, s)
	defer s.Drop()
	defer l.leave(pl, pg)
	for {
		var m message
		if err := s.Read(ctx, goneAfter, &m); err != nil {
			return
		}
		if m.K == "clock" && m.V == version { // at once, and past everything else
			t := l.Hub.Ms()
			text, err := json.Marshal(answer{V: version, K: "clock", T0: m.T0, T1: t, T2: l.Hub.Ms()})
			if err != nil || s.Write(ctx, text) != nil {
				return
			}
			m = message{V: version, K: "alive", Far: m.Far}
		}
		if m.V != version {
			return
		}
		pl.events <- event{page: pg, message: m}
	}
}

// speak writes what a page is told, in order.
func (pg *page) speak(ctx context.Context, s *live.Socket) {
	for text := range pg.out {
		if s.Write(ctx, text) != nil {
			s.Drop()
			for range pg.out { // until it is closed
			}
			return
		}
	}
	s.Over(pg.refused)
}

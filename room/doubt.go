package room

import (
	"context"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/meeting"
	"tillit.care/pure/stim"
	"tillit.care/pure/tool"
	"tillit.care/space"
)

// Doubt is a topic that every room listens to: whether a light may move may be another matter now,
// because somebody's training counts no more.
const Doubt = "light in doubt"

// closed is why a set ends that may not go on.
const closed = "closed"

// doubt asks, for everybody whose page is here, whether they are still inside, whether the session
// runs, and whether a light may move. A set that may not go on ends on all screens first, and is
// kept as ended after that.
func (pl *place) doubt() {
	pl.asked = pl.live.Hub.Ms()
	var by *page // who keeps it: the therapist, where they are here
	over := false
	for _, pg := range pl.pages {
		if pg.over {
			continue
		}
		why, err := pl.lets(pg)
		gone := fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden)
		if over = over || gone || err == nil && why != ""; gone {
			pl.quench()
			pg.close(true)
		} else if by == nil || pg.side == tool.Therapist {
			by = pg
		}
	}
	if !over || !pl.state.Light.On(pl.live.Hub.Ms()) {
		return
	}
	pl.quench()
	if by != nil && pl.running {
		pl.quenched(by)
	}
}

// lets is why no light may move for somebody who is here, as a words key; empty: it may.
func (pl *place) lets(pg *page) (why string, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(pg.request.Context()), patience)
	defer cancel()
	err = pl.live.DB.Read(ctx, pg.person, func(tx *db.Tx) error {
		rec, err := Enter(tx, pl.space)
		if err != nil {
			return err
		}
		m, err := meeting.One(tx, rec, pl.meeting)
		switch {
		case err != nil:
			return err
		case m.State != meeting.Running:
			pl.running, why = false, "room.over"
		case pg.side == tool.Therapist && pl.state.Light.Plan != nil:
			why, err = pl.live.Dark(tx, rec, seen(pl.state.Light.Plan.With))
		}
		return err
	})
	return why, err
}

// quench tells every screen that the set is over.
func (pl *place) quench() {
	if l := pl.state.Light; l.On(pl.live.Hub.Ms()) {
		for _, pg := range pl.pages {
			pg.say(answer{K: "halt", ID: l.Plan.Set, Name: closed})
		}
	}
}

// quenched keeps that it is, and tells everybody.
func (pl *place) quenched(by *page) {
	now := pl.live.Hub.Ms()
	step := tool.Step{ID: string(id.New[stepped](pl.live.DB.Now())), Tool: "light", Act: "stop", Name: closed, Ref: pl.state.Light.Plan.Set, Values: []int{int(now)}, Clock: now}
	var next tool.State
	err := pl.write(by, by.person, func(tx *db.Tx, rec *space.Record) (err error) {
		next, err = Do(tx, rec, pl.meeting, pl.state, step)
		return err
	})
	if err == nil {
		pl.state = next
		pl.show(nil, "")
	}
}

// seen tells whether there is something to see in a set.
func seen(with stim.Settings) bool {
	sight, _ := stim.FieldOf("sight")
	return sight.In(with) == true
}

// ended is what lies in a room of which the session is over: nothing moves on after its end.
func ended(s tool.State, m meeting.Meeting) tool.State {
	if m.State == meeting.Held && !m.Ended.IsZero() {
		s.Light = s.Light.Over(float64(m.Ended.UnixMilli()), closed)
	}
	return s
}

// askEvery is how often it is asked while a set is on, whatever anybody was told.
const askEvery = 15 * time.Second

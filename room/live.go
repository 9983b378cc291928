package room

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/live"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/meeting"
	"tillit.care/pure/tool"
	"tillit.care/space"
)

// Live are the rooms in which somebody is, in this process.
type Live struct {
	DB    *db.DB
	Hub   *live.Hub
	Still func(*http.Request) (who.Person, error) // who is signed in with the cookie that a page came with
	Dark  Dark

	mu   sync.Mutex
	open map[meeting.ID]*place
}

// place is one live room. One goroutine owns what it knows, and takes what happens from a
// channel; what it knows it can read again at any time, since every step is in the record.
type place struct {
	live    *Live
	space   space.ID
	meeting meeting.ID
	events  chan event
	done    chan struct{}
	inside  int // pages; guarded by Live.mu

	pages []*page
	state tool.State
	later []event // what came while something was asked of the database, in order

	refused map[string]string // steps that were, and why: sent again, they are again

	running bool    // the session is under way
	asked   float64 // when it was last asked whether a light may move
	ended   bool    // the program stops
}

// page is one open page of somebody.
type page struct {
	request *http.Request
	person  who.Person
	side    tool.Side
	out     chan []byte
	heard   float64 // when it last said something
	quiet   bool    // it has not for a while
	hidden  bool
	proved  float64 // when it was last asked who they are
	seen    float64 // when that was last kept as somebody being there
	asides  int     // in this second
	far     float64 // how long something takes to it, in ms, as it says
	over    bool
	refused bool
}

// around is what pages around a room listen to.
func around(where space.ID) string { return space.Where{Space: where}.Topic() }

// event is something that happened to a room.
type event struct {
	page *page
	message
	join, leave bool
	reply       chan []Present
}

// How long a page may be quiet before the other side is told, and before it is given up; how
// often it is asked who they are; how much it may say aside.
const (
	quietAfter = 6 * time.Second
	goneAfter  = 45 * time.Second
	proveEvery = 15 * time.Second
	seenEvery  = time.Minute
	mostAsides = 40 // in a second
	patience   = 20 * time.Second
)

// enter puts a page into a room, which begins with its first page.
func (l *Live) enter(where space.ID, which meeting.ID, pg *page) *place {
	l.mu.Lock()
	pl := l.open[which]
	if pl == nil {
		pl = &place{live: l, space: where, meeting: which, events: make(chan event), done: make(chan struct{})}
		if l.open == nil {
			l.open = map[meeting.ID]*place{}
		}
		l.open[which] = pl
		told := l.Hub.Listen(who.House.ID, topic(which), around(where), Doubt)
		go pl.run(told)
	}
	pl.inside++
	l.mu.Unlock()
	pl.events <- event{page: pg, join: true}
	return pl
}

// leave takes a page out; the room ends with its last.
func (l *Live) leave(pl *place, pg *page) {
	pl.events <- event{page: pg, leave: true}
	l.mu.Lock()
	defer l.mu.Unlock()
	if pl.inside--; pl.inside == 0 {
		delete(l.open, pl.meeting)
		close(pl.done)
	}
}

func (pl *place) run(told *live.Page) {
	defer told.Close()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	parts := told.Parts
	for {
		for len(pl.later) > 0 {
			e := pl.later[0]
			pl.later = pl.later[1:]
			pl.take(e)
		}
		select {
		case <-pl.done:
			return
		case e := <-pl.events:
			pl.take(e)
		case t, open := <-parts:
			if !open {
				parts = nil
				pl.end()
				continue
			}
			pl.told(t)
		case <-tick.C:
			pl.look()
		}
	}
}

func (pl *place) take(e event) {
	if e.reply != nil {
		e.reply <- pl.present()
		return
	}
	e.page.heard = pl.live.Hub.Ms()
	if e.K == "alive" {
		e.page.far = oneWay(e.Far)
	}
	switch {
	case e.join:
		if pl.pages = append(pl.pages, e.page); pl.ended {
			e.page.close(false)
		}
		e.page.proved, e.page.seen = e.page.heard, e.page.heard
		if pl.catchUp(e.page) {
			e.page.show(pl, "")
		}
		pl.here()
	case e.leave:
		pl.pages = slices.DeleteFunc(pl.pages, func(pg *page) bool { return pg == e.page })
		e.page.close(false)
		pl.here()
	case e.page.over:
	case e.K == "step":
		pl.step(e.page, e.Step)
	case e.K == "aside":
		pl.aside(e.page, e.message)
	case e.K == "here":
		if e.page.hidden != e.Hidden || e.page.quiet {
			e.page.hidden, e.page.quiet = e.Hidden, false
			pl.here()
		}
	}
}

// step keeps a step, and then tells everybody. What was not kept is told to nobody but its
// sender, with the reason.
func (pl *place) step(pg *page, step tool.Step) {
	person, ok := pl.still(pg, true)
	if !ok {
		return
	}
	if why, was := pl.refused[step.ID]; was {
		pl.refuse(pg, step.ID, why)
		return
	}
	var next tool.State
	step = pl.timed(step)
	pl.halt(pg, step)
	err := pl.write(pg, person, func(tx *db.Tx, rec *space.Record) (err error) {
		if step.Setup, err = lit(tx, rec, step, pl.live.Dark); err != nil {
			return err
		}
		next, err = Do(tx, rec, pl.meeting, pl.state, step)
		return err
	})
	f := fault.Of(err)
	switch {
	case f == nil:
		pl.state, pl.running = next, true
		pl.show(pg, step.ID)
	case f.Kind == fault.NotFound || f.Key == "fault.forbidden":
		pg.close(true)
	case f.Kind == fault.Internal || f.Kind == fault.Unavailable:
		pg.say(answer{K: "wait", ID: step.ID}) // it is sent once more
	default:
		pl.refuse(pg, step.ID, f.Key)
		if pl.catchUp(pg) {
			pg.show(pl, "")
		}
	}
}

// mostRefused is how many refused steps a room remembers.
const mostRefused = 1000

// refuse says no to a step, for good: what was sent twice, because a line was lost, must not be
// taken after all when things stand otherwise.
func (pl *place) refuse(pg *page, step, why string) {
	if pl.refused == nil || len(pl.refused) >= mostRefused {
		pl.refused = map[string]string{}
	}
	pl.refused[step] = why
	pg.say(answer{K: "no", ID: step, Text: words.T(pg.request.Context(), why)})
}

// write opens the door for one act, as somebody who has just been asked for.
func (pl *place) write(pg *page, person who.Person, act func(*db.Tx, *space.Record) error) error {
	return pl.during(pg, func(ctx context.Context) error {
		return pl.live.DB.Write(ctx, person, func(tx *db.Tx) error {
			rec, err := Enter(tx, pl.space)
			if err != nil {
				return err
			}
			return act(tx, rec)
		})
	})
}

// mostLater is how much can wait for its turn; after that, pages wait with what they say.
const mostLater = 256

// during asks something of the database. What is said aside is passed on meanwhile, and a stop: a
// set must not wait for a disk. All else waits for its turn.
func (pl *place) during(pg *page, ask func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(pg.request.Context()), patience)
	defer cancel()
	asked := make(chan error, 1)
	go func() { asked <- ask(ctx) }()
	for {
		events := pl.events
		if len(pl.later) >= mostLater {
			events = nil
		}
		select {
		case err := <-asked:
			return err
		case e := <-events:
			if e.page != nil && e.K == "aside" && !e.page.over {
				e.page.heard = pl.live.Hub.Ms()
				pl.aside(e.page, e.message)
				continue
			}
			if e.K == "step" && !e.page.over {
				pl.halt(e.page, e.Step)
			}
			pl.later = append(pl.later, e)
		}
	}
}

// catchUp reads what was kept since, as somebody who is here.
func (pl *place) catchUp(pg *page) bool {
	if pg.over {
		return false
	}
	var next tool.State
	var m meeting.Meeting
	err := pl.during(pg, func(ctx context.Context) error {
		return pl.live.DB.Read(ctx, pg.person, func(tx *db.Tx) error {
			rec, err := Enter(tx, pl.space)
			if err != nil {
				return err
			}
			if m, err = meeting.One(tx, rec, pl.meeting); err != nil {
				return err
			}
			next, err = since(tx, rec, pl.meeting, pl.state)
			return err
		})
	})
	if err != nil {
		pg.close(fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden)) // else it comes back, and reads then
		return false
	}
	pl.state, pl.running = ended(next, m), m.State == meeting.Running
	return true
}

// told is what the hub says: a step that another process kept, or that something around the
// room is not as it was.
func (pl *place) told(t db.Touch) {
	n, err := strconv.ParseInt(t.Part, 10, 64)
	own := t.Topic == topic(pl.meeting)
	switch {
	case own && err == nil && n <= pl.state.N:
		return // kept here
	case t.Part == web.Members || t.Part == db.Everything:
		for _, pg := range pl.pages {
			pl.still(pg, false)
		}
		pl.doubt()
	case !own && pl.state.Light.On(pl.live.Hub.Ms()):
		pl.doubt()
	}
	if !own && t.Part != meeting.Part && t.Part != web.Members && t.Part != db.Everything {
		return
	}
	for _, pg := range pl.pages { // the first who may reads for all
		if pl.catchUp(pg) {
			pl.show(nil, "")
			return
		}
	}
}

// still asks who they are: whether they are signed in yet, and inside. byHand says that they
// have just done something.
func (pl *place) still(pg *page, byHand bool) (who.Person, bool) {
	if pg.over {
		return who.Nobody, false
	}
	var person who.Person
	err := pl.during(pg, func(ctx context.Context) (err error) {
		r := pg.request.Clone(ctx)
		if byHand {
			r.Header.Set("Sec-Fetch-Mode", "navigate")
		}
		person, err = pl.live.Still(r)
		return err
	})
	if err == nil && person.ID == pg.person.ID && person.Lent == "" {
		if pg.proved = pl.live.Hub.Ms(); byHand {
			pg.seen = pg.proved
		}
		return person, true
	}
	pg.close(err == nil) // a fault of ours: it may come back
	return who.Nobody, false
}

// look is done every second: who has gone quiet, who has to be asked again.
func (pl *place) look() {
	now, changed := pl.live.Hub.Ms(), false
	since := func(then float64) time.Duration { return time.Duration((now - then) * float64(time.Millisecond)) }
	for _, pg := range pl.pages {
		pg.asides = 0
		if quiet := since(pg.heard) > quietAfter; quiet != pg.quiet {
			pg.quiet, changed = quiet, true
		}
		if since(pg.heard) > goneAfter {
			pg.close(false)
		} else if there := pl.running && pl.state.In && !pg.hidden && !pg.quiet && since(pg.seen) > seenEvery; there || since(pg.proved) > proveEvery {
			pl.still(pg, there)
		}
	}
	if changed {
		pl.here()
	}
	if since(pl.asked) > askEvery && pl.state.Light.On(now) {
		pl.doubt()
	}
}

// end sends everybody away, because the program stops: they come back to the next one.
func (pl *place) end() {
	pl.ended = true
	for _, pg := range pl.pages {
		pg.close(false)
	}
}

// show tells everybody what there is now; its sender, which step of theirs was kept.
func (pl *place) show(by *page, done string) {
	for _, pg := range pl.pages {
		if pg == by {
			pg.show(pl, done)
		} else {
			pg.show(pl, "")
		}
	}
}

func (pg *page) show(pl *place, done string) {
	s := pl.state.For(pg.side)
	pg.say(answer{K: "state", N: s.N, Done: done, State: &s, Now: db.Ms(pl.live.DB.Now())})
}

// here tells everybody who is here, and the pages around the room that it has changed.
func (pl *place) here() {
	all := pl.present()
	for _, pg := range pl.pages {
		pg.say(answer{K: "here", Here: all})
	}
	pl.live.Hub.Tell([]db.Touch{{Topic: around(pl.space), Part: Part}})
}

// Present is one side of a room: on how many pages it is here, and whether any of them hears.
type Present struct {
	Side  tool.Side `json:"side"`
	Pages int       `json:"pages"`
	Quiet bool      `json:"quiet,omitempty"`
}

func (pl *place) present() []Present {
	all := []Present{{Side: tool.Client}, {Side: tool.Therapist}}
	for i := range all {
		all[i].Quiet = true
		for _, pg := range pl.pages {
			if pg.side == all[i].Side && !pg.over {
				all[i].Pages++
				all[i].Quiet = all[i].Quiet && (pg.quiet || pg.hidden)
			}
		}
		all[i].Quiet = all[i].Quiet && all[i].Pages > 0
	}
	return all
}

// Here is who is in a room, as far as this process knows.
func (l *Live) Here(which meeting.ID) (all []Present) {
	l.mu.Lock()
	pl := l.open[which]
	l.mu.Unlock()
	if pl == nil {
		return nil
	}
	reply := make(chan []Present, 1)
	select {
	case pl.events <- event{reply: reply}:
		return <-reply
	case <-pl.done:
		return nil
	}
}

// aside passes on what has no life of its own: a hand on a dial, somebody who is writing, the
// lease of something that runs. Nobody keeps it, and it may be lost.
func (pl *place) aside(pg *page, m message) {
	if pg.asides++; pg.asides > mostAsides || pg.side == tool.Client && !pl.state.In || len(m.Data) > 512 || len(m.Name) > longName {
		return
	}
	for _, other := range pl.pages {
		if other != pg && (other.side == tool.Therapist || pl.state.In) {
			other.say(answer{K: "aside", Tool: m.Tool, Name: m.Name, Data: m.Data, Side: pg.side})
		}
	}
}

func (pg *page) say(a answer) {
	a.V = version
	text, err := json.Marshal(a)
	if err != nil || pg.over {
		return
	}
	select {
	case pg.out <- text:
	default:
		pg.close(false) // too slow to listen: it comes back, and catches up
	}
}

func (pg *page) close(refused bool) {
	if !pg.over {
		pg.over, pg.refused = true, refused
		close(pg.out)
	}
}

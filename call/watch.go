package call

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/live"
	"tillit.care/base/media"
	"tillit.care/base/web"
	"tillit.care/meeting"
)

const (
	goodbye = 2 * time.Second  // how long a browser that was taken out of a call has to hear of it and to go
	again   = 20 * time.Second // between two looks where nobody told of a change
	gone    = 40 * time.Second // without a line through the door, somebody is taken out of the call
	stale   = 11 * time.Minute // how long the passes are good that a server elsewhere gives by itself
)

// lines counts who has a line through the door.
type lines struct {
	mu   sync.Mutex
	open map[media.Seat]int
}

func (l *lines) add(seat media.Seat, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[seat] += n; l.open[seat] == 0 {
		delete(l.open, seat)
	}
}

func (l *lines) has(seat media.Seat) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.open[seat] > 0
}

// errMay ends a look that only tells whether somebody may be there: nothing that was read leaves it,
// and it is not kept in the trail as one, which a look every few seconds would fill. Refusals are.
var errMay = errors.New("call: they may be in it")

// may tells whether somebody may be in the call still: they are inside, the session goes on, and
// what must be clear before people meet from afar is.
func (p Pages) may(r *http.Request) bool {
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		c, _, err := p.opened(tx, r)
		if err == nil && c.State == Open {
			err = errMay
		}
		return err
	})
	return errors.Is(err, errMay)
}

// watcher looks after one line of somebody in a call.
type watcher struct {
	Pages
	r    *http.Request
	line context.Context // until the line is gone
	cut  func()
	seat media.Seat
	page *live.Page
}

// watch ends somebody's part in a call when they may be there no longer, whether anything was told
// of it or not, and whether their line is still there or not: picture and sound could go on
// without it. Who has no line for a while is taken out as well.
func (w watcher) watch() {
	defer w.page.Close()
	tick := time.NewTicker(again)
	defer tick.Stop()
	ended := w.line.Done()
	var left <-chan time.Time // since the line is gone
	for w.may(w.r) {
		for looks := false; !looks; {
			select {
			case <-left:
				if !w.lines.has(w.seat) {
					w.remove()
				}
				return
			case <-ended:
				ended, left = nil, time.After(gone)
			case t, open := <-w.page.Parts:
				if looks = concerns(t); !open {
					w.cut()
					return
				}
			case <-tick.C:
				looks = true
			}
		}
	}
	w.takeOut()
}

// concerns tells whether a change is in who is inside or in the sessions.
func concerns(t db.Touch) bool {
	return t.Part == web.Members || t.Part == meeting.Part || t.Part == db.Everything
}

// remove takes somebody out, whatever their browser does. Where video is down, nobody is in it.
func (w watcher) remove() { _ = w.Video.Remove(w.r.Context(), w.seat) }

// takeOut takes somebody out of a call. What is said of it reaches them before their line is cut.
// A server elsewhere gives passes of its own by which they could come back past the door: there
// they are taken out again, until those are good no more or they may come in.
func (w watcher) takeOut() {
	w.remove()
	select {
	case <-w.line.Done():
	case <-time.After(goodbye):
	}
	w.cut()
	if !w.Video.Elsewhere() {
		return
	}
	for range stale / again {
		time.Sleep(again)
		if !w.Video.Up() || w.may(w.r) {
			return
		}
		w.remove()
	}
}

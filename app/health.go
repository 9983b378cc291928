package app

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"

	"tillit.care/base/fault"
	"tillit.care/base/web"
)

// beatEvery is how often asking for health may cost a write. In between, the last answer
// is given.
const beatEvery = 2 * time.Second

// pulse remembers the last answer.
type pulse struct {
	mu  sync.Mutex
	at  time.Time
	err error
}

func (p *pulse) feel(h *House) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.at.IsZero() && time.Since(p.at) < beatEvery {
		return p.err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if p.err = h.DB.Beat(ctx); p.err != nil {
		h.wrong("beat", p.err)
	}
	p.at = time.Now()
	return p.err
}

// Health is the route by which another program asks whether Tillit works: "ok" is said
// only after something was written, made durable and read back.
func (h *House) Health() web.Route {
	p := new(pulse)
	return web.Route{Pattern: "GET /healthz", Audience: web.Anyone, Handle: func(w http.ResponseWriter, r *http.Request) error {
		if err := p.feel(h); err != nil {
			return fault.New(fault.Unavailable, "fault.unavailable") // what is wrong is in the log
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, "ok\n")
		return nil
	}}
}

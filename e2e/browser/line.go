package browser

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// line is the one connection of one person's device: every tab and worker of it goes
// through here, so that a line that is down is down for all of them.
type line struct {
	*httptest.Server
	down    atomic.Bool
	hangs   atomic.Bool // it takes everything and answers nothing
	wasDown atomic.Bool // or hung, at least once
}

func (b *Browser) newLine() *line {
	l := &line{}
	on := &httputil.ReverseProxy{FlushInterval: -1, Director: func(*http.Request) {},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { cut(w) }}
	origin, err := url.Parse(b.origin)
	if err != nil {
		b.t.Fatal(err)
	}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodConnect || !strings.EqualFold(r.Host, origin.Host):
			b.trapped(w, r)
		case l.down.Load():
			cut(w)
		case l.hangs.Load():
			for l.hangs.Load() && r.Context().Err() == nil {
				time.Sleep(20 * time.Millisecond)
			}
			cut(w)
		default:
			on.ServeHTTP(w, r)
		}
	}))
	b.t.Cleanup(func() { l.hangs.Store(false); l.CloseClientConnections(); l.Close() })
	return l
}

// cut ends a connection without an answer, as a line does that is gone.
func cut(w http.ResponseWriter) {
	if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = c.Close() // that it closes badly is the point
	}
}

// set takes the line away or gives it back. What is under way is cut.
func (l *line) set(down bool) {
	if l.down.Store(down); down {
		l.wasDown.Store(true)
		l.CloseClientConnections()
	}
}

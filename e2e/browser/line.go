package browser

import (
	"cmp"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// line is the one connection of one person's device: every tab and worker of it goes
// through here, so that a line that is down is down for all of them.
type line struct {
	*httptest.Server
	down    atomic.Bool
	hangs   atomic.Bool  // it takes everything and answers nothing
	wasDown atomic.Bool  // or hung, at least once
	via     atomic.Value // another address of the site, for sockets; a string
	tubes   sync.Map     // connections that pass through, near end → far end
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
		case !strings.EqualFold(r.Host, origin.Host):
			b.trapped(w, r)
		case l.down.Load():
			cut(w)
		case r.Method == http.MethodConnect: // what the browser asks for before it opens a socket
			to, _ := l.via.Load().(string)
			l.through(w, cmp.Or(to, origin.Host))
		case l.hangs.Load():
			for l.hangs.Load() && r.Context().Err() == nil {
				time.Sleep(20 * time.Millisecond)
			}
			cut(w)
		default:
			on.ServeHTTP(w, r)
		}
	}))
	b.t.Cleanup(func() { l.hangs.Store(false); l.drop(); l.Close() })
	return l
}

// through lets everything pass both ways, until either end or the line is gone.
func (l *line) through(w http.ResponseWriter, host string) {
	far, err := net.Dial("tcp", host)
	if err != nil {
		cut(w)
		return
	}
	near, rest, err := http.NewResponseController(w).Hijack()
	if err != nil {
		far.Close()
		return
	}
	l.tubes.Store(near, far)
	end := func() { near.Close(); far.Close(); l.tubes.Delete(near) }
	_, _ = near.Write([]byte("HTTP/1.1 200 OK\r\n\r\n"))
	go func() { defer end(); _, _ = io.Copy(far, rest) }()
	go func() { defer end(); _, _ = io.Copy(near, far) }()
}

// Via has what this device's pages open from now on for talking both ways go by another
// address, where the same site is farther away.
func (p *Person) Via(address string) { p.line.via.Store(address) }

// drop ends everything that passes.
func (l *line) drop() {
	l.CloseClientConnections()
	l.tubes.Range(func(near, far any) bool {
		near.(net.Conn).Close()
		far.(net.Conn).Close()
		return true
	})
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
		l.drop()
	}
}

// Package media lets two people see and hear each other. Another program carries picture and
// sound; Tillit starts it, says who may come in, and stands in front of it. Nothing is recorded.
package media

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"sync"
	"sync/atomic"
	"time"
)

// Config says who carries picture and sound: a program that Tillit starts, or servers that
// the practice runs elsewhere. With neither, there is no video.
type Config struct {
	Program string // tillit-live
	IP      string // the address of this computer at which browsers find it
	UDP     int    // its one port for picture and sound; 0: any that is free
	Alone   bool   // for browsers on this computer only

	URL    string // instead of a program: https://…, LiveKit's own interface
	Key    string
	Secret string
}

// Has tells whether there is video at all.
func (c Config) Has() bool { return c.Program != "" || c.URL != "" }

// Server is who carries picture and sound, up or down.
type Server struct {
	config Config
	clock  func() time.Time
	log    *slog.Logger
	stop   context.CancelFunc
	going  sync.WaitGroup
	now    atomic.Pointer[place] // nil: down
	starts atomic.Int64
	ask    *http.Client
	proxy  *httputil.ReverseProxy
}

// place is where a server answers, and by which key it believes a pass.
type place struct {
	url, key, secret string
	pid              int // of the program; 0: it runs elsewhere
}

// Open begins to watch over video. The clock is the one on the wall: who carries the picture
// looks at no other. Without anything to watch over, everything else works as ever.
func Open(c Config, clock func() time.Time, log *slog.Logger) *Server {
	ctx, stop := context.WithCancel(context.Background())
	s := &Server{config: c, clock: clock, log: log, stop: stop, ask: &http.Client{Timeout: patience}}
	s.proxy = s.newProxy()
	switch {
	case c.URL != "":
		s.going.Go(func() { s.look(ctx) })
	case c.Program != "":
		s.going.Go(func() { s.watch(ctx) })
	}
	return s
}

// Has tells whether the practice has video at all, up or down.
func (s *Server) Has() bool { return s.config.Has() }

// Up tells whether video works at this moment.
func (s *Server) Up() bool { return s.now.Load() != nil }

// Elsewhere tells whether servers of the practice carry it, and not a program of this computer's.
func (s *Server) Elsewhere() bool { return s.config.URL != "" }

// Starts is how often the program was started: more than once means that it broke.
func (s *Server) Starts() int64 { return s.starts.Load() }

// PID is the program that Tillit started, if it is up.
func (s *Server) PID() int {
	if at := s.now.Load(); at != nil {
		return at.pid
	}
	return 0
}

// Close ends what was begun, the program too.
func (s *Server) Close() {
	s.stop()
	s.going.Wait()
	s.ask.CloseIdleConnections()
}

// ErrDown: there is no video at this moment.
var ErrDown = errors.New("video is down")

const (
	patience = 5 * time.Second
	between  = 10 * time.Second // two looks at servers elsewhere
)

// look sees now and then whether servers elsewhere answer.
func (s *Server) look(ctx context.Context) {
	at := &place{url: s.config.URL, key: s.config.Key, secret: s.config.Secret}
	for {
		if s.answers(ctx, at.url) {
			s.now.Store(at)
		} else {
			s.now.Store(nil)
		}
		if !rest(ctx, between) {
			return
		}
	}
}

func (s *Server) answers(ctx context.Context, url string) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/", nil)
	if err != nil {
		return false
	}
	answer, err := s.ask.Do(r)
	if err != nil {
		return false
	}
	answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// rest waits, and tells whether to go on.
func rest(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

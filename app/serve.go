package app

import (
	"context"
	"crypto/tls"
	"errors"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"time"
)

// Front is how the world reaches the house.
type Front struct {
	Listener net.Listener
	TLS      *tls.Config  // nil: a proxy in front speaks TLS, or it is this computer alone
	Proxy    *Proxy       // nil: there is none
	Ops      net.Listener // health and metrics; nil: none
}

// patience is how long what was begun may take to end.
const patience = 10 * time.Second

// Tillit holds little and lets go of much: with Go's own setting, memory is tidied up after
// every few megabytes. It waits for four times what is held, and hurries when it nears the
// limit. GOGC and GOMEMLIMIT in the environment win.
const (
	tidyAt = 400       // percent
	limit  = 120 << 20 // bytes, of the 150 MiB that it may take under load
)

func tidySeldom() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(tidyAt)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(limit)
	}
}

// Serve answers until the context ends. Then open streams end, what is being answered is
// finished, and nothing new is taken.
func (h *House) Serve(ctx context.Context, f Front) error {
	tidySeldom()
	m := h.metrics()
	site := server(f.Proxy.believe(m.count(h), h.config.Log), h.config.Log)
	site.TLSConfig = f.TLS
	site.RegisterOnShutdown(h.Hub.Close)
	servers := []*http.Server{site}
	ended := make(chan error, 2)
	go func() {
		if f.TLS != nil {
			ended <- site.ServeTLS(f.Listener, "", "")
			return
		}
		ended <- site.Serve(f.Listener)
	}()
	if f.Ops != nil {
		ops := server(h.ops(m), h.config.Log)
		servers = append(servers, ops)
		go func() { ended <- ops.Serve(f.Ops) }()
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-ended:
	}
	return errors.Join(err, stopAll(servers))
}

func stopAll(servers []*http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var err error
	for _, s := range servers {
		if stopped := s.Shutdown(ctx); stopped != nil {
			err = errors.Join(err, stopped, s.Close())
		}
	}
	return err
}

func server(site http.Handler, to *slog.Logger) *http.Server {
	return &http.Server{
		Handler: site, ErrorLog: log.New(quiet{to}, "", 0), MaxHeaderBytes: 64 << 10,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
	}
}

// quiet keeps of net/http's own log what the owner must know. Most of it names the
// address of somebody whose handshake failed, and that is nobody's business.
type quiet struct{ log *slog.Logger }

func (q quiet) Write(line []byte) (int, error) {
	if strings.HasPrefix(string(line), "http: Accept error") {
		q.log.Error("failed", "act", "accept", "error", strings.TrimSpace(string(line)))
	}
	return len(line), nil
}

package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

// Proxy is the one program in front of Tillit that is believed about where a request came
// from. Nobody else is, whatever their headers say.
type Proxy struct {
	name   string // looked up again from time to time; empty for an address
	mu     sync.Mutex
	ranges []netip.Prefix
	looked time.Time
	look   func(ctx context.Context, name string) ([]netip.Addr, error)
}

// lookAgain is how long a name's addresses are believed when a stranger knocks.
const lookAgain = 10 * time.Second

// BehindProxy is a proxy by address, range or name.
func BehindProxy(ctx context.Context, spec string) (*Proxy, error) {
	p := &Proxy{look: func(ctx context.Context, name string) ([]netip.Addr, error) {
		return net.DefaultResolver.LookupNetIP(ctx, "ip", name)
	}}
	if prefix, err := netip.ParsePrefix(spec); err == nil {
		p.ranges = []netip.Prefix{prefix.Masked()}
		return p, nil
	}
	if addr, err := netip.ParseAddr(spec); err == nil {
		p.ranges = []netip.Prefix{netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen())}
		return p, nil
	}
	p.name = spec
	if err := p.resolve(ctx); err != nil {
		return nil, fmt.Errorf("find the proxy %s: %w", spec, err)
	}
	return p, nil
}

func (p *Proxy) resolve(ctx context.Context) error {
	p.looked = time.Now()
	found, err := p.look(ctx, p.name)
	if err != nil {
		return err
	}
	p.ranges = nil
	for _, addr := range found {
		p.ranges = append(p.ranges, netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen()))
	}
	return nil
}

func (p *Proxy) is(ctx context.Context, addr netip.Addr) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.holds(addr) {
		return true
	}
	if p.name == "" || time.Since(p.looked) < lookAgain {
		return false
	}
	return p.resolve(ctx) == nil && p.holds(addr)
}

func (p *Proxy) holds(addr netip.Addr) bool {
	return slices.ContainsFunc(p.ranges, func(r netip.Prefix) bool { return r.Contains(addr) })
}

// forwarded are the headers by which a proxy speaks about a request.
var forwarded = []string{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-Ip", "Forwarded"}

// believe lets next see where a request really came from. With no proxy the headers are
// taken away; with one, whoever does not come through it is turned away.
func (p *Proxy) believe(next http.Handler, log *slog.Logger) http.Handler {
	var once sync.Once
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
		proto := r.Header.Get("X-Forwarded-Proto")
		for _, name := range forwarded {
			r.Header.Del(name)
		}
		if p == nil {
			next.ServeHTTP(w, r)
			return
		}
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !p.is(r.Context(), peer.Addr().Unmap()) {
			once.Do(func() { log.Warn("a request did not come through the proxy; check --behind-proxy") })
			http.Error(w, "Tillit is reached by its public address only.", http.StatusForbidden)
			return
		}
		if strings.EqualFold(proto, "http") {
			w.Header().Set("Connection", "close")
			http.Redirect(w, r, "https://"+r.Host+r.URL.RequestURI(), http.StatusPermanentRedirect)
			return
		}
		if client, ok := p.client(r.Context(), from); ok {
			r.RemoteAddr = netip.AddrPortFrom(client, 0).String()
		}
		next.ServeHTTP(w, r)
	})
}

// client is the last address in the list that is not the proxy's own: what stands before
// it was written by whoever asks.
func (p *Proxy) client(ctx context.Context, list string) (netip.Addr, bool) {
	hops := strings.Split(list, ",")
	for _, hop := range slices.Backward(hops) {
		addr, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			return netip.Addr{}, false
		}
		if addr = addr.Unmap(); !p.is(ctx, addr) {
			return addr, true
		}
	}
	return netip.Addr{}, false
}

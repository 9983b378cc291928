// Package browser has people use the practice with a real Chromium: passkeys, pages
// that change by themselves, phones, lost connections, screen readers.
//
// While they do, it watches: anything asked of another host, anything written to the
// console as an error and any breach of the content security policy fails the test.
package browser

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Browser is one Chromium with nobody's history.
type Browser struct {
	t      testing.TB
	origin string
	ctx    context.Context
	dir    string
	trap   *httptest.Server

	mu       sync.Mutex
	requests []string
	offences []string
	expected []*regexp.Regexp
}

// Patience is how long anything may take on a machine that is busy with other things; what
// comes sooner is not waited for.
const Patience = 40 * time.Second

// Open starts a browser for one test. The origin is where the site is served: use
// http://localhost:port, since browsers make passkeys for a name and not for a number.
func Open(t testing.TB, origin string) *Browser { t.Helper(); return start(t, origin) }

// OpenSeeing is Open with a camera and a microphone that are made up: a moving picture and a
// beep. They are given without asking, and calls stay on this computer.
func OpenSeeing(t testing.TB, origin string) *Browser {
	t.Helper()
	return start(t, origin, chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("allow-loopback-in-peer-connection", true), chromedp.Flag("disable-features", features+",WebRtcHideLocalIpsWithMdns"))
}

// features are what Chromium does by itself that no page asked for.
const features = "Translate,OptimizationHints,MediaRouter,AutofillServerCommunication"

func start(t testing.TB, origin string, more ...chromedp.ExecAllocatorOption) *Browser {
	t.Helper()
	path, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	b := &Browser{t: t, origin: strings.TrimSuffix(origin, "/")}
	if b.dir, err = os.MkdirTemp("", "tillit-browser-"); err != nil {
		t.Fatal(err)
	}
	b.trap = httptest.NewServer(http.HandlerFunc(b.trapped))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(b.flags(path), more...)...)
	ctx, cancel := chromedp.NewContext(alloc)
	b.ctx = ctx
	t.Cleanup(func() {
		b.Check(t)
		tctx, done := context.WithTimeout(ctx, Patience)
		defer done()
		_ = chromedp.Cancel(tctx) // a browser that will not close is killed by stop
		cancel()
		stop()
		b.trap.Close()
		os.RemoveAll(b.dir)
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting %s: %v", path, err)
	}
	return b
}

func chromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("these tests need a browser: apt-get install chromium")
}

func (b *Browser) flags(path string) []chromedp.ExecAllocatorOption {
	flags := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.UserDataDir(b.dir), chromedp.Headless}
	for _, name := range []string{
		"no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "no-default-browser-check",
		"disable-background-networking", "disable-component-update", "disable-sync",
		"disable-default-apps", "disable-extensions", "disable-domain-reliability", "no-pings",
		"disable-dev-shm-usage", "disable-breakpad", "mute-audio", "metrics-recording-only",
		"disable-background-timer-throttling", "disable-renderer-backgrounding",
		"disable-backgrounding-occluded-windows", "enable-automation", "use-mock-keychain",
	} {
		flags = append(flags, chromedp.Flag(name, true))
	}
	return append(flags,
		chromedp.Flag("password-store", "basic"),
		chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("disable-features", features),
		// Whatever is not for this machine ends in the trap, workers and frames included.
		chromedp.Flag("proxy-server", b.trap.URL),
		chromedp.Env("LANGUAGE=en", "LC_ALL=C.UTF-8"),
	)
}

// own are Chromium's own errands, which it tries whatever its flags say and which no
// page asked for. They end in the trap too.
var own = map[string]bool{
	"accounts.google.com": true, "android.clients.google.com": true, "clients2.google.com": true,
	"clientservices.googleapis.com": true, "content-autofill.googleapis.com": true,
	"optimizationguide-pa.googleapis.com": true, "redirector.gvt1.com": true,
	"safebrowsing.googleapis.com": true, "update.googleapis.com": true,
}

// trapped is a request to another host: noted and refused.
func (b *Browser) trapped(w http.ResponseWriter, r *http.Request) {
	http.Error(w, "not from here", http.StatusBadGateway)
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if own[host] && !b.asked(host) {
		return
	}
	b.note("a request left for another host: %s %s", r.Method, r.Host)
}

// asked says whether a page asked for something of this host.
func (b *Browser) asked(host string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.requests {
		if u, err := url.Parse(r); err == nil && u.Hostname() == host {
			return true
		}
	}
	return false
}

func (b *Browser) note(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	said := fmt.Sprintf(format, args...)
	for _, o := range b.offences {
		if o == said {
			return
		}
	}
	b.offences = append(b.offences, said)
}

// Expect forgives what would be an offence, by a regular expression.
func (b *Browser) Expect(pattern string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.expected = append(b.expected, regexp.MustCompile(pattern))
}

// Offences is what went wrong so far without anybody having looked for it.
func (b *Browser) Offences() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []string
next:
	for _, o := range b.offences {
		for _, e := range b.expected {
			if e.MatchString(o) {
				continue next
			}
		}
		all = append(all, o)
	}
	return all
}

// Check fails the test for every offence; it happens by itself at the end.
func (b *Browser) Check(t testing.TB) {
	t.Helper()
	for _, o := range b.Offences() {
		t.Errorf("%s", o)
	}
}

// Requests is every address that the pages asked for.
func (b *Browser) Requests() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.requests...)
}

// Serve puts a site on a free loopback port until the test ends. The site learns its
// origin before it is made, as the real program does from its configuration.
func Serve(t testing.TB, site func(origin string) http.Handler) (origin string) {
	t.Helper()
	origin, _ = ServeCounted(t, site)
	return origin
}

// ServeCounted is Serve with an eye on the wire.
func ServeCounted(t testing.TB, site func(origin string) http.Handler) (origin string, wire *Wire) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	origin = fmt.Sprintf("http://localhost:%d", l.Addr().(*net.TCPAddr).Port)
	server := &http.Server{Handler: site(origin), ReadHeaderTimeout: Patience}
	done := make(chan struct{})
	wire = &Wire{}
	go func() { defer close(done); _ = server.Serve(counted{l, wire}) }()
	t.Cleanup(func() { server.Close(); <-done })
	return origin, wire
}

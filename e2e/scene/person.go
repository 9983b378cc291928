package scene

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"tillit.care/e2e"
)

// person is somebody at a browser of their own: one set of cookies, one address on the
// network, and as many tabs as they open.
type person struct {
	name    string
	world   e2e.World
	address string
	jar     jar
	tabs    map[string]*tab
	tab     *tab
	last    *http.Request // the last form sent, for 'again'
	sent    string
}

type tab struct{ history []*page }

func newPerson(world e2e.World, name string, nth int) *person {
	p := &person{name: name, world: world, jar: jar{}, tabs: map[string]*tab{}}
	p.address = fmt.Sprintf("192.0.2.%d", nth)
	p.open("first")
	return p
}

func (p *person) open(name string) {
	if p.tabs[name] == nil {
		p.tabs[name] = &tab{}
	}
	p.tab = p.tabs[name]
}

func (p *person) page() (*page, error) {
	if len(p.tab.history) == 0 {
		return nil, fmt.Errorf("%s has not opened any page here: begin with 'go /'", p.name)
	}
	return p.tab.history[len(p.tab.history)-1], nil
}

func (p *person) back() error {
	if len(p.tab.history) < 2 {
		return fmt.Errorf("%s has no page to go back to", p.name)
	}
	p.tab.history = p.tab.history[:len(p.tab.history)-1]
	return nil
}

// visit asks for a page: site is where a browser would say that the wish came from.
func (p *person) visit(to *url.URL, site string) error {
	req, err := request("GET", to, "")
	if err != nil {
		return err
	}
	browserly(req, site)
	return p.travel(req, "")
}

func (p *person) goTo(where string) error {
	base, err := url.Parse(p.world.Origin() + "/")
	if err != nil {
		return err
	}
	to, err := base.Parse(where)
	if err != nil {
		return err
	}
	return p.visit(to, "none")
}

func (p *person) follow(text, near string) error {
	pg, err := p.page()
	if err != nil {
		return err
	}
	href, err := pg.link(text, near)
	if err != nil {
		return err
	}
	return p.visit(href, "same-origin")
}

// send submits a form.
func (p *person) send(s *sending, site string) error {
	req, err := request(s.method, s.url, s.body)
	if err != nil {
		return err
	}
	browserly(req, site)
	if s.method == "POST" {
		req.Header.Set("Content-Type", s.kind)
		req.Header.Set("Origin", p.originFor(site))
	}
	p.last, p.sent = req, s.body
	return p.travel(req, s.body)
}

// originFor is what browsers put in Origin: null when the page forbids telling.
func (p *person) originFor(site string) string {
	if site == "cross-site" {
		return "https://elsewhere.example"
	}
	if pg, err := p.page(); err == nil && pg.header.Get("Referrer-Policy") == "no-referrer" {
		return "null"
	}
	return p.world.Origin()
}

func (p *person) again() error {
	if p.last == nil {
		return fmt.Errorf("%s has sent no form yet", p.name)
	}
	req := p.last.Clone(context.Background())
	req.Header.Del("Cookie")
	return p.travel(req, p.sent)
}

func request(method string, to *url.URL, body string) (*http.Request, error) {
	if body == "" {
		return http.NewRequest(method, to.String(), nil)
	}
	return http.NewRequest(method, to.String(), strings.NewReader(body))
}

func browserly(req *http.Request, site string) {
	h := req.Header
	h.Set("User-Agent", "Mozilla/5.0 (scene)")
	h.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	h.Set("Accept-Language", "en")
	h.Set("Sec-Fetch-Site", site)
	h.Set("Sec-Fetch-Mode", "navigate")
	h.Set("Sec-Fetch-Dest", "document")
	h.Set("Sec-Fetch-User", "?1")
}

const maxHops = 10

// travel does a request, follows where it leads, and shows what comes in the tab.
func (p *person) travel(req *http.Request, body string) error {
	for range maxHops {
		if req.URL.Scheme+"://"+req.URL.Host != p.world.Origin() {
			return p.leave(req.URL)
		}
		res, got, err := p.ask(req, body)
		if err != nil {
			return err
		}
		next, keep, err := hop(req, res)
		if err != nil {
			return err
		}
		if next == nil {
			return p.show(req.URL, res, got)
		}
		if !keep {
			body = ""
		}
		if req, err = onward(req, next, keep, body); err != nil {
			return err
		}
	}
	return fmt.Errorf("the site sent %s in a circle, last to %s", p.name, req.URL)
}

// leave is a link out of the practice. Scenes ask nothing of other hosts.
func (p *person) leave(to *url.URL) error {
	p.tab.history = append(p.tab.history, &page{url: to, header: http.Header{}})
	return nil
}

func (p *person) show(at *url.URL, res *http.Response, body []byte) error {
	pg, err := read(at, res.StatusCode, res.Header, body)
	if pg != nil {
		p.tab.history = append(p.tab.history, pg)
	}
	return err
}

// hop says where a redirect leads and whether the form travels along.
func hop(req *http.Request, res *http.Response) (next *url.URL, keep bool, err error) {
	switch res.StatusCode {
	case 301, 302, 303:
	case 307, 308:
		keep = true
	default:
		return nil, false, nil
	}
	next, err = req.URL.Parse(res.Header.Get("Location"))
	if err != nil || res.Header.Get("Location") == "" {
		return nil, false, fmt.Errorf("status %d leads nowhere", res.StatusCode)
	}
	return next, keep, nil
}

func onward(req *http.Request, next *url.URL, keep bool, body string) (*http.Request, error) {
	method := "GET"
	if keep {
		method = req.Method
	}
	fresh, err := request(method, next, body)
	if err != nil {
		return nil, err
	}
	fresh.Header = req.Header.Clone()
	fresh.Header.Del("Cookie")
	if !keep {
		fresh.Header.Del("Content-Type")
		fresh.Header.Del("Origin")
	}
	return fresh, nil
}

const patience = 30 * time.Second

// ask does one request against the world, with this person's cookies.
func (p *person) ask(req *http.Request, body string) (res *http.Response, got []byte, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	req = req.Clone(ctx)
	req.Body = io.NopCloser(strings.NewReader(body))
	req.RequestURI = req.URL.RequestURI()
	req.RemoteAddr = p.address + ":40000"
	if req.URL.Scheme == "https" {
		req.TLS = &tls.ConnectionState{Version: tls.VersionTLS13, HandshakeComplete: true}
	}
	p.jar.lend(req, p.world.Now())
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the program fell over: %v\n%s", v, debug.Stack())
		}
	}()
	rec := httptest.NewRecorder()
	rec.Body = &bytes.Buffer{}
	p.world.ServeHTTP(rec, req)
	if ctx.Err() != nil {
		return nil, nil, fmt.Errorf("no answer within %s", patience)
	}
	res = rec.Result()
	res.Request = req
	p.jar.keep(res, p.world.Now())
	return res, rec.Body.Bytes(), nil
}

// raw is a request by somebody who uses no browser but has this person's cookies. It
// follows nothing.
func (p *person) raw(method, path, body string) error {
	to, err := url.Parse(p.world.Origin() + path)
	if err != nil {
		return err
	}
	req, err := request(method, to, body)
	if err != nil {
		return err
	}
	if body != "" {
		req.Header.Set("Content-Type", contentType(body))
	}
	res, got, err := p.ask(req, body)
	if err != nil {
		return err
	}
	return p.show(to, res, got)
}

func contentType(body string) string {
	if strings.HasPrefix(body, "{") || strings.HasPrefix(body, "[") {
		return "application/json"
	}
	return "application/x-www-form-urlencoded"
}

// twice is an impatient double press: two sendings at once; the second one's page is
// the one that is shown.
func (p *person) twice(s *sending) error {
	first := *p
	first.jar, first.tab = jar{}, &tab{history: append([]*page(nil), p.tab.history...)}
	for k, c := range p.jar {
		first.jar[k] = c
	}
	done := make(chan error, 1)
	go func() { done <- first.send(s, "same-origin") }()
	err := p.send(s, "same-origin")
	if err2 := <-done; err == nil {
		err = err2
	}
	if pg, e := first.page(); err == nil && e == nil && pg.status >= 500 {
		err = fmt.Errorf("the other press got status %d", pg.status)
	}
	return err
}

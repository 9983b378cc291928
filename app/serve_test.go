package app

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"tillit.care/base/web"
)

// listening is a house that answers, until the context ends.
func listening(t *testing.T, h *House, f Front) (front, ops string, stop func() error) {
	t.Helper()
	for _, l := range []*net.Listener{&f.Listener, &f.Ops} {
		var err error
		if *l, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
	}
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.Serve(ctx, f) }()
	return "http://" + f.Listener.Addr().String(), "http://" + f.Ops.Addr().String(), func() error { end(); return <-ended }
}

func fetch(t *testing.T, url string) (int, string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// What was begun is finished, and an open page's stream ends.
func TestStoppingFinishesWhatWasBegun(t *testing.T) {
	h := empty(t)
	begun, goOn := make(chan bool), make(chan bool)
	site := http.NewServeMux()
	site.HandleFunc("GET /slow", func(w http.ResponseWriter, r *http.Request) {
		begun <- true
		<-goOn
		fmt.Fprint(w, "whole")
	})
	site.HandleFunc("GET /live", func(w http.ResponseWriter, r *http.Request) {
		page := h.Hub.Listen("01", "x")
		defer page.Close()
		_ = web.Stream(w, r, page, func() error { return nil })
	})
	h.Site = site
	front, ops, stop := listening(t, h, Front{})
	live, err := http.Get(front + "/live")
	if err != nil {
		t.Fatal(err)
	}
	defer live.Body.Close()
	lines := bufio.NewReader(live.Body)
	if _, err := lines.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	if _, text := fetch(t, ops+"/metrics"); !strings.Contains(text, "tillit_pages_open 1\n") {
		t.Error("the open page is not counted")
	}
	answered, stopped := make(chan string), make(chan error)
	go func() { _, text := fetch(t, front+"/slow"); answered <- text }()
	<-begun
	go func() { stopped <- stop() }()
	if _, err := io.ReadAll(lines); err != nil {
		t.Errorf("the stream breaks off: %v", err)
	}
	close(goOn)
	if text := <-answered; text != "whole" {
		t.Errorf("the slow answer is %q", text)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if _, err := http.Get(front + "/slow"); err == nil {
		t.Error("it still answers")
	}
}

func TestHealthAndMetricsSayNothingOfAnybody(t *testing.T) {
	h := empty(t)
	front, ops, stop := listening(t, h, Front{})
	for _, path := range []string{"/welcome/" + canary, "/setup/" + canary, "/spaces/" + canary, "/" + canary + "?q=" + canary} {
		fetch(t, front+path)
	}
	for _, at := range []string{front, ops} {
		if code, text := fetch(t, at+"/healthz"); code != 200 || text != "ok\n" {
			t.Errorf("%d: %s", code, text)
		}
	}
	_, text := fetch(t, ops+"/metrics")
	for _, line := range []string{"tillit_requests_total{route=\"GET /welcome/{link}\",status=\"200\"} 1", "tillit_writes_total ",
		"tillit_commit_groups_total ", "tillit_jobs_due 0", "tillit_request_seconds_count{route=\"GET /not-ready\"}", "go_goroutines "} {
		if !strings.Contains(text, line) {
			t.Errorf("no %s in\n%s", line, text)
		}
	}
	if strings.Contains(text, canary) {
		t.Error("a label holds what somebody asked for")
	}
	if code, _ := fetch(t, front+"/metrics"); code != 503 {
		t.Errorf("metrics on the main site: %d", code)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if err := h.DB.Close(); err != nil {
		t.Error(err)
	}
	if answer := asked(h, "/healthz"); answer.Code != 503 {
		t.Errorf("with the database closed it says %d", answer.Code)
	}
}

func asked(h *House, path string) *httptest.ResponseRecorder {
	time.Sleep(beatEvery) // until the last answer is no longer given
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
	return answer
}

func TestOnlyTheProxyIsBelieved(t *testing.T) {
	named := &Proxy{name: "proxy", look: func(context.Context, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("10.0.0.7")}, nil
	}}
	ranged, err := BehindProxy(t.Context(), "10.0.0.0/24")
	if err != nil {
		t.Fatal(err)
	}
	single, err := BehindProxy(t.Context(), "::1")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		proxy            *Proxy
		peer, for_, says string
		code             int
		seen             string
	}{
		"none: headers are taken away":    {nil, "192.0.2.1:9", "203.0.113.5", "https", 200, "192.0.2.1:9"},
		"the proxy":                       {ranged, "10.0.0.7:9", "203.0.113.5", "https", 200, "203.0.113.5:0"},
		"what the client wrote is not":    {ranged, "10.0.0.7:9", "1.2.3.4, 203.0.113.5", "https", 200, "203.0.113.5:0"},
		"two proxies in the range":        {ranged, "10.0.0.7:9", "203.0.113.5, 10.0.0.9", "https", 200, "203.0.113.5:0"},
		"nonsense in the list":            {ranged, "10.0.0.7:9", "203.0.113.5, unknown", "https", 200, "10.0.0.7:9"},
		"somebody else is turned away":    {ranged, "10.0.1.7:9", "203.0.113.5", "https", 403, ""},
		"plain is sent to the safe line":  {ranged, "10.0.0.7:9", "203.0.113.5", "http", 308, ""},
		"a proxy by name":                 {named, "10.0.0.7:9", "203.0.113.5", "", 200, "203.0.113.5:0"},
		"by name, somebody else":          {named, "10.0.0.8:9", "203.0.113.5", "", 403, ""},
		"an address of the newer kind":    {single, "[::1]:9", "2001:db8::5", "https", 200, "[2001:db8::5]:0"},
		"an old address in a new garment": {ranged, "[::ffff:10.0.0.7]:9", "203.0.113.5", "https", 200, "203.0.113.5:0"},
	} {
		var seen string
		site := c.proxy.believe(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			seen = r.RemoteAddr
			for _, header := range forwarded {
				if r.Header.Get(header) != "" {
					t.Errorf("%s: %s goes on", name, header)
				}
			}
		}), slog.New(slog.DiscardHandler))
		r := httptest.NewRequest(http.MethodGet, "/x", nil)
		r.RemoteAddr = c.peer
		r.Header.Set("X-Forwarded-For", c.for_)
		r.Header.Set("X-Forwarded-Proto", c.says)
		r.Header.Set("X-Real-IP", "1.2.3.4")
		answer := httptest.NewRecorder()
		site.ServeHTTP(answer, r)
		if answer.Code != c.code || seen != c.seen {
			t.Errorf("%s: %d, seen as %q", name, answer.Code, seen)
		}
	}
}

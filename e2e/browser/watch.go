package browser

import (
	"context"
	"net/url"
	"regexp"
	"strings"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// watch listens to everything a tab asks for and complains about.
func (p *tab) watch() error {
	if err := chromedp.Listen(p.ctx, p.heard); err != nil {
		return err
	}
	return chromedp.Do(p.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		tree, err := cdp.Call(ctx, t, page.GetFrameTree, cdp.Empty{})
		if err != nil {
			return err
		}
		p.b.mu.Lock()
		p.main = tree.FrameTree.Frame.ID
		p.b.mu.Unlock()
		_, err = cdp.Call(ctx, t, audits.Enable, cdp.Empty{})
		return err
	}))
}

func (p *tab) heard(ev any) {
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		p.asked(ev.Request.URL, ev.Type == network.ResourceTypeDocument)
	case *network.EventWebSocketCreated:
		p.asked(ev.URL, false)
	case *runtime.EventConsoleAPICalled:
		if ev.Type == runtime.ConsoleAPICalledTypeError || ev.Type == runtime.ConsoleAPICalledTypeAssert {
			p.complain("console error", spoken(ev.Args))
		}
	case *runtime.EventExceptionThrown:
		text := ev.ExceptionDetails.Text
		if x := ev.ExceptionDetails.Exception; x != nil {
			text += " " + x.Description
		}
		p.complain("uncaught", text)
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelError && !p.forgiven(ev.Entry) {
			p.complain("console error", strings.TrimSpace(ev.Entry.Text+" "+ev.Entry.URL))
		}
	case *audits.EventIssueAdded:
		if d := ev.Issue.Details; d != nil && d.ContentSecurityPolicyIssueDetails != nil {
			c := d.ContentSecurityPolicyIssueDetails
			p.complain("breach of the content security policy", c.ViolatedDirective+" "+c.BlockedURL)
		}
	case *page.EventFrameStartedNavigating:
		if kind := ev.NavigationType; !strings.Contains(strings.ToLower(string(kind)), "samedocument") {
			p.moved(ev.FrameID, true)
		}
	case *page.EventFrameStartedLoading:
		p.moved(ev.FrameID, true)
	case *page.EventFrameStoppedLoading:
		p.moved(ev.FrameID, false)
	}
}

func (p *tab) moved(frame cdp.FrameID, loading bool) {
	p.b.mu.Lock()
	defer p.b.mu.Unlock()
	if frame == p.main {
		p.loading.Store(loading)
	}
}

// asked notes an address; one that is not on the server is an offence.
func (p *tab) asked(address string, document bool) {
	p.b.mu.Lock()
	p.b.requests = append(p.b.requests, address)
	if document {
		p.docs[address] = true
	}
	p.b.mu.Unlock()
	u, err := url.Parse(address)
	if err != nil {
		p.b.note("%s: asked for an address that cannot be read: %s", p.name, address)
		return
	}
	switch u.Scheme {
	case "about", "data", "blob":
		return
	}
	if "http://"+u.Host != p.b.origin && "https://"+u.Host != p.b.origin {
		p.b.note("%s: a request left for another host: %s", p.name, address)
	}
}

// forgiven are log entries that only repeat what the person sees: a page that answers
// "not found" or "something is missing", and a network that we took away ourselves.
func (p *tab) forgiven(e *log.Entry) bool {
	if e.Source != log.EntrySourceNetwork {
		return false
	}
	p.b.mu.Lock()
	defer p.b.mu.Unlock()
	if p.docs[e.URL] && strings.Contains(e.Text, "status of 4") {
		return true
	}
	return p.line.wasDown.Load() && gone.MatchString(e.Text)
}

// gone is what Chromium says of a line that was taken away.
var gone = regexp.MustCompile(`net::ERR_(INTERNET_DISCONNECTED|EMPTY_RESPONSE|CONNECTION_(CLOSED|RESET)|CONTENT_LENGTH_MISMATCH|PROXY_CONNECTION_FAILED|INCOMPLETE_CHUNKED_ENCODING|NETWORK_CHANGED|SOCKET_NOT_CONNECTED|FAILED)`)

func (p *tab) complain(what, text string) { p.b.note("%s: %s: %s", p.name, what, text) }

func spoken(args []*runtime.RemoteObject) string {
	var all []string
	for _, a := range args {
		if len(a.Value) > 0 {
			all = append(all, string(a.Value))
		} else {
			all = append(all, a.Description)
		}
	}
	return strings.Join(all, " ")
}

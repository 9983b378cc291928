package scene

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tillit.care/e2e/called"
)

// page is what one tab shows: a response, and what the person has done to its fields
// since. Going back finds it as it was left.
type page struct {
	url    *url.URL
	status int
	header http.Header
	body   []byte
	doc    *html.Node // nil when it is not HTML
	text   string     // visible, one line a block
	title  string

	typed  map[*html.Node]string // text, textarea
	marked map[*html.Node]bool   // radio, checkbox, option
	files  map[*html.Node]chosen
}

// chosen is a file that somebody chose.
type chosen struct{ name, text string }

func read(u *url.URL, status int, header http.Header, body []byte) (*page, error) {
	p := &page{
		url: u, status: status, header: header, body: body,
		typed: map[*html.Node]string{}, marked: map[*html.Node]bool{}, files: map[*html.Node]chosen{},
	}
	kind, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	if kind != "text/html" {
		p.text = string(body)
		return p, nil
	}
	// A person without script: what is in <noscript> is on the page.
	doc, err := html.ParseWithOptions(bytes.NewReader(body), html.ParseOptionEnableScripting(false))
	if err != nil {
		return nil, fmt.Errorf("the page is not HTML: %w", err)
	}
	p.doc, p.text = doc, visible(doc)
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Title && n.Parent.DataAtom == atom.Head {
			p.title = called.Plain(inner(n))
		}
	}
	return p, p.broken()
}

func inner(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// broken finds what a strict content security policy would stop: inline script and
// style, and anything fetched from another host. A page in a scene may have none.
func (p *page) broken() error {
	for n := range p.doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch {
		case n.DataAtom == atom.Style:
			return fmt.Errorf("the page has an inline <style>")
		case n.DataAtom == atom.Script && !has(n, "src") && !strings.HasSuffix(attr(n, "type"), "json"):
			return fmt.Errorf("the page has an inline <script>")
		}
		for _, a := range n.Attr {
			if err := p.attrBroken(n, a); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *page) attrBroken(n *html.Node, a html.Attribute) error {
	val := strings.TrimSpace(a.Val)
	switch {
	case a.Key == "style":
		return fmt.Errorf("<%s> has an inline style", n.Data)
	case strings.HasPrefix(a.Key, "on"):
		return fmt.Errorf("<%s> has an inline %s", n.Data, a.Key)
	case strings.HasPrefix(strings.ToLower(val), "javascript:"):
		return fmt.Errorf("<%s> has a javascript: address", n.Data)
	}
	fetches := a.Key == "src" || a.Key == "action" || a.Key == "formaction" || a.Key == "poster" ||
		a.Key == "data" && n.DataAtom == atom.Object || a.Key == "href" && n.DataAtom == atom.Link
	if !fetches || strings.HasPrefix(val, "data:") {
		return nil
	}
	if u, err := p.url.Parse(val); err != nil || u.Host != p.url.Host {
		return fmt.Errorf("<%s> reaches another host: %s", n.Data, val)
	}
	return nil
}

// elements lists what a person could find on the page, in order.
func (p *page) elements(want func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	if p.doc == nil {
		return nil
	}
	for n := range p.doc.Descendants() {
		if n.Type == html.ElementNode && want(n) && !hiddenAway(n) {
			found = append(found, n)
		}
	}
	return found
}

func (p *page) byID(id string) *html.Node {
	if id == "" {
		return nil
	}
	for n := range p.doc.Descendants() {
		if n.Type == html.ElementNode && attr(n, "id") == id {
			return n
		}
	}
	return nil
}

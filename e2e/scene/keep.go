package scene

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tillit.care/e2e/called"
)

// link is where the link with this text leads.
func (p *page) link(text, near string) (*url.URL, error) {
	n, err := p.find("link", text, near, p.elements(func(n *html.Node) bool {
		return (n.DataAtom == atom.A || n.DataAtom == atom.Area) && has(n, "href")
	}), p.name)
	if err != nil {
		return nil, err
	}
	return p.url.Parse(attr(n, "href"))
}

// taken reads something off the page to keep: what names how.
func (p *page) taken(what, near string) (string, error) {
	verb, rest, _ := strings.Cut(what, " ")
	rest = unquote(rest)
	switch verb {
	case "url":
		return p.url.RequestURI(), nil
	case "link":
		u, err := p.link(rest, near)
		if err != nil {
			return "", err
		}
		return u.RequestURI(), nil
	case "field":
		return p.shown(rest, near)
	case "css":
		return p.css(rest)
	case "after", "word":
		text, err := p.textOf(near)
		if err != nil {
			return "", err
		}
		return after(text, what)
	}
	return "", fmt.Errorf("cannot keep %q: use after, word after, link, field, css or url", what)
}

// after takes the rest of the line behind some words, or the next line when they end
// theirs; 'word after' takes only one word.
func after(text, what string) (string, error) {
	mark, word := strings.CutPrefix(what, "word ")
	mark, ok := strings.CutPrefix(mark, "after ")
	if !ok {
		return "", fmt.Errorf("cannot keep %q: use after, or word after", what)
	}
	mark = unquote(mark)
	_, rest, ok := strings.Cut(lines(text), called.Plain(mark))
	if !ok {
		return "", fmt.Errorf("nothing says %q", mark)
	}
	line, _, _ := strings.Cut(strings.TrimSpace(rest), "\n")
	if word {
		line, _, _ = strings.Cut(line, " ")
		line = strings.TrimRight(line, ".,;:!?)")
	}
	if line == "" {
		return "", fmt.Errorf("nothing follows %q", mark)
	}
	return line, nil
}

func lines(text string) string {
	var b strings.Builder
	for l := range strings.Lines(text) {
		if l = called.Plain(l); l != "" {
			b.WriteString(l + "\n")
		}
	}
	return b.String()
}

var simple = regexp.MustCompile(`^([a-z0-9-]*)((?:[#.][\w-]+|\[[\w-]+(?:="?[^\]"]*"?)?\])*)$`)
var simplePart = regexp.MustCompile(`#[\w-]+|\.[\w-]+|\[[\w-]+(?:="?[^\]"]*"?)?\]`)

// css takes a field's value or an element's text by a selector without combinators:
// tag, #id, .class, [name=value]. An attribute is taken with a trailing @name.
func (p *page) css(selector string) (string, error) {
	selector, take, _ := strings.Cut(selector, "@")
	m := simple.FindStringSubmatch(strings.TrimSpace(selector))
	if m == nil {
		return "", fmt.Errorf("cannot read the selector %q", selector)
	}
	if p.doc == nil {
		return "", fmt.Errorf("the page is not HTML")
	}
	for n := range p.doc.Descendants() {
		if n.Type != html.ElementNode || m[1] != "" && n.Data != m[1] || !fits(n, m[2]) {
			continue
		}
		switch {
		case take != "":
			return attr(n, take), nil
		case n.DataAtom == atom.Input || n.DataAtom == atom.Textarea:
			return p.value(n), nil
		}
		return called.Plain(visible(n)), nil
	}
	return "", fmt.Errorf("nothing on the page fits %q", selector)
}

func fits(n *html.Node, parts string) bool {
	for _, part := range simplePart.FindAllString(parts, -1) {
		switch part[0] {
		case '#':
			if attr(n, "id") != part[1:] {
				return false
			}
		case '.':
			if !strings.Contains(" "+attr(n, "class")+" ", " "+part[1:]+" ") {
				return false
			}
		default:
			key, val, valued := strings.Cut(part[1:len(part)-1], "=")
			if !has(n, key) || valued && attr(n, key) != strings.Trim(val, `"`) {
				return false
			}
		}
	}
	return true
}

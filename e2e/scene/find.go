package scene

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tillit.care/e2e/called"
)

// name is what a screen reader calls a control: aria-labelledby, aria-label, its
// labels, or for links and buttons their own text. A placeholder or a title is no name.
func (p *page) name(n *html.Node) string {
	if ids := strings.Fields(attr(n, "aria-labelledby")); len(ids) > 0 {
		var parts []string
		for _, id := range ids {
			if l := p.byID(id); l != nil {
				parts = append(parts, p.words(l, n))
			}
		}
		return called.Plain(strings.Join(parts, " "))
	}
	if l := called.Plain(attr(n, "aria-label")); l != "" {
		return l
	}
	switch n.DataAtom {
	case atom.A, atom.Button, atom.Option, atom.Legend, atom.Summary:
		return p.words(n, nil)
	case atom.Input:
		if k := kind(n); k == "submit" || k == "reset" || k == "button" {
			return called.Plain(attr(n, "value"))
		}
	}
	return p.labels(n)
}

func (p *page) labels(n *html.Node) string {
	var parts []string
	for l := range p.doc.Descendants() {
		if l.DataAtom != atom.Label {
			continue
		}
		if has(l, "for") {
			if attr(l, "for") == attr(n, "id") && p.byID(attr(l, "for")) == n {
				parts = append(parts, p.words(l, n))
			}
		} else if within(n, l) {
			parts = append(parts, p.words(l, n))
		}
	}
	return called.Plain(strings.Join(parts, " "))
}

// words is the spoken text of a label, without the control that may stand inside it.
func (p *page) words(n, control *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(c *html.Node) {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
			return
		}
		if c != n && (c == control || attr(c, "aria-hidden") == "true" ||
			c.Type == html.ElementNode && concealed(c)) {
			return
		}
		if c.DataAtom == atom.Img {
			b.WriteString(" " + attr(c, "alt") + " ")
		}
		if c.Type == html.ElementNode && !inline[c.DataAtom] {
			b.WriteByte(' ')
		}
		for k := range c.ChildNodes() {
			walk(k)
		}
	}
	walk(n)
	return called.Plain(b.String())
}

// legend is the name of the group that a radio button or checkbox stands in, and the
// group itself.
func (p *page) legend(n *html.Node) (string, *html.Node) {
	group := ancestor(n, func(a *html.Node) bool {
		role := attr(a, "role")
		return a.DataAtom == atom.Fieldset || role == "radiogroup" || role == "group"
	})
	if group == nil {
		return "", nil
	}
	if group.DataAtom == atom.Fieldset && !has(group, "aria-label") && !has(group, "aria-labelledby") {
		for c := range group.ChildNodes() {
			if c.DataAtom == atom.Legend {
				return p.words(c, nil), group
			}
		}
		return "", group
	}
	return p.name(group), group
}

func within(n, outer *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == outer {
			return true
		}
	}
	return false
}

func isCheckbox(n *html.Node) bool { return isInput(n, "checkbox") }

// find is called.One on the page, narrowed to the smallest part of it that also says near.
func (p *page) find(what, want, near string, all []*html.Node, name func(*html.Node) string) (*html.Node, error) {
	if near == "" {
		return called.One(what, want, all, name)
	}
	var named, kept []*html.Node
	for _, n := range all {
		if called.Fits(name(n), want) {
			named = append(named, n)
		}
	}
	parts := innermost(named, func(n *html.Node) *html.Node { return partSaying(n, near) })
	for _, n := range named {
		if parts[partSaying(n, near)] {
			kept = append(kept, n)
		}
	}
	if len(kept) == 0 {
		return nil, fmt.Errorf("no %s %q in a part of the page that says %q", what, want, near)
	}
	return called.One(what, want, kept, name)
}

var parts = set(atom.Li, atom.Tr, atom.Article, atom.Section, atom.Form, atom.Fieldset, atom.Details,
	atom.Aside, atom.Nav, atom.Dialog, atom.Table, atom.Main, atom.Dl)

func partSaying(n *html.Node, near string) *html.Node {
	return ancestor(n, func(a *html.Node) bool {
		return parts[a.DataAtom] && strings.Contains(called.Plain(visible(a)), called.Plain(near))
	})
}

// innermost keeps the parts that hold no other of them.
func innermost(nodes []*html.Node, part func(*html.Node) *html.Node) map[*html.Node]bool {
	all := map[*html.Node]bool{}
	for _, n := range nodes {
		if in := part(n); in != nil {
			all[in] = true
		}
	}
	for a := range all {
		for b := range all {
			if a != b && within(b, a) {
				delete(all, a)
			}
		}
	}
	return all
}

// textOf is the visible text of the page, or of its smallest parts that say near.
func (p *page) textOf(near string) (string, error) {
	if near == "" || p.doc == nil {
		return p.text, nil
	}
	saying := p.elements(func(n *html.Node) bool {
		return parts[n.DataAtom] && strings.Contains(called.Plain(visible(n)), called.Plain(near))
	})
	small := innermost(saying, func(n *html.Node) *html.Node { return n })
	if len(small) == 0 {
		return "", fmt.Errorf("no part of the page says %q", near)
	}
	var texts []string
	for _, n := range saying {
		if small[n] {
			texts = append(texts, visible(n))
		}
	}
	return strings.Join(texts, "\n"), nil
}

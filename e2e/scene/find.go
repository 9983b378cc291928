package scene

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
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
		return squeeze(strings.Join(parts, " "))
	}
	if l := squeeze(attr(n, "aria-label")); l != "" {
		return l
	}
	switch n.DataAtom {
	case atom.A, atom.Button, atom.Option, atom.Legend, atom.Summary:
		return p.words(n, nil)
	case atom.Input:
		if k := kind(n); k == "submit" || k == "reset" || k == "button" {
			return squeeze(attr(n, "value"))
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
	return squeeze(strings.Join(parts, " "))
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
	return squeeze(b.String())
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

// pick finds the one thing that is called so: the only exact match, or else the only
// one that has the words in its name.
func pick[T any](what, want string, all []T, name func(T) string) (T, error) {
	var none T
	want = squeeze(want)
	var exact, part []T
	var names []string
	for _, x := range all {
		n := name(x)
		names = append(names, strconv.Quote(n))
		if n == want {
			exact = append(exact, x)
		} else if want != "" && strings.Contains(strings.ToLower(n), strings.ToLower(want)) {
			part = append(part, x)
		}
	}
	found := exact
	if len(found) == 0 {
		found = part
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		if len(names) == 0 {
			return none, fmt.Errorf("no %s %q: the page has none at all", what, want)
		}
		return none, fmt.Errorf("no %s %q: the page has %s", what, want, strings.Join(names, ", "))
	}
	return none, fmt.Errorf("%d %ss are called %q: say which with 'in Some text: …'", len(found), what, want)
}

func isCheckbox(n *html.Node) bool { return isInput(n, "checkbox") }

// find is pick on the page, narrowed to the smallest part of it that also says near.
func (p *page) find(what, want, near string, all []*html.Node, name func(*html.Node) string) (*html.Node, error) {
	if near == "" {
		return pick(what, want, all, name)
	}
	fits := func(n *html.Node) bool {
		got := name(n)
		return got == squeeze(want) || strings.Contains(strings.ToLower(got), strings.ToLower(squeeze(want)))
	}
	var named, kept []*html.Node
	for _, n := range all {
		if fits(n) {
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
	return pick(what, want, kept, name)
}

var parts = set(atom.Li, atom.Tr, atom.Article, atom.Section, atom.Form, atom.Fieldset, atom.Details,
	atom.Aside, atom.Nav, atom.Dialog, atom.Table, atom.Main, atom.Dl)

func partSaying(n *html.Node, near string) *html.Node {
	return ancestor(n, func(a *html.Node) bool {
		return parts[a.DataAtom] && strings.Contains(squeeze(visible(a)), squeeze(near))
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
		return parts[n.DataAtom] && strings.Contains(squeeze(visible(n)), squeeze(near))
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

var itemNumber = regexp.MustCompile(`^(\d+)\b`)

// item finds a question by its number: the one printed in its legend, or else its
// place on the page.
func item(want string, legends []string) (string, error) {
	n, err := strconv.Atoi(want)
	if err != nil {
		return want, nil
	}
	printed := false
	for _, l := range legends {
		m := itemNumber.FindStringSubmatch(l)
		printed = printed || m != nil
		if m != nil && m[1] == want {
			return l, nil
		}
	}
	if printed || n < 1 || n > len(legends) {
		return "", fmt.Errorf("no item %d: the page has %q", n, legends)
	}
	return legends[n-1], nil
}

package scene

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tillit.care/e2e/called"
)

// visible is the text that a person finds on a page without script, with a line for
// every block. What stands in a closed <details> counts: one tap shows it.
func visible(n *html.Node) string {
	var b strings.Builder
	write(&b, n)
	var lines []string
	for line := range strings.Lines(b.String()) {
		if line = called.Plain(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func write(b *strings.Builder, n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(strings.Map(flatten, n.Data))
		return
	case n.Type == html.ElementNode && concealed(n):
		return
	}
	block := n.Type == html.ElementNode && !inline[n.DataAtom]
	if block {
		b.WriteByte('\n')
	}
	b.WriteString(spoken(n))
	for c := range n.ChildNodes() {
		write(b, c)
	}
	if block {
		b.WriteByte('\n')
	}
}

// spoken is what an element shows without having it as text.
func spoken(n *html.Node) string {
	switch n.DataAtom {
	case atom.Img:
		return " " + attr(n, "alt") + " "
	case atom.Input:
		switch kind(n) {
		case "hidden", "password", "checkbox", "radio":
		default:
			return " " + attr(n, "value") + " "
		}
	case atom.Td, atom.Th:
		return " "
	}
	return ""
}

// concealed says that nobody sees the element nor what is in it.
func concealed(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Head, atom.Script, atom.Style, atom.Template:
		return true
	case atom.Dialog:
		return !has(n, "open")
	case atom.Input:
		return kind(n) == "hidden"
	}
	return has(n, "hidden")
}

func hiddenAway(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && concealed(n) {
			return true
		}
	}
	return false
}

var inline = set(
	atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Cite, atom.Code, atom.Data, atom.Del,
	atom.Dfn, atom.Em, atom.I, atom.Img, atom.Input, atom.Ins, atom.Kbd, atom.Label, atom.Mark,
	atom.Meter, atom.Noscript, atom.Output, atom.Q, atom.S, atom.Samp, atom.Small, atom.Span,
	atom.Strong, atom.Sub, atom.Sup, atom.Td, atom.Th, atom.Time, atom.U, atom.Var, atom.Wbr,
	atom.Button,
)

func set(names ...atom.Atom) map[atom.Atom]bool {
	m := map[atom.Atom]bool{}
	for _, n := range names {
		m[n] = true
	}
	return m
}

// flatten keeps the line breaks that blocks make apart from those of the source.
func flatten(r rune) rune {
	if unicode.IsSpace(r) {
		return ' '
	}
	return r
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return true
		}
	}
	return false
}

func ancestor(n *html.Node, ok func(*html.Node) bool) *html.Node {
	for n = n.Parent; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && ok(n) {
			return n
		}
	}
	return nil
}

// kind is an input's type as browsers read it.
func kind(n *html.Node) string {
	if n.DataAtom == atom.Button {
		if k := strings.ToLower(attr(n, "type")); k == "button" || k == "reset" {
			return k
		}
		return "submit"
	}
	if k := strings.ToLower(attr(n, "type")); k != "" {
		return k
	}
	return "text"
}

package scene

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tillit.care/e2e/called"
)

var typeable = map[string]bool{
	"text": true, "email": true, "password": true, "search": true, "tel": true, "url": true,
	"number": true, "date": true, "time": true, "datetime-local": true, "month": true, "week": true,
	"color": true, "range": true,
}

func isText(n *html.Node) bool {
	return n.DataAtom == atom.Textarea || n.DataAtom == atom.Input && typeable[kind(n)]
}

func isInput(n *html.Node, want string) bool { return n.DataAtom == atom.Input && kind(n) == want }

// fill types a value into the field with this label.
func (p *page) fill(label, value, near string) error {
	n, err := p.find("field", label, near, p.elements(isText), p.name)
	if err != nil {
		return err
	}
	if disabled(n) || has(n, "readonly") {
		return fmt.Errorf("the field %q cannot be changed", label)
	}
	if max := attr(n, "maxlength"); max != "" {
		var limit int
		if _, err := fmt.Sscan(max, &limit); err == nil && len(utf16.Encode([]rune(value))) > limit {
			return fmt.Errorf("the field %q takes at most %d characters", label, limit)
		}
	}
	p.typed[n] = value
	return nil
}

// attach chooses a file in the field with this label.
func (p *page) attach(label string, file chosen, near string) error {
	isFile := func(n *html.Node) bool { return isInput(n, "file") }
	n, err := p.find("file", label, near, p.elements(isFile), p.name)
	if err == nil {
		p.files[n] = file
	}
	return err
}

func (p *page) value(n *html.Node) string {
	if v, ok := p.typed[n]; ok {
		return v
	}
	switch n.DataAtom {
	case atom.Textarea:
		return inner(n)
	case atom.Option:
		if !has(n, "value") {
			return called.Plain(inner(n))
		}
	case atom.Input:
		if k := kind(n); (k == "checkbox" || k == "radio") && !has(n, "value") {
			return "on"
		}
	}
	return attr(n, "value")
}

func (p *page) isMarked(n *html.Node) bool {
	if v, ok := p.marked[n]; ok {
		return v
	}
	if n.DataAtom == atom.Option {
		return has(n, "selected")
	}
	return has(n, "checked")
}

// choice is one thing to choose from: the radio buttons under a legend, or a select.
type choice struct {
	name    string
	options []*html.Node
	list    *html.Node // the select, if it is one
}

func (p *page) choices() []*choice {
	var all []*choice
	groups := map[*html.Node]*choice{}
	for _, n := range p.elements(func(n *html.Node) bool { return isInput(n, "radio") || n.DataAtom == atom.Select }) {
		if n.DataAtom == atom.Select {
			all = append(all, &choice{p.name(n), options(n), n})
			continue
		}
		legend, group := p.legend(n)
		if legend == "" {
			continue // nobody would know what they choose
		}
		if groups[group] == nil {
			groups[group] = &choice{name: legend}
			all = append(all, groups[group])
		}
		groups[group].options = append(groups[group].options, n)
	}
	return all
}

func options(list *html.Node) []*html.Node {
	var all []*html.Node
	for n := range list.Descendants() {
		if n.DataAtom == atom.Option {
			all = append(all, n)
		}
	}
	return all
}

func (p *page) choiceOf(legend, near string) (*choice, error) {
	kept := p.choices()
	if near != "" {
		kept = closest(kept, near)
	}
	var names []string
	for _, c := range kept {
		names = append(names, c.name)
	}
	legend, err := called.Item(legend, names)
	if err != nil {
		return nil, err
	}
	return called.One("choice", legend, kept, func(c *choice) string { return c.name })
}

// closest are the choices in the smallest parts of the page that say near.
func closest(all []*choice, near string) []*choice {
	var options []*html.Node
	for _, c := range all {
		options = append(options, c.options...)
	}
	inner := innermost(options, func(n *html.Node) *html.Node { return partSaying(n, near) })
	var kept []*choice
	for _, c := range all {
		if len(c.options) > 0 && inner[partSaying(c.options[0], near)] {
			kept = append(kept, c)
		}
	}
	return kept
}

// choose marks one option: a radio button by its label or an option of a select.
func (p *page) choose(legend, option, near string) error {
	c, err := p.choiceOf(legend, near)
	if err != nil {
		return err
	}
	n, err := called.One("option", option, c.options, p.name)
	if err != nil {
		return err
	}
	if disabled(n) || c.list != nil && disabled(c.list) {
		return fmt.Errorf("the option %q cannot be chosen", option)
	}
	if c.list != nil && has(c.list, "multiple") {
		p.marked[n] = true
		return nil
	}
	for _, o := range p.rivals(n, c) {
		p.marked[o] = o == n
	}
	return nil
}

// rivals are the options that cannot be chosen together with n.
func (p *page) rivals(n *html.Node, c *choice) []*html.Node {
	if c.list != nil || attr(n, "name") == "" {
		return c.options
	}
	form := p.formOf(n)
	var all []*html.Node
	for o := range p.doc.Descendants() {
		if isInput(o, "radio") && attr(o, "name") == attr(n, "name") && p.formOf(o) == form {
			all = append(all, o)
		}
	}
	return all
}

// tick sets a checkbox: by its label, or by its legend and its label.
func (p *page) tick(legend, label string, on bool, near string) error {
	boxes := p.elements(func(n *html.Node) bool {
		if !isInput(n, "checkbox") {
			return false
		}
		in, _ := p.legend(n)
		return legend == "" || strings.Contains(in, called.Plain(legend))
	})
	n, err := p.find("checkbox", label, near, boxes, p.name)
	if err != nil {
		return err
	}
	if disabled(n) {
		return fmt.Errorf("the checkbox %q cannot be changed", label)
	}
	p.marked[n] = on
	return nil
}

// shown is what a labelled field holds now, in the words on the page.
func (p *page) shown(label, near string) (string, error) {
	fields := p.elements(func(n *html.Node) bool { return isText(n) || isInput(n, "checkbox") })
	n, err := p.find("field", label, near, fields, p.name)
	if err == nil {
		if isText(n) {
			return p.value(n), nil
		}
		if p.isMarked(n) {
			return "ticked", nil
		}
		return "not ticked", nil
	}
	c, err2 := p.choiceOf(label, near)
	if err2 != nil {
		return "", fmt.Errorf("%w; %w", err, err2)
	}
	var chosen []string
	for _, o := range c.options {
		if p.isMarked(o) {
			chosen = append(chosen, p.name(o))
		}
	}
	if len(chosen) == 0 && c.list != nil && len(c.options) > 0 && !has(c.list, "multiple") {
		chosen = append(chosen, p.name(c.options[0]))
	}
	return strings.Join(chosen, ", "), nil
}

// disabled knows that a disabled fieldset disables all but what is in its legend.
func disabled(n *html.Node) bool {
	if has(n, "disabled") {
		return true
	}
	return ancestor(n, func(a *html.Node) bool {
		if a.DataAtom != atom.Fieldset && a.DataAtom != atom.Optgroup || !has(a, "disabled") {
			return false
		}
		for c := range a.ChildNodes() {
			if c.DataAtom == atom.Legend {
				return !within(n, c)
			}
		}
		return true
	}) != nil
}

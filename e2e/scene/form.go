package scene

import (
	"fmt"
	"io"
	"mime/multipart"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf16"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// sending is a form as a browser would send it.
type sending struct {
	method string
	url    *url.URL
	body   string
	kind   string // of the body
}

const (
	encoded = "application/x-www-form-urlencoded"
	inParts = "multipart/form-data"
)

// entry is one field as it is sent; file is the name of the file that was chosen.
type entry struct{ name, value, file string }

func isButton(n *html.Node) bool {
	return n.DataAtom == atom.Button || isInput(n, "submit") || isInput(n, "image")
}

func (p *page) button(text, near string) (*html.Node, error) {
	n, err := p.find("button", text, near, p.elements(isButton), p.name)
	if err != nil {
		return nil, err
	}
	switch {
	case disabled(n):
		return nil, fmt.Errorf("the button %q is switched off", text)
	case kind(n) == "button":
		return nil, fmt.Errorf("the button %q does nothing without script", text)
	case p.formOf(n) == nil:
		return nil, fmt.Errorf("the button %q belongs to no form", text)
	}
	return n, nil
}

// press makes what pressing a button sends: every field of its form, hidden ones too.
// What the browser itself would object to is an error, unless sent anyway.
func (p *page) press(text, near string, anyway bool) (*sending, error) {
	b, err := p.button(text, near)
	if err != nil {
		return nil, err
	}
	form := p.formOf(b)
	if !anyway && !has(form, "novalidate") && !has(b, "formnovalidate") {
		if err := p.objection(form); err != nil {
			return nil, err
		}
	}
	override := func(key, or string) string {
		if has(b, "form"+key) {
			return attr(b, "form"+key)
		}
		if v := attr(form, key); v != "" {
			return v
		}
		return or
	}
	kind := strings.ToLower(override("enctype", encoded))
	if kind != encoded && kind != inParts {
		return nil, fmt.Errorf("this form is sent as %s, which scenes cannot do yet", kind)
	}
	to, err := p.url.Parse(override("action", p.url.String()))
	if err != nil {
		return nil, fmt.Errorf("the form's address: %w", err)
	}
	to.Fragment = ""
	s := &sending{method: strings.ToUpper(override("method", "GET")), url: to, kind: kind}
	switch all := p.entries(form, b); {
	case s.method == "GET":
		s.url.RawQuery = inOne(all)
	case s.method == "POST" && kind == inParts:
		s.body, s.kind, err = parted(all)
	case s.method == "POST":
		s.body = inOne(all)
	default:
		return nil, fmt.Errorf("the form's method is %s", s.method)
	}
	return s, err
}

func inOne(all []entry) string {
	var b strings.Builder
	for n, e := range all {
		if n > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(e.name) + "=" + url.QueryEscape(e.value))
	}
	return b.String()
}

// parted is a form with files in it, as browsers send it, and how its body is to be read.
func parted(all []entry) (body, kind string, err error) {
	var b strings.Builder
	w := multipart.NewWriter(&b)
	for _, e := range all {
		var to io.Writer
		if e.file != "" {
			to, err = w.CreateFormFile(e.name, e.file)
		} else {
			to, err = w.CreateFormField(e.name)
		}
		if err != nil {
			return "", "", err
		}
		if _, err = io.WriteString(to, e.value); err != nil {
			return "", "", err
		}
	}
	return b.String() + "\r\n--" + w.Boundary() + "--\r\n", w.FormDataContentType(), nil
}

// formOf is the form a control belongs to: the one it names, or the one around it.
func (p *page) formOf(n *html.Node) *html.Node {
	if has(n, "form") {
		return p.byID(attr(n, "form"))
	}
	return ancestor(n, func(a *html.Node) bool { return a.DataAtom == atom.Form })
}

func (p *page) controls(form *html.Node) []*html.Node {
	var all []*html.Node
	for n := range p.doc.Descendants() {
		switch n.DataAtom {
		case atom.Input, atom.Textarea, atom.Select, atom.Button:
			if p.formOf(n) == form && !disabled(n) && !inTemplate(n) {
				all = append(all, n)
			}
		}
	}
	return all
}

func inTemplate(n *html.Node) bool {
	return ancestor(n, func(a *html.Node) bool {
		return a.DataAtom == atom.Template || a.DataAtom == atom.Datalist
	}) != nil
}

// entries is the form's data in page order.
func (p *page) entries(form, pressed *html.Node) (all []entry) {
	add := func(n *html.Node, value string) {
		if attr(n, "name") != "" {
			all = append(all, entry{name: attr(n, "name"), value: crlf(value)})
		}
	}
	for _, n := range p.controls(form) {
		switch {
		case isButton(n):
			if n == pressed {
				add(n, attr(n, "value"))
			}
		case n.DataAtom == atom.Select:
			for _, o := range p.selected(n) {
				add(n, p.value(o))
			}
		case isInput(n, "radio") || isInput(n, "checkbox"):
			if p.isMarked(n) {
				add(n, p.value(n))
			}
		case isInput(n, "file"):
			if f, ok := p.files[n]; ok {
				all = append(all, entry{attr(n, "name"), f.text, f.name})
			}
		case isInput(n, "reset") || isInput(n, "button"):
		default:
			add(n, p.value(n))
		}
	}
	return all
}

func crlf(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	return strings.ReplaceAll(s, "\n", "\r\n")
}

func (p *page) selected(list *html.Node) []*html.Node {
	var on []*html.Node
	var first *html.Node
	for _, o := range options(list) {
		if disabled(o) {
			continue
		}
		if first == nil {
			first = o
		}
		if p.isMarked(o) {
			on = append(on, o)
		}
	}
	if has(list, "multiple") {
		return on
	}
	if len(on) > 0 {
		return on[len(on)-1:]
	}
	if first != nil {
		return []*html.Node{first}
	}
	return nil
}

// objection is what a browser says instead of sending the form.
func (p *page) objection(form *html.Node) error {
	all := p.controls(form)
	for _, n := range all {
		if n.DataAtom == atom.Button || isInput(n, "hidden") || has(n, "readonly") {
			continue
		}
		if has(n, "required") && p.empty(n, all) {
			name := p.name(n)
			if legend, _ := p.legend(n); legend != "" && isInput(n, "radio") {
				name = legend
			}
			return fmt.Errorf("the browser will not send the form: %q must be filled in "+
				"('anyway press …' sends it all the same)", name)
		}
		if err := p.illFormed(n); err != nil {
			return err
		}
	}
	return nil
}

func (p *page) empty(n *html.Node, all []*html.Node) bool {
	switch {
	case isInput(n, "checkbox"):
		return !p.isMarked(n)
	case isInput(n, "radio"):
		for _, o := range all {
			if isInput(o, "radio") && attr(o, "name") == attr(n, "name") && p.isMarked(o) {
				return false
			}
		}
		return true
	case n.DataAtom == atom.Select:
		for _, o := range p.selected(n) {
			if p.value(o) != "" {
				return false
			}
		}
		return true
	}
	return p.value(n) == ""
}

func (p *page) illFormed(n *html.Node) error {
	value := p.value(n)
	if value == "" || !isText(n) {
		return nil
	}
	wrong := func(why string) error {
		return fmt.Errorf("the browser will not send the form: %q %s ('anyway press …' sends it all the same)", p.name(n), why)
	}
	if isInput(n, "email") && !emailShape.MatchString(value) {
		return wrong("wants an e-mail address")
	}
	if isInput(n, "number") && !numberShape.MatchString(value) {
		return wrong("wants a number")
	}
	if _, typed := p.typed[n]; typed && has(n, "minlength") {
		var limit int
		if _, err := fmt.Sscan(attr(n, "minlength"), &limit); err == nil && len(utf16.Encode([]rune(value))) < limit {
			return wrong(fmt.Sprintf("wants at least %d characters", limit))
		}
	}
	if pattern := attr(n, "pattern"); pattern != "" && n.DataAtom == atom.Input {
		if re, err := regexp.Compile("^(?:" + pattern + ")$"); err == nil && !re.MatchString(value) {
			return wrong("does not fit its pattern")
		}
	}
	return nil
}

var (
	emailShape  = regexp.MustCompile(`^[^\s@]+@[^\s@]+$`)
	numberShape = regexp.MustCompile(`^-?\d+(\.\d+)?$`)
)

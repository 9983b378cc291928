package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tillit.care/e2e/called"
)

// Everything is found as assistive technology finds it: in Chromium's own
// accessibility tree, by role and name.

type roles map[string]bool

var (
	pressable = roles{"button": true, "link": true, "tab": true, "menuitem": true, "DisclosureTriangle": true,
		"checkbox": true, "radio": true, "switch": true, "option": true}
	fillable = roles{"textbox": true, "searchbox": true, "spinbutton": true, "combobox": true, "Date": true,
		"DateTime": true, "InputTime": true, "slider": true, "ColorWell": true}
	groups  = roles{"group": true, "radiogroup": true}
	lists   = roles{"combobox": true, "listbox": true}
	radios  = roles{"radio": true}
	tickets = roles{"checkbox": true, "switch": true}
)

type tree struct {
	nodes  []*accessibility.Node
	parent map[accessibility.NodeID]accessibility.NodeID
}

func readTree(ctx context.Context) (*tree, error) {
	res, err := chromedp.Call(ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		return nil, err
	}
	tr := &tree{nodes: res.Nodes, parent: map[accessibility.NodeID]accessibility.NodeID{}}
	for _, n := range res.Nodes {
		tr.parent[n.NodeID] = n.ParentID
	}
	return tr, nil
}

func word(v *accessibility.Value) string {
	var s string
	if v != nil {
		_ = json.Unmarshal([]byte(v.Value), &s) // what is no text has no name
	}
	return s
}

func nameOf(n *accessibility.Node) string { return word(n.Name) }

func (tr *tree) all(r roles, within *accessibility.Node) []*accessibility.Node {
	var found []*accessibility.Node
	for _, n := range tr.nodes {
		if !n.Ignored && r[word(n.Role)] && n.BackendDOMNodeID != 0 && (within == nil || tr.inside(n, within)) {
			found = append(found, n)
		}
	}
	return found
}

func (tr *tree) inside(n, outer *accessibility.Node) bool {
	for id := n.NodeID; id != ""; id = tr.parent[id] {
		if id == outer.NodeID {
			return true
		}
	}
	return false
}

// finder picks one node of the tree.
type finder func(*tree) (*accessibility.Node, error)

func byName(what, name string, r roles) finder {
	return func(tr *tree) (*accessibility.Node, error) { return called.One(what, name, tr.all(r, nil), nameOf) }
}

// with waits until the thing is there and does something to it.
func (p *Person) with(find finder, act func(context.Context, runtime.RemoteObjectID) error) {
	p.t.Helper()
	p.settle()
	var last error
	if !p.until(func(ctx context.Context) bool {
		var obj runtime.RemoteObjectID
		if obj, last = p.resolve(ctx, find); last == nil {
			last = act(ctx, obj)
		}
		return last == nil
	}) {
		p.fail("%v", last)
	}
}

func (p *Person) resolve(ctx context.Context, find finder) (runtime.RemoteObjectID, error) {
	tr, err := readTree(ctx)
	if err != nil {
		return "", err
	}
	n, err := find(tr)
	if err != nil {
		return "", err
	}
	res, err := chromedp.Call(ctx, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: n.BackendDOMNodeID})
	if err != nil {
		return "", err
	}
	return res.Object.ObjectID, nil
}

// call runs a function with the element as this.
func call[T any](ctx context.Context, obj runtime.RemoteObjectID, js string, args ...any) (T, error) {
	var v T
	params := runtime.CallFunctionOnParams{FunctionDeclaration: js, ObjectID: obj, ReturnByValue: yes()}
	for _, a := range args {
		raw, err := json.Marshal(a)
		if err != nil {
			return v, err
		}
		params.Arguments = append(params.Arguments, &runtime.CallArgument{Value: raw})
	}
	res, err := chromedp.Call(ctx, runtime.CallFunctionOn, params)
	if err != nil {
		return v, err
	}
	if res.ExceptionDetails != nil {
		return v, fmt.Errorf("%s %s", res.ExceptionDetails.Text, res.ExceptionDetails.Exception.Description)
	}
	if len(res.Result.Value) == 0 {
		return v, nil
	}
	return v, json.Unmarshal([]byte(res.Result.Value), &v)
}

func yes() *bool { t := true; return &t }

type spot struct {
	X, Y    float64
	Blocked string
}

// where is the middle of an element on the screen, and what lies over it, if anything.
// A hidden radio button stands behind its label.
const where = `function() {
	if (this.disabled) return {Blocked: "it is switched off"};
	const seen = e => { const r = e.getBoundingClientRect(); return r.width > 3 && r.height > 3 };
	let e = this;
	if (/^(radio|checkbox)$/.test(this.type) && this.labels && this.labels.length) e = this.labels[0];
	if (!seen(e)) return {Blocked: "it has no size"};
	e.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
	const r = e.getClientRects()[0], x = r.left + r.width / 2, y = r.top + r.height / 2;
	const hit = document.elementFromPoint(x, y);
	if (!hit || !(e.contains(hit) || hit.contains(e) || hit === this || hit.shadowRoot))
		return {Blocked: "it is covered by <" + (hit ? hit.tagName.toLowerCase() + " class=" + hit.className : "nothing") + ">"};
	return {X: x, Y: y};
}`

func (p *Person) tap(ctx context.Context, obj runtime.RemoteObjectID) error {
	s, err := call[spot](ctx, obj, where)
	if err != nil {
		return err
	}
	if s.Blocked != "" {
		return fmt.Errorf("cannot be clicked: %s", s.Blocked)
	}
	return chromedp.Do(ctx, chromedp.MouseClickXY(s.X, s.Y))
}

// settle waits while a page is on its way.
func (p *Person) settle() { p.until(func(context.Context) bool { return !p.loading.Load() }) }

// Press clicks the button, link, tab or the like with this name, and waits for nothing.
// Whoever does not see it looks into the menu.
func (p *Person) Press(name string) {
	p.t.Helper()
	find := byName("button or link", name, pressable)
	p.with(func(tr *tree) (*accessibility.Node, error) {
		n, err := find(tr)
		if err != nil {
			p.openMenu()
		}
		return n, err
	}, p.tap)
}

const menu = `(() => { const m = document.querySelector(".menu:not([open]) > summary"); if (m && m.offsetWidth) m.click() })()`

// openMenu opens the menu of a small screen, where there is one and it is closed.
func (p *Person) openMenu() {
	_ = chromedp.Do(p.ctx, chromedp.Evaluate[chromedp.Void](menu)) // a page on its way has none: the next look tells
}

// SignedIn waits for a page that somebody who has signed in sees.
func (p *Person) SignedIn() {
	p.t.Helper()
	if !p.until(func(ctx context.Context) bool {
		in, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`!!document.querySelector('form[action="/sign-out"]')`))
		return err == nil && in
	}) {
		p.fail("has not signed in")
	}
}

// Click is Press, and waits for the page that it may lead to.
func (p *Person) Click(name string) {
	p.t.Helper()
	p.Press(name)
	time.Sleep(settling)
	p.settle()
}

// A click that leads to another page says so within this time.
const settling = 60 * time.Millisecond

// Fill types into the field with this label, instead of what was there.
func (p *Person) Fill(label, value string) {
	p.t.Helper()
	p.with(byName("field", label, fillable), func(ctx context.Context, obj runtime.RemoteObjectID) error {
		typing, err := call[bool](ctx, obj, readyToType, value)
		if err != nil || !typing {
			return err
		}
		if value == "" {
			return chromedp.Do(ctx, chromedp.KeyEvent(kb.Delete))
		}
		_, err = chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: value})
		return err
	})
}

// readyToType selects what is in the field; pickers, which nobody types into, are set.
const readyToType = `function(value) {
	if (this.disabled || this.readOnly) throw new Error("the field cannot be changed");
	this.scrollIntoView({block: "center", behavior: "instant"});
	this.focus();
	if (/^(date|time|datetime-local|month|week|color|range)$/.test(this.type)) {
		this.value = value;
		this.dispatchEvent(new Event("input", {bubbles: true}));
		this.dispatchEvent(new Event("change", {bubbles: true}));
		return false;
	}
	if (this.select) this.select(); else document.getSelection().selectAllChildren(this);
	return true;
}`

// Choose marks a radio button under its legend (or question number), or an option of a
// list.
func (p *Person) Choose(legend, option string) {
	p.t.Helper()
	p.with(func(tr *tree) (*accessibility.Node, error) {
		g, err := tr.choice(legend)
		if err != nil || lists[word(g.Role)] {
			return g, err
		}
		return called.One("option", option, tr.all(radios, g), nameOf)
	}, func(ctx context.Context, obj runtime.RemoteObjectID) error {
		isList, err := call[bool](ctx, obj, `function() { return this.tagName === "SELECT" }`)
		if err != nil {
			return err
		}
		if isList {
			_, err = call[any](ctx, obj, selectOption, option)
			return err
		}
		return p.mark(ctx, obj, true)
	})
}

// mark taps until it is marked, or not: what moves on the page while it is tapped is missed.
func (p *Person) mark(ctx context.Context, obj runtime.RemoteObjectID, on bool) error {
	const marked = `function() { return this.checked }`
	if is, err := call[bool](ctx, obj, marked); err != nil || is == on {
		return err
	}
	if err := p.tap(ctx, obj); err != nil {
		return err
	}
	is, err := call[bool](ctx, obj, marked)
	if err == nil && is != on {
		err = fmt.Errorf("was tapped, and stays as it was")
	}
	return err
}

func (tr *tree) choice(legend string) (*accessibility.Node, error) {
	var all []*accessibility.Node
	var names []string
	for _, g := range tr.nodes {
		if g.Ignored || !(lists[word(g.Role)] || groups[word(g.Role)] && len(tr.all(radios, g)) > 0) {
			continue
		}
		all = append(all, g)
		names = append(names, nameOf(g))
	}
	legend, err := called.Item(legend, names)
	if err != nil {
		return nil, err
	}
	return called.One("choice", legend, all, nameOf)
}

const selectOption = `function(want) {
	const plain = s => s.replace(/\s+/g, " ").trim();
	const all = [...this.options], exact = all.filter(o => plain(o.label) === plain(want));
	const found = exact.length ? exact : all.filter(o => plain(o.label).toLowerCase().includes(plain(want).toLowerCase()));
	if (found.length !== 1) throw new Error(found.length + " options are called " + want + ": " + all.map(o => o.label).join(", "));
	this.focus();
	found[0].selected = true;
	this.dispatchEvent(new Event("input", {bubbles: true}));
	this.dispatchEvent(new Event("change", {bubbles: true}));
}`

// Tick sets a checkbox, Untick clears it.
func (p *Person) Tick(label string)   { p.t.Helper(); p.tick(label, true) }
func (p *Person) Untick(label string) { p.t.Helper(); p.tick(label, false) }

func (p *Person) tick(label string, on bool) {
	p.t.Helper()
	p.with(byName("checkbox", label, tickets), func(ctx context.Context, obj runtime.RemoteObjectID) error {
		return p.mark(ctx, obj, on)
	})
}

// Field is what the field with this label holds.
func (p *Person) Field(label string) (value string) {
	p.t.Helper()
	p.with(byName("field", label, fillable), func(ctx context.Context, obj runtime.RemoteObjectID) (err error) {
		value, err = call[string](ctx, obj, `function() { return this.selectedOptions ? this.selectedOptions[0].label : this.value ?? this.innerText }`)
		return err
	})
	return value
}

// Chosen is the option that is marked under a legend or question number, or "".
func (p *Person) Chosen(legend string) (option string) {
	p.t.Helper()
	p.with(func(tr *tree) (*accessibility.Node, error) { return tr.choice(legend) },
		func(ctx context.Context, obj runtime.RemoteObjectID) (err error) {
			option, err = call[string](ctx, obj, `function() {
				const on = this.querySelector("input:checked");
				return on ? on.labels[0].innerText.trim() : this.selectedOptions ? this.selectedOptions[0].label : "";
			}`)
			return err
		})
	return option
}

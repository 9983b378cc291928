package browser

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tillit.care/e2e/called"
)

// TabTo moves the keyboard forward until it is on something of this role and name, as
// somebody without a mouse gets there.
func (p *Person) TabTo(role, name string) {
	p.t.Helper()
	seen := map[string]bool{}
	if !p.until(func(ctx context.Context) bool {
		if p.loading.Load() || chromedp.Do(ctx, chromedp.KeyEvent(kb.Tab)) != nil {
			return false // the page goes away under the hands
		}
		r, n, err := focused(ctx)
		seen[r+" "+n] = true
		return err == nil && r == role && called.Fits(n, name)
	}) {
		p.fail("the keyboard does not get to %s %q, only to %q", role, name, slices.Sorted(maps.Keys(seen)))
	}
}

// Keys that write nothing.
const (
	Tab   = kb.Tab
	Enter = kb.Enter
	Down  = kb.ArrowDown
)

// Key presses keys, for example Tab.
func (p *Person) Key(keys string) { p.t.Helper(); p.must("key", chromedp.KeyEvent(keys)) }

// Enter presses it, and waits for the page that it may lead to.
func (p *Person) Enter() {
	p.t.Helper()
	p.Key(kb.Enter)
	time.Sleep(settling)
	p.settle()
}

// KeyUntil presses keys again and again until a script in the page comes out true: several in
// quick succession are not always quick on a busy machine.
func (p *Person) KeyUntil(keys, script string) {
	p.t.Helper()
	if !p.until(func(ctx context.Context) bool {
		_ = chromedp.Do(ctx, chromedp.KeyEvent(keys)) // a page that goes away hears nothing
		is, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script))
		return err == nil && is
	}) {
		p.fail("whatever is pressed, never true: %s", script)
	}
}

// Pick types the beginning of an option of the list that the keyboard is on. A list forgets
// letters that come too slowly, and then one begins again.
func (p *Person) Pick(option string) {
	p.t.Helper()
	const forgets = 1500 * time.Millisecond
	var on string
	if !p.until(func(ctx context.Context) bool {
		err := chromedp.Do(ctx, chromedp.KeyEvent(option))
		if err == nil {
			on, err = chromedp.Run(ctx, chromedp.Evaluate[string](`document.activeElement.selectedOptions?.[0]?.label ?? ""`))
		}
		if err == nil && called.Fits(on, option) {
			return true
		}
		time.Sleep(forgets)
		return false
	}) {
		p.fail("typing %q leads to %q", option, on)
	}
}

// Focused is the role and name of what the keyboard is on.
func (p *Person) Focused() (role, name string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	role, name, err := focused(ctx)
	if err != nil {
		p.fail("focus: %v", err)
	}
	return role, name
}

func focused(ctx context.Context) (role, name string, err error) {
	tr, err := readTree(ctx)
	if err != nil {
		return "", "", err
	}
	for _, n := range tr.nodes {
		for _, prop := range n.Properties {
			if prop.Name == accessibility.PropertyNameFocused && string(prop.Value.Value) == "true" && word(n.Role) != "RootWebArea" {
				return word(n.Role), nameOf(n), nil
			}
		}
	}
	return "", "", nil
}

package browser

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Sharp asks pages for high contrast; Forced for the few colours that a system allows.
func (p *Person) Sharp(on bool)  { p.t.Helper(); p.prefer("prefers-contrast", "more", on) }
func (p *Person) Forced(on bool) { p.t.Helper(); p.prefer("forced-colors", "active", on) }

// Paper shows the page as it would be printed on A4; the picture is one long sheet.
func (p *Person) Paper(on bool) {
	p.t.Helper()
	media, event := "", "afterprint"
	if on {
		media, event = "print", "beforeprint"
		p.Hold(Device{Width: 794, Height: 1123, Scale: 1})
	}
	p.Eval(`dispatchEvent(new Event("` + event + `"))`)
	p.must("paper", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media})
		return err
	}))
}

// Spaced gives words the room that somebody who reads with difficulty may ask for
// (WCAG 1.4.12): what is cut off or overlaps then is a fault.
func (p *Person) Spaced(t testing.TB) {
	t.Helper()
	cut := p.Eval(`(() => {
		for (const e of document.querySelectorAll("body *")) {
			if (e.closest("svg")) continue;
			e.style.lineHeight = "1.5"; e.style.letterSpacing = "0.12em"; e.style.wordSpacing = "0.16em";
			if (e.tagName === "P") e.style.marginBottom = "2em";
		}
		const cut = [...document.querySelectorAll("body *")].filter(e => {
			const s = getComputedStyle(e);
			return e.clientWidth > 1 && e.textContent.trim() && !/^(TEXTAREA|SELECT)$/.test(e.tagName) && !e.closest(".table, .ways ul")
				&& (s.overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1 || s.overflowY === "hidden" && e.scrollHeight > e.clientHeight + 1);
		});
		return cut.map(e => e.outerHTML.slice(0, 120)).join("\n");
	})()`)
	if cut != "" {
		t.Errorf("%s: cut off when words have more room:\n%v", p.name, cut)
	}
	p.Fits()
}

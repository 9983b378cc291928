package browser

import (
	"context"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Notices has the device say yes when a page asks whether it may show notices.
func (p *Person) Notices() {
	p.t.Helper()
	p.must("notices", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		mine, err := cdp.Call(ctx, t, target.GetTargetInfo, target.GetTargetInfoParams{})
		if err != nil {
			return err
		}
		_, err = cdp.Call(ctx, t, browser.SetPermission, browser.SetPermissionParams{
			Permission: &browser.PermissionDescriptor{Name: "notifications"}, Setting: browser.PermissionSettingGranted,
			Origin: p.b.origin, BrowserContextID: mine.TargetInfo.BrowserContextID,
		})
		return err
	}))
}

// Away puts this window aside, or takes it up again: its page goes on, and nobody sees it.
func (p *Person) Away(away bool) {
	p.t.Helper()
	state, seen := browser.WindowStateNormal, "visible"
	if away {
		state, seen = browser.WindowStateMinimized, "hidden"
	}
	p.must("away", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		mine, err := cdp.Call(ctx, t, browser.GetWindowForTarget, browser.GetWindowForTargetParams{})
		if err != nil {
			return err
		}
		_, err = cdp.Call(ctx, t, browser.SetWindowBounds, browser.SetWindowBoundsParams{
			WindowID: mine.WindowID, Bounds: &browser.Bounds{WindowState: state},
		})
		return err
	}))
	p.Becomes(`document.visibilityState`, seen)
}

// Wake gives the device a signal, as whoever carries them would.
func (p *Person) Wake(text string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	found := make(chan serviceworker.RegistrationID, 8)
	if err := chromedp.Listen(ctx, func(ev any) {
		if all, ok := ev.(*serviceworker.EventWorkerRegistrationUpdated); ok {
			for _, r := range all.Registrations {
				if r.ScopeURL == p.b.origin+"/" && !r.IsDeleted {
					select {
					case found <- r.RegistrationID:
					default:
					}
				}
			}
		}
	}); err != nil {
		p.fail("wake: %v", err)
	}
	p.must("wake", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, again := range []cdp.Command[cdp.Empty, cdp.Empty]{serviceworker.Disable, serviceworker.Enable} { // workers are told of once
			if _, err := cdp.Call(ctx, t, again, cdp.Empty{}); err != nil {
				return err
			}
		}
		select {
		case id := <-found:
			_, err := cdp.Call(ctx, t, serviceworker.DeliverPushMessage, serviceworker.DeliverPushMessageParams{Origin: p.b.origin, RegistrationID: id, Data: text})
			return err
		case <-time.After(Patience / 2):
			return context.DeadlineExceeded
		}
	}))
}

package browser

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Installable is the site's manifest as Chromium read it, and why it would not put it on a
// home screen, if it would not.
func (p *Person) Installable() (manifest string, why []string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	read, err := chromedp.Call(ctx, page.GetAppManifest, page.GetAppManifestParams{})
	if err != nil {
		p.fail("the manifest: %v", err)
	}
	for _, e := range read.Errors {
		why = append(why, e.Message)
	}
	found, err := chromedp.Call(ctx, page.GetInstallabilityErrors, cdp.Empty{})
	if err != nil {
		p.fail("whether it can be installed: %v", err)
	}
	for _, e := range found.InstallabilityErrors {
		if e.ErrorID != "in-incognito" { // every person here is
			why = append(why, e.ErrorID)
		}
	}
	return read.Data, why
}

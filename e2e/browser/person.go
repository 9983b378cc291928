package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"tillit.care/e2e/called"
)

// Person is somebody with a device of their own: no cookie and no passkey is shared
// with anybody else in the same browser.
type Person struct {
	t testing.TB
	*tab
}

// tab is the window a person looks at; what it hears is guarded by the browser's lock.
type tab struct {
	b       *Browser
	name    string
	ctx     context.Context
	device  Device
	media   map[string]string
	loading atomic.Bool
	line    *line
	main    cdp.FrameID
	docs    map[string]bool
}

// Device is what somebody holds in their hands.
type Device struct {
	Width, Height int64
	Scale         float64
	Touch         bool
}

var (
	Phone   = Device{360, 740, 2, true}
	Desktop = Device{1280, 800, 1, false}
)

// Person sits down with a device, signed out.
func (b *Browser) Person(name string, d Device) *Person {
	b.t.Helper()
	l := b.newLine()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext(func(c *target.CreateBrowserContextParams) {
		c.ProxyServer, c.ProxyBypassList = l.URL, "<-loopback>" // this machine's own address too
	}))
	b.t.Cleanup(cancel)
	return b.seat(ctx, name, d, l)
}

// Owner sits down with the browser's own profile, for what a borrowed one cannot do: being
// woken. There is one, and no line to take away.
func (b *Browser) Owner(name string, d Device) *Person {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	return b.seat(ctx, name, d, b.newLine())
}

// Tab is a second window of the same person: same cookies, another page.
func (p *Person) Tab(name string) *Person {
	p.t.Helper()
	ctx, cancel := chromedp.NewContext(p.ctx)
	p.b.t.Cleanup(cancel)
	return p.b.seat(ctx, name, p.device, p.line)
}

// Close is a tab that is gone without a word, as when a phone needs the room.
func (p *Person) Close() {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	if err := chromedp.Cancel(ctx); err != nil {
		p.t.Fatalf("%s: close: %v", p.name, err)
	}
}

func (b *Browser) seat(ctx context.Context, name string, d Device, l *line) *Person {
	b.t.Helper()
	p := &Person{b.t, &tab{b: b, name: name, ctx: ctx, device: d, line: l, media: map[string]string{}, docs: map[string]bool{}}}
	if err := p.watch(); err != nil {
		b.t.Fatalf("%s: %v", name, err)
	}
	p.Hold(d)
	return p
}

// Hold has the person go on with the same page on another device.
func (p *Person) Hold(d Device) {
	p.t.Helper()
	opts := []chromedp.EmulateViewportOption{chromedp.EmulateScale(d.Scale)}
	if d.Touch {
		opts = append(opts, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait)
	}
	p.must("hold the device", chromedp.EmulateViewport(d.Width, d.Height, opts...))
	p.device = d
}

// In has the person act for a subtest.
func (p *Person) In(t testing.TB) *Person { return &Person{t, p.tab} }

func (p *Person) must(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.fail("%s: %v", what, err)
	}
}

// fail ends the test with what the person has in front of them.
func (p *Person) fail(format string, args ...any) {
	p.t.Helper()
	said := fmt.Sprintf(format, args...)
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	at, _ := chromedp.Run(ctx, chromedp.Location())
	text, _ := p.text(ctx)
	shot := filepath.Join(p.t.ArtifactDir(), p.name+".png")
	if png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100)); err == nil {
		_ = os.WriteFile(shot, png, 0o600)
	}
	if len(text) > 2000 {
		text = text[:2000] + "…"
	}
	p.t.Fatalf("%s: %s\n  at %s, with offences %q, a picture in %s (go test -artifacts keeps it), seeing:\n    %s",
		p.name, said, at, p.b.Offences(), shot, strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    "))
}

// Go opens a path of the site, or an address in full.
func (p *Person) Go(path string) {
	p.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = p.b.origin + path
	}
	p.must("go "+path, chromedp.Navigate(path))
	p.settle()
}

// Reload asks for the page again; Back is the page before, which the browser may have
// kept as it was left.
func (p *Person) Reload() { p.t.Helper(); p.must("reload", chromedp.Reload()); p.settle() }

func (p *Person) Back() {
	p.t.Helper()
	const here = `String(navigation.currentEntry?.key)`
	left := p.Eval(here)
	p.must("back", chromedp.Evaluate[chromedp.Void]("history.back()"))
	p.Until(here + " !== " + strconv.Quote(left.(string)))
	p.settle()
}

// At fails unless the page comes to be at this path or below it.
func (p *Person) At(path string) {
	p.t.Helper()
	var at string
	if !p.until(func(ctx context.Context) bool {
		at, _ = chromedp.Run(ctx, chromedp.Location())
		u, err := url.Parse(at)
		if err != nil || u.Scheme+"://"+u.Host != p.b.origin {
			return false
		}
		return u.Path == path || path != "/" && strings.HasPrefix(u.Path, strings.TrimSuffix(path, "/")+"/")
	}) {
		p.fail("not at %s but at %s", path, at)
	}
}

// until tries every few milliseconds, as long as Patience lasts.
func (p *Person) until(ok func(context.Context) bool) bool {
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	for ctx.Err() == nil {
		if ok(ctx) {
			return true
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
	return false
}

// text is what is rendered: what is hidden by style is not in it.
func (p *Person) text(ctx context.Context) (string, error) {
	return chromedp.Run(ctx, chromedp.Evaluate[string](`document.body ? document.body.innerText : ""`))
}

// See waits until the page says the text, and returns how long that took.
func (p *Person) See(text string) time.Duration {
	p.t.Helper()
	begun := time.Now()
	if !p.until(func(ctx context.Context) bool {
		all, err := p.text(ctx)
		return err == nil && called.Fits(all, text)
	}) {
		p.fail("does not see %q", text)
	}
	return time.Since(begun)
}

// NotSee waits until the page does not say the text.
func (p *Person) NotSee(text string) {
	p.t.Helper()
	if !p.until(func(ctx context.Context) bool {
		all, err := p.text(ctx)
		return err == nil && all != "" && !called.Fits(all, text)
	}) {
		p.fail("sees %q", text)
	}
}

// Text is what the page says now.
func (p *Person) Text() string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	all, err := p.text(ctx)
	if err != nil {
		p.fail("reading the page: %v", err)
	}
	return all
}

// After takes the rest of the line behind some words, or the next line.
func (p *Person) After(words string) string {
	p.t.Helper()
	var found string
	re := regexp.MustCompile(regexp.QuoteMeta(words) + `[ \t]*\n*[ \t]*([^\n]+)`)
	if !p.until(func(ctx context.Context) bool {
		all, err := p.text(ctx)
		if m := re.FindStringSubmatch(all); err == nil && m != nil {
			found = strings.TrimSpace(m[1])
		}
		return found != ""
	}) {
		p.fail("nothing follows %q", words)
	}
	return found
}

// Eval runs script in the page and returns its result as JSON would be read.
func (p *Person) Eval(script string) any {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	raw, err := chromedp.Run(ctx, chromedp.Evaluate[[]byte](script, chromedp.EvalAwaitPromise))
	var v any
	if err == nil && len(raw) > 0 {
		err = json.Unmarshal(raw, &v)
	}
	if err != nil {
		p.fail("script: %v", err)
	}
	return v
}

// Until waits until a script in the page comes out true.
func (p *Person) Until(script string) {
	p.t.Helper()
	if !p.until(func(ctx context.Context) bool {
		is, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script, chromedp.EvalAwaitPromise))
		return err == nil && is
	}) {
		p.fail("never true: %s", script)
	}
}

// Becomes waits until a script in the page comes out as this, and otherwise says what it was.
func (p *Person) Becomes(script, want string) {
	p.t.Helper()
	var is string
	var last error
	if !p.until(func(ctx context.Context) bool {
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
		if last = err; err == nil {
			is = got
		}
		return err == nil && got == want
	}) {
		p.fail("never %q but %q (%v): %s", want, is, last, script)
	}
}

// Screenshot keeps a picture of the whole page.
func (p *Person) Screenshot(file string) { p.t.Helper(); p.Picture(file, true) }

// Picture keeps what is on the screen, or the whole page.
func (p *Person) Picture(file string, whole bool) {
	p.t.Helper()
	p.settle()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	time.Sleep(settling)
	look := chromedp.CaptureScreenshot()
	if whole {
		look = chromedp.FullScreenshot(100)
	}
	png, err := chromedp.Run(ctx, look)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(file), 0o755)
	}
	if err == nil {
		err = os.WriteFile(file, png, 0o644)
	}
	if err != nil {
		p.fail("screenshot: %v", err)
	}
}

// Offline takes the line away from this device, or gives it back; this tab is told.
func (p *Person) Offline(off bool) {
	p.t.Helper()
	p.line.set(off)
	p.must("offline", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{Offline: off, DownloadThroughput: -1, UploadThroughput: -1}},
		})
		if err == nil {
			_, err = cdp.Call(ctx, t, network.OverrideNetworkState, network.OverrideNetworkStateParams{
				Offline: off, DownloadThroughput: -1, UploadThroughput: -1,
			})
		}
		return err
	}))
}

// Hang has the line take everything and answer nothing, or lets it go on.
func (p *Person) Hang(on bool) { p.line.hangs.Store(on); p.line.wasDown.Store(true) }

// Passkeys gives the device a fingerprint reader that always says yes.
func (p *Person) Passkeys() {
	p.t.Helper()
	p.must("passkeys", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{
			Options: &webauthn.VirtualAuthenticatorOptions{
				Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
				HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
			},
		})
		return err
	}))
}

// Dark asks pages for their dark colours, Still for no movement.
func (p *Person) Dark(on bool)  { p.t.Helper(); p.prefer("prefers-color-scheme", "dark", on) }
func (p *Person) Still(on bool) { p.t.Helper(); p.prefer("prefers-reduced-motion", "reduce", on) }

func (p *Person) prefer(feature, value string, on bool) {
	p.t.Helper()
	if p.media[feature] = value; !on {
		delete(p.media, feature)
	}
	var all []*emulation.MediaFeature
	for f, v := range p.media {
		all = append(all, &emulation.MediaFeature{Name: f, Value: v})
	}
	p.must(feature, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: all})
		return err
	}))
}

// Script switches JavaScript off or on for the pages to come.
func (p *Person) Script(on bool) {
	p.t.Helper()
	p.must("script", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	}))
}

// Fits fails when the page is wider than the screen.
func (p *Person) Fits() {
	p.t.Helper()
	if over, _ := p.Eval(`document.documentElement.scrollWidth - document.documentElement.clientWidth`).(float64); over > 0 {
		p.fail("the page is %g pixels wider than the screen", over)
	}
}

package browser

import (
	"context"
	"fmt"
	"net"
	"sync/atomic"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Line is how good a connection and a device are.
type Line struct {
	RoundTrip float64 // milliseconds
	Down, Up  float64 // bytes a second; -1: as fast as it goes
	CPU       float64 // how many times slower than this machine
}

// SlowPhone is an old phone on a bad line: 400 ms round trip, 400 kbit/s, 4× slower.
var SlowPhone = Line{RoundTrip: 400, Down: 50_000, Up: 50_000, CPU: 4}

// Slow gives the person such a line, by Chromium's own throttling.
func (p *Person) Slow(l Line) {
	p.t.Helper()
	p.must("slow", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{Latency: l.RoundTrip, DownloadThroughput: l.Down, UploadThroughput: l.Up}},
		})
		if err == nil {
			_, err = cdp.Call(ctx, t, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: l.CPU})
		}
		return err
	}))
}

// Forget empties the browser's cache and what pages kept on the device, but no cookie: the
// person comes for the first time on this device, and is signed in.
func (p *Person) Forget() {
	p.t.Helper()
	p.Eval(`(async () => {
		for (const r of await navigator.serviceWorker?.getRegistrations() ?? []) await r.unregister();
		for (const name of await caches.keys()) await caches.delete(name);
		return true;
	})()`)
	p.must("forget", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.ClearBrowserCache, cdp.Empty{})
		return err
	}))
}

// Painted is when the page's largest part was painted and when its script was ready, in
// milliseconds after it was asked for.
func (p *Person) Painted() (largest, ready float64) {
	p.t.Helper()
	p.settle()
	all, _ := p.Eval(`new Promise(done => new PerformanceObserver(list => {
		const all = list.getEntries();
		done([all[all.length - 1].startTime, performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd]);
	}).observe({type: "largest-contentful-paint", buffered: true}))`).([]any)
	if len(all) != 2 {
		p.fail("nothing was painted")
	}
	return all[0].(float64), all[1].(float64)
}

// Wire counts what a server sends, headers included.
type Wire struct{ sent atomic.Int64 }

// Since is how many bytes went out since the last time it was asked.
func (w *Wire) Since() int64 { return w.sent.Swap(0) }

type counted struct {
	net.Listener
	wire *Wire
}

func (l counted) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, fmt.Errorf("accept: %w", err)
	}
	return countedConn{c, l.wire}, nil
}

type countedConn struct {
	net.Conn
	wire *Wire
}

func (c countedConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.wire.sent.Add(int64(n))
	return n, err
}

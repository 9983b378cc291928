package e2e_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tillit.care/base/web"
	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
)

const (
	firstVisit = 100_000 // bytes over the wire, headers and all
	afterwards = 15_000
)

// visited is a practice and a client in it, with an eye on the wire.
type visited struct {
	cast *world.Cast
	wire *browser.Wire
	liz  *browser.Person
	all  []string // the pages a client can open
}

func visit(t testing.TB) visited {
	var w *world.World
	origin, wire := browser.ServeCounted(t, func(origin string) http.Handler {
		w = world.Live(t, origin)
		return w
	})
	v := visited{cast: w.NewCast(), wire: wire}
	for _, route := range w.House.Routes {
		its := route.Audience == web.SignedIn || route.Audience == web.Client
		if its && strings.HasPrefix(route.Pattern, "GET ") && notPages[route.Pattern] == "" && seenBy[route.Pattern] == "" {
			for _, at := range kindsOf(route.Door) {
				v.all = append(v.all, pathOf(v.cast.Liz, route.Pattern, at))
			}
		}
	}
	v.liz = browser.Open(t, origin).Person("liz", browser.Phone)
	signIn(v.liz, v.cast.Emails["client"])
	return v
}

// bytes is what one look at a page costs, with whatever it fetches besides.
func (v visited) bytes(path string) int64 {
	v.liz.Go("about:blank")
	v.wire.Since()
	v.liz.Go(path)
	v.liz.Painted()
	v.liz.Until(`navigator.serviceWorker.ready.then(r => r.active.state === "activated")`)
	all := v.wire.Since()
	for more := int64(1); more > 0; all += more { // what a page asks for after it was drawn
		time.Sleep(300 * time.Millisecond)
		more = v.wire.Since()
	}
	return all
}

// TestClientPagesAreLight: a page costs little, and much less the second time.
func TestClientPagesAreLight(t *testing.T) {
	v := visit(t)
	for _, path := range v.all {
		v.liz.Go(path)
		v.liz.Forget()
		first := v.bytes(path)
		again := v.bytes(path)
		t.Logf("%6d bytes at first, %5d afterwards: %s", first, again, path)
		if first >= firstVisit || again >= afterwards {
			t.Errorf("%s costs %d bytes at first and %d afterwards", path, first, again)
		}
	}
}

// BenchmarkASlowPhone is how long a client waits on an old phone and a bad line: until the
// largest part of a page is painted, and until its script is ready.
func BenchmarkASlowPhone(b *testing.B) {
	v := visit(b)
	v.liz.Slow(browser.SlowPhone)
	for _, path := range v.all {
		for _, first := range []bool{true, false} {
			b.Run(strings.TrimPrefix(path, "/")+map[bool]string{true: ",first", false: ",again"}[first], func(b *testing.B) {
				var largest, ready float64
				for range b.N {
					if first {
						v.liz.Forget()
					}
					v.liz.Go(path)
					l, r := v.liz.Painted()
					largest, ready = max(largest, l), max(ready, r)
				}
				b.ReportMetric(largest, "ms-largest-paint")
				b.ReportMetric(ready, "ms-ready")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

package e2e_test

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tillit.care/e2e/browser"
	"tillit.care/e2e/far"
)

// BenchmarkLight measures a light on two screens: how far apart they are, how soon they begin
// and stop, and what happens when a line is cut. Each screen is a Chromium of its own; every
// frame of both is read on the clock that the computer has.
//
//	make bench-live
func BenchmarkLight(b *testing.B) {
	b.Run("loopback", func(b *testing.B) { measureLight(b, 0, 0) })
	b.Run("75±25 ms each way", func(b *testing.B) { measureLight(b, 75*time.Millisecond, 25*time.Millisecond) })
}

// frame is one that was drawn: when, what for which moment of the shared clock, whether a set
// was on, and whether the therapist's page says that the other screen is lost.
type frame struct{ at, t, x, on, lost float64 }

const sampler = `(() => {
  const stage = document.querySelector("stim-stage"), other = document.querySelector(".light-other"), lost = document.querySelector("room-light").getAttribute("say-lost");
  window.frames_ = [];
  const each = () => {
    frames_.push([stage.drawn.at, stage.drawn.t, stage.drawn.x, stage.running ? 1 : 0, other && other.textContent === lost ? 1 : 0]);
    requestAnimationFrame(each);
  };
  requestAnimationFrame(each);
})()`

func measureLight(b *testing.B, delay, spread time.Duration) {
	d := newDuet(b)
	d.papers()
	d.ready()
	lines := d.lines(delay, spread)
	d.opens()
	d.jonas.Until(`document.querySelector("room-light").stage.clock() > 0`)
	for _, p := range []*browser.Person{d.jonas, d.dave} {
		p.Eval(sampler)
	}
	time.Sleep(12 * time.Second) // clocks are compared
	d.skew(b)
	d.startsAndStops(b)
	d.cuts(b, lines)
}

// lines put both screens far away.
func (d *duet) lines(delay, spread time.Duration) (all []*far.Line) {
	at, err := url.Parse(d.origin)
	if err != nil {
		d.Fatal(err)
	}
	for i, p := range []*browser.Person{d.jonas, d.dave} {
		l, err := far.Open(at.Host, delay, spread, uint64(i+1))
		if err != nil {
			d.Fatal(err)
		}
		d.Cleanup(func() { l.Close() })
		p.Via(l.Addr())
		all = append(all, l)
	}
	return all
}

func (d *duet) light(script string) { d.jonas.Eval(`document.querySelector("room-light").` + script) }

// seen are the frames of a screen since they were last read.
func seen(p *browser.Person) (all []frame) {
	rows, _ := p.Eval(`frames_.splice(0)`).([]any)
	for _, row := range rows {
		v := row.([]any)
		n := func(i int) float64 { f, _ := v[i].(float64); return f }
		all = append(all, frame{n(0), n(1), n(2), n(3), n(4)})
	}
	return all
}

func (d *duet) both() (his, hers []frame) { return seen(d.jonas), seen(d.dave) }

// skew is a minute with a change of speed every five seconds.
func (d *duet) skew(b *testing.B) {
	d.both()
	d.light(`begin({ppm: 60, passes: 60})`)
	d.dave.Until(itMoves)
	for i := range 12 {
		time.Sleep(5 * time.Second)
		d.light(fmt.Sprintf(`change({ppm: %d})`, 50+(i*17)%45))
	}
	d.light(`stop()`)
	d.dave.Until(itRests)
	his, hers := d.both()
	report(b, "skew of the place", "ms", apart(his, hers))
	report(b, "skew of the clocks", "ms", clocksApart(his, hers))
}

// at is what a screen showed at a moment, between its frames, and how fast it moved.
func at(all []frame, when float64) (x, t, speed float64, ok bool) {
	i, _ := slices.BinarySearchFunc(all, when, func(f frame, w float64) int { return int(math.Copysign(1, f.at-w)) })
	if i == 0 || i >= len(all) || all[i].on == 0 || all[i-1].on == 0 || all[i].at-all[i-1].at > 60 {
		return 0, 0, 0, false
	}
	p, q := all[i-1], all[i]
	part := (when - p.at) / (q.at - p.at)
	return p.x + part*(q.x-p.x), p.t + part*(q.t-p.t), (q.x - p.x) / (q.at - p.at), true
}

// apart is how far apart two screens are, in time: where the light moves fast enough to tell.
func apart(his, hers []frame) (all []float64) {
	for _, f := range his {
		if x, _, speed, ok := at(hers, f.at); ok && f.on == 1 && math.Abs(speed) > 0.002 {
			all = append(all, math.Abs((f.x-x)/speed))
		}
	}
	return all
}

func clocksApart(his, hers []frame) (all []float64) {
	for _, f := range his {
		if _, t, _, ok := at(hers, f.at); ok && f.on == 1 {
			all = append(all, math.Abs(f.t-t))
		}
	}
	return all
}

// now is the moment on the clock of this computer, as pages read it.
func (d *duet) now(p *browser.Person, script string) float64 {
	n, _ := p.Eval(`(() => { const at = performance.timeOrigin + performance.now(); ` + script + `; return at })()`).(float64)
	return n
}

// first is the first frame on which the light has moved.
func first(all []frame, after float64) float64 {
	for _, f := range all {
		if f.at > after && f.on == 1 && math.Abs(f.x) > 0.002 {
			return f.at
		}
	}
	return math.NaN()
}

// last is the last frame on which it was elsewhere than on the one before.
func last(all []frame, after float64) float64 {
	end := after
	for i := 1; i < len(all); i++ {
		if all[i].at > after && all[i].x != all[i-1].x {
			end = all[i].at
		}
	}
	return end
}

func (d *duet) startsAndStops(b *testing.B) {
	var begins, together, stops, own []float64
	for i := range 16 {
		d.both()
		clicked := d.now(d.jonas, `document.querySelector("room-light").begin({ppm: 60, passes: 60})`)
		d.dave.Until(itMoves)
		time.Sleep(1200*time.Millisecond + time.Duration(i)*37*time.Millisecond)
		who, script := d.jonas, `document.querySelector("room-light").stop()`
		if i%4 == 3 {
			who, script = d.dave, `document.querySelector(".stim-stop").click()`
		}
		stopped := d.now(who, script)
		d.dave.Until(itRests)
		d.jonas.Until(itRests)
		time.Sleep(300 * time.Millisecond)
		his, hers := d.both()
		begins = append(begins, first(hers, clicked)-clicked)
		together = append(together, math.Abs(first(hers, clicked)-first(his, clicked)))
		if who == d.dave {
			own = append(own, last(hers, stopped)-stopped)
		} else {
			stops = append(stops, last(hers, stopped)-stopped)
		}
	}
	report(b, "click to the client's light moving", "ms", begins)
	report(b, "first movement, one screen after the other", "ms", together)
	report(b, "stop to the client's light still", "ms", stops)
	report(b, "the client's own stop to still", "ms", own)
}

// cuts are lines that go dead, without a word, in the middle of a set.
func (d *duet) cuts(b *testing.B, lines []*far.Line) {
	var rests, told []float64
	for range 3 {
		d.both()
		d.jonas.Until(`document.querySelector(".light-other").textContent.length > 0`)
		d.light(`begin({ppm: 60, passes: 60})`)
		d.dave.Until(itMoves)
		time.Sleep(2 * time.Second)
		cut := float64(time.Now().UnixMicro()) / 1000
		lines[1].Cut(true)
		time.Sleep(2500 * time.Millisecond)
		his, hers := d.both()
		rests = append(rests, last(hers, cut)-cut)
		for _, f := range his {
			if f.at > cut && f.lost == 1 {
				told = append(told, f.at-cut)
				break
			}
		}
		lines[1].Cut(false)
		d.dave.Until(`document.querySelector("live-room")?.line?.up === true`)
		time.Sleep(3 * time.Second)
	}
	report(b, "cut to the client's light at rest", "ms", rests)
	report(b, "cut to the therapist told", "ms", told)
}

func report(b *testing.B, what, unit string, all []float64) {
	if len(all) == 0 {
		b.Errorf("%s: nothing was measured", what)
		return
	}
	slices.Sort(all)
	p := func(q float64) float64 { return all[min(len(all)-1, int(q*float64(len(all))))] }
	fmt.Printf("%-22s %-44s n %5d  p50 %7.1f  p95 %7.1f  max %7.1f %s\n", strings.TrimPrefix(b.Name(), "BenchmarkLight/"), what, len(all), p(.5), p(.95), all[len(all)-1], unit)
}

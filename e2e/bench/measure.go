package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tillit.care/e2e/load"
)

// engine is what was measured on one engine.
type engine struct {
	Name       string
	Start      time.Duration // exec to first page, on the practice as it is afterwards
	Idle, Most int64         // bytes of memory: after the start, and the most ever held
	Bursts     []burst
	Told       told // 50 open pages of one chart, and a client who answers now and then
}

// burst is so many clients answering as fast as they are answered.
type burst struct {
	Clients       int
	Answers       int
	Wrong         int
	Rate          float64
	P50, P99, Max time.Duration
	Work          time.Duration // of a core, for each answer
	Memory        int64
	Told          told // charts open elsewhere during the burst
}

// told is how long after an answer was sent an open page knew.
type told struct {
	Pages, Heard  int
	P50, P99, Max time.Duration
}

const (
	most  = 32 // clients
	pages = 50 // open charts
	risky = 20 // every so many answers, the ninth question is answered with more than "not at all"
)

// measure measures one engine: at rest, with pages open, and under every burst.
func measure(ctx context.Context, a asked, dir, url string) (engine, error) {
	e := engine{Name: "SQLite"}
	if url != "" {
		e.Name = "PostgreSQL"
	}
	p, err := load.Found(ctx, dir, url, most)
	if err != nil {
		return e, err
	}
	s, err := load.Start(p, load.Options{Profile: a.profile})
	if err != nil {
		return e, err
	}
	time.Sleep(time.Second)
	if e.Idle, _, err = s.Memory(); err != nil {
		return e, err
	}
	walks := walksOf(p)
	if a.clients == 0 {
		if e.Told, err = oneChart(p, s, walks[0], a.lasts()); err != nil {
			return e, err
		}
	}
	for _, n := range []int{1, 8, most} {
		if a.clients != 0 && a.clients != n {
			continue
		}
		b, err := rush(p, s, walks[:n], a.lasts(), n == most)
		if err != nil {
			return e, err
		}
		e.Bursts = append(e.Bursts, b)
	}
	if _, e.Most, err = s.Memory(); err != nil {
		return e, err
	}
	if _, err := s.Stop(); err != nil {
		return e, err
	}
	e.Start, err = startUp(p)
	return e, err
}

// startUp is the middle of five starts.
func startUp(p *load.Practice) (time.Duration, error) {
	var took []time.Duration
	for range 5 {
		s, err := load.Start(p, load.Options{})
		if err != nil {
			return 0, err
		}
		took = append(took, s.Took)
		if _, err := s.Stop(); err != nil {
			return 0, err
		}
	}
	slices.Sort(took)
	return took[2], nil
}

// walk is one client on the way from occasion to occasion.
type walk struct {
	*load.Client
	due  time.Time
	line *load.Line
	took []time.Duration
	n    int

	sent  []time.Time // when each answer was sent
	known atomic.Int64
}

func walksOf(p *load.Practice) []*walk {
	var all []*walk
	for i := range p.Clients {
		all = append(all, &walk{Client: &p.Clients[i], due: p.Clients[i].Due, sent: make([]time.Time, 1<<17)})
	}
	return all
}

// answer sends the form of the next occasion. Anything but a 303 is wrong.
func (w *walk) answer() error {
	form := load.Fill(w.due, w.n%risky == risky-1)
	began := time.Now()
	w.sent[w.n] = began
	w.known.Store(int64(w.n + 1))
	status, err := w.line.Send(w.Client, form)
	took := time.Since(began)
	if err == nil && status != 303 {
		err = fmt.Errorf("an answer was not taken: status %d", status)
	}
	if err != nil {
		return err
	}
	w.took = append(w.took, took)
	w.due, w.n = load.Next(w.due), w.n+1
	return nil
}

// rush lets clients answer as fast as they can, and with listen opens charts meanwhile.
func rush(p *load.Practice, s *load.Server, walks []*walk, lasts time.Duration, listen bool) (burst, error) {
	b := burst{Clients: len(walks)}
	var ears []*ear
	var err error
	if listen {
		if ears, err = open(p, s, walks); err != nil {
			return b, err
		}
	}
	for _, w := range walks {
		if w.line, err = load.Dial(s.Address); err != nil {
			return b, err
		}
		defer w.line.Close()
		w.took = nil
	}
	var wrong atomic.Int64
	var last error
	var all sync.WaitGroup
	before, err := s.Worked()
	if err != nil {
		return b, err
	}
	began := time.Now()
	for _, w := range walks {
		all.Go(func() {
			for time.Since(began) < lasts {
				if err := w.answer(); err != nil {
					wrong.Add(1)
					last = err
					return
				}
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	b.Told = hearing(ears)
	var each []time.Duration
	for _, w := range walks {
		each = append(each, w.took...)
	}
	b.Answers, b.Wrong, b.Rate = len(each), int(wrong.Load()), float64(len(each))/took.Seconds()
	b.P50, b.P99, b.Max = spread(each)
	after, err := s.Worked()
	if err != nil {
		return b, err
	}
	b.Work = (after - before) / time.Duration(max(b.Answers, 1))
	if b.Memory, _, err = s.Memory(); err != nil {
		return b, err
	}
	return b, last
}

// oneChart opens one chart fifty times, and its client answers every now and then.
func oneChart(p *load.Practice, s *load.Server, w *walk, lasts time.Duration) (told, error) {
	ears, err := open(p, s, []*walk{w})
	if err != nil {
		return told{}, err
	}
	if w.line, err = load.Dial(s.Address); err != nil {
		return told{}, err
	}
	defer w.line.Close()
	began := time.Now()
	for time.Since(began) < lasts {
		if err := w.answer(); err != nil {
			return told{}, err
		}
		time.Sleep(10 * time.Millisecond)
	}
	return hearing(ears), nil
}

// ear is one open chart.
type ear struct {
	w    *walk
	line *load.Line
	mu   sync.Mutex
	n    int
	took []time.Duration
}

// open opens fifty charts, spread over the clients.
func open(p *load.Practice, s *load.Server, walks []*walk) ([]*ear, error) {
	var ears []*ear
	for i := range pages {
		w := walks[i%len(walks)]
		line, err := load.Dial(s.Address)
		if err != nil {
			return nil, err
		}
		e := &ear{w: w, line: line, n: w.n}
		if err := line.Listen(w.Client, p.Session, e.heard); err != nil {
			return nil, errors.Join(err, fmt.Errorf("page %d", i))
		}
		ears = append(ears, e)
	}
	return ears, nil
}

func (e *ear) heard() {
	now := time.Now()
	e.mu.Lock()
	defer e.mu.Unlock()
	if int64(e.n) < e.w.known.Load() {
		e.took = append(e.took, now.Sub(e.w.sent[e.n]))
	}
	e.n++
}

// hearing closes the charts and tells how soon they knew.
func hearing(ears []*ear) told {
	time.Sleep(50 * time.Millisecond)
	t := told{Pages: len(ears)}
	var each []time.Duration
	for _, e := range ears {
		e.line.Close()
		e.mu.Lock()
		each = append(each, e.took...)
		e.mu.Unlock()
	}
	t.Heard = len(each)
	t.P50, t.P99, t.Max = spread(each)
	return t
}

// spread is the middle, the 99th of a hundred, and the slowest.
func spread(each []time.Duration) (p50, p99, max time.Duration) {
	if len(each) == 0 {
		return 0, 0, 0
	}
	slices.Sort(each)
	return each[len(each)/2], each[len(each)*99/100], each[len(each)-1]
}

package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"tillit.care/e2e/load"
	"tillit.care/pure/stim"
	"tillit.care/pure/tool"
)

// BenchmarkLinks is many sessions at once on one program: each has a therapist's page and a
// client's, a set that runs, a lease from both sides every 500 ms and a change of speed every
// 5 s. A link is one session with both its pages. The program is a process of its own; this
// one plays all pages, and has one clock for what is sent and what comes at the other side, so
// that the figures hold the line and this process too, and the program alone is faster.
//
//	TILLIT_LINKS=500 TILLIT_LINK_SECONDS=60 go test -run XXX -bench Links -benchtime 1x ./e2e
func BenchmarkLinks(b *testing.B) {
	l := &links{TB: b, lasts: time.Duration(fromEnv("TILLIT_LINK_SECONDS", 60)) * time.Second}
	p, all := l.founds(fromEnv("TILLIT_LINKS", 500))
	server, err := load.Start(p, load.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer server.Kill()
	empty := l.memory(server)
	l.opens(server.Address, all)
	open := l.memory(server)
	l.begins(all)
	busy, began := l.busy(server), time.Now()
	l.runs(all)
	took, worked := time.Since(began), l.busy(server)-busy
	running := l.memory(server)
	for _, k := range all {
		k.check(b)
	}
	n := len(all)
	l.tells("a lease, to the other side", l.leases)
	l.tells("a change of speed, kept, to the other side", l.changes)
	fmt.Printf("%d links, %d pages for %.0f s: %d leases and %d changes came through, %.0f + %.1f a second\n",
		n, 2*n, took.Seconds(), len(l.leases), len(l.changes), float64(len(l.leases))/took.Seconds(), float64(len(l.changes))/took.Seconds())
	fmt.Printf("memory: %.1f MB with nobody, %.1f MB with all lines open, %.1f MB after the run: %.1f KB a link\n",
		mb(empty), mb(open), mb(running), float64(running-empty)/1024/float64(n))
	fmt.Printf("the program kept %.0f %% of a core busy\n", 100*worked.Seconds()/took.Seconds())
}

func fromEnv(name string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil && n > 0 {
		return n
	}
	return usual
}

func mb(bytes int64) float64 { return float64(bytes) / (1 << 20) }

// links are all sessions, and how long what was said took, in ms.
type links struct {
	testing.TB
	lasts           time.Duration
	mu              sync.Mutex
	leases, changes []float64
}

func (l *links) memory(s *load.Server) int64 {
	now, _, err := s.Memory()
	if err != nil {
		l.Fatal(err)
	}
	return now
}

func (l *links) busy(s *load.Server) time.Duration {
	d, err := s.Busy()
	if err != nil {
		l.Fatal(err)
	}
	return d
}

func (l *links) tells(what string, all []float64) {
	if len(all) == 0 {
		l.Errorf("%s: nothing came", what)
		return
	}
	slices.Sort(all)
	at := func(q float64) float64 { return all[min(len(all)-1, int(q*float64(len(all))))] }
	fmt.Printf("%-44s n %7d  p50 %6.2f  p95 %6.2f  p99 %6.2f  max %7.2f ms\n", what, len(all), at(.5), at(.95), at(.99), all[len(all)-1])
}

// link is one session: its two pages, and when what is under way was said.
type link struct {
	links        *links
	path         string
	pages        [2]*linked   // the therapist's, the client's
	said         atomic.Int64 // when the change under way was sent, in ns since began; 0: none is
	set          atomic.Value
	sent, missed int // changes
}

// linked is one page of a link.
type linked struct {
	k       *link
	conn    *websocket.Conn
	session string
	number  atomic.Int64 // of the newest state
	changes atomic.Int64 // of the set in it
	on      atomic.Bool
	closed  atomic.Bool
}

// epoch is when the clock of this process began for these figures.
var epoch = time.Now()

func (l *links) dials(ctx context.Context, pg *linked, address string) {
	head := http.Header{"Cookie": {"tillit=" + pg.session}, "Origin": {"http://" + address}}
	conn, _, err := websocket.Dial(ctx, "ws://"+address+pg.k.path+"/socket", &websocket.DialOptions{HTTPHeader: head, CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		l.Error(err)
		return
	}
	conn.SetReadLimit(4 << 20)
	pg.conn = conn
	l.Cleanup(func() { conn.CloseNow() })
	go pg.hears(ctx)
}

// opens has every page come in, and lets every client in.
func (l *links) opens(address string, all []*link) {
	ctx := context.Background()
	aFew(all, func(k *link) {
		for _, pg := range k.pages {
			l.dials(ctx, pg, address)
		}
		if !l.Failed() {
			k.steps(tool.Step{Tool: "door", Act: "in"})
		}
	})
	if l.Failed() {
		l.FailNow()
	}
	l.waits("the clients to be in", all, func(k *link) bool { return k.pages[1].number.Load() > 0 })
}

// begins starts a set in every session.
func (l *links) begins(all []*link) {
	aFew(all, func(k *link) {
		k.steps(tool.Step{Tool: "light", Act: "begin", Values: []int{0}, Setup: &tool.Setup{With: stim.Settings{"ppm": 30.0, "passes": 60.0, "seconds": 180.0}}})
	})
	l.waits("every set to run", all, func(k *link) bool { return k.pages[0].on.Load() && k.pages[1].on.Load() })
}

// runs has every page renew its lease, and every therapist change the speed.
func (l *links) runs(all []*link) {
	ctx, stop := context.WithTimeout(context.Background(), l.lasts)
	defer stop()
	var going sync.WaitGroup
	for i, k := range all {
		for j, pg := range k.pages {
			going.Go(func() { pg.renews(ctx, time.Duration((2*i+j)*500/(2*len(all)))*time.Millisecond) })
		}
		going.Go(func() { k.faster(ctx, time.Duration(i*5000/len(all))*time.Millisecond) })
	}
	going.Wait()
	time.Sleep(500 * time.Millisecond) // what was said last comes
}

func every(ctx context.Context, first, gap time.Duration, do func(n int)) {
	wait := time.NewTimer(first)
	defer wait.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-wait.C:
			wait.Reset(gap)
			do(n)
		}
	}
}

func (pg *linked) renews(ctx context.Context, first time.Duration) {
	every(ctx, first, 500*time.Millisecond, func(int) {
		data, _ := json.Marshal(map[string]any{"set": pg.k.set.Load(), "at": time.Since(epoch).Nanoseconds()})
		pg.says(map[string]any{"v": 1, "k": "aside", "tool": "light", "name": "lease", "data": json.RawMessage(data)})
	})
}

func (k *link) faster(ctx context.Context, first time.Duration) {
	every(ctx, first, 5*time.Second, func(n int) {
		if !k.said.CompareAndSwap(0, time.Since(epoch).Nanoseconds()) {
			k.missed++
			return
		}
		k.sent++
		k.steps(tool.Step{Tool: "light", Act: "change", Values: []int{0}, Setup: &tool.Setup{With: stim.Settings{"ppm": float64(30 + n%5)}}})
	})
}

func (k *link) steps(step tool.Step) {
	step.ID = stepID()
	k.pages[0].says(map[string]any{"v": 1, "k": "step", "step": step})
}

func (pg *linked) says(m map[string]any) {
	text, err := json.Marshal(m)
	if err == nil {
		err = pg.conn.Write(context.Background(), websocket.MessageText, text)
	}
	if err != nil {
		pg.closed.Store(true)
	}
}

// hears takes what comes, and notes how long it took from the other side.
func (pg *linked) hears(ctx context.Context) {
	for {
		_, text, err := pg.conn.Read(ctx)
		came := time.Since(epoch).Nanoseconds()
		var m struct {
			K    string     `json:"k"`
			N    int64      `json:"n"`
			Text string     `json:"text"`
			St   tool.State `json:"state"`
			Data struct {
				At int64 `json:"at"`
			} `json:"data"`
		}
		if err != nil || json.Unmarshal(text, &m) != nil {
			pg.closed.Store(true)
			return
		}
		switch m.K {
		case "aside":
			pg.k.links.note(&pg.k.links.leases, came-m.Data.At)
		case "state":
			pg.sees(m.N, m.St, came)
		case "no":
			pg.k.links.Errorf("refused: %s", m.Text)
		}
	}
}

func (pg *linked) sees(n int64, s tool.State, came int64) {
	pg.number.Store(n)
	if s.Light.Plan == nil || s.Light.Stop != nil {
		return
	}
	pg.k.set.Store(s.Light.Plan.Set)
	pg.on.Store(true)
	if have := int64(len(s.Light.Plan.Changes)); pg == pg.k.pages[1] && pg.changes.Swap(have) < have {
		if said := pg.k.said.Swap(0); said > 0 {
			pg.k.links.note(&pg.k.links.changes, came-said)
		}
	}
}

func (l *links) note(where *[]float64, took int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	*where = append(*where, float64(took)/1e6)
}

// check is that the session was whole to the end: both lines up, every change there.
func (k *link) check(b *testing.B) {
	b.Helper()
	for _, pg := range k.pages {
		if pg.closed.Load() {
			b.Error("a line was lost")
		}
	}
	if got := k.pages[1].changes.Load(); int(got) != k.sent || k.missed > 0 {
		b.Errorf("%d changes were sent, %d came, %d had to wait for the one before for 5 s", k.sent, got, k.missed)
	}
}

// aFew does something for every link, a few at a time.
func aFew(all []*link, do func(*link)) {
	var going sync.WaitGroup
	seats := make(chan struct{}, 8)
	for _, k := range all {
		seats <- struct{}{}
		going.Go(func() { defer func() { <-seats }(); do(k) })
	}
	going.Wait()
}

func (l *links) waits(what string, all []*link, done func(*link) bool) {
	for end := time.Now().Add(2 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
		open := 0
		for _, k := range all {
			if !done(k) {
				open++
			}
		}
		if open == 0 {
			return
		}
		if time.Now().After(end) || l.Failed() {
			l.Fatalf("waiting for %s: %d of %d are not there", what, open, len(all))
		}
	}
}

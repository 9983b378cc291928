package e2e_test

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"tillit.care/alert"
	"tillit.care/app"
	"tillit.care/base/db"
	"tillit.care/e2e/load"
	"tillit.care/measure"
	"tillit.care/pure/right"
	"tillit.care/space"
)

func TestMain(m *testing.M) {
	load.Serve() // in a server's process it does not return
	os.Exit(m.Run())
}

// kept is every answer that a client was told has arrived.
type kept struct {
	mu  sync.Mutex
	all map[measure.ResponseID]int // → which client
}

func (k *kept) count() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.all)
}

// TestKill kills the server with kill -9 in the middle of a burst of answers, again and
// again on the same files. Whatever was acknowledged is there afterwards, once, with its
// alert row, and the trail fits.
func TestKill(t *testing.T) {
	rounds := 20
	if n, err := strconv.Atoi(os.Getenv("TILLIT_KILLS")); err == nil {
		rounds = n
	}
	p, err := load.Found(t.Context(), t.TempDir(), "", 8)
	if err != nil {
		t.Fatal(err)
	}
	told := &kept{all: map[measure.ResponseID]int{}}
	for round := range rounds {
		server, err := load.Start(p, load.Options{})
		if err != nil {
			t.Fatalf("round %d: it does not start again: %v", round, err)
		}
		burst(p, server, told)
		examine(t, p, told)
	}
	t.Logf("%d kills, %d answers acknowledged, none lost", rounds, len(told.all))
}

// burst lets every client answer as fast as it can until the server is killed.
func burst(p *load.Practice, server *load.Server, told *kept) {
	var all sync.WaitGroup
	before := told.count()
	for n := range p.Clients {
		all.Go(func() { answer(&p.Clients[n], n, server.Address, told) })
	}
	for patience := time.Now().Add(10 * time.Second); told.count() == before && time.Now().Before(patience); { // on a busy machine the first answer may take a while
		time.Sleep(time.Millisecond)
	}
	time.Sleep(time.Duration(rand.IntN(150)) * time.Millisecond)
	server.Kill()
	all.Wait()
}

func answer(c *load.Client, n int, address string, told *kept) {
	line, err := load.Dial(address)
	if err != nil {
		return
	}
	defer line.Close()
	for {
		form := load.Fill(c.Due, rand.IntN(10) == 0)
		status, err := line.Send(c, form)
		if err != nil || status != 303 {
			return
		}
		told.mu.Lock()
		told.all[form.Once] = n
		told.mu.Unlock()
		c.Due = load.Next(c.Due)
	}
}

// examine opens the files as they were left, through the same door as everybody.
func examine(t *testing.T, p *load.Practice, told *kept) {
	t.Helper()
	ctx := context.Background()
	h, err := p.Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close(ctx)
	there := map[measure.ResponseID]int{}
	for n := range p.Clients {
		look(t, h, &p.Clients[n], n, there)
	}
	for once, n := range told.all {
		if was, ok := there[once]; !ok || was != n {
			t.Errorf("answer %s was acknowledged and is lost", once)
		}
	}
	report, err := h.Verify(ctx)
	if err != nil || len(report.Broken) > 0 {
		t.Errorf("the trail: %v %v", err, report.Broken)
	}
}

// look reads what one client's space holds, and from which occasion the client goes on.
func look(t *testing.T, h *app.House, c *load.Client, n int, there map[measure.ResponseID]int) {
	t.Helper()
	err := h.DB.Read(context.Background(), c.Person, func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Space, right.Read)
		if err != nil {
			return err
		}
		m, err := measure.One(tx, rec, c.Measure)
		if err != nil {
			return err
		}
		c.Due = m.Due
		responses, err := measure.Responses(tx, rec)
		for _, r := range responses {
			if _, twice := there[r.ID]; twice {
				t.Errorf("answer %s is there twice", r.ID)
			}
			there[r.ID] = n
			if _, err := alert.About(tx, rec, string(r.ID)); err != nil {
				t.Errorf("answer %s was not weighed: %v", r.ID, err)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

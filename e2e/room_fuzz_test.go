package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"tillit.care/account"
	"tillit.care/app"
	"tillit.care/base/db"
	"tillit.care/base/who"
	"tillit.care/e2e/load"
	"tillit.care/e2e/postgres"
	"tillit.care/meeting"
	"tillit.care/pure/right"
	"tillit.care/pure/tool"
	"tillit.care/room"
	"tillit.care/space"
)

// TestARoomAgrees: two pages of each side send whatever comes to mind, in any order, twice, over
// lines that come and go. In the end every page has before it what the record holds, as its
// side may see it; what was said to be kept is there once, and what a program refused it does not
// take when it comes again. (Another program may, to which it was sent over a new line.)
func TestARoomAgrees(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { agrees(t, "", 1) })
	t.Run("PostgreSQL, two programs", func(t *testing.T) {
		server := postgres.Shared(t, postgres.Options{NoFsync: true})
		agrees(t, server.Database(t), 2)
	})
}

func agrees(t *testing.T, url string, programs int) {
	p, which, path := planned(t, url)
	var addresses []string
	var first *app.House
	for range programs {
		c, err := p.Config()
		if err != nil {
			t.Fatal(err)
		}
		c.Quiet = true
		h, err := app.Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		s := httptest.NewServer(h)
		t.Cleanup(func() { h.Hub.Close(); s.CloseClientConnections(); s.Close(); h.Close(context.Background()) })
		addresses = append(addresses, strings.TrimPrefix(s.URL, "http://"))
		first = h
	}
	hands := []*hand{newHand(tool.Therapist, p.Session, path), newHand(tool.Client, p.Clients[0].Session, path),
		newHand(tool.Therapist, p.Session, path), newHand(tool.Client, p.Clients[0].Session, path)}
	opening := []tool.Step{{ID: stepID(), Tool: "door", Act: "in"}, {ID: stepID(), Tool: "board", Act: "lay", Name: "stuck"}, {ID: stepID(), Tool: "table", Act: "lay", Name: "sud"}}
	if err := hands[0].dial(t.Context(), addresses[0]); err != nil {
		t.Fatal(err)
	}
	for _, step := range opening {
		hands[0].step(t.Context(), step)
	}
	settle(t, hands[:1])
	var all sync.WaitGroup
	for i, h := range hands {
		all.Go(func() { h.play(t, addresses, rand.New(rand.NewPCG(uint64(i), 7)), 60) })
	}
	all.Wait()
	settle(t, hands)
	compare(t, first, p, which, hands)
}

// play is somebody at an open page.
func (h *hand) play(t *testing.T, addresses []string, dice *rand.Rand, acts int) {
	ctx := t.Context()
	for range acts {
		if h.conn == nil || dice.IntN(12) == 0 {
			h.drop()
			if err := h.dial(ctx, addresses[dice.IntN(len(addresses))]); err != nil {
				t.Error(err)
				return
			}
		}
		step := comesToMind(dice)
		h.step(ctx, step)
		if dice.IntN(6) == 0 {
			h.send(ctx, h.conn, step) // once more
		}
		if dice.IntN(3) == 0 {
			time.Sleep(time.Duration(dice.IntN(12)) * time.Millisecond)
		}
	}
	if h.conn == nil {
		_ = h.dial(ctx, addresses[0]) // settle says so
	}
}

func comesToMind(dice *rand.Rand) tool.Step {
	pick := func(all ...string) string { return all[dice.IntN(len(all))] }
	lie := pick(append([]string{"odd"}, tool.Lays...)...)
	all := []tool.Step{
		{Tool: "dial", Act: "set", Name: pick("sud", "voc", "mood", "window"), Values: []int{dice.IntN(14) - 2}},
		{Tool: "board", Act: "write", Name: pick("text", "other", "held", "odd"), Text: tool.Words(pick("", "50", "some words", "zwei\nZeilen"))},
		{Tool: "board", Act: "write", Name: "text", Text: tool.Words(fmt.Sprint("words ", dice.IntN(9)))},
		{Tool: "table", Act: pick("lay", "lay", "lay", "clear"), Name: lie},
		{Tool: "pace", Act: pick("slow", "stop", "on", "on", "aloud")},
		{Tool: "breath", Act: pick("start", "stop"), Values: []int{4, 1, 6}},
		{Tool: "timer", Act: pick("start", "stop"), Values: []int{dice.IntN(300)}},
		{Tool: "ground", Act: pick("begin", "next", "back"), Name: pick("senses", "feet", "odd")},
		{Tool: "board", Act: "keep"},
		{Tool: pick("door", "nothing"), Act: "in"},
	}
	step := all[dice.IntN(len(all))]
	step.ID = stepID()
	return step
}

// settle waits until nothing waits, and every page has the same number before it.
func settle(t *testing.T, hands []*hand) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		same := true
		for _, h := range hands {
			same = same && h.waits() == 0 && h.sees().N == hands[0].sees().N
		}
		if same {
			return
		}
	}
	for i, h := range hands {
		t.Errorf("page %d: %d steps wait, at number %d", i, h.waits(), h.sees().N)
	}
	t.FailNow()
}

// compare holds every page against the record.
func compare(t *testing.T, h *app.House, p *load.Practice, which meeting.ID, hands []*hand) {
	t.Helper()
	var s tool.State
	ids := map[string]int{}
	err := h.DB.Read(t.Context(), p.Therapist, func(tx *db.Tx) error {
		rec, err := room.Enter(tx, p.Clients[0].Space)
		if err != nil {
			return err
		}
		steps, err := room.Steps(tx, rec, which)
		for i, step := range steps {
			if ids[step.ID]++; step.N != int64(i+1) {
				t.Errorf("step %d has number %d", i+1, step.N)
			}
		}
		if err != nil {
			return err
		}
		s, err = room.Of(tx, rec, which)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	for i, one := range hands {
		if got, want := inJSON(t, one.sees()), inJSON(t, s.For(one.side)); got != want {
			t.Errorf("page %d of the %s:\n%s\nthe record:\n%s", i, one.side, got, want)
		}
		if one.back {
			t.Errorf("page %d saw a number go backwards", i)
		}
		for step := range one.kept {
			if kept++; ids[step] != 1 {
				t.Errorf("a step was kept, and is there %d times", ids[step])
			}
		}
		for step := range one.refused {
			if ids[step] != 0 && one.sent[step] != "" {
				t.Error("a step was refused, and is there")
			}
		}
	}
	t.Logf("%d steps kept of %d, %d told", len(ids), s.N, kept)
}

func inJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestALineEndsWithTheRight: a page of another site gets no line; whoever signs out, or is no
// longer inside, is sent away, and nothing of theirs is taken any more.
func TestALineEndsWithTheRight(t *testing.T) {
	p, which, path := planned(t, "")
	c, err := p.Config()
	if err != nil {
		t.Fatal(err)
	}
	c.Quiet = true
	h, err := app.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(func() { h.Hub.Close(); s.CloseClientConnections(); s.Close(); h.Close(context.Background()) })
	address := strings.TrimPrefix(s.URL, "http://")
	evil := http.Header{"Cookie": {"tillit=" + p.Session}, "Origin": {"https://evil.example"}}
	if _, _, err := websocket.Dial(t.Context(), "ws://"+address+path+"/socket", &websocket.DialOptions{HTTPHeader: evil}); err == nil {
		t.Error("a page of another site got a line")
	}
	tove, liz := newHand(tool.Therapist, p.Session, path), newHand(tool.Client, p.Clients[0].Session, path)
	for _, one := range []*hand{tove, liz} {
		if err := one.dial(t.Context(), address); err != nil {
			t.Fatal(err)
		}
	}
	tove.step(t.Context(), tool.Step{ID: stepID(), Tool: "door", Act: "in"})
	tove.step(t.Context(), tool.Step{ID: stepID(), Tool: "table", Act: "lay", Name: "sud"})
	settle(t, []*hand{tove, liz})
	do := func(by who.Person, act func(*db.Tx) error) {
		if err := h.DB.Write(t.Context(), by, act); err != nil {
			t.Fatal(err)
		}
	}
	do(p.Therapist, func(tx *db.Tx) error { return account.SignOut(tx, p.Session) })
	tove.step(t.Context(), tool.Step{ID: stepID(), Tool: "dial", Act: "set", Name: "sud", Values: []int{3}})
	gone(t, tove)
	do(p.Therapist, func(tx *db.Tx) error {
		rec, err := space.Open(tx, p.Clients[0].Space, right.Read|right.Admit)
		if err != nil {
			return err
		}
		return rec.End(tx, p.Clients[0].Person.ID)
	})
	gone(t, liz)
	do(p.Therapist, func(tx *db.Tx) error {
		rec, err := room.Enter(tx, p.Clients[0].Space)
		if err != nil {
			return err
		}
		s, err := room.Of(tx, rec, which)
		if s.N != 2 {
			t.Errorf("%d steps are there", s.N)
		}
		return err
	})
}

// gone waits until a page was sent away for good.
func gone(t *testing.T, h *hand) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		h.mu.Lock()
		away := h.away
		h.mu.Unlock()
		if away {
			return
		}
	}
	t.Errorf("the %s is still there", h.side)
}

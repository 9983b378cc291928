package e2e_test

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/e2e/load"
	"tillit.care/meeting"
	"tillit.care/pure/tool"
	"tillit.care/room"
)

// TestKillARoom kills the program with kill -9 while two people take steps in a room, again and
// again on the same files. Whatever either was told is kept is there afterwards, once; what was
// under way is sent again to the next program, and counts once.
func TestKillARoom(t *testing.T) {
	rounds := 8
	if n, err := strconv.Atoi(os.Getenv("TILLIT_KILLS")); err == nil {
		rounds = n
	}
	p, which, path := planned(t, "")
	liz, tove := newHand(tool.Client, p.Clients[0].Session, path), newHand(tool.Therapist, p.Session, path)
	tove.queue = []tool.Step{{ID: stepID(), Tool: "door", Act: "in"}, {ID: stepID(), Tool: "table", Act: "lay", Name: "sud"}}
	for round := range rounds {
		server, err := load.Start(p, load.Options{})
		if err != nil {
			t.Fatalf("round %d: it does not start again: %v", round, err)
		}
		ctx, stop := context.WithCancel(t.Context())
		for _, h := range []*hand{tove, liz} {
			if err := h.dial(ctx, server.Address); err != nil {
				t.Fatal(err)
			}
		}
		settle(t, []*hand{tove, liz}) // what was under way when it was killed is kept now
		end := time.Now().Add(time.Duration(40+rand.IntN(150)) * time.Millisecond)
		for time.Now().Before(end) {
			for _, h := range []*hand{tove, liz} {
				h.step(ctx, tool.Step{ID: stepID(), Tool: "dial", Act: "set", Name: "sud", Values: []int{rand.IntN(11)}})
			}
			time.Sleep(3 * time.Millisecond)
		}
		server.Kill()
		tove.drop()
		liz.drop()
		stop()
		isThere(t, p, which, tove, liz)
	}
	t.Logf("%d kills, %d steps acknowledged, none lost", rounds, len(tove.kept)+len(liz.kept))
}

// isThere opens the files as they were left.
func isThere(t *testing.T, p *load.Practice, which meeting.ID, hands ...*hand) {
	t.Helper()
	ctx := context.Background()
	h, err := p.Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close(ctx)
	there := map[string]int{}
	err = h.DB.Read(ctx, p.Therapist, func(tx *db.Tx) error {
		rec, err := room.Enter(tx, p.Clients[0].Space)
		if err != nil {
			return err
		}
		steps, err := room.Steps(tx, rec, which)
		for _, step := range steps {
			there[step.ID]++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range hands {
		one.mu.Lock()
		for step := range one.kept {
			if there[step] != 1 {
				t.Errorf("a step was acknowledged, and is there %d times", there[step])
			}
		}
		one.mu.Unlock()
	}
	report, err := h.Verify(ctx)
	if err != nil || len(report.Broken) > 0 {
		t.Errorf("the trail: %v %v", err, report.Broken)
	}
}

package e2e_test

import (
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"tillit.care/base/db"
	"tillit.care/pure/stim"
	"tillit.care/pure/tool"
)

// TestASetWaitsForNoDisk: while nothing can be written, leases go from side to side, and a stop
// reaches the other screen. What could not be kept meanwhile is kept afterwards.
func TestASetWaitsForNoDisk(t *testing.T) {
	s := newSets(t)
	s.trained()
	s.consents()
	s.asked()
	s.yes(s.tove, tool.Step{ID: stepID(), Tool: "light", Act: "begin", Setup: &tool.Setup{With: stim.Settings{"sight": false, "sound": true, "passes": 60.0, "ppm": 20.0}}})
	stuck, free, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	freed := sync.OnceFunc(func() { close(free) })
	t.Cleanup(freed)
	go func() {
		done <- s.h.DB.Write(t.Context(), s.p.Therapist, func(*db.Tx) error { close(stuck); <-free; return nil })
	}()
	<-stuck
	change := tool.Step{ID: stepID(), Tool: "light", Act: "change", Ref: s.tove.sees().Light.Plan.Set, Setup: &tool.Setup{With: stim.Settings{"ppm": 30.0}}}
	s.tove.step(t.Context(), change)
	time.Sleep(300 * time.Millisecond) // the room is at it
	if err := s.tove.conn.Write(t.Context(), websocket.MessageText, []byte(`{"v":1,"k":"aside","tool":"light","name":"lease","data":{}}`)); err != nil {
		t.Fatal(err)
	}
	s.until("a lease", func() bool { return s.liz.asides > 0 })
	stop := s.stop("much")
	s.liz.step(t.Context(), stop)
	s.until("a stop", func() bool { return s.tove.halted == "much" })
	if s.tove.waits() == 0 || s.liz.waits() == 0 {
		t.Error("something was kept while nothing could be")
	}
	freed()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	settle(t, []*hand{s.tove, s.liz})
	if l := s.tove.sees().Light; len(l.Plan.Changes) != 1 || l.Stop == nil || l.Stop.Why != "much" {
		t.Errorf("afterwards the light is %+v", l)
	}
}

// until waits for something that is said to come although nothing can be written.
func (s *sets) until(what string, so func() bool) {
	s.Helper()
	for range 200 {
		s.tove.mu.Lock()
		s.liz.mu.Lock()
		come := so()
		s.liz.mu.Unlock()
		s.tove.mu.Unlock()
		if come {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.Fatalf("%s waited for the disk", what)
}

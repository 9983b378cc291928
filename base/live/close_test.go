package live

import (
	"testing"
	"time"

	"tillit.care/base/db"
)

func TestCloseEndsEveryPage(t *testing.T) {
	h := New(time.Now)
	first, second := h.Listen("a", "x", "y"), h.Listen("b", "x")
	if h.Open() != 2 {
		t.Errorf("%d pages are open", h.Open())
	}
	h.Close()
	h.Close()
	late := h.Listen("a", "x")
	h.Tell([]db.Touch{{Topic: "x", Part: "p"}, {Topic: db.Everything}})
	for _, p := range []*Page{first, second, late} {
		if _, open := <-p.Parts; open {
			t.Error("a page goes on")
		}
		p.Close()
	}
	if h.Open() != 0 {
		t.Errorf("%d pages are left", h.Open())
	}
}

// A page is drawn, something changes, and only then does the page begin to listen.
func TestWhatAPageMissed(t *testing.T) {
	now := time.Unix(1000, 0)
	h := New(func() time.Time { return now })
	told := func(age time.Duration) bool {
		p := h.Listen("a", "x", "y")
		defer p.Close()
		p.Missed(age)
		select {
		case t := <-p.Parts:
			return t.Part == db.Everything
		default:
			return false
		}
	}
	if told(time.Second) {
		t.Error("nothing happened, and the page is told")
	}
	h.Tell([]db.Touch{{Topic: "y", Part: "p"}, {Topic: "z", Part: "p"}})
	now = now.Add(100 * time.Millisecond)
	if !told(200*time.Millisecond) || told(50*time.Millisecond) {
		t.Error("what changed after it was drawn is what it is told of")
	}
	if !told(2 * time.Minute) {
		t.Error("a page that took so long is told to look")
	}
	h.Tell([]db.Touch{{Topic: db.Everything}})
	now = now.Add(time.Second)
	if !told(2*time.Second) || told(500*time.Millisecond) {
		t.Error("anything is everything's too")
	}
}

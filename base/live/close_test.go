package live

import (
	"testing"

	"tillit.care/base/db"
)

func TestCloseEndsEveryPage(t *testing.T) {
	h := New()
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

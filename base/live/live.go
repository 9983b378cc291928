// Package live tells open pages which part of them changed. It carries no content: a page
// that is told asks again, through the same door.
package live

import (
	"maps"
	"sync"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/who"
)

// Hub knows the open pages of this process.
type Hub struct {
	mu     sync.Mutex
	pages  map[string]map[*Page]bool // topic → pages
	closed bool
	clock  func() time.Time
	began  time.Time
	lately map[string]time.Time // topic → when it was last told of, as far back as long
}

// long is how far back the hub knows what it told of: a page that takes longer to come up than
// this is told that anything may have changed.
const long = time.Minute

// Page is one open page, listening to some topics.
type Page struct {
	Parts chan db.Touch // what changed; it is closed when the hub closes
	who   who.ID
	all   []string
	hub   *Hub
}

// New is an empty hub, with a clock that only goes forward.
func New(clock func() time.Time) *Hub {
	return &Hub{pages: map[string]map[*Page]bool{}, clock: clock, began: clock(), lately: map[string]time.Time{}}
}

// Listen opens a page for a person. Close it when the person leaves.
func (h *Hub) Listen(person who.ID, topics ...string) *Page {
	p := &Page{Parts: make(chan db.Touch, 16), who: person, all: topics, hub: h}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		close(p.Parts)
		return p
	}
	for _, topic := range topics {
		if h.pages[topic] == nil {
			h.pages[topic] = map[*Page]bool{}
		}
		h.pages[topic][p] = true
	}
	return p
}

// Close forgets the page.
func (p *Page) Close() {
	p.hub.mu.Lock()
	defer p.hub.mu.Unlock()
	for _, topic := range p.all {
		delete(p.hub.pages[topic], p)
		if len(p.hub.pages[topic]) == 0 {
			delete(p.hub.pages, topic)
		}
	}
}

// Watching tells whether the person has a page open here that is told of this topic. A
// page about somebody else does not count.
func (h *Hub) Watching(person who.ID, topic string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for p := range h.pages[topic] {
		if p.who == person {
			return true
		}
	}
	return false
}

// Missed tells a page that was drawn so long ago, before it was listening, whether anything of
// it may have changed since.
func (p *Page) Missed(age time.Duration) {
	h := p.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	since := h.clock().Add(-age)
	missed := age > long || !h.lately[db.Everything].Before(since)
	for _, topic := range p.all {
		missed = missed || !h.lately[topic].Before(since)
	}
	if missed && !h.closed {
		send(map[*Page]bool{p: true}, db.Touch{Topic: db.Everything, Part: db.Everything})
	}
}

// remember is what Missed looks at. What is older than it looks back is forgotten.
func (h *Hub) remember(touches []db.Touch) {
	now := h.clock()
	if len(h.lately) > many {
		maps.DeleteFunc(h.lately, func(_ string, at time.Time) bool { return now.Sub(at) > long })
	}
	for _, t := range touches {
		h.lately[t.Topic] = now
	}
}

// many topics are told of before the hub looks which of them it may forget.
const many = 4096

// Tell passes touches on. A page too slow to listen is told that anything may have
// changed, and nobody waits for it.
func (h *Hub) Tell(touches []db.Touch) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.remember(touches)
	for _, t := range touches {
		if t.Topic == db.Everything {
			for _, pages := range h.pages {
				send(pages, db.Touch{Topic: db.Everything, Part: db.Everything})
			}
			continue
		}
		send(h.pages[t.Topic], t)
	}
}

func send(pages map[*Page]bool, t db.Touch) {
	for p := range pages {
		select {
		case p.Parts <- t:
		default: // full: drop the oldest, and say that anything may have changed
			select {
			case <-p.Parts:
			default:
			}
			select {
			case p.Parts <- db.Touch{Topic: db.Everything, Part: db.Everything}:
			default:
			}
		}
	}
}

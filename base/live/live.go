// Package live tells open pages which part of them changed. It carries no content: a page
// that is told asks again, through the same door.
package live

import (
	"sync"

	"tillit.care/base/db"
	"tillit.care/base/who"
)

// Hub knows the open pages of this process.
type Hub struct {
	mu     sync.Mutex
	pages  map[string]map[*Page]bool // topic → pages
	closed bool
}

// Page is one open page, listening to some topics.
type Page struct {
	Parts chan db.Touch // what changed; it is closed when the hub closes
	who   who.ID
	all   []string
	hub   *Hub
}

// New is an empty hub.
func New() *Hub { return &Hub{pages: map[string]map[*Page]bool{}} }

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

// Tell passes touches on. A page too slow to listen is told that anything may have
// changed, and nobody waits for it.
func (h *Hub) Tell(touches []db.Touch) {
	h.mu.Lock()
	defer h.mu.Unlock()
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

package live

// Open is how many pages are open here.
func (h *Hub) Open() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	open := map[*Page]bool{}
	for _, pages := range h.pages {
		for p := range pages {
			open[p] = true
		}
	}
	return len(open)
}

// Close ends every open page's stream, and those that would begin from now on.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.closed = true
	ended := map[*Page]bool{}
	for _, pages := range h.pages {
		for p := range pages {
			if !ended[p] {
				ended[p] = true
				close(p.Parts)
			}
		}
	}
	h.pages = map[string]map[*Page]bool{}
}

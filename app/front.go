package app

import (
	"net/http"
	"strings"

	"tillit.care/base/web"
	"tillit.care/base/words"
	"tillit.care/ui"
)

// Persona is somebody of the demo practice.
type Persona struct {
	Name, Email string
	Words       string // one line: who that is
}

// demoRoutes exist only in the demo, where everybody is made up.
func (h *House) demoRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /demo", Audience: web.Anyone, Handle: h.demo},
		{Pattern: "GET /demo/outbox", Audience: web.Anyone, Handle: h.outbox},
	}
}

func (h *House) demo(w http.ResponseWriter, r *http.Request) error {
	return web.Draw(w, r, http.StatusOK, demoPage(ui.Frame{Title: words.T(r.Context(), "demo.title"), Demo: true}, h.config.People))
}

func (h *House) outbox(w http.ResponseWriter, r *http.Request) error {
	letters, err := h.Letters(r.Context())
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, outboxPage(ui.Frame{Title: words.T(r.Context(), "demo.outbox"), Demo: true}, letters))
}

// piece is a part of a letter's text.
type piece struct {
	text string
	link bool
}

// linked finds the links in a letter, each in a word of its own.
func linked(text string) []piece {
	var all []piece
	for i, word := range strings.Split(text, " ") {
		for j, part := range strings.Split(word, "\n") {
			before := map[bool]string{true: " "}[i > 0 && j == 0] + map[bool]string{true: "\n"}[j > 0]
			if strings.HasPrefix(part, "http://") || strings.HasPrefix(part, "https://") {
				all = append(all, piece{before, false}, piece{part, true})
				continue
			}
			all = append(all, piece{before + part, false})
		}
	}
	return all
}

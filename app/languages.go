package app

import (
	"net/http"

	"tillit.care/base/who"
	"tillit.care/base/words"
)

// offered are the languages that a person may read: somebody who works here, every one;
// anybody else, those that the practice has found right for its clients.
func (h *House) offered(r *http.Request, p who.Person) []string {
	if p.Holds(who.Staff) {
		return h.speaks.Languages()
	}
	s, err := h.settings(r.Context())
	if err != nil {
		h.wrong("languages on offer", err)
		return []string{words.Default}
	}
	return s.Offers(h.speaks)
}

package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"tillit.care/base/who"
	"tillit.care/base/words"
)

// languageCookie keeps what somebody who has not signed in wants to read. It says nothing
// else about them.
const languageCookie = "language"

// speak is the reader's language: what they chose, what this browser was told, what the
// browser asks for. What is not on offer to them is passed over.
func (s *Site) speak(r *http.Request, p who.Person) context.Context {
	var offered func() []string
	if s.Offered != nil {
		offered = sync.OnceValue(func() []string { return s.Offered(r, p) })
	}
	told := ""
	if cookie, err := r.Cookie(languageCookie); err == nil {
		told = cookie.Value
	}
	code := s.Book.Choose(offered, p.Language, told, r.Header.Get("Accept-Language"))
	return words.Speak(r.Context(), s.Book, code, offered)
}

// RememberLanguage keeps in the browser what somebody who has not signed in wants to read.
// An empty code is forgotten.
func RememberLanguage(w http.ResponseWriter, code string, secure bool) {
	lasts := 180 * 24 * 3600
	if code == "" {
		lasts = -1
	}
	http.SetCookie(w, &http.Cookie{Name: languageCookie, Value: code, Path: "/", MaxAge: lasts,
		Secure: secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// Ours is a path that a form sent, if it leads to a page of ours; otherwise the other one.
func Ours(path, otherwise string) string {
	to, err := url.Parse(path)
	if err != nil || to.Scheme != "" || to.Host != "" || !strings.HasPrefix(to.Path, "/") || strings.HasPrefix(to.Path, "//") {
		return otherwise
	}
	return to.EscapedPath()
}

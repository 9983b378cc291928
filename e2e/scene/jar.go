package scene

import (
	"net/http"
	"strings"
	"time"
)

// jar keeps one person's cookies and lets them expire by the world's clock, which the
// standard jar cannot. It knows one host, and keeps a browser's rules for the prefixes.
type jar map[jarKey]*http.Cookie

type jarKey struct{ name, path string }

// keep takes the cookies of a response, dropping those that a browser would not keep.
func (j jar) keep(res *http.Response, now time.Time) {
	secure := res.Request.URL.Scheme == "https"
	for _, c := range res.Cookies() {
		if c.Path == "" || c.Path[0] != '/' {
			c.Path = defaultPath(res.Request.URL.Path)
		}
		if !acceptable(c, secure) {
			continue
		}
		if c.MaxAge > 0 {
			c.Expires = now.Add(time.Duration(c.MaxAge) * time.Second)
		}
		key := jarKey{c.Name, c.Path}
		if c.MaxAge < 0 || !c.Expires.IsZero() && !c.Expires.After(now) {
			delete(j, key)
			continue
		}
		j[key] = c
	}
}

func acceptable(c *http.Cookie, secure bool) bool {
	switch {
	case c.Secure && !secure:
		return false
	case c.SameSite == http.SameSiteNoneMode && !c.Secure:
		return false
	case strings.HasPrefix(c.Name, "__Host-"):
		return c.Secure && c.Domain == "" && c.Path == "/"
	case strings.HasPrefix(c.Name, "__Secure-"):
		return c.Secure
	}
	return true
}

// lend puts the cookies that belong on a request on it.
func (j jar) lend(req *http.Request, now time.Time) {
	for key, c := range j {
		if !c.Expires.IsZero() && !c.Expires.After(now) {
			delete(j, key)
			continue
		}
		if covers(c.Path, req.URL.Path) && (!c.Secure || req.URL.Scheme == "https") {
			req.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
		}
	}
}

func covers(cookie, path string) bool {
	if !strings.HasPrefix(path, cookie) {
		return false
	}
	return len(path) == len(cookie) || strings.HasSuffix(cookie, "/") || path[len(cookie)] == '/'
}

func defaultPath(path string) string {
	if i := strings.LastIndexByte(path, '/'); i > 0 {
		return path[:i]
	}
	return "/"
}

package web

import "testing"

// A form that a stranger made leads nowhere else.
func TestOurs(t *testing.T) {
	for path, want := range map[string]string{
		"/account": "/account", "/welcome/a%2Fb": "/welcome/a%2Fb", "": "/x", "account": "/x", "//elsewhere.example/": "/x",
		"https://elsewhere.example/": "/x", "javascript:alert(1)": "/x", "/\\elsewhere.example": "/%5Celsewhere.example", "/a?b=c": "/a",
		"/%2F/elsewhere.example": "/x",
	} {
		if got := Ours(path, "/x"); got != want {
			t.Errorf("%q leads to %q, want %q", path, got, want)
		}
	}
}

package call

import (
	"net/http/httptest"
	"testing"
)

// A line is opened for a page of ours, and for nobody who does not say whose page it is.
func TestSame(t *testing.T) {
	for _, one := range []struct {
		origin, site string
		want         bool
	}{
		{"", "", false}, {"null", "", false}, {"https://evil.example", "", false}, {"https://evil.example", "cross-site", false},
		{"https://practice.example", "", true}, {"https://PRACTICE.example", "", true}, {"", "same-origin", true}, {"", "none", false},
	} {
		r := httptest.NewRequest("GET", "https://practice.example/", nil)
		for name, value := range map[string]string{"Origin": one.origin, "Sec-Fetch-Site": one.site} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		if same(r) != one.want {
			t.Errorf("%+v: %v", one, same(r))
		}
	}
}

package e2e_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"tillit.care/e2e/world"
)

// TestALongDay: more cases than are shown at a time come in pages, and one is found by its
// name, which is in no address.
func TestALongDay(t *testing.T) {
	beside(t)
	w, cast := world.Peopled(t)
	w.Caseload(cast.People["therapist"], 45, 1)
	look := func(method, path string, form url.Values) string {
		t.Helper()
		r := httptest.NewRequest(method, world.Address+path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", world.Address)
		r.AddCookie(cast.Cookies["therapist"])
		answer := httptest.NewRecorder()
		w.ServeHTTP(answer, r)
		if answer.Code != http.StatusOK {
			t.Fatalf("%s %s: %d", method, path, answer.Code)
		}
		return answer.Body.String()
	}
	rows := func(page string) int { return strings.Count(page[strings.Index(page, `id="cases"`):], "<li><div>") }
	first := look("GET", "/", nil)
	if n := rows(first); n != 12 || !strings.Contains(first, "?from=12") {
		t.Errorf("%d cases on the first page", n)
	}
	if n := rows(look("GET", "/?from=12", nil)); n != 12 {
		t.Errorf("%d cases on the second page", n)
	}
	if n := rows(look("GET", "/?from=100000", nil)); n != 1 {
		t.Errorf("%d cases behind the last", n)
	}
	if found := look("POST", "/cases/find", url.Values{"name": {"someBODY"}}); rows(found) == 0 || strings.Contains(found, "/parts/today?") {
		t.Error("not found by name")
	}
	if none := look("POST", "/cases/find", url.Values{"name": {"nobody of that name"}}); rows(none) != 0 {
		t.Error("found under another name")
	}
	alone := look("GET", "/?only=alerts", nil)
	if strings.Contains(alone, `id="cases"`) {
		t.Error("one part alone shows all cases too")
	}
}

package e2e_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tillit.care/base/db"
	"tillit.care/care"
	"tillit.care/e2e/world"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// TestAgreedToAnEarlierText: whoever agreed to an earlier text is asked again, as that text
// said, and does not have to write again how it is safe to reach them.
func TestAgreedToAnEarlierText(t *testing.T) {
	t.Parallel()
	w, cast := world.Peopled(t)
	shared := cast.Liz.Spaces[right.Shared]
	w.Do(cast.People["client"], func(tx *db.Tx) error {
		rec, err := space.Open(tx, shared, right.Read|right.Write)
		if err != nil {
			return err
		}
		if err := rec.Agree(tx, "records-1"); err != nil {
			return err
		}
		return care.Brief(tx, rec)
	})
	page := func(path string) string {
		r := httptest.NewRequest("GET", world.Address+path, nil)
		r.AddCookie(cast.Cookies["client"])
		r.Header.Set("Accept", "text/html")
		answer := httptest.NewRecorder()
		w.ServeHTTP(answer, r)
		if answer.Code != http.StatusOK {
			t.Fatalf("%s: %d", path, answer.Code)
		}
		return answer.Body.String()
	}
	if text := page("/"); !strings.Contains(text, "Before we begin") {
		t.Error("nobody asks again")
	}
	text := page("/spaces/" + string(shared) + "/agree")
	for _, want := range []string{"The words of this page have changed", "What many people", "any time</textarea>", "I agree"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

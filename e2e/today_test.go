package e2e_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"tillit.care/e2e/world"
)

// BenchmarkToday is a therapist's day with sixty cases, each answered 24 times: the whole
// request, the page drawn and the trail's lines durable.
func BenchmarkToday(b *testing.B) {
	w := world.New(b, "")
	cast := w.NewCast()
	w.Caseload(cast.People["therapist"], 60, 24)
	r := httptest.NewRequest("GET", world.Address+"/", nil)
	r.AddCookie(cast.Cookies["therapist"])
	for b.Loop() {
		answer := httptest.NewRecorder()
		w.ServeHTTP(answer, r)
		if answer.Code != http.StatusOK {
			b.Fatal(answer.Code)
		}
	}
}

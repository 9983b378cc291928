package web_test

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tillit.care/base/web"
)

type text string

func (t text) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(t))
	return err
}

func drawn(t *testing.T, page text, accepts string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Accept-Encoding", accepts)
	w := httptest.NewRecorder()
	if err := web.Draw(w, r, http.StatusOK, page); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestAPageIsPackedForWhoeverCanUnpackIt(t *testing.T) {
	page := text(strings.Repeat("<p>a calm page</p>", 500))
	lengths := map[int]bool{}
	for range 20 {
		w := drawn(t, page, "br, gzip;q=0.8")
		lengths[w.Body.Len()] = true
		unpacked, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(unpacked)
		if err != nil || string(got) != string(page) {
			t.Fatalf("unpacked, it is another page: %v", err)
		}
	}
	if len(lengths) < 2 {
		t.Error("the same page always has the same length on the line")
	}
	for _, accepts := range []string{"", "br", "gzip;q=0", "gzip; q=0.000"} {
		w := drawn(t, page, accepts)
		if w.Header().Get("Content-Encoding") != "" || w.Body.String() != string(page) {
			t.Errorf("%q gets what it cannot read", accepts)
		}
	}
	if w := drawn(t, "short", "gzip"); w.Header().Get("Content-Encoding") != "" {
		t.Error("a page that fits into one packet is packed for nothing")
	}
}

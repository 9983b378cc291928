package app

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/who"
	"tillit.care/e2e/postgres"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// TestTheWholePracticeComesBack: the demo practice, with everything that all rooms keep, goes
// through a backup onto an empty machine, from one engine to the other and back. Every row of
// every table is there as it was, and so is every page that those who treat and those who are
// treated see.
func TestTheWholePracticeComesBack(t *testing.T) {
	now := time.Date(2026, 6, 17, 16, 0, 0, 0, time.UTC)
	h, c, people := opened(t, now)
	cookies := map[string]*http.Cookie{}
	for _, email := range []string{ana, liz.person.Email.Reveal(), maya.person.Email.Reveal()} {
		cookies[email] = inside(t, h, people[email])
	}
	pagesOf(t, h, cookies, people) // a message that was never looked at is another page than one that was
	before, rows := pagesOf(t, h, cookies, people), rowsOf(t, h)
	if len(before) < 60 || len(rows) < 40 {
		t.Errorf("only %d pages and %d tables are compared", len(before), len(rows))
	}
	b, err := Save(t.Context(), h.DB, c.Key, t.TempDir(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	way := []string{filepath.Join(t.TempDir(), "again.db")}
	if !testing.Short() {
		pg := postgres.Shared(t, postgres.Options{})
		way = []string{pg.Database(t), filepath.Join(t.TempDir(), "again.db")}
	}
	for n, url := range way {
		into := c
		into.DB, into.Clock = url, func() time.Time { return now }
		if _, err := Restore(t.Context(), b.Data, b.Keys, into); err != nil {
			t.Fatal(n, err)
		}
		again, err := Open(t.Context(), into)
		if err != nil {
			t.Fatal(n, err)
		}
		same(t, n, rows, rowsOf(t, again), "pulse")
		same(t, n, before, pagesOf(t, again, cookies, people))
		time.Sleep(2 * time.Millisecond) // the moment of a backup is kept to the millisecond
		rows = rowsOf(t, again)
		if b, err = Save(t.Context(), again.DB, c.Key, t.TempDir(), t.TempDir()); err != nil {
			t.Fatal(n, err)
		}
		if err := again.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// same compares what was with what is, but for names that are left out.
func same(t *testing.T, leg int, was, is map[string]string, but ...string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(was)) {
		if !slices.Contains(but, name) && was[name] != is[name] {
			t.Errorf("leg %d: %s is not what it was", leg, name)
		}
	}
	for name := range is {
		if _, there := was[name]; !there {
			t.Errorf("leg %d: %s was not there", leg, name)
		}
	}
}

// inside signs somebody in and gives their cookie.
func inside(t *testing.T, h *House, person who.Person) *http.Cookie {
	t.Helper()
	var secret string
	err := h.DB.Write(t.Context(), person, func(tx *db.Tx) (err error) {
		secret, err = account.SignIn(tx, person.ID, "a browser")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return &http.Cookie{Name: "tillit", Value: secret}
}

// rowsOf is every table as a digest of its rows, in order of what they hold.
func rowsOf(t *testing.T, h *House) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := h.DB.Read(t.Context(), who.House, func(tx *db.Tx) error {
		tables, err := db.Tables(tx)
		for _, table := range tables {
			var all []string
			if err == nil {
				err = table.Rows(tx, func(values []any) error {
					text, err := json.Marshal(values)
					all = append(all, string(text))
					return err
				})
			}
			slices.Sort(all)
			sum := sha256.Sum256([]byte(strings.Join(all, "\n")))
			found[table.Name] = hex.EncodeToString(sum[:])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// passing is what differs each time a page is drawn: the name that a form is given so that it
// counts once.
var passing = regexp.MustCompile(`(name="once"[^>]*value="|value=")[0-9a-z]{26}"|nonce-[A-Za-z0-9+/=_-]+`)

// pagesOf are the pages of every space of these people, as they see them.
func pagesOf(t *testing.T, h *House, cookies map[string]*http.Cookie, people map[string]who.Person) map[string]string {
	t.Helper()
	found := map[string]string{}
	for email, cookie := range cookies {
		var mine []space.Where
		err := h.DB.Read(t.Context(), people[email], func(tx *db.Tx) (err error) {
			mine, err = space.Mine(tx, right.Kinds...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, route := range h.Routes {
			path, get := strings.CutPrefix(route.Pattern, "GET /spaces/{space}")
			if !get || strings.Contains(path, "{") || strings.HasSuffix(path, "/live") {
				continue
			}
			for _, w := range mine {
				r := httptest.NewRequest("GET", "/spaces/"+string(w.Space)+path, nil)
				r.AddCookie(cookie)
				r.Header.Set("Accept", "text/html")
				answer := httptest.NewRecorder()
				h.ServeHTTP(answer, r)
				if answer.Code == http.StatusOK {
					found[email+" "+r.URL.Path] = passing.ReplaceAllString(answer.Body.String(), "")
				}
			}
		}
	}
	return found
}

package account

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/mail"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/base/words"
)

// house is a real database behind the real pages, with a clock that stands still.
type house struct {
	t    *testing.T
	db   *db.DB
	file string
	site http.Handler
	now  time.Time
}

func newHouse(t *testing.T) *house {
	t.Helper()
	dir := t.TempDir()
	key, err := seal.NewFile(filepath.Join(dir, "root.key"))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, file: filepath.Join(dir, "tillit.db"), now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	h.db, err = db.Open(context.Background(), db.Config{
		URL: h.file, Schema: os.DirFS("../app/schema"), Trail: trail.Append, Clock: func() time.Time { return h.now },
		Unlock: func(wrapped []byte) (*seal.Ring, []byte, error) {
			if wrapped == nil {
				return seal.NewRing(key)
			}
			ring, err := seal.OpenRing(key, wrapped)
			return ring, nil, err
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.db.Close(); err != nil {
			t.Error(err)
		}
	})
	book, err := words.Load(os.DirFS("../content"))
	if err != nil {
		t.Fatal(err)
	}
	pages := Pages{DB: h.db, Demo: true, Address: func(*http.Request) (string, error) { return "http://localhost", nil }}
	site := &web.Site{Routes: pages.Routes(), Person: pages.Person, Book: book, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Refused: func(*http.Request, who.Person, string) error { return nil },
		Offered: func(*http.Request, who.Person) []string { return book.Languages() },
		Failed: func(w http.ResponseWriter, _ *http.Request, f *fault.Fault, _ string) {
			w.WriteHeader(web.Status(f))
			_, _ = io.WriteString(w, f.Key)
		}}
	site.Routes = append(site.Routes, web.Route{Pattern: "GET /{$}", Audience: web.SignedIn, Handle: func(w http.ResponseWriter, r *http.Request) error {
		_, err := io.WriteString(w, "home of "+string(web.Who(r).ID))
		return err
	}})
	site.Routes = append(site.Routes, web.Route{Pattern: "POST /signs", Audience: web.SignedIn, Handle: func(w http.ResponseWriter, r *http.Request) error {
		fresh, err := pages.Fresh(r)
		if err != nil || fresh {
			_, _ = io.WriteString(w, "signed")
			return err
		}
		return pages.Again(w, r, "/signs/this")
	}})
	h.site = site.Handler()
	return h
}

func (h *house) wait(d time.Duration) { h.now = h.now.Add(d) }

// write does something as somebody, and fails the test when it fails.
func (h *house) write(by who.Person, fn func(*db.Tx) error) {
	h.t.Helper()
	if err := h.db.Write(context.Background(), by, fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) create(posts who.Post, name, email string) (a Account) {
	h.t.Helper()
	h.write(who.House, func(tx *db.Tx) (err error) { a, err = Create(tx, posts, name, email); return err })
	return a
}

const secretWords = "seven green lanterns"

// withPassword is an account that signs in by password and codes.
func (h *house) withPassword(posts who.Post, email string) (a Account, seed string) {
	h.t.Helper()
	a, seed = h.create(posts, "", email), newSeed()
	to := Stretch(secretWords)
	h.write(who.House, func(tx *db.Tx) error {
		if err := SetPassword(tx, a.ID, to); err != nil {
			return err
		}
		return SetCodes(tx, a.ID, seed, 0)
	})
	return a, seed
}

var therapist = who.Person{ID: "t", Posts: who.Therapist}

func (h *house) invite(email string) (inv Invitation, code, link string) {
	h.t.Helper()
	h.wait(time.Millisecond) // so that letters have an order
	h.write(therapist, func(tx *db.Tx) (err error) {
		inv, code, err = Invite(tx, who.Client, "Liz Example", email, "case-1", "https://practice.example", "en")
		return err
	})
	letters := h.letters()
	found := regexp.MustCompile(`https://practice\.example(/welcome/\S+)`).FindStringSubmatch(letters[0].Text)
	if found == nil {
		h.t.Fatal("the letter has no link")
	}
	return inv, code, found[1]
}

func (h *house) letters() (letters []mail.Letter) {
	h.t.Helper()
	h.write(who.House, func(tx *db.Tx) (err error) { letters, err = mail.Waiting(tx); return err })
	return letters
}

func (h *house) invited(which InvitationID) (inv Invitation) {
	h.t.Helper()
	h.write(who.House, func(tx *db.Tx) (err error) { inv, err = Invited(tx, which); return err })
	return inv
}

// acts are all acts on an object in the practice's trail.
func (h *house) acts(object string) (acts []string) {
	h.t.Helper()
	h.write(who.House, func(tx *db.Tx) error {
		entries, err := trail.Of(tx, trail.Practice, 1000)
		for _, e := range entries {
			for _, a := range e.Acts {
				if a.Object == object {
					acts = append(acts, a.Act)
				}
			}
		}
		return err
	})
	return acts
}

// browser keeps cookies.
type browser struct {
	h       *house
	cookies map[string]string
	from    string
}

func (h *house) browser() *browser {
	return &browser{h, map[string]string{}, "192.0.2.7:4000"}
}

func (b *browser) send(r *http.Request) *httptest.ResponseRecorder {
	r.RemoteAddr = b.from
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.h.site.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
		if len(c.Name)+len(c.Value) > 4000 {
			b.h.t.Errorf("cookie %s is too long for a browser: %d", c.Name, len(c.Value))
		}
		if !c.HttpOnly || c.Path != "/" || c.SameSite != http.SameSiteLaxMode {
			b.h.t.Errorf("cookie %s is not closed", c.Name)
		}
	}
	return w
}

func (b *browser) see(path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	r.Header.Set("Accept", "text/html")
	return b.send(r)
}

func (b *browser) post(path string, fields ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "text/html")
	return b.send(r)
}

// goes fails unless the answer leads to path.
func (b *browser) goes(w *httptest.ResponseRecorder, path string) {
	b.h.t.Helper()
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != path {
		b.h.t.Fatalf("got %d to %q, want to go to %q\n%s", w.Code, w.Header().Get("Location"), path, w.Body)
	}
}

func (b *browser) says(w *httptest.ResponseRecorder, status int, text string) {
	b.h.t.Helper()
	if w.Code != status || !strings.Contains(w.Body.String(), text) {
		b.h.t.Fatalf("got %d without %q, want %d with it\n%s", w.Code, text, status, w.Body)
	}
}

func (b *browser) signedIn() bool { return b.see("/").Code == http.StatusOK }

// signIn signs in by password and code.
func (b *browser) signIn(email, seed string) {
	b.h.t.Helper()
	b.goes(b.post("/sign-in", "email", email, "password", secretWords), "/sign-in/code")
	b.goes(b.post("/sign-in/code", "code", b.h.codeNow(seed)), "/")
}

func httptestGet(path string) *http.Request   { return httptest.NewRequest("GET", path, nil) }
func newRecorder() *httptest.ResponseRecorder { return httptest.NewRecorder() }

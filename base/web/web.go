// Package web carries requests to the rooms and faults back to people. It is the only
// place that turns a fault into a status.
package web

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tillit.care/base/fault"
	"tillit.care/base/who"
	"tillit.care/base/words"
)

// Handle answers one request. What it returns is turned into a page by the site.
type Handle func(w http.ResponseWriter, r *http.Request) error

// Audience is who may stand on the porch of a route. The door is inside.
type Audience string

const (
	Anyone    Audience = "anyone"
	SignedIn  Audience = "signed in"
	Client    Audience = "client"
	Clinician Audience = "clinician" // therapist or supervisor
	Therapist Audience = "therapist"
	Session   Audience = "session" // client or therapist: who may sit in one
	Staff     Audience = "staff"
	Desk      Audience = "desk" // front desk or therapist
	Owner     Audience = "owner"
	Lent      Audience = "lent" // a client with their therapist's device: one form and nothing else
)

// Admits tells whether a person may stand there. What is not listed is refused.
func (a Audience) Admits(p who.Person) bool {
	if p.Holds(who.Lent) || a == Lent {
		return p.Holds(who.Lent) && a == Lent
	}
	switch a {
	case Anyone:
		return true
	case SignedIn:
		return p.SignedIn()
	case Client:
		return p.Holds(who.Client)
	case Clinician:
		return p.Holds(who.Therapist | who.Supervisor)
	case Therapist:
		return p.Holds(who.Therapist)
	case Session:
		return p.Holds(who.Client | who.Therapist)
	case Staff:
		return p.Holds(who.Staff)
	case Desk:
		return p.Holds(who.Desk | who.Therapist)
	case Owner:
		return p.Holds(who.Owner)
	}
	return false
}

// Route is one way into the house.
type Route struct {
	Pattern  string   // "GET /spaces/{space}", as net/http has it
	Audience Audience // who may stand on the porch
	Door     string   // the right and kind of space behind it, "read shared"; empty: nothing confidential
	Most     int64    // bytes of a request's body; 0: as usual
	Handle   Handle
	Always   bool // style, script and health: nobody is turned away
}

// Site is all routes and what they have in common.
type Site struct {
	Routes  []Route
	Person  func(*http.Request) (who.Person, error)                                  // who is signed in
	Failed  func(w http.ResponseWriter, r *http.Request, f *fault.Fault, ref string) // draws the page of a fault
	Refused func(r *http.Request, by who.Person, route string) error                 // keeps a refusal on the porch
	Done    func(route string, status int, took time.Duration)
	Book    *words.Book
	Offered func(r *http.Request, p who.Person) []string // the languages that a person may read
	Log     *slog.Logger
	TLS     bool // the public address is https
}

// Handler is the site as net/http knows it.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, route := range s.Routes {
		mux.Handle(route.Pattern, s.serve(route))
	}
	mux.Handle("/", s.serve(Route{Pattern: "/", Audience: Anyone, Handle: func(http.ResponseWriter, *http.Request) error {
		return fault.New(fault.NotFound, "fault.notfound")
	}}))
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(s.serve(Route{Pattern: "cross-origin", Audience: Anyone, Handle: func(http.ResponseWriter, *http.Request) error {
		return fault.New(fault.Forbidden, "fault.crossorigin")
	}}))
	return guard.Handler(mux)
}

type personKey struct{}

// Who is the person who asks.
func Who(r *http.Request) who.Person {
	p, _ := r.Context().Value(personKey{}).(who.Person)
	return p
}

const (
	largest = 256 << 10 // bytes of a request's body, where its route says nothing
	policy  = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
		"form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; worker-src 'self'"
)

func (s *Site) serve(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		s.harden(w)
		r.Body = http.MaxBytesReader(w, r.Body, cmp.Or(route.Most, largest))
		kept := &keeper{ResponseWriter: w}
		var person who.Person
		err := safely(func() (err error) { person, err = s.Person(r); return err })
		r = r.WithContext(s.speak(r, person))
		if err == nil {
			err = safely(func() error { return s.pass(kept, r, route, person) })
		}
		if err != nil {
			s.fail(kept, r, route, err)
		}
		if s.Done != nil {
			s.Done(route.Pattern, kept.status, time.Since(began))
		}
	})
}

// safely turns a panic into a fault.
func safely(act func() error) (err error) {
	defer func() {
		if broken := recover(); broken != nil && broken != http.ErrAbortHandler {
			err = fault.Wrap(fault.Internal, "fault.internal", errorOf(broken))
		}
	}()
	return act()
}

func (s *Site) pass(w http.ResponseWriter, r *http.Request, route Route, person who.Person) error {
	if !route.Always && !route.Audience.Admits(person) {
		return s.refuse(w, r, person, route)
	}
	return route.Handle(w, r.WithContext(context.WithValue(r.Context(), personKey{}, person)))
}

// refuse sends somebody who has not signed in to the door of the house; for anybody else
// the page does not exist, and the trail keeps that it was tried.
func (s *Site) refuse(w http.ResponseWriter, r *http.Request, person who.Person, route Route) error {
	if !person.SignedIn() {
		if r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/html") {
			http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
			return nil
		}
		return fault.New(fault.Forbidden, signIn)
	}
	if err := s.Refused(r, person, route.Pattern); err != nil {
		return err
	}
	if person.Holds(who.Lent) && navigates(r) {
		return See(w, r, LentTo)
	}
	return fault.New(fault.NotFound, "fault.notfound")
}

// LentTo is the one page that a browser in a client's hands shows, whatever is asked.
const LentTo = "/tablet"

// navigates tells whether a whole page is asked for, and not a part of one.
func navigates(r *http.Request) bool {
	mode := r.Header.Get("Sec-Fetch-Mode")
	return r.Method == http.MethodGet && (mode == "" || mode == "navigate") && strings.Contains(r.Header.Get("Accept"), "text/html")
}

func (s *Site) harden(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	h.Set("Cache-Control", "no-store")
	if s.TLS {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// Camera lets one page use camera and microphone, which no other may.
func Camera(w http.ResponseWriter) {
	w.Header().Set("Permissions-Policy", "camera=(self), microphone=(self), geolocation=()")
}

var statuses = map[fault.Kind]int{
	fault.Internal: 500, fault.NotFound: 404, fault.Forbidden: 403,
	fault.Invalid: 422, fault.Conflict: 409, fault.Unavailable: 503,
}

// fail draws a fault. Only what broke on our side is logged, with a reference that the
// person can tell us.
func (s *Site) fail(w *keeper, r *http.Request, route Route, err error) {
	f := fault.Of(err)
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		if w.status == 0 {
			w.WriteHeader(gone)
		}
		return // nobody is there to read an answer: that is no failure
	}
	if w.status != 0 {
		s.Log.Error("broke after the answer began", "route", route.Pattern, "error", err)
		return
	}
	ref := ""
	if f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		ref = reference()
		s.Log.Error("request failed", "route", route.Pattern, "reference", ref, "kind", f.Kind.String(), "error", err)
	}
	w.status = Status(f)
	s.Failed(w.ResponseWriter, r, f, ref)
}

// gone stands in the measurements where somebody left before the answer came.
const gone = 499

// Status is the HTTP status of a fault. Somebody who has to sign in first is told so in
// the way that scripts understand.
func Status(f *fault.Fault) int {
	if f.Key == signIn {
		return http.StatusUnauthorized
	}
	return statuses[f.Kind]
}

const signIn = "fault.signin"

func reference() string {
	var b [4]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// Page is something that can draw itself, such as a templ component.
type Page interface {
	Render(ctx context.Context, w io.Writer) error
}

// Draw draws a whole page. A page that breaks half-way is not sent.
func Draw(w http.ResponseWriter, r *http.Request, status int, page Page) error {
	var b bytes.Buffer
	b.Grow(usual)
	if err := page.Render(r.Context(), &b); err != nil {
		return err
	}
	body := b.Bytes()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Vary", "Accept-Encoding")
	if len(body) > worth && TakesGzip(r) {
		packed, err := pack(body)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Encoding", "gzip")
		body = packed
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, err := w.Write(body)
	return lost(err)
}

// File sends something to keep. Its name says nothing of what is in it.
func File(w http.ResponseWriter, name, kind string, body []byte) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, err := w.Write(body)
	return lost(err)
}

// lost: that the reader went away is nobody's fault.
func lost(error) error { return nil }

// See sends the person on to another page.
func See(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// keeper remembers the status for the log.
type keeper struct {
	http.ResponseWriter
	status int
}

func (k *keeper) WriteHeader(status int) {
	if k.status == 0 {
		k.status = status
	}
	k.ResponseWriter.WriteHeader(status)
}

func (k *keeper) Write(b []byte) (int, error) {
	if k.status == 0 {
		k.status = http.StatusOK
	}
	return k.ResponseWriter.Write(b)
}

func (k *keeper) Unwrap() http.ResponseWriter { return k.ResponseWriter }

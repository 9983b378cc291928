// Package world is a small practice for scenes: a few people who can sign in with one
// click, a clock that only the test moves, and letters that stay in the house.
package world

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"tillit.care/account"
	"tillit.care/app"
	"tillit.care/base/db"
	"tillit.care/base/media"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/content"
	"tillit.care/e2e"
	"tillit.care/practice"
)

// World is one practice on one database.
type World struct {
	House *app.House
	Dir   string // where the database and the key are, on SQLite
	Key   seal.Keeper

	t      testing.TB
	clock  *clock
	origin string
	once   sync.Once
	set    app.Config
	met    int // how many sessions were planned so far
}

// clock stands still but for a millisecond at every look, so that things made one after
// another are in order. A clock that was wound goes as fast as the one on the wall.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	wound time.Time // on the wall, when it was last looked at; zero: it stands
}

func (c *clock) look() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	if wall := time.Now(); !c.wound.IsZero() {
		c.now = c.now.Add(max(0, wall.Sub(c.wound)-time.Millisecond))
		c.wound = wall
	}
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Begins is when every scene begins: a Monday, ten in the morning in the practice, which
// is open from nine to five on weekdays.
var Begins = time.Date(2026, time.March, 2, 15, 0, 0, 0, time.UTC)

// Address is the practice's public address.
const Address = "https://practice.example"

// People are who works here. Everybody can sign in at /demo with one click.
var People = []app.Persona{
	{Name: "Dr. Ana Holm", Email: "ana@practice.example", Words: "owner and therapist"},
	{Name: "Jonas Berg", Email: "jonas@practice.example", Words: "therapist, covers for Ana"},
	{Name: "Ingrid Solheim", Email: "ingrid@practice.example", Words: "supervisor"},
	{Name: "Mari Lunde", Email: "mari@practice.example", Words: "front desk"},
	{Name: "Odd Vik", Email: "odd@practice.example", Words: "owner, not a therapist"},
}

var posts = []who.Post{who.Owner | who.Therapist, who.Therapist, who.Supervisor, who.Desk, who.Owner}

// New makes a practice on a SQLite file of its own, or on the database at url. Demo is
// whether held instruments may be asked and /demo signs in.
func New(t testing.TB, url string) *World {
	t.Helper()
	return NewLogging(t, url, slog.New(slog.NewTextHandler(t.Output(), nil)))
}

// NewLogging is New with a log of the test's own.
func NewLogging(t testing.TB, url string, log *slog.Logger) *World {
	t.Helper()
	w := &World{t: t, clock: &clock{now: Begins}, origin: Address}
	c := w.config(url)
	c.Quiet, c.TLS, c.People, c.Log = true, true, People, log
	w.open(c)
	if err := w.settle(); err != nil {
		t.Fatal(err)
	}
	return w
}

// Empty is a real Tillit before its first run: no demo, nobody there.
func Empty(t testing.TB, url string) *World {
	t.Helper()
	w := &World{t: t, clock: &clock{now: Begins}, origin: Address}
	c := w.config(url)
	c.Quiet, c.TLS, c.Demo, c.Address = true, true, false, Address
	w.open(c)
	return w
}

// Fresh is an empty computer for a browser at origin: nothing is set up.
func Fresh(t testing.TB, origin string) *World {
	t.Helper()
	w := &World{t: t, clock: &clock{now: Begins, wound: time.Now()}, origin: origin}
	c := w.config("")
	c.Demo, c.Address = false, origin
	w.open(c)
	return w
}

// Live makes the practice of New for a browser at origin: its clock goes, and jobs are done
// by themselves.
func Live(t testing.TB, origin string) *World {
	t.Helper()
	w := &World{t: t, clock: &clock{now: Begins, wound: time.Now()}, origin: origin}
	c := w.config("")
	c.People = People
	w.open(c)
	if err := w.settle(); err != nil {
		t.Fatal(err)
	}
	return w
}

// Calls makes the practice of Live with a program that carries picture and sound.
func Calls(t testing.TB, origin, program string) *World {
	t.Helper()
	w := &World{t: t, clock: &clock{now: Begins, wound: time.Now()}, origin: origin}
	c := w.config("")
	c.People, c.Live = People, media.Config{Program: program, IP: "127.0.0.1", Alone: true}
	w.open(c)
	if err := w.settle(); err != nil {
		t.Fatal(err)
	}
	return w
}

// RightToLeft is a language that nobody speaks: English turned round as Arabic is written,
// so that a page shows whether it would bear a language that begins on the right.
const RightToLeft = "ar-XB"

// Turned makes the practice of Live with that language beside the others.
func Turned(t testing.TB, origin string) *World {
	t.Helper()
	book, err := content.Book()
	if err != nil {
		t.Fatal(err)
	}
	w := &World{t: t, clock: &clock{now: Begins, wound: time.Now()}, origin: origin}
	c := w.config("")
	c.People, c.Book = People, book.With(RightToLeft, Turn)
	w.open(c)
	if err := w.settle(); err != nil {
		t.Fatal(err)
	}
	return w
}

// Turn writes every word from right to left (with the marks of Unicode's UAX 9), as the
// pseudo-language of the same name in CLDR does. Lists with codes in them stay readable for
// the program.
func Turn(text string) string {
	if strings.Contains(text, "|") {
		return text
	}
	return regexp.MustCompile(`\p{L}+`).ReplaceAllString(text, "\u202e$0\u202c")
}

// Demo makes the demo practice for a browser at origin, at a moment of its story's last
// day.
func Demo(t testing.TB, origin string, now time.Time) *World {
	t.Helper()
	w := &World{t: t, clock: &clock{now: now, wound: time.Now()}, origin: origin}
	c := w.config("")
	people, err := app.Demo(t.Context(), c, origin, now)
	if err != nil {
		t.Fatal(err)
	}
	w.clock.wound = time.Now()
	c.People = people
	w.open(c)
	return w
}

func (w *World) config(url string) app.Config {
	w.t.Helper()
	w.Dir = place(w.t)
	if url == "" {
		url = filepath.Join(w.Dir, fileName)
	}
	key, err := seal.NewFile(filepath.Join(w.Dir, keyName))
	if err != nil {
		w.t.Fatal(err)
	}
	w.Key = key
	return w.about(url)
}

// What the files of a world on SQLite are called.
const (
	fileName = "tillit.db"
	keyName  = "tillit.key"
)

func (w *World) about(url string) app.Config {
	return app.Config{DB: url, Key: w.Key, Demo: true, Clock: w.clock.look,
		Log: slog.New(slog.NewTextHandler(w.t.Output(), nil))}
}

func (w *World) open(c app.Config) {
	w.t.Helper()
	house, err := app.Open(w.t.Context(), c)
	if err != nil {
		w.t.Fatal(err)
	}
	w.House, w.set = house, c
	w.t.Cleanup(w.Close)
}

// settle makes the practice and its people, through the same verbs as everybody.
func (w *World) settle() error {
	return w.House.DB.Write(context.Background(), who.House, func(tx *db.Tx) error {
		var ids []who.ID
		for i, p := range People {
			a, err := account.Create(tx, posts[i], p.Name, p.Email)
			if err != nil {
				return err
			}
			ids = append(ids, a.ID)
		}
		s := practice.Settings{Name: "A practice for scenes", Place: "Albany", Zone: "America/New_York", Jurisdiction: "US-NY",
			Crisis:  []practice.Number{{Who: "988 Suicide & Crisis Lifeline", Number: "988", When: "day and night"}},
			Cover:   map[who.ID]practice.Cover{ids[0]: {Person: ids[1]}},
			Address: w.origin, Demo: true}
		for day := time.Monday; day <= time.Friday; day++ {
			s.Hours = append(s.Hours, practice.Hours{Day: day, From: 9 * 60, To: 17 * 60})
		}
		return practice.Keep(tx, s)
	})
}

// ServeHTTP is the whole site.
func (w *World) ServeHTTP(rw http.ResponseWriter, r *http.Request) { w.House.ServeHTTP(rw, r) }

// Origin is where the practice stands.
func (w *World) Origin() string { return w.origin }

// Now is the practice's moment.
func (w *World) Now() time.Time { return w.clock.look() }

// Advance moves the clock, minute by minute where something falls due, and does it.
func (w *World) Advance(d time.Duration) {
	w.t.Helper()
	for left := d; ; left -= time.Minute {
		w.clock.move(max(0, min(left, time.Minute)))
		if err := w.House.Jobs.Due(context.Background()); err != nil {
			w.t.Fatal(err)
		}
		if left <= time.Minute {
			return
		}
		if left > time.Hour { // nothing here is due to the minute far ahead
			w.clock.move(time.Hour - time.Minute)
			left -= time.Hour - time.Minute
		}
	}
}

// Letters are all letters, oldest first.
func (w *World) Letters() []e2e.Letter {
	letters, err := w.House.Letters(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	var all []e2e.Letter
	for i := len(letters) - 1; i >= 0; i-- {
		all = append(all, e2e.Letter{To: letters[i].To, Subject: letters[i].Subject, Text: letters[i].Text})
	}
	return all
}

// Close verifies the trail, as after every scene, and ends the practice.
func (w *World) Close() {
	w.once.Do(func() {
		if wrong, err := w.House.Relist(context.Background()); err != nil || wrong > 0 {
			w.t.Errorf("the lists of clinicians say something else than %d cases do: %v", wrong, err)
		}
		err := w.House.Anchor(context.Background())
		report, wrong := w.House.Verify(context.Background())
		if err := errors.Join(err, wrong, w.House.Close(context.Background())); err != nil {
			w.t.Error(err)
		}
		for _, b := range report.Broken {
			w.t.Error("the trail is broken: ", b)
		}
	})
}

// Jump moves the clock at once, back too, and does nothing of what falls due.
func (w *World) Jump(d time.Duration) { w.clock.move(d) }

// Restart ends the practice and opens it again, on the same database.
func (w *World) Restart() {
	w.t.Helper()
	if err := w.House.Close(context.Background()); err != nil {
		w.t.Fatal(err)
	}
	house, err := app.Open(context.Background(), w.set)
	if err != nil {
		w.t.Fatal(err)
	}
	w.House = house
}

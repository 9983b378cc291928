package world

import (
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"tillit.care/base/seal"
)

// whole is a practice with its cast as it lies on the disk, closed.
type whole struct {
	files map[string][]byte
	now   time.Time
	met   int
	cast  *Cast
}

// peopled is made by the first test of a process that asks for it.
var peopled struct {
	sync.Mutex
	*whole
}

// Peopled is New with its NewCast: a copy of one that was made through the verbs and verified
// once in this process. The copies have the same key, ids and moment, and share nothing.
func Peopled(t testing.TB) (*World, *Cast) {
	t.Helper()
	p := once(t)
	w := &World{t: t, clock: &clock{now: p.now}, origin: Address, met: p.met, Dir: place(t)}
	for name, text := range p.files {
		if err := os.WriteFile(filepath.Join(w.Dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	key, err := seal.OpenFile(filepath.Join(w.Dir, keyName))
	if err != nil {
		t.Fatal(err)
	}
	w.Key = key
	c := w.about(filepath.Join(w.Dir, fileName))
	c.Quiet, c.TLS, c.People = true, true, People
	w.open(c)
	return w, p.cast.copy()
}

func once(t testing.TB) *whole {
	t.Helper()
	peopled.Lock()
	defer peopled.Unlock()
	if peopled.whole != nil {
		return peopled.whole
	}
	w := New(t, "")
	p := &whole{cast: w.NewCast(), files: map[string][]byte{}}
	w.Close()
	p.now, p.met = w.Now(), w.met
	left, err := os.ReadDir(w.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range left {
		if p.files[f.Name()], err = os.ReadFile(filepath.Join(w.Dir, f.Name())); err != nil {
			t.Fatal(err)
		}
	}
	peopled.whole = p
	return p
}

// copy is a cast that a test may change.
func (c *Cast) copy() *Cast {
	own := *c
	own.People, own.Cookies, own.Emails = maps.Clone(c.People), maps.Clone(c.Cookies), maps.Clone(c.Emails)
	for _, which := range []*Case{&own.Liz, &own.Dave, &own.Tom, &own.Pair, &own.Lou} {
		which.Spaces, which.Page = maps.Clone(which.Spaces), maps.Clone(which.Page)
	}
	return &own
}

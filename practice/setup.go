package practice

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/web"
	"tillit.care/base/who"
)

// Setup is the first run: one address that leads the first person through setting up a
// practice, and a closed door for everybody else until that is done.
type Setup struct {
	DB    *db.DB
	mu    sync.Mutex
	hash  [sha256.Size]byte // of the secret in the address; kept nowhere else
	begun bool
	ready atomic.Bool
}

// Begin makes the one-time address and gives its path. It is empty when the practice is
// set up. A new one takes the place of the one before.
func (s *Setup) Begin(ctx context.Context) (path string, err error) {
	ready, err := s.Ready(ctx)
	if err != nil || ready {
		return "", err
	}
	secret := id.Secret()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hash, s.begun = sha256.Sum256([]byte(secret)), true
	return "/setup/" + secret, nil
}

func (s *Setup) knows(secret string) bool {
	hash := sha256.Sum256([]byte(secret))
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.begun && subtle.ConstantTimeCompare(hash[:], s.hash[:]) == 1
}

// Ready tells whether the practice is set up. Once it is, it stays so.
func (s *Setup) Ready(ctx context.Context) (bool, error) {
	if s.ready.Load() {
		return true, nil
	}
	var so Settings
	err := s.DB.Read(ctx, who.House, func(tx *db.Tx) (err error) { so, err = SoFar(tx); return err })
	if err != nil || so.Step != "" {
		return false, err
	}
	s.ready.Store(true)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.begun, s.hash = false, [sha256.Size]byte{}
	return true, nil
}

// open are the paths that answer before the practice is set up: those that lead through
// it, and those by which its owner comes in.
var open = []string{"/setup/", begin, "/practice/people/", "/not-ready", "/assets/", "/sw.js", "/manifest.webmanifest", "/offline", "/leaving", "/healthz", "/sign-in", "/sign-out", "/quick-exit", "/quiet", "/welcome", "/account"}

// Gate leads to a neutral page as long as the practice is not set up.
func (s *Setup) Gate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ready, err := s.Ready(r.Context())
		if err != nil {
			http.Error(w, "Please try again in a moment.", http.StatusServiceUnavailable)
			return
		}
		if ready || passes(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, "/not-ready", http.StatusSeeOther)
	})
}

func passes(path string) bool {
	for _, p := range open {
		if path == strings.TrimSuffix(p, "/") || strings.HasPrefix(path, strings.TrimSuffix(p, "/")+"/") {
			return true
		}
	}
	return false
}

// begin is where the owner goes on once they can sign in.
const begin = "/practice/begin"

// steps are what setting up consists of, in order. The first ones need the one-time
// address; from the moment there is an owner, the owner.
var (
	beforeOwner = []string{"key", "about", "crisis", "hours", "owner"}
	withOwner   = []string{"mail", "address", "people", "cover", "done"}
	steps       = append(append([]string{}, beforeOwner...), withOwner...)
)

const firstStep = "key"

func indexOf(step string) int {
	for i, s := range steps {
		if s == step {
			return i
		}
	}
	return -1
}

// past moves on when the step that was just done is the furthest one.
func (s *Settings) past(step string) {
	if at := indexOf(step); s.Step == step && at+1 < len(steps) {
		s.Step = steps[at+1]
	}
}

// reached tells whether setting up has come as far as that step.
func (s Settings) reached(step string) bool {
	return indexOf(step) >= 0 && indexOf(step) <= indexOf(s.Step)
}

// owned tells whether somebody can sign in as the owner, and moves setting up on when
// they can.
func owned(tx *db.Tx) (bool, error) {
	staff, err := account.Staff(tx)
	for _, a := range staff {
		if a.Person().Holds(who.Owner) {
			return true, err
		}
	}
	return false, err
}

// notReady is the neutral page. Its owner is led on.
func (p Pages) notReady(w http.ResponseWriter, r *http.Request) error {
	ready, err := p.Setup.Ready(r.Context())
	if err != nil {
		return err
	}
	if ready {
		return web.See(w, r, "/")
	}
	if web.Who(r).Holds(who.Owner) {
		return web.See(w, r, begin)
	}
	return web.Draw(w, r, http.StatusServiceUnavailable, notReadyPage(p.bare(r, "practice.notready.title")))
}

// finish ends setting up: from here on the practice is open.
func finish(tx *db.Tx) error {
	s, err := SoFar(tx)
	if err != nil || s.Step == "" {
		return err
	}
	if s.Step != "done" {
		return fault.New(fault.Conflict, "practice.setup.notyet")
	}
	s.Step = ""
	return Keep(tx, s)
}

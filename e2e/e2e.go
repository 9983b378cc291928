// Package e2e holds people doing things to the whole program: what a therapist or a
// client would do with a browser and a letter box, and what a stranger would try.
//
// A World is one running practice with its own clock and its own outbox. Scenes
// (e2e/scene) walk through it as a browser without script would; e2e/browser drives a
// real one.
package e2e

import (
	"net/http"
	"time"
)

// World is one practice under test: the whole site, a clock that only the test moves,
// and the letters it has sent.
type World interface {
	http.Handler

	// Origin is where the practice believes it stands, without a slash at the end:
	// the links in its letters begin with it.
	Origin() string

	// Now is the moment on the practice's clock.
	Now() time.Time

	// Advance moves the clock and returns when everything that fell due has run.
	// Advance(0) only runs what is due now.
	Advance(d time.Duration)

	// Letters is every letter sent so far, oldest first.
	Letters() []Letter

	// Close ends the practice. A second call does nothing.
	Close()
}

// Letter is one mail that left the practice.
type Letter struct {
	To      string
	Subject string
	Text    string
}

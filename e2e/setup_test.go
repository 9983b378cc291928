package e2e_test

import (
	"context"
	"net/http"
	"testing"

	"tillit.care/e2e/scene"
	"tillit.care/e2e/world"
)

// starting leads from a fixed address to the one that the program printed.
type starting struct {
	*world.World
	path string
}

func (s starting) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/setup-starts-here" {
		http.Redirect(w, r, s.path, http.StatusSeeOther)
		return
	}
	s.World.ServeHTTP(w, r)
}

// TestTheFirstRun makes a real practice from nothing.
func TestTheFirstRun(t *testing.T) {
	t.Parallel()
	w := world.Empty(t, "")
	path, err := w.House.SetUp(context.Background())
	if err != nil || path == "" {
		t.Fatalf("no address to begin with: %v", err)
	}
	scene.Run(t, "setup/first-run.txt", starting{w, path})
	if path, err := w.House.SetUp(context.Background()); err != nil || path != "" {
		t.Errorf("a practice that is set up can be set up again: %q %v", path, err)
	}
}

// TestCitingInARealPractice goes on where the first run ends.
func TestCitingInARealPractice(t *testing.T) {
	t.Parallel()
	w := world.Empty(t, "")
	path, err := w.House.SetUp(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	scene.Run(t, "setup/cite.txt", starting{w, path})
}

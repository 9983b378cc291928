package e2e_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	shipped "tillit.care/content"
	"tillit.care/e2e"
	"tillit.care/e2e/scene"
	"tillit.care/e2e/world"
	treatment "tillit.care/plan"
)

// later is a world in which a newer version of the protocol arrives after thirty days.
type later struct {
	e2e.World
	t    *testing.T
	from time.Time
	laid bool
}

func (l *later) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !l.laid && l.Now().Sub(l.from) > 30*24*time.Hour {
		back, err := treatment.Lay(newerProtocol(l.t))
		if err != nil {
			l.t.Error(err)
		}
		l.t.Cleanup(back)
		l.laid = true
	}
	l.World.ServeHTTP(w, r)
}

// newerProtocol is the shipped one with other words for a step, one step more and one less.
func newerProtocol(t *testing.T) fstest.MapFS {
	t.Helper()
	changes := map[string][]string{
		"protocol.json": {`"version": "1"`, `"version": "2"`, `{"id": "baseline", "measures"`, `{"id": "night"}, {"id": "baseline", "measures"`,
			",\n        {\"id\": \"booster\", \"source\": [\"arc\"]}", ""},
		"text.en.md": {"Your own words for what should be different, and how you would notice. This is what we go by.", "Say it as you would to a friend.",
			"## step baseline: ", "## step night: A night without fear\nWhat helps you to sleep.\n## step baseline: ",
			"## step booster: Seeing each other again\nOne or two meetings later on, to see how it holds.\n> Follow up after one, three, six and twelve months where the questionnaires are set so.\n", ""},
	}
	all := fstest.MapFS{}
	for file, pairs := range changes {
		text, err := shipped.FS.ReadFile("protocols/individual-trust/1/" + file)
		if err != nil {
			t.Fatal(err)
		}
		changed := string(text)
		for i := 0; i < len(pairs); i += 2 {
			if !strings.Contains(changed, pairs[i]) {
				t.Fatalf("%s has no %q", file, pairs[i])
			}
			changed = strings.Replace(changed, pairs[i], pairs[i+1], 1)
		}
		all["protocols/individual-trust/2/"+file] = &fstest.MapFile{Data: []byte(changed)}
	}
	return all
}

// TestANewerProtocol: a newer version changes no plan silently. It stands on the shelf of the whole
// program, so no other test may run beside this one.
func TestANewerProtocol(t *testing.T) {
	w := world.New(t, "")
	scene.Run(t, "testdata/newer/plan.txt", &later{World: w, t: t, from: w.Now()})
}

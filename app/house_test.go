package app

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tillit.care/content"
)

// floors are the folders of the house from the ground up, and what may stand on what.
var (
	pure = []string{"pure/right", "pure/pack", "pure/fhir", "pure/score", "pure/change", "pure/judge", "pure/out", "pure/suit", "pure/stim", "pure/wav", "pure/picture", "pure/ical", "pure/tool", "pure/eight"}
	base = []string{"base/fault", "base/id", "base/who", "base/words", "base/seal", "base/db", "base/trail",
		"base/job", "base/live", "base/media", "base/mail", "base/push", "base/pdf", "base/web"}
	beside = []string{"content", "ui"}
	above  = []string{"app", "cmd/tillit"}
	tests  = []string{"e2e", "e2e/scene", "e2e/browser", "e2e/postgres", "e2e/called", "e2e/world", "e2e/load", "e2e/far", "e2e/bench", "e2e/screenshots"}
)

// doors are the packages from outside, each with the one folder that may know it (and its
// tests).
var doors = map[string][]string{
	"modernc.org/sqlite":           {"base/db"},
	"github.com/jackc/pgx":         {"base/db", "e2e/postgres"},
	"golang.org/x/crypto/argon2":   {"base/seal", "account"},
	"github.com/wneessen/go-mail":  {"base/mail"},
	"github.com/SherClockHolmes":   {"base/push"},
	"github.com/go-webauthn":       {"account"},
	"github.com/pquerna/otp":       {"account", "e2e/scene"},
	"github.com/boombuler/barcode": {"account"},
	"github.com/fxamacker/cbor":    {"account", "space"},
	"golang.org/x/text":            {"account", "base/words"},
	"filippo.io/age":               {"base/seal"},
	"codeberg.org/go-pdf/fpdf":     {"base/pdf"},
	"golang.org/x/image":           {"base/pdf"},
	"github.com/prometheus":        {"app"},
	"github.com/alecthomas/kong":   {"cmd/tillit"},
	"golang.org/x/crypto/acme":     {"cmd/tillit", "app"},
	"golang.org/x/net/html":        {"e2e/scene", "e2e/called", "e2e"},
	"github.com/chromedp":          {"e2e/browser", "e2e"},
	"pgregory.net/rapid":           {"pure/eight", "pure/pack", "pure/score", "pure/fhir", "pure/change", "pure/judge", "pure/tool", "base/seal", "measure", "note", "e2e"},
	"github.com/emersion/go-ical":  {"pure/ical"},
	"github.com/coder/websocket":   {"base/live", "e2e"},
	"github.com/a-h/templ":         nil, // typed pages: wherever pages are
}

type source struct {
	folder, file string
	imports      []string
	test         bool
}

func sources(t *testing.T) (all []source) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "tools" || path == "../live" || strings.HasPrefix(d.Name(), ".") && path != "..") {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(path) != ".go" {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel("..", path)
		s := source{folder: filepath.ToSlash(filepath.Dir(rel)), file: rel, test: strings.HasSuffix(path, "_test.go")}
		for _, i := range parsed.Imports {
			s.imports = append(s.imports, strings.Trim(i.Path.Value, `"`))
		}
		all = append(all, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// storey is how high a folder stands; a folder imports only what is lower. Rooms stand on
// the stairs, one above the other.
func storey(folder string) int {
	switch {
	case slices.Contains(pure, folder):
		return 0
	case slices.Contains(base, folder):
		return 100 + slices.Index(base, folder)
	case slices.Contains(beside, folder):
		return 200
	case slices.Contains(Stairs, folder):
		return 300 + slices.Index(Stairs, folder)
	case slices.Contains(above, folder):
		return 400 + slices.Index(above, folder)
	case slices.Contains(tests, folder):
		return 500
	}
	return -1
}

func TestImportsPointDown(t *testing.T) {
	for _, s := range sources(t) {
		at := storey(s.folder)
		if at < 0 {
			t.Errorf("%s: this folder is not in the house; a room is created with its first scene and put on the stairs", s.folder)
			continue
		}
		for _, path := range s.imports {
			room, ours := strings.CutPrefix(path, "tillit.care/")
			switch below := storey(room); {
			case !ours:
				s.checkOutside(t, path)
			case s.test && room == "e2e/postgres":
			case at == 500 && below == 500, room == s.folder:
			case below >= at && !(at == 0 && below == 0) || below < 0:
				t.Errorf("%s imports %s, which does not stand below it", s.file, room)
			}
		}
	}
}

func (s source) checkOutside(t *testing.T, path string) {
	t.Helper()
	if !strings.Contains(strings.SplitN(path, "/", 2)[0], ".") {
		return // the standard library
	}
	for prefix, folders := range doors {
		if strings.HasPrefix(path, prefix) {
			if folders != nil && !slices.Contains(folders, s.folder) {
				t.Errorf("%s imports %s, which only %v may", s.file, path, folders)
			}
			return
		}
	}
	t.Errorf("%s imports %s: give it a line in docs/dependencies.md and a door here", s.file, path)
}

// pureOutside is what a pure function has no use for.
var pureOutside = regexp.MustCompile(`^(os|net|context|database/|log|math/rand|crypto/rand)`)

func TestPureIsPure(t *testing.T) {
	for _, s := range sources(t) {
		for _, path := range s.imports {
			if strings.HasPrefix(s.folder, "pure/") && !s.test && pureOutside.MatchString(path) {
				t.Errorf("%s imports %s", s.file, path)
			}
		}
	}
}

// calls finds text in our own Go files that are not tests and not generated.
func calls(t *testing.T, what *regexp.Regexp, but ...string) (found []string) {
	t.Helper()
	for _, s := range sources(t) {
		if s.test || strings.HasSuffix(s.file, "_templ.go") || strings.HasPrefix(s.folder, "e2e") || slices.Contains(but, s.folder) || slices.Contains(but, filepath.ToSlash(s.file)) {
			continue
		}
		text, err := os.ReadFile(filepath.Join("..", s.file))
		if err != nil {
			t.Fatal(err)
		}
		if m := what.Find(text); m != nil {
			found = append(found, s.file+": "+string(m))
		}
	}
	return found
}

func TestTheClockIsTheHouses(t *testing.T) {
	clock := regexp.MustCompile(`time\.(Now|Since|Until)\(`)
	// base/web measures how long a request took, cmd how long it waits to stop.
	for _, f := range calls(t, clock, "base/db", "app", "base/web", "cmd/tillit") {
		t.Error(f)
	}
}

func TestSQLStandsInStores(t *testing.T) {
	sql := regexp.MustCompile("(?s)[\"`](select|insert into|update|delete from) .{0,40}")
	for _, s := range sources(t) {
		if s.test || strings.HasPrefix(s.folder, "e2e") || s.folder == "base/db" || s.folder == "app" || filepath.Base(s.file) == "store.go" || strings.HasPrefix(filepath.Base(s.file), "store_") {
			continue
		}
		text, err := os.ReadFile(filepath.Join("..", s.file))
		if err != nil {
			t.Fatal(err)
		}
		if m := sql.Find(text); m != nil {
			t.Errorf("%s: %s", s.file, m)
		}
	}
	starred := regexp.MustCompile(`select \*|\?,|now\(\)`)
	for _, f := range calls(t, starred, "base/web") {
		if strings.Contains(f, "store.go") {
			t.Error(f)
		}
	}
}

// TestWords finds keys that no sentence has, and sentences that nobody says.
func TestWords(t *testing.T) {
	book, err := content.Book()
	if err != nil {
		t.Fatal(err)
	}
	said := said(t)
	key := regexp.MustCompile(`"([a-z0-9]+(?:\.[a-z0-9-]+)+)"`)
	for _, m := range key.FindAllStringSubmatch(said, -1) {
		prefix, _, _ := strings.Cut(m[1], ".")
		if first(book.Keys("en"), prefix+".") && looksLikeAKey(m[1]) && !book.Has(m[1]) {
			t.Errorf("nobody has written the sentence %q", m[1])
		}
	}
	for _, have := range book.Keys("en") {
		if !used(said, have) {
			t.Errorf("nobody says %q", have)
		}
	}
}

// looksLikeAKey leaves out names of acts in the trail and jobs, which have the same form.
func looksLikeAKey(text string) bool {
	return !regexp.MustCompile(`^(alert\.(look|weigh|acknowledge|close|call)|measure\.(assign|ask|end|answer|read|remind|lend|bring|bring\.read)|journal\.(write|read)|safety\.(write|read)|trust\.(write|read)|message\.(send|read|tell)|booking\.(book|move|off|mark|hear|remind|rules|hours|wait|wait\.off|offer|decline|pass|feed\.make|feed\.end)|meeting\.(plan|begin|end|off|correct|settle|point|point\.off|talk|write|drop)|note\.(read|amend)|retention\.(born|hold|second|lift|stay|lifted|propose|agree|withdraw|erase|list|replay)|ending\.(write|read|prepare|wish|end|ask|again|remind)|plan\.(change|read)|work\.(agree|look|tell)|duty\.(read|write|drop|add)|care\.(open|contact|invite|confirm|reject|end|again|consent|leave)|account\.[a-z.]+|practice\.(keep|battery|setup|language\.[a-z]+)|intake\.(write|read)|stimulus\.(write|read|keep|limit|sound)|room\.(step|gate|licences)|expect\.(on|off|fit)|disclose\.(ask|read|remind|tell|prepare|stop|show)|handover\.(offer|read|take|decline|withdraw)|emdr\.(write|read|step|training|confirm)|alert\.pass|care\.take|mail\.send|call\.join|trail\.anchor)$`).MatchString(text) || strings.HasSuffix(text, ".title")
}

func first(keys []string, prefix string) bool {
	return slices.ContainsFunc(keys, func(k string) bool { return strings.HasPrefix(k, prefix) })
}

// used tells whether a key stands in a program or an instrument, whole or as the
// beginning of one that is put together.
func used(said, key string) bool {
	if strings.Contains(said, `"`+key+`"`) || strings.Contains(said, `"`+strings.TrimSuffix(key, ".text")+`"`) || strings.Contains(said, `"`+strings.TrimSuffix(key, ".title")+`"`) {
		return true
	}
	for cut := strings.LastIndex(key, "."); cut > 0; cut = strings.LastIndex(key[:cut], ".") {
		if strings.Contains(said, `"`+key[:cut+1]+`"`) {
			return true
		}
	}
	return false
}

// said is everything that may name a key: programs, pages and instruments.
func said(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "e2e" || d.Name() == "tools") {
				return filepath.SkipDir
			}
			return err
		}
		ext := filepath.Ext(path)
		if (ext != ".go" && ext != ".templ" && ext != ".json") || strings.HasSuffix(path, "_templ.go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

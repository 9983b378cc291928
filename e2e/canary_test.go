package e2e_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"

	"tillit.care/app"
	"tillit.care/e2e"
	"tillit.care/e2e/scene"
	"tillit.care/e2e/world"
)

// canary is typed into every text field.
const canary = "quixotryzq"

// notWords are the text fields that hold no words.
var notWords = map[string]string{"minutes": "a number", "times": "a number", "rest": "a number", "hours": "a number", "away": "days", "open.": "hours of a day", "numbers": "figures, turned into answers at once", "file": "a file", "left": "a file", "picture": "a file", "contact": "a day", "review": "a day", "until": "a day", "born": "a day", "years": "a number", "minor": "a number", "majority": "a number", "day": "a day", "story": "on the page of the design, which sends nothing", "mail": "the same", "sent": "the same", "long": "the same", "port": "a number", "address": "public: every link in a letter begins with it"}

// listening remembers which text fields were drawn, and in which of them the canary was
// sent.
type listening struct {
	e2e.World
	mu          sync.Mutex
	drawn, sent map[string]bool
	copy        []byte // a case that went out as a file
}

var inputs = regexp.MustCompile(`<(?:textarea|input)[^>]*>`)
var typeOf = regexp.MustCompile(`type="(\w+)"`)
var nameOf = regexp.MustCompile(`name="([^"]+)"`)

// numbered are fields of a list, of which one stands for all.
var numbered = regexp.MustCompile(`\.(\d+|[0-9a-z]{26})\.`)

func (l *listening) note(page string) {
	for _, input := range inputs.FindAllString(page, -1) {
		kind, name := typeOf.FindStringSubmatch(input), nameOf.FindStringSubmatch(input)
		if name == nil || kind != nil && !slices.Contains([]string{"text", "email", "tel", "password", "url", "search"}, kind[1]) {
			continue
		}
		l.drawn[numbered.ReplaceAllString(name[1], ".n.")] = true
	}
}

// copying keeps what a page says.
type copying struct {
	http.ResponseWriter
	page bytes.Buffer
}

func (c *copying) Write(b []byte) (int, error) {
	c.page.Write(b)
	return c.ResponseWriter.Write(b)
}

// parse reads a form, one with files in it too.
func parse(r *http.Request) error {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return r.ParseMultipartForm(1 << 20)
	}
	return r.ParseForm()
}

func (l *listening) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost && parse(r) == nil {
		l.mu.Lock()
		for name, values := range r.PostForm {
			if strings.Contains(strings.Join(values, " "), canary) {
				l.sent[numbered.ReplaceAllString(name, ".n.")] = true
			}
		}
		l.mu.Unlock()
	}
	c := &copying{ResponseWriter: w}
	l.World.ServeHTTP(c, r)
	l.mu.Lock()
	defer l.mu.Unlock()
	if w.Header().Get("Content-Type") == "application/zip" {
		l.copy = c.page.Bytes()
		return
	}
	l.note(c.page.String())
}

// within tells how often the canary is in the files of a copy. In the copy as it lies in the
// browser's hands it is; that it is nowhere else is what the test is about.
func within(t *testing.T, body []byte) (n int) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		n += bytes.Count(text, []byte(canary))
	}
	return n
}

// TestTheCanaryIsNowhere types a word into every text field of the house, and then looks
// for it in the database, its write-ahead log, a backup, the logs and the letters.
func TestTheCanaryIsNowhere(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	w := world.NewLogging(t, "", slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	heard := &listening{World: w, drawn: map[string]bool{}, sent: map[string]bool{}}
	scene.Run(t, "canary/fields.txt", heard)
	for _, field := range append(textFields(t), slices.Collect(maps.Keys(heard.drawn))...) {
		if !heard.sent[field] && notWords[field] == "" {
			t.Errorf("the field %q stands on some page and the canary was never typed into it", field)
		}
	}
	if n := within(t, heard.copy); n < 20 {
		t.Errorf("the canary is in the copy %d times", n)
	}
	if left, err := filepath.Glob(filepath.Join(os.TempDir(), "copy-20*.zip*")); err != nil || len(left) > 0 {
		t.Errorf("a copy is left in a file: %v %v", left, err)
	}
	for _, l := range w.Letters() {
		search(t, "a letter", []byte(l.Subject+l.Text))
	}
	backup := t.TempDir()
	if _, err := app.Save(t.Context(), w.House.DB, w.Key, backup, backup); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{w.Dir, backup} {
		searchFiles(t, dir)
	}
	w.Close() // the write-ahead log goes into the file
	searchFiles(t, w.Dir)
	search(t, "the log", log.Bytes())
}

var fieldName = regexp.MustCompile(`ui\.FieldProps\{Name: "([^"]+)"`)

// textFields are the names of all text fields on all pages, from their sources.
func textFields(t *testing.T) (names []string) {
	t.Helper()
	pages, err := filepath.Glob("../*/*.templ")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range fieldName.FindAllSubmatch(text, -1) {
			names = append(names, string(m[1]))
		}
	}
	if len(names) < 10 {
		t.Fatalf("only %d text fields were found; has the way of writing them changed?", len(names))
	}
	return names
}

func searchFiles(t *testing.T, dir string) {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		n += len(text)
		search(t, filepath.Base(path), text)
		return err
	})
	if err != nil || n < 10_000 {
		t.Errorf("searched %d bytes in %s: %v", n, dir, err)
	}
}

// search looks for the canary in every guise that it might take.
func search(t *testing.T, where string, in []byte) {
	t.Helper()
	low := bytes.ToLower(in)
	for guise, word := range guises() {
		if bytes.Contains(in, word) || bytes.Contains(low, bytes.ToLower(word)) {
			t.Errorf("the canary is in %s, as %s", where, guise)
		}
	}
}

func guises() map[string][]byte {
	all := map[string][]byte{"text": []byte(canary), "hex": []byte(hex.EncodeToString([]byte(canary)))}
	var little, big []byte
	for _, unit := range utf16.Encode([]rune(canary)) {
		little = append(little, byte(unit), byte(unit>>8))
		big = append(big, byte(unit>>8), byte(unit))
	}
	all["UTF-16 LE"], all["UTF-16 BE"] = little, big
	for skip, name := range []string{"base64", "base64 at 1", "base64 at 2"} {
		padded := append(bytes.Repeat([]byte{'.'}, skip), canary...)
		whole := base64.RawStdEncoding.EncodeToString(padded)
		all[name] = []byte(whole[(skip*8+5)/6 : len(padded)*8/6-1])
	}
	return all
}

// TestTheSearchFinds: a search that finds nothing must be able to find something.
func TestTheSearchFinds(t *testing.T) {
	t.Parallel()
	for guise, word := range guises() {
		if len(word) < 8 {
			t.Errorf("%s is too short to mean anything: %q", guise, word)
		}
	}
	for skip := range 3 {
		text := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", skip) + canary + "tail"))
		found := false
		for guise, word := range guises() {
			found = found || strings.HasPrefix(guise, "base64") && strings.Contains(text, string(word))
		}
		if !found {
			t.Errorf("base64 shifted by %d is not found", skip)
		}
	}
}

package app

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tillit.care/archive"
	"tillit.care/base/db"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/content"
	"tillit.care/journal"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// copied is a copy that somebody makes, beginning at the space of a kind that somebody is inside.
func copied(t *testing.T, h *House, by, whose who.Person, language string, at right.Kind, all bool) map[string][]byte {
	t.Helper()
	book, err := content.Book()
	if err != nil {
		t.Fatal(err)
	}
	var f archive.File
	var mine []space.Where
	err = h.DB.Read(t.Context(), whose, func(tx *db.Tx) (err error) { mine, err = space.Mine(tx, at); return err })
	if err != nil || len(mine) == 0 {
		t.Fatal(err, mine)
	}
	err = h.DB.Read(t.Context(), by, func(tx *db.Tx) error {
		rec, err := space.Open(tx, mine[0].Space, archive.Takes, archive.Kinds...)
		if err != nil {
			return err
		}
		o, err := archive.OfferOf(tx, rec)
		if err != nil {
			return err
		}
		for i := range o.Parts {
			o.Parts[i].Chosen = o.Parts[i].Chosen || all
		}
		f, err = archive.Make(words.Speak(t.Context(), book, language, nil), tx, o, Outs)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return unzipped(t, f.By+" "+language+" "+f.Name, f.Body)
}

func unzipped(t *testing.T, label string, body []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	if dir := os.Getenv("TILLIT_COPY"); dir != "" { // to look at one
		for name, text := range files {
			path := filepath.Join(dir, label, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err == nil {
				_ = os.WriteFile(path, text, 0o600)
			}
		}
	}
	return files
}

// who makes which copies in the demo practice.
func copies(t *testing.T) map[string]map[string][]byte {
	t.Helper()
	h, _, people := opened(t, time.Date(2026, 6, 17, 16, 0, 0, 0, time.UTC))
	liz, maya, tom := people[liz.person.Email.Reveal()], people[maya.person.Email.Reveal()], people[tom.person.Email.Reveal()]
	return map[string]map[string][]byte{
		"liz":     copied(t, h, liz, liz, "en", right.Shared, false),
		"Liz, es": copied(t, h, liz, liz, "es", right.Shared, false),
		"ana":     copied(t, h, people[ana], liz, "en", right.Shared, false),
		"ana all": copied(t, h, people[ana], liz, "en", right.Shared, true),
		"pair":    copied(t, h, people[ana], maya, "en", right.Joint, true),
		"maya":    copied(t, h, maya, maya, "en", right.Apart, false),
		"tom":     copied(t, h, tom, tom, "en", right.Own, false),
	}
}

// TestCopies looks at the copies of the demo practice as those who are handed them would.
func TestCopies(t *testing.T) {
	for name, files := range copies(t) {
		t.Run(name, func(t *testing.T) {
			checkSums(t, files)
			checkFHIR(t, files["fhir/bundle.json"])
			checkBook(t, files["case.pdf"])
			kinds := kindsIn(files)
			for _, never := range []string{"process", "list"} {
				if strings.Contains(kinds, never) {
					t.Errorf("%s is in it: %s", never, kinds)
				}
			}
			want := map[string]string{"liz": "shared own contact", "Liz, es": "shared own contact", "ana": "shared contact",
				"ana all": "shared contact safety", "pair": "joint apart contact safety apart contact safety", "maya": "apart own contact", "tom": "shared own contact"}[name]
			if kinds != want {
				t.Errorf("in it is %q, want %q", kinds, want)
			}
			size := 0
			for _, f := range files {
				size += len(f)
			}
			t.Logf("%d files, %d bytes", len(files), size)
		})
	}
}

var chapterDir = regexp.MustCompile(`^json/\d+-(\w+)/about\.json$`)

func kindsIn(files map[string][]byte) string {
	var all []string
	for n := 1; n < 20; n++ {
		for name := range files {
			if m := chapterDir.FindStringSubmatch(name); m != nil && strings.HasPrefix(name, "json/"+string(rune('0'+n))+"-") {
				all = append(all, m[1])
			}
		}
	}
	return strings.Join(all, " ")
}

func checkSums(t *testing.T, files map[string][]byte) {
	lines := strings.Split(strings.TrimSpace(string(files["SHA256SUMS"])), "\n")
	if len(lines) != len(files)-1 {
		t.Errorf("%d sums for %d files", len(lines), len(files)-1)
	}
	for _, line := range lines {
		sum, name, _ := strings.Cut(line, "  ")
		got := sha256.Sum256(files[name])
		if hex.EncodeToString(got[:]) != sum {
			t.Errorf("%s has another sum", name)
		}
	}
}

// required are the elements that R4 wants of the resources that are given (hl7.org/fhir/R4).
var required = map[string][]string{
	"Appointment": {"status", "participant"},
	"Patient":     nil, "Practitioner": nil, "Device": nil, "Flag": {"status", "code", "subject"}, "Basic": {"code"},
	"QuestionnaireResponse": {"status"}, "Observation": {"status", "code"}, "OperationOutcome": {"issue"},
	"Consent": {"status", "scope", "category", "policyRule"}, "CarePlan": {"status", "intent", "subject"},
	"Goal": {"lifecycleStatus", "description", "subject"}, "Task": {"status", "intent"}, "Encounter": {"status", "class"},
	"Composition": {"status", "type", "date", "author", "title"}, "Communication": {"status"},
	"DocumentReference": {"status", "content"}, "ClinicalImpression": {"status", "subject"},
}

var (
	resourceID = regexp.MustCompile(`^[A-Za-z0-9\-.]{1,64}$`)
	absolute   = regexp.MustCompile(`^https?://[^/]+/`)
)

// checkFHIR looks whether a bundle hangs together: each resource has what R4 requires, no
// name stands twice, and every reference leads to something in it.
func checkFHIR(t *testing.T, text []byte) {
	t.Helper()
	var b struct {
		ResourceType, Type string
		Entry              []struct {
			FullURL  string
			Resource map[string]any
		}
	}
	if err := json.Unmarshal(text, &b); err != nil || b.ResourceType != "Bundle" || b.Type != "collection" {
		t.Fatalf("no bundle: %v", err)
	}
	there := map[string]bool{}
	for _, e := range b.Entry {
		kind, _ := e.Resource["resourceType"].(string)
		id, _ := e.Resource["id"].(string)
		wanted, known := required[kind]
		if !known || !resourceID.MatchString(id) || there[kind+"/"+id] || !absolute.MatchString(e.FullURL) || !strings.HasSuffix(e.FullURL, "/"+kind+"/"+id) {
			t.Errorf("%s/%s (%s): known %v, twice %v", kind, id, e.FullURL, known, there[kind+"/"+id])
		}
		there[kind+"/"+id] = true
		for _, name := range wanted {
			if e.Resource[name] == nil {
				t.Errorf("%s has no %s", kind, name)
			}
		}
	}
	for _, e := range b.Entry {
		kind, _ := e.Resource["resourceType"].(string)
		refers(t, kind, e.Resource, there)
	}
}

// refers walks everything in a resource: FHIR has no empty values, and no reference to nowhere.
func refers(t *testing.T, at string, v any, there map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		if ref, ok := v["reference"].(string); ok && !there[ref] {
			t.Errorf("%s refers to %s, which is not there", at, ref)
		}
		if len(v) == 0 {
			t.Errorf("%s is empty", at)
		}
		for name, inside := range v {
			refers(t, at+"."+name, inside, there)
		}
	case []any:
		if len(v) == 0 {
			t.Errorf("%s is empty", at)
		}
		for _, inside := range v {
			refers(t, at, inside, there)
		}
	case string:
		if v == "" {
			t.Errorf("%s is empty", at)
		}
	case nil:
		t.Errorf("%s is null", at)
	}
}

func checkBook(t *testing.T, book []byte) {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not here: make tools")
	}
	file := filepath.Join(t.TempDir(), "case.pdf")
	if err := os.WriteFile(file, book, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command(tool, "-layout", file, "-").CombinedOutput()
	if err != nil || len(text) < 500 {
		t.Fatalf("%v: %.300s", err, text)
	}
	for _, line := range strings.Split(string(text), "\n") {
		if line = strings.TrimSpace(line); unsaid.MatchString(line) && !strings.Contains(line, "@") {
			t.Errorf("the book says %q", line)
		}
	}
}

// TestACopyHasTheWordsOfThoseWhoMayReadThem: every word of the demo is in exactly the copies
// of those who may read it.
func TestACopyHasTheWordsOfThoseWhoMayReadThem(t *testing.T) {
	h, _, people := opened(t, time.Date(2026, 6, 17, 16, 0, 0, 0, time.UTC))
	client, therapist := people[liz.person.Email.Reveal()], people[ana]
	write := func(by who.Person, kind right.Kind, word string) {
		t.Helper()
		err := h.DB.Write(t.Context(), by, func(tx *db.Tx) error {
			mine, err := space.Mine(tx, kind)
			if err != nil {
				return err
			}
			for _, w := range mine {
				rec, err := space.Open(tx, w.Space, right.Read|right.Write)
				if err != nil {
					return err
				}
				if _, err := journal.Write(tx, rec, "", word); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	write(client, right.Own, "Ownvik")
	write(therapist, right.Process, "Processvik")
	write(therapist, right.Safety, "Safetyvik")
	write(client, right.Shared, "Sharedvik")
	for name, c := range map[string]struct {
		files map[string][]byte
		has   string
	}{
		"liz":     {copied(t, h, client, client, "en", right.Shared, false), "Ownvik Sharedvik"},
		"ana":     {copied(t, h, therapist, client, "en", right.Shared, false), "Sharedvik"},
		"ana all": {copied(t, h, therapist, client, "en", right.Shared, true), "Sharedvik Safetyvik"},
	} {
		whole := ""
		for file, text := range c.files {
			if strings.HasPrefix(file, "json/") {
				whole += string(text)
			}
		}
		for _, word := range []string{"Ownvik", "Processvik", "Safetyvik", "Sharedvik"} {
			if strings.Contains(whole, word) != strings.Contains(c.has, word) {
				t.Errorf("%s: %s in it: %v", name, word, strings.Contains(whole, word))
			}
		}
	}
}

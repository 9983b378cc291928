package content

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"

	"tillit.care/base/words"
)

// reading is how a language's reading level is measured, and what is too hard.
type reading struct {
	language  string
	syllables func(string) int
	level     func(words, sentences, syllables float64) float64
	harder    func(level, bound float64) bool
	text, one float64 // the bound for a text, and for a single sentence
}

// One sentence is a noisy text: in twelve words, one word of four syllables instead of one
// weighs 11.8 × 3 / 12 ≈ 3 grades and 62.3 × 3 / 12 ≈ 15 points. So a single key may be that
// much harder than the page it stands on, and no more.
var readings = []reading{
	// Flesch–Kincaid grade level (Kincaid et al. 1975).
	{"en", englishSyllables, func(w, s, y float64) float64 { return 0.39*w/s + 11.8*y/w - 15.59 },
		func(level, bound float64) bool { return level > bound }, 8, 11},
	// Szigriszt-Pazos 1993, on the INFLESZ scale of Barrio-Cantalejo et al. 2008: from 55 on
	// a text is "normal" for the public at large.
	{"es", spanishSyllables, func(w, s, y float64) float64 { return 206.835 - 62.3*y/w - w/s },
		func(level, bound float64) bool { return level < bound }, 55, 40},
}

// readers are who reads a key, by how it begins.
func readers(t *testing.T) map[string]string {
	t.Helper()
	text, err := fs.ReadFile(FS, "words/READERS.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, line := range namesIn(string(text)) {
		prefix, who, _ := strings.Cut(line, " ")
		if who != "client" && who != "staff" {
			t.Fatalf("READERS.txt: %s is read by %q", prefix, who)
		}
		all[prefix] = who
	}
	return all
}

func readerOf(all map[string]string, key string) (who string) {
	longest := -1
	for prefix, reader := range all {
		if strings.HasPrefix(key, prefix) && len(prefix) > longest {
			who, longest = reader, len(prefix)
		}
	}
	return who
}

func TestEveryKeyHasAReader(t *testing.T) {
	b, err := Book()
	if err != nil {
		t.Fatal(err)
	}
	all := readers(t)
	for _, key := range b.Keys(words.Default) {
		if readerOf(all, key) == "" {
			t.Errorf("%s: say in words/READERS.txt whether clients read keys that begin so", key)
		}
	}
	if readerOf(all, "care.agree.no") != "client" || readerOf(all, "care.invite") != "staff" || readerOf(all, "nothing.here") != "" {
		t.Error("the longest beginning does not count")
	}
}

var ending = regexp.MustCompile(`[.!?]+(\s|$|”|")`)

// sentencesIn are how many sentences a text has; one without an end is one too.
func sentencesIn(text string) int {
	n := len(ending.FindAllString(text, -1))
	if rest := ending.Split(text, -1); len(spoken(rest[len(rest)-1])) > 0 {
		n++
	}
	return max(n, 1)
}

func (r reading) of(sentences []string) (level float64, count int) {
	var w, s, y int
	for _, text := range sentences {
		s += sentencesIn(text)
		for _, word := range spoken(text) {
			w, y = w+1, y+r.syllables(word)
		}
	}
	return r.level(float64(w), float64(s), float64(y)), w
}

// said is a sentence as somebody reads it, with values in its places.
func said(b *words.Book, language, key string) string {
	date := map[string]string{"en": "3 March", "es": "3 de marzo"}[language]
	text := b.Say(language, key, "count", 3, "weeks", 2, "when", date, "begin", date, "end", date, "date", date)
	return regexp.MustCompile(`\{\w+\}`).ReplaceAllString(text, "Ana")
}

// wholeSentence leaves out labels and names: many of them would make any page look easy.
func wholeSentence(text string) bool { return regexp.MustCompile(`[.!?]”?$`).MatchString(text) }

// TestClientsCanRead holds every page's worth of our own client text, and every longer
// sentence of it, to a reading level. Mend the text, not the bound.
func TestClientsCanRead(t *testing.T) {
	b, err := Book()
	if err != nil {
		t.Fatal(err)
	}
	all := readers(t)
	for _, r := range readings {
		pages := map[string][]string{}
		for _, key := range b.Keys(words.Default) {
			text := said(b, r.language, key)
			if readerOf(all, key) != "client" || !wholeSentence(text) {
				continue
			}
			page, _, _ := strings.Cut(key, ".")
			pages[page] = append(pages[page], text)
			if level, n := r.of([]string{text}); n >= 12 && r.harder(level, r.one) {
				t.Errorf("%s: %s is too hard to read (%.1f): %s", r.language, key, level, text)
			}
		}
		if len(pages) < 5 {
			t.Errorf("%s: only %d pages of client text", r.language, len(pages))
		}
		for page, texts := range pages {
			if level, n := r.of(texts); n >= 30 && r.harder(level, r.text) {
				t.Errorf("%s: %s is too hard to read as a whole: %.1f", r.language, page, level)
			} else {
				t.Logf("%s: %s, %d words: %.1f", r.language, page, n, level)
			}
		}
	}
}

func TestConsentsCanBeRead(t *testing.T) {
	for _, r := range readings {
		files, err := fs.Glob(FS, "consents/*."+r.language+".md")
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, file := range files {
			text, err := fs.ReadFile(FS, file)
			if err != nil {
				t.Fatal(err)
			}
			r.consent(t, path.Base(file), string(text))
		}
	}
}

// consent holds every part of a consent to the bound, so that an easy part does not make
// up for a hard one.
func (r reading) consent(t *testing.T, name, text string) {
	t.Helper()
	for i, part := range strings.Split(text, "\n## ") {
		var sentences []string
		for line := range strings.Lines(part) {
			if line = strings.TrimPrefix(strings.TrimSpace(line), "- "); wholeSentence(line) {
				sentences = append(sentences, line)
			}
		}
		level, n := r.of(sentences)
		if r.harder(level, r.text) {
			t.Errorf("%s, part %d is too hard to read: %.1f", name, i, level)
		}
		t.Logf("%s, part %d, %d words: %.1f", name, i, n, level)
	}
}

func TestSentences(t *testing.T) {
	for text, want := range map[string]int{"One. Two? Three": 3, "One.": 1, "One": 1, "See example.org now.": 1, "Es así: uno. “Dos.”": 2, "": 1} {
		if got := sentencesIn(text); got != want {
			t.Errorf("%q has %d sentences, not %d", text, got, want)
		}
	}
}

// A bound that nothing could break would hold nobody to anything.
func TestHardTextsAreHard(t *testing.T) {
	for language, text := range map[string]string{
		"en": "Pseudonymised psychotherapeutic documentation necessitates institutional authorisation notwithstanding individual confidentiality considerations.",
		"es": "La documentación psicoterapéutica seudonimizada requiere autorización institucional independientemente de consideraciones individuales de confidencialidad.",
	} {
		for _, r := range readings {
			if level, _ := r.of([]string{text}); r.language == language && (!r.harder(level, r.one) || !r.harder(level, r.text)) {
				t.Errorf("%s: %.1f is not too hard", language, level)
			}
		}
	}
}

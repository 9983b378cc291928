package content

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"tillit.care/base/words"
)

// Consent is the text of one version of a consent in one language, and its SHA-256. What
// people have agreed to never changes: other words are another version.
func Consent(version, language string) (markdown, hash string, err error) {
	text, err := fs.ReadFile(FS, "consents/"+version+"."+language+".md")
	sum := sha256.Sum256(text)
	return string(text), hex.EncodeToString(sum[:]), err
}

// Review is what somebody of the practice has to find right before a language is offered
// to clients: a wrong word in a consent or in a crisis does harm.
type Review struct {
	Consents []string // texts
	Words    []string // sentences, in the order of their keys
	Hash     string   // of all of it: other words are to be read again
}

// reviews are those that were asked for: what is shipped does not change while it runs.
var reviews sync.Map // language → Review

// ReviewOf is what is to be reviewed in a language.
func ReviewOf(language string) (Review, error) {
	if r, ok := reviews.Load(language); ok {
		return r.(Review), nil
	}
	r, err := reviewOf(language)
	if err == nil {
		reviews.Store(language, r)
	}
	return r, err
}

func reviewOf(language string) (Review, error) {
	var r Review
	b, err := Book()
	if err != nil {
		return r, err
	}
	files, err := fs.Glob(FS, "consents/*."+language+".md")
	if err != nil {
		return r, err
	}
	whole := sha256.New()
	for _, file := range files {
		text, err := fs.ReadFile(FS, file)
		if err != nil {
			return r, err
		}
		r.Consents = append(r.Consents, string(text))
		fmt.Fprintf(whole, "%s\n%d\n%s", file, len(text), text)
	}
	careful, err := carefully()
	if err != nil {
		return r, err
	}
	for _, key := range b.Keys(words.Default) {
		if careful.has(key) {
			r.Words = append(r.Words, b.Say(language, key))
			fmt.Fprintf(whole, "%s\n%q\n", key, b.Say(language, key))
		}
	}
	r.Hash = hex.EncodeToString(whole.Sum(nil))
	return r, nil
}

// names are keys, and beginnings of keys that end in a dot.
type names []string

func carefully() (names, error) {
	text, err := fs.ReadFile(FS, "words/REVIEW.txt")
	return namesIn(string(text)), err
}

func namesIn(text string) (all names) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			all = append(all, line)
		}
	}
	return all
}

func (n names) has(key string) bool {
	for _, name := range n {
		if key == name || strings.HasSuffix(name, ".") && strings.HasPrefix(key, name) {
			return true
		}
	}
	return false
}

// Package words holds every sentence that a person reads, by key and language.
package words

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
)

// Default is the language that has every key.
const Default = "en"

// Book is the sentences of all languages.
type Book struct {
	pages map[string]map[string]string // language → key → sentence
}

// Load reads words/<language>/*.txt: one `key = sentence` a line, # begins a comment,
// an indented line goes on with the one before.
func Load(fsys fs.FS) (*Book, error) {
	b := &Book{pages: map[string]map[string]string{}}
	files, err := fs.Glob(fsys, "words/*/*.txt")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		text, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, err
		}
		if err := b.read(path.Base(path.Dir(file)), file, string(text)); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (b *Book) read(language, file, text string) error {
	page := b.pages[language]
	if page == nil {
		page = map[string]string{}
		b.pages[language] = page
	}
	last := ""
	for n, line := range strings.Split(text, "\n") {
		switch trimmed := strings.TrimSpace(line); {
		case trimmed == "" || strings.HasPrefix(line, "#"):
		case line != strings.TrimLeft(line, " \t") && last != "":
			page[last] += " " + trimmed
		default:
			key, sentence, ok := strings.Cut(line, "=")
			key = strings.TrimSpace(key)
			if _, twice := page[key]; !ok || twice {
				return fmt.Errorf("%s:%d: want one new `key = sentence`", file, n+1)
			}
			page[key], last = strings.TrimSpace(sentence), key
		}
	}
	return nil
}

// Keys are all keys of a language, sorted.
func (b *Book) Keys(language string) []string {
	var keys []string
	for key := range b.pages[language] {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// Say is the sentence for key, with {name} replaced by the value that follows "name" in
// args. A missing key is shown as it is, so that it is noticed.
func (b *Book) Say(language, key string, args ...any) string {
	sentence, ok := b.pages[language][key]
	if !ok {
		if sentence, ok = b.pages[Default][key]; !ok {
			return key
		}
	}
	for i := 0; i+1 < len(args); i += 2 {
		sentence = strings.ReplaceAll(sentence, fmt.Sprint("{", args[i], "}"), fmt.Sprint(args[i+1]))
	}
	return sentence
}

// Has tells whether the default language has the key.
func (b *Book) Has(key string) bool { _, ok := b.pages[Default][key]; return ok }

type speaking struct {
	book     *Book
	language string
}

type contextKey struct{}

// Speak gives a context the book and the reader's language.
func Speak(ctx context.Context, book *Book, language string) context.Context {
	return context.WithValue(ctx, contextKey{}, speaking{book, language})
}

// T is the sentence for key in the reader's language. Outside of a page it is the key.
func T(ctx context.Context, key string, args ...any) string {
	s, ok := ctx.Value(contextKey{}).(speaking)
	if !ok {
		return key
	}
	return s.book.Say(s.language, key, args...)
}

// Language is the reader's language.
func Language(ctx context.Context) string {
	if s, ok := ctx.Value(contextKey{}).(speaking); ok {
		return s.language
	}
	return Default
}

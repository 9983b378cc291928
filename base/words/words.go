// Package words holds every sentence that a person reads, by key and language.
package words

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Default is the language that has every key, and that the others are measured by.
const Default = "en"

// Book is the sentences of all languages.
type Book struct {
	pages   map[string]map[string]sentence // language → key → sentence
	codes   []string                       // of the languages, the default one first
	matcher language.Matcher
}

// Load reads words/<language>/*.txt: one `key = sentence` a line, # begins a comment,
// an indented line goes on with the one before.
func Load(fsys fs.FS) (*Book, error) {
	b := &Book{pages: map[string]map[string]sentence{}}
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
	b.index()
	return b, nil
}

func (b *Book) read(code, file, text string) error {
	tag, err := language.Parse(code)
	if err != nil {
		return fmt.Errorf("%s: %q is no language", file, code)
	}
	page := b.pages[code]
	if page == nil {
		page = map[string]sentence{}
		b.pages[code] = page
	}
	return lines(file, text, func(at int, key, said string) error {
		s, err := parse(tag, said)
		if err != nil {
			return fmt.Errorf("%s:%d: %s: %w", file, at, key, err)
		}
		if _, twice := page[key]; twice {
			return fmt.Errorf("%s:%d: %s stands here a second time", file, at, key)
		}
		page[key] = s
		return nil
	})
}

// lines gives every key of a file with its whole sentence.
func lines(file, text string, each func(at int, key, said string) error) error {
	type entry struct {
		at        int
		key, said string
	}
	var all []entry
	for n, line := range strings.Split(text, "\n") {
		switch trimmed := strings.TrimSpace(line); {
		case trimmed == "" || strings.HasPrefix(line, "#"):
		case line != strings.TrimLeft(line, " \t") && len(all) > 0:
			all[len(all)-1].said += " " + trimmed
		default:
			key, said, ok := strings.Cut(line, "=")
			if !ok {
				return fmt.Errorf("%s:%d: want `key = sentence`", file, n+1)
			}
			all = append(all, entry{n + 1, strings.TrimSpace(key), strings.TrimSpace(said)})
		}
	}
	for _, e := range all {
		if err := each(e.at, e.key, e.said); err != nil {
			return err
		}
	}
	return nil
}

// Faults are what keeps a language from saying what the default one says: a key that is
// lacking or unknown, or a sentence with other places for values.
func (b *Book) Faults() (all []string) {
	for _, code := range b.codes {
		for key, said := range b.pages[Default] {
			other, has := b.pages[code][key]
			if !has {
				all = append(all, code+": nobody has written "+key)
			} else if !slices.Equal(said.places(), other.places()) {
				all = append(all, code+": "+key+" has other places than in "+Default)
			}
		}
		for key := range b.pages[code] {
			if !b.Has(key) {
				all = append(all, code+": there is no "+key)
			}
		}
	}
	sort.Strings(all)
	return all
}

// With is the book with one more language, made from the default one's texts. A real
// language has its own files: this is for trying out how pages bear another one.
func (b *Book) With(code string, turn func(text string) string) *Book {
	with := &Book{pages: map[string]map[string]sentence{code: {}}}
	for had, page := range b.pages {
		with.pages[had] = page
	}
	for key, s := range b.pages[Default] {
		with.pages[code][key] = sentence{s.tag, turned(s.parts, turn)}
	}
	with.index()
	return with
}

func turned(parts []part, turn func(string) string) []part {
	all := slices.Clone(parts)
	for i, p := range all {
		all[i].text = turn(p.text)
		if p.forms != nil {
			all[i].forms = map[plural.Form][]part{}
		}
		for form, inside := range p.forms {
			all[i].forms[form] = turned(inside, turn)
		}
	}
	return all
}

// Keys are all keys of a language, sorted.
func (b *Book) Keys(code string) []string {
	var keys []string
	for key := range b.pages[code] {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// Say is the sentence for key, with the value that follows "name" in args in the place
// {name}. What a language lacks is said in the default one. A missing key is shown as it
// is, so that it is noticed.
func (b *Book) Say(code, key string, args ...any) string {
	s, ok := b.pages[code][key]
	if !ok {
		if s, ok = b.pages[Default][key]; !ok {
			return key
		}
	}
	return s.say(args)
}

// Has tells whether the default language has the key.
func (b *Book) Has(key string) bool { _, ok := b.pages[Default][key]; return ok }

type speaking struct {
	book    *Book
	code    string
	offered func() []string
}

type contextKey struct{}

// Speak gives a context the book, the reader's language, and what else is on offer; nil
// offers nothing else.
func Speak(ctx context.Context, book *Book, code string, offered func() []string) context.Context {
	return context.WithValue(ctx, contextKey{}, speaking{book, code, offered})
}

// T is the sentence for key in the reader's language. Outside of a page it is the key.
func T(ctx context.Context, key string, args ...any) string {
	s, ok := ctx.Value(contextKey{}).(speaking)
	if !ok {
		return key
	}
	return s.book.Say(s.code, key, args...)
}

// Language is the reader's language.
func Language(ctx context.Context) string {
	if s, ok := ctx.Value(contextKey{}).(speaking); ok {
		return s.code
	}
	return Default
}

package scene

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// word is one thing a scene can say.
type word struct {
	name  string // the words the line begins with
	do    func(s *stage, arg string) error
	alone bool // needs nobody on the stage
	asks  bool // may bring a new page, which must not be an error page unless the next line says so
}

var language struct {
	once  sync.Once
	words []word
}

// words is the whole language, longest first. It is put together on first use, since
// the words mention the stage and the stage mentions the words.
func words() []word {
	language.once.Do(func() {
		language.words = slices.Concat(stageWords(), pageWords(), letterWords())
		slices.SortFunc(language.words, func(a, b word) int { return len(b.name) - len(a.name) })
	})
	return language.words
}

// command finds the word that a line begins with; the longest one wins.
func command(text string) (word, string, error) {
	for _, w := range words() {
		if rest, ok := strings.CutPrefix(text, w.name); ok && (rest == "" || rest[0] == ' ') {
			return w, strings.TrimSpace(rest), nil
		}
	}
	return word{}, "", errors.New("no scene says that: see e2e/scenes/LANGUAGE.md")
}

var variable = regexp.MustCompile(`\{([a-z][a-z0-9_-]*)\}`)

// text expands the variables in what a line says, and takes off its quotes.
func (s *stage) text(arg string) (string, error) {
	var missing error
	out := variable.ReplaceAllStringFunc(unquote(arg), func(m string) string {
		name := m[1 : len(m)-1]
		v, ok := s.kept[name]
		if !ok {
			missing = fmt.Errorf("nothing is kept as {%s}; there is %q", name, slices.Sorted(maps.Keys(s.kept)))
		}
		return v
	})
	return out, missing
}

// needed is text that may not be empty.
func (s *stage) needed(arg string) (string, error) {
	out, err := s.text(arg)
	if err == nil && out == "" {
		err = errors.New("something is missing behind the command")
	}
	return out, err
}

func unquote(s string) string {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}

// pair reads "left = right".
func (s *stage) pair(arg string) (left, right string, err error) {
	l, r, ok := strings.Cut(arg+" ", " = ")
	if !ok {
		return "", "", errors.New("this needs ' = ' between the name and the value")
	}
	if left, err = s.needed(l); err != nil {
		return "", "", err
	}
	right, err = s.text(r)
	return left, right, err
}

// keepAs remembers a value under a name.
func (s *stage) keepAs(name, value string) error {
	if !variable.MatchString("{" + name + "}") {
		return fmt.Errorf("%q is no name: use small letters, digits, - and _", name)
	}
	s.kept[name] = value
	return nil
}

// fitsPath says whether an address is where the pattern says: the path itself or
// anything below it; * stands for any one step, and then the whole path must fit.
func fitsPath(pattern, at string) bool {
	where, query, asked := strings.Cut(at, "?")
	if want, wantQuery, ok := strings.Cut(pattern, "?"); ok {
		return asked && query == wantQuery && fitsPath(want, where)
	}
	if strings.Contains(pattern, "*") {
		ok, _ := path.Match(pattern, where)
		return ok
	}
	if pattern == "/" {
		return where == "/"
	}
	pattern = strings.TrimSuffix(pattern, "/")
	return where == pattern || strings.HasPrefix(where, pattern+"/")
}

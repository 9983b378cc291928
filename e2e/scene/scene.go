// Package scene plays stories in which people use the practice: a client answers, a
// therapist looks, somebody tries what they may not. See scenes/LANGUAGE.md.
//
// A scene works as a person without script does, through labels, legends, links and
// buttons only. A field that a screen reader could not name cannot be filled here.
package scene

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"tillit.care/e2e"
)

// Run plays one scene in a world, and fails the test at the first thing that is not as
// the scene says.
func Run(t testing.TB, file string, world e2e.World) {
	t.Helper()
	if err := Play(file, world); err != nil {
		t.Fatal("\n" + err.Error())
	}
}

// All plays every scene that fits the pattern, each in a fresh world that it closes, and some
// beside each other.
func All(t *testing.T, pattern string, world func(testing.TB) e2e.World) {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenes fit %s", pattern)
	}
	sort.Strings(files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			w := world(t)
			defer w.Close()
			Run(t, file, w)
		})
	}
}

// Play is Run without a test: the error says where and why, and what the person saw.
func Play(file string, world e2e.World) error {
	script, err := load(file)
	if err != nil {
		return err
	}
	return newStage(world).play(script)
}

// line is one command of a scene.
type line struct {
	file string
	nr   int
	text string
}

type script struct {
	file  string
	story string
	lines []line
}

func load(file string) (*script, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return parse(file, string(text))
}

func parse(file, text string) (*script, error) {
	s := &script{file: file}
	var story []string
	nr := 0
	for l := range strings.Lines(text) {
		nr++
		l = strings.TrimSpace(l)
		switch {
		case l == "":
		case l[0] == '#':
			if len(s.lines) == 0 {
				story = append(story, strings.TrimSpace(strings.TrimLeft(l, "#")))
			}
		default:
			if _, _, err := command(l); err != nil {
				return nil, fmt.Errorf("%s:%d: %s\n\t%w", file, nr, l, err)
			}
			s.lines = append(s.lines, line{file, nr, l})
		}
	}
	s.story = strings.Join(story, "\n")
	if s.story == "" {
		return nil, fmt.Errorf("%s:1: a scene begins with its story, in lines that start with #", file)
	}
	if len(s.lines) == 0 {
		return nil, fmt.Errorf("%s: nothing happens in this scene", file)
	}
	return s, nil
}

// stage is a scene being played.
type stage struct {
	world  e2e.World
	people map[string]*person
	on     *person // whose turn it is
	kept   map[string]string
	read   map[string]int // letters looked at, by address
	near   string         // of 'in Some text: …', for one command
	wary   *line          // asked for a page that turned out to be an error
	depth  int
	script *script
}

func newStage(world e2e.World) *stage {
	return &stage{world: world, people: map[string]*person{}, kept: map[string]string{}, read: map[string]int{}}
}

var errNobody = errors.New("nobody is on the stage: begin with 'as somebody'")

const deepest = 10

func (s *stage) play(script *script) error {
	if s.depth++; s.depth > deepest {
		return fmt.Errorf("%s: scenes play each other in a circle", script.file)
	}
	before := s.script
	s.script = script
	defer func() { s.depth--; s.script = before }()
	for _, l := range script.lines {
		if err := s.do(l); err != nil {
			var f *Failure
			if errors.As(err, &f) {
				return err
			}
			return s.failure(l, err)
		}
	}
	if s.wary != nil && s.depth == 1 {
		return s.failure(*s.wary, s.unexpected())
	}
	return nil
}

// do runs one line. An error page that the next line does not name with 'status' ends
// the scene at the line that asked for it.
func (s *stage) do(l line) error {
	c, arg, err := command(l.text)
	if err != nil {
		return err
	}
	if s.wary != nil && c.name != "status" {
		was := *s.wary
		s.wary = nil
		return s.failure(was, s.unexpected())
	}
	s.wary = nil
	if !c.alone && s.on == nil {
		return errNobody
	}
	before := s.shownPage()
	if err := c.do(s, arg); err != nil {
		return err
	}
	if pg := s.shownPage(); c.asks && pg != before && pg.status >= 400 {
		s.wary = &l
	}
	return nil
}

func (s *stage) shownPage() *page {
	if s.on == nil {
		return nil
	}
	pg, err := s.on.page()
	if err != nil {
		return nil
	}
	return pg
}

func (s *stage) unexpected() error {
	pg, err := s.on.page()
	if err != nil {
		return err
	}
	return fmt.Errorf("status %d (if that is right, say so on the next line: 'status %d')", pg.status, pg.status)
}

// Failure is where a scene stopped being true.
type Failure struct {
	File    string
	Line    int
	Command string
	Err     error
	report  string
}

func (f *Failure) Error() string { return f.report }
func (f *Failure) Unwrap() error { return f.Err }

func (s *stage) failure(l line, err error) *Failure {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d: %s\n  %v\n", l.file, l.nr, l.text, err)
	fmt.Fprintf(&b, "  the story:\n%s", indent(s.script.story))
	if s.on != nil {
		if pg, e := s.on.page(); e == nil {
			fmt.Fprintf(&b, "  %s is at %s (status %d, %q) and sees:\n%s",
				s.on.name, pg.url.RequestURI(), pg.status, pg.title, indent(trim(pg.text)))
		} else {
			fmt.Fprintf(&b, "  %s has no page open\n", s.on.name)
		}
	}
	return &Failure{l.file, l.nr, l.text, err, b.String()}
}

func indent(text string) string {
	if strings.TrimSpace(text) == "" {
		return "    (nothing)\n"
	}
	return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ") + "\n"
}

const enough = 3000

func trim(text string) string {
	if len(text) <= enough {
		return text
	}
	return strings.ToValidUTF8(text[:enough], "") + fmt.Sprintf("\n… (%d more bytes)", len(text)-enough)
}

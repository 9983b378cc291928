package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"tillit.care/base/fault"
	"tillit.care/content"
)

// shelf is every version of every protocol, the newest of one last.
type shelf []Protocol

var shipped = sync.OnceValues(func() (shelf, error) { return load(content.FS) })

// laid is what a test put beside what is shipped.
var laid struct {
	sync.RWMutex
	more shelf
}

// Lay puts further protocols on the shelf until back is called: a test's own.
func Lay(fsys fs.FS) (back func(), err error) {
	more, err := load(fsys)
	laid.Lock()
	defer laid.Unlock()
	laid.more = more
	return func() { laid.Lock(); laid.more = nil; laid.Unlock() }, err
}

// Shipped are all protocols in all their versions, checked: a wrong one stops the house.
func Shipped() ([]Protocol, error) {
	all, err := shipped()
	laid.RLock()
	defer laid.RUnlock()
	return append(slices.Clone(all), laid.more...), err
}

// Protocols are the newest versions for a kind of case.
func Protocols(kind string) ([]Protocol, error) {
	every, err := Shipped()
	var all []Protocol
	for _, p := range every {
		at := slices.IndexFunc(all, func(have Protocol) bool { return have.ID == p.ID })
		switch {
		case p.Kind != kind:
		case at < 0:
			all = append(all, p)
		default:
			all[at] = p
		}
	}
	return all, err
}

// Newest is the newest version of a protocol, and Version one that was named.
func Newest(which string) (Protocol, error) { return find(which, "") }

func Version(which, version string) (Protocol, error) { return find(which, version) }

func find(which, version string) (found Protocol, err error) {
	every, err := Shipped()
	for _, p := range every {
		if p.ID == which && (version == "" || p.Version == version) {
			found = p
		}
	}
	if err == nil && found.ID == "" {
		err = fault.New(fault.NotFound, "fault.notfound")
	}
	return found, err
}

func load(fsys fs.FS) (shelf, error) {
	files, err := fs.Glob(fsys, "protocols/*/*/protocol.json")
	if err != nil {
		return nil, err
	}
	var all shelf
	var wrong []error
	for _, file := range files {
		p, err := read(fsys, file)
		if err != nil {
			wrong = append(wrong, err)
		}
		all = append(all, p)
	}
	slices.SortStableFunc(all, func(a, b Protocol) int {
		if a.ID != b.ID {
			return strings.Compare(a.ID, b.ID)
		}
		return a.number() - b.number()
	})
	for i := 1; i < len(all); i++ {
		wrong = append(wrong, all[i].follows(all[i-1]))
	}
	return all, errors.Join(wrong...)
}

// follows is an error where a newer version has lost a phase: plans stand in it.
func (p Protocol) follows(before Protocol) error {
	if p.ID != before.ID {
		return nil
	}
	for _, phase := range before.Phases {
		if _, at := p.phase(phase.ID); at < 0 {
			return fmt.Errorf("protocols/%s/%s/protocol.json:1: has lost the phase %q", p.ID, p.Version, phase.ID)
		}
	}
	return nil
}

func (p Protocol) number() int {
	n, _ := strconv.Atoi(p.Version) // a version that is no number was refused
	return n
}

// file is one file that is being read, to say on which line something is wrong.
type file struct{ text []byte }

// wrong is ":12: what is wrong".
func wrong(line int, format string, args ...any) error {
	return fmt.Errorf(":%d: "+format, append([]any{line}, args...)...)
}

// at is the line of a place in the file.
func (f file) at(offset int64) int {
	offset = max(0, min(offset, int64(len(f.text))))
	return 1 + bytes.Count(f.text[:offset], []byte("\n"))
}

// where is the line on which a quoted text stands, behind the id that it belongs to.
func (f file) where(owner, text string) int {
	from := 0
	if at := regexp.MustCompile(`"id"\s*:\s*` + regexp.QuoteMeta(strconv.Quote(owner))).FindIndex(f.text); at != nil {
		from = at[0]
	}
	if at := bytes.Index(f.text[from:], []byte(strconv.Quote(text))); at >= 0 {
		from += at
	}
	return f.at(int64(from))
}

var unknownField = regexp.MustCompile(`unknown field "(.*)"`)

// decode reads the structure of a protocol; a field that nobody knows is a mistake.
func (f file) decode(into *Protocol) error {
	d := json.NewDecoder(bytes.NewReader(f.text))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return wrong(f.at(syntax.Offset), "is no JSON: %v", err)
	case errors.As(err, &kind):
		return wrong(f.at(kind.Offset), "%s cannot be a %s", kind.Field, kind.Value)
	case err != nil:
		if m := unknownField.FindStringSubmatch(err.Error()); m != nil {
			return wrong(f.where("", m[1]), "nobody knows the field %q", m[1])
		}
		return wrong(f.at(d.InputOffset()), "%v", err)
	}
	return nil
}

func read(fsys fs.FS, name string) (Protocol, error) {
	var p Protocol
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return p, err
	}
	f := file{text}
	if err := f.decode(&p); err != nil {
		return p, fmt.Errorf("%s%w", name, err)
	}
	if name != "protocols/"+p.ID+"/"+p.Version+"/protocol.json" {
		return p, fmt.Errorf("%s%w", name, wrong(f.where("", p.ID), "is called %q, version %q, and stands elsewhere", p.ID, p.Version))
	}
	if err := f.check(p); err != nil {
		return p, fmt.Errorf("%s%w", name, err)
	}
	return p, p.speak(fsys, strings.TrimSuffix(name, "protocol.json"))
}

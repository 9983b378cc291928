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
	"tillit.care/battery"
	"tillit.care/care"
	"tillit.care/content"
	"tillit.care/pure/score"
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

// check looks whether everything that a protocol names is there.
func (f file) check(p Protocol) error {
	batteries, err := battery.Shipped()
	if err != nil {
		return err
	}
	ask := slices.IndexFunc(batteries, func(b battery.Battery) bool { return b.ID == p.Battery })
	switch {
	case p.number() < 1:
		return wrong(f.where(p.ID, p.Version), "a version is a number from 1")
	case p.Kind != care.Individual:
		return wrong(f.where(p.ID, p.Kind), "is for no kind of case: %q", p.Kind)
	case p.Battery != "" && ask < 0:
		return wrong(f.where(p.ID, p.Battery), "there is no battery %q", p.Battery)
	case len(p.Phases) == 0 || len(p.Sources) == 0 || len(p.Evidence) == 0:
		return wrong(1, "has no phases, sources or evidence")
	}
	for _, e := range p.Evidence {
		if !slices.Contains(Labels, e.Label) {
			return wrong(f.where(e.ID, e.Label), "%q is no label of evidence", e.Label)
		}
		if err := f.known(e.ID, e.Source, p.cites); err != nil {
			return err
		}
	}
	for _, g := range p.Gates {
		if err := f.gate(g); err != nil {
			return err
		}
	}
	return f.steps(p)
}

func (f file) gate(g Gate) error {
	if !slices.Contains([]string{SafetyPlan, NoAlert, Answered, Confirm}, g.Check) {
		return wrong(f.where(g.ID, g.Check), "gate %q looks at nothing that can be looked at: %q", g.ID, g.Check)
	}
	if (g.Check == Answered) != (len(g.Of) > 0) {
		return wrong(f.where(g.ID, g.Check), "gate %q: only %q has instruments, and needs them", g.ID, Answered)
	}
	return f.instruments(g.ID, g.Of)
}

func (f file) steps(p Protocol) error {
	seen := map[string]bool{}
	for _, phase := range p.Phases {
		if err := f.known(phase.ID, phase.Gates, p.hasGate); err != nil {
			return err
		}
		for _, s := range phase.Steps {
			if seen[s.ID] {
				return wrong(f.where(s.ID, s.ID), "step %q stands there twice", s.ID)
			}
			seen[s.ID] = true
			if s.Branch != "" && !named(p.Branches, s.Branch) {
				return wrong(f.where(s.ID, s.Branch), "step %q is of no branch: %q", s.ID, s.Branch)
			}
			for _, list := range []struct {
				names []string
				has   func(string) bool
			}{{s.Gates, p.hasGate}, {s.Tools, p.hasTool}, {s.Source, p.cites}, {s.Work, p.hasWork}} {
				if err := f.known(s.ID, list.names, list.has); err != nil {
					return err
				}
			}
			if err := f.instruments(s.ID, s.Measures); err != nil {
				return err
			}
		}
	}
	return nil
}

// known looks whether the protocol has everything that one of its parts names.
func (f file) known(owner string, names []string, has func(string) bool) error {
	for _, name := range names {
		if !has(name) {
			return wrong(f.where(owner, name), "%q names %q, which is not there", owner, name)
		}
	}
	return nil
}

// register is which instruments there are, those without their wording too.
var register = sync.OnceValues(func() (map[string]string, error) {
	every, err := score.All(content.FS)
	all := map[string]string{}
	for _, in := range every {
		if in != nil {
			all[in.ID] = in.Name()
		}
	}
	return all, err
})

func (f file) instruments(owner string, names []string) error {
	all, err := register()
	if err != nil {
		return err
	}
	return f.known(owner, names, func(name string) bool { return all[name] != "" })
}

func named(all []Named, which string) bool {
	return slices.ContainsFunc(all, func(n Named) bool { return n.ID == which })
}

func (p Protocol) cites(which string) bool   { return len(p.cited([]string{which})) > 0 }
func (p Protocol) hasGate(which string) bool { return len(p.gates([]string{which})) > 0 }
func (p Protocol) hasWork(which string) bool { return named(p.Work, which) }
func (p Protocol) hasTool(which string) bool { _, ok := p.tool(which); return ok }

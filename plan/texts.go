package plan

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"tillit.care/base/words"
)

// speak reads the words of a protocol: text.<language>.md beside it, one heading for each
// thing (## step hopes: What you hope for), below it what a client reads, and in lines that
// begin with > what is only for whoever treats.
func (p *Protocol) speak(fsys fs.FS, folder string) error {
	files, err := fs.Glob(fsys, folder+"text.*.md")
	if err != nil {
		return err
	}
	p.texts = map[string]map[string]Text{}
	for _, name := range files {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		language := strings.TrimSuffix(strings.TrimPrefix(path.Base(name), "text."), ".md")
		if p.texts[language], err = p.texted(string(text)); err != nil {
			return fmt.Errorf("%s%w", name, err)
		}
	}
	if p.texts[words.Default] == nil {
		return fmt.Errorf("%stext.%s.md: is not there", folder, words.Default)
	}
	return nil
}

// texted reads the words of one language: of everything that has words, and of nothing else.
func (p *Protocol) texted(text string) (map[string]Text, error) {
	all := map[string]Text{}
	wanted := p.wanted()
	key := ""
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\r\n ")
		if heading, ok := strings.CutPrefix(line, "## "); ok {
			name, title, _ := strings.Cut(heading, ": ")
			switch _, twice := all[name]; {
			case title == "":
				return nil, wrong(n, "a heading is a kind, a name and a title: %q", heading)
			case !slices.Contains(wanted, name):
				return nil, wrong(n, "the protocol has no %q", name)
			case twice:
				return nil, wrong(n, "%q stands there twice", name)
			}
			key, all[name] = name, Text{Title: title}
			continue
		}
		if key == "" && line != "" {
			return nil, wrong(n, "this belongs to no heading")
		}
		all[key] = all[key].with(line)
	}
	for _, name := range wanted {
		t, ok := all[name]
		if t.Body = strings.TrimSpace(t.Body); !ok || t.Body == "" && !titleOnly(name) {
			return nil, wrong(n, "%q has no words", name)
		}
		t.Aside = strings.TrimSpace(t.Aside)
		all[name] = t
	}
	delete(all, "")
	return all, nil
}

func (t Text) with(line string) Text {
	if aside, ok := strings.CutPrefix(line, ">"); ok {
		t.Aside += strings.TrimPrefix(aside, " ") + "\n"
		return t
	}
	t.Body += line + "\n"
	return t
}

// titleOnly tells whether a name is enough.
func titleOnly(name string) bool {
	return strings.HasPrefix(name, "tool ") || strings.HasPrefix(name, "branch ")
}

// wanted is everything that needs words.
func (p *Protocol) wanted() []string {
	all := map[string]bool{"protocol " + p.ID: true}
	for _, e := range p.Evidence {
		all["evidence "+e.ID] = true
	}
	for _, b := range p.Branches {
		all["branch "+b.ID] = true
	}
	for _, t := range p.Tools {
		all["tool "+t.ID] = true
	}
	for _, g := range p.Gates {
		all["gate "+g.ID] = true
	}
	for _, w := range p.Work {
		all["work "+w.ID] = true
	}
	for _, ph := range p.Phases {
		all["phase "+ph.ID] = true
		for _, s := range ph.Steps {
			all["step "+s.ID] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

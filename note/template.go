package note

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"tillit.care/base/words"
	"tillit.care/content"
)

// Template is a way to write a note: its sections in their order. Templates are data, in
// content/notes.
type Template struct {
	ID       string            `json:"id"`
	Version  string            `json:"version"`
	Title    map[string]string `json:"title"` // by language
	Sections []Block           `json:"sections"`
}

// Block is one section of a template. From says which drafts go into it before anybody has
// written a word.
type Block struct {
	ID    string            `json:"id"`
	Title map[string]string `json:"title"`
	Hint  map[string]string `json:"hint"`
	From  []string          `json:"from,omitempty"`
}

// order is how templates are offered; the first is for who has not chosen.
var order = []string{"free", "dap", "soap", "birp"}

// planned is the section that every template has: the plan belongs to the record, and a note
// without one is not signed.
const planned = "plan"

// sources are what a section can begin with.
var sources = []string{"agenda", "deeds", "done", "plan"}

// Templates are all of them.
var Templates = sync.OnceValues(func() ([]Template, error) {
	var all []Template
	for _, id := range order {
		text, err := fs.ReadFile(content.FS, "notes/"+id+".json")
		if err != nil {
			return nil, err
		}
		var t Template
		if err := json.Unmarshal(text, &t); err != nil {
			return nil, fmt.Errorf("notes/%s: %w", id, err)
		}
		if err := t.check(id); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
})

func (t Template) check(id string) error {
	known := map[string]bool{}
	for _, s := range t.Sections {
		if known[s.ID] || s.ID == "" || s.Title[words.Default] == "" || s.Hint[words.Default] == "" {
			return fmt.Errorf("notes/%s: section %q is there twice or lacks its words", id, s.ID)
		}
		known[s.ID] = true
		for _, from := range s.From {
			if !slices.Contains(sources, from) {
				return fmt.Errorf("notes/%s: nothing is drafted from %q", id, from)
			}
		}
	}
	if t.ID != id || t.Version == "" || t.Title[words.Default] == "" || !known[planned] || len(known) < 2 {
		return fmt.Errorf("notes/%s: its id, version, title or plan is missing", id)
	}
	return nil
}

// templateOf is one of them; the first where there is none of that name.
func templateOf(id string) (Template, error) {
	all, err := Templates()
	if err != nil {
		return Template{}, err
	}
	for _, t := range all {
		if t.ID == id {
			return t, nil
		}
	}
	return all[0], nil
}

// in is a text in a language, or else in the default one.
func in(text map[string]string, language string) string {
	if said := text[language]; said != "" {
		return said
	}
	return text[words.Default]
}

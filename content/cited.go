package content

import (
	"encoding/json"
	"io/fs"
	"iter"
	"sync"
)

// Claim is something that a page says is known, as a words key, and where that stands. Without a
// source it is the house's own choice, and the page says so.
type Claim struct {
	Key    string   `json:"key"`
	Source []string `json:"source"`
}

// source is something to read, of which a page says what it takes from it.
type source struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	URL   string `json:"url"`
}

type cited struct {
	Sources []source           `json:"sources"`
	Pages   map[string][]Claim `json:"pages"`
}

var citing = sync.OnceValues(func() (c cited, err error) {
	text, err := fs.ReadFile(FS, "sources/emdr.json")
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(text, &c)
})

// Cited are what a page says is known, as words keys, each with the titles and addresses of where
// it stands. A page, or a version of a consent, that claims nothing has none.
func Cited(page string) iter.Seq2[string, []string] {
	return func(yield func(string, []string) bool) {
		c, err := citing()
		if err != nil {
			return // a test looks that it can be read
		}
		for _, claim := range c.Pages[page] {
			var from []string
			for _, s := range c.Sources {
				for _, id := range claim.Source {
					if s.ID == id {
						from = append(from, s.Title+" "+s.URL)
					}
				}
			}
			if !yield(claim.Key, from) {
				return
			}
		}
	}
}

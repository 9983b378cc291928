package trust

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"tillit.care/base/words"
	"tillit.care/content"
)

// TestEveryFieldHasWords: whoever adds a kind, a tool or a field adds what pages say of it,
// in every language that is shipped.
func TestEveryFieldHasWords(t *testing.T) {
	book, err := content.Book()
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{words.Default, "es"} {
		have := map[string]bool{}
		for _, key := range book.Keys(code) {
			have[key] = true
		}
		for _, key := range needed() {
			if !have[key] {
				t.Errorf("%s: nobody has written %q", code, key)
			}
		}
		for key := range have {
			if strings.HasPrefix(key, "trust.") && stale(key) {
				t.Errorf("%s: %q is of no field", code, key)
			}
		}
	}
}

func needed() (keys []string) {
	for _, t := range Tools {
		keys = append(keys, "trust.tool."+t.Name, "trust.lead."+t.Name+".client", "trust.lead."+t.Name+".staff")
	}
	for k, of := range kinds {
		if of.inner {
			continue
		}
		at := "trust." + string(k)
		for _, end := range []string{"one", "many", "none", "why", "new", "edit", "form.client", "form.staff"} {
			keys = append(keys, at+"."+end)
		}
		for _, f := range Make(k).Fields() {
			keys = append(keys, f.words(at)...)
		}
	}
	for k := range kinds {
		for _, next := range k.next() {
			keys = append(keys, "trust."+string(next)+".from")
		}
	}
	return keys
}

func (f Field) words(at string) []string {
	key := at + "." + f.Name
	keys := []string{key}
	if f.Hint {
		keys = append(keys, key+".hint")
	}
	if f.Group != "" {
		keys = append(keys, at+".group."+f.Group)
	}
	if f.Mark != nil && f.To-f.From <= 10 {
		keys = append(keys, key+".low", key+".high")
	}
	for _, o := range f.Options {
		keys = append(keys, f.option(Kind(strings.TrimPrefix(at, "trust.")), o))
	}
	return keys
}

// stale tells whether a key names a field or an option that a kind does not have.
func stale(key string) bool {
	part := strings.Split(key, ".")
	made := Make(Kind(part[1]))
	if made == nil || len(part) != 4 || slices.Contains([]string{"form", "group", "point", "real"}, part[2]) {
		return false
	}
	for _, f := range made.Fields() {
		for _, k := range f.words("trust." + part[1]) {
			if k == key {
				return false
			}
		}
	}
	return true
}

// TestFields: every field leads to exactly one value, is named once, and gives back what was
// put into it.
func TestFields(t *testing.T) {
	for k := range kinds {
		seen := map[string]bool{}
		for _, f := range Make(k).Fields() {
			n := 0
			for _, is := range []bool{f.Text != nil, f.Pick != nil, f.Many != nil, f.Mark != nil, f.Refs != nil} {
				if is {
					n++
				}
			}
			if n != 1 || seen[f.Name] || f.Name == "once" || f.Name == "over" || f.Name == "aside" {
				t.Errorf("%s.%s: %d values, or its name is taken", k, f.Name, n)
			}
			seen[f.Name] = true
			if slices.Contains([]string{"one", "many", "none", "why", "new", "edit", "from", "form", "group"}, f.Name) {
				t.Errorf("%s.%s: the key of its words means something else already", k, f.Name)
			}
			value := example(f)
			if err := f.put(value); err != nil || f.get() != value {
				t.Errorf("%s.%s: %q became %q: %v", k, f.Name, value, f.get(), err)
			}
			for _, of := range f.Of {
				if Make(of) == nil {
					t.Errorf("%s.%s links to %q, which is no kind", k, f.Name, of)
				}
			}
		}
		if Make(k).Kind() != k || (k.home().Name == "") != kinds[k].inner {
			t.Errorf("%s says it is %q and belongs to the tool %q", k, Make(k).Kind(), k.home().Name)
		}
	}
}

func example(f Field) string {
	switch {
	case f.Day:
		return "2026-03-02"
	case f.Text != nil:
		return "words\nand more"
	case f.Options != nil:
		return f.Options[len(f.Options)-1]
	case f.Mark != nil:
		return strconv.Itoa(f.To)
	}
	return "00000000000000000000000000"
}

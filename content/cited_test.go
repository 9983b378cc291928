package content

import (
	"slices"
	"strings"
	"testing"
)

// What a page about EMDR says is known stands in the words, in each language, with a source that is
// there; and no source stands there for nothing.
func TestWhatIsKnownHasASource(t *testing.T) {
	c, err := citing()
	if err != nil {
		t.Fatal(err)
	}
	b, err := Book()
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for page, claims := range c.Pages {
		if len(claims) == 0 {
			t.Errorf("%s says nothing", page)
		}
		for _, claim := range claims {
			for _, language := range b.Languages() {
				if !slices.Contains(b.Keys(language), claim.Key) {
					t.Errorf("%s: %s lacks %s", page, language, claim.Key)
				}
			}
			for _, id := range claim.Source {
				used[id] = true
				if !slices.ContainsFunc(c.Sources, func(s source) bool { return s.ID == id }) {
					t.Errorf("%s: %s names %s, and nothing is called so", page, claim.Key, id)
				}
			}
		}
	}
	for _, s := range c.Sources {
		if !used[s.ID] || s.Title == "" || !strings.HasPrefix(s.URL, "http") {
			t.Errorf("%s: used %v, %q", s.ID, used[s.ID], s.URL)
		}
	}
	for key, from := range Cited("emdr-2") {
		if key == "cited.emdr.equal" && (len(from) != 1 || !strings.Contains(from[0], "https://research-repository.uwa.edu.au/")) {
			t.Errorf("%s: %q", key, from)
		}
	}
}

// Nobody signs a promise: that it fades is not known, and that it helps is not promised.
func TestTheConsentToEMDRPromisesNothing(t *testing.T) {
	for language, never := range map[string][]string{"en": {"fades", "hurts less after this", "It will help"}, "es": {"Casi siempre pasa", "le duele menos", "te ayudará"}} {
		text, _, err := Consent("emdr-2", language)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range never {
			if strings.Contains(text, one) {
				t.Errorf("%s: it says %q", language, one)
			}
		}
	}
}

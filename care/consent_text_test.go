package care

import (
	"io/fs"
	"strings"
	"testing"

	"tillit.care/base/words"
	"tillit.care/content"
)

// released are the texts that people have agreed to. A line here is never changed: a text
// with other words is a new version in a new file, and Records names it.
var released = map[string]string{
	"couple-1.en":     "26a9d530a1565167a2cdf08e533bdba9fa42976bd44c1015929c19338d7dbed2",
	"couple-1.es":     "002e4a75bfe9964b6a2407e5a38b5ee789e702527cb84528ca472a21a34a121e",
	"couple-2.en":     "4b78d8f1f6c9e0c4578f81d3d8fc1cca75a4ddd73542dc72844989a5d9816f30",
	"couple-2.es":     "8ff7ff230b9149c4cd530278dcf3569b5b96beed7a9d8e67ba387b7ca6ac3a7e",
	"emdr-1.en":       "b2a06ebfef215121d1cb43f4396f3751898b6af9214a03d757993846b25d1dcc",
	"emdr-1.es":       "d198616d3da76e019e1148d14e44d4212dc09081e258d7f21ced6e572bc0ad02",
	"emdr-2.en":       "698fa7d91d87935a5cbae85e442b0396d418f47689559b5bc7d0817ee346da88",
	"emdr-2.es":       "7bcd295f935ef4429bf45b635834a04a2fcc668adcfd86a6ef068754d6c43319",
	"records-1.en":    "bb276a4cf907e838c6e1a8ec20492ce7081872ae8ecf24dbe643c5d0e36fe5fe",
	"records-2.en":    "b12e4d358de7b774a9c07bc5845bdd119e4025e2f7f07f74d0e16591fbcff8f1",
	"records-2.es":    "2530e7042a6936b7bed17b64d5f44caf55011516dadc066992776743acfeead2",
	"messages-1.en":   "1bc96376ab5a1afd5f429a98a3e7b8c02346fd24d1605412301d19daca668454",
	"messages-1.es":   "5ba6995c662ef8c30997e54fb0b15a5304bbcb97acc9e6f3366d923faf072169",
	"telehealth-1.en": "9f5a8ca6d2e6447f6e602a6037cb733dd4f912d83671341ec96cebf006bd1a72",
	"telehealth-1.es": "2f8d96924d6b45e36f8eb6c7235a1ffb195fffb1ee17d7884f503ab3d57f814b",
	"treatment-1.en":  "c850372a16d6562117a5c3c10f8dac259da819c580af493c55d6ac1f2d037935",
	"treatment-1.es":  "2e5dddab02984751271ace4b928cf98ca8b6cb153e08bacad3d24c1244c19ee0",
	"records-1.es":    "d7001ae0f3c556278b8846a6c0e829d273f39630dd78f55a7c74584c432e5a8f",
}

func TestReleasedConsentsNeverChange(t *testing.T) {
	for text, want := range released {
		version, language, _ := strings.Cut(text, ".")
		_, hash, err := consentIn(version, language)
		if err != nil {
			t.Fatal(text, err)
		}
		if hash != want {
			t.Errorf("the text of %s was changed: its words are what people agreed to; make a new version (%s)", text, hash)
		}
	}
	for _, asked := range []string{Records, Together, Treatment.Version(), Telehealth.Version(), Letters.Version(), EMDR.Version()} {
		if released[asked+"."+words.Default] == "" {
			t.Errorf("%s is asked and its text is not pinned", asked)
		}
	}
	files, err := fs.Glob(content.FS, "consents/*.md")
	if err != nil || len(files) != len(released) {
		t.Errorf("%d texts, %d pinned, %v", len(files), len(released), err)
	}
}

func TestNoSuchConsent(t *testing.T) {
	if _, _, err := ConsentText("records-0"); err == nil {
		t.Error("want an error")
	}
}

// Somebody reads the text in their language, or in the default one where nobody has
// written it.
func TestShown(t *testing.T) {
	for language, want := range map[string]string{"es": "es", "en": "en", "xx": "en"} {
		got, err := shown(Records, language)
		if err != nil || got.Language != want || got.Hash != released[Records+"."+want] {
			t.Errorf("%s: %s, %s, %v", language, got.Language, got.Hash, err)
		}
	}
	if _, err := shown("records-0", "es"); err == nil {
		t.Error("want an error")
	}
}

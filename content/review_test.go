package content

import (
	"slices"
	"strings"
	"testing"
)

func TestWhatIsReviewedIsThere(t *testing.T) {
	b, err := Book()
	if err != nil {
		t.Fatal(err)
	}
	careful, err := carefully()
	if err != nil || len(careful) == 0 {
		t.Fatal(careful, err)
	}
	for _, name := range careful {
		if !slices.ContainsFunc(b.Keys("en"), names{name}.has) {
			t.Errorf("%s is to be reviewed and is no key", name)
		}
	}
	seen := map[string]string{}
	for _, language := range b.Languages() {
		r, err := ReviewOf(language)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Consents) == 0 || len(r.Words) < 10 {
			t.Errorf("%s: %d consents and %d sentences to review", language, len(r.Consents), len(r.Words))
		}
		if !slices.Contains(r.Words, b.Say(language, "measure.care.text")) {
			t.Errorf("%s: the words of the caring screen are not reviewed", language)
		}
		if other := seen[r.Hash]; other != "" {
			t.Errorf("%s and %s have one hash", language, other)
		}
		seen[r.Hash] = language
	}
}

// Every consent there is in English is there in every language, with the same headings and
// as many points, so that nothing was left out.
func TestConsentsAreWholeInEveryLanguage(t *testing.T) {
	b, err := Book()
	if err != nil {
		t.Fatal(err)
	}
	files, err := FS.ReadDir("consents")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		version, english := strings.CutSuffix(file.Name(), ".en.md")
		if !english {
			continue
		}
		want, _, err := Consent(version, "en")
		if err != nil {
			t.Fatal(err)
		}
		for _, language := range b.Languages() {
			got, _, err := Consent(version, language)
			if err != nil {
				t.Errorf("%s is not there in %s", version, language)
				continue
			}
			for _, mark := range []string{"\n## ", "\n- ", "\n\n"} {
				if strings.Count(got, mark) != strings.Count(want, mark) {
					t.Errorf("%s in %s has another number of %q than in English", version, language, mark)
				}
			}
		}
	}
}

func TestNames(t *testing.T) {
	some := namesIn("# a remark\n\nchart.help\nmeasure.care.\n")
	for key, want := range map[string]bool{"chart.help": true, "chart.helping": false, "measure.care.now": true, "measure.care": false} {
		if some.has(key) != want {
			t.Errorf("%s: %v", key, !want)
		}
	}
}

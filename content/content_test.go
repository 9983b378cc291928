package content

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"tillit.care/base/words"
	"tillit.care/pure/change"
	"tillit.care/pure/score"
)

// The keys are those of the sidecars and the ones pure/score gives by name.
func TestEveryScoreKeyHasWordsAndEveryWordIsUsed(t *testing.T) {
	book, err := words.Load(FS)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{"score.notknown": true, "score.held": true}
	for _, c := range []change.Class{change.Recovered, change.Improved, change.Unchanged, change.Deteriorated, change.Harmed, change.NoThreshold} {
		used["measure.brief."+string(c)] = true
		used["measure.plain.change."+string(c)] = true
	}
	all, err := score.All(FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range all {
		for _, key := range keys(t, in.ID) {
			used[key] = true
		}
		for _, s := range drawn(in) { // a client reads of every line in plain words
			used["measure.plain."+in.ID+"."+s.ID] = true
		}
	}
	for key := range used {
		if !book.Has(key) {
			t.Errorf("no words for %s", key)
		}
	}
	for _, key := range book.Keys(words.Default) {
		if strings.HasPrefix(key, "score.") && !used[key] {
			t.Errorf("nobody says %s", key)
		}
	}
}

// drawn are the subscales that have a line: the total, or all where there is none.
func drawn(in *score.Instrument) []score.Subscale {
	for _, s := range in.Subscales {
		if s.ID == "total" {
			return []score.Subscale{s}
		}
	}
	return in.Subscales
}

var keyed = regexp.MustCompile(`"key": "([^"]+)"`)

func keys(t *testing.T, id string) []string {
	var keys []string
	for _, match := range keyed.FindAllSubmatch(file(t, id, "scoring.json"), -1) {
		keys = append(keys, string(match[1]))
	}
	return keys
}

func TestEveryInstrumentCarriesItsOwnersStatement(t *testing.T) {
	all, err := score.All(FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range all {
		licence := file(t, in.ID, "LICENSE")
		for _, part := range []string{in.Name(), in.Licence.Text, in.Licence.URL, in.Licence.SPDX} {
			if !bytes.Contains(licence, []byte(part)) {
				t.Errorf("%s: LICENSE lacks %q", in.ID, part)
			}
		}
		if in.NeedsCopy() {
			continue
		}
		form := string(file(t, in.ID, "questionnaire.json"))
		loinc := strings.Contains(form, `"system": "http://loinc.org"`)
		if loinc && !strings.Contains(in.Form.Copyright, "LOINC® is a registered") {
			t.Errorf("%s: LOINC codes without LOINC's notice", in.ID)
		}
	}
}

func file(t *testing.T, id, name string) []byte {
	t.Helper()
	text, err := FS.ReadFile("instruments/" + id + "/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// An instrument is shown as its author wrote it, so its pages have to know in which language.
func TestEveryWordingHasALanguage(t *testing.T) {
	all, err := score.Load(FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range all {
		if in.Form.Language == "" {
			t.Errorf("%s: nobody knows in which language it is", in.ID)
		}
	}
}

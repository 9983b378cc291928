package plan

import (
	"strings"
	"testing"
	"testing/fstest"

	"tillit.care/content"
)

func TestShipped(t *testing.T) {
	all, err := Shipped()
	if err != nil || len(all) == 0 {
		t.Fatal(all, err)
	}
	for _, p := range all {
		for _, language := range []string{"en", "es"} {
			if len(p.texts[language]) != len(p.wanted()) {
				t.Errorf("%s %s: %d texts, %d wanted", p.ID, language, len(p.texts[language]), len(p.wanted()))
			}
		}
		for _, s := range p.Sources {
			if s.Title == "" || s.URL == "" && !strings.HasPrefix(s.Title, "reference/clinical.md") {
				t.Errorf("%s: the source %s says nothing", p.ID, s.ID)
			}
		}
	}
}

// shippedAs are the files of the shipped protocol, one of them changed.
func shippedAs(t *testing.T, name, from, to string) fstest.MapFS {
	t.Helper()
	all := fstest.MapFS{}
	for _, file := range []string{"protocol.json", "text.en.md", "text.es.md"} {
		text, err := content.FS.ReadFile("protocols/individual-trust/1/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if file == name {
			if !strings.Contains(string(text), from) {
				t.Fatalf("%s has no %q", name, from)
			}
			text = []byte(strings.Replace(string(text), from, to, 1))
		}
		all["protocols/individual-trust/1/"+file] = &fstest.MapFile{Data: text}
	}
	return all
}

// TestAWrongProtocolDoesNotLoad, and the fault says on which line.
func TestAWrongProtocolDoesNotLoad(t *testing.T) {
	for _, one := range []struct{ file, from, to, says string }{
		{"protocol.json", `"kind": "individual",`, `"kind": "individual"`, "protocol.json:5: is no JSON"},
		{"protocol.json", `"kind": "individual"`, `"kind": "dog"`, `protocol.json:4: is for no kind of case: "dog"`},
		{"protocol.json", `"kind": "individual"`, `"kind": 4`, "protocol.json:4: kind cannot be a number"},
		{"protocol.json", `"battery"`, `"buttery"`, `protocol.json:5: nobody knows the field "buttery"`},
		{"protocol.json", `"battery": "individual"`, `"battery": "none"`, `protocol.json:5: there is no battery "none"`},
		{"protocol.json", `"label": "strong"`, `"label": "proven"`, `protocol.json:8: "proven" is no label of evidence`},
		{"protocol.json", `"version": "1"`, `"version": "2"`, "protocol.json:"},
		{"protocol.json", `"check": "no-alert"`, `"check": "good-mood"`, `gate "no-alert" looks at nothing`},
		{"protocol.json", `{"id": "timeline", "tools": ["timeline"]`, `{"id": "timeline", "tools": ["tarot"]`, `"timeline" names "tarot", which is not there`},
		{"protocol.json", `"measures": ["pcl5"]`, `"measures": ["pcl6"]`, `"memory" names "pcl6", which is not there`},
		{"protocol.json", `{"id": "booster"`, `{"id": "ending"`, `step "ending" stands there twice`},
		{"text.en.md", "## step hopes: ", "## step hopse: ", `text.en.md:79: the protocol has no "step hopse"`},
		{"text.es.md", "## step hopes: Lo que esperas\n", "", `twice`},
		{"text.es.md", "## tool ladder: ", "## tool ladder ", `text.es.md:`},
	} {
		_, err := load(shippedAs(t, one.file, one.from, one.to))
		if one.says == "twice" {
			one.says = `"step hopes" has no words`
		}
		if err == nil || !strings.Contains(err.Error(), one.says) {
			t.Errorf("%s for %s: %v, want %q", one.to, one.from, err, one.says)
		}
	}
}

package care

import (
	"io/fs"
	"reflect"
	"strings"
	"testing"

	"tillit.care/content"
)

// released are the texts that people have agreed to. A line here is never changed: a text
// with other words is a new version in a new file, and Records names it.
var released = map[string]string{
	"records-1": "bb276a4cf907e838c6e1a8ec20492ce7081872ae8ecf24dbe643c5d0e36fe5fe",
}

func TestReleasedConsentsNeverChange(t *testing.T) {
	for version, want := range released {
		_, hash, err := ConsentText(version)
		if err != nil {
			t.Fatal(version, err)
		}
		if hash != want {
			t.Errorf("the text of %s was changed: its words are what people agreed to; make a new version", version)
		}
	}
	if released[Records] == "" {
		t.Errorf("%s is asked and its text is not pinned", Records)
	}
	files, err := fs.Glob(content.FS, "consents/*.en.md")
	if err != nil || len(files) != len(released) {
		t.Errorf("%d texts, %d pinned, %v", len(files), len(released), err)
	}
}

func TestNoSuchConsent(t *testing.T) {
	if _, _, err := ConsentText("records-0"); err == nil {
		t.Error("want an error")
	}
}

func TestParagraphs(t *testing.T) {
	got := Paragraphs("## What is\nkept\n\nOne line\nand another.\n\n- first\n- second\n  goes on\n\n\n<b>as it is</b>\n")
	want := []Block{
		{Kind: Heading, Text: "What is kept"},
		{Kind: Paragraph, Text: "One line and another."},
		{Kind: List, Items: []string{"first", "second goes on"}},
		{Kind: Paragraph, Text: "<b>as it is</b>"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

// Every character of the text reaches the page: no markup is left, and nothing is lost.
func TestConsentIsDrawnWhole(t *testing.T) {
	text, _, err := ConsentText(Records)
	if err != nil {
		t.Fatal(err)
	}
	var drawn []string
	for _, b := range Paragraphs(text) {
		drawn = append(append(drawn, strings.Fields(b.Text)...), strings.Fields(strings.Join(b.Items, " "))...)
	}
	plain := strings.NewReplacer("## ", "", "\n- ", "\n").Replace("\n" + text)
	if !reflect.DeepEqual(drawn, strings.Fields(plain)) {
		t.Error("the blocks are not the text")
	}
	if strings.ContainsAny(strings.Join(drawn, " "), "*#_[]<>`") {
		t.Error("markup that no page draws")
	}
}

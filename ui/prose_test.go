package ui

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestProse(t *testing.T) {
	got := blocks("## What is\nkept\n\nOne line\nand another.\n\n- first\n- second\n  goes on\n\n\n<b>as it is</b>\n")
	want := []block{
		{Shape: heading, Text: "What is kept"},
		{Shape: paragraph, Text: "One line and another."},
		{Shape: list, Items: []string{"first", "second goes on"}},
		{Shape: paragraph, Text: "<b>as it is</b>"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

// Every character of the text reaches the page: no markup is left, and nothing is lost.
func TestConsentsAreDrawnWhole(t *testing.T) {
	texts, err := filepath.Glob("../content/consents/*.md")
	if err != nil || len(texts) < 2 {
		t.Fatal(texts, err)
	}
	for _, path := range texts {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		drawnWhole(t, string(text))
	}
}

func drawnWhole(t *testing.T, text string) {
	var drawn []string
	for _, b := range blocks(text) {
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

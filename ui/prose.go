package ui

import "strings"

// shape is what a block of a text is.
type shape string

const (
	heading   shape = "heading"
	paragraph shape = "paragraph"
	list      shape = "list"
)

// block is one piece of a text, for a page to draw: a heading or a paragraph with its
// Text, or a list with its Items. Both are plain words without any markup.
type block struct {
	Shape shape
	Text  string
	Items []string
}

// blocks reads a text of headings (## ), paragraphs and lists (- ), set apart by empty
// lines. A line that is none of the three goes on with the one before.
func blocks(md string) []block {
	var all []block
	for _, part := range strings.Split(strings.ReplaceAll(md, "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, blockOf(part))
		}
	}
	return all
}

func blockOf(part string) block {
	if title, ok := strings.CutPrefix(part, "## "); ok {
		return block{Shape: heading, Text: oneLine(title)}
	}
	first, ok := strings.CutPrefix(part, "- ")
	if !ok {
		return block{Shape: paragraph, Text: oneLine(part)}
	}
	items := block{Shape: list}
	for _, item := range strings.Split(first, "\n- ") {
		items.Items = append(items.Items, oneLine(item))
	}
	return items
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

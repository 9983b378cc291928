package care

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"strings"

	"tillit.care/base/fault"
	"tillit.care/content"
)

// ConsentText is the text of one version of a consent and its SHA-256. Once a version was
// released its text never changes: other words are another version.
func ConsentText(version string) (markdown, hash string, err error) {
	text, err := fs.ReadFile(content.FS, "consents/"+version+".en.md")
	if err != nil {
		return "", "", fault.Wrap(fault.NotFound, "fault.notfound", err)
	}
	sum := sha256.Sum256(text)
	return string(text), hex.EncodeToString(sum[:]), nil
}

// Kind is what a block of a text is.
type Kind string

const (
	Heading   Kind = "heading"
	Paragraph Kind = "paragraph"
	List      Kind = "list"
)

// Block is one piece of a text, for a page to draw: a heading or a paragraph with its
// Text, or a list with its Items. Both are plain words without any markup.
type Block struct {
	Kind  Kind
	Text  string
	Items []string
}

// Paragraphs reads a text of headings (## ), paragraphs and lists (- ), set apart by empty
// lines. A line that is none of the three goes on with the one before.
func Paragraphs(md string) []Block {
	var blocks []Block
	for _, part := range strings.Split(strings.ReplaceAll(md, "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			blocks = append(blocks, block(part))
		}
	}
	return blocks
}

func block(part string) Block {
	if heading, ok := strings.CutPrefix(part, "## "); ok {
		return Block{Kind: Heading, Text: oneLine(heading)}
	}
	first, ok := strings.CutPrefix(part, "- ")
	if !ok {
		return Block{Kind: Paragraph, Text: oneLine(part)}
	}
	list := Block{Kind: List}
	for _, item := range strings.Split(first, "\n- ") {
		list.Items = append(list.Items, oneLine(item))
	}
	return list
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

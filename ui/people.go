package ui

import (
	"hash/fnv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Face is somebody inside a space: a name, and in words what they are there.
type Face struct {
	Name string // as the reader knows them
	Role string // "your therapist", "covers until 6 March"; may be ""
	You  bool   // the reader
}

// PlaceProps is one space as a card: who is inside, whose eyes it has, where it leads.
type PlaceProps struct {
	Title  string
	Icon   string // may be ""
	Faces  []Face
	Inside string // who is inside, in words: "You and your therapist"
	Eyes   string // the honest sentence on who can open it
	Href   string // where it leads; "" for a place that is closed
	Link   string // the words of that link; "" makes the title the link
	Note   string // one line more: "Ended on 3 March 2026"
	Ended  bool   // a closed place stands back
}

// initials are the first letters of the first and the last word of a name.
func initials(name string) string {
	all := strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || r == '-' })
	for len(all) > 1 && strings.HasSuffix(all[0], ".") { // Dr. Ana Holm is AH
		all = all[1:]
	}
	if len(all) == 0 {
		return ""
	}
	first, _ := utf8.DecodeRuneInString(all[0])
	if len(all) == 1 {
		return string(unicode.ToUpper(first))
	}
	last, _ := utf8.DecodeRuneInString(all[len(all)-1])
	return string(unicode.ToUpper(first)) + string(unicode.ToUpper(last))
}

// hue is a calm colour for a disc: always the same for one name.
func (f Face) hue() string {
	if f.You {
		return "you"
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(f.Name)) // a hash in memory takes everything
	return "hue-" + string(rune('1'+h.Sum32()%4))
}

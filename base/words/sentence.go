package words

import (
	"fmt"
	"sort"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// sentence is one entry of a book, read once: pieces of text, and places for values.
type sentence struct {
	tag   language.Tag // whose rule of plurals holds
	parts []part
}

// part is a piece of text, or the place of a value, or one of several texts by how many.
type part struct {
	text  string
	name  string
	forms map[plural.Form][]part
}

// The value that is counted stands in the texts of a plural as #.
const counted = "#"

// formNames are the forms of plurals as CLDR calls them.
var formNames = map[string]plural.Form{"zero": plural.Zero, "one": plural.One, "two": plural.Two,
	"few": plural.Few, "many": plural.Many, "other": plural.Other}

// parse reads a sentence with places such as {name} and
// {count, plural, one {# answer} other {# answers}}.
func parse(tag language.Tag, text string) (sentence, error) {
	parts, rest, err := parseParts(text, "")
	if err == nil && rest != "" {
		err = fmt.Errorf("a } too many")
	}
	s := sentence{tag, parts}
	if err == nil {
		err = s.complete()
	}
	return s, err
}

// parseParts reads up to the brace that ends the text it stands in. Where how many things
// there are is known by a name, # is that number.
func parseParts(text, count string) (parts []part, rest string, err error) {
	special := "{}"
	if count != "" {
		special += counted
	}
	for text != "" {
		at := strings.IndexAny(text, special)
		if at < 0 {
			at = len(text)
		}
		if at > 0 {
			parts = append(parts, part{text: text[:at]})
		}
		if text = text[at:]; text == "" || text[0] == '}' {
			break
		}
		if text[0] == counted[0] {
			parts, text = append(parts, part{name: count}), text[1:]
			continue
		}
		var p part
		if p, text, err = parsePlace(text[1:]); err != nil {
			return nil, "", err
		}
		parts = append(parts, p)
	}
	return parts, text, nil
}

// parsePlace reads a place, behind its first brace.
func parsePlace(text string) (p part, rest string, err error) {
	at := strings.IndexAny(text, ",{}")
	if at < 0 {
		return p, "", fmt.Errorf("a { without its }")
	}
	p.name = strings.TrimSpace(text[:at])
	if p.name == "" || text[at] == '{' {
		return p, "", fmt.Errorf("want a name behind {")
	}
	if text[at] == '}' {
		return p, text[at+1:], nil
	}
	kind, text, _ := strings.Cut(text[at+1:], ",")
	if strings.TrimSpace(kind) != "plural" {
		return p, "", fmt.Errorf("{%s: plural is all that may stand behind a comma", p.name)
	}
	return parseForms(p, text)
}

func parseForms(p part, text string) (part, string, error) {
	p.forms = map[plural.Form][]part{}
	for {
		text = strings.TrimLeft(text, " ")
		if strings.HasPrefix(text, "}") {
			return p, text[1:], nil
		}
		word, inside, ok := strings.Cut(text, "{")
		form, known := formNames[strings.TrimSpace(word)]
		if _, twice := p.forms[form]; !ok || !known || twice {
			return p, "", fmt.Errorf("{%s, plural: want zero, one, two, few, many or other, each once", p.name)
		}
		parts, rest, err := parseParts(inside, p.name)
		if err != nil {
			return p, "", err
		}
		if !strings.HasPrefix(rest, "}") {
			return p, "", fmt.Errorf("{%s, plural: a form without its }", p.name)
		}
		p.forms[form], text = parts, rest[1:]
	}
}

// complete tells whether every plural has the forms that the language needs.
func (s sentence) complete() error {
	for _, p := range s.parts {
		if p.forms == nil {
			continue
		}
		for name, form := range formNames {
			if _, has := p.forms[form]; !has && needs(s.tag, form) {
				return fmt.Errorf("{%s, plural: %s needs the form %q", p.name, s.tag, name)
			}
		}
	}
	return nil
}

// needs tells whether a language has a form for some number that people meet. Forms for
// millions and for fractions alone may be left out: then it is other.
func needs(tag language.Tag, form plural.Form) bool {
	if form == plural.Other {
		return true
	}
	for n := range 201 {
		if plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0) == form {
			return true
		}
	}
	return false
}

// say puts values into the places: args are names, each with the value behind it.
func (s sentence) say(args []any) string {
	if len(s.parts) == 1 && s.parts[0].name == "" {
		return s.parts[0].text
	}
	var b strings.Builder
	s.write(&b, s.parts, args)
	return b.String()
}

func (s sentence) write(b *strings.Builder, parts []part, args []any) {
	for _, p := range parts {
		value, given := valueOf(p.name, args)
		switch {
		case p.name == "":
			b.WriteString(p.text)
		case p.forms != nil:
			s.write(b, p.form(s.tag, value), args)
		case given:
			fmt.Fprint(b, value)
		default:
			b.WriteString("{" + p.name + "}") // is noticed
		}
	}
}

func valueOf(name string, args []any) (any, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1], true
		}
	}
	return nil, false
}

// form is the text for so many.
func (p part) form(tag language.Tag, value any) []part {
	if n, ok := value.(int); ok {
		if parts, has := p.forms[plural.Cardinal.MatchPlural(tag, max(n, -n), 0, 0, 0, 0)]; has {
			return parts
		}
	}
	return p.forms[plural.Other]
}

// places are the names of all values of a sentence, sorted.
func (s sentence) places() []string {
	seen := map[string]bool{}
	var look func([]part)
	look = func(parts []part) {
		for _, p := range parts {
			if p.name != "" {
				seen[p.name] = true
			}
			for _, form := range p.forms {
				look(form)
			}
		}
	}
	look(s.parts)
	var all []string
	for name := range seen {
		all = append(all, name)
	}
	sort.Strings(all)
	return all
}

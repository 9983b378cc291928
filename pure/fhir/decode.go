package fhir

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// What a form may be at most, so that nobody's form can hold up everybody else.
const (
	maxBytes   = 4 << 20
	maxDepth   = 40 // of brackets
	maxItems   = 2000
	maxOptions = 500
	maxWhen    = 50
)

// other are elements that are kept and given back as they were: they do not change what
// is asked, or what an answer means.
type other map[string]json.RawMessage

var (
	keptOfForm = []string{"meta", "language", "text", "contained", "extension", "identifier", "name", "derivedFrom",
		"experimental", "subjectType", "date", "publisher", "contact", "description", "useContext", "jurisdiction", "purpose",
		"approvalDate", "lastReviewDate", "effectivePeriod"}
	keptOfItem      = []string{"id", "definition", "prefix"}
	keptOfExtension = []string{"id", "extension"}
)

// keptExtensions are about looks, translation or origin. Any other could change what is
// asked, and is refused by name.
var keptExtensions = []string{"questionnaire-itemControl", "questionnaire-optionPrefix", "questionnaire-choiceOrientation",
	"questionnaire-displayCategory", "questionnaire-supportLink", "questionnaire-sliderStepValue", "questionnaire-unit",
	"entryFormat", "translation", "rendering-style", "rendering-styleSensitive", "rendering-xhtml", "rendering-markdown", "designNote",
	"sdc-questionnaire-shortText", "sdc-questionnaire-preferredTerminologyServer", "sdc-questionnaire-openLabel",
	"sdc-questionnaire-choiceColumn", "sdc-questionnaire-width", "cqf-citation"}

// scan refuses what is too large or too deep, and the same name twice in one element.
func scan(text []byte) error {
	if len(text) > maxBytes {
		return fmt.Errorf("larger than %d bytes", maxBytes)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if err := scanValue(dec, 0); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows its end")
	}
	return nil
}

func scanValue(dec *json.Decoder, depth int) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	if depth == maxDepth {
		return fmt.Errorf("deeper than %d brackets", maxDepth)
	}
	names := map[string]bool{}
	for dec.More() {
		if delim == '{' {
			name, err := dec.Token()
			if err != nil {
				return err
			}
			text, _ := name.(string)
			if names[text] {
				return fmt.Errorf("%s: twice in one element", text)
			}
			names[text] = true
		}
		if err := scanValue(dec, depth+1); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

// fill reads an element into its known parts, and returns what is kept. The error names
// the element by its path.
func fill(text json.RawMessage, path string, known map[string]any, kept []string) (other, error) {
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(text, &parts); err != nil || parts == nil {
		return nil, fmt.Errorf("%s: not an element with parts", path)
	}
	var rest other
	for _, name := range sorted(parts) {
		into, ok := known[name]
		switch {
		case ok:
			if err := read(parts[name], dot(path, name), into); err != nil {
				return nil, err
			}
		case slices.Contains(kept, name) || strings.HasPrefix(name, "_"):
			if rest == nil {
				rest = other{}
			}
			rest[name] = parts[name]
		default:
			return nil, fmt.Errorf("%s: not understood", dot(path, name))
		}
	}
	return rest, nil
}

func dot(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// reader is an element with a way of its own to be read.
type reader interface {
	read(text json.RawMessage, path string) error
}

func read(text json.RawMessage, path string, into any) error {
	if string(text) == "null" {
		return fmt.Errorf("%s: null", path)
	}
	if list, ok := into.(func(json.RawMessage, string) error); ok {
		return each(text, path, list)
	}
	if one, ok := into.(reader); ok {
		return one.read(text, path)
	}
	err := json.Unmarshal(text, into)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("%s: %s where there should be %s", path, wrong.Value, wrong.Type)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func each(text json.RawMessage, path string, one func(json.RawMessage, string) error) error {
	var list []json.RawMessage
	if err := json.Unmarshal(text, &list); err != nil {
		return fmt.Errorf("%s: not a list", path)
	}
	if len(list) == 0 {
		return fmt.Errorf("%s: an empty list", path)
	}
	for n, text := range list {
		if err := one(text, fmt.Sprintf("%s[%d]", path, n)); err != nil {
			return err
		}
	}
	return nil
}

// listOf appends what is read to a list.
func listOf[T any](list *[]T, most int) func(json.RawMessage, string) error {
	return func(text json.RawMessage, path string) error {
		if len(*list) == most {
			return fmt.Errorf("%s: more than %d", path, most)
		}
		var one T
		err := read(text, path, &one)
		*list = append(*list, one)
		return err
	}
}

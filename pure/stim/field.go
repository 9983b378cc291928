package stim

import (
	_ "embed"
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

//go:embed fields.json
var list []byte

// Field is one thing that can be set about a set.
type Field struct {
	Key   string   `json:"key"`
	Group string   `json:"group"`
	Kind  string   `json:"kind"` // number, flag, choice, colour, points, file
	Is    any      `json:"is"`   // as usual
	Low   float64  `json:"low"`
	High  float64  `json:"high"`
	Step  float64  `json:"step"`
	Unit  string   `json:"unit"`
	Of    []string `json:"of"`
	Empty bool     `json:"empty"`
	Fixed bool     `json:"fixed"` // not while a set runs
}

// Fields are all of them, in the order in which they are shown.
var Fields = load()

func load() (all []Field) {
	if err := json.Unmarshal(list, &all); err != nil {
		panic("stim: fields.json cannot be read")
	}
	return all
}

// FieldOf is the field of that key.
func FieldOf(key string) (Field, bool) {
	n := order(key)
	if n == len(Fields) {
		return Field{}, false
	}
	return Fields[n], true
}

func order(key string) int {
	if n := slices.IndexFunc(Fields, func(f Field) bool { return f.Key == key }); n >= 0 {
		return n
	}
	return len(Fields)
}

var (
	colour = regexp.MustCompile(`^#[0-9a-f]{6}$`)
	file   = regexp.MustCompile(`^[0-9a-z]{26}$`)
	points = regexp.MustCompile(`^-?\d{1,3},-?\d{1,3}( -?\d{1,3},-?\d{1,3}){1,63}$`)
)

// Takes tells whether a value is one that the field can have.
func (f Field) Takes(value any) bool {
	text, isText := value.(string)
	switch f.Kind {
	case "number":
		n, ok := value.(float64)
		return ok && n >= f.Low && n <= f.High
	case "flag":
		_, ok := value.(bool)
		return ok
	case "choice":
		return isText && slices.Contains(f.Of, text)
	case "colour":
		return isText && (colour.MatchString(text) || f.Empty && text == "")
	case "file":
		return isText && (text == "" || file.MatchString(text))
	}
	return isText && len(text) < 700 && (text == "" || points.MatchString(text))
}

// Parse reads a value as it was written in a form. Nothing written is as usual.
func (f Field) Parse(text string) (any, bool) {
	if text == "" && f.Kind != "flag" {
		return f.Is, true
	}
	var value any = text
	switch f.Kind {
	case "number":
		n, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
		if err != nil || math.IsNaN(n) {
			return nil, false
		}
		value = n
	case "flag":
		value = text == "yes"
	case "colour":
		value = strings.ToLower(text)
	}
	return value, f.Takes(value)
}

// Text is a value as a form shows it.
func (f Field) Text(value any) string {
	switch v := value.(type) {
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		if v {
			return "yes"
		}
		return ""
	case string:
		return v
	}
	return f.Text(f.Is)
}

// In is the value of a field in some settings; as usual where they say nothing.
func (f Field) In(s Settings) any {
	if v, ok := s[f.Key]; ok && f.Takes(v) {
		return v
	}
	return f.Is
}

// Short leaves out what is as usual.
func (s Settings) Short() Settings {
	short := Settings{}
	for _, f := range Fields {
		if v := f.In(s); v != f.Is {
			short[f.Key] = v
		}
	}
	return short
}

// Step is one difference between two settings.
type Step struct {
	Field
	Before, After any
}

// Diff is what is different, field by field.
func Diff(before, after Settings) (all []Step) {
	for _, f := range Fields {
		if a, b := f.In(before), f.In(after); a != b {
			all = append(all, Step{f, a, b})
		}
	}
	return all
}

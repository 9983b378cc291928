package fhir

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
)

func (q *Questionnaire) read(text json.RawMessage, path string) (err error) {
	q.other, err = fill(text, path, map[string]any{
		"resourceType": &q.ResourceType, "id": &q.ID, "url": &q.URL, "version": &q.Version, "language": &q.Language, "title": &q.Title,
		"status": &q.Status, "copyright": &q.Copyright, "code": listOf(&q.Code, maxOptions), "item": itemsOf(&q.Item),
	}, keptOfForm)
	return err
}

func (it *Item) read(text json.RawMessage, path string) (err error) {
	var extension []Extension
	it.other, err = fill(text, path, map[string]any{
		"linkId": &it.LinkID, "code": listOf(&it.Code, maxOptions), "text": &it.Text, "type": &it.Type,
		"enableWhen": listOf(&it.EnableWhen, maxWhen), "enableBehavior": &it.EnableBehavior, "required": &it.Required,
		"repeats": &it.Repeats, "maxLength": &it.MaxLength, "answerOption": listOf(&it.AnswerOption, maxOptions),
		"answerValueSet": &it.AnswerValueSet, "readOnly": &it.ReadOnly,
		"initial": listOf(&it.Initial, maxOptions), "item": itemsOf(&it.Item), "extension": listOf(&extension, maxOptions),
	}, keptOfItem)
	if err != nil || extension == nil {
		return err
	}
	kept, err := json.Marshal(extension)
	if it.other == nil {
		it.other = other{}
	}
	it.other["extension"] = kept
	return err
}

func (c *Condition) read(text json.RawMessage, path string) error {
	_, err := fill(text, path, map[string]any{
		"question": &c.Question, "operator": &c.Operator, "answerBoolean": &c.AnswerBoolean, "answerDecimal": &c.AnswerDecimal,
		"answerInteger": &c.AnswerInteger, "answerDate": &c.AnswerDate, "answerDateTime": &c.AnswerDateTime,
		"answerTime": &c.AnswerTime, "answerString": &c.AnswerString, "answerCoding": coding(&c.AnswerCoding),
	}, nil)
	return err
}

func (v *Value) read(text json.RawMessage, path string) error {
	_, err := fill(text, path, map[string]any{
		"valueBoolean": &v.ValueBoolean, "valueDecimal": &v.ValueDecimal, "valueInteger": &v.ValueInteger, "valueDate": &v.ValueDate,
		"valueDateTime": &v.ValueDateTime, "valueTime": &v.ValueTime, "valueString": &v.ValueString, "valueCoding": coding(&v.ValueCoding),
	}, nil)
	return err
}

func (o *Option) read(text json.RawMessage, path string) error {
	_, err := fill(text, path, map[string]any{
		"extension": listOf(&o.Extension, maxOptions), "valueCoding": coding(&o.ValueCoding), "valueInteger": &o.ValueInteger,
		"valueString": &o.ValueString, "valueDate": &o.ValueDate, "valueTime": &o.ValueTime, "initialSelected": &o.Selected,
	}, nil)
	return err
}

func (c *Coding) read(text json.RawMessage, path string) error { return c.readBut(text, path) }

// readBut passes over some parts.
func (c *Coding) readBut(text json.RawMessage, path string, but ...string) error {
	_, err := fill(text, path, map[string]any{
		"system": &c.System, "version": &c.Version, "code": &c.Code, "display": &c.Display, "extension": listOf(&c.Extension, maxOptions),
	}, but)
	return err
}

func itemsOf(items *[]*Item) func(json.RawMessage, string) error {
	return func(text json.RawMessage, path string) error {
		it := &Item{}
		*items = append(*items, it)
		return it.read(text, path)
	}
}

type pointer struct{ to **Coding }

func coding(to **Coding) reader { return pointer{to} }

func (p pointer) read(text json.RawMessage, path string) error {
	*p.to = &Coding{}
	return (*p.to).read(text, path)
}

func (e *Extension) read(text json.RawMessage, path string) (err error) {
	e.other, err = fillOpen(text, path, map[string]any{"url": &e.URL, "valueDecimal": &e.ValueDecimal})
	if err != nil {
		return err
	}
	_, name, _ := cutLast(e.URL, "/")
	switch {
	case e.URL == OrdinalValue && e.ValueDecimal != nil && e.other == nil:
	case e.URL == OrdinalValue:
		return fmt.Errorf("%s: an ordinal value without valueDecimal", path)
	case !slices.Contains(keptExtensions, name):
		return fmt.Errorf("%s: %s: not understood", path, e.URL)
	}
	return nil
}

// fillOpen is fill for an extension, whose value may be of any type.
func fillOpen(text json.RawMessage, path string, known map[string]any) (other, error) {
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(text, &parts); err != nil {
		return nil, fmt.Errorf("%s: not an element with parts", path)
	}
	kept := slices.Clone(keptOfExtension)
	for name := range parts {
		if strings.HasPrefix(name, "value") && known[name] == nil {
			kept = append(kept, name)
		}
	}
	return fill(text, path, known, kept)
}

func cutLast(text, sep string) (before, after string, ok bool) {
	if n := strings.LastIndex(text, sep); n >= 0 {
		return text[:n], text[n+len(sep):], true
	}
	return "", text, false
}

func sorted(parts map[string]json.RawMessage) []string {
	var names []string
	for name := range parts {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// MarshalJSON writes the form as it was read, what is only kept included.
func (q *Questionnaire) MarshalJSON() ([]byte, error) {
	type plain Questionnaire
	return splice((*plain)(q), q.other)
}

// MarshalJSON is as that of the Questionnaire.
func (it *Item) MarshalJSON() ([]byte, error) {
	type plain Item
	written := plain(*it)
	if it.AnswerValueSet != "" {
		written.AnswerOption = nil
	}
	return splice(&written, it.other)
}

// MarshalJSON is as that of the Questionnaire.
func (e Extension) MarshalJSON() ([]byte, error) {
	type plain Extension
	return splice(plain(e), e.other)
}

func splice(known any, rest other) ([]byte, error) {
	text, err := json.Marshal(known)
	if err != nil || len(rest) == 0 {
		return text, err
	}
	more, err := json.Marshal(rest)
	if err != nil {
		return nil, err
	}
	return append(append(text[:len(text)-1], ','), more[1:]...), nil
}

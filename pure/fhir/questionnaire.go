// Package fhir reads the forms that clients fill in, written the way hospitals exchange
// them (HL7 FHIR R4 Questionnaire), and tells whether somebody's answers fit a form.
package fhir

import "strconv"

// OrdinalValue is the extension that gives an option its number for scoring.
const OrdinalValue = "http://hl7.org/fhir/StructureDefinition/ordinalValue"

// Type is what an item is for.
type Type string

const (
	Display    Type = "display"     // words to read
	Group      Type = "group"       // words over several items
	Choice     Type = "choice"      // one of the options, or several where it repeats
	OpenChoice Type = "open-choice" // one of the options, or something else in one's own words
	Boolean    Type = "boolean"     // true or false
	Integer    Type = "integer"
	Decimal    Type = "decimal"
	Date       Type = "date"     // 2026-05-04, 2026-05 or 2026
	DateTime   Type = "dateTime" // a date, or 2026-05-04T08:30:00Z
	Time       Type = "time"     // 08:30:00
	String     Type = "string"   // a few words
	Text       Type = "text"     // several lines
)

// Questionnaire is a form: the part of the R4 resource that Tillit uses. Make one with
// Parse; one made by hand has no questions.
type Questionnaire struct {
	ResourceType string   `json:"resourceType"`
	ID           string   `json:"id"`
	Language     string   `json:"language,omitempty"` // of its wording: an instrument is shown as its author wrote it
	URL          string   `json:"url"`
	Version      string   `json:"version"`
	Title        string   `json:"title"`
	Status       string   `json:"status"` // draft, active, retired or unknown
	Copyright    string   `json:"copyright,omitempty"`
	Code         []Coding `json:"code,omitempty"` // the panel, in LOINC
	Item         []*Item  `json:"item"`

	other other
	items map[string]*Item
	typed bool // some question is not a choice
}

// Item is a question, a heading over several, or words to read.
type Item struct {
	LinkID         string      `json:"linkId"`
	Code           []Coding    `json:"code,omitempty"`
	Text           string      `json:"text,omitempty"`
	Type           Type        `json:"type"`
	EnableWhen     []Condition `json:"enableWhen,omitempty"`
	EnableBehavior string      `json:"enableBehavior,omitempty"` // all or any
	Required       bool        `json:"required,omitempty"`       // of a group: something in it
	Repeats        bool        `json:"repeats,omitempty"`        // several answers, in order
	MaxLength      int         `json:"maxLength,omitempty"`
	AnswerOption   []Option    `json:"answerOption,omitempty"`
	AnswerValueSet string      `json:"answerValueSet,omitempty"` // of the form itself: its options are in AnswerOption
	ReadOnly       bool        `json:"readOnly,omitempty"`
	Initial        []Value     `json:"initial,omitempty"` // what the form holds before anybody answers
	Item           []*Item     `json:"item,omitempty"`

	other  other
	parent *Item
}

// Condition is one reason to ask an item: how an earlier question was answered. Operator
// is exists, =, !=, >, <, >= or <=.
type Condition struct {
	Question       string  `json:"question"`
	Operator       string  `json:"operator"`
	AnswerBoolean  *bool   `json:"answerBoolean,omitempty"`
	AnswerDecimal  *Number `json:"answerDecimal,omitempty"`
	AnswerInteger  *int    `json:"answerInteger,omitempty"`
	AnswerDate     string  `json:"answerDate,omitempty"`
	AnswerDateTime string  `json:"answerDateTime,omitempty"`
	AnswerTime     string  `json:"answerTime,omitempty"`
	AnswerString   string  `json:"answerString,omitempty"`
	AnswerCoding   *Coding `json:"answerCoding,omitempty"`
}

// Value is one value of a named type, as in an answer or before one.
type Value struct {
	ValueBoolean  *bool   `json:"valueBoolean,omitempty"`
	ValueDecimal  *Number `json:"valueDecimal,omitempty"`
	ValueInteger  *int    `json:"valueInteger,omitempty"`
	ValueDate     string  `json:"valueDate,omitempty"`
	ValueDateTime string  `json:"valueDateTime,omitempty"`
	ValueTime     string  `json:"valueTime,omitempty"`
	ValueString   string  `json:"valueString,omitempty"`
	ValueCoding   *Coding `json:"valueCoding,omitempty"`
}

// Coding is a code within the system that defines it.
type Coding struct {
	System    string      `json:"system,omitempty"`
	Version   string      `json:"version,omitempty"`
	Code      string      `json:"code"`
	Display   string      `json:"display,omitempty"`
	Extension []Extension `json:"extension,omitempty"`
}

// Extension is what R4 adds to an element; Tillit knows OrdinalValue, and keeps those
// that do not change what is asked.
type Extension struct {
	URL          string   `json:"url"`
	ValueDecimal *float64 `json:"valueDecimal,omitempty"`

	other other
}

// Option is one possible answer.
type Option struct {
	Extension    []Extension `json:"extension,omitempty"`
	ValueCoding  *Coding     `json:"valueCoding,omitempty"`
	ValueInteger *int        `json:"valueInteger,omitempty"`
	ValueString  string      `json:"valueString,omitempty"`
	ValueDate    string      `json:"valueDate,omitempty"`
	ValueTime    string      `json:"valueTime,omitempty"`
	Selected     bool        `json:"initialSelected,omitempty"`
}

// Code is how an answer names this option.
func (o Option) Code() string {
	switch {
	case o.ValueCoding != nil:
		return o.ValueCoding.Code
	case o.ValueInteger != nil:
		return strconv.Itoa(*o.ValueInteger)
	}
	return o.ValueString + o.ValueDate + o.ValueTime
}

// Label is what the client reads.
func (o Option) Label() string {
	if o.ValueCoding != nil {
		return o.ValueCoding.Display
	}
	return o.Code()
}

// Ordinal is the option's number for scoring, as the form's owner printed it: items that
// are keyed in reverse are not turned round here. An option may have none.
func (o Option) Ordinal() (float64, bool) {
	extensions := o.Extension
	if o.ValueCoding != nil {
		extensions = append(extensions[:len(extensions):len(extensions)], o.ValueCoding.Extension...)
	}
	for _, e := range extensions {
		if e.URL == OrdinalValue && e.ValueDecimal != nil {
			return *e.ValueDecimal, true
		}
	}
	if o.ValueInteger != nil {
		return float64(*o.ValueInteger), true
	}
	return 0, false
}

// Option finds an answer's option by its code.
func (it *Item) Option(code string) (Option, bool) {
	for _, o := range it.AnswerOption {
		if o.Code() == code {
			return o, true
		}
	}
	return Option{}, false
}

// Find is the item with that linkId, or nil.
func (q *Questionnaire) Find(linkID string) *Item { return q.items[linkID] }

// Questions are the items that can be answered, in the order in which they are asked.
func (q *Questionnaire) Questions() []*Item {
	var questions []*Item
	walk(q.Item, func(it *Item) {
		if it.asks() {
			questions = append(questions, it)
		}
	})
	return questions
}

func walk(items []*Item, visit func(*Item)) {
	for _, it := range items {
		visit(it)
		walk(it.Item, visit)
	}
}

// asks tells that the item is a question.
func (it *Item) asks() bool { return it.Type != Display && it.Type != Group }

// chooses tells that the question has options.
func (it *Item) chooses() bool { return it.Type == Choice || it.Type == OpenChoice }

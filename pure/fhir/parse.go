package fhir

import (
	"errors"
	"fmt"
	"slices"
)

// Parse reads one Questionnaire. It refuses what Tillit does not understand, since an
// element that is passed over could change what a question means; the error names the
// element.
func Parse(text []byte) (*Questionnaire, error) {
	q, err := decode(text)
	if err != nil {
		return nil, err
	}
	return q.checked()
}

// Import is Parse for a form from elsewhere, which becomes ours under that id. What R4
// leaves open and Tillit needs is filled in: where it is found, version 1, a title.
func Import(text []byte, id string) (*Questionnaire, error) {
	q, err := decode(text)
	if err != nil {
		return nil, err
	}
	for _, gap := range []struct {
		into *string
		with string
	}{{&q.Title, q.ID}, {&q.Title, id}, {&q.URL, "urn:tillit:questionnaire:" + id}, {&q.Version, "1"}} {
		if *gap.into == "" {
			*gap.into = gap.with
		}
	}
	q.ID = id
	return q.checked()
}

func decode(text []byte) (*Questionnaire, error) {
	q := &Questionnaire{items: map[string]*Item{}}
	err := scan(text)
	if err == nil {
		err = q.read(text, "")
	}
	if err != nil {
		return nil, fmt.Errorf("questionnaire: %w", err)
	}
	return q, nil
}

func (q *Questionnaire) checked() (*Questionnaire, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	return q, nil
}

func (q *Questionnaire) check() error {
	if err := q.head(); err != nil {
		return fmt.Errorf("questionnaire: %w", err)
	}
	sets, err := q.valueSets()
	if err != nil {
		return fmt.Errorf("questionnaire: %w", err)
	}
	if err := q.know(nil, q.Item, sets); err != nil {
		return fmt.Errorf("questionnaire %s: %w", q.ID, err)
	}
	if len(q.Questions()) == 0 {
		return fmt.Errorf("questionnaire %s: item: no question", q.ID)
	}
	return nil
}

var statuses = []string{"draft", "active", "retired", "unknown"}

func (q *Questionnaire) head() error {
	if q.ResourceType != "Questionnaire" {
		return errors.New("resourceType: not Questionnaire")
	}
	for _, e := range []struct{ element, text string }{
		{"id", q.ID}, {"url", q.URL}, {"version", q.Version}, {"title", q.Title},
	} {
		if e.text == "" {
			return fmt.Errorf("%s: missing", e.element)
		}
	}
	if !slices.Contains(statuses, q.Status) {
		return errors.New("status: not one of draft, active, retired, unknown")
	}
	return nil
}

// know checks items and remembers them by linkId, in order, so that a condition can only
// look back: no item waits for itself.
func (q *Questionnaire) know(parent *Item, items []*Item, sets map[string][]Option) error {
	for _, it := range items {
		if it.LinkID == "" {
			return errors.New("linkId: missing")
		}
		if q.items[it.LinkID] != nil {
			return fmt.Errorf("item %s: linkId: twice", it.LinkID)
		}
		if len(q.items) == maxItems {
			return fmt.Errorf("item %s: more than %d items", it.LinkID, maxItems)
		}
		if err := it.fromSet(sets); err != nil {
			return fmt.Errorf("item %s: %w", it.LinkID, err)
		}
		if err := q.item(it); err != nil {
			return fmt.Errorf("item %s: %w", it.LinkID, err)
		}
		it.parent, q.items[it.LinkID] = parent, it
		q.typed = q.typed || it.asks() && it.Type != Choice
		if err := q.know(it, it.Item, sets); err != nil {
			return err
		}
	}
	return nil
}

func (q *Questionnaire) item(it *Item) error {
	for _, check := range []func() error{it.shape, it.options, it.before} {
		if err := check(); err != nil {
			return err
		}
	}
	return q.conditions(it)
}

var types = []Type{Display, Group, Choice, OpenChoice, Boolean, Integer, Decimal, Date, DateTime, Time, String, Text}

func (it *Item) shape() error {
	switch {
	case !slices.Contains(types, it.Type):
		return fmt.Errorf("type: not one of %v", types)
	case it.Text == "" && it.Type != Group:
		return errors.New("text: missing")
	case it.Type == Group && len(it.Item) == 0:
		return errors.New("item: a group with nothing in it")
	case it.Type == Display && len(it.Item) > 0:
		return errors.New("item: words to read have no items")
	case it.Type == Display && it.Required:
		return errors.New("required: words to read are not")
	case !it.asks() && it.Repeats:
		return errors.New("repeats: only a question is answered several times")
	case it.Type == Choice && len(it.AnswerOption) == 0:
		return errors.New("answerOption: missing")
	case !it.chooses() && len(it.AnswerOption) > 0:
		return errors.New("answerOption: only a choice has options")
	case it.ReadOnly:
		return errors.New("readOnly: nobody could answer it")
	case it.MaxLength < 0 || it.MaxLength > 0 && it.Type != String && it.Type != Text && it.Type != OpenChoice:
		return errors.New("maxLength: below zero, or not of words")
	}
	return nil
}

func (it *Item) options() error {
	seen := map[string]bool{}
	for n, o := range it.AnswerOption {
		switch code := o.Code(); {
		case o.values() != 1:
			return fmt.Errorf("answerOption %d: want one of valueCoding, valueInteger, valueString, valueDate, valueTime", n+1)
		case code == "":
			return fmt.Errorf("answerOption %d: code: missing", n+1)
		case o.Label() == "":
			return fmt.Errorf("answerOption %d: display: missing", n+1)
		case seen[code]:
			return fmt.Errorf("answerOption %d: code: twice", n+1)
		default:
			seen[code] = true
		}
	}
	return nil
}

func (o Option) values() (n int) {
	for _, given := range []bool{o.ValueCoding != nil, o.ValueInteger != nil, o.ValueString != "", o.ValueDate != "", o.ValueTime != ""} {
		if given {
			n++
		}
	}
	return n
}

// before checks what the form holds before anybody answers.
func (it *Item) before() error {
	for n, v := range it.Initial {
		t, written := v.written()
		switch {
		case !it.asks():
			return errors.New("initial: only of a question")
		case n > 0 && !it.Repeats:
			return errors.New("initial: several, and the question does not repeat")
		case t == "" || !it.takes(t) || it.fits(written) != "":
			return fmt.Errorf("initial %d: not an answer to this question", n+1)
		}
	}
	if selected := it.selected(); len(selected) > 1 && !it.Repeats || len(selected) > 0 && len(it.Initial) > 0 {
		return errors.New("initialSelected: several, or beside initial")
	}
	return nil
}

// takes tells whether a value of that type can answer, or be compared with an answer.
func (it *Item) takes(t Type) bool {
	switch it.Type {
	case Choice, OpenChoice:
		return t == Choice || t == Integer || t == String || t == Date || t == Time
	case Decimal:
		return t == Decimal || t == Integer
	case Text:
		return t == String
	case DateTime:
		return t == DateTime || t == Date
	}
	return t == it.Type
}

func (it *Item) selected() (codes []string) {
	for _, o := range it.AnswerOption {
		if o.Selected {
			codes = append(codes, o.Code())
		}
	}
	return codes
}

// Before is what the form holds before anybody answers: what to show, never an answer.
func (q *Questionnaire) Before() Given {
	given := Given{}
	for _, it := range q.Questions() {
		for _, v := range it.Initial {
			_, written := v.written()
			given[it.LinkID] = append(given[it.LinkID], written)
		}
		if codes := it.selected(); codes != nil {
			given[it.LinkID] = codes
		}
	}
	return given
}

package fhir

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Parse reads one Questionnaire. It refuses what Tillit does not understand, since an
// element that is passed over could change what a question means; the error names the
// element.
func Parse(text []byte) (*Questionnaire, error) {
	var q Questionnaire
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&q); err != nil {
		return nil, fmt.Errorf("questionnaire: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("questionnaire: something follows its end")
	}
	if err := q.head(); err != nil {
		return nil, fmt.Errorf("questionnaire: %w", err)
	}
	q.items = map[string]*Item{}
	if err := q.read(nil, q.Item); err != nil {
		return nil, fmt.Errorf("questionnaire %s: %w", q.ID, err)
	}
	if len(q.Questions()) == 0 {
		return nil, fmt.Errorf("questionnaire %s: item: no question", q.ID)
	}
	return &q, nil
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

// read checks items and remembers them by linkId, in order, so that a condition can only
// look back: no item waits for itself.
func (q *Questionnaire) read(parent *Item, items []*Item) error {
	for _, it := range items {
		if it == nil || it.LinkID == "" {
			return errors.New("linkId: missing")
		}
		if q.items[it.LinkID] != nil {
			return fmt.Errorf("item %s: linkId: twice", it.LinkID)
		}
		if err := q.item(it); err != nil {
			return fmt.Errorf("item %s: %w", it.LinkID, err)
		}
		it.parent, q.items[it.LinkID] = parent, it
		if err := q.read(it, it.Item); err != nil {
			return err
		}
	}
	return nil
}

func (q *Questionnaire) item(it *Item) error {
	if err := it.shape(); err != nil {
		return err
	}
	if err := it.options(); err != nil {
		return err
	}
	return q.conditions(it)
}

func (it *Item) shape() error {
	switch {
	case it.Type != Display && it.Type != Group && it.Type != Choice:
		return errors.New("type: not one of display, group, choice")
	case it.Text == "" && it.Type != Group:
		return errors.New("text: missing")
	case it.Type == Group && len(it.Item) == 0:
		return errors.New("item: a group with nothing in it")
	case it.Type != Group && len(it.Item) > 0:
		return errors.New("item: only a group has items")
	case it.Type != Choice && it.Required:
		return errors.New("required: only a choice is required")
	case it.Type == Choice && len(it.AnswerOption) < 2:
		return errors.New("answerOption: fewer than two")
	case it.Type != Choice && len(it.AnswerOption) > 0:
		return errors.New("answerOption: only a choice has options")
	}
	return nil
}

func (it *Item) options() error {
	seen := map[string]bool{}
	for n, o := range it.AnswerOption {
		switch code := o.Code(); {
		case (o.ValueCoding == nil) == (o.ValueInteger == nil):
			return fmt.Errorf("answerOption %d: want one of valueCoding, valueInteger", n+1)
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

func (q *Questionnaire) conditions(it *Item) error {
	switch it.EnableBehavior {
	case "all", "any":
	case "":
		if len(it.EnableWhen) > 1 {
			return errors.New("enableBehavior: missing, with several enableWhen")
		}
	default:
		return errors.New("enableBehavior: not all or any")
	}
	for n, c := range it.EnableWhen {
		if err := q.condition(c); err != nil {
			return fmt.Errorf("enableWhen %d: %w", n+1, err)
		}
	}
	return nil
}

func (q *Questionnaire) condition(c Condition) error {
	asked := q.items[c.Question]
	switch {
	case asked == nil || asked.Type != Choice:
		return errors.New("question: not an earlier question")
	case c.Operator == "exists":
		if c.AnswerBoolean == nil || c.AnswerCoding != nil {
			return errors.New("answer: want answerBoolean alone")
		}
	case c.Operator == "=":
		if c.AnswerCoding == nil || c.AnswerBoolean != nil {
			return errors.New("answer: want answerCoding alone")
		}
		o, ok := asked.Option(c.AnswerCoding.Code)
		if !ok || o.ValueCoding == nil || o.ValueCoding.System != c.AnswerCoding.System {
			return errors.New("answerCoding: no option of that question")
		}
	default:
		return errors.New("operator: not one of =, exists")
	}
	return nil
}

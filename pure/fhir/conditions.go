package fhir

import (
	"errors"
	"fmt"
	"slices"
)

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

var ordered = []Type{Integer, Decimal, Date, DateTime, Time, String, Text}

func (q *Questionnaire) condition(c Condition) error {
	asked := q.items[c.Question]
	if asked == nil || !asked.asks() {
		return errors.New("question: not an earlier question")
	}
	t, written := c.written()
	if c.answers() != 1 {
		return errors.New("answer: want one")
	}
	switch c.Operator {
	case "exists":
		if c.AnswerBoolean == nil {
			return errors.New("answer: want answerBoolean alone")
		}
		return nil
	case "=", "!=":
	case ">", "<", ">=", "<=":
		if !slices.Contains(ordered, asked.Type) {
			return errors.New("operator: the answers to that question have no order")
		}
	default:
		return errors.New("operator: not one of exists, =, !=, >, <, >=, <=")
	}
	if !asked.takes(t) || asked.Type != OpenChoice && asked.Type != Choice && asked.fits(written) == Malformed {
		return errors.New("answer: not an answer to that question")
	}
	return asked.option(c)
}

// option wants the answer of a condition on a choice to be one of its options.
func (it *Item) option(c Condition) error {
	if !it.chooses() {
		return nil
	}
	_, written := c.written()
	o, ok := it.Option(written)
	if it.Type == OpenChoice && c.AnswerCoding == nil {
		return nil
	}
	if !ok || c.AnswerCoding != nil && (o.ValueCoding == nil || o.ValueCoding.System != c.AnswerCoding.System) {
		return errors.New("answerCoding: no option of that question")
	}
	return nil
}

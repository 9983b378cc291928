package fhir

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Number is a decimal as it was written, so that no digit is lost or added.
type Number string

var decimal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// UnmarshalJSON takes a JSON number.
func (n *Number) UnmarshalJSON(text []byte) error {
	if !decimal.Match(text) || len(text) > maxNumber {
		return fmt.Errorf("not a decimal")
	}
	*n = Number(text)
	return nil
}

// MarshalJSON writes the number as it was.
func (n Number) MarshalJSON() ([]byte, error) { return json.RawMessage(n).MarshalJSON() }

// What a written answer may be at most.
const (
	maxNumber = 40
	maxWords  = 100_000
)

// fits tells whether what was written is a value of the question's type. Of a choice it
// is the code of an option; of an open choice it may be anything.
func (it *Item) fits(written string) Kind {
	ok := true
	switch it.Type {
	case Choice:
		if _, ok := it.Option(written); !ok {
			return NoOption
		}
	case Boolean:
		ok = written == "true" || written == "false"
	case Integer:
		_, err := strconv.ParseInt(written, 10, 32)
		ok = err == nil && !strings.HasPrefix(written, "+")
	case Decimal:
		ok = len(written) <= maxNumber && decimal.MatchString(written)
	case Date:
		ok = isDate(written)
	case DateTime:
		ok = isDate(written) || isMoment(written)
	case Time:
		_, err := time.Parse("15:04:05", written)
		ok = err == nil
	default:
		if n := utf8.RuneCountInString(written); n > maxWords || it.MaxLength > 0 && n > it.MaxLength {
			return TooLong
		}
		ok = written != "" && utf8.ValidString(written) && !strings.ContainsFunc(written, odd)
	}
	if !ok {
		return Malformed
	}
	return ""
}

func isDate(written string) bool {
	for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		if _, err := time.Parse(layout, written); err == nil {
			return true
		}
	}
	return false
}

func isMoment(written string) bool {
	_, err := time.Parse(time.RFC3339Nano, written)
	return err == nil
}

// written is the condition's answer in the same form as answers are given.
func (c Condition) written() (Type, string) {
	switch {
	case c.AnswerBoolean != nil:
		return Boolean, strconv.FormatBool(*c.AnswerBoolean)
	case c.AnswerDecimal != nil:
		return Decimal, string(*c.AnswerDecimal)
	case c.AnswerInteger != nil:
		return Integer, strconv.Itoa(*c.AnswerInteger)
	case c.AnswerDate != "":
		return Date, c.AnswerDate
	case c.AnswerDateTime != "":
		return DateTime, c.AnswerDateTime
	case c.AnswerTime != "":
		return Time, c.AnswerTime
	case c.AnswerString != "":
		return String, c.AnswerString
	case c.AnswerCoding != nil:
		return Choice, c.AnswerCoding.Code
	}
	return "", ""
}

// answers counts how many answers the condition has; one is wanted.
func (c Condition) answers() (n int) {
	for _, given := range []bool{c.AnswerBoolean != nil, c.AnswerDecimal != nil, c.AnswerInteger != nil, c.AnswerDate != "",
		c.AnswerDateTime != "", c.AnswerTime != "", c.AnswerString != "", c.AnswerCoding != nil} {
		if given {
			n++
		}
	}
	return n
}

// compare says whether a is before (-1), at (0) or after (1) b, both values of the type.
// Two dates of which only the coarser part is equal cannot be compared.
func compare(t Type, a, b string) (order int, ok bool) {
	switch t {
	case Integer, Decimal:
		x, _ := strconv.ParseFloat(a, 64)
		y, _ := strconv.ParseFloat(b, 64)
		return sign(x < y, x > y), true
	case DateTime:
		x, err := time.Parse(time.RFC3339Nano, a)
		y, also := time.Parse(time.RFC3339Nano, b)
		if err == nil && also == nil {
			return x.Compare(y), true
		}
		fallthrough
	case Date:
		n := min(len(a), len(b))
		order := strings.Compare(a[:n], b[:n])
		return order, order != 0 || len(a) == len(b)
	}
	return strings.Compare(a, b), true
}

func sign(less, more bool) int {
	switch {
	case less:
		return -1
	case more:
		return 1
	}
	return 0
}

// value is what was written as a value of the question's type, and so are the codes of
// options. It must fit.
func (it *Item) value(written string) answer {
	if o, ok := it.Option(written); ok && it.chooses() {
		return o.answer()
	}
	var a answer
	switch it.Type {
	case Boolean:
		b := written == "true"
		a.ValueBoolean = &b
	case Integer:
		n, _ := strconv.Atoi(written)
		a.ValueInteger = &n
	case Decimal:
		n := Number(written)
		a.ValueDecimal = &n
	case Date:
		a.ValueDate = written
	case DateTime:
		a.ValueDateTime = written
	case Time:
		a.ValueTime = written
	default:
		a.ValueString = written
	}
	return a
}

// answer is the option as an answer: there R4 puts the number on the coding.
func (o Option) answer() answer {
	if o.ValueCoding == nil {
		return answer{Value: Value{ValueInteger: o.ValueInteger, ValueString: o.ValueString, ValueDate: o.ValueDate, ValueTime: o.ValueTime}}
	}
	coding := *o.ValueCoding
	coding.Extension = nil
	if number, ok := o.Ordinal(); ok {
		coding.Extension = []Extension{{URL: OrdinalValue, ValueDecimal: &number}}
	}
	return answer{Value: Value{ValueCoding: &coding}}
}

// written is a value in the form in which answers are given, and its type.
func (v Value) written() (Type, string) {
	c := Condition{AnswerBoolean: v.ValueBoolean, AnswerDecimal: v.ValueDecimal, AnswerInteger: v.ValueInteger, AnswerDate: v.ValueDate,
		AnswerDateTime: v.ValueDateTime, AnswerTime: v.ValueTime, AnswerString: v.ValueString, AnswerCoding: v.ValueCoding}
	if c.answers() != 1 {
		return "", ""
	}
	return c.written()
}

package measure

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"tillit.care/base/words"
	"tillit.care/pure/fhir"
	"tillit.care/ui"
)

// drawnItem is one question as it is drawn, whatever its kind.
type drawnItem struct {
	*fhir.Item
	Name, ID   string
	Number, Of int
	Given      []string
	Error      string // in words
	Hint       string
	In         string // the language of its wording
}

func (s sheet) question(ctx context.Context, it *fhir.Item) drawnItem {
	every := s.Form.Form.Questions()
	d := drawnItem{Item: it, Name: "a." + it.LinkID, ID: "f-a." + it.LinkID, Number: slices.Index(every, it) + 1, Of: len(every),
		Given: s.Given.Of(it.LinkID), In: s.Form.Form.Language}
	if key, wrong := s.Problems[it.LinkID]; wrong {
		d.Error = words.T(ctx, problemOf(it, key))
	}
	if len(it.EnableWhen) > 0 {
		d.Hint = words.T(ctx, "measure.onlyif")
	}
	return d
}

// problemOf is a problem in the words of the question's kind: nobody chooses a date.
func problemOf(it *fhir.Item, key string) string {
	switch {
	case key == "measure.problem.missing" && it.Type == fhir.Group:
		return "measure.problem.missing.group"
	case key == "measure.problem.missing" && !choosing(it):
		return "measure.problem.missing.written"
	case key == problemKey(fhir.Malformed):
		return "measure.problem.malformed." + string(it.Type)
	}
	return key
}

func problemKey(kind fhir.Kind) string { return "measure.problem." + string(kind) }

// choosing tells whether one answers by a tap.
func choosing(it *fhir.Item) bool {
	return it.Type == fhir.Choice || it.Type == fhir.Boolean || it.Type == fhir.OpenChoice
}

// options are what one can choose: those of the form, or yes and no.
func (d drawnItem) options(ctx context.Context) (all []ui.Option) {
	if d.Type == fhir.Boolean {
		return []ui.Option{{Value: "true", Label: words.T(ctx, "measure.yes")}, {Value: "false", Label: words.T(ctx, "measure.no")}}
	}
	for _, o := range d.AnswerOption {
		all = append(all, ui.Option{Value: o.Code(), Label: o.Label()})
	}
	return all
}

// labelsIn is the language of the options: yes and no are ours.
func (d drawnItem) labelsIn(ctx context.Context) string {
	if d.Type == fhir.Boolean {
		return words.Language(ctx)
	}
	return d.In
}

func (d drawnItem) chosen(value string) bool { return slices.Contains(d.Given, value) }

// own is what was written beside the options of an open choice.
func (d drawnItem) own() []string {
	return slices.DeleteFunc(slices.Clone(d.Given), func(w string) bool { _, ok := d.Option(w); return ok })
}

// rows are the lines of a question that takes several answers: some more than are written.
func (d drawnItem) rows(written []string) []string {
	if !d.Repeats {
		return append(slices.Clone(written), "")[:1]
	}
	return append(slices.Clone(written), make([]string, max(1, 3-len(written)))...)
}

// kind is the type of an input for a value. What a date field could not show stays text, so
// that nothing which was written is lost.
func (d drawnItem) kind(value string) string {
	for kind, layout := range map[string]string{"date": time.DateOnly, "time": "15:04:05", "datetime-local": "2006-01-02T15:04"} {
		if kinds[d.Type] != kind {
			continue
		}
		_, err := time.Parse(layout, value)
		_, short := time.Parse("15:04", value)
		if value == "" || err == nil || kind == "time" && short == nil {
			return kind
		}
	}
	return "text"
}

var (
	kinds = map[fhir.Type]string{fhir.Date: "date", fhir.Time: "time", fhir.DateTime: "datetime-local"}
	modes = map[fhir.Type]string{fhir.Integer: "numeric", fhir.Decimal: "decimal"}
)

// attributes of one input; n counts the lines from zero.
func (d drawnItem) attributes(ctx context.Context, n int) templ.OrderedAttributes {
	id := d.ID
	if n > 0 {
		id += "-" + strconv.Itoa(n+1)
	}
	all := templ.OrderedAttributes{{Key: "id", Value: id}, {Key: "name", Value: d.Name}}
	for _, a := range []struct{ key, value string }{{"inputmode", modes[d.Type]}, {"aria-describedby", d.described()}} {
		if a.value != "" {
			all = append(all, templ.KeyValue[string, any]{Key: a.key, Value: a.value})
		}
	}
	if d.MaxLength > 0 {
		all = append(all, templ.KeyValue[string, any]{Key: "maxlength", Value: strconv.Itoa(d.MaxLength)})
	}
	if d.Error != "" {
		all = append(all, templ.KeyValue[string, any]{Key: "aria-invalid", Value: "true"})
	}
	if d.Required && n == 0 && !choosing(d.Item) {
		all = append(all, templ.KeyValue[string, any]{Key: "aria-required", Value: "true"})
	}
	if d.Repeats && !choosing(d.Item) {
		all = append(all, templ.KeyValue[string, any]{Key: "aria-label", Value: words.T(ctx, "measure.line", "number", n+1)})
	}
	return all
}

func (d drawnItem) described() string {
	by := ""
	if d.Hint != "" {
		by = d.ID + "-hint"
	}
	if d.Error != "" {
		by += " " + d.ID + "-error"
	}
	return by
}

// condition is when a question is asked, for the island that shows and hides.
type condition struct {
	Question string `json:"q"`
	Operator string `json:"o"`
	Answer   string `json:"a"`
	Type     string `json:"t,omitempty"`
}

// compared is how the island compares answers of a kind; empty: as text.
var compared = map[fhir.Type]string{fhir.Integer: "number", fhir.Decimal: "number", fhir.Date: "date"}

// when marks what is asked only after certain answers. The screening questions are never
// hidden: whoever answers the fifth first is not to lose it.
func (s sheet) when(it *fhir.Item) templ.OrderedAttributes {
	if s.Form.ID == screen || len(it.EnableWhen) == 0 && s.over[it] == "" {
		return nil
	}
	all := []condition{}
	for _, c := range it.EnableWhen {
		asked := s.Form.Form.Find(c.Question)
		if asked.Type == fhir.DateTime {
			return nil // a moment is read in the practice's zone: the server tells
		}
		all = append(all, condition{c.Question, c.Operator, c.Written(), compared[asked.Type]})
	}
	text, err := json.Marshal(all)
	if err != nil {
		return nil
	}
	marks := templ.OrderedAttributes{{Key: "data-when", Value: string(text)}}
	if it.EnableBehavior == "any" {
		marks = append(marks, templ.KeyValue[string, any]{Key: "data-any", Value: "yes"})
	}
	if over := s.over[it]; over != "" {
		marks = append(marks, templ.KeyValue[string, any]{Key: "data-under", Value: over})
	}
	return marks
}

// within is the sheet that knows which items stand under a question: they are asked once that
// one has an answer.
func (s sheet) within() sheet {
	s.over = map[*fhir.Item]string{}
	for _, it := range s.Form.Form.Questions() {
		for _, inside := range it.Item {
			s.over[inside] = it.LinkID
		}
	}
	return s
}

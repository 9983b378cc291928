package score

import (
	"encoding/json"
	"strconv"

	"tillit.care/pure/fhir"
)

// Blank is a form to write the owner's wording into, for an instrument that is scored here
// without it: every item with its name and the numbers on its options, and not one word of
// the owner's.
func (in *Instrument) Blank() ([]byte, error) {
	form := map[string]any{"resourceType": "Questionnaire", "id": in.ID, "url": "urn:tillit:questionnaire:" + in.ID, "version": "1",
		"title": in.Title, "status": "active", "language": "en", "copyright": in.Licence.Text}
	var items []map[string]any
	for _, item := range in.Items() {
		values, na := in.Values(item)
		var options []map[string]any
		for _, v := range values {
			options = append(options, option(strconv.FormatFloat(v, 'f', -1, 64), v))
		}
		if na {
			options = append(options, map[string]any{"valueCoding": map[string]any{"code": "na", "display": "…"}})
		}
		items = append(items, map[string]any{"linkId": item, "text": "…", "type": "choice", "answerOption": options})
	}
	form["item"] = items
	return json.MarshalIndent(form, "", "  ")
}

func option(code string, number float64) map[string]any {
	return map[string]any{"extension": []any{map[string]any{"url": fhir.OrdinalValue, "valueDecimal": number}},
		"valueCoding": map[string]any{"code": code, "display": "…"}}
}

package safety

import (
	"context"

	"tillit.care/base/db"
	"tillit.care/pure/fhir"
	"tillit.care/pure/out"
	"tillit.care/space"
)

// Out is the plan of a space with all its versions, as it leaves it in a file. People read the
// one that holds now, and when there were others.
func Out(_ context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	every, err := versions(tx, rec)
	for _, p := range every {
		g.Rows = append(g.Rows, out.Row{Table: "plan", ID: string(p.ID), N: p.N, At: p.At, Value: p})
	}
	now := newest(every)
	if err != nil || !now.Found() {
		return g, err
	}
	s := out.Section{Title: to.Say("safety.title")}
	var lines []out.Line
	var told []any
	for _, part := range Sections {
		text := now.Words[part].Reveal()
		if text == "" {
			continue
		}
		title := to.Say("safety.section." + string(part))
		lines = append(lines, out.Line{Label: title, Text: text})
		told = append(told, map[string]any{"title": title, "text": fhir.Story(text)})
	}
	s.Add("", to.By(string(now.By), now.At), lines...)
	if n := len(every) - 1; n > 0 {
		s.Add(to.Say("safety.earlier", "count", n), "")
		for _, p := range every[1:] {
			s.Add("", to.By(string(p.By), p.At))
		}
	}
	g.Sections = []out.Section{s}
	g.FHIR = append(g.FHIR, fhir.New("Composition", string(now.ID), "status", "final", "type", fhir.Concept(s.Title),
		"subject", fhir.To(to.Subject), "date", fhir.When(now.At), "author", []any{fhir.To(to.Ref(string(now.By)))}, "title", s.Title, "section", told))
	return g, nil
}

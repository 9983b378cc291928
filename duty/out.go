package duty

import (
	"context"

	"tillit.care/base/db"
	"tillit.care/pure/fhir"
	"tillit.care/pure/out"
	"tillit.care/space"
)

// Out is the worksheets of a safety space, as they leave it in a file: signed ones with what
// was added to them, and for machines those that are still being written.
func Out(_ context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	open, err := everySheet(tx, rec)
	if err != nil {
		return g, err
	}
	for _, s := range open {
		g.Rows = append(g.Rows, out.Row{Table: "duty_sheet", ID: string(s.ID), N: s.N, Of: string(s.Thread), At: s.At, Value: s})
	}
	added, err := additions(tx, rec)
	if err != nil {
		return g, err
	}
	for _, a := range added {
		g.Rows = append(g.Rows, out.Row{Table: "duty_added", ID: string(a.ID), Of: string(a.Duty), At: a.At, Value: a})
	}
	every, err := all(tx, rec)
	s := out.Section{Title: to.Say("duty.title")}
	for _, w := range every {
		g.Rows = append(g.Rows, out.Row{Table: "duty", ID: string(w.ID), At: w.At, Value: w})
		lines := w.lines(to, added)
		s.Add(w.Title.Reveal(), to.By(string(w.By), w.At), lines...)
		g.FHIR = append(g.FHIR, w.composition(to, lines))
	}
	g.Sections = []out.Section{s}
	return g, err
}

// lines are what a worksheet says, and below it what was added.
func (w Worksheet) lines(to out.To, added []Added) (lines []out.Line) {
	for _, a := range w.Answers {
		lines = append(lines, out.Line{Label: a.Asked.Reveal(), Text: a.Text.Reveal()})
	}
	for _, a := range added {
		if a.Duty == w.ID {
			lines = append(lines, out.Line{Label: to.By(string(a.By), a.At), Text: a.Text.Reveal()})
		}
	}
	return lines
}

func (w Worksheet) composition(to out.To, lines []out.Line) fhir.Resource {
	var sections []any
	for _, l := range lines {
		sections = append(sections, map[string]any{"title": l.Label, "text": fhir.Story(l.Text)})
	}
	return fhir.New("Composition", string(w.ID), "status", "final", "type", fhir.Concept(w.Title.Reveal()), "subject", fhir.To(to.Subject),
		"date", fhir.When(w.At), "author", []any{fhir.To(to.Ref(string(w.By)))}, "title", w.Title.Reveal(), "section", sections)
}

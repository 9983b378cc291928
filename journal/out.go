package journal

import (
	"context"

	"tillit.care/base/db"
	"tillit.care/pure/fhir"
	"tillit.care/pure/out"
	"tillit.care/space"
)

// Out is the pages of a space, as they leave it in a file.
func Out(_ context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	every, err := all(tx, rec)
	s := out.Section{Title: to.Say("journal.title." + string(rec.Kind()))}
	for _, p := range every {
		g.Rows = append(g.Rows, out.Row{Table: "page", ID: string(p.ID), At: p.At, Value: p})
		title := p.Title.Reveal()
		if title == "" {
			title = to.Say("journal.untitled")
		}
		at := p.At
		if p.From != "" {
			at = p.Written
		}
		s.Add(title, to.By(string(p.By), at), out.Text(p.Text.Reveal()))
		g.FHIR = append(g.FHIR, fhir.New("DocumentReference", string(p.ID), "status", "current", "type", fhir.Concept(s.Title),
			"subject", fhir.To(to.Subject), "date", fhir.When(at), "author", []any{fhir.To(to.Ref(string(p.By)))},
			"content", []any{map[string]any{"attachment": fhir.Attached(p.Title.Reveal(), p.Text.Reveal())}}))
	}
	g.Sections = []out.Section{s}
	return g, err
}

package follow

import (
	"context"

	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/pure/fhir"
	"tillit.care/pure/out"
	"tillit.care/space"
)

// told is what a client gets of a decision: what they were told of it.
type told struct {
	Told seal.Text `json:"told"`
	By   who.ID    `json:"by"`
}

// Out is what was decided about a case, as it leaves its space in a file. A client gets what
// they were told.
func Out(_ context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	every, err := all(tx, rec)
	s, audience := out.Section{Title: to.Say("follow.all")}, "staff"
	if to.Client {
		audience = "client"
	}
	for _, d := range every {
		row := out.Row{Table: "decision", ID: string(d.ID), N: d.N, At: d.At, Value: d}
		lines := []out.Line{out.Text(d.Words.Reveal())}
		if to.Client {
			if d.Told == "" {
				continue
			}
			row.Value, row.N = told{d.Told, d.By}, 0
			lines = nil
		}
		lines = append(lines, out.Line{Label: to.Say("archive.told." + audience), Text: d.Told.Reveal()})
		title := ""
		if !to.Client {
			title = to.Say("follow.choice." + string(d.Choice))
		}
		g.Rows = append(g.Rows, row)
		s.Add(title, to.By(string(d.By), d.At), lines...)
		g.FHIR = append(g.FHIR, fhir.New("ClinicalImpression", string(d.ID), "status", "completed", "subject", fhir.To(to.Subject),
			"date", fhir.When(d.At), "assessor", fhir.To(to.Ref(string(d.By))), "summary", lines[0].Text))
	}
	g.Sections = []out.Section{s}
	return g, err
}

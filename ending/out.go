package ending

import (
	"context"

	"tillit.care/base/db"
	"tillit.care/pure/fhir"
	"tillit.care/pure/out"
	"tillit.care/space"
)

// Out is how a treatment ends and the plan for later, as they leave their space in a file: every
// version for machines, the newest for people. What is for clinicians alone does not go to the
// client.
func Out(_ context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	every, err := versions(tx, rec)
	if err != nil {
		return g, err
	}
	for _, e := range every {
		if to.Client {
			e.Open, e.Anyway = nil, ""
		}
		g.Rows = append(g.Rows, out.Row{Table: "ending", ID: string(e.ID), N: e.N, At: e.At, Value: e})
	}
	if len(every) > 0 {
		e := every[0]
		s := out.Section{Title: to.Say("ending.title.staff")}
		lines := []out.Line{out.Text(e.Words.Reveal()), out.Text(e.Asks.Reveal())}
		if e.Reason != "" {
			lines = append(lines, out.Text(to.Say("ending.reason.is", "reason", to.Say("ending.reason."+e.Reason))))
		}
		if !to.Client {
			lines = append(lines, out.Text(e.Anyway.Reveal()))
		}
		s.Add("", to.By(string(e.By), e.At), lines...)
		g.Sections = append(g.Sections, s)
	}
	return g, outPlans(tx, rec, to, &g)
}

func outPlans(tx *db.Tx, rec *space.Record, to out.To, g *out.Given) error {
	every, err := plans(tx, rec)
	for _, p := range every {
		g.Rows = append(g.Rows, out.Row{Table: "relapse", ID: string(p.ID), N: p.N, At: p.At, Value: p})
	}
	now := newestPlan(every)
	if err != nil || !now.Found() {
		return err
	}
	s := out.Section{Title: to.Say("ending.relapse.title")}
	var lines []out.Line
	var told []any
	for _, part := range Sections {
		if text := now.Words[part].Reveal(); text != "" {
			title := to.Say("ending.section." + part)
			lines = append(lines, out.Line{Label: title, Text: text})
			told = append(told, map[string]any{"title": title, "text": fhir.Story(text)})
		}
	}
	s.Add("", to.By(string(now.By), now.At), lines...)
	g.Sections = append(g.Sections, s)
	g.FHIR = append(g.FHIR, fhir.New("Composition", string(now.ID), "status", "final", "type", fhir.Concept(s.Title),
		"subject", fhir.To(to.Subject), "date", fhir.When(now.At), "author", []any{fhir.To(to.Ref(string(now.By)))}, "title", s.Title, "section", told))
	return nil
}

package alert

import (
	"context"

	"tillit.care/base/db"
	"tillit.care/pure/fhir"
	"tillit.care/pure/out"
	"tillit.care/space"
)

// Out is what could not wait in a space and what became of it, as it leaves it in a file. No
// client is given it, as no page shows it to them. People read of those that found something.
func Out(_ context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	if to.Client {
		return g, nil
	}
	every, err := all(tx, rec)
	s := out.Section{Title: to.Say("alert.title")}
	for _, a := range every {
		g.Rows = append(g.Rows, out.Row{Table: "alert", ID: string(a.ID), Of: a.About, At: a.At, Value: a})
		if !a.Found() {
			continue
		}
		var lines []out.Line
		if !a.SeenAt.IsZero() {
			lines = append(lines, out.Text(to.Say("alert.seen", "name", to.Name(string(a.SeenBy)), "when", to.Moment(a.SeenAt))))
		}
		if a.State == Closed {
			lines = append(lines, out.Text(to.Say("alert.disposition."+string(a.Disposition))), out.Text(a.Remark.Reveal()),
				out.Text(to.Say("alert.closedby", "name", to.Name(string(a.ClosedBy)), "when", to.Moment(a.ClosedAt))))
		}
		s.Add(to.Say(a.Why), to.Moment(a.At), lines...)
		status := "active"
		if a.State == Closed {
			status = "inactive"
		}
		g.FHIR = append(g.FHIR, fhir.New("Flag", string(a.ID), "status", status, "code", fhir.Concept(to.Say(a.Why)),
			"subject", fhir.To(to.Subject), "period", fhir.Period(a.At, a.ClosedAt), "author", fhir.To(to.Ref(string(a.SeenBy)))))
	}
	g.Sections = []out.Section{s}
	return g, err
}

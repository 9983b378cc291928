package disclose

import (
	"context"
	"strings"

	"tillit.care/base/db"
	"tillit.care/pure/fhir"
	"tillit.care/pure/out"
	"tillit.care/space"
)

// Out is whom a client lets us tell, what was told, and what they asked, as it leaves its space
// in a file.
func Out(_ context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	for _, room := range []func(*db.Tx, *space.Record, out.To, *out.Given) error{outPermits, outTold, outAsked} {
		if err := room(tx, rec, to, &g); err != nil {
			return g, err
		}
	}
	return g, nil
}

func recordsOut(to out.To, all []Records) string {
	var named []string
	for _, r := range all {
		named = append(named, to.Say("disclose.records."+string(r)))
	}
	return strings.Join(named, ", ")
}

func outPermits(tx *db.Tx, rec *space.Record, to out.To, g *out.Given) error {
	every, err := permits(tx, rec)
	s := out.Section{Title: to.Say("disclose.permits")}
	for _, p := range every {
		g.Rows = append(g.Rows, out.Row{Table: "permit", ID: string(p.ID), At: p.At, Value: p})
		s.Add(p.To.Reveal(), to.By(string(p.By), p.At), out.Line{Label: to.Say("disclose.records.staff"), Text: recordsOut(to, p.Records)},
			out.Text(to.Say("disclose.told.purpose", "purpose", p.Purpose.Reveal())), out.Text(strings.TrimSpace(p.Until+" "+p.Event.Reveal())))
		g.FHIR = append(g.FHIR, p.consent(to, tx))
	}
	g.Sections = append(g.Sections, s)
	return err
}

// consent is a permission to tell, in FHIR.
func (p Permit) consent(to out.To, tx *db.Tx) fhir.Resource {
	status := "inactive"
	switch p.State(tx.Now) {
	case Holds:
		status = "active"
	case Waits:
		status = "proposed"
	}
	return fhir.New("Consent", string(p.ID), "status", status,
		"scope", fhir.Concept("", fhir.Coding{System: "http://terminology.hl7.org/CodeSystem/consentscope", Code: "patient-privacy"}),
		"category", []any{fhir.Concept("", fhir.Coding{System: "http://terminology.hl7.org/CodeSystem/consentcategorycodes", Code: "hipaa-auth"})},
		"patient", fhir.To(to.Subject), "dateTime", fhir.When(p.At), "policyRule", fhir.Concept(to.Say("disclose.permits")),
		"sourceAttachment", map[string]any{"title": p.To.Reveal() + ": " + recordsOut(to, p.Records)})
}

func outTold(tx *db.Tx, rec *space.Record, to out.To, g *out.Given) error {
	every, err := allTold(tx, rec)
	s := out.Section{Title: to.Say("disclose.told")}
	for _, t := range every {
		g.Rows = append(g.Rows, out.Row{Table: "told", ID: string(t.ID), At: t.At, Value: t})
		s.Add(t.Day+" "+t.To.Reveal(), to.By(string(t.By), t.At), out.Line{Label: recordsOut(to, t.Records), Text: t.What.Reveal()},
			out.Text(to.Say("disclose.told.purpose", "purpose", t.Purpose.Reveal())), out.Text(to.Say("disclose.basis."+string(t.Basis))), out.Text(t.Ground.Reveal()),
			out.Text(t.Hold.Words.Reveal()))
	}
	g.Sections = append(g.Sections, s)
	return err
}

func outAsked(tx *db.Tx, rec *space.Record, to out.To, g *out.Given) error {
	every, err := asks(tx, rec)
	s := out.Section{Title: to.Say("disclose.asked.staff")}
	for _, a := range every {
		g.Rows = append(g.Rows, out.Row{Table: "asking", ID: string(a.ID), At: a.At, Value: a})
		s.Add(to.Say("disclose.asked.title."+string(a.Kind)), to.By(string(a.By), a.At), out.Text(recordsOut(to, a.Records)), out.Text(a.Entry.Reveal()),
			out.Text(a.Words.Reveal()), out.Text(a.Should.Reveal()), out.Line{Label: a.Answer.Name.Reveal(), Text: a.Answer.Words.Reveal()}, out.Text(a.Differs.Words.Reveal()))
	}
	g.Sections = append(g.Sections, s)
	return err
}

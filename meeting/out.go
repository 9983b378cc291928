package meeting

import (
	"context"
	"time"

	"tillit.care/base/db"
	"tillit.care/pure/fhir"
	"tillit.care/pure/out"
	"tillit.care/space"
)

// Out is the sessions of a space and what was put on the agenda, as they leave it in a file.
// What somebody is still writing is in a space of theirs, and goes nowhere.
func Out(_ context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	every, err := all(tx, rec)
	if err != nil {
		return g, err
	}
	s := out.Section{Title: to.Say("archive.meetings")}
	for _, m := range every {
		if to.Client {
			m.Changes = nil // that its facts were corrected, and why, is on the clinicians' page alone
		}
		g.Rows = append(g.Rows, out.Row{Table: "meeting", ID: string(m.ID), At: m.At, Value: m})
		s.Table.Rows = append(s.Table.Rows, []string{to.Moment(m.At), to.Say("archive.meeting." + string(m.State)), to.Say("meeting.way." + string(m.Way))})
		g.FHIR = append(g.FHIR, m.encounter(to))
	}
	if len(every) > 0 {
		s.Table.Head = []string{to.Say("archive.when"), to.Say("archive.state"), to.Say("meeting.way")}
	}
	points, err := points(tx, rec)
	a := out.Section{Title: to.Say("meeting.staff.agenda")}
	for _, p := range points {
		g.Rows = append(g.Rows, out.Row{Table: "agenda", ID: string(p.ID), At: p.At, Value: p})
		a.Add("", to.By(string(p.By), p.At), out.Text(p.Text.Reveal()))
	}
	g.Sections = []out.Section{s, a}
	return g, err
}

func (m Meeting) encounter(to out.To) fhir.Resource {
	status, from := map[State]string{Planned: "planned", Running: "in-progress", Held: "finished", Off: "cancelled"}[m.State], m.Begun
	if from.IsZero() && m.State == Planned {
		from = m.At
	}
	class := fhir.Coding{System: "http://terminology.hl7.org/CodeSystem/v3-ActCode", Code: "AMB"}
	if m.Way.Away() {
		class.Code = "VR"
	}
	ended := m.Ended
	if from.IsZero() {
		ended = time.Time{}
	}
	return fhir.New("Encounter", string(m.ID), "status", status, "class", class, "subject", fhir.To(to.Subject), "period", fhir.Period(from, ended))
}

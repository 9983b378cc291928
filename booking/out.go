package booking

import (
	"context"
	"strconv"

	"tillit.care/base/db"
	"tillit.care/pure/fhir"
	"tillit.care/pure/out"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Out is the appointments of a person, and how they want to hear of them, as they leave their
// contact space in a file.
func Out(_ context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	if rec.Kind() != right.Contact {
		return g, nil
	}
	every, err := all(tx, rec)
	s := out.Section{Title: to.Say("archive.appointments")}
	for _, a := range every {
		g.Rows = append(g.Rows, out.Row{Table: "appointment", ID: string(a.ID), At: a.At, Value: a})
		s.Table.Rows = append(s.Table.Rows, []string{to.Moment(a.At), strconv.Itoa(a.Minutes), to.Say("booking.way." + string(a.Way)), to.Say("booking.is." + string(a.State))})
		g.FHIR = append(g.FHIR, a.fhir(to))
	}
	if len(every) > 0 {
		s.Table.Head = []string{to.Say("archive.when"), to.Say("booking.minutes"), to.Say("booking.way"), to.Say("archive.state")}
		g.Sections = append(g.Sections, s)
	}
	if err != nil {
		return g, err
	}
	h, err := hearingOf(tx, rec)
	if err == nil && h != (Hearing{}) {
		g.Rows = append(g.Rows, out.Row{Table: "hearing", ID: string(rec.Space()), Value: h})
	}
	if err != nil {
		return g, err
	}
	w, err := waitingOf(tx, rec)
	if err == nil && !w.Since.IsZero() {
		g.Rows = append(g.Rows, out.Row{Table: "waiting", ID: string(rec.Space()), At: w.Since, Value: w})
		s := out.Section{Title: to.Say("booking.waiting.title")}
		s.Add("", to.Day(w.Since), out.Line{Label: to.Say("booking.wishes"), Text: w.Wishes.Reveal()})
		g.Sections = append(g.Sections, s)
	}
	return g, err
}

func (a Appointment) fhir(to out.To) fhir.Resource {
	status := map[State]string{Booked: "booked", Arrived: "arrived", Missed: "noshow", Off: "cancelled"}[a.State]
	return fhir.New("Appointment", string(a.ID), "status", status, "start", fhir.When(a.At), "end", fhir.When(a.Until()), "minutesDuration", a.Minutes,
		"participant", []any{map[string]any{"actor": fhir.To(to.Subject), "status": "accepted"}})
}

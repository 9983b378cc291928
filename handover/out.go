package handover

import (
	"context"

	"tillit.care/base/db"
	"tillit.care/pure/out"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Out is who treated whom from when on, and what the client said to it, as it leaves an open
// space in a file. What one therapist told the other is for clinicians.
func Out(_ context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	if rec.Kind() == right.Handover {
		return g, offerOut(tx, rec, to, &g)
	}
	every, err := told(tx, rec)
	s := out.Section{Title: to.Say("archive.handover")}
	for _, t := range every {
		if to.Client {
			t.Summary = ""
		}
		g.Rows = append(g.Rows, out.Row{Table: "handover_told", ID: string(t.ID), N: t.N, At: t.At, Value: t})
		title := to.Say("archive.handover."+string(t.Act), "from", to.Name(string(t.From)), "to", to.Name(string(t.To)))
		s.Add(title, to.By(string(t.By), t.At), out.Text(t.Words.Reveal()), out.Text(t.Summary.Reveal()))
	}
	if len(every) > 0 {
		g.Sections = append(g.Sections, s)
	}
	return g, err
}

func offerOut(tx *db.Tx, own *space.Record, to out.To, g *out.Given) error {
	h, err := one(tx, own)
	if err != nil {
		return err
	}
	g.Rows = append(g.Rows, out.Row{Table: "handover", ID: string(h.ID), At: h.At, Ended: h.Closed, Value: h})
	s := out.Section{Title: to.Say("archive.handover")}
	title := to.Say("archive.handover."+string(h.State), "from", to.Name(string(h.From)), "to", to.Name(string(h.To)))
	s.Add(title, to.Moment(h.At), out.Text(h.Why.Reveal()), out.Text(h.Summary.Reveal()), out.Text(h.Word.Reveal()))
	g.Sections = append(g.Sections, s)
	return nil
}

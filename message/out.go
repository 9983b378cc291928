package message

import (
	"context"
	"math"
	"slices"

	"tillit.care/base/db"
	"tillit.care/pure/fhir"
	"tillit.care/pure/out"
	"tillit.care/space"
)

// Out is what was written to each other in a space, as it leaves it in a file.
func Out(_ context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	every, err := some(tx, rec, Message{}, math.MaxInt32)
	slices.Reverse(every) // a letter is read after the one that it answers
	s := out.Section{Title: to.Say("message.title")}
	for _, m := range every {
		by := string(m.State.By)
		g.Rows = append(g.Rows, out.Row{Table: "message", ID: string(m.ID), At: m.At, Value: m, State: m.State})
		s.Add("", to.By(by, m.At), out.Text(m.Text.Reveal()))
		g.FHIR = append(g.FHIR, fhir.New("Communication", string(m.ID), "status", "completed", "subject", fhir.To(to.Subject),
			"sent", fhir.When(m.At), "sender", fhir.To(to.Ref(by)), "payload", []any{map[string]any{"contentString": m.Text.Reveal()}}))
	}
	g.Sections = []out.Section{s}
	return g, err
}

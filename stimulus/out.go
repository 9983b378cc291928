package stimulus

import (
	"context"

	"tillit.care/base/db"
	"tillit.care/pure/out"
	"tillit.care/pure/stim"
	"tillit.care/space"
)

// Out is what was set for a client, as it leaves its space in a file: every version for
// machines, for people what is so now.
func Out(_ context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	all, err := inCase(tx, rec)
	if err != nil {
		return g, err
	}
	for _, p := range all {
		g.Rows = append(g.Rows, out.Row{Table: "stimulus", ID: string(p.ID), N: p.N, Of: string(p.Thread), At: p.At, Value: p})
	}
	names, err := NamesOf(tx)
	if err != nil {
		return g, err
	}
	chapter := out.Section{Title: to.Say("stimulus.case.title")}
	for _, p := range current(all) {
		var lines []out.Line
		for _, step := range stim.Diff(nil, p.With) {
			text := step.Text(step.After)
			if step.Kind == "file" {
				text = names[text]
			}
			lines = append(lines, out.Line{Label: to.Say("stimulus.field." + step.Key), Text: text})
		}
		chapter.Add(p.Name.Reveal(), to.By(string(p.By), p.At), lines...)
	}
	g.Sections = []out.Section{chapter}
	return g, nil
}

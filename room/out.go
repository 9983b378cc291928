package room

import (
	"context"
	"strconv"

	"tillit.care/base/db"
	"tillit.care/pure/out"
	"tillit.care/space"
)

// Out is what was done in the rooms of a space, step by step, and what was made sure of before
// sessions from afar, as it leaves in a file.
func Out(_ context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	gates, err := everyGate(tx, rec)
	if err != nil {
		return g, err
	}
	s := out.Section{Title: to.Say("room.gate.title")}
	for _, one := range gates {
		g.Rows = append(g.Rows, out.Row{Table: "room_gate", ID: string(one.ID), N: one.N, Of: string(one.Meeting), At: one.At, Value: one})
		var lines []out.Line
		for _, a := range asks {
			text := one.Words[a.Name].Reveal()
			if text != "" && len(a.Options) > 0 {
				text = to.Say("room.gate." + a.Name + "." + text)
			}
			lines = append(lines, out.Line{Label: to.Say("room.gate." + a.Name), Text: text})
		}
		s.Add("", to.By(string(one.By), one.At), lines...)
	}
	steps, err := everyStep(tx, rec)
	t := out.Section{Title: to.Say("room.out")}
	for _, step := range steps {
		g.Rows = append(g.Rows, out.Row{Table: "room_step", ID: step.ID, N: int(step.N), Of: string(step.Meeting), At: db.At(step.At), Value: step.Step})
		if step.Tool == "board" && step.Act == "write" && step.Text != "" {
			t.Add("", to.By(step.By, db.At(step.At)), out.Text(string(step.Text)))
		}
		if step.Tool == "dial" && len(step.Values) > 0 {
			t.Add(to.Say("room.lies."+step.Name), to.By(step.By, db.At(step.At)), out.Text(said(to, step.Name, step.Values[0])))
		}
	}
	g.Sections = []out.Section{s, t}
	return g, err
}

func said(to out.To, name string, value int) string {
	if key := windowKey(name, value); key != "" {
		return to.Say(key)
	}
	return strconv.Itoa(value)
}

package intake

import (
	"context"
	"maps"
	"slices"

	"tillit.care/base/db"
	"tillit.care/pure/out"
	"tillit.care/space"
)

// Out is how a case began, as it leaves its space in a file: every version for machines, the
// newest of each sheet for people.
func Out(_ context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	begun, err := draftsOf(tx, rec)
	if err != nil {
		return g, err
	}
	if len(begun) > 0 {
		g.Rows = append(g.Rows, out.Row{Table: "intake_draft", ID: string(rec.Space()), Value: begun})
	}
	every, err := versions(tx, rec)
	for _, s := range every {
		g.Rows = append(g.Rows, out.Row{Table: "intake", ID: string(s.ID), N: s.N, Of: s.Form, At: s.At, Value: s})
	}
	chapter := out.Section{Title: to.Say("intake.title.staff")}
	for i, s := range every { // newest first
		if s.Aside || slices.ContainsFunc(every[:i], func(later Sheet) bool { return later.Form == s.Form && !later.Aside }) {
			continue
		}
		chapter.Add(s.title(to), to.By(string(s.By), s.At), s.lines(to)...)
	}
	g.Sections = []out.Section{chapter}
	return g, err
}

// title is what a sheet is called; what only the therapist knows has one name.
func (s Sheet) title(to out.To) string {
	if _, ok := formOf(s.Form); ok {
		return to.Say("intake.form." + s.Form)
	}
	return to.Say("intake.safe")
}

func (s Sheet) lines(to out.To) (lines []out.Line) {
	form, known := formOf(s.Form)
	if !known {
		for _, name := range slices.Sorted(maps.Keys(s.Words)) {
			lines = append(lines, out.Line{Label: name, Text: s.Words[name].Reveal()})
		}
		return lines
	}
	for _, f := range form.Fields {
		text := s.Words[f.Name].Reveal()
		key := "intake." + form.Name + "." + f.Name
		if !form.Staff {
			key = "intake.field." + f.Name
		}
		if text != "" && len(f.Options) > 0 {
			text = to.Say(key + "." + text)
		}
		if text != "" {
			lines = append(lines, out.Line{Label: to.Say(key), Text: text})
		}
	}
	return lines
}

package note

import (
	"context"

	"tillit.care/base/db"
	"tillit.care/pure/fhir"
	"tillit.care/pure/out"
	"tillit.care/space"
)

// Out is the signed notes of a space with what was added to them, as they leave it in a file.
func Out(_ context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	every, err := all(tx, rec)
	s := out.Section{Title: to.Say("archive.notes")}
	for _, n := range every {
		added, err := amendments(tx, rec, n.ID)
		if err != nil {
			return g, err
		}
		g.Rows = append(g.Rows, out.Row{Table: "note", ID: string(n.ID), N: n.N, At: n.At, Value: n})
		for _, a := range added {
			g.Rows = append(g.Rows, out.Row{Table: "amendment", ID: string(a.ID), Of: string(n.ID), At: a.At, Value: a})
		}
		lines := n.lines(to, added)
		s.Add(to.Moment(n.Facts.Begun), to.Say("note.read.signed", "who", n.Name.Reveal(), "when", to.Moment(n.At)), lines...)
		g.FHIR = append(g.FHIR, n.composition(to, lines, len(added) > 0))
	}
	g.Sections = []out.Section{s}
	return g, err
}

// lines are what a note says, and below it what was added.
func (n Note) lines(to out.To, added []Amendment) (all []out.Line) {
	put := func(label, text string) {
		if text != "" {
			all = append(all, out.Line{Label: label, Text: text})
		}
	}
	f := n.Facts
	put(to.Say("archive.when"), to.Moment(f.Begun)+" – "+to.Moment(f.Ended))
	put(to.Say("meeting.way"), to.Say("meeting.way."+string(f.Way)))
	put(to.Say("archive.note.place"), f.Place.Reveal())
	put(to.Say("archive.note.others"), f.Others.Reveal())
	for _, section := range n.Sections {
		put(section.Title.Reveal(), section.Text.Reveal())
	}
	put(to.Say("note.read.risk"), to.Say("note.risk."+string(n.Risk))+"\n"+n.Words.Reveal())
	for _, d := range n.Record {
		put(to.Moment(d.At), d.Words.Reveal())
	}
	for _, a := range added {
		put(to.Say("note.read.signed", "who", a.Name.Reveal(), "when", to.Moment(a.At)),
			to.Say("note.read.why", "why", a.Why.Reveal())+"\n"+a.Text.Reveal())
	}
	return all
}

func (n Note) composition(to out.To, lines []out.Line, amended bool) fhir.Resource {
	var sections []any
	for _, l := range lines {
		sections = append(sections, map[string]any{"title": l.Label, "text": fhir.Story(l.Text)})
	}
	status := "final"
	if amended {
		status = "amended"
	}
	return fhir.New("Composition", string(n.ID), "status", status,
		"type", fhir.Concept("", fhir.Coding{System: "http://loinc.org", Code: "11506-3", Display: "Progress note"}),
		"subject", fhir.To(to.Subject), "encounter", fhir.To("Encounter/"+string(n.ID)), "date", fhir.When(n.At),
		"author", []any{fhir.To(to.Ref(string(n.By)))}, "title", to.Say("note.read.title"), "section", sections)
}

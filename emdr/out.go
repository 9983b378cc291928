package emdr

import (
	"context"
	"slices"
	"strconv"

	"tillit.care/base/db"
	"tillit.care/pure/out"
	"tillit.care/space"
)

// Out is what is planned and was done in EMDR, as it leaves its space in a file: every version
// and every step for machines, the plan and the sessions for people.
func Out(ctx context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	all, err := sheets(tx, rec)
	if err != nil {
		return g, err
	}
	done, err := steps(tx, rec)
	if err != nil || len(all)+len(done) == 0 {
		return g, err
	}
	for _, s := range all {
		g.Rows = append(g.Rows, out.Row{Table: "emdr", ID: string(s.ID), N: s.N, Of: string(s.Of), At: s.At, Value: s})
	}
	for _, s := range done {
		g.Rows = append(g.Rows, out.Row{Table: "emdr_step", ID: string(s.ID), N: s.N, Of: string(s.Meeting), At: s.At, Value: s})
	}
	r := walk(done, "")
	p := planned(all, r)
	chapter := out.Section{Title: to.Say("emdr.title")}
	for _, t := range slices.Concat(p.Themes, p.Left) {
		chapter.Add(t.Name(), to.By(string(t.By), t.At), t.Gone.left(to)...)
		for _, one := range t.Targets {
			chapter.Add(one.Name(), to.By(string(one.By), one.At), one.lines(to)...)
		}
	}
	for _, one := range p.Single {
		chapter.Add(one.Name(), to.By(string(one.By), one.At), one.lines(to)...)
	}
	for _, s := range p.Log {
		chapter.Add(to.Say("emdr.log.title"), to.By(string(s.By), s.At), s.lines(to)...)
	}
	for _, d := range r.Sessions {
		if text := d.text(ctx, p); text != "" {
			chapter.Add("", to.Moment(d.At), out.Text(text))
		}
	}
	g.Sections = []out.Section{chapter, gateOut(all, to)}
	return g, nil
}

// gateOut is readiness as it was found last, from the space where it lies.
func gateOut(all []Sheet, to out.To) out.Section {
	s := out.Section{Title: to.Say("emdr.gate.title")}
	for i := len(all) - 1; i >= 0; i-- {
		if now := all[i]; now.Kind == ready {
			s.Add("", to.By(string(now.By), now.At), now.found(to)...)
			break
		}
	}
	return s
}

func (s Sheet) found(to out.To) (lines []out.Line) {
	for _, item := range items {
		if s.Said(item) != "" {
			lines = append(lines, out.Line{Label: to.Say("emdr.gate." + item), Text: to.Say("emdr.answer." + s.Said(item))})
		}
		for _, more := range []string{".note", ".anyway"} {
			if text := s.Said(item + more); text != "" {
				lines = append(lines, out.Text(text))
			}
		}
	}
	return lines
}

// chosen are fields whose words are one of a few.
var chosen = map[string]string{"prong": "emdr.prong.", "part": "emdr.part."}

func (s Sheet) lines(to out.To) (lines []out.Line) {
	says := "emdr.field."
	if s.Kind == entry {
		says = "emdr.log."
	}
	for _, field := range fields[s.Kind] {
		text := s.Said(field)
		switch {
		case text == "" || field == "theme" || field == "link" || field == "lead" || field == "closed":
			continue
		case chosen[field] != "":
			text = to.Say(chosen[field] + text)
		}
		lines = append(lines, out.Line{Label: to.Say(says + field), Text: text})
	}
	return lines
}

// left says that something was taken out of the plan, and why.
func (s Sheet) left(to out.To) []out.Line {
	if !s.Found() {
		return nil
	}
	return []out.Line{{Label: to.Say("emdr.away.is"), Text: s.Said("why")}}
}

func (t Target) lines(to out.To) []out.Line {
	lines := append(t.Sheet.lines(to), t.Gone.left(to)...)
	for _, r := range t.Rated {
		text := to.Moment(r.At)
		if r.SUD != nil {
			text += " · " + to.Say("emdr.field.sud") + " " + strconv.Itoa(*r.SUD)
		}
		if r.VOC != nil {
			text += " · " + to.Say("emdr.field.voc") + " " + strconv.Itoa(*r.VOC)
		}
		lines = append(lines, out.Text(text))
	}
	return lines
}

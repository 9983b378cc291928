package trust

import (
	"context"

	"tillit.care/base/db"
	"tillit.care/pure/fhir"
	"tillit.care/pure/out"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// whole is a revision as it leaves its space in a file.
type whole struct {
	Said
	Thing Thing `json:"thing"`
}

// Out is the trust work of a space, as it leaves it in a file: every revision for machines,
// and for people each object as it is now. What a client keeps back stands in their own space
// and goes out from there; in the shared one is only the mark.
func Out(ctx context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	begun, err := half(tx, rec)
	if err != nil {
		return g, err
	}
	if len(begun) > 0 {
		g.Rows = append(g.Rows, out.Row{Table: "trust_draft", ID: string(rec.Space()), Value: begun})
	}
	revisions, err := every(tx, rec)
	b := Board{Space: rec.Space(), Client: rec.Role() == right.Client || rec.Kind() == right.Own, Zone: to.Zone, Now: tx.Now}
	for i, r := range revisions {
		g.Rows = append(g.Rows, out.Row{Table: "trust", ID: string(r.ID), N: r.N, Of: string(r.Thread), At: r.At, Value: whole{r.Said, r.Thing}})
		if i+1 == len(revisions) || revisions[i+1].Thread != r.Thread {
			b.All = append(b.All, r)
		}
	}
	for _, t := range append(Tools, Tool{"flags", []Kind{"flag"}}) {
		s := out.Section{}
		for _, r := range b.All {
			if r.Kind.in(t) && !r.Away && !(veiled(r.Thing) && to.Client && rec.Kind() != right.Own) {
				b.out(ctx, r, to, &s, &g)
			}
		}
		if !s.Empty() {
			s.Title = to.Say("archive.trust." + t.Name)
			if t.Name != "flags" {
				s.Title = to.Say("trust.tool." + t.Name)
			}
			g.Sections = append(g.Sections, s)
		}
	}
	return g, err
}

func (k Kind) in(t Tool) bool {
	for _, of := range t.Kinds {
		if of == k {
			return true
		}
	}
	return false
}

// out is one object as it is now.
func (b Board) out(ctx context.Context, r Revision, to out.To, s *out.Section, g *out.Given) {
	if f, ok := r.Thing.(*Flag); ok { // no page of its own, and whom it is about stands in another space
		if f.Unsafe == yes {
			s.Add(to.By(string(r.By), r.At), "", out.Text(f.Reason.Reveal()))
		}
		return
	}
	var lines []out.Line
	var told []string
	for _, f := range r.Thing.Fields() {
		if f.empty() || f.Unseen || f.Quiet || titled(r.Thing, f) || veiled(r.Thing) && !b.Client {
			continue
		}
		l := out.Line{Label: to.Say("trust." + string(r.Kind) + "." + f.Name), Text: b.text(ctx, r.Kind, f)}
		lines, told = append(lines, l), append(told, l.Label+": "+l.Text)
	}
	name := b.name(ctx, r)
	s.Add(name, to.Say("trust."+string(r.Kind)+".one")+". "+to.By(string(r.By), r.At), lines...)
	g.FHIR = append(g.FHIR, fhir.New("Basic", string(r.ID), "text", fhir.Story(append([]string{name}, told...)...),
		"code", fhir.Concept(to.Say("trust."+string(r.Kind)+".one"), fhir.Coding{System: "https://tillit.care/fhir/CodeSystem/trust", Code: string(r.Kind)}),
		"subject", fhir.To(to.Subject), "created", fhir.Moment(r.At)[:10], "author", fhir.To(to.Ref(string(r.By)))))
}

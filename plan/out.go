package plan

import (
	"context"
	"maps"
	"slices"

	"tillit.care/base/db"
	"tillit.care/base/words"
	"tillit.care/pure/fhir"
	"tillit.care/pure/out"
	"tillit.care/space"
)

// Out is the plan of a space and what was tried between meetings, as it leaves it in a file:
// every version for machines, and for people the plan as it is now and what was done to it.
func Out(ctx context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	every, err := versions(tx, rec)
	if err != nil {
		return g, err
	}
	for i, p := range every {
		if to.Client {
			every[i].Act = p.Act.told()
		}
		p = every[i]
		g.Rows = append(g.Rows, out.Row{Table: "adopted", ID: string(p.ID), N: p.N, At: p.At, Value: p})
	}
	if len(every) > 0 {
		now := every[0]
		g.Sections = now.sections(ctx, to)
		g.FHIR = now.carePlan(words.Language(ctx), every[len(every)-1], to)
		s := out.Section{Title: to.Say("archive.plan.history")}
		for _, p := range every {
			s.Add(p.Did(ctx), to.By(string(p.By), p.At), out.Text(p.Act.Words.Reveal()))
		}
		g.Sections = append(g.Sections, s)
	}
	if err := workOut(tx, rec, to, &g); err != nil {
		return g, err
	}
	begun, err := drafts(tx, rec)
	for _, which := range slices.Sorted(maps.Keys(begun)) {
		g.Rows = append(g.Rows, out.Row{Table: "work_draft", ID: string(which), Value: begun[which]})
	}
	return g, err
}

// told is an act as its client reads it: that the two went on, and not which gate was passed
// over nor why (docs/decisions/0022).
func (a Act) told() Act {
	if a.Seen = nil; len(a.Unmet) > 0 {
		a.Unmet, a.Words = nil, ""
	}
	return a
}

// sections are the steps and the goals of a plan, as people read them.
func (p Plan) sections(ctx context.Context, to out.To) []out.Section {
	language := words.Language(ctx)
	steps := out.Section{Title: to.Say("plan.title." + audience(to)), Lead: p.protocol().Name(language)}
	for _, s := range p.Steps {
		title, why := p.Words(language, s)
		steps.Add(title, p.PhaseWords(language, s.Phase).Title+", "+to.Say("plan.state."+string(s.State)),
			out.Text(why), out.Text(s.Note.Reveal()), out.Text(s.Over.Reveal()))
	}
	goals := out.Section{Title: to.Say("plan.goals.title." + audience(to))}
	for _, one := range p.Goals {
		goals.Add(one.Words.Reveal(), to.By(string(one.By), one.At), out.Line{Label: to.Say("plan.goal.notice"), Text: one.Sign.Reveal()},
			out.Line{Label: to.Say("archive.state"), Text: to.Say("archive.goal." + string(one.State))})
	}
	for _, said := range p.Said {
		goals.Add(said.About.Reveal(), to.Moment(said.At), out.Text(said.Words.Reveal()))
	}
	return []out.Section{steps, goals}
}

func audience(to out.To) string {
	if to.Client {
		return "client"
	}
	return "staff"
}

var detail = map[State]string{Ahead: "not-started", Now: "in-progress", Reached: "completed", Skipped: "cancelled"}

// carePlan is a plan with its goals in FHIR.
func (p Plan) carePlan(language string, first Plan, to out.To) (all []fhir.Resource) {
	status := "active"
	if !p.Closed.IsZero() {
		status = "completed"
	}
	var steps, goals []any
	for _, s := range p.Steps {
		title, _ := p.Words(language, s)
		steps = append(steps, map[string]any{"detail": map[string]any{"status": detail[s.State], "description": title}})
	}
	for _, one := range p.Goals {
		life := map[GoalState]string{Proposed: "proposed", Agreed: "active", Met: "completed", Let: "cancelled"}[one.State]
		goals = append(goals, fhir.To("Goal/"+string(one.ID)))
		all = append(all, fhir.New("Goal", string(one.ID), "lifecycleStatus", life, "description", fhir.Concept(one.Words.Reveal()),
			"subject", fhir.To(to.Subject), "expressedBy", fhir.To(to.Ref(string(one.By)))))
	}
	return append(all, fhir.New("CarePlan", string(p.ID), "status", status, "intent", "plan", "title", p.protocol().Name(language),
		"subject", fhir.To(to.Subject), "period", fhir.Period(first.At, p.Closed), "created", fhir.When(first.At),
		"author", fhir.To(to.Ref(string(first.By))), "goal", goals, "activity", steps))
}

// workOut is what was agreed to be tried, and what was noted about it.
func workOut(tx *db.Tx, rec *space.Record, to out.To, g *out.Given) error {
	every, err := Work(tx, rec)
	s := out.Section{Title: to.Say("work.title")}
	for _, p := range every {
		g.Rows = append(g.Rows, out.Row{Table: "work", ID: string(p.ID), At: p.At, Value: p})
		lines := []out.Line{{Label: to.Say("work.term.why"), Text: p.Words.Why.Reveal()}, {Label: to.Say("work.term.when"), Text: p.Words.When.Reveal()},
			{Label: to.Say("work.term.long"), Text: p.Words.Long.Reveal()}, {Label: to.Say("work.term.barrier"), Text: p.Words.Barrier.Reveal()},
			{Label: to.Say("work.term.then"), Text: p.Words.Then.Reveal()}}
		for _, n := range p.Notes {
			g.Rows = append(g.Rows, out.Row{Table: "work_note", ID: string(n.ID), Of: string(p.ID), At: n.At, Value: n})
			lines = append(lines, out.Line{Label: to.By(string(n.By), n.At), Text: to.Say("work.how."+string(n.How)) + "\n" + n.Happened.Reveal() + "\n" + n.Way.Reveal()})
		}
		status := "requested"
		for _, l := range p.Looks {
			text := to.Say("work.stands.looked")
			if status = "completed"; l.Dropped {
				text, status = to.Say("work.stands.dropped"), "cancelled"
			}
			lines = append(lines, out.Line{Label: to.By(string(l.By), l.At), Text: text + "\n" + l.Words.Reveal()})
		}
		s.Add(p.Words.What.Reveal(), to.By(string(p.By), p.At), lines...)
		g.FHIR = append(g.FHIR, fhir.New("Task", string(p.ID), "status", status, "intent", "plan", "description", p.Words.What.Reveal(),
			"for", fhir.To(to.Subject), "authoredOn", fhir.When(p.At), "requester", fhir.To(to.Ref(string(p.By)))))
	}
	g.Sections = append(g.Sections, s)
	return err
}

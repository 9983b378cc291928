package measure

import (
	"context"
	"encoding/json"
	"strings"

	"tillit.care/base/db"
	"tillit.care/base/words"
	"tillit.care/instrument"
	"tillit.care/practice"
	"tillit.care/pure/fhir"
	"tillit.care/pure/out"
	"tillit.care/pure/right"
	"tillit.care/pure/score"
	"tillit.care/space"
	"tillit.care/ui"
)

// Out is what was asked and answered in a space, as it leaves it in a file: all of it for
// machines, for people the scores over time and each answer, and in FHIR the responses with
// their scores as they were made on their day. What was dropped about being safe goes out only
// from the space that its therapist alone reads.
func Out(ctx context.Context, tx *db.Tx, rec *space.Record, to out.To) (g out.Given, err error) {
	for _, give := range []func(context.Context, *db.Tx, *space.Record, out.To, *out.Given) error{askedOut, answeredOut, aloneOut, broughtOut, begunOut} {
		if err := give(ctx, tx, rec, to, &g); err != nil {
			return g, err
		}
	}
	return g, nil
}

func askedOut(_ context.Context, tx *db.Tx, rec *space.Record, _ out.To, g *out.Given) error {
	every, err := all(tx, rec)
	for _, m := range every {
		g.Rows = append(g.Rows, out.Row{Table: "measure", ID: string(m.ID), At: m.Made, Due: m.Due, Ended: m.Ended, Value: m})
	}
	return err
}

// answeredOut are the responses, the oldest first.
func answeredOut(ctx context.Context, tx *db.Tx, rec *space.Record, to out.To, g *out.Given) error {
	every, err := responses(tx, rec)
	if err != nil {
		return err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	version, e := instrument.Versions(tx), exported{at: settings.Address + "/fhir/", subject: to.Subject}
	s := out.Section{Title: to.Say("measure.answers")}
	lines := out.Section{Title: to.Say("archive.scores")}
	for _, r := range every {
		in, err := version(r.Instrument, r.Version, r.Result.Version)
		if err != nil {
			return err
		}
		g.Rows = append(g.Rows, out.Row{Table: "response", ID: string(r.ID), Of: string(r.Measure), At: r.At, Value: r})
		title := in.Name()
		if to.Client {
			title = to.Say("measure.youranswers")
		}
		scored := scoresOut(ctx, in, r, to)
		s.Add(title, to.Moment(r.At), scored...)
		s.Items[len(s.Items)-1].Table = answersOut(ctx, in, r.Answers, to)
		for _, l := range scored {
			lines.Table.Rows = append(lines.Table.Rows, []string{to.Day(r.At), l.Label, l.Text})
		}
		if err := e.add(in, r); err != nil {
			return err
		}
	}
	if len(lines.Table.Rows) > 0 {
		lines.Table.Head = []string{to.Say("archive.when"), to.Say("archive.what"), to.Say("archive.score")}
	}
	g.Sections = append(g.Sections, lines, s)
	return readBack(e.all, g)
}

// readBack are entries of a bundle, as the resources that they hold.
func readBack(all []fhir.Entry, g *out.Given) error {
	for _, e := range all {
		var r fhir.Resource
		if err := json.Unmarshal(e.Resource, &r); err != nil {
			return err
		}
		if r["id"] == nil { // that a version is not here: it has no name of its own
			r["id"] = e.FullURL[strings.LastIndex(e.FullURL, "/")+1:]
		}
		g.FHIR = append(g.FHIR, r)
	}
	return nil
}

// scoresOut are the scores of a response. To a client they have plain names, and no bands.
func scoresOut(ctx context.Context, in *score.Instrument, r Response, to out.To) (all []out.Line) {
	which := in.Subscales
	if to.Client {
		which = drawn(in)
	}
	for _, s := range which {
		scored, ok := r.Result.Subscale(s.ID)
		if !ok || !scored.Known && to.Client {
			continue
		}
		text := to.Say("score.notknown")
		if scored.Known {
			text = ui.Number(ctx, scored.Value) + " " + to.Say("measure.range", "min", ui.Number(ctx, s.Min), "max", ui.Number(ctx, s.Max))
		}
		if scored.Band != "" && !to.Client {
			text += " · " + to.Say(scored.Band)
		}
		all = append(all, out.Line{Label: Line{Instrument: in, Subscale: s}.Name(ctx, to.Client), Text: text})
	}
	for _, a := range in.Algorithms {
		if !to.Client {
			all = append(all, out.Line{Label: to.Say(a.Key), Text: outcome(a, r.Result.Algorithms[a.ID], func(k string) string { return to.Say(k) })})
		}
	}
	return all
}

// answersOut is each question with what was answered.
func answersOut(ctx context.Context, in *score.Instrument, given fhir.Answers, to out.To) (all out.Table) {
	if in.Form == nil {
		return all
	}
	all.Head = []string{to.Say("archive.question"), to.Say("archive.answer")}
	for _, it := range in.Form.Questions() {
		var said []string
		for _, code := range given.Of(it.LinkID) {
			said = append(said, labelled(ctx, it, code))
		}
		if len(said) > 0 {
			all.Rows = append(all.Rows, []string{it.Text, strings.Join(said, ", ")})
		}
	}
	return all
}

func labelled(ctx context.Context, it *fhir.Item, code string) string {
	if it.Type == fhir.Boolean {
		return words.T(ctx, map[bool]string{true: "measure.yes", false: "measure.no"}[code == "true"])
	}
	if o, ok := it.Option(code); ok {
		return o.Label()
	}
	return code
}

// aloneOut is that a partner was asked alone; in a safety space, what was dropped there.
func aloneOut(ctx context.Context, tx *db.Tx, rec *space.Record, to out.To, g *out.Given) error {
	if rec.Kind() == right.Apart {
		asked, err := everyAlone(tx, rec)
		for _, a := range asked {
			g.Rows = append(g.Rows, out.Row{Table: "alone", ID: string(a.ID), At: a.Asked, Ended: a.Answered, Value: a})
		}
		return err
	}
	if rec.Kind() != right.Safety {
		return nil
	}
	every, err := everyDropped(tx, rec)
	s := out.Section{Title: to.Say("archive.dropped")}
	for _, d := range every {
		g.Rows = append(g.Rows, out.Row{Table: "dropped", ID: string(d.ID), At: d.At, Value: d})
		in, err := private()
		if err != nil {
			return err
		}
		s.Add(in.Name(), to.By(string(d.By), d.At), scoresOut(ctx, in, Response{Result: d.Result}, to)...)
		s.Items[len(s.Items)-1].Table = answersOut(ctx, in, d.Answers, to)
	}
	g.Sections = append(g.Sections, s)
	return err
}

// broughtOut are the files of earlier answers that a therapist brought. A client is told with
// each answer where it comes from.
func broughtOut(_ context.Context, tx *db.Tx, rec *space.Record, to out.To, g *out.Given) error {
	if to.Client {
		return nil
	}
	every, err := everyBring(tx, rec)
	if err != nil {
		return err
	}
	for _, b := range every {
		g.Rows = append(g.Rows, out.Row{Table: "bring", ID: string(b.ID), N: b.Next, At: b.At, Value: b, State: b.State})
		for n := range b.Parts {
			var left any
			if n < b.Next {
				left, err = leftOf(tx, rec, b.ID, n)
			} else {
				left, err = onePart(tx, rec, b.ID, n)
			}
			if err != nil {
				return err
			}
			g.Rows = append(g.Rows, out.Row{Table: "bring_part", ID: partRow(b.ID, n), Of: string(b.ID), N: n, Value: left})
		}
	}
	return nil
}

// begunOut is what a client has begun to answer and not sent: in their own space.
func begunOut(_ context.Context, tx *db.Tx, rec *space.Record, _ out.To, g *out.Given) error {
	if rec.Kind() != right.Own {
		return nil
	}
	every, err := drafts(tx, rec)
	for _, d := range every {
		g.Rows = append(g.Rows, out.Row{Table: "draft", ID: string(d.measure), At: d.at, Value: d.answers})
	}
	return err
}

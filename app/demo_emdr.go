package app

import (
	"fmt"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/care"
	"tillit.care/emdr"
	"tillit.care/meeting"
	"tillit.care/pure/eight"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/trust"
)

// eyes is EMDR in a story: what its targets come from and are, by a short name.
type eyes struct {
	*chapter
	there map[string]trust.Thread // events of the life line, and targets under "t." and their name
	theme emdr.Thread
}

// papers are what has to be there: training that the owner has seen, and a consent.
func (e *eyes) papers() []moment {
	c := e.chapter
	paper := new(emdr.TrainingID)
	return []moment{
		{at: c.at(1, -1, "09:10"), by: c.staff, what: "training", do: func(tx *db.Tx) error {
			*paper = id.New[emdr.Training](tx.Now)
			return emdr.SayTraining(tx, emdr.Training{ID: *paper, Body: "An EMDR institute", Number: "NY-2031", Expires: c.at(1, 0, "12:00").AddDate(2, 0, 0).Format(time.DateOnly)})
		}},
		{at: c.at(1, -1, "09:40"), by: ana, what: "training", do: func(tx *db.Tx) error { return emdr.Confirm(tx, id.New[emdr.Training](tx.Now), *paper, true) }},
		{at: c.at(1, -1, "13:25"), by: c.staff, what: "consents", do: c.asksFor(care.Treatment)},
		{at: c.at(1, 0, "20:20"), by: c.client, what: "sign", do: c.consents(care.Treatment)},
		{at: c.at(3, 0, "10:52"), by: c.staff, what: "consents", do: c.asksFor(care.EMDR)},
		{at: c.at(3, 1, "20:40"), by: c.client, what: "sign", do: c.consents(care.EMDR)},
	}
}

// treating opens a case for work of this kind.
func (e *eyes) treating(act func(*db.Tx, *space.Record) error) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		rec, err := space.Open(tx, e.shared, right.Read|right.Write|right.Treat|right.Admit)
		if err != nil {
			return err
		}
		return act(tx, rec)
	}
}

// planned is what is worked on, in the order of the three prongs, and whether it is time.
func (e *eyes) planned() []moment {
	c := e.chapter
	plan := func(tx *db.Tx, rec *space.Record) (err error) {
		if e.theme, err = emdr.Keep(tx, rec, emdr.Written{Once: id.New[emdr.Sheet](tx.Now), Kind: "theme", Words: emdr.Words{"title": "I should have known", "about": "responsibility"}}); err != nil {
			return err
		}
		for _, t := range []struct{ name, prong, part, event, link string }{
			{"culvert", "past", "touchstone", "The first culvert", "culvert"},
			{"corner", "past", "worst", "The market corner", "corner"},
			{"belt", "past", "latest", "The school run, when I stopped in the road", ""},
			{"brake", "trigger", "", "Brake lights ahead, and no reason for them", ""},
			{"drive", "future", "", "Driving Sofia to her game", ""},
		} {
			words := emdr.Words{"theme": seal.Text(e.theme), "prong": seal.Text(t.prong), "event": seal.Text(t.event)}
			if t.part != "" {
				words["part"] = seal.Text(t.part)
			}
			if t.link != "" {
				words["link"] = seal.Text(e.there[t.link])
			}
			of, err := emdr.Keep(tx, rec, emdr.Written{Once: id.New[emdr.Sheet](tx.Now), Kind: "target", Words: words})
			if err != nil {
				return err
			}
			e.there["t."+t.name] = trust.Thread(of)
		}
		return nil
	}
	return []moment{
		{at: c.at(4, 0, "10:30"), by: c.staff, what: "plan", do: e.treating(plan)},
		{at: c.at(4, 0, "10:56"), by: c.staff, what: "readiness", do: e.treating(looked)},
	}
}

// looked is that readiness was looked at: one point goes with a reason.
func looked(tx *db.Tx, rec *space.Record) error {
	words := emdr.Words{"seen": "Answers at once, looks up, laughs at one of them."}
	for n := 1; n <= 8; n++ {
		words[fmt.Sprint("d", n)] = "no"
	}
	words["d3"] = "some"
	for _, item := range []string{"safe", "suicide", "substances", "support", "affect", "back", "resource", "dissociation", "head", "heart", "lungs", "pregnant", "eyes", "migraine", "crisis", "court", "honest"} {
		words[item] = "yes"
	}
	words["head"], words["head.note"], words["head.anyway"] = "no", "Knocked out once, in the truck, for a minute.", "Dr. Weiss has looked at it, and agrees. Letter of this month."
	words["support.note"] = "Elena, and Reyes on the phone."
	return emdr.Look(tx, rec, emdr.Written{Once: id.New[emdr.Sheet](tx.Now), Words: words})
}

// takes are steps of a session, at one moment.
func (e *eyes) takes(which *meeting.ID, all []emdr.Step) func(*db.Tx) error {
	return e.treating(func(tx *db.Tx, rec *space.Record) error {
		for _, s := range all {
			s.ID, s.Meeting = id.New[emdr.Step](tx.Now), *which
			if s.Target != "" {
				s.Target = string(e.there["t."+s.Target])
			}
			if err := emdr.Take(tx, rec, s); err != nil {
				return fmt.Errorf("%s: %w", s.Do, err)
			}
		}
		return nil
	})
}

// between is what he wrote after the worst one had been begun.
func (e *eyes) between() []moment {
	c := e.chapter
	return []moment{{at: c.at(9, 1, "06:50"), by: c.client, what: "log", do: func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.shared, right.Read|right.Write)
		if err != nil {
			return err
		}
		_, err = emdr.Keep(tx, rec, emdr.Written{Once: id.New[emdr.Sheet](tx.Now), Kind: "log", Words: emdr.Words{
			"trigger": "Dreamed of the corner, but it was my own street", "emotion": "Sad, more than scared", "body": "Chest", "sud": "5", "calm": "The pier. It took a while."}})
		return err
	}}}
}

// what is done in a session, in a word each.
func do(d eight.Do) emdr.Step { return emdr.Step{Step: eight.Step{Do: d}} }

func goes(to eight.Phase) emdr.Step { return emdr.Step{Step: eight.Step{Do: eight.Go, To: to}} }

func rates(sud, voc *int) emdr.Step {
	return emdr.Step{Step: eight.Step{Do: eight.Rate, SUD: sud, VOC: voc}}
}

// set is one set and what he noticed after it.
func set(passes int, seconds float64, tag string) []emdr.Step {
	return []emdr.Step{
		{Step: eight.Step{Do: eight.Begin, Set: eight.Set{Passes: 24, Rate: 60, Modality: "eyes", Path: "side"}}},
		{Step: eight.Step{Do: eight.End, Set: eight.Set{Passes: passes, Seconds: seconds, By: "itself"}}},
		{Step: eight.Step{Do: eight.Notice}, Words: emdr.Words{"tag": seal.Text(tag)}},
	}
}

// again is how what was worked on last is now, and how to go on.
func again(sud, voc int, after eight.After, since string) emdr.Step {
	return emdr.Step{Step: eight.Step{Do: eight.Review, SUD: num(sud), VOC: num(voc), After: after}, Words: emdr.Words{"since": seal.Text(since)}}
}

// part is a session that is closed for now; whole is one that came to its end.
func part(sud int, leaving string) []emdr.Step {
	return []emdr.Step{goes(eight.Close), {Step: eight.Step{Do: eight.Finish, As: eight.Part, SUD: num(sud), Ticks: eight.Closing},
		Words: emdr.Words{"leaving": seal.Text(leaving), "contact": "A call on Friday at noon"}}}
}

func whole() []emdr.Step {
	return []emdr.Step{goes(eight.Scan), {Step: eight.Step{Do: eight.Body, Clear: true}}, goes(eight.Close),
		{Step: eight.Step{Do: eight.Finish, As: eight.Whole, SUD: num(0), Ticks: []string{"oriented", "safe"}}, Words: emdr.Words{"leaving": "Tired, and light"}}}
}

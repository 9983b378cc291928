package app

import (
	"errors"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/plan"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// onPlan is something that somebody does on the plan of a case.
func (c *chapter) onPlan(want right.Right, do func(tx *db.Tx, rec *space.Record, now plan.Plan) error) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.shared, want|right.Read)
		if err != nil {
			return err
		}
		now, err := plan.Current(tx, rec)
		if err != nil {
			return err
		}
		return do(tx, rec, now)
	}
}

var errNothing = errors.New("nothing was agreed on")

func text(words string) seal.Text { return seal.Text(words) }

func newPlan(tx *db.Tx) plan.ID { return id.New[plan.Plan](tx.Now) }

// stepOf is the step of a plan that has that name in the protocol.
func stepOf(now plan.Plan, given string) plan.StepID {
	for _, s := range now.Steps {
		if s.From == given {
			return s.ID
		}
	}
	return ""
}

// adopts begins the plan of a case, with a goal in the client's words.
func (c *chapter) adopts(hope, sign string, branches ...string) func(*db.Tx) error {
	return c.onPlan(right.Treat, func(tx *db.Tx, rec *space.Record, _ plan.Plan) error {
		if err := plan.Adopt(tx, rec, newPlan(tx), "individual-trust", branches); err != nil {
			return err
		}
		return plan.Hope(tx, rec, newPlan(tx), text(hope), text(sign))
	})
}

// steps are what became of steps in one session: done, and begun.
func (c *chapter) steps(done, begun []string) func(*db.Tx) error {
	return c.onPlan(right.Treat, func(tx *db.Tx, rec *space.Record, now plan.Plan) error {
		for _, given := range done {
			if err := plan.Finish(tx, rec, newPlan(tx), stepOf(now, given)); err != nil {
				return err
			}
		}
		for _, given := range begun {
			if err := plan.Begin(tx, rec, newPlan(tx), stepOf(now, given), plan.Anyway{Seen: everyGate}); err != nil {
				return err
			}
		}
		return nil
	})
}

// everyGate is what the demo's therapist says that she has looked at herself.
var everyGate = []string{"alone", "justified", "stable", "comes-back", "person-safe", "good-end"}

// enters goes on to a phase; a reason where something is missing.
func (c *chapter) enters(phase, why string) func(*db.Tx) error {
	return c.onPlan(right.Treat, func(tx *db.Tx, rec *space.Record, _ plan.Plan) error {
		return plan.Enter(tx, rec, newPlan(tx), phase, plan.Anyway{Seen: everyGate, Why: text(why)})
	})
}

// says is something that the client says about a step, or about the plan.
func (c *chapter) says(given, words string, no bool) func(*db.Tx) error {
	return c.onPlan(right.Write, func(tx *db.Tx, rec *space.Record, now plan.Plan) error {
		return plan.Say(tx, rec, newPlan(tx), plan.Saying{Step: stepOf(now, given), Words: text(words), No: no})
	})
}

// talks is that the two have talked about everything that the client said.
func (c *chapter) talks() func(*db.Tx) error {
	return c.onPlan(right.Treat, func(tx *db.Tx, rec *space.Record, now plan.Plan) error {
		for _, s := range now.Untalked() {
			if err := plan.Talk(tx, rec, newPlan(tx), s.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// tries is something that was agreed on in a session.
func (c *chapter) tries(given string, a plan.Agreement) func(*db.Tx) error {
	return c.onPlan(right.Treat, func(tx *db.Tx, rec *space.Record, now plan.Plan) error {
		return plan.Agree(tx, rec, id.New[plan.Piece](tx.Now), stepOf(now, given), a)
	})
}

// noted is what the client noted about the work that waits, and looks what the two made of
// it.
func (c *chapter) noted(how plan.How, happened, way string) func(*db.Tx) error {
	return c.onPlan(right.Write, func(tx *db.Tx, rec *space.Record, _ plan.Plan) error {
		every, err := plan.Work(tx, rec)
		if err != nil {
			return err
		}
		for _, p := range plan.Waiting(every) {
			return plan.Tell(tx, rec, plan.Note{ID: id.New[plan.Note](tx.Now), Piece: p.ID, How: how, Happened: text(happened), Way: text(way)})
		}
		return errNothing
	})
}

func (c *chapter) looks(dropped bool, words string) func(*db.Tx) error {
	return c.onPlan(right.Treat, func(tx *db.Tx, rec *space.Record, _ plan.Plan) error {
		every, err := plan.Work(tx, rec)
		if err != nil {
			return err
		}
		for _, p := range plan.Waiting(every) {
			return plan.LookAt(tx, rec, p.ID, dropped, text(words))
		}
		return errNothing
	})
}

// lizPlanned is Liz's way: found out that nothing today speaks against her husband, then and
// now, the hour that checking buys, and asking as an experiment.
func lizPlanned(c *chapter) []moment {
	return []moment{
		{at: c.at(1, 0, "11:50"), by: ana, what: "plan", do: c.adopts("To come home and not look for anything", "His coat stays on its hook for a week, and I do not think of it")},
		{at: c.at(1, 0, "11:51"), by: ana, what: "steps", do: c.steps(nil, []string{"hopes", "baseline"})},
		{at: c.at(2, 0, "11:48"), by: ana, what: "steps", do: c.steps([]string{"hopes", "baseline"}, []string{"timeline", "justified"})},
		{at: c.at(2, 0, "11:50"), by: ana, what: "work", do: c.tries("timeline", plan.Agreement{What: "Find one time when somebody kept their word", Why: "So that the line is not made of hurt alone",
			When: "One evening before we meet", Long: "Ten minutes", Barrier: "I will think of the bad ones first", Then: "Write those on another sheet, and go on"})},
		{at: c.at(2, 4, "21:30"), by: c.client, what: "note", do: c.noted(plan.Some, "My aunt, when I was eleven. She said three o'clock and it was three o'clock.", "It took two evenings. The first was only Dad.")},
		{at: c.at(3, 0, "11:08"), by: ana, what: "look", do: c.looks(false, "The aunt has a place on the line now. Three o'clock is a word between us.")},
		{at: c.at(3, 0, "11:50"), by: ana, what: "steps", do: c.steps([]string{"timeline", "justified"}, []string{"formulation"})},
		{at: c.at(4, 0, "11:44"), by: ana, what: "steps", do: c.steps([]string{"formulation"}, nil)},
		{at: c.at(4, 0, "11:46"), by: ana, what: "phase", do: c.enters("safety", "")},
		{at: c.at(4, 0, "11:47"), by: ana, what: "steps", do: c.steps(nil, []string{"window", "asking"})},
		{at: c.at(4, 1, "22:05"), by: c.client, what: "says", do: c.says("safety-plan", "I am not that kind of ill. I do not want to write one.", true)},
		{at: c.at(5, 0, "11:05"), by: ana, what: "talked", do: c.talks()},
		{at: c.at(5, 0, "11:50"), by: ana, what: "steps", do: c.steps([]string{"window"}, []string{"between-us"})},
		{at: c.at(6, 0, "11:47"), by: ana, what: "phase", do: c.enters("meaning", "She said no to a safety plan, with good reasons, and nothing in her answers speaks for one. We ask again if that changes.")},
		{at: c.at(6, 0, "11:48"), by: ana, what: "steps", do: c.steps(nil, []string{"then-now", "checking"})},
		{at: c.at(6, 0, "11:50"), by: ana, what: "work", do: c.tries("checking", plan.Agreement{What: "Leave his phone where it is, one evening", Why: "To find out how long the wish lasts",
			When: "On Thursday, after supper", Long: "The evening", Barrier: "He takes it with him into the bathroom", Then: "Go out on the balcony, and write down the time"})},
		{at: c.at(8, 0, "11:15"), by: ana, what: "look", do: c.looks(true, "Those were the two weeks that went wrong, and it was too big a step. We take it up again, smaller.")},
		{at: c.at(9, 0, "11:46"), by: ana, what: "steps", do: c.steps([]string{"checking"}, []string{"stuck-points"})},
		{at: c.at(10, 0, "11:47"), by: ana, what: "phase", do: c.enters("graded", "As before: no safety plan, by her own choice.")},
		{at: c.at(10, 0, "11:48"), by: ana, what: "steps", do: c.steps([]string{"then-now"}, []string{"experiments"})},
		{at: c.at(11, 0, "11:50"), by: ana, what: "work", do: c.tries("experiments", plan.Agreement{What: "Ask him once, in plain words, when I want to know", Why: "To see what happens when I ask and do not search",
			When: "The next time the film starts", Long: "Two minutes", Barrier: "It comes out like a policeman", Then: "Say so, and ask again"})},
		{at: c.at(11, 2, "21:20"), by: c.client, what: "note", do: c.noted(plan.Did, "He was late. I asked where he had been and not why he had lied. He told me about the train.", "My voice. The first time it was the policeman's.")},
		{at: c.at(12, 0, "11:50"), by: ana, what: "work", do: c.tries("", plan.Agreement{What: "Two hours on Sunday without a plan, all of us", Why: "To be somewhere together where nothing is looked for",
			When: "On Sunday", Long: "Two hours", Barrier: "It rains", Then: "The kitchen table and the old cards"})},
		{at: c.at(12, lastly, "21:40"), by: c.client, what: "hope", do: c.hopes("To be bored with him on a Sunday", "")},
	}
}

// hopes is a goal that the client proposes.
func (c *chapter) hopes(hope, sign string) func(*db.Tx) error {
	return c.onPlan(right.Write, func(tx *db.Tx, rec *space.Record, _ plan.Plan) error {
		return plan.Hope(tx, rec, newPlan(tx), text(hope), text(sign))
	})
}

// davePlanned is Dave's: safe ground first and for long, then the guilt of having come home.
func davePlanned(c *chapter) []moment {
	return []moment{
		{at: c.at(1, 0, "15:50"), by: ana, what: "plan", do: c.adopts("To sleep in my own bed", "Beth does not find me on the chair in the morning", "veterans")},
		{at: c.at(1, 0, "15:51"), by: ana, what: "steps", do: c.steps(nil, []string{"hopes", "baseline"})},
		{at: c.at(2, 0, "15:50"), by: ana, what: "steps", do: c.steps([]string{"hopes", "baseline"}, []string{"justified"})},
		{at: c.at(3, 0, "15:49"), by: ana, what: "phase", do: c.enters("safety", "")},
		{at: c.at(3, 0, "15:50"), by: ana, what: "steps", do: c.steps([]string{"justified"}, []string{"window"})},
		{at: c.at(3, 0, "15:52"), by: ana, what: "work", do: c.tries("window", plan.Agreement{What: "Name five things in the room before checking the doors", Why: "To have something between the fear and the hand",
			When: "At night, when it starts", Long: "A minute", Barrier: "I forget that I wanted to"})},
		{at: c.at(4, 0, "15:06"), by: ana, what: "look", do: c.looks(false, "Three times out of maybe ten. Three is not nothing, and he said so before I did.")},
		{at: c.at(5, 1, "12:55"), by: ana, what: "steps", do: c.steps([]string{"window"}, []string{"safety-plan", "calm"})},
		{at: c.at(6, 0, "15:52"), by: ana, what: "steps", do: c.steps([]string{"safety-plan"}, nil)},
		{at: c.at(7, 0, "15:50"), by: ana, what: "phase", do: c.enters("meaning", "")},
		{at: c.at(7, 0, "15:51"), by: ana, what: "steps", do: c.steps([]string{"calm"}, []string{"should"})},
		{at: c.at(8, 0, "15:55"), by: ana, what: "steps", do: c.steps(nil, []string{"grief"})},
		{at: c.at(10, 0, "15:52"), by: ana, what: "work", do: c.tries("reconnect", plan.Agreement{What: "Go to the veterans' group once, and sit near the door", Why: "To be in a room with others who were there",
			When: "Thursday at seven", Long: "As long as it is all right", Barrier: "The parking lot", Then: "Walk once around it, then in or home. Both count."})},
		{at: c.at(11, 1, "23:20"), by: c.client, what: "note", do: c.noted(plan.Did, "Went in. Said eleven words.", "The parking lot. Two laps.")},
		{at: c.at(12, 0, "15:52"), by: ana, what: "steps", do: c.steps(nil, []string{"reconnect"})},
	}
}

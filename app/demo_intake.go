package app

import (
	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/care"
	"tillit.care/intake"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// sheets writes some sheets of how a case begins, each in the order of the forms.
func (c *chapter) sheets(words map[string]intake.Words) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.shared, right.Read|right.Write)
		if err != nil {
			return err
		}
		for _, f := range intake.Forms {
			if words[f.Name] == nil {
				continue
			}
			if err := intake.Keep(tx, rec, intake.Written{Once: id.New[intake.Sheet](tx.Now), Form: f, Words: words[f.Name]}); err != nil {
				return err
			}
		}
		return nil
	}
}

// asksFor is the therapist who asks for consents.
func (c *chapter) asksFor(subjects ...care.Subject) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.shared, right.Read|right.Treat)
		if err != nil {
			return err
		}
		for _, s := range subjects {
			if err := care.AskFor(tx, rec, id.New[care.Word](tx.Now), s); err != nil {
				return err
			}
		}
		return nil
	}
}

// consents is the client who signs consents.
func (c *chapter) consents(subjects ...care.Subject) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.shared, right.Read|right.Write)
		if err != nil {
			return err
		}
		for _, s := range subjects {
			text, err := care.TextOf(s, "en")
			if err != nil {
				return err
			}
			signing := care.Signing{Once: id.New[care.Word](tx.Now), Hash: text.Hash, Language: "en", Name: c.person.Name.Reveal(), Yes: true}
			if err := care.Sign(tx, rec, s, signing); err != nil {
				return err
			}
		}
		return nil
	}
}

// knows is what the therapist knows of what may fit, and what she decides.
func (c *chapter) knows(facts intake.Words, decided [][3]string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.shared, right.Read|right.Treat|right.Admit)
		if err != nil {
			return err
		}
		if err := intake.KnowFacts(tx, rec, id.New[intake.Sheet](tx.Now), "", facts); err != nil {
			return err
		}
		for _, d := range decided {
			if err := intake.Decide(tx, rec, id.New[intake.Sheet](tx.Now), d[0], d[1], text(d[2])); err != nil {
				return err
			}
		}
		return nil
	}
}

// lizBegan is how Liz's case began.
func lizBegan(c *chapter) []moment {
	return []moment{
		{at: c.at(1, -1, "13:20"), by: ana, what: "referral", do: c.sheets(map[string]intake.Words{
			"referral": {"from": "Her doctor", "asks": "Individual therapy", "words": "“I am sure that he cheats, and I cannot say why.”", "urgency": "usual"},
			"call":     {"heard": "Quiet voice, long pauses. Has told nobody else.", "fits": "yes", "decision": "accepted"}})},
		{at: c.at(1, -1, "13:25"), by: ana, what: "consents", do: c.asksFor(care.Treatment, care.Telehealth, care.Letters)},
		{at: c.at(1, 0, "20:14"), by: c.client, what: "sign", do: c.consents(care.Treatment, care.Telehealth, care.Letters)},
		{at: c.at(1, 1, "21:10"), by: c.client, what: "history", do: c.sheets(map[string]intake.Words{
			"brings": {"text": "I look through his coat when he is in the shower. I do not want to be that person."},
			"hopes":  {"text": "To come home and not look for anything."},
			"before": {"text": "Running, for a while. Talking to my sister did not help, she got angry for me."},
			"family": {"answer": "talk"}, "drink": {"text": "A glass of wine on weekends."}, "court": {"answer": "later"},
			"support": {"text": "My aunt."}})},
		{at: c.at(2, 0, "11:52"), by: ana, what: "fits", do: c.knows(intake.Words{"hurt": "yes", "danger": "no", "event": "no", "stable": "yes", "service": "no"}, [][3]string{
			{"individual", "take", "The hurt is old, and she wants to find out alone first."}, {"couple", "later", "She has not told him that she comes. To be asked again."}})},
	}
}

// daveBegan is how Dave's did.
func daveBegan(c *chapter) []moment {
	return []moment{
		{at: c.at(1, -1, "13:20"), by: ana, what: "referral", do: c.sheets(map[string]intake.Words{
			"referral": {"from": "The clinic at the base", "asks": "To sleep", "words": "“My wife made me call.”", "urgency": "soon"},
			"call":     {"heard": "Short answers. Asked twice who reads it.", "fits": "yes", "decision": "accepted"}})},
		{at: c.at(1, -1, "13:25"), by: ana, what: "consents", do: c.asksFor(care.Treatment, care.Letters)},
		{at: c.at(1, 0, "20:14"), by: c.client, what: "sign", do: c.consents(care.Treatment, care.Letters)},
		{at: c.at(1, 2, "23:40"), by: c.client, what: "history", do: c.sheets(map[string]intake.Words{
			"brings": {"text": "I do not feel safe at home."}, "service": {"answer": "talk"}, "drink": {"answer": "later"},
			"support": {"text": "Cal. My brother."}})},
		{at: c.at(2, 0, "16:52"), by: ana, what: "fits", do: c.knows(intake.Words{"hurt": "yes", "event": "yes", "service": "yes", "means": "yes"}, [][3]string{
			{"individual", "take", "He said that he would try it with one person first."}, {"emdr", "later", "First a way back to calm."},
			{"veterans", "later", "He is not ready for a room full of people."}})},
	}
}

// noraBegan is in the middle of it.
func noraBegan(c *chapter) []moment {
	return []moment{
		{at: c.at(1, -1, "13:25"), by: ana, what: "consents", do: c.asksFor(care.Treatment)},
		{at: c.at(1, 1, "21:00"), by: c.client, what: "history", do: c.sheets(map[string]intake.Words{
			"brings": {"text": "Eleven years, and I signed everything."}, "close": {"answer": "later"}})},
	}
}

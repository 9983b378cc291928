package app

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/duty"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// davesDanger: in week 5 he told of a man in a car park. Ana asked it through, nobody was in
// danger, and three weeks later it was settled.
func davesDanger(c *chapter) []moment {
	which := id.New[duty.Worksheet](c.at(5, 1, "14:00"))
	return []moment{
		{at: c.at(5, 1, "14:00"), by: ana, what: "a worksheet on danger", do: c.inSafety(func(tx *db.Tx, safety *space.Record) error {
			said := map[string]seal.Text{
				"hear.kind": "angry", "hear.said": "I wanted to put his head through the window. I got back in and drove.", "hear.whom": "A stranger who took his parking space. He did not see him again.",
				"weigh.before": "A fight in the barracks, eight years ago. Nothing since.", "weigh.means": "The hunting rifle. It is with his brother since noon, which was his own idea.",
				"weigh.fuel": "Three hours of sleep a night since the anniversary. No drink.", "weigh.holds": "Beth. He left by himself, and told it before he was asked.",
				"decide.agreed": "He sits in the car until he can count the trees. He calls Cal, then me. The rifle stays with his brother.",
				"decide.more":   "no", "decide.why": "Anger without a person, a plan or steps. It goes with the sleep.", "decide.talked": "Ingrid, the same day.",
				"decide.next": seal.Text(c.at(7, 0, "09:00").Format(time.DateOnly)),
			}
			if err := duty.Keep(tx, safety, duty.Sheet{ID: id.New[duty.Sheet](tx.Now), Thread: which, Form: "harm", Said: said}, duty.Over{}); err != nil {
				return err
			}
			d, err := duty.DraftOf(tx, safety, which)
			if err != nil {
				return err
			}
			digest, err := d.Worksheet.Digest()
			if err != nil {
				return err
			}
			return duty.Sign(tx, safety, which, digest)
		})},
		{at: c.at(8, 0, "16:40"), by: ana, what: "it is settled", do: c.inSafety(func(tx *db.Tx, safety *space.Record) error {
			return duty.Add(tx, safety, duty.Added{ID: id.New[duty.Added](tx.Now), Duty: which, Text: "Asked again. He sleeps five hours. Once angry in traffic, counted, drove on. Cal knows."})
		})},
	}
}

// inSafety is something that the therapist writes where only they read.
func (c *chapter) inSafety(do func(*db.Tx, *space.Record) error) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.shared, right.Read|right.Write|right.Treat)
		if err != nil {
			return err
		}
		safety, err := duty.Safe(tx, rec)
		if err != nil {
			return err
		}
		return do(tx, safety)
	}
}

package app

import (
	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/follow"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// decide is the therapist who looks at a case that is not on track, and decides.
func (c *chapter) decide(w follow.Written) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.shared, right.Treat|right.Read)
		if err != nil {
			return err
		}
		w.Once, w.Tell = id.New[follow.Decision](tx.Now), w.Told != ""
		return follow.Decide(tx, rec, w)
	}
}

// lizDecided: week 8 threw her back behind where she should have been, and it passed. The
// second line took a little longer.
func lizDecided(c *chapter) []moment {
	return []moment{
		{at: c.at(8, 1, "08:40"), by: ana, what: "decide", do: c.decide(follow.Written{
			Looked: []follow.Look{"alliance", "event"}, Choice: follow.Change, Review: c.at(10, 0, "00:00"),
			Words: "No new steps for two weeks. First how to ask him, in the room, as often as she wants. She read his messages and told me herself: that is the event.",
			Told:  "I saw that these two weeks were hard, and you told me why. We leave the list for now, and practise asking.",
		})},
		{at: c.at(9, 1, "09:10"), by: ana, what: "decide", do: c.decide(follow.Written{
			Looked: []follow.Look{"target"}, Choice: follow.GoOn,
			Words: "Worry is back where it was before week 8. Mood follows more slowly than worry with her, as it did in spring. Looked at sleep and at the marriage: nothing new.",
		})},
	}
}

// davesDecided: worse in week 5, after which much was changed; better since, and not by
// enough. The day to look again came on the day of his last session.
func davesDecided(c *chapter) []moment {
	return []moment{
		{at: c.at(5, 1, "13:00"), by: ana, what: "decide", do: c.decide(follow.Written{
			Looked: []follow.Look{"risk", "support", "event"}, Choice: follow.Change, Review: c.at(8, 0, "00:00"),
			Words: "Safety plan first. Beth knows now, and Cal. No work on memories until he has slept; a second hour in the week for a month.",
			Told:  "Your answers got harder, and you said so. We go slower, and we meet twice a week for a while.",
		})},
		{at: c.at(8, 0, "16:20"), by: ana, what: "decide", do: c.decide(follow.Written{
			Looked: []follow.Look{"motivation", "target"}, Choice: follow.GoOn, Review: c.at(12, 0, "00:00"),
			Words: "He answers what is so now, and not what a man should. Part of the rise is that. Grief for Marcus is the target, and it has begun.",
		})},
	}
}

package app

import (
	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/space"
	"tillit.care/trust"
)

// daveDoes is what Dave tries, with Beth and Ray: few guesses, too few to say anything of.
func daveDoes(c *chapter) []moment {
	d := &doing{c, map[string]trust.Thread{}, map[string]trust.ID{}}
	her, me := c.staff, c.client
	step := func(act string, hard int) moment {
		return d.write(c.at(6, 0, "15:52"), her, act, "Beth", func(beth []trust.Thread) trust.Thing {
			return &trust.Step{Act: seal.Text(act), Hard: num(hard), Person: beth}
		})
	}
	all := d.tries([]trial{
		{c.at(6, 0, "15:55"), 3, her, "I say one sentence in the group", "The men at the group", "feelings", "Somebody makes a joke of it", 75, "They nod and go on", "A joke about what I said.",
			"They nodded. Ray said: same here.", "not", "Nobody laughed. I had not counted on that.", "", 0},
		{c.at(8, 0, "15:58"), 2, her, "I tell Beth before I go to the garage", "Beth", "feelings", "She wants to talk it all through", 80, "She says all right", "If she follows me out.",
			"She said all right, and left the light on.", "not", "She only wants to know where I am.", "", 0},
		{c.at(10, 1, "22:00"), 3, me, "I ask Ray to drive", "Ray from the group", "body", "I cannot sit on the right side", 60, "My hands sweat, and we get there", "If I make him stop.",
			"I made him stop once. Then we got there.", "came", "It came, and it did not end there.", "", 0},
	})
	return append(all, d.write(c.at(6, 0, "15:50"), her, "The men at the group", "", func([]trust.Thread) trust.Thing { return &trust.Person{Alias: "The men at the group", Are: "people"} }),
		d.write(c.at(9, 0, "15:50"), her, "Ray from the group", "", func([]trust.Thread) trust.Thing {
			return &trust.Person{Alias: "Ray from the group", Are: "comrade"}
		}),
		d.talked(c.at(6, 0, "15:51"), "The men at the group"), d.talked(c.at(6, 0, "15:53"), "Beth"), d.talked(c.at(9, 0, "15:51"), "Ray from the group"),
		step("I tell Beth when I cannot sleep", 3), step("We sit in a place with my back to the door", 8),
		d.act(c.at(9, 2, "22:20"), me, func(tx *db.Tx, rec *space.Record) error {
			return trust.Tread(tx, rec, d.there["I tell Beth when I cannot sleep"], id.New[trust.Revision](tx.Now), "again")
		}),
		d.write(c.at(4, 0, "15:50"), her, "window", "", func([]trust.Thread) trust.Thing {
			return &trust.Window{Much: "I scan the roofs\nMy jaw locks", MuchBack: "Both hands flat on the truck\nCounting the bolts", Right: "I can smell the coffee", Little: "I am back there, and gone from here", LittleBack: "Beth says my name\nCold water"}
		}),
		d.write(c.at(7, 0, "15:50"), her, "garage", "Beth", func(beth []trust.Thread) trust.Thing {
			return &trust.Agreement{What: "I say “twenty minutes” before I go to the garage", With: "other", Person: beth, Know: "She knows how long, and I come back by then."}
		}))
}

package app

import (
	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/care"
	"tillit.care/ending"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// tom is 45. His business partner left with the money. He came for nine weeks, and his
// case has ended as the two prepared it: he has a plan for later, reads it for a year, and comes
// back now and then.
var tom = story{
	person: care.Contact{Name: "Tom Ellery", Email: "tom.ellery@example.org", Phone: "518-555-0188"},
	safe:   "E-mail is fine, or a call in the lunch hour.",
	why:    "Cannot bring himself to work with anybody since his business partner left him with the debts.",

	therapist: jonas, day: 1, hour: "13:00", sessions: []int{1, 2, 3, 5, 7, 9},
	asks: []ask{{1, "gad7", twoWeeks}},
	answers: []answered{
		{1, 0, "20:15", "gad7", "2222111", 11},
		{3, 0, "18:40", "gad7", "2212101", 9},
		{5, 1, "19:20", "gad7", "1111101", 6},
		{7, 0, "18:55", "gad7", "1111001", 5},
	},
	journal: []page{
		{8, 1, "21:15", "The key", `Gave Sam the key to the workshop. Drove around the block once and went home.`, 0},
	},
	notes: []page{
		{9, 0, "14:10", "", `A good ending, and he knows where the door is. I will miss his jokes about accountants.`, 0},
	},
	more: func(c *chapter) []moment {
		return []moment{
			{at: c.at(7, 0, "13:45"), by: jonas, what: "prepare the end", do: c.prepares},
			{at: c.at(8, 2, "20:40"), by: tomsAddress, what: "a plan for later", do: c.writesLater(tomLater)},
			{at: c.at(8, 2, "20:52"), by: tomsAddress, what: "a wish", do: c.wishes(1, "A lunch hour, and not on a Monday.")},
			{at: c.at(9, 0, "13:50"), by: jonas, what: "end", do: c.finishes},
		}
	},
}

const tomsAddress = "tom.ellery@example.org"

// tomLater is what Tom wrote for a day on which old mistrust is back.
var tomLater = ending.Words{
	"signs":  "I go over the books at night though nothing is wrong.\nI ask Sam for a receipt twice.\nI say I will do it myself, it is quicker.",
	"helps":  "Ask once, and wait for the answer.\nThe list of what Sam has done since April.",
	"day":    "Walk to the river and back before I call anybody.\nSay out loud: this is the old partner, not Sam.",
	"people": "My sister Carol 518-555-0132",
	"read":   "The page about the key.",
	"call":   "When I have not slept for a week, or when I have given somebody notice in a temper.",
}

// prepares is the therapist who writes down with the client why it ends, and what follows.
func (c *chapter) prepares(tx *db.Tx) error {
	rec, err := space.Open(tx, c.shared, right.Read|right.Write|right.Treat)
	if err != nil {
		return err
	}
	return ending.Prepare(tx, rec, id.New[ending.Ending](tx.Now), ending.Prepared{Reason: "reached", Months: ending.Months,
		Words: "Nine weeks. What helped was to give small things away and to see what came back. What was hard was the waiting. Tom goes with a workshop that two people have a key to."})
}

func (c *chapter) writesLater(words ending.Words) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.shared, right.Read|right.Write)
		if err != nil {
			return err
		}
		return ending.Keep(tx, rec, ending.Written{Once: id.New[ending.Plan](tx.Now), Words: words})
	}
}

func (c *chapter) wishes(months int, words seal.Text) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.shared, right.Read|right.Write)
		if err != nil {
			return err
		}
		return ending.Wish(tx, rec, id.New[ending.Ending](tx.Now), months, words)
	}
}

// finishes is the last session: the case ends as it was prepared.
func (c *chapter) finishes(tx *db.Tx) error {
	rec, err := space.Open(tx, c.shared, right.Read|right.Write|right.Treat|right.Admit)
	if err != nil {
		return err
	}
	contact, err := space.Open(tx, c.contact, right.Admit|right.Read)
	if err != nil {
		return err
	}
	return ending.Finish(tx, rec, contact, id.New[ending.Ending](tx.Now), "", false)
}

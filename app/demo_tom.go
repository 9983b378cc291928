package app

import "tillit.care/care"

// tom is 45. His business partner left with the money. He came for nine weeks, and his
// case has ended: what he can still open is his own.
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
		return []moment{{at: c.at(9, 0, "13:50"), by: jonas, what: "end", do: c.end}}
	},
}

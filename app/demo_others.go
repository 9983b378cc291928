package app

import "tillit.care/care"

// These three are in Ana's list and nobody's story: they make her day look like a day. Sam
// does worse than when he began, Nora has gone quiet, and Ruth waits to be let in.
var sam = story{
	person: care.Contact{Name: "Sam Whitlock", Email: "sam.whitlock@example.org", Phone: "518-555-0171"},
	safe:   "Any time, on my cell.",
	why:    "Found out in spring that his brother had kept the inheritance to himself. Speaks to nobody in the family.",

	therapist: ana, day: 1, hour: "09:00", sessions: []int{1, 3, 5, 7, 9, 11},
	asks: []ask{{1, "phq9", twoWeeks}},
	answers: []answered{
		{1, 0, "20:31", "phq9", "111111010 1", 7},
		{3, 0, "19:40", "phq9", "112111010 1", 8},
		{5, 1, "20:05", "phq9", "112111110 1", 9},
		{7, 0, "19:31", "phq9", "212212110 2", 12},
		{9, 0, "21:15", "phq9", "222212110 2", 13},
		{11, 0, "20:02", "phq9", "222222110 2", 14},
	},
}

var nora = story{
	person: care.Contact{Name: "Nora Feld", Email: "nora.feld@example.org", Phone: "518-555-0126"},
	safe:   "Text only. I will call back.",
	why:    "Left a man who lied about money for eleven years. Reads every contract four times.",

	therapist: ana, day: 2, hour: "13:00", sessions: []int{1, 2, 3, 4, 5, 6, 7, 8},
	asks: []ask{{1, "gad7", weekly}},
	answers: []answered{
		{1, 0, "20:20", "gad7", "2222222", 14},
		{2, 0, "18:44", "gad7", "2222212", 13},
		{3, 1, "08:10", "gad7", "2221212", 12},
		{4, 0, "19:02", "gad7", "2221211", 11},
		{5, 0, "18:35", "gad7", "2121211", 10},
		{6, 1, "07:50", "gad7", "2121111", 9},
		{7, 0, "18:28", "gad7", "1121111", 8},
		{8, 0, "19:15", "gad7", "1111111", 7},
	},
	more: noraBegan,
}

var ruth = story{
	person: care.Contact{Name: "Ruth Avery", Email: "ruth.avery@example.org", Phone: "518-555-0193"},
	why:    "Her husband’s second phone. They have three children, and she has told nobody.",

	therapist: ana, day: 1, hour: "10:00", sessions: []int{12}, arriving: true,
}

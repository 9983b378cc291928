package app

import (
	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/care"
	"tillit.care/measure"
	"tillit.care/pure/fhir"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Maya is 34 and found the messages in winter. Ben is 36; it had ended by then. Each answers
// alone, and what Maya answers in the first week he does not learn from anything here.
var maya = story{
	person: care.Contact{Name: "Maya Torres", Email: "maya.torres@example.org", Phone: "518-555-0137"},
	safe:   "My own e-mail, or the office number before four.",

	therapist: ana, day: 1, hour: "16:00", sessions: []int{1, 2, 3, 5, 7, 9, 11},
	asks: []ask{{1, "phq9", fourWeeks}, {1, "gad7", fourWeeks}, {1, "partner-trust", fourWeeks}},
	answers: []answered{
		{1, 0, "20:22", "phq9", "222211211 2", 14},
		{1, 0, "20:27", "asq", "0000.", 0},
		{1, 0, "20:31", "gad7", "2222212", 13},
		{1, 0, "20:38", "partner-trust", "00121010", 0},
		{5, 0, "19:50", "phq9", "121211100 1", 9},
		{5, 0, "19:55", "gad7", "2121211", 10},
		{5, 0, "20:01", "partner-trust", "11221121", 0},
		{9, 1, "20:12", "phq9", "111110100 1", 6},
		{9, 1, "20:17", "gad7", "1121111", 8},
		{9, 1, "20:24", "partner-trust", "22232232", 0},
	},
	more: func(c *chapter) []moment {
		return []moment{
			{at: c.at(1, 0, "20:29"), by: ana, what: "acknowledge", do: c.acknowledge},
			{at: c.at(1, 1, "11:30"), by: ana, what: "close", do: c.close(alert.Spoke,
				"Called her at the office number. Wants not to wake up some mornings, no plan, no means at home. Her sister knows. Again on Thursday.")},
		}
	},
}

var ben = story{
	person: care.Contact{Name: "Ben Torres", Email: "ben.torres@example.org", Phone: "518-555-0152"},
	safe:   "My cell. Not the e-mail that we share.",

	therapist: ana, day: 1, hour: "16:00", sessions: []int{1, 2, 4, 5, 7, 9, 11},
	asks: []ask{{1, "phq9", fourWeeks}, {1, "gad7", fourWeeks}, {1, "partner-trust", fourWeeks}},
	answers: []answered{
		{1, 1, "21:04", "phq9", "112110100 1", 7},
		{1, 1, "21:09", "gad7", "1111110", 6},
		{1, 1, "21:15", "partner-trust", "34333233", 0},
		{5, 0, "21:40", "phq9", "111110100 1", 6},
		{5, 0, "21:44", "gad7", "1111100", 5},
		{5, 0, "21:50", "partner-trust", "34333333", 0},
		{9, 0, "21:20", "phq9", "111100100 0", 5},
		{9, 0, "21:25", "gad7", "1111100", 5},
		{9, 0, "21:31", "partner-trust", "34433343", 0},
	},
}

// together is why they come, in words that both may read.
const together = "An affair that ended in winter. Both want to find out whether they can stay, and how."

// tellTwo is a couple: opened at once, and from then on each by themselves.
func (t *walk) tellTwo(one, other story) (all []moment, err error) {
	var two [2]*chapter
	for i, s := range []story{one, other} {
		two[i] = &chapter{walk: t, story: s, client: s.person.Email.Reveal(), staff: s.therapist}
	}
	var joint space.ID
	first := two[0]
	all = append(all, moment{at: first.at(1, -1, "13:10"), by: first.staff, what: "open", do: func(tx *db.Tx) error {
		opened, err := care.OpenCouple(tx, [2]care.Contact{one.person, other.person}, together)
		joint = opened.Joint
		for i, c := range two {
			if err == nil {
				err = c.partner(tx, opened, i)
			}
		}
		return err
	}})
	for _, c := range two {
		goes, err := c.goes()
		if err != nil {
			return nil, err
		}
		all = append(append(all, c.comes()...), goes...)
		all = append(all, moment{at: c.at(2, 0, "19:30"), by: c.client, what: "alone", do: c.alone})
	}
	return append(all, moment{at: first.at(2, 0, "17:05"), by: first.staff, what: "ask alone", do: func(tx *db.Tx) error {
		rec, err := space.Open(tx, joint, right.Treat|right.Read)
		if err != nil {
			return err
		}
		return measure.AskAlone(tx, rec)
	}}), nil
}

// partner is one of the two, invited where only they are.
func (c *chapter) partner(tx *db.Tx, couple care.Case, n int) error {
	rec, err := space.Open(tx, couple.Apart[n], right.Admit|right.Read)
	if err != nil {
		return err
	}
	mine, err := care.Of(tx, rec)
	if err != nil {
		return err
	}
	c.id, c.shared, c.contact = string(couple.ID), couple.Apart[n], mine.Contact
	c.code, err = care.Invite(tx, rec, c.person, c.address)
	return err
}

// alone is a partner who is asked about being safe, and answers no.
func (c *chapter) alone(tx *db.Tx) error {
	rec, err := space.Open(tx, c.shared, right.Read|right.Write)
	if err != nil {
		return err
	}
	waits, err := measure.WaitsAlone(tx, rec)
	if err != nil {
		return err
	}
	no := fhir.Answers{}
	for _, question := range []string{"hark-1", "hark-2", "hark-3", "hark-4"} {
		no[question] = "LA32-8"
	}
	return measure.Drop(tx, rec, waits.ID, no)
}

package app

import (
	"errors"
	"maps"
	"slices"

	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/care"
	"tillit.care/measure"
	"tillit.care/pure/right"
	"tillit.care/safety"
	"tillit.care/space"
)

// dave is 27 and back from Iraq, where friends of his died and he did not. He is afraid in
// his own house, some days even of what his wife may have in mind. He was taught that a
// man feels nothing that shows, and his first answers say so too: they rise while he
// learns to answer what is so.
var dave = story{
	person: care.Contact{Name: "Dave Mercer", Email: "dave.mercer@example.org", Phone: "518-555-0119"},
	safe:   "My cell, in the evening. Never the house phone. No messages on the machine.",
	why:    "Back from Iraq two years ago. Sleeps badly, does not feel safe at home. Comes because his wife asked him to.",

	therapist: ana, day: 2, hour: "15:00", sessions: []int{1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12},
	asks: []ask{
		{1, "pcptsd5", once}, {1, "phq9", weekly}, {1, "gad7", twoWeeks}, {1, "pcl5", fourWeeks},
		{1, "kusiv3", fourWeeks}, {1, "etmcq", once}, {8, "etmcq", once},
	},
	// Week 9 he was away with his brother and sent nothing; week 10 has what was due then.
	answers: []answered{
		{1, 0, "20:31", "pcptsd5", "1 11111", 5},
		{1, 0, "20:35", "phq9", "203211210 1", 12},
		{1, 0, "20:38", "gad7", "3223213", 16},
		{1, 0, "20:47", "pcl5", "33133 43 1343233 014434", 55},
		{1, 0, "20:49", "kusiv3", "251", 4.0 / 3},
		{1, 0, "21:06", "etmcq", "146 611 236 721 263", 2.4},
		{2, 0, "21:20", "phq9", "103211210 1", 11},
		{3, 0, "20:44", "phq9", "213212210 1", 14},
		{3, 0, "20:48", "gad7", "3323213", 17},
		{4, 0, "22:02", "phq9", "213213210 2", 15},
		{5, 0, "20:40", "gad7", "3323223", 18},
		{5, 0, "20:43", "kusiv3", "242", 2},
		{5, 0, "20:52", "phq9", "223313211 2", 18},
		{5, 0, "20:58", "asq", "01000", 0},
		{5, 1, "21:10", "pcl5", "33133 33 1344233 114434", 56},
		{6, 0, "20:37", "phq9", "223213210 2", 16},
		{7, 0, "21:11", "phq9", "223212200 2", 14},
		{7, 0, "21:15", "gad7", "3223222", 16},
		{8, 0, "20:25", "phq9", "123212210 1", 14},
		{8, 1, "20:30", "etmcq", "255 611 356 621 353", 3.6},
		{10, 0, "20:33", "phq9", "122212100 1", 11},
		{10, 0, "20:36", "gad7", "2212222", 13},
		{10, 0, "20:45", "pcl5", "23122 22 1333222 104323", 43},
		{10, 0, "20:47", "kusiv3", "342", 7.0 / 3},
		{11, 0, "20:51", "phq9", "112111100 1", 8},
		{11, 0, "20:54", "gad7", "2212121", 11},
		{12, lastly, "20:31", "phq9", "223212101 2", 14},
		{12, lastly, "20:37", "asq", "0000.", 0},
	},
	journal: []page{
		{3, 1, "02:20", "", `Ana says write it down, nobody reads it. I don't see the point but I am up anyway. Checked the doors. Checked them again. Beth was asleep. She sleeps like somebody who has nothing to hide. That ought to calm me down.`, 0},
		{6, 1, "21:25", "The trash", `Beth asked me to take the trash out after dark, and my whole body was sure she wanted me out there. For a second I knew it the way you know your own name. It is forty feet to the curb.

I took it out. Nothing. When I came back in I could not look at her, and she thought I was mad at her. I was not mad. I don't know what I was.`, 6},
		{8, 0, "22:48", "What I would tell him", `Ana asked what I would say if Marcus had come home instead of me and sat in that chair feeling like this. I said I'd tell him to put it down for a minute. Then it got quiet in there. I did not do anything. But there was something in my throat all the way home.`, 0},
		{11, 1, "23:02", "Eleven words", `Went to the veterans' group. Said eleven words, I counted. A guy called Ray, maybe sixty, said he slept with his boots on for two years. He laughed when he said it and then I did too. Slept five hours.`, 0},
	},
	notes: []page{
		{1, 0, "16:10", "", `He chose the chair from which he sees the door. I moved mine so that it is not in his way, and neither of us mentioned it. Everything was "fine, ma'am". I was tired afterwards. I think I held my breath along with him.`, 0},
		{4, 0, "16:05", "", `I catch myself waiting for him to cry. That is my wish and not his goal. He will find his own way to what he feels, and it may not look like anything that I know.`, 0},
		{5, 1, "13:05", "", `A long evening. I was afraid for him, and glad that I was called. He picked up at the second ring and said "I figured you'd see that". So he wanted it seen. I want to remember that he told a form before he could tell me.`, 0},
		{8, 0, "16:15", "", `The hour about his friend. I said little. Two minutes of silence that I would not have dared in week 2.`, 0},
		{12, lastly, "21:55", "", `It is the month in which it happened; he told me so early on, and I had not written it down where I would see it. We talked for half an hour. He stays with Beth tonight, he has his plan at hand, and we speak tomorrow. I leave it open until I have seen him.`, 0},
	},
	more: func(c *chapter) []moment {
		first, then, now := davesPlan()
		return append(slices.Concat(daveBegan(c), davesDecided(c), davesDanger(c), davesTrust(c), daveDoes(c), davePlanned(c), c.met(davesMet)), []moment{
			{at: c.at(5, 0, "21:11"), by: ana, what: "acknowledge", do: c.acknowledge},
			{at: c.at(5, 0, "22:05"), by: ana, what: "close", do: c.close(alert.Spoke,
				"Called him at 21:15, forty minutes. Alone in the car in front of the house, then indoors with his wife, whom he told himself. No plan, no intent. He comes tomorrow at noon.")},
			{at: c.at(5, 1, "12:40"), by: ana, what: "plan", do: c.plan(first)},
			{at: c.at(6, 1, "21:40"), by: c.client, what: "plan", do: c.plan(then)},
			{at: c.at(11, 1, "23:10"), by: c.client, what: "plan", do: c.plan(now)},
			{at: c.at(5, 1, "12:50"), by: ana, what: "close", do: c.close(alert.Planned,
				"Seen today. Wrote a safety plan together in his words; his brother looks after the rifle for now, which was his own idea. Call on the third day, and asked again at each session.")},
			{at: c.at(12, 0, "15:50"), by: ana, what: "ask", do: c.askAgain},
			{at: c.at(12, lastly, "20:50"), by: ana, what: "acknowledge", do: c.acknowledge},
		}...)
	},
}

// davesPlan is his safety plan, as it grew.
func davesPlan() (first, then, now safety.Words) {
	first = safety.Words{
		"signs":  "I check the doors more than twice.\nI stop talking and say that I am fine.\nThe chair in the garage looks like the right place to be.",
		"alone":  "Cold water on my face, then feet flat on the floor, and name what is in the room.\nWalk to the bridge and back.",
		"places": "The diner on Third, at the counter.\nCal's workshop. I can hold the light and say nothing.",
		"people": "Cal, my brother: 518-555-0136, any hour\nBeth: wake her. She said so herself.",
		"around": "Cal has the rifle and the key. He keeps both until we say otherwise together.\nNot alone in the garage after ten.",
	}
	then = maps.Clone(first)
	then["alone"] += "\nTell myself what I would tell Marcus: put it down for a minute."
	now = maps.Clone(then)
	now["places"] += "\nThe veterans' group, Thursdays at seven."
	now["people"] += "\nRay from the group: 518-555-0174, he is up at night anyway"
	return first, then, now
}

// plan is a safety plan, written over the one that is there.
func (c *chapter) plan(now safety.Words) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.shared, right.Read|right.Write)
		if err != nil {
			return err
		}
		before, err := safety.Current(tx, rec)
		if err != nil {
			return err
		}
		return safety.Keep(tx, rec, safety.Written{Once: id.New[safety.Plan](tx.Now), After: before.ID, Words: now})
	}
}

// askAgain asks the GAD-7 before its time. It waits when the demo is opened.
func (c *chapter) askAgain(tx *db.Tx) error {
	rec, err := space.Open(tx, c.shared, right.Treat|right.Read)
	if err != nil {
		return err
	}
	all, err := measure.Of(tx, rec)
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.Instrument == "gad7" {
			return measure.Ask(tx, rec, m.ID)
		}
	}
	return errors.New("nobody asked")
}

package app

import (
	"slices"

	"tillit.care/base/db"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// liz is 38. She accuses her husband of seeing somebody; there is nothing this year that
// she could point to. Her father did, and so did two men before him.
var liz = story{
	person: care.Contact{Name: "Liz Carver", Email: "liz.carver@example.org", Phone: "518-555-0142"},
	safe:   "Text my cell first, weekdays after five. My husband knows that I come here.",
	why:    "Accuses her husband of seeing someone else. Wants to stop, and wants to know whether she is right.",

	therapist: ana, day: 1, hour: "11:00", sessions: []int{1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12},
	asks: []ask{
		{1, "gad7", weekly}, {1, "phq9", twoWeeks}, {1, "kusiv3", fourWeeks}, {1, "etmcq", once},
		{10, "etmcq", once},
	},
	// Week 7 she did not come and sent nothing. The GAD-7 of week 12 still waits.
	answers: []answered{
		{1, 0, "20:34", "gad7", "3322123", 16},
		{1, 0, "20:38", "phq9", "123212200 2", 13},
		{1, 0, "20:41", "kusiv3", "242", 2},
		{1, 1, "21:15", "etmcq", "345 633 446 653 357", 3.6},
		{2, 0, "21:02", "gad7", "3322122", 15},
		{3, 1, "20:50", "gad7", "3322132", 16},
		{3, 1, "20:55", "phq9", "123211200 1", 12},
		{4, 0, "19:48", "gad7", "2322112", 13},
		{5, 0, "21:30", "gad7", "2221122", 12},
		{5, 0, "21:34", "phq9", "112211100 1", 9},
		{5, 0, "21:36", "kusiv3", "243", 7.0 / 3},
		{6, 1, "20:12", "gad7", "2212111", 10},
		{8, 0, "22:04", "gad7", "3322121", 14},
		{8, 0, "22:09", "phq9", "123212100 2", 12},
		{9, 0, "20:40", "gad7", "2221121", 11},
		{9, 0, "20:45", "phq9", "112111100 1", 8},
		{9, 0, "20:47", "kusiv3", "343", 8.0 / 3},
		{10, 1, "19:55", "gad7", "2112021", 9},
		{10, 1, "20:01", "etmcq", "454 533 555 543 446", 4.6},
		{11, 0, "20:28", "gad7", "1211111", 8},
		{11, 0, "20:33", "phq9", "012111100 1", 7},
	},
	journal: []page{
		{2, 1, "22:10", "The receipt", `There was a receipt for two coffees in his coat. I sat on the stairs with it for twenty minutes. Then he came home and said, before I had opened my mouth, that he had met his sister in town. I already had the whole story. I even knew what the woman was wearing.`, 0},
		{4, 1, "21:40", "The warm hood", `Ana asked when I first learned to check. I said I don't check. Then I remembered being nine and putting my hand on the hood of Dad's car, to feel how long he had been home. So I have been checking for twenty-nine years. I don't think Mark knows that he married somebody with a hand on a hood.`, 6},
		{8, 1, "22:31", "A bad couple of weeks", `I wrote nothing because I was ashamed. On Sunday I read his messages while he was in the shower. There was nothing. It helped for about an hour. Then I wondered what he had deleted.

I told him that night. He was quiet for a long time, and then he said that he would rather be asked than searched. I don't know yet how to ask. It comes out like a policeman.`, 0},
		{11, 2, "21:05", "Forty minutes", `He was late and his phone was off, and I could feel the film start in my head. I know that film. It has Dad in it, and Pete, and at the end I am the last one to find out.

I did what we practised and looked for what was different tonight. Dad never called afterwards. Pete laughed at me. Mark came in wet to the bone and said sorry, the train. I was still angry. But I was angry about forty minutes and not about my whole life.`, 0},
	},
	notes: []page{
		{1, 0, "12:20", "", `She apologised three times for taking up my hour. I notice how much I want to tell her that her husband is faithful. I have never met him. First I need to know whether there is a reason now.`, 0},
		{3, 0, "12:15", "", `Asked plainly, and then once more, what she has seen, this year, in this marriage. Nothing that she would stand by. She is careful with facts when nobody hurries her. I believe her, and I keep the question open.`, 0},
		{6, 0, "16:30", "", `Took it to Ingrid: am I too gentle? Her question back: which of the two of us is more afraid of her anger? I think it is me.`, 0},
		{8, 0, "12:10", "", `She told me about his messages before I had asked. I felt like praising her for it and kept quiet: she does not need a judge, not even a kind one. We looked at what that hour of relief had cost, and she did the sum herself.`, 0},
		{11, 0, "12:05", "", `She laughed today, about the two coffees. First time. I must be careful not to hurry now because I like how it is going.`, 0},
	},
	messages: []sent{
		{6, 5, "20:55", true, "I cannot come next week, my sister needs the car for her move. I did not want to just stay away.", 12.4},
		{6, 6, "09:25", false, "Thank you for telling me. Then we meet the week after, at our hour. Should you need an hour before that, write here or call the front desk.", 9.1},
		{6, 6, "18:33", true, "The week after is good. Thank you.", 15},
		{9, 5, "22:48", true, "I asked him tonight instead of looking. It came out like a policeman.\n\nBut I asked.", 10.2},
		{9, 6, "09:04", false, "I read this first thing. You asked. Let us begin with it tomorrow.", 8.5},
		{12, lastly, "11:42", false, "The short questionnaire of this week is still open. There is no hurry.\n\nNext time I would like to come back to the two coffees, and to what made you laugh.", 0},
	},
	more: func(c *chapter) []moment {
		return append(slices.Concat(lizBegan(c), lizDecided(c), lizTrust(c), lizDoes(c), lizPlanned(c), c.met(lizMet), lizShared(c), c.days(c.story.sessions...)), []moment{
			{at: c.at(2, 0, "09:40"), by: mari, what: "a new number", do: c.newNumber},
			{at: c.at(6, 0, "16:05"), by: ana, what: "supervise", do: c.supervise},
			{at: c.at(6, 1, "10:30"), by: ingrid, what: "supervision", do: c.look, look: true},
			{at: c.at(10, 1, "10:30"), by: ingrid, what: "supervision", do: c.look, look: true},
		}...)
	},
}

// newNumber is the front desk, which Liz has called: her number has changed.
func (c *chapter) newNumber(tx *db.Tx) error {
	contact, err := space.Open(tx, c.contact, right.Read|right.Write)
	if err != nil {
		return err
	}
	person, err := care.Reach(tx, contact)
	if err != nil {
		return err
	}
	person.Phone = "518-555-0167"
	return care.KeepContact(tx, contact, person)
}

// supervise lets the supervisor read this case for twelve weeks.
func (c *chapter) supervise(tx *db.Tx) error {
	rec, err := space.Open(tx, c.shared, right.Admit|right.Read)
	if err != nil {
		return err
	}
	return care.Supervise(tx, rec, c.people[ingrid].ID, tx.Now.AddDate(0, 0, 12*7))
}

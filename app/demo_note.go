package app

import (
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/meeting"
	"tillit.care/note"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// met is one session of the story: what the client put on the agenda the evening before, what
// the two did, and the note as it was signed.
type met struct {
	week       int
	point      string // from the client's phone; empty: nothing
	text       string
	plan       string
	risk       note.Risk
	words      string
	unsigned   bool
	way        meeting.Way
	place      string
	assessment string // of a note that is written as DAP
	during     func(which *meeting.ID, begun time.Time) []moment
}

// met are the sessions of a story, those that were called off among them.
func (c *chapter) met(all []met) (moments []moment) {
	for _, m := range all {
		begin := c.at(m.week, 0, c.hour)
		which := new(meeting.ID)
		if m.point != "" {
			moments = append(moments, moment{at: begin.Add(-15 * time.Hour), by: c.client, what: "agenda", do: c.point(m.point)})
		}
		moments = append(moments,
			moment{at: begin, by: c.staff, what: "begin", do: c.begins(m, which)},
			moment{at: begin.Add(50 * time.Minute), by: c.staff, what: "end", do: c.ends(m, which)})
		if m.during != nil {
			moments = append(moments, m.during(which, begin)...)
		}
		if !m.unsigned {
			moments = append(moments, moment{at: begin.Add(58 * time.Minute), by: c.staff, what: "sign", do: c.signs(which)})
		}
	}
	for week := 1; week <= weeks; week++ {
		if !slices.Contains(c.sessions, week) {
			moments = append(moments, moment{at: c.at(week, 0, c.hour).Add(-time.Hour), by: c.staff, what: "call off", do: c.callsOff(c.at(week, 0, c.hour))})
		}
	}
	next := c.at(weeks+1, 0, c.hour)
	return append(moments, moment{at: c.at(weeks, 0, c.hour).Add(51 * time.Minute), by: c.staff, what: "plan", do: func(tx *db.Tx) error {
		return c.holding(tx, func(rec, _ *space.Record) error {
			_, err := meeting.Plan(tx, rec, id.New[meeting.Meeting](tx.Now), next, meeting.InPerson)
			return err
		})
	}})
}

// holding opens what a therapist needs to hold a session.
func (c *chapter) holding(tx *db.Tx, act func(rec, own *space.Record) error) error {
	rec, err := space.Open(tx, c.shared, right.Read|right.Write|right.Treat)
	if err != nil {
		return err
	}
	own, err := meeting.OwnOf(tx, rec)
	if err != nil {
		return err
	}
	return act(rec, own)
}

func (c *chapter) point(text string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.shared, right.Read|right.Write)
		if err != nil {
			return err
		}
		return meeting.Add(tx, rec, id.New[meeting.Point](tx.Now), text)
	}
}

func (c *chapter) begins(m met, which *meeting.ID) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		return c.holding(tx, func(rec, _ *space.Record) error {
			*which = id.New[meeting.Meeting](tx.Now)
			way := meeting.InPerson
			if m.way != "" {
				way = m.way
			}
			if _, err := meeting.Plan(tx, rec, *which, tx.Now, way); err != nil {
				return err
			}
			begun, err := meeting.Begin(tx, rec, *which)
			if err != nil || m.place == "" {
				return err
			}
			begun.Place = seal.Text(m.place)
			return meeting.Correct(tx, rec, *which, begun.Facts, "")
		})
	}
}

// ends is the end of a session: all that was on the agenda was talked about, and the note is
// written.
func (c *chapter) ends(m met, which *meeting.ID) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		return c.holding(tx, func(rec, own *space.Record) error {
			held, err := meeting.End(tx, rec, *which)
			if err != nil {
				return err
			}
			if err := meeting.Talk(tx, rec, held, func(meeting.PointID) bool { return true }); err != nil {
				return err
			}
			if m.unsigned {
				return meeting.Save(tx, own, meeting.Sheet{ID: id.New[meeting.Sheet](tx.Now), Meeting: *which, Use: meeting.Pad, Fields: map[string]seal.Text{"done": seal.Text(m.text)}}, meeting.Over{})
			}
			return meeting.Save(tx, own, meeting.Sheet{ID: id.New[meeting.Sheet](tx.Now), Meeting: *which, Use: meeting.Note, Fields: m.fields()}, meeting.Over{})
		})
	}
}

func (m met) fields() map[string]seal.Text {
	f := map[string]seal.Text{"template": "free", "s.text": seal.Text(m.text), "s.plan": seal.Text(m.plan), "risk": seal.Text(note.Nothing), "words": seal.Text(m.words)}
	if m.assessment != "" {
		delete(f, "s.text")
		f["template"], f["s.data"], f["s.assessment"] = "dap", seal.Text(m.text), seal.Text(m.assessment)
	}
	if m.risk != "" {
		f["risk"] = seal.Text(m.risk)
	}
	return f
}

func (c *chapter) signs(which *meeting.ID) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		return c.holding(tx, func(rec, own *space.Record) error {
			d, err := note.DraftOf(tx, rec, own, *which, Deeds)
			if err != nil {
				return err
			}
			seen, err := d.Note.Digest()
			if err != nil {
				return err
			}
			_, err = note.Sign(tx, rec, own, *which, Deeds, seen)
			return err
		})
	}
}

// callsOff is a session that the client called off beforehand.
func (c *chapter) callsOff(at time.Time) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		return c.holding(tx, func(rec, _ *space.Record) error {
			m, err := meeting.Plan(tx, rec, id.New[meeting.Meeting](tx.Now), at, meeting.InPerson)
			if err != nil {
				return err
			}
			return meeting.CallOff(tx, rec, m.ID, meeting.ByClient)
		})
	}
}

var lizMet = []met{
	{week: 1, text: "Liz told why she comes: she accuses Mark of seeing somebody, cannot stop, and is ashamed of it afterwards. She checks his phone and his coat. She wants to know whether she is right, and she wants to stop.",
		assessment: "Strong worry, most days. She says plainly that she has no proof. Whether there is a reason now is an open question, and we look at it first.", plan: "Questionnaires this week. Next time: what she has seen, this year, in this marriage."},
	{week: 2, point: "The receipt in his coat", text: "The receipt for two coffees. She had the whole story before he opened his mouth; it was his sister. We wrote down what she knew, what she guessed, and when she noticed the difference.",
		assessment: "She can tell a fact from a guess when nobody hurries her.", plan: "Once this week: write down one guess, and what became of it."},
	{week: 3, text: "Asked twice what she has seen this year. There is nothing that she would stand by. Her father had somebody for years; Pete and one man before him did too, and Pete laughed at her.",
		assessment: "No sign of a reason now. The fear has good reasons, and they are older than this marriage. The question stays open.", plan: "A first line of her life: when she could trust, and when not. Good events too."},
	{week: 4, point: "When I first learned to check", text: "The warm hood: at nine she felt how long her father's car had been home. She has been checking for twenty-nine years. We drew the line of her life up to now, with her grandmother on it.",
		assessment: "She linked checking to her father by herself, and was sad rather than ashamed.", plan: "One evening this week without checking, and what it is like."},
	{week: 5, text: "Two evenings without checking. The second was easier. We looked at what checking brings and what it costs: one hour of quiet, and a week of fear.",
		assessment: "Worry is lower than at the start.", plan: "What is different now: three things about Mark that her father did not do."},
	{week: 6, point: "His late meetings", text: "Then and now: Dad never called; Mark calls. Pete laughed; Mark is quiet, and stays. She found the third by herself: nobody is keeping a secret from the children.",
		assessment: "She finds differences unaided. It does not hold yet when he is late.", plan: "She does not come next week: her sister moves. The list of differences goes onto her phone.", way: meeting.Video, place: "At home, Hudson, New York"},
	{week: 8, point: "I read his messages", text: "She read his messages on Sunday and told him the same night. He said that he would rather be asked than searched. We looked at what that hour of relief had cost; she did the sum herself.",
		assessment: "A setback, told openly. Worry and mood are harder than before.", plan: "No new steps for two weeks. We practise asking, here, as often as she wants."},
	{week: 9, text: "Asking, in the room, in three ways. The first sounded like a policeman, she said, and laughed at it. The third was a question.",
		assessment: "Worry is back where it was before.", plan: "Ask once this week, when nothing is wrong."},
	{week: 10, point: "I asked him", text: "She asked instead of looking. It came out like a policeman, and she asked all the same. He answered. She did not check whether it was true.",
		assessment: "A first experiment with a real question. What she feared did not happen.", plan: "The next one with a prediction beforehand, and how sure she is."},
	{week: 11, text: "Forty minutes late, phone off. The film began; she stopped it at what was different tonight. She was angry about forty minutes and not about her whole life.",
		assessment: "She does by herself what we practised. Worry is below where it was clinical.", plan: "Let two weeks pass in this rhythm. Then: what would tell her that she is done here?"},
	{week: 12, text: "We looked back at the two coffees, and she laughed. She asked what happens when it comes back. We wrote down what she would notice first.",
		assessment: "Steady. She speaks of Mark, and less of what he might do.", plan: "Her words for what helps, on one page. Every second week from next month on, if she agrees."},
}

var davesMet = []met{
	{week: 1, text: "Dave came because Beth asked him to. He sat where he could see the door. Two tours, two years back; he sleeps three or four hours. He said that all is fine, and later that it is not.", plan: "Questionnaires this week. He decides what we talk about, and when to stop."},
	{week: 2, text: "A usual night: doors, windows, doors. We drew his window of being calm enough, and what takes him out of it on either side.", plan: "One sign each day that he is near the edge."},
	{week: 3, text: "Sleep, and what the house sounds like at two. Breathing out longer than in: he tried it, and thought it silly, and his hands were warmer.", plan: "The same each evening, for five minutes."},
	{week: 4, point: "Beth thinks I am mad at her", text: "He is not angry at Beth; he goes quiet. We looked at what she sees then. He was taught that a man shows nothing.", plan: "Say one sentence to Beth when he goes quiet."},
	{week: 5, text: "A hard week. His answers have been getting harder, and he says that they are only more true. He did not want to talk about March.", plan: "Slower. Nothing about the war until he sleeps."},
	{week: 6, risk: note.Something, words: "His answer in the week could not wait. I called the same evening and saw him the next day. He has thoughts, no plan and no intent. We wrote his safety plan; Cal has the rifle. Asked again today: the thoughts were there twice, and passed.",
		text: "We went through his safety plan line by line. He changed one line and kept the rest. Beth knows.", plan: "Twice a week for a month. Asked about risk each time."},
	{week: 7, risk: note.Something, words: "Asked: once this week, for a few minutes. He walked to the bridge and back, as his plan says, and told Beth.",
		text: "The trash after dark: his body was sure that she wanted him out there. Forty feet to the curb. We looked at then and now, and he found two differences.", plan: "The third difference, whenever it comes."},
	{week: 8, point: "Marcus", text: "He talked about Marcus, for the first time. What would he tell him, had it been the other way round? Put it down for a minute. It was quiet for a while afterwards.", plan: "Nothing new. If it gets loud: his plan, or a call."},
	{week: 10, text: "Back from a week with Cal. Slept five hours twice. He told Cal about Marcus, at the counter, in three sentences.", plan: "The veterans' group: look at it once, from the door."},
	{week: 11, point: "The group", text: "He thinks that he should have died instead. We wrote it down as a thought and not as a fact, and he gave it 70 of 100. On Thursday he goes to the group.", plan: "Go in, and say as much as he wants."},
	{week: 12, unsigned: true, text: "Eleven words in the group, and Ray's boots. He laughed. It is the month in which it happened."},
}

package app

import (
	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/space"
	"tillit.care/trust"
)

const lizBelieves = "If I do not check, I will be the last to know"

// lizDoes is what Liz tries, climbs and agrees: her fear is louder than what comes, and twice
// it is right.
func lizDoes(c *chapter) []moment {
	d := &doing{c, map[string]trust.Thread{}, map[string]trust.ID{}}
	all := append(d.lizPeople(), d.tries(lizTrials(c))...)
	return append(append(all, d.lizLadder()...), d.lizSteady()...)
}

// lizPeople are talked through; and one of them is not safe, which only her therapist reads.
func (d *doing) lizPeople() []moment {
	c := d.c
	somebody := func(at int, alias, are string) moment {
		return d.write(c.at(at, 0, "11:56"), c.staff, alias, "", func([]trust.Thread) trust.Thing { return &trust.Person{Alias: seal.Text(alias), Are: are} })
	}
	return []moment{
		d.talked(c.at(4, 0, "11:50"), "Mark"), d.talked(c.at(4, 0, "11:51"), "Nan"),
		somebody(6, "Joan from work", "colleague"), d.talked(c.at(6, 0, "11:57"), "Joan from work"),
		d.talked(c.at(8, 0, "11:58"), "Dad"),
		d.act(c.at(4, 0, "11:54"), c.staff, func(tx *db.Tx, rec *space.Record) error {
			pete, err := d.see(tx, rec, "Pete")
			if err != nil {
				return err
			}
			return trust.Mark(tx, rec, pete[0], id.New[trust.Revision](tx.Now), true, "In the first year after they parted he waited outside her work twice. She told it alone, and does not want it spoken of on paper.")
		}),
		d.write(c.at(9, 3, "22:10"), c.client, "pete", "Pete", func(pete []trust.Thread) trust.Thing {
			return &trust.Experiment{Act: "I write to Pete and ask him why", Person: pete, Area: "honest", Fear: "He laughs again", Likely: num(85)}
		}),
	}
}

func lizTrials(c *chapter) []trial {
	me, her := c.client, c.staff
	return []trial{
		{c.at(4, 0, "12:00"), 2, her, "I ask Mark to call when he is late", "Mark", "word", "He gets angry and says that I control him", 80, "He sighs and says yes", "If he raises his voice or leaves the room, the fear was right.",
			"He said: fine, of course. And he did not look up.", "not", "Asking was worse than the answer.", lizBelieves, 0},
		{c.at(5, 0, "11:58"), 1, her, "I ask about the receipt, out loud", "Mark", "honest", "He laughs or does not answer", 90, "He says that it was his sister", "A clear answer on the same evening, or not.",
			"He said it was Cath, and put her on the phone before I asked.", "not", "I did not need the phone call. I noticed that afterwards.", lizBelieves, 85},
		{c.at(5, 3, "20:30"), 2, me, "I leave his coat alone for one evening", "Mark", "honest", "I will not stand it and search anyway", 85, "I will stand it until nine", "If I touch the coat before bed, the fear was right.",
			"I stood it until half past ten. Then I searched it.", "came", "An evening was too long. One hour would have been a step.", lizBelieves, 0},
		{c.at(6, 1, "19:50"), 1, me, "I ask Mark for ten minutes without phones", "Mark", "feelings", "He looks at his phone", 70, "He tries", "If he looks at it once in ten minutes.",
			"He looked at it after four minutes. Work. He said sorry and put it in the drawer.", "came", "It was true, and it was not what I was afraid of.", "", 0},
		{c.at(7, 0, "11:58"), 2, her, "Mark goes to his sister, and I do not ask who is there", "Mark", "honest", "I find out later that somebody else was there", 75, "It is Cath and the children", "What he tells by himself within two days.",
			"He told me about the children and the broken lamp. I had not asked.", "not", "He tells more when I ask less.", lizBelieves, 70},
		{c.at(7, 3, "21:00"), 1, me, "I tell Nan that I see a therapist", "Nan", "secrets", "She tells my mother", 60, "She puts the kettle on", "If my mother calls about it within a week.",
			"She put the kettle on. Nobody called.", "not", "Nan is still Nan.", "", 0},
		{c.at(8, 1, "19:30"), 1, me, "I tell Mark that I read his messages", "Mark", "mistakes", "He goes", 90, "He is hurt, and stays", "If he sleeps somewhere else that night.",
			"He was white in the face. He stayed. He said he would rather be asked.", "not", "I was more afraid of being seen than of him.", lizBelieves, 65},
		{c.at(9, 1, "20:10"), 2, me, "I lend Joan my notes from the course", "Joan from work", "money", "I do not get them back", 50, "She brings them on Friday", "If they are not on my desk on Friday.",
			"They were on my desk on Thursday, with a biscuit.", "not", "This one was easy. I want to remember that some are.", "", 0},
		{c.at(10, 1, "20:00"), 1, me, "I ask Dad on the phone how it was for him", "Dad", "honest", "He makes a joke and hangs up", 70, "He does not know what to say", "A joke and the end of the call within five minutes.",
			"He made a joke, and then he was silent, and then my stepmother needed the phone.", "unclear", "I cannot tell what that was.", "", 0},
		{c.at(10, 3, "20:20"), 1, me, "One evening without asking where he was", "Mark", "honest", "I lie awake until two", 60, "I sleep late, but I sleep", "If I am awake at two.",
			"I was asleep before twelve.", "not", "I can do one evening.", lizBelieves, 55},
		{c.at(11, 1, "20:00"), 1, me, "I tell Joan one true thing about home", "Joan from work", "secrets", "It goes round at work", 45, "She nods and tells me one of hers", "If somebody else says something about it this week.",
			"She told me one of hers. Nobody said anything.", "not", "It was nice to be two.", "", 0},
		{c.at(11, 3, "20:00"), 1, me, "Mark keeps the money for our trip", "Mark", "money", "He spends it and says nothing", 30, "It is all there, and he is proud", "What is in the tin on Saturday.",
			"It was all there, and he had put in ten more.", "not", "I had not even checked before he showed me.", lizBelieves, 45},
		{c.at(12, 0, "11:58"), 12, her, "A night at Nan's without calling home", "Mark", "word", "He goes out and does not say so", 25, "He watches the game", "What he tells me at breakfast, without being asked.", "", "", "", lizBelieves, 0},
	}
}

// lizLadder is her ladder, with one step that was too big, her star of Mark, and what they
// agreed.
func (d *doing) lizLadder() (moments []moment) {
	c := d.c
	step := func(week, day int, act string, hard int, bigger string) moment {
		return d.act(c.at(week, day, "20:41"), c.client, func(tx *db.Tx, rec *space.Record) error {
			mark, err := d.see(tx, rec, "Mark")
			if err != nil {
				return err
			}
			s := &trust.Step{Act: seal.Text(act), Hard: num(hard), Person: mark}
			if bigger != "" {
				s.Bigger = []trust.Thread{d.there[bigger]}
			}
			return d.keep(tx, rec, act, s)
		})
	}
	tread := func(week, day int, act, what string) moment {
		return d.act(c.at(week, day, "21:50"), c.client, func(tx *db.Tx, rec *space.Record) error {
			return trust.Tread(tx, rec, d.there[act], id.New[trust.Revision](tx.Now), what)
		})
	}
	moments = append(moments, step(5, 2, "I tell Mark one thing about my day", 2, ""), step(5, 2, "I leave his coat alone for an evening", 7, ""),
		step(5, 2, "He goes out, and I do not call", 8, ""), tread(5, 5, "I leave his coat alone for an evening", "hard"),
		step(6, 2, "I leave his coat alone for one hour", 4, "I leave his coat alone for an evening"), tread(6, 3, "I tell Mark one thing about my day", "again"),
		tread(7, 1, "I leave his coat alone for one hour", "done"), tread(8, 2, "I tell Mark one thing about my day", "done"),
		tread(10, 4, "I leave his coat alone for an evening", "again"))
	star := func(at int, word, honest, mistakes, wordSeen, mistakesSeen string) moment {
		return d.write(c.at(at, 0, "11:44"), c.staff, "star", "Mark", func(mark []trust.Thread) trust.Thing {
			return &trust.Star{Person: mark, Feels: [8]string{word, honest, "mostly", "unknown", mistakes, "well", "well", "well"}, Seen: [8]seal.Text{seal.Text(wordSeen), "", "", "", seal.Text(mistakesSeen), "He pays what he says", "", "Dinner, the car, my mother"}}
		})
	}
	agreed := func(week int, how string, note seal.Text) moment {
		return d.write(c.at(week, 5, "20:00"), c.client, "kept "+how, "", func([]trust.Thread) trust.Thing {
			return &trust.Keeping{Agreement: []trust.Thread{d.there["late"]}, How: how, Day: seal.Text(c.at(week, 5, "20:00").Format("2006-01-02")), Note: note}
		})
	}
	return append(moments, star(6, "mixed", "not", "unknown", "Late twice, and said so before", ""), star(11, "mostly", "mixed", "mostly", "He calls now, most of the time", "Sorry about the phone, without being asked"),
		d.write(c.at(6, 0, "11:53"), c.staff, "late", "Mark", func(mark []trust.Thread) trust.Thing {
			return &trust.Agreement{What: "Whoever is late says so before", With: "other", Person: mark, Know: "A call or a line. Nobody asks for a picture or a place."}
		}), agreed(7, "kept", "Tuesday and Friday"), agreed(8, "repaired", "He forgot, and said sorry at the door"), agreed(10, "first", "He said in the morning that there is no line in the tunnel"))
}

// lizSteady is what brings her back, and what was between her and Ana.
func (d *doing) lizSteady() []moment {
	c := d.c
	between := func(at int, by string, said seal.Text, mended string) moment {
		return d.write(c.at(at, 1, "20:48"), by, "rushed", "", func([]trust.Thread) trust.Thing {
			return &trust.Between{What: "Last time I felt rushed at the end", Wish: "The last ten minutes for landing", Said: said, Mended: mended}
		})
	}
	return []moment{
		d.write(c.at(3, 0, "11:52"), c.staff, "window", "", func([]trust.Thread) trust.Thing {
			return &trust.Window{Much: "My chest gets tight\nI ask the same thing three times\nI am loud", MuchBack: "Cold water over my wrists\nOut on the back step, and a long breath out", Right: "I can hear what he says\nMy feet are on the floor",
				Little: "I go quiet and look at the wall\nMy hands are cold", LittleBack: "Getting up\nThe radio in the kitchen", Others: "Sit down beside me, do not stand in the door"}
		}),
		d.write(c.at(3, 4, "21:40"), c.client, "kitchen", "", func([]trust.Thread) trust.Thing {
			return &trust.Calm{Called: "Nan's kitchen on a Sunday", See: "The yellow table\nSteam on the window", Hear: "The clock over the stove\nNan humming", Feel: "A warm cup in both hands", Word: "Sunday"}
		}),
		d.write(c.at(4, 4, "21:40"), c.client, "tin", "", func([]trust.Thread) trust.Thing {
			return &trust.Container{Called: "The blue tin from the cellar", Looks: "Thick, with a rusty lid", Shuts: "Two turns of wire. Only I know which way.", Stays: "Behind the jars at Nan's", Word: "Shut"}
		}),
		between(9, c.client, "", ""), between(10, c.staff, "I looked at the clock when she spoke of her father. I said so, and that I am sorry. We keep the last ten minutes free now.", "repaired"),
	}
}

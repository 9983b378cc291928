package app

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/trust"
)

// tale is one thing of the trust work as somebody wrote it, or changed it.
type tale struct {
	at    time.Time
	by    string // whose words it is kept by
	name  string // by which later ones link to it
	thing func(see func(string) []trust.Thread) trust.Thing
	names map[string]string // by field: who is named in it for the first time
}

// trusting is the trust work of a case, in order of time. A name that was told before is
// changed by whatever is told of it again.
func (c *chapter) trusting(all []tale) (moments []moment) {
	there, last := map[string]trust.Thread{}, map[string]trust.ID{}
	see := func(name string) []trust.Thread {
		if there[name] == "" {
			return nil
		}
		return []trust.Thread{there[name]}
	}
	for _, t := range all {
		moments = append(moments, moment{at: t.at, by: t.by, what: "trust", do: func(tx *db.Tx) error {
			rec, err := space.Open(tx, c.shared, right.Read|right.Write)
			if err != nil {
				return err
			}
			once := id.New[trust.Revision](tx.Now)
			w := trust.Written{Once: once, Thread: there[t.name], After: last[t.name], Thing: t.thing(see), Names: t.names}
			kept, err := trust.Keep(tx, rec, w)
			there[t.name], last[t.name] = kept, once
			return err
		}})
	}
	return moments
}

func num(n int) *int { return &n }

// lizTrust is Liz's: from the hood of her father's car to two coffees.
func lizTrust(c *chapter) []moment {
	return c.trusting(append(lizEvents(c), lizThinking(c)...))
}

func lizEvents(c *chapter) []tale {
	me, her := c.client, c.staff
	person := func(alias, are string) func(func(string) []trust.Thread) trust.Thing {
		return func(func(string) []trust.Thread) trust.Thing { return &trust.Person{Alias: seal.Text(alias), Are: are} }
	}
	return []tale{
		{c.at(2, 0, "11:20"), her, "dad", person("Dad", "father"), nil},
		{c.at(2, 0, "11:21"), her, "mark", person("Mark", "partner"), nil},
		{c.at(2, 0, "11:22"), her, "pete", person("Pete", "ex"), nil},
		{c.at(2, 0, "11:23"), her, "nan", person("Nan", "family"), nil},
		{c.at(2, 0, "11:30"), her, "hood", func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Event{Title: "The warm hood of the car", Sway: "hard", Age: num(9), When: "when I was 9", Exact: "around", People: see("dad"),
				Area: "childhood", What: []string{"lie"}, Story: "I put my hand on the hood to feel how long he had been home. He said he had come straight from work.",
				Then: "If I do not check, I will be the last to know", ThenHeld: num(95), Weight: num(7), Self: num(1), Toward: num(-2), Marks: []string{"first"}}
		}, nil},
		{c.at(2, 0, "11:36"), her, "dadleft", func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Event{Title: "Dad's other woman", Sway: "hard", Year: num(1998), Age: num(11), People: see("dad"), Area: "childhood", What: []string{"infidelity", "abandonment"},
				Story: "Mom found out from a neighbor. Everybody on the street had known.", Then: "Men cheat, and everybody knows but you", ThenHeld: num(100), Now: "My father did", NowHeld: num(70),
				Weight: num(9), Toward: num(-3), Mended: "no", Marks: []string{"worst"}}
		}, nil},
		{c.at(2, 2, "21:15"), me, "nanhouse", func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Event{Title: "Nan's kitchen on Sundays", Sway: "good", Year: num(1999), Exact: "around", People: see("nan"), Area: "childhood", What: []string{"kept", "stood"},
				Story: "She said come whenever, and she was always there. Eleven years of Sundays.", Then: "There is one place that stays", ThenHeld: num(90), Now: "Some people stay", NowHeld: num(60), Weight: num(6), Toward: num(2)}
		}, nil},
		{c.at(3, 0, "11:25"), her, "petelied", func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Event{Title: "Pete laughed when I asked", Sway: "hard", Year: num(2009), When: "around 2009", Exact: "around", People: see("pete"), Area: "partner", What: []string{"infidelity", "lie"},
				Story: "I asked him straight. He laughed and said I was crazy. It had been going on for a year.", Then: "My own judgement is no good", ThenHeld: num(85), Weight: num(8), Self: num(-3), Toward: num(-2)}
		}, nil},
		{c.at(3, 3, "20:40"), me, "second", func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Event{Title: "The phone in the car", Sway: "hard", Year: num(2013), Season: "autumn", Area: "partner", What: []string{"infidelity"}, Ask: "later", Weight: num(6), Then: "It will always happen", ThenHeld: num(90)}
		}, map[string]string{"people": "R."}},
		{c.at(5, 1, "20:05"), me, "alone", func(func(string) []trust.Thread) trust.Thing {
			return &trust.Event{Title: "What I did to my sister", Sway: "hard", Year: num(2014), Area: "self", What: []string{"failure"}, Weight: num(7), Ask: "alone", Then: "I am no better than they are", ThenHeld: num(80)}
		}, nil},
		{c.at(5, 0, "11:30"), her, "flat", func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Event{Title: "Mark gave me his key first", Sway: "good", Year: num(2016), Season: "spring", People: see("mark"), Area: "partner", What: []string{"truth", "kind"},
				Then: "He must want something", ThenHeld: num(60), Now: "He wanted me to be able to come in", NowHeld: num(75), Weight: num(5), Toward: num(1)}
		}, nil},
		{c.at(8, 2, "21:50"), me, "phone", func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Event{Title: "I told him that I had read his messages", Sway: "both", When: "this winter", Year: num(c.at(8, 0, "12:00").Year()), People: see("mark"), Area: "partner", What: []string{"truth"},
				Then: "Now he will go", ThenHeld: num(80), Now: "He would rather be asked than searched", NowHeld: num(85), Weight: num(6), Mended: "partly", Marks: []string{"latest"}}
		}, nil},
	}
}

// lizThinking is how she and Ana looked at it.
func lizThinking(c *chapter) []tale {
	me, her := c.client, c.staff
	check := func(result string, next seal.Text) func(func(string) []trust.Thread) trust.Thing {
		return func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Check{What: "Mark is seeing somebody", Person: see("mark"), Facts: "A receipt for two coffees\nTwice late this month, both times he said so before",
				Guess: "That the second coffee was for a woman I do not know", Other: "He met his sister, as he said himself\nWork is worse since the new line",
				Knows: "His sister, who was there\nHe himself, if I ask and do not search", Friend: "That I have a knot in my stomach and a receipt, and that these are two things.", Result: result, Next: next}
		}
	}
	causes := func(anxiety string) func(func(string) []trust.Thread) trust.Thing {
		return func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Causes{Reality: "none", RealitySure: "fairly", Anxiety: anxiety, AnxietySure: "fairly", Trauma: "main", TraumaSure: "fairly", Attachment: "much", AttachmentSure: "guess", Skills: "little", SkillsSure: "guess",
				Reasons: "It began long before Mark\nIt is worst when she is tired or alone", Against: "She is not afraid of her women friends", Events: append(see("dadleft"), see("petelied")...)}
		}
	}
	stuck := func(held int, other seal.Text, otherHeld *int, status string) func(func(string) []trust.Thread) trust.Thing {
		return func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Stuck{Text: "If I do not check, I will be the last to know", Theme: "others", Sort: "ahead", Held: num(held), Other: other, OtherHeld: otherHeld, Status: status, Events: append(see("hood"), see("dadleft")...), People: see("mark")}
		}
	}
	five := func(fits string, holds seal.Text) func(func(string) []trust.Thread) trust.Thing {
		return func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Five{Presenting: "I accuse Mark of things that I have not seen\nI check his coat, his phone, the car", Predisposing: "Dad, and a street that knew\nI learned at nine that checking tells the truth",
				Precipitating: "The new job, and evenings alone", Perpetuating: "Checking gives me an hour of calm\nI ask like a policeman, and he goes quiet", Protective: holds, Fits: fits, Events: append(see("hood"), see("petelied")...)}
		}
	}
	return []tale{
		{c.at(3, 0, "11:40"), her, "check", check("unsaid", "Ask about the receipt, out loud, and look at it again in two weeks."), nil},
		{c.at(5, 0, "11:40"), her, "check", check("unfounded", "If something new is seen, we look again. Until then the work is with the fear."), nil},
		{c.at(4, 0, "11:35"), her, "stuck", stuck(95, "", nil, "open"), nil},
		{c.at(4, 0, "11:45"), her, "self", func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Stuck{Text: "My own judgement is no good", Theme: "self", Sort: "always", Held: num(85), Status: "working", Events: see("petelied"), People: see("pete")}
		}, nil},
		{c.at(5, 0, "11:48"), her, "causes", causes("main"), nil},
		{c.at(5, 0, "11:52"), her, "five", five("draft", "Nan\nMark stays in the room when it gets loud"), nil},
		{c.at(6, 0, "11:35"), her, "cycle", func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Cycle{Trigger: "He is late and his phone is off", Thought: "Here it is. I knew it.", Emotion: []string{"fear", "anger"}, Body: "My chest gets tight", Acts: []string{"check", "accuse"}, Did: "I go through his coat, and then through him",
				Relief: "An hour of calm", Cost: "He goes quiet, and I am alone with a man who goes quiet", Beliefs: see("stuck"), Events: see("dadleft"), People: see("mark")}
		}, nil},
		{c.at(6, 1, "20:20"), me, "stuck", stuck(85, "If something is wrong, I will find out, and I will live", num(30), "working"), nil},
		{c.at(8, 0, "11:40"), her, "record", func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Record{Stuck: see("stuck"), Situation: "Sunday, he was in the shower, his phone on the table.", Thought: "There will be something in it", Before: num(90), Feelings: []string{"fear", "shame"},
				For: "Dad had a second life, and nobody told us", Against: "There was nothing in the phone\nHe told me about the coffee before I asked\nHe stayed when I told him", Habits: []string{"future", "old"},
				Balanced: "I was afraid, and there was nothing. Both are true.", BalancedHeld: num(65), After: num(70), Person: see("mark")}
		}, nil},
		{c.at(9, 0, "11:40"), her, "causes", causes("much"), nil},
		{c.at(9, 0, "11:50"), her, "five", five("fits", "Nan\nMark stays in the room when it gets loud\nI can say it now before I search"), nil},
		{c.at(11, 0, "11:30"), her, "thennow", func(see func(string) []trust.Thread) trust.Thing {
			return &trust.ThenNow{Trigger: "Forty minutes late, and his phone was off", Person: see("mark"), Event: see("dadleft"), Before: num(8), Then: "I was eleven and could not ask\nDad never called afterwards\nEverybody knew but me",
				Now: "Mark came in wet to the bone and said sorry, the train\nI can ask, and I did", First: "Mark says where he was before I ask", Second: "I am 38 and can leave a room", Third: "Nobody is laughing at me", Alike: "The phone was off\nI was alone in the house",
				Risk: "no", Act: "I said: I was afraid. And then we ate.", After: num(3)}
		}, nil},
		{c.at(11, 2, "21:20"), me, "fear", func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Fear{Worry: "That he will get tired of me and look for somebody easy", Person: see("mark"), Past: append(see("dadleft"), see("petelied")...), Says: "He will meet somebody at work\nI will be the last to find out", Before: num(80),
				Known: "He comes home\nHe said that he would rather be asked\nHe has not lied to me that I know of", Cope: "Nan's sister, my own money, and Ana's number.", Control: "How I ask\nWhether I search", After: num(35)}
		}, nil},
		{c.at(11, 2, "21:30"), me, "stuck", stuck(45, "If something is wrong, I will find out, and I will live", num(70), "shifted"), nil},
	}
}

// davesTrust is Dave's: the convoy, the guilt, and a man called Ray.
func davesTrust(c *chapter) []moment {
	me, her := c.client, c.staff
	person := func(alias, are string) func(func(string) []trust.Thread) trust.Thing {
		return func(func(string) []trust.Thread) trust.Thing { return &trust.Person{Alias: seal.Text(alias), Are: are} }
	}
	guilt := func(held int, other seal.Text, otherHeld *int, status string) func(func(string) []trust.Thread) trust.Thing {
		return func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Stuck{Text: "I should have seen it. It should have been me.", Theme: "esteem", Sort: "guilt", Held: num(held), Other: other, OtherHeld: otherHeld, Status: status, Events: see("convoy"), People: see("marcus")}
		}
	}
	return c.trusting([]tale{
		{c.at(3, 0, "15:20"), her, "beth", person("Beth", "partner"), nil},
		{c.at(3, 0, "15:21"), her, "marcus", person("Marcus", "comrade"), nil},
		{c.at(3, 0, "15:22"), her, "cal", person("Cal", "sibling"), nil},
		{c.at(3, 0, "15:30"), her, "cal-truck", func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Event{Title: "Cal came for me in the snow", Sway: "good", Age: num(16), People: see("cal"), Area: "childhood", What: []string{"kept", "stood"}, Then: "He shows up", ThenHeld: num(100), Now: "He still does", NowHeld: num(100), Weight: num(7), Toward: num(2)}
		}, nil},
		{c.at(3, 0, "15:40"), her, "convoy", func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Event{Title: "The second truck", Sway: "hard", Age: num(24), When: "three years back, in June", Year: num(c.at(1, 0, "12:00").Year() - 3), Season: "summer", People: see("marcus"), Area: "military", What: []string{"war"}, Ask: "later",
				Then: "It should have been me", ThenHeld: num(100), Weight: num(10), Self: num(-3), Toward: num(-2), Marks: []string{"worst"}}
		}, nil},
		{c.at(4, 0, "15:35"), her, "office", func(func(string) []trust.Thread) trust.Thing {
			return &trust.Event{Title: "They lost my papers, twice", Sway: "hard", Year: num(c.at(1, 0, "12:00").Year() - 2), Exact: "around", Area: "institution", What: []string{"promise", "rules"}, Then: "Nobody up there cares what happens to you", ThenHeld: num(95), Weight: num(6), Toward: num(-2)}
		}, nil},
		{c.at(5, 1, "12:55"), her, "guilt", guilt(100, "", nil, "open"), nil},
		{c.at(6, 0, "15:40"), her, "everybody", func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Stuck{Text: "A man who lets his guard down gets somebody killed", Theme: "safety", Sort: "always", Held: num(90), Status: "working", Events: see("convoy")}
		}, nil},
		{c.at(6, 1, "21:50"), me, "trash", func(see func(string) []trust.Thread) trust.Thing {
			return &trust.ThenNow{Trigger: "Take the trash out after dark", Person: see("beth"), Event: see("convoy"), Before: num(9), Then: "Somebody sent us down that road\nEverything dark could be something", Now: "Forty feet to the curb\nBeth at the window, in her socks",
				First: "Nobody is shooting", Second: "Beth has never sent me anywhere to get hurt", Alike: "It was dark", Risk: "no", Act: "I took it out", After: num(6)}
		}, nil},
		{c.at(8, 0, "15:45"), her, "record", func(see func(string) []trust.Thread) trust.Thing {
			return &trust.Record{Stuck: see("guilt"), Situation: "The anniversary of his birthday, in the garage.", Thought: "If I had looked left, he would be here", Before: num(100), Feelings: []string{"guilt", "grief"}, For: "I was on the left side",
				Against: "The dust was up and nobody saw ten feet\nMarcus picked his own seat that day\nI would never say this to Ray or Cal", Habits: []string{"should", "blame"}, Balanced: "I wish I had seen it. Nobody could have.", BalancedHeld: num(45), After: num(75)}
		}, nil},
		{c.at(10, 0, "15:40"), her, "guilt", guilt(70, "I wish I had seen it. Nobody could have.", num(55), "working"), nil},
		{c.at(11, 1, "23:20"), me, "ray", func(func(string) []trust.Thread) trust.Thing {
			return &trust.Event{Title: "Ray laughed, and then I did", Sway: "good", When: "this Thursday, at the group", Year: num(c.at(11, 0, "12:00").Year()), Area: "friend", What: []string{"truth"}, Now: "Some of them know what it is", NowHeld: num(70), Weight: num(5), Toward: num(1), Marks: []string{"latest"}}
		}, map[string]string{"people": "Ray"}},
	})
}

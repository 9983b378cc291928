package app

import (
	"slices"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/trust"
)

// luis is 38 and drove supply trucks in Afghanistan. He works on it with Jonas, by EMDR: one
// memory has come to its end, the worst one has not, and is looked at first next time. It is he
// and not Dave, since an hour for a worst memory is not for weeks in which somebody may not want
// to live.
var luis = story{
	person: care.Contact{Name: "Luis Ortega", Email: "luis.ortega@example.org", Phone: "518-555-0158"},
	safe:   "My cell, after five. A message is fine.",
	why:    "Drove supply trucks in Afghanistan. Cannot drive with his children in the car. His sergeant from then told him to call.",

	therapist: jonas, day: 2, hour: "10:00", sessions: []int{1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12},
	asks: []ask{{1, "pcl5", twoWeeks}, {1, "kusiv3", fourWeeks}},
	answers: []answered{
		{1, 0, "20:31", "pcl5", "33134323323234311443", 55},
		{1, 0, "20:36", "kusiv3", "252", 5.0 / 3},
		{3, 0, "19:31", "pcl5", "33233333233333311443", 56},
		{5, 0, "20:02", "pcl5", "32333332332333211333", 52},
		{5, 0, "20:05", "kusiv3", "242", 2},
		{7, 0, "19:35", "pcl5", "32223332222323211323", 46},
		{9, 0, "21:10", "pcl5", "22222222222222211322", 39},
		{9, 0, "21:13", "kusiv3", "333", 3},
		{11, 0, "19:38", "pcl5", "21122212222222101212", 32},
	},
	journal: []page{
		{7, 1, "22:10", "The culvert", `I looked at it today and it was a ditch. It was always a ditch. I was twenty-four and it was dark and nobody had told me. I keep saying that to myself in the truck, and it stays true.`, 0},
	},
	notes: []page{
		{8, 0, "11:10", "", `I wanted to go on, because he did. Fifteen minutes were left, and it was still at five. Closing was right, and I did not like it.`, 0},
	},
	more: func(c *chapter) []moment {
		e := &eyes{c, map[string]trust.Thread{}, ""}
		return slices.Concat(e.papers(), e.lifeLine(), e.planned(), c.met(e.met()), e.between(), e.climbs())
	},
}

// lifeLine is his, as far as it is needed: where it began, where it was worst, whom he trusts,
// and a place to come back to.
func (e *eyes) lifeLine() []moment {
	c, me, him := e.chapter, e.client, e.staff
	event := func(name string, ev trust.Event, at ...string) func(func(string) []trust.Thread) trust.Thing {
		return func(see func(string) []trust.Thread) trust.Thing {
			for _, who := range at {
				ev.People = append(ev.People, see(who)...)
			}
			return &ev
		}
	}
	person := func(alias, are string) func(func(string) []trust.Thread) trust.Thing {
		return func(func(string) []trust.Thread) trust.Thing { return &trust.Person{Alias: seal.Text(alias), Are: are} }
	}
	step := func(see func(string) []trust.Thread) trust.Thing {
		return &trust.Step{Act: "I let Elena drive us to the store, and keep my hands in my lap", Hard: num(4), Person: see("elena"), Shows: "I can say afterwards what we talked about"}
	}
	return c.trusting([]tale{
		{c.at(2, 0, "10:20"), him, "elena", person("Elena", "partner"), nil},
		{c.at(2, 0, "10:21"), him, "reyes", person("Sergeant Reyes", "comrade"), nil},
		{c.at(2, 0, "10:30"), him, "culvert", event("culvert", trust.Event{Title: "The first culvert", Sway: "hard", Age: num(24), When: "my third week there", Area: "military", What: []string{"war"},
			Then: "I should have known", ThenHeld: num(90), Weight: num(8), Self: num(-2), Marks: []string{"first"}}), nil},
		{c.at(2, 0, "10:38"), him, "corner", event("corner", trust.Event{Title: "The market corner", Sway: "hard", Age: num(25), Area: "military", What: []string{"war"},
			Then: "I should have known", ThenHeld: num(100), Weight: num(10), Self: num(-3), Toward: num(-1), Marks: []string{"worst"}}, "reyes"), nil},
		{c.at(2, 2, "20:15"), me, "reyes-calls", event("reyes-calls", trust.Event{Title: "Reyes calls every fall", Sway: "good", Age: num(30), Area: "military", What: []string{"stood", "kept"}, Then: "He does not forget", ThenHeld: num(80), Weight: num(6), Toward: num(2)}, "reyes"), nil},
		{c.at(3, 0, "10:40"), him, "step", step, nil},
		{c.at(4, 0, "10:20"), him, "calm", func(see func(string) []trust.Thread) trust.Thing {
			for _, name := range []string{"culvert", "corner", "step"} {
				e.there[name] = see(name)[0]
			}
			return &trust.Calm{Called: "The pier at dawn", See: "Flat water, and the far bank", Hear: "Ropes", Feel: "Cold boards under my hands", Word: "Pier"}
		}, nil},
	})
}

// climbs is what became of the step: again, and then done.
func (e *eyes) climbs() (moments []moment) {
	for week, what := range map[int]string{5: "again", 8: "again", 11: "done"} {
		moments = append(moments, moment{at: e.at(week, 1, "18:45"), by: e.client, what: "ladder", do: func(tx *db.Tx) error {
			rec, err := space.Open(tx, e.shared, right.Read|right.Write)
			if err != nil {
				return err
			}
			return trust.Tread(tx, rec, e.there["step"], id.New[trust.Revision](tx.Now), what)
		}})
	}
	return moments
}

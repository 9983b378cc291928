package app

import (
	"slices"
	"time"

	"tillit.care/emdr"
	"tillit.care/meeting"
	"tillit.care/pure/eight"
)

// led are some minutes of a session and what was done in them.
type led struct {
	minute int
	steps  []emdr.Step
}

// leads is a session of EMDR.
func (e *eyes) leads(all ...led) func(*meeting.ID, time.Time) []moment {
	return func(which *meeting.ID, begun time.Time) (moments []moment) {
		for _, l := range all {
			moments = append(moments, moment{at: begun.Add(time.Duration(l.minute) * time.Minute), by: e.staff, what: "emdr", do: e.takes(which, l.steps)})
		}
		return moments
	}
}

// met are Luis's sessions. In half of them a memory was worked on.
func (e *eyes) met() []met {
	return []met{
		{week: 1, text: "Luis came because Sergeant Reyes told him to call. He does not drive with the children in the car, and nobody at home asks any more. He sleeps with the light on in the hall.", plan: "Questionnaires this week. He decides what we speak of."},
		{week: 2, point: "What this EMDR is", text: "We began the line of his life. Two places on it are the war: a culvert in his third week, and a market corner a year later. He told me what EMDR is; he had read all of it.", plan: "I answer in writing what he asked. No memory before we have a plan."},
		{week: 3, text: "What speaks for it and what against, and that he can say no at any time. A first step on the ladder: Elena drives, and his hands stay in his lap.", plan: "He reads the consent at home, alone."},
		{week: 4, text: "He has signed. We made a plan with three sides: what was, what sets it off, what is to come. His calm place is a pier. He was knocked out once; his doctor has looked at it and agrees.", plan: "Next week: getting ready, and a short set to try."},
		{week: 5, text: "The sign to stop, tried twice. A short, slow set with the pier: he was there, and back, in a minute.", plan: "Next week we begin where it began.", during: e.ready()},
		{week: 6, text: "The first culvert. It went from 8 to 3, and stopped there when the hour did. He wanted to stay; we put it into the box, and he drove home by the long road.", plan: "The culvert again first. A call on Friday.", during: e.culvert()},
		{week: 7, point: "It is quieter", text: "The culvert came to its end: “I did what I could with what I knew.” He said it and looked surprised.", plan: "How it is after a week. Then the corner, if he wants.", during: e.ended()},
		{week: 8, text: "The culvert has held for a week. We began with the market corner, which is the worst. From 9 to 5. Closed in good time, with all steps.", plan: "He is away next week. He has the log, the pier, and my number.", during: e.corner()},
		{week: 10, point: "A dream in my own street", text: "Looked at the corner first: 6. A man in a doorway came up, and a feeling from school, when he was blamed for a thing that he had not seen. It went to 3.", plan: "The corner again. Perhaps the school belongs on the plan.", during: e.door()},
		{week: 11, text: "No memory today. Elena drove to the store and back, and he can say what they talked about. He would like to be the one who drives, one day.", plan: "The corner again next week, first.", during: nil},
		{week: 12, text: "The corner is at 3, and moves slowly. Two sets without a change; with taps it went on. At 2 as he left. He thinks that it will end, and so do I.", plan: "The corner first. Then the day on which he stopped in the road.", during: e.slower()},
	}
}

func (e *eyes) ready() func(*meeting.ID, time.Time) []moment {
	ready := emdr.Step{Step: eight.Step{Do: eight.Ready, Ticks: []string{"shift", "stop"}}, Words: emdr.Words{"resource": "The pier at dawn", "cue": "Pier"}}
	slow := []emdr.Step{{Step: eight.Step{Do: eight.Begin, Set: eight.Set{Passes: 8, Rate: 40, Modality: "eyes", Path: "side"}}}, {Step: eight.Step{Do: eight.End, Set: eight.Set{Passes: 8, Seconds: 12, By: "itself"}}}}
	return e.leads(led{12, []emdr.Step{do(eight.Agree)}}, led{25, append(slow, ready)})
}

// culvert is the first memory, begun and not finished.
func (e *eyes) culvert() func(*meeting.ID, time.Time) []moment {
	chosen := emdr.Step{Step: eight.Step{Do: eight.Choose, Target: "culvert"}}
	told := emdr.Step{Step: eight.Step{Do: eight.Tell, SUD: num(8), VOC: num(3)}, Words: emdr.Words{"image": "The black mouth of the pipe, and the wire", "nc": "I should have known.", "pc": "I did what I could with what I knew.", "emotion": "Fear, guilt", "body": "Hands, stomach"}}
	return e.leads(led{6, []emdr.Step{chosen}}, led{14, []emdr.Step{told, goes(eight.Desensitise)}},
		led{22, slices.Concat(set(24, 25.1, "the dust"), set(24, 24.6, "Reyes shouting"))}, led{30, append(set(28, 29.2, "my hands are cold"), rates(num(5), nil))},
		led{36, append(set(24, 25, "the sky"), rates(num(3), nil))}, led{41, part(3, "Steady, tired")})
}

// ended is the same one, brought to its end.
func (e *eyes) ended() func(*meeting.ID, time.Time) []moment {
	return e.leads(led{5, []emdr.Step{again(4, 3, eight.Continue, "Slept. Drove the long road home without noticing.")}}, led{8, []emdr.Step{goes(eight.Desensitise)}},
		led{14, slices.Concat(set(24, 25, "smaller"), set(24, 24.4, "a ditch"))}, led{21, append(set(24, 25.3, "just a ditch"), rates(num(0), nil), goes(eight.Install))},
		led{28, append(set(16, 16.8, "it fits"), rates(nil, num(6)))}, led{33, append(set(16, 16.2, "it is true"), rates(nil, num(7)))}, led{39, whole()})
}

// corner is the worst one, begun.
func (e *eyes) corner() func(*meeting.ID, time.Time) []moment {
	chosen := emdr.Step{Step: eight.Step{Do: eight.Choose, Target: "corner"}}
	told := emdr.Step{Step: eight.Step{Do: eight.Tell, SUD: num(9), VOC: num(2)}, Words: emdr.Words{"image": "The boy with the melon, waving us on", "nc": "I should have known.", "pc": "I knew what I could know then.", "emotion": "Guilt, grief", "body": "Chest, jaw"}}
	return e.leads(led{6, []emdr.Step{again(0, 7, eight.Next, "It stays a ditch."), chosen}}, led{13, []emdr.Step{told, goes(eight.Desensitise)}},
		led{20, slices.Concat(set(24, 25, "his hand"), set(24, 24.8, "noise"), set(26, 27, "noise, and then none"))}, led{29, append(set(24, 25.2, "I am shouting"), rates(num(7), nil))},
		led{36, append(set(24, 24.9, "smoke goes up"), rates(num(5), nil))}, led{41, part(5, "Shaken, and here")})
}

// door is the worst one, gone on with; something older came up.
func (e *eyes) door() func(*meeting.ID, time.Time) []moment {
	return e.leads(led{7, []emdr.Step{again(6, 2, eight.Continue, "Dreamed of it, in my own street.")}}, led{10, []emdr.Step{goes(eight.Desensitise)}},
		led{17, slices.Concat(set(24, 25, "a man in a doorway"), set(24, 25.4, "school"))}, led{25, append(set(28, 29, "I did not do it"), rates(num(4), nil))},
		led{34, append(set(24, 25, "the boy runs off"), rates(num(3), nil))}, led{41, part(3, "Quiet")})
}

// slower is the worst one again, where two sets brought no change.
func (e *eyes) slower() func(*meeting.ID, time.Time) []moment {
	same, taps := set(24, 25, "the same"), set(24, 26, "further off")
	same[2].Same, taps[0].Set.Modality = true, "taps"
	return e.leads(led{5, []emdr.Step{again(3, 4, eight.Continue, "Thought of the school more than of the corner.")}}, led{8, []emdr.Step{goes(eight.Desensitise)}},
		led{15, slices.Concat(same, same)}, led{22, taps}, led{29, append(set(24, 25, "he is a boy"), rates(num(2), nil))}, led{38, part(2, "Calm, wants to come back to it")})
}

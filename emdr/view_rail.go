package emdr

import (
	"context"
	"strconv"
	"time"

	"tillit.care/base/words"
	"tillit.care/meeting"
	"tillit.care/pure/eight"
	"tillit.care/room"
	"tillit.care/ui"
)

// RailView is a session as its therapist leads it.
type RailView struct {
	View
	Meeting meeting.Meeting
	Now     eight.Now
	Moment  time.Time
	On      Target // what is worked on, or looked at again
	Step    StepID
	Form    map[string]string // what was sent and refused
	Beam    room.Light        // of a session that runs, where a light may be used
	Set     *Chosen           // the settings that the next set is done with; nil: none is done here
	Choices []Choice          // what else could be chosen
	Chose   bool              // just now,
	News    []string          // which made this different
	May     May               // be done where the line is lost
}

func (v RailView) action() string { return v.at("/meetings/" + string(v.Meeting.ID) + "/emdr") }

func (v RailView) state() eight.State { return v.Rail.State }

// asks tells whether what was refused goes with a reason.
func (v RailView) asks() bool { return v.Field == "why" }

// runs tells whether steps can be taken.
func (v RailView) runs() bool {
	return v.Meeting.State == meeting.Running && v.Closed == "" && v.state().Ended == ""
}

// short tells whether it is time to close.
func (v RailView) short() bool {
	return v.runs() && v.Now.Left < eight.Short && v.state().Phase != eight.Close
}

// ends is when the session is to end, for the clock on the page.
func (v RailView) ends() string {
	return strconv.FormatInt(v.Meeting.Begun.Add(time.Duration(v.Rail.Minutes)*time.Minute).UnixMilli(), 10)
}

func (v RailView) now() string { return strconv.FormatInt(v.Moment.UnixMilli(), 10) }

// began is when the set began that runs.
func (v RailView) began() string {
	if !v.state().Running {
		return ""
	}
	return strconv.FormatInt(v.Rail.Begun.UnixMilli(), 10)
}

// stage is how a phase looks in the rail: the one where one is, those before, those to come.
func (v RailView) stage(p eight.Phase) string {
	switch now := v.state().Phase; {
	case now == p:
		return "here"
	case now != eight.Again && p < now || v.state().Owed == "" && p == eight.Again && now != eight.Again:
		return "past"
	}
	return "ahead"
}

// phases are in the order in which a session goes: what was done is looked at first.
func (v RailView) phases() []eight.Phase {
	return []eight.Phase{eight.Again, eight.History, eight.Prepare, eight.Assess, eight.Desensitise, eight.Install, eight.Scan, eight.Close}
}

// says are sentences to say aloud in a phase, in plain words.
func (v RailView) says(ctx context.Context) (all []string) {
	add := func(keys ...string) {
		for _, key := range keys {
			all = append(all, words.T(ctx, "emdr.say."+key, "what", v.On.Name(), "pc", v.On.Said("pc"), "nc", v.On.Said("nc")))
		}
	}
	switch s := v.state(); s.Phase {
	case eight.Again:
		add("again", "again.since")
	case eight.Prepare:
		add("stop", "watch")
	case eight.Assess:
		switch s.Kind {
		case eight.Closed:
			add("closed", "feel", "sud", "body")
		case eight.Future:
			add("future", "pc", "voc")
		default:
			add("image", "nc", "pc", "voc", "feel", "sud", "body")
		}
	case eight.Desensitise:
		switch {
		case s.Running:
			add("during")
		case len(v.sets()) == 0 && s.Kind == eight.Closed:
			add("begin.closed")
		case len(v.sets()) == 0:
			add("begin")
		default:
			add("after", "on", "back")
		}
	case eight.Install:
		add("fits", "both", "voc")
	case eight.Scan:
		add("scan")
	case eight.Close:
		if v.state().Whole() {
			add("close.whole", "close.expect")
		} else {
			add("close.part", "close.box", "close.calm", "close.expect")
		}
	}
	return all
}

// Line is one set in the list of a session.
type Line struct {
	Step
	N    int
	Tag  string
	Same bool
	SUD  *int
	VOC  *int
}

// sets are the sets of this session in phases 3 to 6, the last one first, with what came after
// each.
func (v RailView) sets() (all []Line) {
	running := false
	for _, s := range v.Rail.Steps {
		switch {
		case s.Do == eight.Begin:
			running = true
		case s.Do == eight.End, s.Do == eight.Halt && running:
			running = false
			all = append([]Line{{Step: s, N: len(all) + 1}}, all...)
		case len(all) == 0:
		case s.Do == eight.Notice:
			all[0].Tag, all[0].Same = s.Said("tag"), s.Step.Same
		case s.Do == eight.Rate:
			all[0].SUD, all[0].VOC = s.SUD, s.VOC
		}
	}
	return all
}

// noticed tells whether somebody has said what came after the last set.
func (v RailView) noticed() bool {
	for i := len(v.Rail.Steps) - 1; i >= 0; i-- {
		switch v.Rail.Steps[i].Do {
		case eight.Notice:
			return true
		case eight.End:
			return false
		}
	}
	return true
}

// facts are a set as it was, in words.
func (l Line) facts(ctx context.Context) string {
	text := words.T(ctx, "emdr.set.facts", "passes", l.Set.Passes, "seconds", ui.Number(ctx, l.Set.Seconds), "rate", ui.Number(ctx, l.Set.Rate))
	if l.Do == eight.Halt {
		text = words.T(ctx, "emdr.stop."+string(l.Stop))
		if l.Less != "" {
			text += " · " + words.T(ctx, "emdr.less."+l.Less)
		}
		return text
	}
	if l.Set.Modality != "" {
		text += " · " + words.T(ctx, "emdr.modality."+l.Set.Modality)
	}
	if l.Less != "" {
		text += " · " + words.T(ctx, "emdr.less."+l.Less)
	}
	if l.Set.By != "" && l.Set.By != "therapist" {
		text += " · " + words.T(ctx, "emdr.by."+l.Set.By)
	}
	return text
}

// joined is that a set joined the record later, and how it was led.
func (l Line) joined(ctx context.Context) string {
	if l.Led {
		return words.T(ctx, "emdr.set.led", "when", ui.When)
	}
	return words.T(ctx, "emdr.set.later", "when", ui.When)
}

// meant is how the next set is meant to be: as the last one, or as is usual in a phase.
func (v RailView) meant() eight.Set {
	s := v.Rail.Last
	if s.Rate == 0 {
		s = v.first()
	}
	if v.state().NoEyes && s.Modality == "eyes" {
		s.Modality = "taps"
	}
	return s
}

// first is how the first set of a phase is meant to be. Sets of preparation are short and slow,
// unless somebody has chosen or kept something for that phase.
func (v RailView) first() eight.Set {
	if v.Set == nil {
		return v.asSet(Chosen{Of: asUsual})
	}
	return v.asSet(*v.Set)
}

// choices are the targets that can be chosen, by theme.
func (v RailView) choices() (all []Target) {
	for _, t := range v.Plan.Themes {
		for _, one := range t.Targets {
			if one.Status != eight.Complete {
				all = append(all, one)
			}
		}
	}
	return all
}

// form is what was sent for a field, or else what stands there.
func (v RailView) form(field, kept string) string {
	if text, ok := v.Form[field]; ok {
		return text
	}
	return kept
}

func (v RailView) ticked(name string) bool { return v.Form["tick."+name] != "" }

func (v RailView) minutes(ctx context.Context) string {
	if v.Now.Left < 0 {
		return words.T(ctx, "emdr.clock.over", "count", -v.Now.Left)
	}
	return words.T(ctx, "emdr.clock.left", "count", v.Now.Left)
}

func lengths(ctx context.Context) (all []ui.Option) {
	for _, n := range []int{50, 60, 75, 90} {
		all = append(all, ui.Option{Value: strconv.Itoa(n), Label: words.T(ctx, "emdr.clock.minutes", "count", n)})
	}
	return all
}

// marks are the numbers of a rating, as keys.
func marks(from, to int) (all []string) {
	for n := from; n <= to; n++ {
		all = append(all, strconv.Itoa(n))
	}
	return all
}

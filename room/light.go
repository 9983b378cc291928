package room

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/a-h/templ"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/words"
	"tillit.care/meeting"
	"tillit.care/pure/stim"
	"tillit.care/pure/tool"
	"tillit.care/space"
	"tillit.care/stimulus"
)

// Dark says why no set may begin in a case, as a words key; empty: it may. seen is that there is
// something to see in it.
type Dark func(tx *db.Tx, rec *space.Record, seen bool) (string, error)

// Light is what a page needs to conduct a set in the room of a session.
type Light struct {
	Space   space.ID
	Meeting meeting.ID
	Limits  stim.Limits
	With    stim.Settings // of the case
}

// LightOf is the light of a session: with the settings that the case has for a phase, else
// those that it has for any.
func LightOf(tx *db.Tx, rec *space.Record, which meeting.ID, phase int) (l Light, err error) {
	l = Light{Space: rec.Space(), Meeting: which, With: stim.Settings{}}
	if l.Limits, err = stimulus.LimitsOf(tx); err != nil {
		return l, err
	}
	all, err := stimulus.Of(tx, rec)
	if p, found := stimulus.For(all, phase); found {
		l.With = p.With
	}
	return l, err
}

// lessMovement is what a therapist reads where a device asks for less movement, and of the silence after a set.
func lessMovement(ctx context.Context) templ.Attributes {
	said := templ.Attributes{}
	for _, how := range []string{"less", "less-on", "mute", "some", "own", "tone", "tone-there", "plain", "plain-there", "quiet-for"} {
		said["say-"+how] = words.T(ctx, "room.less."+how)
	}
	return said
}

func (l Light) with() string {
	text, err := json.Marshal(l.With)
	if err != nil {
		return "{}"
	}
	return string(text)
}

// How far ahead a set begins and changes, in ms: as far as the slowest screen needs to hear of
// it, and never further than a hand on a button notices.
const (
	leastLead = 50
	mostLead  = 250
	takes     = 35 // to keep it, and for two frames
)

// lead is how far ahead something has to begin so that every screen here knows it before.
func (pl *place) lead() float64 {
	far := 0.0
	for _, pg := range pl.pages {
		if !pg.over {
			far = max(far, pg.far)
		}
	}
	return min(max(far+takes, leastLead), mostLead)
}

// timed is a step with the moment at which it came. A set begins and changes when every screen
// can know of it, whatever its sender says; a stop has the moment at which its screen stopped.
func (pl *place) timed(step tool.Step) tool.Step {
	step.Clock = pl.live.Hub.Ms()
	if step.Tool == "light" && step.Act == "had" {
		return tool.Step{ID: step.ID, Tool: step.Tool, Act: step.Act, Name: step.Name, Ref: step.Ref, Clock: step.Clock}
	}
	if step.Tool == "light" && step.Act != "stop" {
		step.Values = []int{int(step.Clock + pl.lead())}
	}
	return step
}

// halt tells every other screen of a stop before it is kept: nobody waits for a disk.
func (pl *place) halt(by *page, step tool.Step) {
	l := pl.state.Light
	if step.Tool != "light" || step.Act != "stop" || !slices.Contains(tool.Stops[step.Name], by.side) || l.Plan == nil || step.Ref != l.Plan.Set || by.side == tool.Client && !pl.state.In {
		return
	}
	for _, pg := range pl.pages {
		if pg != by && !pg.over && (pg.side == tool.Therapist || pl.state.In) {
			pg.say(answer{K: "halt", ID: l.Plan.Set, Name: step.Name})
		}
	}
}

// Less is what the client had in the last set of a session in place of something to see, if that set began
// after a moment; empty: what was meant (tool.Gave).
func Less(tx *db.Tx, rec *space.Record, which meeting.ID, from time.Time) (string, error) {
	now, err := since(tx, rec, which, tool.State{})
	if err != nil || now.Light.Begun < db.Ms(from) {
		return "", err
	}
	return now.Light.Less(), nil
}

// lit is what a step of the light is kept with: the practice's limits, whatever its sender
// says. It is an error where no light may be used in this case.
func lit(tx *db.Tx, rec *space.Record, sent tool.Step, dark Dark) (*tool.Setup, error) {
	if sent.Tool != "light" || sent.Act == "stop" || sent.Setup == nil {
		return nil, nil
	}
	why, err := dark(tx, rec, sent.Act == "begin" && seen(sent.Setup.With))
	if err != nil {
		return nil, err
	}
	if why != "" {
		return nil, fault.New(fault.Conflict, why)
	}
	limits, err := stimulus.LimitsOf(tx)
	return &tool.Setup{With: sent.Setup.With, Limits: limits}, err
}

// oneWay is how long something takes to a page, as it says; what cannot be is left out.
func oneWay(far float64) float64 {
	if far > 0 && far < float64(10*time.Second/time.Millisecond) {
		return far
	}
	return 0
}

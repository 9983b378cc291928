package emdr

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/seal"
	"tillit.care/base/words"
	"tillit.care/pure/eight"
	"tillit.care/pure/stim"
	"tillit.care/space"
	"tillit.care/stimulus"
)

// settings is a step that says with which settings sets are done from the next one on; the phases
// do not know it. A set that runs stays as it is: what is set about it cannot all change while it does.
const settings eight.Do = "settings"

// asUsual is what is chosen where nothing that was kept is.
const asUsual = "usual"

// Chosen are settings for the sets of a phase, as they were when they were chosen.
type Chosen struct {
	Of   string        `json:"of"` // the version of a preset, or asUsual
	Name seal.Text     `json:"name,omitempty"`
	With stim.Settings `json:"with,omitempty"`
	slow bool          // short and slow, whatever they say: nobody has chosen them
}

func (c *Chosen) of() string {
	if c == nil {
		return ""
	}
	return c.Of
}

// choosable are the settings of the case, for this phase first, and then the practice's.
func choosable(tx *db.Tx, rec *space.Record, phase eight.Phase) (its, ours []stimulus.Preset, err error) {
	if its, err = stimulus.Of(tx, rec); err != nil {
		return nil, nil, err
	}
	its = slices.DeleteFunc(its, func(p stimulus.Preset) bool { return p.Phase != 0 && p.Phase != int(phase) })
	slices.SortStableFunc(its, func(a, b stimulus.Preset) int { return b.Phase - a.Phase })
	ours, err = stimulus.Mine(tx)
	return its, ours, err
}

// choose finds what was chosen among what can be, as it is now.
func (s *Step) choose(tx *db.Tx, rec *space.Record, r Rail) error {
	if !hasSets(r.State.Phase) || r.State.Ended != "" {
		return fault.New(fault.Conflict, "emdr.settings.phase")
	}
	if s.With.Of == asUsual {
		s.With = &Chosen{Of: asUsual}
		return nil
	}
	its, ours, err := choosable(tx, rec, r.State.Phase)
	if err != nil {
		return err
	}
	all := append(its, ours...)
	n := slices.IndexFunc(all, func(p stimulus.Preset) bool { return string(p.ID) == s.With.Of })
	if n < 0 {
		return fault.New(fault.Conflict, "emdr.settings.gone")
	}
	limits, err := stimulus.LimitsOf(tx)
	if err != nil {
		return err
	}
	if len(stim.CheckSettings(all[n].With, limits)) > 0 {
		return fault.New(fault.Conflict, "emdr.settings.limit")
	}
	s.With = &Chosen{Of: string(all[n].ID), Name: all[n].Name, With: all[n].With}
	return nil
}

// hasSets tells whether sets are done in a phase.
func hasSets(p eight.Phase) bool { return p == eight.Prepare || p.Inner() && p != eight.Assess }

// Choice is one of the settings that can be chosen on the rail, with what it would change.
type Choice struct {
	Chosen
	Whose   string   // in words
	Differs []string // from what is set now, in words; none: nothing is
	Now     bool
	Not     bool // outside what the practice allows
}

// choicesOf are all of them, what is set now, and what the last step has made different in it.
func (v *RailView) choicesOf(ctx context.Context, tx *db.Tx, rec *space.Record, done []Step) error {
	if !v.runs() || !hasSets(v.state().Phase) {
		return nil
	}
	limits, err := stimulus.LimitsOf(tx)
	if err != nil {
		return err
	}
	its, ours, err := choosable(tx, rec, v.state().Phase)
	if err != nil {
		return err
	}
	names, err := stimulus.NamesOf(tx)
	if err != nil {
		return err
	}
	now := v.setBy(its)
	if n := len(v.Rail.Steps); n > 0 && v.Rail.Steps[n-1].Do == settings {
		before := *v
		before.Rail = walk(done[:len(done)-1], v.Meeting.ID)
		v.News, v.Chose = stimulus.Differs(ctx, names, before.setBy(its), now), true
	}
	add := func(c Choice) {
		c.slow = v.Set.slow && c.Of == v.Set.Of
		c.Now, c.Not = c.Of == v.Set.Of, len(stim.CheckSettings(c.With, limits)) > 0
		c.Differs = stimulus.Differs(ctx, names, now, v.whole(c.Chosen, v.asSet(c.Chosen)))
		v.Choices = append(v.Choices, c)
	}
	for _, p := range its {
		add(Choice{Chosen: kept(p), Whose: whose(ctx, p, true)})
	}
	for _, p := range ours {
		add(Choice{Chosen: kept(p), Whose: whose(ctx, p, false)})
	}
	add(Choice{Chosen: Chosen{Of: asUsual}, Whose: words.T(ctx, "emdr.settings.usual.of")})
	return nil
}

func kept(p stimulus.Preset) Chosen {
	return Chosen{Of: string(p.ID), Name: p.Name, With: p.With}
}

func whose(ctx context.Context, p stimulus.Preset, its bool) string {
	switch {
	case its && p.Phase > 0:
		return words.T(ctx, "emdr.settings.case.phase", "n", p.Phase)
	case its:
		return words.T(ctx, "emdr.settings.case")
	case p.All:
		return words.T(ctx, "stimulus.whose.all")
	}
	return words.T(ctx, "stimulus.whose.mine")
}

// setBy puts in place with what the next set is done, and gives the whole of it.
func (v *RailView) setBy(its []stimulus.Preset) stim.Settings {
	if v.Set = v.Rail.With; v.Set == nil {
		v.Set = v.begins(its)
	}
	return v.whole(*v.Set, v.meant())
}

// begins is what a phase begins with where nobody has chosen: what the case has for it. Sets of
// preparation stay short and slow, unless somebody has kept something for that phase.
func (v *RailView) begins(its []stimulus.Preset) *Chosen {
	p, found := stimulus.For(its, int(v.state().Phase))
	if !found {
		return &Chosen{Of: asUsual}
	}
	c := kept(p)
	c.slow = v.state().Phase == eight.Prepare && p.Phase == 0
	return &c
}

// asSet is how a set is meant to be with some settings.
func (v RailView) asSet(c Chosen) eight.Set {
	s := eight.Set{Passes: 24, Rate: 60, Modality: "eyes", Path: "side"}
	switch {
	case c.Of != asUsual:
		s = eight.Set{Passes: int(number64(c.With, "passes")), Rate: number64(c.With, "ppm"), Modality: sense(c.With), Path: way(c.With)}
		if c.slow {
			s.Passes, s.Rate = 8, 40
		}
	case v.state().Phase == eight.Prepare:
		s.Passes, s.Rate = 8, 40
	}
	if v.state().NoEyes && s.Modality == "eyes" {
		s.Modality = "taps"
	}
	return s
}

func value(s stim.Settings, key string) any {
	f, _ := stim.FieldOf(key)
	return f.In(s)
}

func number64(s stim.Settings, key string) float64 {
	n, _ := value(s, key).(float64)
	return n
}

// sense is by what somebody takes part.
func sense(s stim.Settings) string {
	switch {
	case value(s, "sight") == true:
		return "eyes"
	case value(s, "touch") == true:
		return "taps"
	case value(s, "sound") == true:
		return "sound"
	}
	return "self"
}

// ways are the paths of a light as the rail has them; any other is as the settings say.
var ways = map[string]string{"horizontal": "side", "rising": "slant", "vertical": "updown"}

func way(s stim.Settings) string {
	path, _ := value(s, "path").(string)
	if its, ok := ways[path]; ok {
		return its
	}
	return "other"
}

// whole is everything that a set goes by: the settings, and over them what stands in the form
// (rail.ts does the same).
func (v RailView) whole(c Chosen, s eight.Set) stim.Settings {
	all := stim.Settings{}
	maps.Copy(all, c.With)
	all["ppm"], all["passes"], all["sight"] = s.Rate, float64(s.Passes), s.Modality == "eyes"
	switch s.Modality {
	case "sound":
		all["sound"] = true
	case "taps":
		all["touch"] = true
	}
	for path, way := range ways {
		if s.Path == way {
			all["path"] = path
		}
	}
	return all
}

// with are the settings that the light goes by, for the page.
func (v RailView) with() string {
	if v.Set == nil {
		return "{}"
	}
	text, err := json.Marshal(v.Set.With)
	if err != nil || v.Set.With == nil {
		return "{}"
	}
	return string(text)
}

// name is what settings are called.
func (c Chosen) name(ctx context.Context) string {
	if c.Of == asUsual {
		return words.T(ctx, "emdr.settings.usual")
	}
	return c.Name.Reveal()
}

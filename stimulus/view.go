package stimulus

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/practice"
	"tillit.care/pure/stim"
	"tillit.care/ui"
)

// desk is the page on which a therapist tries settings and keeps them: alone, or for a case.
type desk struct {
	At      string // where it is, and its form is sent
	Case    string // the address of the case; empty: it is about none
	Eyes    string
	Limits  stim.Limits
	Presets []Preset
	From    []Preset // what a preset of a case may begin with
	Before  []Preset // the versions of the one that is open, newest first
	Begin   []Preset
	Typed   map[string]string // what stands in the form
	Once    ID
	Over    ID
	Field   string
	Problem string
	Away    []Preset // those that were taken away
	Kept    bool
	Took    bool // away, just now
	Back    bool // something came back, just now
	Late    bool // somebody else was quicker
	Own     []Own
}

// said is what was done just now, as the address has it.
func (d *desk) said(q url.Values) {
	d.Kept, d.Took, d.Back = q.Has("kept"), q.Has("away"), q.Has("back")
}

func deskOf(tx *db.Tx, at string) (d desk, err error) {
	d = desk{At: at, Once: id.New[Preset](tx.Now)}
	if d.Limits, err = LimitsOf(tx); err != nil {
		return d, err
	}
	d.Own, err = owned(tx)
	return d, err
}

// filled puts what is open into the form.
func (d desk) filled() desk {
	var open Preset
	switch {
	case len(d.Before) > 0:
		open = d.Before[0]
		d.Over = open.ID
	case len(d.Begin) > 0:
		open = d.Begin[0]
	}
	d.Typed = map[string]string{"name": open.Name.Reveal(), "phase": strconv.Itoa(open.Phase)}
	if open.All {
		d.Typed["all"] = "yes"
	}
	for _, f := range stim.Fields {
		d.Typed[f.Key] = f.Text(f.In(open.With))
	}
	return d
}

func (d desk) problem(ctx context.Context, field string) string {
	if d.Problem != "" && d.Field == field {
		return words.T(ctx, d.Problem)
	}
	return ""
}

// few are the fields that stand first; everything else is folded.
var few = []string{"ppm", "passes", "path", "sight", "sound", "touch"}

// groups are the rest of the fields, in the order in which they are shown.
var groups = []string{"pace", "path", "law", "look", "task", "sound", "touch"}

func fewFields() (all []stim.Field) {
	for _, key := range few {
		if f, ok := stim.FieldOf(key); ok {
			all = append(all, f)
		}
	}
	return all
}

func inGroup(group string) (all []stim.Field) {
	for _, f := range stim.Fields {
		if f.Group == group && !slices.Contains(few, f.Key) {
			all = append(all, f)
		}
	}
	return all
}

func label(ctx context.Context, f stim.Field) string {
	text := words.T(ctx, "stimulus.field."+f.Key)
	if f.Unit != "" {
		text += " (" + words.T(ctx, "stimulus.unit."+unitKey(f.Unit)) + ")"
	}
	return text
}

// unitKey is the last part of the key of a unit.
func unitKey(unit string) string {
	if unit == "%" {
		return "part"
	}
	return map[string]string{"ppm": "ppm", "s": "s", "ms": "ms", "Hz": "hz"}[unit]
}

func options(ctx context.Context, f stim.Field) (all []ui.Option) {
	for _, value := range f.Of {
		all = append(all, ui.Option{Value: value, Label: words.T(ctx, "stimulus.of."+f.Key+"."+value)})
	}
	return all
}

// ownOptions are what can be chosen for a field, and what is, though it was taken away.
func (d desk) ownOptions(ctx context.Context, f stim.Field) []ui.Option {
	now, pictures := d.Typed[f.Key], f.Key == "look.picture"
	all := []ui.Option{{Value: "", Label: words.T(ctx, "stimulus.own.choose")}}
	for _, o := range offered(d.Own, pictures, false) {
		all = append(all, ui.Option{Value: string(o.ID), Label: o.Name.Reveal()})
	}
	for _, o := range offered(d.Own, pictures, true) {
		if string(o.ID) == now {
			all = append(all, ui.Option{Value: now, Label: words.T(ctx, "stimulus.own.gone", "name", o.Name.Reveal())})
		}
	}
	return all
}

func phaseOptions(ctx context.Context) []ui.Option {
	all := []ui.Option{{Value: "0", Label: words.T(ctx, "stimulus.phase.any")}}
	for n := 1; n <= phases; n++ {
		all = append(all, ui.Option{Value: strconv.Itoa(n), Label: words.T(ctx, "stimulus.phase.n", "n", n)})
	}
	return all
}

// said is a value in words.
func said(ctx context.Context, names Names, f stim.Field, value any) string {
	switch f.Kind {
	case "file":
		return names.of(ctx, f.Text(value))
	case "flag":
		if value == true {
			return words.T(ctx, "stimulus.yes")
		}
		return words.T(ctx, "stimulus.no")
	case "choice":
		return words.T(ctx, "stimulus.of."+f.Key+"."+f.Text(value))
	}
	if text := f.Text(value); text != "" {
		return text
	}
	return words.T(ctx, "stimulus.nothing")
}

// bound is a technical bound of a field, inside what the practice allows.
func (d desk) bound(f stim.Field) (low, high string) {
	from, to := f.Low, f.High
	switch f.Key {
	case "ppm":
		from, to = d.Limits.Low, d.Limits.High
	case "passes":
		to = d.Limits.Passes
	case "seconds":
		to = d.Limits.Seconds
	case "sound.level":
		to = d.Limits.Volume
	}
	return f.Text(from), f.Text(to)
}

// history is one preset through all its versions.
type history struct {
	At       string
	Eyes     string
	Name     string
	Versions []Preset // newest first
	Names    map[who.ID]string
	Own      Names
	Zone     *time.Location
}

// steps are what the nth of the versions changed.
func (h history) steps(n int) []stim.Step {
	if n+1 < len(h.Versions) {
		return stim.Diff(h.Versions[n+1].With, h.Versions[n].With)
	}
	return stim.Diff(nil, h.Versions[n].With)
}

func historyOf(tx *db.Tx, at string, all []Preset) (h history, err error) {
	h = history{At: at, Name: all[0].Name.Reveal(), Versions: all, Names: map[who.ID]string{}, Zone: time.UTC}
	for _, p := range all {
		a, err := account.Of(tx, p.By)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return h, err
		}
		h.Names[p.By] = a.Name.Reveal()
	}
	if h.Own, err = NamesOf(tx); err != nil {
		return h, err
	}
	s, err := practice.SoFar(tx)
	if err == nil {
		h.Zone = s.Location()
	}
	return h, err
}

// stageWords are what the stage says by itself.
var stageWords = []string{"stop", "much", "full", "volume", "bright", "left", "right", "notice", "calm", "calm.lost", "calm.much", "calm.hidden",
	"left.1", "left.2", "left.3", "spell", "colour.blue", "colour.green", "colour.yellow", "colour.white", "colour.orange", "colour.purple"}

func wordsOf(ctx context.Context) string {
	all := map[string]string{}
	for _, key := range stageWords {
		all[key] = words.T(ctx, "stimulus.stage."+key)
	}
	return text(all)
}

func text(v any) string {
	made, err := json.Marshal(v)
	if err != nil {
		return "{}"
	}
	return string(made)
}

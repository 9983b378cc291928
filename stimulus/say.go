package stimulus

import (
	"context"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"tillit.care/base/words"
	"tillit.care/pure/stim"
	"tillit.care/ui"
)

func (d desk) title() string {
	if d.Case != "" {
		return "stimulus.case.title"
	}
	return "stimulus.desk.title"
}

func (d desk) eyes(ctx context.Context) string {
	if d.Case != "" {
		return words.T(ctx, d.Eyes)
	}
	return words.T(ctx, "stimulus.eyes")
}

func (h history) eyes(ctx context.Context) string {
	if h.Eyes != "" {
		return words.T(ctx, h.Eyes)
	}
	return words.T(ctx, "stimulus.eyes")
}

func (d desk) nameHint() string {
	if d.Case != "" {
		return "stimulus.name.hint.case"
	}
	return "stimulus.name.hint"
}

// summary stands above the form in which something is wrong.
func (d desk) summary(ctx context.Context) string {
	switch {
	case d.Problem == "":
		return ""
	case d.Field == "":
		return words.T(ctx, d.Problem)
	}
	return words.T(ctx, "stimulus.look")
}

func (d desk) wrongIn(group string) bool {
	f, ok := stim.FieldOf(d.Field)
	return d.Problem != "" && ok && f.Group == group && !slices.Contains(few, f.Key)
}

func (d desk) whose(ctx context.Context, p Preset) string {
	switch {
	case d.Case != "" && p.Phase > 0:
		return words.T(ctx, "stimulus.phase.n", "n", p.Phase)
	case d.Case != "":
		return words.T(ctx, "stimulus.phase.any")
	case p.All:
		return words.T(ctx, "stimulus.whose.all")
	}
	return words.T(ctx, "stimulus.whose.mine")
}

func (d desk) history(p Preset) string {
	if d.Case != "" {
		return d.At + "/" + string(p.Thread)
	}
	return d.At + "/presets/" + string(p.Thread)
}

// ends are the bounds of a number, and how its problem is found.
func (d desk) ends(f stim.Field) templ.OrderedAttributes {
	var all templ.OrderedAttributes
	if f.Kind == "number" {
		low, high := d.bound(f)
		all = templ.OrderedAttributes{{Key: "min", Value: low}, {Key: "max", Value: high}, {Key: "step", Value: f.Text(f.Step)}}
	}
	if d.Problem != "" && d.Field == f.Key {
		all = append(all, templ.KeyValue[string, any]{Key: "aria-invalid", Value: "true"}, templ.KeyValue[string, any]{Key: "aria-describedby", Value: f.Key + "-error"})
	}
	return all
}

func (b bounds) problem(ctx context.Context, field string) string {
	if b.Wrong != "" && b.Field == field {
		return words.T(ctx, b.Wrong)
	}
	return ""
}

func (b bounds) summary(ctx context.Context) string {
	if b.Wrong == "" {
		return ""
	}
	return words.T(ctx, "stimulus.look")
}

func (t tryOf) problem(ctx context.Context, field string) string {
	if key := t.Wrong[field]; key != "" {
		return words.T(ctx, key)
	}
	return ""
}

func (t tryOf) summary(ctx context.Context) string {
	if len(t.Wrong) == 0 {
		return ""
	}
	return words.T(ctx, "stimulus.look")
}

// of is what a sound is called; one that there is not is none.
func (n Names) of(ctx context.Context, which string) string {
	if name := n[which]; name != "" {
		return name
	}
	return words.T(ctx, "stimulus.nothing")
}

func answers(ctx context.Context) (all []ui.Option) {
	for _, value := range []string{"no", "yes", "unsure"} {
		all = append(all, ui.Option{Value: value, Label: words.T(ctx, "stimulus.try.is."+value)})
	}
	return all
}

func (d desk) lead() string {
	if d.Case != "" {
		return "stimulus.case.lead"
	}
	return "stimulus.desk.lead"
}

// news is what was just done, as a words key.
func (d desk) news() string {
	switch {
	case d.Kept:
		return "stimulus.kept"
	case d.Took:
		return "stimulus.away.done"
	case d.Back:
		return "stimulus.back.done"
	}
	return ""
}

// Differs is what is different between two settings, in words, field by field. What is not
// heard, felt or seen in either is left out.
func Differs(ctx context.Context, names Names, before, after stim.Settings) (all []string) {
	for _, s := range stim.Diff(before, after) {
		if heeded(s.Key, before, after) {
			all = append(all, differs(ctx, names, s))
		}
	}
	return all
}

func differs(ctx context.Context, names Names, s stim.Step) string {
	name := words.T(ctx, "stimulus.field."+s.Key)
	switch {
	case s.Key == "passes":
		name = words.T(ctx, "stimulus.differs.passes")
	case s.Kind == "flag" && s.After == true:
		return words.T(ctx, "stimulus.differs.on", "field", name)
	case s.Kind == "flag":
		return words.T(ctx, "stimulus.differs.off", "field", name)
	}
	text := words.T(ctx, "stimulus.differs", "field", name, "before", counted(ctx, names, s.Field, s.Before), "after", counted(ctx, names, s.Field, s.After))
	if s.Unit != "" {
		text += " " + words.T(ctx, "stimulus.differs.unit."+unitKey(s.Unit))
	}
	return text
}

// counted is a value in words; a set without a number of passes lasts by time, and the other way
// round.
func counted(ctx context.Context, names Names, f stim.Field, value any) string {
	if (f.Key == "passes" || f.Key == "seconds") && value == 0.0 {
		return words.T(ctx, "stimulus.differs.none")
	}
	return said(ctx, names, f, value)
}

// heeded tells whether a field does anything: of a sound that is off, nothing does.
func heeded(key string, all ...stim.Settings) bool {
	group, _, part := strings.Cut(key, ".")
	is := func(key string, off any) bool {
		f, _ := stim.FieldOf(key)
		return slices.ContainsFunc(all, func(s stim.Settings) bool { return f.In(s) != off })
	}
	switch {
	case key == "sound.file":
		f, _ := stim.FieldOf("sound.voice")
		return is("sound", false) && slices.ContainsFunc(all, func(s stim.Settings) bool { return f.In(s) == "own" })
	case key == "look.shade":
		return is("look.picture", "")
	case key == "look.picture":
		return true // it is seen without a light, too
	case group == "look":
		return is("sight", false)
	case part && group == "task":
		return is("task", "none")
	case part && (group == "sound" || group == "touch"):
		return is(group, false)
	}
	return true
}

package trust

import (
	"context"
	"slices"
	"strconv"

	"tillit.care/base/words"
	"tillit.care/ui"
)

// where says in a few sentences where the work stands. It counts what there is, and no
// person.
func (b Board) where(ctx context.Context) (said []string) {
	n := 0
	for _, t := range Tools {
		n += len(b.Every(t.Kinds...))
	}
	said = append(said, words.T(ctx, "trust.where.count", "count", n))
	if good, hard := b.sways(); hard > 0 && good == 0 {
		said = append(said, words.T(ctx, "trust.where.nogood"))
	}
	if c := b.checkSaid(ctx); c != "" {
		said = append(said, c)
	}
	if b.Hidden > 0 && !b.Client {
		said = append(said, words.T(ctx, "trust.where.hidden", "count", b.Hidden))
	}
	return said
}

// checkSaid is what came out of asking whether there is reason now, as it was last asked.
func (b Board) checkSaid(ctx context.Context) string {
	checks := b.Every("check")
	if len(checks) == 0 {
		return words.T(ctx, "trust.where.unasked")
	}
	if c, ok := checks[len(checks)-1].Thing.(*Check); ok && c.done() {
		return words.T(ctx, "trust.where.check."+c.Result)
	}
	return words.T(ctx, "trust.where.asking")
}

// sways counts what was good on the timeline, and what was hard.
func (b Board) sways() (good, hard int) {
	for _, r := range b.Every("event") {
		switch e, _ := r.Thing.(*Event); e.Sway {
		case "good":
			good++
		case "hard":
			hard++
		default:
			good, hard = good+1, hard+1
		}
	}
	return good, hard
}

// stands says in one line what there is of a tool.
func (b Board) stands(ctx context.Context, t Tool) string {
	switch good, hard := b.sways(); {
	case t.Name == "timeline" && good+hard > 0:
		return words.T(ctx, "trust.stands.timeline", "good", good, "hard", hard)
	case t.Name == "stuck-points" && len(b.Every("stuck")) > 0:
		return words.T(ctx, "trust.stands.stuck", "count", len(b.Every("stuck")), "records", len(b.Every("record")))
	case t.Name == "experiments" && len(b.Every("experiment")) > 0:
		open, past, _ := b.tried()
		return words.T(ctx, "trust.stands.experiments", "open", len(open), "past", len(past))
	default:
		if n := len(b.Every(t.Kinds...)); n > 0 {
			return words.T(ctx, "trust.stands", "count", n)
		}
		return words.T(ctx, "trust.stands.none")
	}
}

// aside is what stands beside the name of an object in a list.
func (b Board) aside(ctx context.Context, r Revision) string {
	switch t := r.Thing.(type) {
	case *Person:
		return b.text(ctx, r.Kind, field(t, "are"))
	case *Stuck:
		return b.text(ctx, r.Kind, field(t, "status"))
	case *Record:
		return b.fell(ctx, t.Before, t.After)
	case *Fear:
		return b.fell(ctx, t.Before, t.After)
	case *Experiment:
		return b.soon(ctx, t)
	case *Between:
		return b.text(ctx, r.Kind, field(t, "mended"))
	case *Keeping:
		return t.Note.Reveal()
	case *ThenNow:
		if len(t.differences()) == 0 {
			return ""
		}
		return words.T(ctx, "trust.thennow.found", "count", len(t.differences()))
	default:
		return ""
	}
}

// fell is a value before and after, in words.
func (b Board) fell(ctx context.Context, before, after *int) string {
	if before == nil || after == nil {
		return ""
	}
	return words.T(ctx, "trust.fell", "before", strconv.Itoa(*before), "after", strconv.Itoa(*after))
}

// knows tells whether what a field links to can be seen from here.
func (b Board) knows(f Field) bool {
	return slices.ContainsFunc(*f.Refs, func(t Thread) bool { return b.Find(t).ID != "" })
}

// drawn are the fields of a kind that its own drawing on its page says already.
var drawn = map[Kind][]string{
	"cycle":   {"trigger", "thought", "emotion", "acts", "did", "relief", "cost"},
	"causes":  {"reality", "reality-sure", "anxiety", "anxiety-sure", "trauma", "trauma-sure", "attachment", "attachment-sure", "skills", "skills-sure"},
	"thennow": {"then", "now", "first", "second", "third"},
	"fear":    {"says", "known"},
	"window":  {"much", "muchback", "right", "little", "littleback", "others"},
	"star":    starred(),
}

// drawn are the places of an object that its page draws above the others.
func (s Sheet) drawn() []string {
	if e, ok := s.Thing.(*Experiment); ok && e.stands(s.today()) == judged {
		return []string{"fear", "likely", "happened", "came"}
	}
	return drawn[s.Kind]
}

// titled tells whether a field is what the page is called already.
func titled(t Thing, f Field) bool {
	return f.Text != nil && f.Required && *f.Text == t.Name()
}

// Clashing are the objects in which something has to be chosen.
func (b Board) Clashing() (all []Revision) {
	for _, r := range b.All {
		if len(r.Clashes) > 0 && !r.Away {
			all = append(all, r)
		}
	}
	return all
}

// what is the words key of what a revision is beside a text that somebody wrote.
func (s Sheet) what(r Revision) string {
	switch {
	case r.Aside:
		return "trust.what.aside"
	case r.Joined:
		return "trust.what.joined"
	case r.Away:
		return "trust.what.away"
	}
	return "trust.what.written"
}

// plain is a field of a thing as text, or that nothing was said.
func (s Sheet) plain(ctx context.Context, t Thing, name string) string {
	if text := s.text(ctx, t.Kind(), field(t, name)); text != "" {
		return text
	}
	return words.T(ctx, "trust.nosaid")
}

// choice shows both texts of a field as two things to choose from.
func (s Sheet) choice(ctx context.Context, c Clash, name, chosen string) ui.RadiosProps {
	first, second := field(s.Thing, name), field(which(s.History, c.Aside).Thing, name)
	r := ui.RadiosProps{Name: "of." + name, Legend: words.T(ctx, "trust."+string(s.Kind)+"."+name), Chosen: chosen, Required: true,
		Options: []ui.Option{
			{Value: keepFirst, Label: s.plain(ctx, s.Thing, name)},
			{Value: keepSecond, Label: s.plain(ctx, which(s.History, c.Aside).Thing, name)},
		}}
	if first.Text != nil && !first.empty() && !second.empty() {
		r.Options = append(r.Options, ui.Option{Value: keepBoth, Label: words.T(ctx, "trust.both.both")})
	}
	return r
}

// once is for a form that does one thing to an object: sent twice, it counts once.
func (s Sheet) once() string { return string(s.next) }

// wide is a page that needs the whole width.
func wide(f ui.Frame, t Tool) ui.Frame {
	f.Wide = t.Name == "timeline"
	return f
}

package follow

import (
	"context"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/care"
	"tillit.care/measure"
	"tillit.care/practice"
	"tillit.care/pure/change"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// View is how a case stands, as a clinician sees it, and what was decided.
type View struct {
	Due
	Space     space.ID
	Lines     []measure.Line
	Expected  measure.Expected
	Decisions []Decision // newest first
	Decides   bool       // its reader may decide
	Names     map[who.ID]string
	Zone      *time.Location
	Now       time.Time
}

// ViewOf reads how a case stands. To a client there is no such thing.
func ViewOf(tx *db.Tx, rec *space.Record) (View, error) {
	lines, expected, err := read(tx, rec)
	if err != nil {
		return View{}, err
	}
	return Beside(tx, rec, lines, expected)
}

// Beside is the same where the lines have been read already.
func Beside(tx *db.Tx, rec *space.Record, lines []measure.Line, expected measure.Expected) (View, error) {
	v := View{Space: rec.Space(), Lines: lines, Expected: expected, Names: map[who.ID]string{}, Now: tx.Now}
	var err error
	if v.Decisions, err = Of(tx, rec); err != nil {
		return v, err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return v, err
	}
	c, err := care.Of(tx, rec)
	if err != nil {
		return v, err
	}
	v.Zone, v.Decides = settings.Location(), rec.May(right.Treat) && c.Ended.IsZero()
	if v.Due, err = DueOf(measure.Finder(tx), stoods(v.Lines), v.Expected, v.last()); err != nil {
		return v, err
	}
	return v, v.name(tx)
}

func (v View) last() Decision {
	if len(v.Decisions) == 0 {
		return Decision{}
	}
	return v.Decisions[0]
}

func (v View) name(tx *db.Tx) error {
	for _, d := range v.Decisions {
		if v.Names[d.By] != "" {
			continue
		}
		a, err := account.Of(tx, d.By)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		v.Names[d.By] = a.Name.Reveal()
	}
	return nil
}

func (v View) path() string { return "/spaces/" + string(v.Space) + "/follow" }

// why is why the case waits; one that has ended, or that its reader only reads, waits for
// nobody here.
func (v View) why() Why { return v.Due.Why(v.Now) }

// asking are the lines because of which somebody should look.
func (v View) asking() (all []measure.Line) {
	for _, l := range v.Lines {
		if l.Track(len(l.Points), v.Expected).Asks() {
			all = append(all, l)
		}
	}
	return all
}

// sentence is one line in a sentence: what it is, from where to where, and how that stands.
func (v View) sentence(ctx context.Context, l measure.Line) string {
	s := l.Glance(v.Expected)
	return stood(ctx, l, Stood{First: s.First, Last: s.Last, Track: s.Track})
}

func stood(ctx context.Context, l measure.Line, s Stood) string {
	return words.T(ctx, "follow.stood."+string(s.Track), "what", l.Name(ctx, false), "from", ui.Number(ctx, s.First), "to", ui.Number(ctx, s.Last))
}

// then are the lines of a decision that asked for a look, or all of them where none did.
func (v View) then(ctx context.Context, d Decision) (all []string) {
	for _, s := range d.Lines {
		for _, l := range v.Lines {
			if l.Instrument.ID == s.Instrument && l.Subscale.ID == s.Subscale && s.N > 1 && s.Track != change.NotKnown && (s.Track.Asks() || !d.Track.Asks()) {
				all = append(all, stood(ctx, l, s))
			}
		}
	}
	return all
}

// draft is a decision that is being written.
type draft struct {
	View
	Written
	Day            string // on which to look again, as it was written
	Field, Problem string
}

func (d draft) wrong(ctx context.Context, field string) string {
	if d.Field != field || d.Problem == "" {
		return ""
	}
	return words.T(ctx, d.Problem)
}

// above is what is wrong that belongs to no field.
func (d draft) above(ctx context.Context) string { return d.wrong(ctx, "") }

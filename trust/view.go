package trust

import (
	"context"
	"slices"
	"strconv"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// Board is the whole trust work of a case, as one of its readers sees it.
type Board struct {
	Space   space.ID
	Eyes    string
	Me      who.ID
	Client  bool // its reader is the client
	Writes  bool
	Treats  bool       // its reader is the therapist
	Closed  string     // words key: why nothing is written now; empty: one may
	All     []Revision // every object as it is now, the oldest first; those taken away too
	Hidden  int        // how many are not to be asked about yet, to others than the client
	Now     time.Time
	Courses map[Thread][]Believed // of stuck points, where they are drawn
	Pasts   map[Thread][]Revision // of stars, where they are drawn
	Flags   map[Thread]Flag       // of persons, for the therapist alone
	Zone    *time.Location
}

// Of is the trust work of an open shared space. To the client it has what they keep back,
// in its place.
func Of(tx *db.Tx, rec *space.Record) (Board, error) {
	b := Board{Space: rec.Space(), Eyes: rec.Eyes(), Me: tx.By.ID, Client: rec.Role() == right.Client, Now: tx.Now}
	settings, err := practice.Of(tx)
	if err != nil {
		return b, err
	}
	b.Zone = settings.Location()
	if b.All, err = current(tx, rec); err != nil {
		return b, err
	}
	if err := b.unveil(tx, rec); err != nil {
		return b, err
	}
	if b.Flags, err = flags(tx, rec); err != nil {
		return b, err
	}
	err = care.Takes(tx, rec)
	if fault.Is(err, fault.Conflict) {
		b.Closed, err = fault.Of(err).Key, nil
	}
	b.Writes = rec.May(right.Write) && b.Closed == ""
	b.Treats = rec.May(right.Treat | right.Admit)
	return b, err
}

// unveil puts the client's own words where the marks are, and counts them for others.
func (b *Board) unveil(tx *db.Tx, rec *space.Record) error {
	var own []Revision
	for i, r := range b.All {
		if !veiled(r.Thing) || r.Away {
			continue
		}
		b.Hidden++
		if !b.Client {
			continue
		}
		if own == nil {
			at, err := space.Find(tx, rec.About(), right.Own, right.Read)
			if err != nil {
				return err
			}
			if own, err = current(tx, at); err != nil {
				return err
			}
		}
		if words := find(own, r.Thread); words.ID != "" {
			b.All[i] = words
		}
	}
	return nil
}

// Every are the objects of a kind as they are now, the oldest first, without those that were
// taken away, and without the marks of what is kept back.
func (b Board) Every(kinds ...Kind) (all []Revision) {
	for _, r := range b.All {
		if slices.Contains(kinds, r.Kind) && !r.Away && !(veiled(r.Thing) && !b.Client) {
			all = append(all, r)
		}
	}
	return all
}

// Gone are those of a kind that were taken away.
func (b Board) Gone(kinds ...Kind) (all []Revision) {
	for _, r := range b.All {
		if slices.Contains(kinds, r.Kind) && r.Away && !(veiled(r.Thing) && !b.Client) {
			all = append(all, r)
		}
	}
	return all
}

// Find is one object as it is now; there may be none.
func (b Board) Find(t Thread) Revision { return find(b.All, t) }

// Empty tells whether nothing has been written yet.
func (b Board) Empty() bool {
	return !slices.ContainsFunc(b.All, func(r Revision) bool { return !r.Away })
}

// latest is when something was last written.
func (b Board) latest() (at time.Time) {
	for _, r := range b.All {
		if r.At.After(at) {
			at = r.At
		}
	}
	return at
}

func (b Board) path() string            { return "/spaces/" + string(b.Space) + "/trust" }
func (b Board) tool(name string) string { return b.path() + "/" + name }
func (b Board) begin(k Kind) string     { return b.tool(k.home().Name) + "/" + string(k) }
func (b Board) thing(t Thread) string   { return "/spaces/" + string(b.Space) + "/things/" + string(t) }

// audience ends the key of a sentence that is not the same for a client and for others.
func (b Board) audience() string {
	if b.Client {
		return "client"
	}
	return "staff"
}

// by is the words key of the sentence that says who wrote a revision.
func (b Board) by(r Revision) string {
	switch {
	case r.By == b.Me:
		return "trust.by.me"
	case b.Client:
		return "trust.by.mine"
	case r.As == right.Client:
		return "trust.by.client"
	}
	return "trust.by.therapist"
}

// name is what an object is called, to this reader.
func (b Board) name(ctx context.Context, r Revision) string {
	if r.ID == "" {
		return words.T(ctx, "trust.gone")
	}
	if veiled(r.Thing) && !b.Client {
		return words.T(ctx, "trust.hidden")
	}
	switch t := r.Thing.(type) {
	case *Star:
		return b.aboutWhom(ctx, r)
	case *Keeping:
		return words.T(ctx, "trust.keeping.how."+t.How)
	}
	if name := r.Thing.Name(); name != "" {
		return name.Reveal()
	}
	return words.T(ctx, "trust."+string(r.Kind)+".one")
}

// text is the value of a field as a reader sees it; links and long texts are drawn elsewhere.
func (b Board) text(ctx context.Context, k Kind, f Field) string {
	switch {
	case f.Day && !f.empty():
		return ui.DayText(ctx, dayOf(f.get(), b.Zone), b.Zone)
	case f.Text != nil:
		return f.Text.Reveal()
	case f.Pick != nil && *f.Pick != "":
		return words.T(ctx, f.option(k, *f.Pick))
	case f.Mark != nil && *f.Mark != nil && f.of() > 0:
		return words.T(ctx, "trust.of", "n", strconv.Itoa(**f.Mark), "of", strconv.Itoa(f.of()))
	case f.Mark != nil:
		return f.get()
	case f.Many != nil:
		return commas(*f.Many, func(o string) string { return words.T(ctx, f.option(k, o)) })
	case f.Refs != nil:
		return commas(*f.Refs, func(t Thread) string { return b.name(ctx, b.Find(t)) })
	}
	return ""
}

// of is the upper end of a scale that begins at nothing; 0: it is no such scale.
func (f Field) of() int {
	if f.From == 0 && (f.To == 10 || f.To == 100) {
		return f.To
	}
	return 0
}

func commas[T any](all []T, say func(T) string) (text string) {
	for i, one := range all {
		if i > 0 {
			text += ", "
		}
		text += say(one)
	}
	return text
}

package disclose

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/words"
	"tillit.care/note"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// Sharing is who learns what of one client's record, on one page.
type Sharing struct {
	Around
	Inside  []Seat
	Permits []Permit
	Told    []Told
	Held    []Told // only for the therapist
	Asked   []Ask
	Brought []Brought
	Names   map[PermitID]string

	Failed         ToldID // of a held one that was sent back
	Field, Problem string
	Words, Until   string
}

// Seat is who is inside one space of the case.
type Seat struct {
	Kind  right.Kind
	Names []Sitting
}

// Sitting is somebody inside.
type Sitting struct {
	Name  string // empty: not told here
	Role  right.Role
	You   bool
	Until time.Time
}

// Brought is a copy that was put from one space of the client into another.
type Brought struct {
	At   time.Time
	From right.Kind
	To   right.Kind
}

// SharingOf reads the page: all of it for the client and their therapist; a supervisor and who
// stands in read what is in the record.
func SharingOf(tx *db.Tx, rec *space.Record) (Sharing, error) {
	s := Sharing{Names: map[PermitID]string{}}
	var err error
	if s.Around, err = AroundOf(tx, rec); err != nil {
		return s, err
	}
	if s.Permits, err = permits(tx, rec); err != nil {
		return s, err
	}
	for _, p := range s.Permits {
		s.Names[p.ID] = p.To.Reveal()
	}
	if s.Told, err = Accounted(tx, rec); err != nil {
		return s, err
	}
	if s.Asked, err = Asked(tx, rec); err != nil {
		return s, err
	}
	if s.Client {
		return s, s.mine(tx, rec)
	}
	s.Held, err = HeldBack(tx, rec)
	return s, err
}

// mine reads what only the client sees here: who is inside their spaces, and what they put
// from one into another.
func (s *Sharing) mine(tx *db.Tx, rec *space.Record) error {
	all, err := space.MineAbout(tx, rec.About(), seen...)
	if err != nil {
		return err
	}
	kinds := map[space.ID]right.Kind{}
	for _, w := range all {
		kinds[w.Space] = w.Kind
	}
	for _, w := range all {
		if w.Role != right.Client {
			continue
		}
		open, err := space.Open(tx, w.Space, right.Read, seen...)
		if err != nil {
			return err
		}
		if err := s.sit(tx, open); err != nil {
			return err
		}
		if w.Kind == right.Own {
			if err := s.bring(tx, open, kinds); err != nil {
				return err
			}
		}
	}
	slices.SortStableFunc(s.Inside, func(a, b Seat) int {
		return cmp.Compare(slices.Index(seen, a.Kind), slices.Index(seen, b.Kind))
	})
	return nil
}

func (s *Sharing) sit(tx *db.Tx, rec *space.Record) error {
	members, err := rec.Members(tx)
	if err != nil {
		return err
	}
	seat := Seat{Kind: rec.Kind()}
	for _, m := range members {
		one := Sitting{Role: m.Role, You: m.Person == tx.By.ID, Until: m.Until}
		if m.Role != right.Client && m.Role != right.Desk {
			name, err := nameOf(tx, m.Person)
			if err != nil {
				return err
			}
			one.Name = name.Reveal()
		}
		seat.Names = append(seat.Names, one)
	}
	s.Inside = append(s.Inside, seat)
	return nil
}

// bring finds what was put from the client's own space into another: its trail names both.
func (s *Sharing) bring(tx *db.Tx, own *space.Record, kinds map[space.ID]right.Kind) error {
	entries, err := own.Trail(tx, time.Time{}, tx.Now.Add(time.Millisecond))
	for _, e := range slices.Backward(entries) {
		for _, act := range e.Acts {
			if to, ok := strings.CutPrefix(act.Act, "release to "); ok {
				s.Brought = append(s.Brought, Brought{e.At, right.Own, kinds[space.ID(to)]})
			}
		}
	}
	return err
}

// of are the permissions that stand in one of some states.
func (s Sharing) of(states ...State) (all []Permit) {
	for _, p := range s.Permits {
		if slices.Contains(states, p.State(s.Now)) {
			all = append(all, p)
		}
	}
	return all
}

// open are what was asked and not answered yet; done the others.
func (s Sharing) asks(open bool) (all []Ask) {
	for _, a := range s.Asked {
		if a.Open() == open {
			all = append(all, a)
		}
	}
	return all
}

// recordsText are kinds of record in one line.
func recordsText(ctx context.Context, all []Records) string {
	var names []string
	for _, r := range all {
		names = append(names, words.T(ctx, "disclose.records."+string(r)))
	}
	return strings.Join(names, ", ")
}

// form is a form of this room, with what was wrong in what was sent.
type form struct {
	Around
	Once           string
	Field, Problem string
}

func (f form) wrong(ctx context.Context, field string) string {
	if f.Field != field || f.Problem == "" {
		return ""
	}
	return words.T(ctx, f.Problem)
}

// summary stands above a form in which something is wrong.
func (f form) summary(ctx context.Context) string {
	switch {
	case f.Problem == "":
		return ""
	case f.Field != "":
		return words.T(ctx, "disclose.look")
	}
	return words.T(ctx, f.Problem)
}

// failed puts what is wrong into a form.
func (f *form) failed(why *fault.Fault) { f.Field, f.Problem = why.Field, why.Key }

// preparing is a permission that is being written.
type preparing struct {
	form
	Permit
}

// telling is something told that is being written down.
type telling struct {
	form
	Told
	Permits []Permit
	Until   string
}

// options are what something can be told by.
func (t telling) options(ctx context.Context) (all []ui.Option) {
	for _, b := range Bases {
		all = append(all, ui.Option{Value: string(b), Label: words.T(ctx, "disclose.basis."+string(b))})
	}
	return all
}

// under are the permissions that were ever signed.
func (t telling) under(ctx context.Context) []ui.Option {
	all := []ui.Option{{Label: words.T(ctx, "disclose.permit.none")}}
	for _, p := range t.Permits {
		if p.Signed.IsZero() {
			continue
		}
		all = append(all, ui.Option{Value: string(p.ID), Label: words.T(ctx, "disclose.permit.option."+string(p.State(t.Now)), "to", p.To.Reveal(), "when", ui.DayText(ctx, p.Signed, t.Zone))})
	}
	return all
}

func (t telling) notices() bool {
	return slices.ContainsFunc(t.Permits, func(p Permit) bool { return p.Use })
}

// asking is what a client is asking.
type asking struct {
	form
	Ask
	Notes []note.Note
	Line  string // of a question: which line of who looked
}

func (a asking) notes(ctx context.Context) []ui.Option {
	all := []ui.Option{{Label: words.T(ctx, "disclose.ask.note.none")}}
	for _, n := range a.Notes {
		all = append(all, ui.Option{Value: string(n.ID), Label: words.T(ctx, "disclose.ask.note", "when", ui.DayText(ctx, n.Facts.Begun, a.Zone))})
	}
	return all
}

// answering is something that was asked, with a form for whoever may do something about it.
type answering struct {
	form
	Ask
	Law    Law
	Wrote  Answer // what was sent and not taken
	Why    string
	Said   string
	Signed time.Time // of a note that it is about
}

func (a answering) outcomes(ctx context.Context) (all []ui.Option) {
	for _, o := range []Outcome{Granted, Partly, Refused} {
		all = append(all, ui.Option{Value: string(o), Label: words.T(ctx, "disclose.answer."+string(a.Ask.Kind)+"."+string(o))})
	}
	return all
}

func (a answering) grounds(ctx context.Context) []ui.Option {
	all := []ui.Option{{Label: words.T(ctx, "disclose.ground.none")}}
	for _, g := range a.Law.grounds(a.Ask.Kind) {
		all = append(all, ui.Option{Value: g.ID, Label: words.T(ctx, "disclose.ground."+g.ID)})
	}
	return all
}

// again tells whether the ground of an answer is one that somebody else looks at once more.
func (a answering) again() bool {
	return slices.ContainsFunc(a.Law.grounds(a.Ask.Kind), func(g Ground) bool { return g.ID == a.Ask.Answer.Ground && g.Again })
}

func newOnce[T any](tx *db.Tx) string { return string(id.New[T](tx.Now)) }

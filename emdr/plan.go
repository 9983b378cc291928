package emdr

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/pure/eight"
	"tillit.care/space"
)

// Prongs are the three sides of a theme: what was, what sets it off today, and what is to come.
var Prongs = []string{"past", "trigger", "future"}

// parts of the past, in the order in which they are mostly worked on.
var parts = []string{"touchstone", "worst", "latest", "other"}

// abouts are what a theme can be about: what it says about oneself.
var abouts = []string{"responsibility", "safety", "choice", "worth"}

// Rated is how bad something was at one moment, and how true the good sentence felt.
type Rated struct {
	At       time.Time
	SUD, VOC *int
	In       eight.Phase // of a session; 0: outside of one
}

// Target is one thing that is worked on.
type Target struct {
	Sheet
	Status eight.Status
	Rated  []Rated
	Apart  []Apart
	Gone   Sheet // that it was taken out of the plan, and why; not found: it was not
	Out    bool  // of the plan: it was taken out, or its theme was
}

// Theme is what several targets have in common.
type Theme struct {
	Sheet
	Targets []Target // in their order, by prong
	Gone    Sheet
}

// Plan is what is planned for a case.
type Plan struct {
	Themes []Theme
	Log    []Sheet // newest first

	Left   []Theme  // taken out of the plan, with all that belongs to them
	Single []Target // taken out, of themes that are in it
}

// target looks whether a target can be kept.
func (w Written) target() error {
	closed := w.Words["closed"] != ""
	switch {
	case !slices.Contains(Prongs, w.Words["prong"].Reveal()):
		return fault.At("prong", "emdr.missing")
	case w.Words["part"] != "" && !slices.Contains(parts, w.Words["part"].Reveal()):
		return fault.New(fault.Invalid, "fault.form")
	case closed:
		return w.must("cue")
	}
	return w.must("event")
}

// Needs is what kind of target it is.
func (t Sheet) Needs() eight.Kind {
	switch {
	case t.Said("prong") == "future":
		return eight.Future
	case t.Said("closed") != "":
		return eight.Closed
	}
	return eight.Full
}

// Name is what it is called: where its content stays with the client, by the cue word.
func (t Sheet) Name() string {
	if t.Kind == theme {
		return t.Said("title")
	}
	if t.Said("closed") != "" {
		return t.Said("cue")
	}
	return t.Said("event")
}

// given are the fields of an assessment that are there.
func (t Sheet) given(sud, voc *int) (all []string) {
	for _, field := range eight.Needs(t.Needs()) {
		if t.Said(field) != "" || field == "sud" && sud != nil || field == "voc" && voc != nil {
			all = append(all, field)
		}
	}
	return all
}

// Last is how a target was rated last.
func (t Target) Last() (sud, voc *int) {
	for _, r := range t.Rated {
		if r.SUD != nil {
			sud = r.SUD
		}
		if r.VOC != nil {
			voc = r.VOC
		}
	}
	return sud, voc
}

// In are the targets of one prong.
func (t Theme) In(prong string) (some []Target) {
	for _, one := range t.Targets {
		if one.Said("prong") == prong {
			some = append(some, one)
		}
	}
	return some
}

// Whole tells whether all three prongs are there and done.
func (t Theme) Whole() bool {
	for _, prong := range Prongs {
		some := t.In(prong)
		if len(some) == 0 || slices.ContainsFunc(some, func(one Target) bool { return one.Status != eight.Complete }) {
			return false
		}
	}
	return true
}

// before tells whether something of the same theme comes before a target and is not done: what was
// comes before what sets it off today, and both before what is to come (reference/clinical.md §3).
func (p Plan) before(one Target) bool {
	turn := func(t Target) int { return slices.Index(Prongs, t.Said("prong")) }
	return slices.ContainsFunc(p.theme(Thread(one.Said("theme"))).Targets, func(t Target) bool {
		return turn(t) < turn(one) && t.Status != eight.Complete
	})
}

// count is how many targets there are.
func (p Plan) count() (n int) {
	for _, t := range p.Themes {
		n += len(t.Targets)
	}
	return n
}

// Find is one target, also one that was taken out of the plan; there may be none.
func (p Plan) Find(which Thread) Target {
	for _, one := range p.Single {
		if one.Of == which {
			return one
		}
	}
	for _, t := range slices.Concat(p.Themes, p.Left) {
		for _, one := range t.Targets {
			if one.Of == which {
				return one
			}
		}
	}
	return Target{}
}

// theme is one theme of the plan; there may be none.
func (p Plan) theme(which Thread) Theme {
	for _, t := range p.Themes {
		if t.Of == which {
			return t
		}
	}
	return Theme{}
}

// PlanOf is what is planned for a case, and how far it has come.
func PlanOf(tx *db.Tx, rec *space.Record) (Plan, error) {
	all, err := sheets(tx, rec)
	if err != nil {
		return Plan{}, err
	}
	done, err := steps(tx, rec)
	return planned(all, walk(done, "")), err
}

func planned(all []Sheet, done Rail) (p Plan) {
	orders, targets := map[Thread]string{}, map[Thread][]Target{}
	seen := map[Thread]bool{}
	gone := map[Thread]Sheet{}
	for _, s := range all {
		switch s.Kind {
		case order:
			orders[s.Of] = s.Said("order")
		case away:
			if gone[s.Of] = s; s.Said("back") != "" {
				delete(gone, s.Of)
			}
		}
	}
	for _, s := range all {
		now := newest(all, s.Of)
		switch {
		case s.Kind == entry:
			p.Log = append([]Sheet{s}, p.Log...)
		case seen[s.Of] || s.Kind.about():
			continue
		case s.Kind == theme:
			p.Themes = append(p.Themes, Theme{Sheet: now, Gone: gone[s.Of]})
		case s.Kind == target:
			of := Thread(now.Said("theme"))
			targets[of] = append(targets[of], Target{now, done.State.Targets[string(s.Of)], rated(all, done, s.Of), done.Apart[string(s.Of)],
				gone[s.Of], gone[s.Of].Found() || gone[of].Found()})
		}
		seen[s.Of] = true
	}
	for i, t := range p.Themes {
		p.Themes[i].Targets = sorted(targets[t.Of], orders[t.Of])
	}
	p.part()
	return p
}

// sorted are targets by prong, and in it as somebody has put them.
func sorted(all []Target, order string) []Target {
	slices.SortStableFunc(all, func(a, b Target) int {
		return cmp.Or(cmp.Compare(slices.Index(Prongs, a.Said("prong")), slices.Index(Prongs, b.Said("prong"))),
			cmp.Compare(place(order, a.Of), place(order, b.Of)), cmp.Compare(slices.Index(parts, a.Said("part")), slices.Index(parts, b.Said("part"))))
	})
	return all
}

func place(order string, which Thread) int {
	if at := strings.Index(order, string(which)); at >= 0 {
		return at
	}
	return len(order)
}

// rated is how a target was rated, in sessions and outside, in order of time.
func rated(all []Sheet, done Rail, which Thread) (some []Rated) {
	for _, s := range all {
		if s.Kind == rating && s.Of == which {
			some = append(some, Rated{At: s.At, SUD: number(s.Words["sud"]), VOC: number(s.Words["voc"])})
		}
	}
	some = append(some, done.Rated[string(which)]...)
	slices.SortStableFunc(some, func(a, b Rated) int { return a.At.Compare(b.At) })
	return some
}

// Move puts a target before or behind its neighbour of the same prong.
func Move(tx *db.Tx, rec *space.Record, once ID, which Thread, up bool) error {
	if err := rec.Holds(treats); err != nil {
		return err
	}
	p, err := PlanOf(tx, rec)
	if err != nil {
		return err
	}
	one := p.Find(which)
	if !one.Found() || one.Out {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	of := p.theme(Thread(one.Said("theme")))
	all := of.Targets
	at := slices.IndexFunc(all, func(t Target) bool { return t.Of == which })
	to := at + 1
	if up {
		to = at - 1
	}
	if to < 0 || to >= len(all) || all[to].Said("prong") != one.Said("prong") {
		return nil
	}
	all[at], all[to] = all[to], all[at]
	var names []string
	for _, t := range all {
		names = append(names, string(t.Of))
	}
	_, err = Keep(tx, rec, Written{Once: once, Of: of.Of, Kind: order, Words: Words{"order": textOf(strings.Join(names, " "))}})
	return err
}

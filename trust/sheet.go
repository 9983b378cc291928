package trust

import (
	"context"
	"math"
	"slices"
	"tillit.care/base/id"
	"time"

	"tillit.care/base/words"
	"tillit.care/ui"
)

// today is the day it is, where the practice is.
func (b Board) today() string { return today(b.Now, b.Zone) }

// lockedAt is when it was locked.
func (e *Experiment) lockedAt() time.Time {
	t, _ := time.Parse(time.RFC3339Nano, e.Locked.Reveal())
	return t
}

// problem stands above the form of an act that was not taken.
func (s Sheet) problem(ctx context.Context) string {
	if s.Problem == "" {
		return ""
	}
	return words.T(ctx, "trust.look")
}

// wrong is what is wrong with one place of it.
func (s Sheet) wrong(ctx context.Context, name string) string {
	if s.Problem == "" || s.Wrong != name {
		return ""
	}
	return words.T(ctx, s.Problem)
}

// reason is why a person is flagged: as it was just written, or as it stands.
func (s Sheet) reason() string {
	if s.Problem != "" {
		return s.Tried["reason"]
	}
	return s.Flags[s.Thread].Reason.Reveal()
}

// soon says how far an experiment is, for a list.
func (b Board) soon(ctx context.Context, e *Experiment) string {
	switch at := e.stands(b.today()); {
	case at == dropped:
		return e.Why.Reveal()
	case held(b.All, e):
		return words.T(ctx, "trust.try.held")
	case at == planned:
		return words.T(ctx, "trust.try.is.planned")
	case at == judged:
		return words.T(ctx, "trust.experiment.came."+e.Came)
	default:
		return words.T(ctx, "trust.try.is."+string(at), "day", ui.DayText(ctx, dayOf(e.due(), b.Zone), b.Zone))
	}
}

// fresh is the id of a form in a list that makes the next revision.
func (b Board) fresh() ID { return id.New[Revision](b.Now) }

// aboutWhom is the person that a star is of.
func (b Board) aboutWhom(ctx context.Context, r Revision) string {
	if s, ok := r.Thing.(*Star); ok && len(s.Person) > 0 {
		return words.T(ctx, "trust.rays.of", "name", b.name(ctx, b.Find(s.Person[0])))
	}
	return words.T(ctx, "trust.star.one")
}

// withWhom is whom an agreement is with.
func (b Board) withWhom(ctx context.Context, a *Agreement) string {
	if len(a.Person) > 0 {
		return words.T(ctx, "trust.agreed.with", "name", b.name(ctx, b.Find(a.Person[0])))
	}
	if a.With != "" {
		return words.T(ctx, "trust.agreement.with."+a.With)
	}
	return ""
}

// keepings are how it went with an agreement, the newest first.
func (b Board) keepings(t Thread) (all []Revision) {
	for _, r := range b.Every("keeping") {
		if k, ok := r.Thing.(*Keeping); ok && slices.Contains(k.Agreement, t) {
			all = append([]Revision{r}, all...)
		}
	}
	return all
}

// ray is a point on one ray of a star, so far from the middle.
func ray(i int, far float64) (x, y float64) {
	turn := 2*math.Pi*float64(i)/float64(len(areas)) - math.Pi/2
	return 100 + 78*far*math.Cos(turn), 100 + 78*far*math.Sin(turn)
}

// far is how far out a mark stands; what is not known stands at the middle.
func far(feels string) float64 {
	if n := steps(feels); n > 0 {
		return float64(n) / 5
	}
	return 0.08
}

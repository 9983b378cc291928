package trust

import (
	"context"
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

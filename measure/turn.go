package measure

import (
	"cmp"
	"context"
	"time"

	"tillit.care/base/words"
	"tillit.care/pure/score"
)

// Turn is a change for the worse that is more than chance: by the instrument's own
// published threshold, since the first answer or since the best one so far.
type Turn struct {
	Line     Line
	From, To Point
	Best     bool // since the best answer, not the first
}

// Turned tells whether the latest answer is reliably worse than the first, or else than the
// best. The best of many answers is partly luck: what is measured against it is a reason to
// look, and the page says which of the two it was. Where no threshold is published nothing
// counts as worse.
func (l Line) Turned() (Turn, bool) {
	rule := l.rule()
	if !rule.Published() || len(l.Points) < 2 {
		return Turn{}, false
	}
	first, last := l.Points[0], l.Points[len(l.Points)-1]
	if rule.Judge(first.Scored.Value, last.Scored.Value).Class.Worse() {
		return Turn{Line: l, From: first, To: last}, true
	}
	best := first
	for _, p := range l.Points {
		if rule.Better*(p.Scored.Value-best.Scored.Value) > 0 {
			best = p
		}
	}
	return Turn{Line: l, From: best, To: last, Best: true}, rule.Judge(best.Scored.Value, last.Scored.Value).Class.Worse()
}

// Name is what the line is called: for a client in plain words, without the name of a
// questionnaire or of an illness.
func (l Line) Name(ctx context.Context, client bool) string {
	if !client {
		return words.T(ctx, l.Subscale.Key)
	}
	key := "measure.plain." + l.Instrument.ID + "." + l.Subscale.ID
	if said := words.T(ctx, key); said != key {
		return said
	}
	return cmp.Or(l.Subscale.Plain, words.T(ctx, "measure.plain.brought"))
}

// Main is the line that stands for a case in a list: the one that was answered most often.
func Main(all []Line) (Line, bool) {
	var main Line
	for _, l := range all {
		if len(l.Points) > len(main.Points) {
			main = l
		}
	}
	return main, len(main.Points) > 0
}

// Grace is how long after it was asked an answer is merely late. A week is one full turn of
// the shortest rhythm: whoever is asked each week has then missed a whole turn, and whoever
// is asked at sessions has had the days between two of them.
const Grace = 7 * 24 * time.Hour

// Silent is since when something that was asked has gone unanswered beyond the grace; zero
// when nothing has.
func Silent(waiting []Measure, now time.Time) time.Time {
	var since time.Time
	for _, m := range waiting {
		if now.Sub(m.Due) > Grace && (since.IsZero() || m.Due.Before(since)) {
			since = m.Due
		}
	}
	return since
}

// Minutes is about how long a questionnaire takes. It is our own estimate, and rather too
// long than too short: eighteen seconds a question, and never less than two minutes.
func Minutes(in *score.Instrument) int {
	const seconds = 18
	return max(2, (len(in.Form.Questions())*seconds+59)/60)
}

// Screening tells whether a measure asks the questions that follow an answer that worries:
// they come before anything else.
func (m Measure) Screening() bool { return m.Instrument == screen }

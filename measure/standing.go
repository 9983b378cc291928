package measure

import (
	"context"
	"sync"
	"time"

	"tillit.care/base/words"
	"tillit.care/pure/change"
	"tillit.care/pure/score"
	"tillit.care/ui"
)

// Expected are the expected courses that a practice has, by Line.Key; nil: none.
type Expected map[string]change.Starts

// Key is what a line is called among expected courses.
func (l Line) Key() string { return Key(l.Instrument.ID, l.Subscale.ID) }

// Key is what the line of a subscale is called among expected courses.
func Key(instrument, subscale string) string { return instrument + " " + subscale }

// Standing is all that is said about a line: its change, its slope, where it most likely
// is, and whether it is on track. Sessions are answers, counted from the first, since what
// is asked at sessions is answered at each.
func (l Line) Standing(expected Expected) change.Standing {
	return l.rule().Stand(l.points(), expected[l.Key()])
}

// Glance is the same for a list or a summary, without what takes time: no slope and no
// smoothed course.
func (l Line) Glance(expected Expected) change.Standing { return l.after(len(l.Points), expected) }

// Stands is how one person stands over all their lines.
func Stands(lines []Line, expected Expected) change.Track {
	var all []change.Standing
	for _, l := range lines {
		all = append(all, l.Glance(expected))
	}
	return change.Together(all)
}

// Track is whether the line was on track after its first n answers.
func (l Line) Track(n int, expected Expected) change.Track { return l.after(n, expected).Track }

func (l Line) after(n int, expected Expected) change.Standing {
	if n == 0 {
		return change.Standing{Rule: l.rule(), Track: change.NotKnown}
	}
	return l.rule().After(n, l.Points[0].Scored.Value, l.Points[n-1].Scored.Value, expected[l.Key()])
}

// Fell tells whether one score is worse than another by more than error, as published.
func (l Line) Fell(from, to float64) bool {
	rule := l.rule()
	return rule.Published() && rule.Judge(from, to).Class.Worse()
}

// rule is what is known about change on this line.
func (l Line) rule() change.Rule { return ruleOf(l.Instrument, l.Subscale.ID) }

// rules are those that were worked out before: a day has thousands of lines.
var rules sync.Map

type ruled struct {
	in       *score.Instrument
	subscale string
}

func ruleOf(in *score.Instrument, subscale string) change.Rule {
	key := ruled{in, subscale}
	if r, ok := rules.Load(key); ok {
		return r.(change.Rule)
	}
	r := change.Of(in, subscale)
	rules.Store(key, r)
	return r
}

const week = 7 * 24 * time.Hour

func (l Line) points() (all []change.Point) {
	for _, p := range l.Points {
		all = append(all, change.Point{Weeks: float64(p.At.Sub(l.Points[0].At)) / float64(week), Value: p.Scored.Value})
	}
	return all
}

// nearly is how many standard errors of a level the field around the line reaches on
// either side: 95 of 100 such fields hold what they are drawn around.
const nearly = 1.96

// levels are the smoothed course, as it is drawn. There is none where the error of a score
// is not known.
func (l Line) levels(s change.Standing) (all []ui.Level) {
	for n, p := range s.Course.Points {
		all = append(all, ui.Level{At: l.Points[n].At, Value: p.Level, Low: p.Level - nearly*p.Error, High: p.Level + nearly*p.Error})
	}
	return all
}

// others are what people with such a beginning had at each of these answers, as far as
// enough of them came.
func (l Line) others(expected Expected) (all []ui.Expected) {
	for n, p := range l.Points {
		start, ok := expected[l.Key()].Of(l.Points[0].Scored.Value, n+1)
		if !ok || start.Model.People < change.Cases {
			break
		}
		e := start.Model.At(n+1, l.rule().Better)
		all = append(all, ui.Expected{At: p.At, Mean: e.Mean, Edge: e.Band68})
	}
	return all
}

// plain says to a client how the latest answer differs from the first; empty while there is
// only one.
func plain(ctx context.Context, s change.Standing) string {
	if s.Verdict.Class == "" {
		return ""
	}
	return words.T(ctx, "measure.plain.change."+string(s.Verdict.Class))
}

// hope is what a client reads below a line that is not better: true, and no promise.
func hope(ctx context.Context, s change.Standing) string {
	switch {
	case s.Verdict.Class.Worse():
		return words.T(ctx, "measure.plain.hope.worse")
	case s.Verdict.Class == change.Unchanged && s.N > 3:
		return words.T(ctx, "measure.plain.hope.same")
	}
	return ""
}

// Brief is the whole line in two short sentences, for a clinician's list; empty while there
// is only one answer.
func (l Line) Brief(ctx context.Context, c Course) string {
	if len(l.Points) < 2 {
		return ""
	}
	s := l.Glance(c.Expected)
	return l.course(ctx, c) + " " + words.T(ctx, "measure.brief."+string(s.Verdict.Class))
}

// inShort is Brief, or the one answer there is.
func (l Line) inShort(ctx context.Context, c Course) string {
	if brief := l.Brief(ctx, c); brief != "" {
		return brief
	}
	return l.course(ctx, c)
}

// course is where the line began and where it is now.
func (l Line) course(ctx context.Context, c Course) string {
	return ui.Trajectory{Points: l.ends(c), Zone: c.Zone}.Course(ctx)
}

// Judged is what the n-th answer of the line means against the first one.
func (l Line) Judged(n int) change.Verdict {
	return l.rule().Judge(l.Points[0].Scored.Value, l.Points[n].Scored.Value)
}

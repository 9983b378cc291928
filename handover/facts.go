package handover

import (
	"context"
	"strings"
	"time"

	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/base/words"
	"tillit.care/care"
	"tillit.care/measure"
	"tillit.care/meeting"
	"tillit.care/note"
	"tillit.care/plan"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
	"tillit.care/ui"
)

// facts is a summary in the making: lines that say what is there.
type facts struct {
	tx    *db.Tx
	ctx   context.Context
	zone  *time.Location
	lines []string
}

func (f *facts) say(key string, args ...any) {
	f.lines = append(f.lines, words.T(f.ctx, key, args...))
}

func (f *facts) day(t time.Time) string { return ui.DayText(f.ctx, t, f.zone) }

// Draft is a summary of a case from what is there, in the language of its author, who edits
// it: how long it goes on, what was done, where the plan is, how the questionnaires stand,
// what is open.
func Draft(tx *db.Tx, rec *space.Record) (string, error) {
	settings, err := practice.Of(tx)
	if err != nil {
		return "", err
	}
	ctx, err := meeting.In(tx)
	if err != nil {
		return "", err
	}
	f := &facts{tx: tx, ctx: ctx, zone: settings.Location()}
	c, err := care.Of(tx, rec)
	if err != nil {
		return "", err
	}
	f.say("handover.fact.since", "when", f.day(c.Opened))
	all, err := parts(tx, rec, whole)
	if err != nil {
		return "", err
	}
	for i, part := range all {
		if len(all) > 1 {
			f.lines = append(f.lines, "", words.T(ctx, "handover.fact.partner", "n", i+1))
		}
		for _, read := range []func(*space.Record) error{f.held, f.planned, f.measured, f.open} {
			if err := read(part); err != nil {
				return "", err
			}
		}
	}
	f.lines = append(f.lines, "", words.T(ctx, "handover.fact.words"))
	return strings.Join(f.lines, "\n"), nil
}

// held are the sessions, and the newest note.
func (f *facts) held(rec *space.Record) error {
	if rec.Kind() != right.Shared {
		return nil
	}
	met, err := meeting.Of(f.tx, rec)
	if err != nil {
		return err
	}
	count, unsigned, next := 0, 0, time.Time{}
	for _, m := range met {
		if m.State == meeting.Held {
			count++
		}
		if m.Waits() {
			unsigned++
		}
		if m.State == meeting.Planned && m.At.After(f.tx.Now) && (next.IsZero() || m.At.Before(next)) {
			next = m.At
		}
	}
	f.say("handover.fact.sessions", "count", count)
	if !next.IsZero() {
		f.say("handover.fact.next", "when", ui.TimeText(f.ctx, next, f.zone))
	}
	if unsigned > 0 {
		f.say("handover.fact.unsigned", "count", unsigned)
	}
	signed, err := note.Of(f.tx, rec)
	var last time.Time
	for _, n := range signed {
		if n.At.After(last) {
			last = n.At
		}
	}
	if !last.IsZero() {
		f.say("handover.fact.note", "when", f.day(last))
	}
	return err
}

// planned is where the plan is, the hopes that are open, and what is being tried.
func (f *facts) planned(rec *space.Record) error {
	if rec.Kind() != right.Shared {
		return nil
	}
	now, err := plan.Current(f.tx, rec)
	if err != nil || !now.Open() {
		return err
	}
	f.say("handover.fact.phase", "phase", now.PhaseWords(words.Language(f.ctx), now.Phase).Title)
	for _, g := range now.Goals {
		if g.State == plan.Agreed || g.State == plan.Proposed {
			f.say("handover.fact.goal", "goal", g.Words.Reveal())
		}
	}
	work, err := plan.Work(f.tx, rec)
	if left := plan.Waiting(work); len(left) > 0 {
		f.say("handover.fact.work", "count", len(left))
	}
	return err
}

// measured is how the questionnaires stand.
func (f *facts) measured(rec *space.Record) error {
	course, err := measure.CourseOf(f.tx, rec)
	for _, l := range course.Lines {
		if text := l.Said(f.ctx, course); text != "" {
			f.lines = append(f.lines, text)
		}
	}
	return err
}

// open is what cannot wait.
func (f *facts) open(rec *space.Record) error {
	every, err := alert.Of(f.tx, rec)
	waits, contacts := 0, 0
	for _, a := range every {
		if a.Waits() {
			waits++
		}
		if a.Awaits() {
			contacts++
		}
	}
	f.say("handover.fact.alerts", "count", waits)
	if contacts > 0 {
		f.say("handover.fact.contacts", "count", contacts)
	}
	return err
}

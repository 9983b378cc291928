// Package chart is one case on one page, and the page everybody begins with: what is next
// for a client, whom to look after for a therapist.
package chart

import (
	"slices"

	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/care"
	"tillit.care/duty"
	"tillit.care/expect"
	"tillit.care/follow"
	"tillit.care/journal"
	"tillit.care/measure"
	"tillit.care/meeting"
	"tillit.care/message"
	"tillit.care/plan"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Chart is one case as a clinician sees it.
type Chart struct {
	Space    space.ID
	Case     care.Case
	Name     string // the client's, to those who are in the contact space
	Process  space.ID
	Inside   care.Inside
	Board    alert.Board
	Course   measure.Course
	Standing follow.View
	Shelf    journal.Shelf
	Plan     plan.View
	Unread   int // messages to its reader
	Sessions meeting.Shelf
	Duty     []duty.Entry // worksheets that wait, for its therapist
}

// Of draws up the chart of an open space where a client answers.
func Of(tx *db.Tx, rec *space.Record) (Chart, error) {
	c := Chart{Space: rec.Space()}
	var err error
	if c.Inside, err = care.InsideOf(tx, rec); err != nil {
		return c, err
	}
	c.Case, c.Name = c.Inside.Case, c.Inside.Name
	if c.Board, err = alert.BoardOf(tx, rec); err != nil {
		return c, err
	}
	if c.Course, err = CourseOf(tx, rec); err != nil {
		return c, err
	}
	if c.Standing, err = follow.Beside(tx, rec, c.Course.Lines, c.Course.Expected); err != nil {
		return c, err
	}
	if c.Shelf, err = journal.ShelfOf(tx, rec); err != nil {
		return c, err
	}
	if c.Unread, err = message.Unread(tx, rec); err != nil {
		return c, err
	}
	if c.Plan, err = plan.Of(tx, rec); err != nil {
		return c, err
	}
	if c.Sessions, err = meeting.GlanceOf(tx, rec); err != nil {
		return c, err
	}
	if c.Duty, err = duty.Due(tx, rec); err != nil {
		return c, err
	}
	mine, err := space.MineAbout(tx, rec.About(), right.Process)
	for _, where := range mine {
		c.Process = where.Space
	}
	return c, err
}

// CourseOf reads the course of a space, with what is expected and the events of the therapy.
func CourseOf(tx *db.Tx, rec *space.Record) (measure.Course, error) {
	c, err := measure.CourseOf(tx, rec)
	if err != nil {
		return c, err
	}
	if c.Expected, err = expect.Lines(tx); err != nil {
		return c, err
	}
	c.Events, err = events(tx, rec, raised(c))
	return c, err
}

// events are what happened meanwhile, in order of time.
func events(tx *db.Tx, rec *space.Record, all []measure.Event) ([]measure.Event, error) {
	said := "chart.event."
	if rec.Role() == right.Client {
		said = "chart.event.you."
	}
	for _, of := range []func(*db.Tx, *space.Record, string) ([]measure.Event, error){begun, shared, noted} {
		some, err := of(tx, rec, said)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortStableFunc(all, func(a, b measure.Event) int { return a.At.Compare(b.At) })
	return all, nil
}

// shared are the pages that were shown.
func shared(tx *db.Tx, rec *space.Record, said string) (all []measure.Event, err error) {
	pages, err := journal.Of(tx, rec)
	for _, p := range pages {
		all = append(all, measure.Event{At: p.At, Key: said + "shared"})
	}
	return all, err
}

// raised is what could not wait. That stands there for clinicians only: a client knows what
// they answered, and needs no mark of it.
func raised(c measure.Course) (all []measure.Event) {
	for _, r := range c.Last {
		if r.Found && !c.Client {
			all = append(all, measure.Event{At: r.At, Key: "chart.event.alert"})
		}
	}
	return all
}

// begun are how a case began, what was agreed to in it, and how it ended.
func begun(tx *db.Tx, rec *space.Record, said string) ([]measure.Event, error) {
	which, err := care.Of(tx, rec)
	if err != nil {
		return nil, err
	}
	all := []measure.Event{{At: which.Opened, Key: said + "opened"}}
	if !which.Ended.IsZero() {
		all = append(all, measure.Event{At: which.Ended, Key: said + "ended"})
	}
	given, err := care.Consents(tx, rec)
	for _, c := range given {
		all = append(all, measure.Event{At: c.At, Key: said + "agreed"})
		if !c.Ended.IsZero() {
			all = append(all, measure.Event{At: c.Ended, Key: said + "stopped"})
		}
	}
	return all, err
}

// noted are the decisions about how it goes. A client knows of those that they were told.
func noted(tx *db.Tx, rec *space.Record, _ string) (all []measure.Event, err error) {
	if rec.Role() == right.Client {
		told, err := follow.ToldOf(tx, rec)
		for _, t := range told {
			all = append(all, measure.Event{At: t.At, Key: "chart.event.you.told"})
		}
		return all, err
	}
	decided, err := follow.Of(tx, rec)
	for _, d := range decided {
		all = append(all, measure.Event{At: d.At, Key: "chart.event.decided"})
	}
	return all, err
}

// waitsFor is what the pages of worksheets know of the case.
func (c Chart) waitsFor() duty.Around {
	return duty.Around{Space: c.Space, Now: c.Standing.Now, Zone: c.Course.Zone}
}

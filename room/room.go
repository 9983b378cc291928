// Package room is the live place of a session: who is here, who waits, what lies on the table
// between the two, and what is made sure of before a session from afar. Every step that
// somebody takes in it is kept before anybody is shown it.
package room

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/meeting"
	"tillit.care/pure/right"
	"tillit.care/pure/tool"
	"tillit.care/space"
	"tillit.care/trust"
)

// Part is the part of a page that shows who waits in a room.
const Part = "room"

// Kinds are the kinds of space in which sessions are held.
var Kinds = []right.Kind{right.Shared}

// stepped names steps.
type stepped struct{}

const (
	mostSteps = 20_000 // of one meeting
	longName  = 40
	mostOf    = 4 // values of one step
)

// topic is what the live places of a meeting listen to, in every process.
func topic(which meeting.ID) string { return "room:" + string(which) }

// Enter opens the space of a meeting for somebody who takes part: a supervisor and whoever
// covers read elsewhere, and are never in the room.
func Enter(tx *db.Tx, where space.ID) (*space.Record, error) {
	want := right.Read | right.Write
	if tx.By.Holds(who.Therapist) {
		want |= right.Treat
	}
	return space.Open(tx, where, want, Kinds...)
}

// side is whose steps are taken by whoever opened a space.
func side(rec *space.Record) tool.Side {
	switch rec.Role() {
	case right.Client:
		return tool.Client
	case right.Therapist:
		return tool.Therapist
	}
	return ""
}

// Of is what lies in a room now, and what the two have done there.
func Of(tx *db.Tx, rec *space.Record, which meeting.ID) (tool.State, error) {
	return since(tx, rec, which, tool.State{})
}

// Steps are all that were taken in a room, in order.
func Steps(tx *db.Tx, rec *space.Record, which meeting.ID) ([]tool.Step, error) {
	return stepsAfter(tx, rec, which, 0)
}

// since takes the steps that were kept after a state.
func since(tx *db.Tx, rec *space.Record, which meeting.ID, s tool.State) (tool.State, error) {
	steps, err := stepsAfter(tx, rec, which, s.N)
	for _, step := range steps {
		s = s.Replay(step)
	}
	return s, err
}

// Do takes one step and keeps it, after all that were kept before. from is a state that its
// caller knows, to read less; a step sent twice counts once.
func Do(tx *db.Tx, rec *space.Record, which meeting.ID, from tool.State, step tool.Step) (tool.State, error) {
	if err := rec.Holds(right.Read | right.Write); err != nil {
		return from, err
	}
	step, err := clean(tx, rec, step)
	if err != nil {
		return from, err
	}
	if err := tx.Lock("room " + string(which)); err != nil {
		return from, err
	}
	m, err := meeting.One(tx, rec, which)
	if err != nil {
		return from, err
	}
	now, err := since(tx, rec, which, from)
	if err != nil {
		return from, err
	}
	if was, err := taken(tx, rec, which, step.ID); err != nil || was {
		return now, err
	}
	step.N = now.N + 1
	if err := opens(tx, rec, m, step); err != nil {
		return from, err
	}
	return take(tx, rec, m, now, step)
}

// take keeps a step that may be taken, with what it leads to.
func take(tx *db.Tx, rec *space.Record, m meeting.Meeting, now tool.State, step tool.Step) (tool.State, error) {
	if step.Tool == "board" {
		if err := onBoard(tx, rec, now, &step); err != nil {
			return now, err
		}
	}
	next, err := now.Take(step)
	if errors.Is(err, tool.NotNow) && step.Tool == "light" && step.Act == "had" {
		return now, nil // it is known, or the next set is on
	}
	if err != nil {
		return now, told(err)
	}
	if step.Tool == "door" {
		rec.Touch(tx, Part)
		if _, err := meeting.Begin(tx, rec, m.ID); step.Act == "in" && err != nil {
			return now, err
		}
	}
	rec.Note(tx, "room.step", string(m.ID))
	tx.Touch(topic(m.ID), strconv.FormatInt(step.N, 10))
	return next, insertStep(tx, rec, m.ID, step)
}

// clean leaves of a step what may be sent, and says whose it is.
func clean(tx *db.Tx, rec *space.Record, sent tool.Step) (tool.Step, error) {
	which, err := id.Parse[stepped](sent.ID)
	if err != nil || utf8.RuneCountInString(sent.Name) > longName || len(sent.Values) > mostOf {
		return sent, fault.New(fault.Invalid, "room.step.wrong")
	}
	s := tool.Step{ID: string(which), Tool: sent.Tool, Act: sent.Act, Name: sent.Name, Values: sent.Values,
		At: db.Ms(tx.Now), By: string(tx.By.ID), Side: side(rec), Clock: sent.Clock}
	if s.Tool == "light" {
		s.Setup, s.Ref = sent.Setup, sent.Ref
	}
	if s.Tool == "board" && s.Act == "write" {
		s.Text = tool.Words(strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(string(sent.Text), ""), "\r\n", "\n")))
	}
	return s, nil
}

// opens is an error where a step cannot be taken as the session stands.
func opens(tx *db.Tx, rec *space.Record, m meeting.Meeting, step tool.Step) error {
	lets := step.Tool == "door" && step.Act == "in"
	switch {
	case m.State == meeting.Held || m.State == meeting.Off || step.N > mostSteps:
		return fault.New(fault.Conflict, "room.over")
	case m.State == meeting.Planned && !lets:
		return fault.New(fault.Conflict, "room.notbegun")
	case step.Side == tool.Client:
		if err := care.Takes(tx, rec); err != nil {
			return err
		}
	}
	if !m.Way.Away() {
		return nil
	}
	g, err := gateOf(tx, rec, m.ID)
	if err == nil && !g.Opened {
		err = fault.New(fault.Conflict, "room.gate.first")
	}
	return err
}

// told is what is wrong with a step, in words for people.
func told(err error) error {
	switch {
	case errors.Is(err, tool.NotYours):
		return fault.New(fault.Forbidden, "room.notyours")
	case errors.Is(err, tool.NotNow):
		return fault.New(fault.Conflict, "room.notnow")
	}
	return fault.New(fault.Invalid, "room.step.wrong")
}

// onBoard looks at what a step does with a board: its kind is one of the trust work, its box is
// a field of that, and to keep it writes it there, in the name of whoever keeps it.
func onBoard(tx *db.Tx, rec *space.Record, now tool.State, step *tool.Step) error {
	switch step.Act {
	case "lay":
		if !Laid(trust.Kind(step.Name)) {
			return told(tool.Wrong)
		}
	case "write":
		if b, ok := now.Board(); ok && !fits(b, step) {
			return told(tool.Wrong)
		}
	case "keep":
		b, ok := now.Board()
		if !ok || !b.Changed() {
			return told(tool.NotNow)
		}
		t, err := keep(tx, rec, b, step.ID)
		step.Ref = string(t)
		return err
	}
	return nil
}

// keep writes a board into the trust work.
func keep(tx *db.Tx, rec *space.Record, b tool.Board, once string) (trust.Thread, error) {
	texts, names := map[string]string{}, map[string]string{}
	for name, box := range b.Boxes {
		texts[name] = seal.Text(box.Text).Reveal()
	}
	for _, f := range boxes(trust.Kind(b.Kind)) {
		if named(f) {
			names[f.Name] = texts[f.Name]
		}
	}
	thing, err := trust.Fill(trust.Kind(b.Kind), texts)
	if err != nil {
		return "", err
	}
	return trust.Keep(tx, rec, trust.Written{Once: trust.ID(once), Thread: trust.Thread(b.Kept), After: trust.ID(b.As), Thing: thing, Names: names})
}

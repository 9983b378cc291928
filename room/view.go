package room

import (
	"context"
	"strconv"
	"strings"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/words"
	"tillit.care/care"
	"tillit.care/meeting"
	"tillit.care/pure/stim"
	"tillit.care/pure/tool"
	"tillit.care/space"
	"tillit.care/stimulus"
	"tillit.care/trust"
)

// View is a room as one side sees it.
type View struct {
	meeting.Around
	Meeting meeting.Meeting
	State   tool.State
	Gate    Gate
	Points  []meeting.Point
	Pad     meeting.View // the therapist's own; nothing for a client
	Lit     bool         // the client has agreed to a moving light
	Limits  stim.Limits  // of the practice, for it
	Problem string
}

func viewOf(tx *db.Tx, rec *space.Record, m meeting.Meeting) (v View, err error) {
	v.Meeting = m
	if v.Around, err = meeting.AroundOf(tx, rec); err != nil {
		return v, err
	}
	if v.State, err = Of(tx, rec, m.ID); err != nil {
		return v, err
	}
	v.State = ended(v.State, m).For(side(rec))
	if v.Gate, err = gateOf(tx, rec, m.ID); err != nil {
		return v, err
	}
	if v.Points, err = meeting.PointsOf(tx, rec, m); err != nil {
		return v, err
	}
	agreed, err := care.StandingOf(tx, rec, care.EMDR)
	if err != nil {
		return v, err
	}
	if v.Lit = agreed.Holds; v.Lit {
		if v.Limits, err = stimulus.LimitsOf(tx); err != nil {
			return v, err
		}
	}
	return v, err
}

func (v View) path() string { return path(v.Space, v.Meeting.ID) }

// fresh is the id of a step that a form sends without script.
func (v View) fresh() string { return string(id.New[stepped](v.Now)) }

// over tells whether the session has ended, or will not be held.
func (v View) over() bool { return v.Meeting.State == meeting.Held || v.Meeting.State == meeting.Off }

// shut tells whether something has to be made sure of first.
func (v View) shut() bool { return v.Meeting.Way.Away() && !v.Gate.Opened }

// lays are what can be laid on the table and does not lie there.
func (v View) lays() (all []string) {
	for _, name := range tool.Lays {
		if !v.State.Lies(name) && name != "board" {
			all = append(all, name)
		}
	}
	return all
}

// whose ends the key that says who did something, to its reader.
func (v View) whose(s tool.Side) string {
	if (s == tool.Client) == v.Client {
		return "me"
	}
	return string(s)
}

// course is how a dial went, in numbers.
func (v View) course(ctx context.Context, name string) string {
	var all []string
	for _, m := range v.State.Dials[name] {
		all = append(all, v.said(ctx, name, m.Value))
	}
	return strings.Join(all, " → ")
}

// said is where a dial stands, in words or as a number.
func (v View) said(ctx context.Context, name string, value int) string {
	if key := windowKey(name, value); key != "" {
		return words.T(ctx, key)
	}
	return strconv.Itoa(value)
}

// windowKey is the words key of where somebody stands to their window of tolerance.
func windowKey(name string, value int) string {
	if name != "window" || value < -1 || value > 1 {
		return ""
	}
	return "room.window." + []string{"below", "inside", "above"}[value+1]
}

// stands is the value that a slider begins with: the middle, where nobody has set it.
func (v View) stands(name string) int {
	if m, ok := v.State.Dials[name].Last(); ok {
		return m.Value
	}
	return (tool.Scales[name].From + tool.Scales[name].To) / 2
}

// ms is a moment as the script of the page reads it.
func ms(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// left is how many minutes of the timer are left.
func (v View) left() int {
	end := db.At(v.State.Timer.From).Add(time.Duration(v.State.Timer.Minutes) * time.Minute)
	return int((end.Sub(v.Now) + time.Minute - 1) / time.Minute)
}

// box is one place to write on the board.
type box struct {
	trust.Field
	Kind trust.Kind
	tool.Box
	Whose string
}

func (b box) key() string { return "trust." + string(b.Kind) + "." + b.Name }

// option is the words key of something to choose.
func (b box) option(o string) string {
	if b.Says != "" {
		return "trust." + b.Says + "." + o
	}
	return b.key() + "." + o
}

// boxes are the places of the board that lies uppermost.
func (v View) boxes(b tool.Board) (all []box) {
	for _, f := range boxes(trust.Kind(b.Kind)) {
		one := box{Field: f, Kind: trust.Kind(b.Kind), Box: b.Boxes[f.Name]}
		if one.Side != "" {
			one.Whose = v.whose(one.Side)
		}
		all = append(all, one)
	}
	return all
}

package ending

import (
	"context"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/booking"
	"tillit.care/care"
	"tillit.care/measure"
	"tillit.care/meeting"
	"tillit.care/plan"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/safety"
	"tillit.care/space"
	"tillit.care/trust"
)

// View is the end of a case as one of its readers sees it.
type View struct {
	Space    space.ID
	Eyes     string
	Client   bool // its reader is the client
	Treats   bool // its reader ends the case
	Case     care.Case
	Now      Ending
	Once     ID
	Checks   []Check               // for clinicians
	Coming   []booking.Appointment // what would be called off, for who ends the case
	Past     Past
	Plan     Plan // for later
	Safety   bool // there is a safety plan
	Since    int  // sessions held since the end
	Until    time.Time
	Inside   bool // the client is inside
	Agreed   bool
	Names    string // the therapist
	Practice practice.Settings
	Zone     *time.Location
	Moment   time.Time
	Kept     string // what was done just now: ends a words key

	Sent           Sent
	Field, Problem string
}

// Sent is what was typed, where it could not be kept.
type Sent struct {
	Anyway, Asks seal.Text
	Afterwards   bool
	Wishes       map[int]seal.Text
}

// Past is what there is to look back on: drawn from what is there, and never a verdict.
type Past struct {
	Course   measure.Course
	Lines    []measure.Line // with more than one answer
	Trust    trust.Sum
	Goals    []plan.Goal
	Sessions int
	Pieces   int // work that was tried
}

// Any tells whether there is anything.
func (p Past) Any() bool {
	return len(p.Lines) > 0 || p.Trust.Any() || len(p.Goals) > 0 || p.Sessions > 0
}

// Said are the lines in the reader's words.
func (p Past) Said(ctx context.Context) []string { return measure.SaidOf(ctx, p.Course, p.Lines) }

// Of is the end of an open case.
func Of(tx *db.Tx, rec *space.Record) (View, error) {
	v := View{Space: rec.Space(), Eyes: rec.Eyes(), Client: rec.Role() == right.Client, Treats: rec.May(right.Treat | right.Admit), Once: id.New[Ending](tx.Now), Moment: tx.Now}
	var err error
	if v.Practice, err = practice.Of(tx); err != nil {
		return v, err
	}
	v.Zone = v.Practice.Location()
	if v.Case, err = care.Of(tx, rec); err != nil {
		return v, err
	}
	if v.Now, err = Current(tx, rec); err != nil {
		return v, err
	}
	if v.Plan, err = Later(tx, rec); err != nil {
		return v, err
	}
	if err := v.around(tx, rec); err != nil {
		return v, err
	}
	if !v.Client && v.Case.Ended.IsZero() {
		if v.Checks, err = Checks(tx, rec); err != nil {
			return v, err
		}
		if v.Treats {
			if v.Coming, err = booking.Coming(tx, rec); err != nil {
				return v, err
			}
		}
	}
	v.Past, err = pastOf(tx, rec)
	return v, err
}

// around is who is there, until when, and what else is written.
func (v *View) around(tx *db.Tx, rec *space.Record) error {
	therapist, err := account.Of(tx, v.Case.Therapist)
	if err != nil {
		return err
	}
	v.Names = therapist.Name.Reveal()
	members, err := rec.Members(tx)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Role == right.Client {
			v.Inside, v.Until, v.Agreed = true, m.Until, m.Agreed != ""
		}
	}
	now, err := safety.Current(tx, rec)
	if err != nil {
		return err
	}
	v.Safety = now.Found()
	met, err := meeting.Of(tx, rec)
	for _, m := range met {
		if m.State == meeting.Held && !v.Case.Ended.IsZero() && m.Begun.After(v.Case.Ended) {
			v.Since++
		}
	}
	return err
}

func pastOf(tx *db.Tx, rec *space.Record) (p Past, err error) {
	if p.Course, err = measure.CourseOf(tx, rec); err != nil {
		return p, err
	}
	for _, l := range p.Course.Lines {
		if len(l.Points) > 1 {
			p.Lines = append(p.Lines, l)
		}
	}
	board, err := trust.Of(tx, rec)
	if err != nil {
		return p, err
	}
	p.Trust = board.Sum()
	now, err := plan.Current(tx, rec)
	if err != nil {
		return p, err
	}
	for _, g := range now.Goals {
		if g.State != plan.Let {
			p.Goals = append(p.Goals, g)
		}
	}
	work, err := plan.Work(tx, rec)
	if err != nil {
		return p, err
	}
	for _, piece := range work {
		if piece.Tried() {
			p.Pieces++
		}
	}
	met, err := meeting.Of(tx, rec)
	for _, m := range met {
		if m.State == meeting.Held {
			p.Sessions++
		}
	}
	return p, err
}

func (v View) ended() bool { return !v.Case.Ended.IsZero() }

func (v View) at(path string) string { return "/spaces/" + string(v.Space) + path }

func (v View) audience() string {
	if v.Client {
		return "client"
	}
	return "staff"
}

// wrong is what is wrong with one field, in words.
func (v View) wrong(field string, say func(string) string) string {
	if v.Field != field || v.Problem == "" {
		return ""
	}
	return say(v.Problem)
}

// wrongWish is what is wrong with the wish that was just sent.
func (v View) wrongWish(b Booster, say func(string) string) string {
	if _, sent := v.Sent.Wishes[b.Months]; !sent {
		return ""
	}
	return v.wrong("wish", say)
}

// has tells whether a booster is planned.
func (e Ending) has(months int) bool {
	for _, b := range e.Boosters {
		if b.Months == months {
			return true
		}
	}
	return false
}

// wish is what a client wrote about a booster, or what they just sent.
func (v View) wish(b Booster) string {
	if sent, ok := v.Sent.Wishes[b.Months]; ok {
		return sent.Reveal()
	}
	return b.Wish.Reveal()
}

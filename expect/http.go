package expect

import (
	"context"
	"net/http"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/web"
	"tillit.care/base/words"
	"tillit.care/instrument"
	"tillit.care/practice"
	"tillit.care/pure/change"
	"tillit.care/ui"
)

// Pages are the ways into this room.
type Pages struct {
	DB    *db.DB
	Frame func(*http.Request) ui.Frame
}

// Routes is the list of them.
func (p Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /practice/expected", Audience: web.Owner, Handle: p.expected},
		{Pattern: "POST /practice/expected", Audience: web.Owner, Handle: p.turn},
	}
}

// view is what the practice has learnt, as its owner reads it. Of a line that too few have
// answered nothing is told, not even how few.
type view struct {
	Courses
	Rows []row
	Who  string // who switched it on
	Zone *time.Location
}

// row is one expected course.
type row struct {
	Course
	Name  string // of the instrument
	Line  string // words key
	First string // the range of first scores
	At    []change.Expected
}

func viewOf(ctx context.Context, tx *db.Tx) (view, error) {
	var v view
	settings, err := practice.Of(tx)
	if err != nil {
		return v, err
	}
	v.Zone = settings.Location()
	if v.Courses, err = Of(tx); err != nil {
		return v, err
	}
	if v.By != "" {
		a, err := account.Of(tx, v.By)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return v, err
		}
		v.Who = a.Name.Reveal()
	}
	for _, c := range v.All {
		r, err := c.row(ctx, tx)
		if err != nil {
			return v, err
		}
		v.Rows = append(v.Rows, r)
	}
	return v, nil
}

// row is a course with what it says at the first answer, the fifth and the last.
func (c Course) row(ctx context.Context, tx *db.Tx) (row, error) {
	r := row{Course: c}
	in, err := instrument.Find(tx, c.Instrument)
	if err != nil {
		return r, err
	}
	s, _ := in.Subscale(c.Subscale)
	r.Name, r.Line = in.Name(), s.Key
	r.First = words.T(ctx, "expect.first", "from", ui.Number(ctx, max(c.From, s.Min)), "to", ui.Number(ctx, min(c.To-s.Step(), s.Max)))
	for _, at := range []int{1, 5, c.Reach} {
		if at <= c.Reach && (len(r.At) == 0 || r.At[len(r.At)-1].Session < at) {
			r.At = append(r.At, c.Model.At(at, change.Of(in, c.Subscale).Better))
		}
	}
	return r, nil
}

func (p Pages) expected(w http.ResponseWriter, r *http.Request) error {
	var v view
	err := p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) (err error) {
		v, err = viewOf(r.Context(), tx)
		return err
	})
	if err != nil {
		return err
	}
	f := p.Frame(r)
	f.Title, f.Eyes = words.T(r.Context(), "expect.title"), words.T(r.Context(), "practice.eyes.owner")
	return web.Draw(w, r, http.StatusOK, expectedPage(f, v))
}

func (p Pages) turn(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	if form.Text("turn") != "on" && form.Text("turn") != "off" {
		return fault.New(fault.Invalid, "fault.form")
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error { return Switch(tx, form.Text("turn") == "on") })
	if err != nil {
		return err
	}
	return web.See(w, r, "/practice/expected")
}

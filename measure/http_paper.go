package measure

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/web"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/fhir"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// copying is a form on paper as it is typed in.
type copying struct {
	sheet
	Day, By, Numbers string
	Name             string // whose it is, where a case has two clients
	Field, Problem   string // which field, and the words key of what is wrong
	Count            int    // of the numbers that were typed
}

func printed(q *fhir.Item, figure string) (string, bool) {
	number, err := strconv.ParseFloat(figure, 64)
	for _, o := range q.AnswerOption {
		if at, ok := o.Ordinal(); err == nil && ok && float64(at) == number {
			return o.Code(), true
		}
	}
	return "", false
}

func (p Pages) paper(w http.ResponseWriter, r *http.Request) error {
	c, err := p.copying(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, paperPage(p.Frame(r), c))
}

// copying is a fresh page to type in on.
func (p Pages) copying(r *http.Request) (copying, error) {
	var c copying
	where, which, err := asked(r)
	if err != nil {
		return c, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Treat|right.Read, right.Measured...)
		if err != nil {
			return err
		}
		settings, err := practice.Of(tx)
		if err != nil {
			return err
		}
		c.Day, c.By = tx.Now.In(settings.Location()).Format(time.DateOnly), string(Self)
		c.Space, c.Eyes, c.Once = where, rec.Eyes(), id.New[Response](tx.Now)
		if c.Agreed, err = care.Agrees(tx, rec); err != nil {
			return err
		}
		if c.Name, err = care.Which(tx, rec); err != nil {
			return err
		}
		if c.Measure, err = One(tx, rec, which); err != nil {
			return err
		}
		c.Form, err = c.Measure.Form(tx)
		return err
	})
	c.At = "/spaces/" + string(where) + "/measures/" + string(which) + "/paper"
	return c, err
}

// copy keeps what was typed in. With numbers alone it first shows what they say.
func (p Pages) copy(w http.ResponseWriter, r *http.Request) error {
	c, err := p.copying(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	c.Day, c.By, c.Numbers, c.Given = form.Text("day"), form.Text("by"), form.Text("numbers"), form.All("a.")
	if c.Once, err = id.Parse[Response](form.Text("once")); err != nil {
		return fault.New(fault.Invalid, "fault.form")
	}
	if form.Ticked("fill") {
		return p.fill(w, r, c)
	}
	err = p.DB.Write(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, c.Space, right.Treat|right.Read|right.Write, right.Measured...)
		if err != nil {
			return err
		}
		_, err = Copy(tx, rec, c.Measure.ID, c.Day, Respondent(c.By), Given{Once: c.Once, Answers: c.Given})
		return err
	})
	if err != nil {
		return p.uncopied(w, r, c, err)
	}
	return web.See(w, r, "/spaces/"+string(c.Space)+"/responses/"+string(c.Once))
}

// fill shows what the numbers say, question by question, before anything is kept.
func (p Pages) fill(w http.ResponseWriter, r *http.Request, c copying) error {
	status := http.StatusOK
	c.Given, c.Problems, c.Count = numbered(c.Form.Form, c.Numbers)
	if c.Count != len(c.Form.Form.Questions()) {
		c.Field, c.Problem, status = "numbers", "measure.paper.count", http.StatusUnprocessableEntity
	}
	return web.Draw(w, r, status, paperPage(p.Frame(r), c))
}

func (p Pages) uncopied(w http.ResponseWriter, r *http.Request, c copying, why error) error {
	f := fault.Of(why)
	var unanswered *Unanswered
	switch {
	case errors.As(why, &unanswered):
		c.Problems = problems(unanswered.Problems)
	case f.Key == "measure.consent":
		c.Agreed = false
	case f.Kind == fault.Invalid && f.Field != "":
		c.Field, c.Problem = f.Field, f.Key
	default:
		return why
	}
	return web.Draw(w, r, web.Status(f), paperPage(p.Frame(r), c))
}

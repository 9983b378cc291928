package chart

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/web"
	"tillit.care/follow"
	"tillit.care/instrument"
	"tillit.care/measure"
	"tillit.care/pure/right"
	"tillit.care/pure/score"
	"tillit.care/space"
)

func (p Pages) chart(w http.ResponseWriter, r *http.Request) error {
	which, err := space.Asked(r)
	if err != nil {
		return err
	}
	var c Chart
	var all []*score.Instrument
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, which, right.Read, right.Measured...)
		if err != nil {
			return err
		}
		if c, err = Of(tx, rec); err != nil {
			return err
		}
		all, err = instrument.All(tx)
		return err
	})
	if err != nil {
		return err
	}
	c.Course.Whole = r.URL.Query().Has("all")
	f := p.Frame(r)
	f.Live, f.Wide = "/spaces/"+string(which)+"/live", true
	return web.Draw(w, r, http.StatusOK, chartPage(f, c, free(c.Course, all)))
}

// free are the instruments that are not being asked already.
func free(c measure.Course, all []*score.Instrument) []*score.Instrument {
	asked := map[string]bool{}
	for _, m := range measure.Asking(c.Measures) {
		asked[m.Instrument] = true
	}
	var left []*score.Instrument
	for _, in := range all {
		if !asked[in.ID] {
			left = append(left, in)
		}
	}
	return left
}

// course reads what was asked and answered, with the events of the therapy, and what the
// client was told about it.
func (p Pages) course(r *http.Request) (c measure.Course, told []follow.Told, err error) {
	where, err := space.Asked(r)
	if err != nil {
		return c, nil, err
	}
	err = p.DB.Read(r.Context(), web.Who(r), func(tx *db.Tx) error {
		rec, err := space.Open(tx, where, right.Read, right.Measured...)
		if err != nil {
			return err
		}
		if told, err = follow.ToldOf(tx, rec); err != nil {
			return err
		}
		c, err = CourseOf(tx, rec)
		return err
	})
	c.Whole = r.URL.Query().Has("all")
	return c, told, err
}

// progress is how it is going, for the client.
func (p Pages) progress(w http.ResponseWriter, r *http.Request) error {
	c, told, err := p.course(r)
	if err != nil {
		return err
	}
	f := p.Frame(r)
	f.Live = "/spaces/" + string(c.Space) + "/live"
	return web.Draw(w, r, http.StatusOK, progressPage(f, c, told))
}

func (p Pages) measures(w http.ResponseWriter, r *http.Request) error {
	c, _, err := p.course(r)
	if err != nil {
		return err
	}
	return web.Draw(w, r, http.StatusOK, measure.CoursePart(c))
}

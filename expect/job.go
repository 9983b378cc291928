package expect

import (
	"context"
	"maps"
	"slices"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/job"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/measure"
	"tillit.care/pure/change"
	"tillit.care/pure/right"
	"tillit.care/pure/score"
	"tillit.care/space"
)

// Fit is the kind of job that counts how things go.
const Fit = "expect.fit"

// nights is how many nights there are from one count to the next.
const nights = 7

// chunk is how many spaces are looked through in one transaction.
const chunk = 25

// round says which count a job is: one that was done, or switched off since, is not done
// again.
type round struct {
	N int `json:"n"`
}

// people are all courses of a line that may be counted, by measure.Key.
type people map[string]*line

// line is a line, and how it went for each person who has one.
type line struct {
	in       *score.Instrument
	subscale score.Subscale
	courses  []change.Course
}

// Work is how a count is done: as Tillit itself, which may read what client and therapist
// share, in many short transactions. What was read is held in memory until it is fitted and
// then let go. It runs apart from all other jobs, since what cannot wait must not wait for
// it; the next count is set first, so that one that was cut short is made good by the next.
func Work(d *db.DB, apart func(do func(context.Context) error)) job.Work {
	return job.Work{Out: func(ctx context.Context, j job.Job) error {
		var this round
		if err := j.Read(&this); err != nil {
			return err
		}
		begun := false
		err := d.Write(ctx, who.House, func(tx *db.Tx) (err error) {
			begun, err = this.begin(tx)
			return err
		})
		if err == nil && begun {
			apart(func(ctx context.Context) error { return round{this.N + 1}.count(ctx, d) })
		}
		return err
	}}
}

// begin sets the next count; of one that was done already, or is wanted no more, nothing is
// begun.
func (r round) begin(tx *db.Tx) (bool, error) {
	if err := tx.Lock("expect"); err != nil {
		return false, err
	}
	c, err := Of(tx)
	if err != nil || !c.On || c.Round != r.N {
		return false, err
	}
	c.Round++
	if err := c.plan(tx, nights); err != nil {
		return false, err
	}
	return true, c.keep(tx)
}

func (r round) count(ctx context.Context, d *db.DB) error {
	all, err := everybody(ctx, d)
	if err != nil {
		return err
	}
	found := all.fit()
	return d.Write(ctx, who.House, func(tx *db.Tx) error { return r.end(tx, found) })
}

// end keeps what was found in the place of what was known before, unless it was switched off
// meanwhile, or the next count has begun.
func (r round) end(tx *db.Tx, found []Course) error {
	if err := tx.Lock("expect"); err != nil {
		return err
	}
	c, err := Of(tx)
	if err != nil || !c.On || c.Round != r.N {
		return err
	}
	c.All, c.Fitted, c.Method = found, tx.Now, method
	return c.keep(tx)
}

// everybody looks through all shared spaces, some at a time.
func everybody(ctx context.Context, d *db.DB) (people, error) {
	all, after := people{}, space.ID("")
	for {
		var some []space.ID
		err := d.Read(ctx, who.House, func(tx *db.Tx) (err error) {
			if some, err = space.After(tx, after, chunk); err != nil {
				return err
			}
			for _, which := range some {
				if err := all.look(tx, which); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(some) == 0 {
			return all, err
		}
		after = some[len(some)-1]
	}
}

// look takes up the courses of one space, each person's by themselves, where that person
// has agreed to the text that says so, and has not taken it back.
func (p people) look(tx *db.Tx, which space.ID) error {
	is, err := space.Is(tx, which, right.Shared)
	if fault.Is(err, fault.NotFound) {
		return nil // its key is gone
	}
	if err != nil || !is {
		return err
	}
	rec, err := space.Open(tx, which, right.Read, right.Shared)
	if err != nil {
		return err
	}
	agreed, err := agreed(tx, rec)
	if err != nil || len(agreed) == 0 {
		return err
	}
	every, err := measure.Responses(tx, rec)
	if err != nil {
		return err
	}
	for _, person := range agreed {
		var theirs []measure.Reading
		for _, r := range every {
			if r.By == person {
				theirs = append(theirs, r.Reading())
			}
		}
		lines, err := measure.Lines(tx, theirs)
		if err != nil {
			return err
		}
		p.add(lines)
	}
	return nil
}

// agreed are those whose answers may be counted.
func agreed(tx *db.Tx, rec *space.Record) (all []who.ID, err error) {
	given, err := care.Consents(tx, rec)
	seen := map[who.ID]bool{}
	for _, c := range given { // the newest first: it is the one that holds
		if !seen[c.By] && c.Version == care.Records && c.Ended.IsZero() {
			all = append(all, c.By)
		}
		seen[c.By] = true
	}
	return all, err
}

// add takes up lines of one person. One answer is no course.
func (p people) add(lines []measure.Line) {
	for _, l := range lines {
		if len(l.Points) < 2 || len(edges(l.Instrument, l.Subscale)) == 0 {
			continue
		}
		one := p[l.Key()]
		if one == nil {
			one = &line{in: l.Instrument, subscale: l.Subscale}
			p[l.Key()] = one
		}
		scores := make([]float64, len(l.Points))
		for n, point := range l.Points {
			scores[n] = point.Scored.Value
		}
		one.courses = append(one.courses, change.Sessions(scores))
	}
}

// edges are where the ranges of first scores begin: the bands of the scale, or else the
// line between clinical and ordinary scores. Without either it is not known who began
// alike, and nothing is expected.
func edges(in *score.Instrument, s score.Subscale) (all []float64) {
	for n, b := range s.Bands {
		if n > 0 {
			all = append(all, b.Min)
		}
	}
	if boundary := change.Of(in, s.ID).Boundary; len(all) == 0 && boundary != nil {
		all = []float64{boundary.Below}
	}
	slices.Sort(all)
	return all
}

// fit learns from all courses.
func (p people) fit() (all []Course) {
	for _, key := range slices.Sorted(maps.Keys(p)) {
		l := p[key]
		all = append(all, courses(l.in.ID, l.subscale.ID, change.ByStart(l.courses, edges(l.in, l.subscale)))...)
	}
	return all
}

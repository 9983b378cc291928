// Package expect is what a practice has learnt about how things go: for a line and a
// beginning, what others had by then. It keeps a few numbers about two hundred people or
// more together, and never anybody's answers.
package expect

import (
	"math"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/job"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
	"tillit.care/base/who"
	"tillit.care/measure"
	"tillit.care/practice"
	"tillit.care/pure/change"
)

// method is the way in which courses are fitted; another way gets another name.
const method = "mixed model on ln(answer), REML, by first score, 1"

// Course is what is expected on one line of those who began in one range of scores.
type Course struct {
	Instrument string       `json:"instrument"`
	Subscale   string       `json:"subscale"`
	From       float64      `json:"from"`
	To         float64      `json:"to"` // below it
	Reach      int          `json:"reach"`
	Model      change.Model `json:"model"`
}

// Courses are all of a practice, and whether they are wanted.
type Courses struct {
	On     bool      `json:"on"`
	By     who.ID    `json:"by,omitempty"` // who switched them on
	Since  time.Time `json:"since,omitzero"`
	Round  int       `json:"round"` // counts fits, so that none is done twice
	Fitted time.Time `json:"fitted,omitzero"`
	Method string    `json:"method,omitempty"`
	All    []Course  `json:"all,omitempty"`
}

// Least keeps a practice with no course yet as large as one with some.
func (c Courses) Least() int { return 8192 }

var place = seal.Place{Table: "expected", Row: "1"}

// Of are the expected courses of the practice; before anybody has asked for them, the zero
// Courses.
func Of(tx *db.Tx) (Courses, error) {
	var c Courses
	sealed, err := read(tx)
	if fault.Is(err, fault.NotFound) {
		return c, nil
	}
	if err != nil {
		return c, err
	}
	return c, tx.Ring.Key("expect").Open(place, sealed, &c)
}

// Lines are the expected courses as lines are compared with them.
func Lines(tx *db.Tx) (measure.Expected, error) {
	c, err := Of(tx)
	if err != nil || !c.On || len(c.All) == 0 {
		return nil, err
	}
	all := measure.Expected{}
	for _, one := range c.All {
		key := measure.Key(one.Instrument, one.Subscale)
		all[key] = append(all[key], change.Start{From: one.From, To: one.To, Reach: one.Reach, Model: one.Model})
	}
	return all, nil
}

// Switch begins to learn from the practice's answers, or stops, and then forgets what was
// learnt.
func Switch(tx *db.Tx, on bool) error {
	if err := tx.Lock("expect"); err != nil {
		return err
	}
	c, err := Of(tx)
	if err != nil || c.On == on {
		return err
	}
	c = Courses{On: on, Round: c.Round + 1}
	act := "expect.off"
	if on {
		act, c.By, c.Since = "expect.on", tx.By.ID, tx.Now
		if err := c.plan(tx, 1); err != nil {
			return err
		}
	}
	tx.Note(trail.Practice, act, "")
	return c.keep(tx)
}

func (c Courses) keep(tx *db.Tx) error {
	sealed, err := tx.Ring.Key("expect").Seal(place, c)
	if err != nil {
		return err
	}
	return write(tx, sealed)
}

// night is the hour of the practice at which it is counted.
const night = 3

// plan sets the next count, some nights from now.
func (c Courses) plan(tx *db.Tx, nights int) error {
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	day := tx.Now.In(settings.Location())
	due := time.Date(day.Year(), day.Month(), day.Day()+nights, night, 0, 0, 0, settings.Location())
	_, err = job.Add(tx, Fit, due, round{c.Round})
	return err
}

// courses keeps of a fit what rests on enough people, and nothing else.
func courses(instrument, subscale string, starts change.Starts) (all []Course) {
	for _, s := range starts {
		if s.Err != nil || s.Model.People < change.Cases || s.Reach < 2 {
			continue
		}
		all = append(all, Course{Instrument: instrument, Subscale: subscale, From: finite(s.From), To: finite(s.To), Reach: s.Reach, Model: s.Model})
	}
	return all
}

// finite is a bound that can be written down.
func finite(v float64) float64 { return math.Max(-math.MaxFloat64, math.Min(math.MaxFloat64, v)) }

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"

	"tillit.care/pure/change"
	"tillit.care/pure/score"
)

// course is what is written about one person's scores.
type course struct {
	ID         json.RawMessage    `json:"id,omitempty"`
	Instrument string             `json:"instrument"`
	Subscale   string             `json:"subscale"`
	Held       bool               `json:"held,omitempty"`
	Known      int                `json:"known"` // scores
	Verdict    *change.Verdict    `json:"verdict"`
	Threshold  *threshold         `json:"threshold"`
	Boundary   *score.Boundary    `json:"boundary"`
	Error      *measurement       `json:"measurementError"`
	Slope      *change.Slope      `json:"slope"`
	Trajectory *change.Trajectory `json:"trajectory"`
	Track      change.Track       `json:"track"`
	Notes      []string           `json:"notes"`
}

type threshold struct {
	Points   float64 `json:"points"`
	Level    string  `json:"level"`
	Source   string  `json:"source"`
	Computed bool    `json:"computed,omitempty"`
}

type measurement struct {
	Error float64 `json:"error"`
	Basis string  `json:"basis"`
}

func (s *series) report(in *score.Instrument) course {
	rule := change.Of(in, s.Subscale)
	c := course{ID: s.ID, Instrument: in.ID, Subscale: s.Subscale, Held: in.Held(), Boundary: rule.Boundary, Track: rule.Rational(s.values), Notes: []string{}}
	if rule.Points > 0 {
		c.Threshold = &threshold{rule.Points, rule.Level, rule.Source, rule.Computed}
	} else {
		c.Notes = append(c.Notes, "no established threshold of change")
	}
	if rule.Error > 0 {
		c.Error = &measurement{rule.Error, rule.Basis}
	}
	var known []float64
	for _, v := range s.values {
		if !math.IsNaN(v) {
			known = append(known, v)
		}
	}
	c.Known = len(known)
	if len(known) > 0 {
		c.regression(rule, known[0])
	}
	if len(known) > 1 {
		v := rule.Judge(known[0], known[len(known)-1])
		c.Verdict = &v
	}
	c.overTime(rule, s)
	return c
}

func (c *course) regression(rule change.Rule, from float64) {
	if points, extreme := rule.Regression(from); extreme {
		c.Notes = append(c.Notes, "the first score is extreme: about "+trimmed(math.Abs(points))+" points of change towards the middle are expected by themselves (regression to the mean)")
	}
}

// overTime needs a time for every score.
func (c *course) overTime(rule change.Rule, s *series) {
	if len(s.times) != len(s.values) {
		c.Notes = append(c.Notes, "without a time for every score there is no slope and no smoothed course")
		return
	}
	var points []change.Point
	for n, v := range s.values {
		if !math.IsNaN(v) {
			points = append(points, change.Point{Weeks: s.times[n].Sub(s.times[0]).Hours() / (24 * 7), Value: v})
		}
	}
	if slope, ok := change.SlopeOf(points); ok {
		c.Slope = &slope
	}
	if t, ok := change.Smooth(points, rule.Error); ok {
		c.Trajectory = &t
	}
}

func trimmed(v float64) string {
	text, _ := json.Marshal(math.Round(v*10) / 10)
	return string(text)
}

// fitted is a model of the course of everybody who began in one band of scores.
type fitted struct {
	Instrument string            `json:"instrument"`
	Subscale   string            `json:"subscale"`
	From       *float64          `json:"from,omitempty"`
	Below      *float64          `json:"below,omitempty"`
	Model      *change.Model     `json:"model"`
	Enough     bool              `json:"enoughCases"`
	Expected   []change.Expected `json:"expected"`
	Notes      []string          `json:"notes"`
}

// fit reads all series before it writes its models.
func (c changeCommand) fit(w *world, in *score.Instrument) error {
	people, subscale, err := c.everybody(w, in)
	if err != nil {
		return err
	}
	if !slices.IsSorted(c.By) {
		return stopf(unusable, "--by: want scores from low to high.")
	}
	bands := change.ByStart(people, c.By)
	if len(bands) == 1 && bands[0].Err != nil {
		return stopf(unusable, "%v", bands[0].Err)
	}
	out := json.NewEncoder(w.out)
	for _, band := range bands {
		if err := out.Encode(fittedTo(in, subscale, band)); err != nil {
			return err
		}
	}
	return nil
}

// everybody is all the series of the stream, each as a course over ln(session).
func (c changeCommand) everybody(w *world, in *score.Instrument) (people []change.Course, subscale string, err error) {
	quiet := *w
	quiet.out = io.Discard
	err = c.each(&quiet, func(record json.RawMessage) (any, error) {
		s, err := readSeries(in, record)
		if err != nil {
			return nil, err
		}
		if subscale == "" {
			subscale = s.Subscale
		}
		if s.Subscale != subscale {
			return nil, fmt.Errorf("subscale: %s, and the others are %s", s.Subscale, subscale)
		}
		if one := change.Sessions(s.values); len(one.Score) > 0 {
			people = append(people, one)
		}
		return nil, nil
	})
	return people, subscale, err
}

func fittedTo(in *score.Instrument, subscale string, band change.Start) fitted {
	out := fitted{Instrument: in.ID, Subscale: subscale, From: finite(band.From), Below: finite(band.To), Expected: []change.Expected{}, Notes: []string{}}
	if band.Err != nil {
		out.Notes = append(out.Notes, band.Err.Error())
		return out
	}
	m := band.Model
	out.Model, out.Enough, out.Notes = &m, m.People >= change.Cases, append(out.Notes, change.BandNote)
	if !out.Enough {
		out.Notes = append(out.Notes, "too few cases for bands to be used; the rational rule holds until then")
	}
	for session := 1; session <= 20; session++ {
		out.Expected = append(out.Expected, m.At(session, change.Of(in, subscale).Better))
	}
	return out
}

func finite(v float64) *float64 {
	if math.IsInf(v, 0) {
		return nil
	}
	return &v
}

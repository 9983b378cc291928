package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"tillit.care/pure/score"
)

type changeCommand struct {
	Instrument string `arg:"" help:"Which one, such as phq9. An unknown name lists them all."`
	stream
	Fit bool      `help:"Fit the expected course of all people together instead: a mixed model on the logarithm of the session."`
	By  []float64 `help:"With --fit: one model for each band of first scores; where the second begins, the third, ..." placeholder:"SCORE"`
}

// Help is read with: tillit change --help.
func (changeCommand) Help() string {
	return `Each record is one person's scores on one form, in the order of their sessions; a score may
have a time, and answers can stand in for it. null is a session without a known score:

    {"id": 1, "scores": [17, 15, null, 12, 8]}
    {"id": 2, "subscale": "total", "scores": [
        {"at": "2026-05-04", "value": 17}, {"at": "2026-05-11", "answers": [2, 2, 1, 1, 0, 0, 1, 0, 0]}]}

What comes out, one line for each: the class of change (recovered, improved, unchanged,
deteriorated, harmed, or no-threshold where none is established), whether the clinical line was
crossed, the threshold with its level and source, the slope from four scores with times on, the
smoothed course where the instrument's error is known, the track by the rational rule, and notes.
People are never averaged: "who" or "respondent" that differs within a series is an error.

--fit reads everybody's series and writes one model, with what is expected at each session;
--fit --by 10,15,20 writes one for each band of first scores.

Status 0: all done. 1: some record was wrong, which is said with its line; the others were
done. 2: nothing could be done.`
}

func (c changeCommand) Run(w *world) error {
	in, err := instrument(c.Instrument)
	if err != nil {
		return err
	}
	if c.Fit {
		return c.fit(w, in)
	}
	return c.each(w, func(record json.RawMessage) (any, error) {
		s, err := readSeries(in, record)
		if err != nil {
			return nil, err
		}
		return s.report(in), nil
	})
}

// series is one person's scores on one subscale.
type series struct {
	ID         json.RawMessage   `json:"id"`
	Subscale   string            `json:"subscale"`
	Respondent string            `json:"respondent"`
	Scores     []json.RawMessage `json:"scores"`

	values []float64 // session by session; NaN where it is not known
	times  []time.Time
}

// moment is one score that is more than a number.
type moment struct {
	At         string          `json:"at"`
	Value      *float64        `json:"value"`
	Answers    json.RawMessage `json:"answers"`
	Who        string          `json:"who"`
	Respondent string          `json:"respondent"`
	Form       string          `json:"form"` // of which version, with which timeframe
}

func readSeries(in *score.Instrument, record json.RawMessage) (*series, error) {
	s := &series{}
	if err := json.Unmarshal(record, s); err != nil {
		return nil, fmt.Errorf("want an object with scores")
	}
	if s.Subscale == "" {
		s.Subscale = usual(in)
	}
	rules, ok := in.Subscale(s.Subscale)
	if !ok {
		return nil, fmt.Errorf("subscale: %s has no %q", in.ID, s.Subscale)
	}
	if len(s.Scores) == 0 {
		return nil, errors.New("scores: missing")
	}
	var first moment
	for n, text := range s.Scores {
		m, value, err := s.read(in, rules, text)
		if err == nil && n > 0 && (m.Who != first.Who || m.Respondent != first.Respondent) {
			err = errors.New("another person than the first: people are never averaged")
		}
		if err == nil && n > 0 && m.Form != first.Form {
			err = errors.New("another form than the first: one series, one form")
		}
		if err == nil {
			err = s.add(m, value)
		}
		if err != nil {
			return nil, fmt.Errorf("scores[%d]: %w", n, err)
		}
		if n == 0 {
			first = m
		}
	}
	return s, nil
}

// usual is the subscale that is meant when none is named.
func usual(in *score.Instrument) string {
	if in.Change != nil {
		return in.Change.Subscale
	}
	if _, ok := in.Subscale("total"); ok || len(in.Subscales) == 0 {
		return "total"
	}
	return in.Subscales[0].ID
}

// read is one score: a number, null, or an object with a value or answers.
func (s *series) read(in *score.Instrument, rules score.Subscale, text json.RawMessage) (m moment, value float64, err error) {
	if string(text) == "null" {
		return m, math.NaN(), nil
	}
	if json.Unmarshal(text, &value) == nil {
		return m, value, inRange(rules, value)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, 0, errors.New("not a number, null, or an object with a value or answers")
	}
	switch {
	case m.Value != nil && m.Answers != nil:
		return m, 0, errors.New("value and answers: want one")
	case m.Value != nil:
		return m, *m.Value, inRange(rules, *m.Value)
	case m.Answers == nil:
		return m, math.NaN(), nil
	}
	numbers, err := fromAnswers(in, m.Answers)
	if err != nil {
		return m, 0, err
	}
	got, _ := in.ScoreNumbers(numbers).Subscale(s.Subscale)
	if !got.Known {
		return m, math.NaN(), nil
	}
	return m, got.Value, nil
}

func inRange(rules score.Subscale, value float64) error {
	if value < rules.Min || value > rules.Max {
		return fmt.Errorf("%v is outside of %v to %v", value, rules.Min, rules.Max)
	}
	return nil
}

func (s *series) add(m moment, value float64) error {
	s.values = append(s.values, value)
	if m.At == "" {
		return nil
	}
	at, err := time.Parse(time.RFC3339, m.At)
	if err != nil {
		at, err = time.Parse(time.DateOnly, m.At)
	}
	switch {
	case err != nil:
		return fmt.Errorf("at: not a date like 2026-05-04")
	case len(s.times) > 0 && at.Before(s.times[len(s.times)-1]):
		return errors.New("at: before the score before it")
	}
	s.times = append(s.times, at)
	return nil
}

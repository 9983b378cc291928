package measure

import (
	"time"

	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/instrument"
	"tillit.care/pure/right"
	"tillit.care/pure/score"
	"tillit.care/space"
)

// Reading is what a response meant, without its answers: a course of years is drawn from
// readings, since they open ten times as fast.
type Reading struct {
	ID      ResponseID `json:"-"`
	Measure ID         `json:"-"`
	At      time.Time  `json:"-"`

	Instrument string       `json:"-"`
	Version    string       `json:"-"` // of the wording
	Result     score.Result `json:"-"` // of the subscales that are drawn
	Found      bool         `json:"-"` // there was something that could not wait
	Brought    bool         `json:"-"` // it comes from elsewhere
	How        How          `json:"-"` // who answered, where, and in which way
}

// shortly is a reading as it is sealed: numbers in the order of the subscales that are
// drawn, so that every questionnaire takes the same room.
type shortly struct {
	Instrument string     `json:"i"`
	Wording    string     `json:"w"` // its version
	Version    string     `json:"v"` // of the scoring
	Values     []*float64 `json:"n"` // nil: not known
	Bands      []int      `json:"b"` // 1 for the first; 0: none
	Found      bool       `json:"f,omitempty"`
	Brought    bool       `json:"e,omitempty"`
	Respondent Respondent `json:"r,omitempty"`
	Setting    Setting    `json:"s,omitempty"`
	Way        Way        `json:"y,omitempty"`
}

// Reading is what a response meant, of which nobody asks what it found.
func (r Response) Reading() Reading { return r.reading(alert.Finding{}) }

func (r Response) reading(found alert.Finding) Reading {
	return Reading{ID: r.ID, Measure: r.Measure, At: r.At, Instrument: r.Instrument, Version: r.Version, Result: r.Result, Found: found.Found(), Brought: r.Brought != nil, How: r.How}
}

// raised is what a response raised when it came. What was brought from elsewhere raised
// nothing.
func (r Response) raised() alert.Finding {
	if r.Brought != nil {
		return alert.Finding{}
	}
	return weigh(r.Result)
}

// short is a reading in few bytes.
func (r Reading) short(in *score.Instrument) shortly {
	s := shortly{Instrument: r.Instrument, Wording: r.Version, Version: r.Result.Version, Found: r.Found, Brought: r.Brought,
		Respondent: r.How.Respondent, Setting: r.How.Setting, Way: r.How.Way}
	for _, sub := range drawn(in) {
		scored, _ := r.Result.Subscale(sub.ID)
		var value *float64
		if scored.Known {
			value = &scored.Value
		}
		s.Values, s.Bands = append(s.Values, value), append(s.Bands, nth(sub, scored.Band))
	}
	return s
}

func nth(s score.Subscale, band string) int {
	for i, b := range s.Bands {
		if b.Key == band {
			return i + 1
		}
	}
	return 0
}

// long is the reading again. It is not to be had from another version of the scoring: what
// is shorter than the response says less than it.
func (s shortly) long(in *score.Instrument) (score.Result, bool) {
	subscales := drawn(in)
	if s.Version != in.Version || len(s.Values) != len(subscales) {
		return score.Result{}, false
	}
	r := score.Result{Instrument: in.ID, Version: s.Version}
	for i, sub := range subscales {
		scored := score.Scored{ID: sub.ID}
		if s.Values[i] != nil {
			scored.Value, scored.Known = *s.Values[i], true
		}
		if n := s.Bands[i]; n > 0 && n <= len(sub.Bands) {
			scored.Band = sub.Bands[n-1].Key
		}
		r.Subscales = append(r.Subscales, scored)
	}
	return r, true
}

// open finds the reading in what was kept, or else in the whole response.
func (k *kept) open(tx *db.Tx, rec *space.Record, version instrument.Finder) error {
	s := k.short
	if s == nil && k.sealed != nil {
		s = &shortly{}
		if err := rec.Unseal("reading", string(k.ID), k.sealed, s); err != nil {
			return err
		}
	}
	if s != nil {
		in, err := version(s.Instrument, s.Wording, s.Version)
		if err != nil {
			return err
		}
		if k.says(*s, in) {
			return nil
		}
	}
	whole, err := oneResponse(tx, rec, k.ID)
	if err == nil {
		k.Reading = whole.reading(whole.raised())
	}
	return err
}

func (r *Reading) says(s shortly, in *score.Instrument) (ok bool) {
	if r.Result, ok = s.long(in); ok {
		r.Instrument, r.Version, r.Found, r.Brought = s.Instrument, s.Wording, s.Found, s.Brought
		r.How = How{Respondent: s.Respondent, Setting: s.Setting, Way: s.Way}
	}
	return ok
}

// Readings are all of a space, oldest first.
func Readings(tx *db.Tx, rec *space.Record) ([]Reading, error) {
	rows, err := readings(tx, rec)
	if err != nil {
		return nil, err
	}
	all, version := make([]Reading, len(rows)), instrument.Versions(tx)
	for i, row := range rows {
		if err := row.open(tx, rec, version); err != nil {
			return nil, err
		}
		all[i] = row.Reading
	}
	return all, nil
}

// Answered are the moments at which something was answered, oldest first: readings of which
// nothing was opened.
func Answered(tx *db.Tx, rec *space.Record) ([]Reading, error) {
	if err := rec.Holds(right.Read); err != nil {
		return nil, err
	}
	rows, err := readings(tx, rec)
	var all []Reading
	for _, row := range rows {
		all = append(all, row.Reading)
	}
	return all, err
}

// Lines are the courses of some readings.
func Lines(tx *db.Tx, every []Reading) ([]Line, error) { return lines(tx, every) }

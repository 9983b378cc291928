package main

import (
	"encoding/json"

	"tillit.care/content"
	"tillit.care/pure/score"
)

type instrumentsCommand struct{}

// Help is read with: tillit instruments --help.
func (instrumentsCommand) Help() string {
	return `One line of JSON for each: its items with the numbers on their options, its subscales with
their ranges, its licence, and why it is held where it is. "wording" is false where only the
scoring is here and a practice brings its own licensed copy.`
}

// listed is what is written about one instrument.
type listed struct {
	ID           string        `json:"id"`
	Title        string        `json:"title"`
	Version      string        `json:"version"`
	Wording      bool          `json:"wording"`
	Alone        bool          `json:"alone,omitempty"`
	InSession    bool          `json:"inSession,omitempty"`
	NotValidated bool          `json:"notValidated,omitempty"`
	Held         []string      `json:"held"`
	Licence      score.Licence `json:"licence"`
	Source       []string      `json:"source"`
	Items        []listedItem  `json:"items"`
	Subscales    []listedScale `json:"subscales"`
}

type listedItem struct {
	Item   string    `json:"item"`
	Values []float64 `json:"values"`
	NA     bool      `json:"mayNotApply,omitempty"`
}

type listedScale struct {
	ID     string  `json:"id"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
	Higher string  `json:"higher"`
}

func (instrumentsCommand) Run(w *world) error {
	all, err := score.All(content.FS)
	if err != nil {
		return err
	}
	out := json.NewEncoder(w.out)
	for _, in := range all {
		if err := out.Encode(list(in)); err != nil {
			return err
		}
	}
	return nil
}

func list(in *score.Instrument) listed {
	l := listed{ID: in.ID, Title: in.Name(), Version: in.Version, Wording: !in.NeedsCopy(), Alone: in.Alone, InSession: in.InSession,
		NotValidated: in.NotValidated, Held: in.HeldWhy, Licence: in.Licence, Source: in.Source, Items: []listedItem{}, Subscales: []listedScale{}}
	for _, item := range in.Items() {
		values, na := in.Values(item)
		l.Items = append(l.Items, listedItem{item, values, na})
	}
	for _, s := range in.Subscales {
		l.Subscales = append(l.Subscales, listedScale{s.ID, s.Min, s.Max, s.Higher})
	}
	return l
}

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"tillit.care/base/words"
	"tillit.care/content"
	"tillit.care/pure/fhir"
	"tillit.care/pure/score"
)

type scoreCommand struct {
	Instrument string `arg:"" help:"Which one, such as phq9. An unknown name lists them all."`
	stream
	FHIR bool `help:"Write FHIR Observations instead, one line for each subscale and algorithm." name:"fhir"`
}

// Help is read with: tillit score --help.
func (scoreCommand) Help() string {
	return `Each record is an object. "answers" is an object from item to answer, or a list in the order
of the form; an answer is the number printed at the option, the option's code, "NA" for what
does not apply, or null for no answer:

    {"id": 1, "answers": {"phq9-1": 2, "phq9-2": 2}}
    {"id": 2, "answers": [2, 2, 1, 2, 1, 0, 1, 0, 0]}

A FHIR QuestionnaireResponse is a record too. Give one object, an array, or one after the other
(NDJSON); what comes out is one line of JSON for each, with subscales, bands, cut-offs,
algorithms and flags. A score that is not known is null, never zero. "id" is given back as it
came. Instruments whose wording is their owner's (csi16, itq, ...) are scored from numbers.

Status 0: all done. 1: some record was wrong, which is said with its line; the others were
done. 2: nothing could be done.`
}

func (c scoreCommand) Run(w *world) error {
	in, err := instrument(c.Instrument)
	if err != nil {
		return err
	}
	return c.each(w, func(record json.RawMessage) (any, error) {
		r, err := readAnswers(in, record)
		if err != nil {
			return nil, err
		}
		if c.FHIR {
			return observations(in, r)
		}
		return scored(in, r), nil
	})
}

// observations are several lines about one record.
func observations(in *score.Instrument, r answered) (any, error) {
	all, err := in.Observations(in.ScoreNumbers(r.numbers), score.Observed{Subject: r.Subject.Reference, Response: r.reference()})
	return many(all), err
}

// reference is the QuestionnaireResponse that the answers came from.
func (r answered) reference() string {
	var id string
	if r.Type == "" || json.Unmarshal(r.ID, &id) != nil || id == "" {
		return ""
	}
	return r.Type + "/" + id
}

// instrument finds one of all that are shipped, with or without wording.
func instrument(id string) (*score.Instrument, error) {
	all, err := score.All(content.FS)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, in := range all {
		if in.ID == id {
			return in, nil
		}
		ids = append(ids, in.ID)
	}
	return nil, stopf(unusable, "There is no instrument %q. There are: %s.", id, strings.Join(ids, ", "))
}

// answered is one record of answers.
type answered struct {
	ID      json.RawMessage `json:"id"`
	Answers json.RawMessage `json:"answers"`
	Type    string          `json:"resourceType"`
	Subject struct {
		Reference string `json:"reference"`
	} `json:"subject"`

	numbers score.Numbers
}

func readAnswers(in *score.Instrument, record json.RawMessage) (answered, error) {
	var r answered
	if err := json.Unmarshal(record, &r); err != nil {
		return r, fmt.Errorf("want an object with answers")
	}
	var err error
	switch {
	case r.Type != "":
		r.numbers, err = fromResponse(in, record)
	case r.Answers == nil:
		err = fmt.Errorf("answers: missing")
	default:
		r.numbers, err = fromAnswers(in, r.Answers)
	}
	return r, err
}

func fromResponse(in *score.Instrument, record json.RawMessage) (score.Numbers, error) {
	_, given, err := fhir.ReadResponse(record)
	if err != nil {
		return nil, err
	}
	numbers := score.Numbers{}
	for item, written := range given {
		if len(written) > 1 {
			return nil, fmt.Errorf("item %s: several answers", item)
		}
		if numbers[item], err = number(in, item, written[0]); err != nil {
			return nil, fmt.Errorf("item %s: %w", item, err)
		}
	}
	return numbers, nil
}

// fromAnswers reads an object from item to answer, or a list in the order of the form.
func fromAnswers(in *score.Instrument, text json.RawMessage) (score.Numbers, error) {
	answers := map[string]any{}
	if bytes.HasPrefix(text, []byte("[")) {
		var list []any
		if err := json.Unmarshal(text, &list); err != nil {
			return nil, fmt.Errorf("answers: not a list")
		}
		items := in.Items()
		if len(list) > len(items) {
			return nil, fmt.Errorf("answers: %d answers to %d questions", len(list), len(items))
		}
		for n, answer := range list {
			answers[items[n]] = answer
		}
	} else if err := json.Unmarshal(text, &answers); err != nil {
		return nil, fmt.Errorf("answers: not an object or a list")
	}
	numbers := score.Numbers{}
	for item, answer := range answers {
		if answer == nil {
			continue
		}
		n, err := number(in, item, answer)
		if err != nil {
			return nil, fmt.Errorf("answers.%s: %w", item, err)
		}
		numbers[item] = n
	}
	return numbers, nil
}

// number is an answer as the number printed on its option.
func number(in *score.Instrument, item string, answer any) (float64, error) {
	if !slices.Contains(in.Items(), item) {
		return 0, fmt.Errorf("%s has no such item", in.ID)
	}
	values, na := in.Values(item)
	switch a := answer.(type) {
	case float64:
		if slices.Contains(values, a) {
			return a, nil
		}
	case string:
		if a == "NA" && na {
			return score.NA, nil
		}
		if in.Form != nil {
			if n, ok := in.Numbers(fhir.Answers{item: a})[item]; ok {
				return n, nil
			}
		}
	}
	if na {
		return 0, fmt.Errorf("none of the options %v, NA", values)
	}
	return 0, fmt.Errorf("none of the options %v", values)
}

// result is what is written about one record.
type result struct {
	ID           json.RawMessage     `json:"id,omitempty"`
	Instrument   string              `json:"instrument"`
	Version      string              `json:"version"`
	Held         bool                `json:"held,omitempty"` // something about it is unverified
	NotValidated bool                `json:"notValidated,omitempty"`
	Subscales    map[string]subscale `json:"subscales"`
	Algorithms   map[string]outcome  `json:"algorithms,omitempty"`
	Flags        []flag              `json:"flags"`
}

type subscale struct {
	Value    *float64 `json:"value"`
	Answered int      `json:"answered"`
	Of       int      `json:"of"`
	Band     string   `json:"band,omitempty"`
	Cutoffs  []string `json:"cutoffs,omitempty"`
}

type outcome struct {
	Outcome string `json:"outcome"`
	Words   string `json:"words,omitempty"`
}

type flag struct {
	Item      string `json:"item,omitempty"`
	Algorithm string `json:"algorithm,omitempty"`
	Action    string `json:"action"`
}

func scored(in *score.Instrument, r answered) result {
	got := in.ScoreNumbers(r.numbers)
	out := result{ID: r.ID, Instrument: in.ID, Version: got.Version, Held: in.Held(), NotValidated: in.NotValidated,
		Subscales: map[string]subscale{}, Algorithms: map[string]outcome{}, Flags: []flag{}}
	for _, s := range got.Subscales {
		out.Subscales[s.ID] = subscaleOf(in, s)
	}
	for id, came := range got.Algorithms {
		o := outcome{Outcome: came}
		if came != score.NotKnown {
			o.Words = content.Say(words.Default, "score."+in.ID+"."+id+"."+came)
		}
		out.Algorithms[id] = o
	}
	for _, f := range got.Flags {
		out.Flags = append(out.Flags, flag(f))
	}
	return out
}

func subscaleOf(in *score.Instrument, s score.Scored) subscale {
	out := subscale{Answered: s.Answered, Of: s.Of, Cutoffs: s.Reached}
	if !s.Known {
		return out
	}
	value := math.Round(s.Value*1e6) / 1e6
	out.Value = &value
	rules, _ := in.Subscale(s.ID)
	for _, b := range rules.Bands {
		if b.Key == s.Band {
			out.Band = b.Label
		}
	}
	return out
}

package fhir

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// valueSet is a list of options that a form carries in itself, for several questions.
type valueSet struct {
	ResourceType string `json:"resourceType"`
	ID           string `json:"id"`
	Compose      struct {
		Include []struct {
			System  string            `json:"system"`
			Concept []json.RawMessage `json:"concept"`
		} `json:"include"`
		Exclude json.RawMessage `json:"exclude"`
	} `json:"compose"`
	Expansion struct {
		Contains []json.RawMessage `json:"contains"`
	} `json:"expansion"`
}

// valueSets are the options of every value set that the form carries.
func (q *Questionnaire) valueSets() (map[string][]Option, error) {
	sets := map[string][]Option{}
	if q.other["contained"] == nil {
		return sets, nil
	}
	var contained []valueSet
	if err := json.Unmarshal(q.other["contained"], &contained); err != nil {
		return nil, errors.New("contained: not a list of resources")
	}
	for n, set := range contained {
		if set.ResourceType != "ValueSet" || set.Compose.Exclude != nil {
			continue
		}
		options, err := set.options(fmt.Sprintf("contained[%d]", n))
		if err != nil {
			return nil, err
		}
		sets["#"+set.ID] = options
	}
	return sets, nil
}

// options takes the expansion, where there is one.
func (v valueSet) options(path string) (options []Option, err error) {
	add := func(system string, concept json.RawMessage, path string) error {
		var c Coding
		if err := c.readBut(concept, path, "designation", "abstract", "inactive"); err != nil {
			return err
		}
		if c.System == "" {
			c.System = system
		}
		options = append(options, Option{ValueCoding: &c})
		return nil
	}
	for n, concept := range v.Expansion.Contains {
		if err := add("", concept, fmt.Sprintf("%s.expansion.contains[%d]", path, n)); err != nil {
			return nil, err
		}
	}
	if options != nil {
		return options, nil
	}
	for i, include := range v.Compose.Include {
		for n, concept := range include.Concept {
			if err := add(include.System, concept, fmt.Sprintf("%s.compose.include[%d].concept[%d]", path, i, n)); err != nil {
				return nil, err
			}
		}
	}
	return options, nil
}

// fromSet gives an item the options of the value set that it names.
func (it *Item) fromSet(sets map[string][]Option) error {
	switch {
	case it.AnswerValueSet == "":
		return nil
	case it.AnswerOption != nil:
		return errors.New("answerValueSet: beside answerOption")
	case !strings.HasPrefix(it.AnswerValueSet, "#") || sets[it.AnswerValueSet] == nil:
		return errors.New("answerValueSet: not a list that the form carries in itself; nothing is looked up elsewhere")
	case len(sets[it.AnswerValueSet]) > maxOptions:
		return fmt.Errorf("answerValueSet: more than %d options", maxOptions)
	}
	it.AnswerOption = sets[it.AnswerValueSet]
	return nil
}

package score

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"tillit.care/pure/fhir"
)

// Load reads instruments/<id>/questionnaire.json and scoring.json, in the order of their
// ids. It refuses all of them when one is wrong, names every one that is, and says which
// field: a licence entry that is not complete, an item that the form does not have, bands
// with a gap, a range that the options do not give.
func Load(fsys fs.FS) ([]*Instrument, error) {
	folders, err := fs.ReadDir(fsys, "instruments")
	if err != nil {
		return nil, fmt.Errorf("load instruments: %w", err)
	}
	var all []*Instrument
	var wrong []error
	for _, folder := range folders {
		in, err := load(fsys, folder.Name())
		if err != nil {
			wrong = append(wrong, fmt.Errorf("instrument %s: %w", folder.Name(), err))
		}
		all = append(all, in)
	}
	if wrong != nil {
		return nil, errors.Join(wrong...)
	}
	return all, nil
}

func load(fsys fs.FS, id string) (*Instrument, error) {
	text, err := fs.ReadFile(fsys, "instruments/"+id+"/questionnaire.json")
	if err != nil {
		return nil, err
	}
	form, err := fhir.Parse(text)
	if err != nil {
		return nil, err
	}
	if text, err = fs.ReadFile(fsys, "instruments/"+id+"/scoring.json"); err != nil {
		return nil, err
	}
	in := &Instrument{Form: form}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(in); err != nil {
		return nil, fmt.Errorf("scoring: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("scoring: something follows its end")
	}
	if in.ID != id || form.ID != id {
		return nil, errors.New("id: not the name of its folder")
	}
	return in, in.check()
}

func (in *Instrument) check() error {
	if err := in.Licence.check(); err != nil {
		return fmt.Errorf("licence.%w", err)
	}
	if err := filled("version", in.Version, "respondent", in.Respondent, "timeframe", in.Timeframe,
		"cadence", in.Cadence); err != nil {
		return err
	}
	if len(in.Source) == 0 || slices.Contains(in.Source, "") {
		return errors.New("source: missing")
	}
	if in.HeldWhy == nil || slices.Contains(in.HeldWhy, "") {
		return errors.New("held: want a list of reasons, empty when nothing holds it")
	}
	return errors.Join(in.checkGate(), in.checkSubscales(), in.checkAlgorithms(), in.checkSafety(),
		in.checkNorms(), in.checkChange())
}

// classes are those of reference/instruments.md that may be used at all; B only with the
// practice's own licensed copy of the wording.
var classes = []string{"A", "A-", "A-ND", "B+", "B"}

func (l Licence) check() error {
	if err := filled("class", l.Class, "spdx", l.SPDX, "text", l.Text, "url", l.URL, "evidence", l.Evidence); err != nil {
		return err
	}
	if !slices.Contains(classes, l.Class) {
		return errors.New("class: may not be used")
	}
	return nil
}

// filled takes names and texts in turn, and names the first text that is empty.
func filled(pairs ...string) error {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			return fmt.Errorf("%s: missing", pairs[i])
		}
	}
	return nil
}

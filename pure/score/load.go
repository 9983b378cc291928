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

// Load is every instrument of All that anybody can be given to fill in at home: the
// wording is here, and it needs neither to be asked alone nor in a meeting.
func Load(fsys fs.FS) ([]*Instrument, error) {
	all, err := All(fsys)
	return slices.DeleteFunc(all, func(in *Instrument) bool { return in.NeedsCopy() || in.Alone || in.InSession }), err
}

// All reads instruments/<id>/scoring.json and the questionnaire.json beside it, in the
// order of their ids. Without a questionnaire only the scoring is here: the practice needs
// its own licensed copy of the wording. It refuses all of them when one is wrong, names
// every one that is, and says which field: a licence entry that is not complete, an item
// that the form does not have, bands with a gap, a range that the options do not give.
func All(fsys fs.FS) ([]*Instrument, error) {
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
	sidecar, err := fs.ReadFile(fsys, "instruments/"+id+"/scoring.json")
	if err != nil {
		return nil, err
	}
	form, err := fs.ReadFile(fsys, "instruments/"+id+"/questionnaire.json")
	if errors.Is(err, fs.ErrNotExist) {
		form, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	in, err := Read(sidecar, form)
	if err == nil && in.ID != id {
		err = errors.New("id: not the name of its folder")
	}
	if err == nil && form != nil && slices.Contains(wordless, in.Licence.Class) {
		err = fmt.Errorf("licence.class: %s may not ship its wording", in.Licence.Class)
	}
	return in, err
}

// Read makes an instrument of a sidecar and a form, which may be nil where the sidecar
// has the structure instead.
func Read(sidecar, form []byte) (*Instrument, error) {
	in := &Instrument{}
	dec := json.NewDecoder(bytes.NewReader(sidecar))
	dec.DisallowUnknownFields()
	if err := dec.Decode(in); err != nil {
		return nil, fmt.Errorf("scoring: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("scoring: something follows its end")
	}
	if form == nil {
		return in, in.checkBare()
	}
	var err error
	if in.Form, err = fhir.Parse(form); err != nil {
		return nil, err
	}
	if in.Form.ID != in.ID {
		return nil, errors.New("id: not that of the form")
	}
	return in, in.check()
}

// checkBare is check for a sidecar without a form.
func (in *Instrument) checkBare() error {
	if err := filled("title", in.Title); err != nil {
		return fmt.Errorf("questionnaire.json: missing; without it, %w", err)
	}
	if len(in.Structure) == 0 {
		return errors.New("questionnaire.json: missing; without it, structure: missing")
	}
	return in.check()
}

// With is the instrument with the practice's own licensed copy of the wording, when every
// item that is scored is there with the numbers it must have.
func (in *Instrument) With(form *fhir.Questionnaire) (*Instrument, error) {
	bound := *in
	bound.Form, bound.Title, bound.Structure = form, "", nil
	for item, want := range in.spans {
		it := form.Find(item)
		if it == nil {
			return nil, fmt.Errorf("%s: not in the form", item)
		}
		var values []float64
		for _, o := range it.AnswerOption {
			if number, ok := o.Ordinal(); ok {
				values = append(values, number)
			}
		}
		slices.Sort(values)
		if !slices.Equal(values, slices.Sorted(slices.Values(want.values))) {
			return nil, fmt.Errorf("%s: the numbers on its options are not %v", item, want.values)
		}
	}
	return &bound, bound.check()
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
	if err := in.checkItems(); err != nil {
		return err
	}
	return errors.Join(in.checkGate(), in.checkSubscales(), in.checkAlgorithms(), in.checkSafety(),
		in.checkNorms(), in.checkChange())
}

// classes are those of reference/instruments.md that may be used at all; B only with the
// practice's own licensed copy of the wording. OWN is Tillit's own.
var classes = []string{"A", "A-", "A-ND", "B+", "B", "OWN"}

// wordless are the classes whose wording Tillit may not pass on: A- until its owner's
// statement is filed.
var wordless = []string{"A-", "B+", "B"}

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

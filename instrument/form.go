package instrument

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"tillit.care/base/db"
	"tillit.care/content"
	"tillit.care/pure/fhir"
	"tillit.care/pure/score"
)

// wording is what stands behind an entry that brought a form.
type wording struct {
	Form    json.RawMessage `json:"form"`
	Scoring json.RawMessage `json:"scoring"`
}

func (w wording) hash() string {
	sum := sha256.Sum256(append(append([]byte{}, w.Form...), w.Scoring...))
	return hex.EncodeToString(sum[:])
}

// form is a wording that was read: with the scoring that it came with, and with that of
// today.
type form struct{ brought, scored *score.Instrument }

func today(f form) *score.Instrument { return f.scored }

// as is the form with the scoring of that version, or else with the one that it came with.
func (f form) as(scoring string) *score.Instrument {
	if f.scored.Version == scoring {
		return f.scored
	}
	return f.brought
}

// read is the instrument of an entry that brought one.
func read(tx *db.Tx, e Entry, as func(form) *score.Instrument) (*score.Instrument, error) {
	f, err := forms.find(string(e.ID), func() (form, error) {
		w, err := oneWording(tx, e.ID)
		if err != nil {
			return form{}, err
		}
		return w.read(e.Instrument)
	})
	return as(f), err
}

// read puts form and scoring together. Where Tillit itself has the scoring, a copy is scored
// by it as it is today; should it no longer fit, then as it was on the day it was brought.
func (w wording) read(id string) (form, error) {
	brought, err := w.bind()
	if err != nil {
		return form{}, err
	}
	f := form{brought, brought}
	lib, err := shelf()
	if err != nil {
		return f, err
	}
	if known := lib.known[id]; known != nil {
		if in, err := known.With(brought.Form); err == nil {
			f.scored = in
		}
	}
	return f, nil
}

// bind reads a sidecar with its form, or a sidecar that has a structure and then the copy.
func (w wording) bind() (*score.Instrument, error) {
	bare, err := score.Read(w.Scoring, nil)
	if err != nil {
		return score.Read(w.Scoring, w.Form)
	}
	q, err := fhir.Parse(w.Form)
	if err != nil {
		return nil, err
	}
	return bare.With(q)
}

// scoringOf is the sidecar of an instrument that comes with Tillit.
func scoringOf(id string) ([]byte, error) {
	return content.FS.ReadFile("instruments/" + id + "/scoring.json")
}

// Package instrument is what can be asked: the questionnaires that Tillit ships, each with
// its owner's licence.
package instrument

import (
	"sync"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/content"
	"tillit.care/pure/score"
)

var shipped = sync.OnceValues(func() ([]*score.Instrument, error) { return score.Load(content.FS) })

// Shipped are all that Tillit ships with their wording, in order.
func Shipped() ([]*score.Instrument, error) { return shipped() }

// Ships finds a shipped one by its id.
func Ships(id string) (*score.Instrument, error) {
	all, err := shipped()
	if err != nil {
		return nil, err
	}
	for _, in := range all {
		if in.ID == id {
			return in, nil
		}
	}
	return nil, fault.At("instrument", "measure.instrument.unknown")
}

// All are those that this practice can ask, in order.
func All(*db.Tx) ([]*score.Instrument, error) { return shipped() }

// Find is one of them.
func Find(_ *db.Tx, id string) (*score.Instrument, error) { return Ships(id) }

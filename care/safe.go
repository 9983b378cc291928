package care

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Safe is the safety space of an individual case, open for its therapist: the client can put
// something in, and only the therapist reads it. Every case is opened with one. A case of an
// earlier Tillit gets it when the therapist first needs it.
func Safe(tx *db.Tx, rec *space.Record) (*space.Record, error) {
	c, err := caseFor(tx, rec, right.Treat|right.Admit|right.Read)
	if err != nil {
		return nil, err
	}
	if c.Safety != "" {
		return space.Open(tx, c.Safety, right.Read|right.Write, right.Safety)
	}
	safety, err := space.Make(tx, right.Safety, rec.About(), right.Therapist, right.Read|right.Write|right.Admit)
	if err != nil {
		return nil, err
	}
	if c.Client != "" {
		if err := safety.Admit(tx, c.Client, right.Client, time.Time{}); err != nil {
			return nil, err
		}
	}
	c.Safety = safety.Space()
	return safety, update(tx, rec, c)
}

package care

import (
	"tillit.care/base/db"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Take makes its author the therapist of a case that was handed over to them: they are inside
// already. Of a couple it is done of what both share, and of each partner's part.
func Take(tx *db.Tx, rec *space.Record) (Case, error) {
	c, err := caseFor(tx, rec, right.Treat|right.Admit|right.Read)
	if err != nil {
		return c, err
	}
	c.Therapist = tx.By.ID
	rec.Note(tx, "care.take", string(c.ID))
	return c, update(tx, rec, c)
}

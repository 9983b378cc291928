package handover

import (
	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// take makes the author the therapist of a case that they are inside of, and of both partners'
// parts, and gives them pages of their own.
func take(tx *db.Tx, rec *space.Record) (care.Case, error) {
	c, err := care.Take(tx, rec)
	if err != nil {
		return c, err
	}
	parts, err := parts(tx, rec, whole)
	if err != nil {
		return c, err
	}
	for _, part := range parts {
		if part != rec {
			if _, err := care.Take(tx, part); err != nil {
				return c, err
			}
		}
		if err := alert.Pass(tx, part); err != nil {
			return c, err
		}
	}
	mine, err := space.MineAbout(tx, rec.About(), right.Process)
	if err != nil || len(mine) > 0 {
		return c, err
	}
	_, err = space.Make(tx, right.Process, rec.About(), right.Therapist, right.Write)
	return c, err
}

// parts are the spaces in which the clients of a case answer: one, or one for each partner.
func parts(tx *db.Tx, rec *space.Record, want right.Right) ([]*space.Record, error) {
	if rec.Kind() != right.Joint {
		return []*space.Record{rec}, nil
	}
	c, err := care.Of(tx, rec)
	if err != nil {
		return nil, err
	}
	var all []*space.Record
	for _, which := range c.Apart {
		apart, err := space.Open(tx, which, want, right.Apart)
		if err != nil {
			return nil, err
		}
		all = append(all, apart)
	}
	return all, nil
}

package app

import (
	"context"
	"slices"

	"tillit.care/alert"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/disclose"
	"tillit.care/ending"
	"tillit.care/follow"
	"tillit.care/measure"
	"tillit.care/meeting"
	"tillit.care/message"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// briefs are what the rooms tell lists of a space where a client answers, each from all that it keeps there.
var briefs = []func(*db.Tx, *space.Record) error{care.Brief, care.BriefConsent, alert.Brief, measure.Brief, follow.Brief, message.Brief, meeting.Brief, disclose.Brief, ending.Brief}

// Relist writes anew what the lists of clinicians say of every client, and counts
// the cases of which they said something else: none, unless a verb forgot to tell them.
func (h *House) Relist(ctx context.Context) (wrong int, err error) {
	var all []care.Case
	err = h.DB.Read(ctx, who.House, func(tx *db.Tx) (err error) {
		all, err = care.Every(tx)
		return err
	})
	for _, c := range all {
		if err != nil {
			return wrong, err
		}
		err = h.DB.Write(ctx, who.House, func(tx *db.Tx) error {
			same, err := relist(tx, c)
			if err == nil && !same {
				wrong++
			}
			return err
		})
	}
	return wrong, err
}

func relist(tx *db.Tx, c care.Case) (same bool, err error) {
	rec, err := space.Open(tx, c.Shared, right.Read|right.Admit, right.Measured...)
	if fault.Is(err, fault.NotFound) {
		return true, nil // what both partners share, which Tillit itself does not open
	}
	if err != nil {
		return false, err
	}
	before, err := rec.Said(tx)
	if err != nil {
		return false, err
	}
	if err := rec.Enlist(tx); err != nil {
		return false, err
	}
	for _, brief := range briefs {
		if err := brief(tx, rec); err != nil {
			return false, err
		}
	}
	after, err := rec.Said(tx)
	if err != nil || !slices.EqualFunc(before, after, space.Placed.Same) {
		return false, err
	}
	return measure.Same(tx, rec)
}

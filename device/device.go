// Package device is what a client's own phone may keep for when there is no line, and what
// it must forget.
package device

import (
	"context"
	"fmt"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/words"
	"tillit.care/care"
	"tillit.care/ending"
	"tillit.care/measure"
	"tillit.care/plan"
	"tillit.care/pure/right"
	"tillit.care/safety"
	"tillit.care/space"
	"tillit.care/ui"
)

// Page is one page that a phone may keep now.
type Page struct {
	Path string `json:"path"`
	Mark string `json:"mark"` // changes when the page has to be fetched anew
	Name string `json:"name"` // what it is called on the phone: neutral
}

// Kept are the pages that the author's phone may keep now. What is of `own` or `safety`,
// and what may not be drafted, is never among them.
func Kept(ctx context.Context, tx *db.Tx) ([]Page, error) {
	pages := []Page{}
	mine, err := space.Mine(tx, right.Measured...)
	if err != nil {
		return nil, err
	}
	for _, where := range mine {
		if where.Role != right.Client {
			continue
		}
		rec, err := space.Open(tx, where.Space, right.Read)
		if err != nil {
			return nil, err
		}
		if !care.Agreed(rec) {
			continue
		}
		forms, err := forms(ctx, tx, rec)
		if err != nil {
			return nil, err
		}
		work, err := work(ctx, tx, rec)
		if err != nil {
			return nil, err
		}
		now, err := safety.Current(tx, rec)
		if err != nil {
			return nil, err
		}
		if pages = append(append(pages, forms...), work...); now.Found() {
			pages = append(pages, page(ctx, "/spaces/"+string(rec.Space())+"/safety-plan", db.Ms(now.At), "device.kept.plan"))
		}
		later, err := ending.Later(tx, rec)
		if err != nil {
			return nil, err
		}
		if later.Found() {
			pages = append(pages, page(ctx, "/spaces/"+string(rec.Space())+"/relapse", db.Ms(later.At), "device.kept.later"))
		}
	}
	return pages, nil
}

// forms are the questionnaires that are asked now and may be drafted.
func forms(ctx context.Context, tx *db.Tx, rec *space.Record) (pages []Page, err error) {
	waiting, err := measure.Waiting(tx, rec)
	if err != nil {
		return nil, err
	}
	for _, m := range waiting {
		in, err := m.Form(tx)
		if err != nil {
			return nil, err
		}
		if measure.Drafted(in) {
			pages = append(pages, page(ctx, "/spaces/"+string(rec.Space())+"/measures/"+string(m.ID), db.Ms(m.Due), "device.kept.form"))
		}
	}
	return pages, nil
}

// work is what was agreed to be tried, where a client may note how it went.
func work(ctx context.Context, tx *db.Tx, rec *space.Record) (pages []Page, err error) {
	if err := care.Takes(tx, rec); err != nil {
		if fault.Is(err, fault.Conflict) { // nothing is written here any more
			return nil, nil
		}
		return nil, err
	}
	every, err := plan.Work(tx, rec)
	for _, p := range plan.Waiting(every) {
		changed := db.Ms(p.At) + int64(len(p.Notes)+len(p.Looks))
		pages = append(pages, page(ctx, "/spaces/"+string(rec.Space())+"/work/"+string(p.ID), changed, "device.kept.work"))
	}
	return pages, err
}

// page is fetched anew when its subject, its language or the site has changed.
func page(ctx context.Context, path string, changed int64, name string) Page {
	return Page{Path: path, Mark: fmt.Sprintf("%d %s %s", changed, words.Language(ctx), ui.Version()), Name: words.T(ctx, name)}
}

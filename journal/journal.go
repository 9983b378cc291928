// Package journal is pages that one writes for oneself: the client's journal, which
// nobody else opens, and the therapist's own notes, which nobody else opens either. A
// page of the journal can be released: then a copy of it stands in the shared space.
package journal

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// ID names a page.
type ID = id.ID[Page]

// Page is one page.
type Page struct {
	ID ID        `json:"-"`
	At time.Time `json:"-"`

	By       who.ID    `json:"by"`
	Title    seal.Text `json:"title,omitempty"`
	Text     seal.Text `json:"text"`
	Written  time.Time `json:"written,omitzero"`  // of a released copy: when the page was written
	From     ID        `json:"from,omitempty"`    // of a released copy: the page it was made from
	Released time.Time `json:"released,omitzero"` // of a page: when a copy was released
}

// Part is the part of a page that shows pages.
const Part = "pages"

// Write adds a page.
func Write(tx *db.Tx, rec *space.Record, title, text string) (Page, error) {
	if err := rec.Holds(right.Write); err != nil {
		return Page{}, err
	}
	if text == "" {
		return Page{}, fault.At("text", "journal.text.missing")
	}
	p := Page{ID: id.New[Page](tx.Now), At: tx.Now, By: tx.By.ID, Title: seal.Text(title), Text: seal.Text(text)}
	rec.Note(tx, "journal.write", string(p.ID))
	rec.Touch(tx, Part)
	return p, insert(tx, rec, p)
}

// Of are the pages of a space, newest first.
func Of(tx *db.Tx, rec *space.Record) ([]Page, error) { return all(tx, rec) }

// One is one page of this space.
func One(tx *db.Tx, rec *space.Record, which ID) (Page, error) { return one(tx, rec, which) }

// Release puts a copy of a page into another space, where others read it. The page itself
// stays where it is. A page is released once.
func Release(tx *db.Tx, from, to *space.Record, which ID) (Page, error) {
	p, err := one(tx, from, which)
	if err != nil {
		return p, err
	}
	if !p.Released.IsZero() {
		return p, fault.New(fault.Conflict, "journal.released")
	}
	if err := space.Release(tx, from, to, string(which)); err != nil {
		return p, err
	}
	released := Page{ID: id.New[Page](tx.Now), At: tx.Now, By: p.By, Title: p.Title, Text: p.Text, Written: p.At, From: p.ID}
	if err := insert(tx, to, released); err != nil {
		return p, err
	}
	p.Released = tx.Now
	to.Touch(tx, Part)
	return released, update(tx, from, p)
}

// Package duty is for the hours in which somebody may be in danger: from a client, from
// somebody near a client, or from what a client believes. A worksheet asks one thing after the
// other, the therapist decides, signs, and looks again on the day they set. It tells nobody
// anything by itself.
package duty

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"time"
	"unicode/utf8"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// ID names a worksheet, from its first word to long after it was signed. SheetID names what
// one window has of it before it is signed, and AddedID something that was added afterwards.
type (
	ID      = id.ID[Worksheet]
	SheetID = id.ID[Sheet]
	AddedID = id.ID[Added]
)

// Sheet is a worksheet that is being written. A window never writes over what another one
// wrote: it has a sheet of its own, which takes the place of the one that it began with only
// while that one stands as it was then.
type Sheet struct {
	ID     SheetID   `json:"-"`
	Thread ID        `json:"-"`
	N      int       `json:"-"` // counted with every save of a worksheet
	At     time.Time `json:"-"`

	Form string               `json:"form"` // which worksheet
	Said map[string]seal.Text `json:"said"`
}

// Least keeps a sheet of one line as large as a page.
func (s Sheet) Least() int { return 8192 }

// Answer is one answer of a signed worksheet, with what was asked, as it was asked then.
type Answer struct {
	Step  seal.Text `json:"step"`
	Asked seal.Text `json:"asked"`
	Text  seal.Text `json:"text"`
}

// Worksheet is a signed one.
type Worksheet struct {
	ID ID        `json:"-"`
	At time.Time `json:"-"` // when it was signed

	Form    string    `json:"form"`
	Version string    `json:"version"`
	Title   seal.Text `json:"title"`
	By      who.ID    `json:"by"`
	Name    seal.Text `json:"name"` // of who signed, as it was then
	Answers []Answer  `json:"answers"`
	Next    time.Time `json:"next"` // when its author looks at it again
}

// Least keeps a short one as large as one of a page.
func (w Worksheet) Least() int { return 8192 }

// Added is what was added to a signed worksheet: what happened since, and when to look again.
type Added struct {
	ID   AddedID   `json:"-"`
	Duty ID        `json:"-"`
	At   time.Time `json:"-"`

	By   who.ID    `json:"by"`
	Name seal.Text `json:"name"`
	Text seal.Text `json:"text"`
	Next time.Time `json:"next,omitzero"` // zero: it is settled
}

// Least keeps a short one as large as a long one.
func (a Added) Least() int { return 4096 }

// longest is how many letters one answer may have.
const longest = 20_000

// signs is what it takes: the right to treat in the case, and to write in its safety space.
const signs = right.Read | right.Write | right.Treat

// Safe is the space in which the worksheets of a client are: the one that only the therapist
// reads. A case of an earlier Tillit gets it when it is first needed.
func Safe(tx *db.Tx, rec *space.Record) (*space.Record, error) {
	if err := rec.Holds(signs); err != nil {
		return nil, err
	}
	c, err := care.Of(tx, rec)
	if err != nil {
		return nil, err
	}
	if c.Safety == "" {
		return care.Safe(tx, rec)
	}
	return space.Open(tx, c.Safety, right.Read|right.Write, right.Safety)
}

// there is the same space where it is there already; nil: not yet.
func there(tx *db.Tx, rec *space.Record) (*space.Record, error) {
	c, err := care.Of(tx, rec)
	if err != nil || c.Safety == "" {
		return nil, err
	}
	return space.Open(tx, c.Safety, right.Read, right.Safety)
}

// Over is the sheet that a window began with, as it stood then.
type Over struct {
	ID SheetID
	N  int
}

// Keep keeps what a window has now. What was signed meanwhile takes nothing more.
func Keep(tx *db.Tx, safety *space.Record, s Sheet, over Over) error {
	form, err := FormOf(s.Form)
	if err != nil {
		return err
	}
	if err := form.fits(s.Said); err != nil {
		return err
	}
	if err := tx.Lock("duty " + string(safety.Space())); err != nil {
		return err
	}
	if _, err := one(tx, safety, s.Thread); !fault.Is(err, fault.NotFound) {
		if err == nil {
			err = fault.New(fault.Conflict, "duty.signed")
		}
		return err
	}
	every, err := sheets(tx, safety, s.Thread)
	if err != nil {
		return err
	}
	if len(every) > 0 && every[0].Form != s.Form {
		return fault.New(fault.Invalid, "fault.form")
	}
	return s.keep(tx, safety, every, over)
}

func (s Sheet) keep(tx *db.Tx, safety *space.Record, every []Sheet, over Over) error {
	kept, before := which(every, s.ID), which(every, over.ID)
	asItWas := before.ID != "" && before.N == over.N
	if kept.ID != "" && maps.Equal(kept.Said, s.Said) || kept.ID == "" && asItWas && maps.Equal(before.Said, s.Said) {
		return nil
	}
	if asItWas && before.ID != s.ID {
		if err := dropSheet(tx, safety, before.ID); err != nil {
			return err
		}
	}
	s.N, s.At = 1, tx.Now
	if len(every) > 0 {
		s.N = every[0].N + 1
	}
	safety.Note(tx, "duty.write", string(s.Thread))
	return putSheet(tx, safety, s)
}

func which(every []Sheet, id SheetID) Sheet {
	for _, s := range every {
		if s.ID == id {
			return s
		}
	}
	return Sheet{}
}

// Take puts what another window wrote on top; Drop throws it away, on its writer's word.
func Take(tx *db.Tx, safety *space.Record, of ID, which SheetID) error {
	every, err := sheets(tx, safety, of)
	if err != nil {
		return err
	}
	for _, s := range every {
		if s.ID == which {
			s.N = every[0].N + 1
			safety.Note(tx, "duty.write", string(of))
			return putSheet(tx, safety, s)
		}
	}
	return fault.New(fault.NotFound, "fault.notfound")
}

// Drop throws a sheet away; the last one of a worksheet is the worksheet.
func Drop(tx *db.Tx, safety *space.Record, of ID, which SheetID) error {
	every, err := sheets(tx, safety, of)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(every, func(s Sheet) bool { return s.ID == which }) {
		return fault.New(fault.NotFound, "fault.notfound")
	}
	safety.Note(tx, "duty.drop", string(of))
	return dropSheet(tx, safety, which)
}

// Digest is what a worksheet says, in 32 bytes: what was looked at is what is signed.
func (w Worksheet) Digest() (string, error) {
	text, err := json.Marshal(w)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}

// Sign signs a worksheet as it stands, if it is what its author has looked at.
func Sign(tx *db.Tx, safety *space.Record, which ID, seen string) error {
	if err := tx.Lock("duty " + string(safety.Space())); err != nil {
		return err
	}
	if _, err := one(tx, safety, which); !fault.Is(err, fault.NotFound) {
		return err // the same form twice
	}
	d, err := DraftOf(tx, safety, which)
	if err != nil {
		return err
	}
	digest, err := d.Worksheet.Digest()
	switch {
	case err != nil:
		return err
	case len(d.Others) > 0:
		return fault.New(fault.Conflict, "duty.windows")
	case digest != seen:
		return fault.New(fault.Conflict, "duty.moved")
	}
	for _, lack := range d.Lacks {
		return fault.At(lack.Field, lack.Key)
	}
	d.Worksheet.At = tx.Now
	safety.Note(tx, "duty.sign "+digest, string(which))
	if err := insert(tx, safety, d.Worksheet); err != nil {
		return err
	}
	return dropSheets(tx, safety, which)
}

// Add adds what happened since to a signed worksheet, with the day on which to look again;
// none: it is settled. The same form sent twice counts once.
func Add(tx *db.Tx, safety *space.Record, a Added) error {
	if err := a.wrong(tx.Now); err != nil {
		return err
	}
	if _, err := one(tx, safety, a.Duty); err != nil {
		return err
	}
	signer, err := account.Of(tx, tx.By.ID)
	if err != nil {
		return err
	}
	a.At, a.By, a.Name = tx.Now, tx.By.ID, signer.Name
	added, err := insertAdded(tx, safety, a)
	if err == nil && added {
		safety.Note(tx, "duty.add", string(a.Duty))
	}
	return err
}

func (a Added) wrong(now time.Time) error {
	switch {
	case a.ID == "":
		return fault.New(fault.Invalid, "fault.form")
	case a.Text == "":
		return fault.At("text", "duty.add.missing")
	case utf8.RuneCountInString(a.Text.Reveal()) > longest:
		return fault.At("text", "duty.long")
	case !a.Next.IsZero() && !a.Next.After(now):
		return fault.At("next", "duty.next.past")
	}
	return nil
}

package plan

import (
	"cmp"
	"slices"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// PieceID names a piece of work, and NoteID what was noted about one.
type (
	PieceID = id.ID[Piece]
	NoteID  = id.ID[Note]
)

// Piece is something that the two agreed to try between two meetings: what and why, when and
// for how long, what may get in the way, and what then (clinical.md §2.5). It waits until the
// two have looked at it, or dropped it with a word on why.
type Piece struct {
	ID PieceID   `json:"-"`
	At time.Time `json:"-"`

	By    who.ID     `json:"by"`
	As    right.Role `json:"as"`
	Step  StepID     `json:"step,omitempty"` // of the plan, that it belongs to
	Words Agreement  `json:"words"`
	Looks []Look     `json:"looks,omitempty"` // the oldest first
	Notes []Note     `json:"-"`               // the oldest first
}

// Agreement is what was agreed.
type Agreement struct {
	What    seal.Text `json:"what"`
	Why     seal.Text `json:"why"`
	When    seal.Text `json:"when"`
	Long    seal.Text `json:"long"`    // how long it takes
	Barrier seal.Text `json:"barrier"` // what may get in the way
	Then    seal.Text `json:"then,omitempty"`
}

// Look is what the two made of a piece of work.
type Look struct {
	At      time.Time `json:"at"`
	By      who.ID    `json:"by"`
	Dropped bool      `json:"dropped,omitempty"`
	Words   seal.Text `json:"words,omitempty"`
}

// How is how it went. Some of it counts, and so does finding out that it could not be done.
type How string

const (
	Did  How = "did"
	Some How = "some"
	Not  How = "not"
)

// Hows are all of them.
var Hows = []How{Did, Some, Not}

// Note is what a client wrote about a piece of work. It never changes; they may write another.
type Note struct {
	ID    NoteID    `json:"-"`
	Piece PieceID   `json:"-"`
	At    time.Time `json:"-"`

	By       who.ID    `json:"by"`
	How      How       `json:"how"`
	Happened seal.Text `json:"happened,omitempty"`
	Way      seal.Text `json:"way,omitempty"` // what got in the way
}

// Least keeps all pieces, and all notes, as large as each other.
func (p Piece) Least() int { return 3840 }
func (n Note) Least() int  { return 3840 }

// Look is what the two made of it last; zero: nothing yet.
func (p Piece) Look() Look {
	if len(p.Looks) == 0 {
		return Look{}
	}
	return p.Looks[len(p.Looks)-1]
}

// Waits tells whether the two have still to look at it: nobody has, or a note arrived since,
// from a phone that had no line.
func (p Piece) Waits() bool {
	return len(p.Looks) == 0 || p.Tried() && p.Notes[len(p.Notes)-1].At.After(p.Look().At)
}

// Tried tells whether anything was noted.
func (p Piece) Tried() bool { return len(p.Notes) > 0 }

// WorkPart is the part of a page that shows work.
const WorkPart = "work"

// Work is all that was agreed in a space, with what was noted about it, newest first.
func Work(tx *db.Tx, rec *space.Record) ([]Piece, error) {
	all, err := pieces(tx, rec)
	if err != nil {
		return nil, err
	}
	every, err := notes(tx, rec)
	for _, n := range every {
		for i := range all {
			if all[i].ID == n.Piece {
				all[i].Notes = append(all[i].Notes, n)
			}
		}
	}
	return all, err
}

// Waiting are the pieces that nobody has looked at yet, the oldest first.
func Waiting(all []Piece) (left []Piece) {
	for _, p := range all {
		if p.Waits() {
			left = append(left, p)
		}
	}
	slices.SortStableFunc(left, func(a, b Piece) int { return cmp.Compare(a.ID, b.ID) })
	return left
}

// OnePiece is one of this space, with its notes.
func OnePiece(tx *db.Tx, rec *space.Record, which PieceID) (Piece, error) {
	p, err := piece(tx, rec, which)
	if err != nil {
		return p, err
	}
	p.Notes, err = notesOf(tx, rec, which)
	return p, err
}

// wrong is the fault in an agreement, if there is any.
func (a Agreement) wrong() error {
	switch {
	case a.What == "":
		return fault.At("what", "work.what.missing")
	case a.Why == "":
		return fault.At("why", "work.why.missing")
	case a.When == "":
		return fault.At("when", "work.when.missing")
	case a.Long == "":
		return fault.At("long", "work.long.missing")
	case a.Barrier == "":
		return fault.At("barrier", "work.barrier.missing")
	}
	return tooLong("what", a.What, "why", a.Why, "when", a.When, "long", a.Long, "barrier", a.Barrier, "then", a.Then)
}

// Agree keeps what the two agreed to try; either writes it down. The same form sent twice
// counts once.
func Agree(tx *db.Tx, rec *space.Record, once PieceID, step StepID, a Agreement) error {
	if err := writes(tx, rec); err != nil {
		return err
	}
	if err := a.wrong(); err != nil {
		return err
	}
	if step != "" {
		now, err := newest(tx, rec)
		if err != nil {
			return err
		}
		if now.Step(step).ID == "" {
			return fault.New(fault.Invalid, "fault.form")
		}
	}
	if err := tx.Lock("work " + string(rec.Space())); err != nil {
		return err // the same form twice at once
	}
	if _, err := piece(tx, rec, once); err == nil || !fault.Is(err, fault.NotFound) {
		return err
	}
	rec.Note(tx, "work.agree", string(once))
	rec.Touch(tx, WorkPart)
	return insertPiece(tx, rec, Piece{ID: once, At: tx.Now, By: tx.By.ID, As: rec.Role(), Step: step, Words: a})
}

// Tell keeps what a client noted about a piece of work that waits. What was half written is
// forgotten.
func Tell(tx *db.Tx, rec *space.Record, n Note) error {
	if rec.Role() != right.Client {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if err := writes(tx, rec); err != nil {
		return err
	}
	p, err := piece(tx, rec, n.Piece)
	if err != nil {
		return err
	}
	if err := tx.Lock("work " + string(rec.Space())); err != nil {
		return err
	}
	if _, err := note(tx, rec, n.ID); err == nil || !fault.Is(err, fault.NotFound) {
		return err
	}
	if !slices.Contains(Hows, n.How) {
		return fault.At("how", "work.how.missing")
	}
	if err := tooLong("happened", n.Happened, "way", n.Way); err != nil {
		return err
	}
	n.At, n.By = tx.Now, tx.By.ID
	rec.Note(tx, "work.tell", string(p.ID))
	rec.Touch(tx, WorkPart)
	if err := insertNote(tx, rec, n); err != nil {
		return err
	}
	return forgetDraft(tx, p.ID)
}

// LookAt keeps that the two have looked at a piece of work, or that it was dropped, which
// needs a word on why. Nothing of it is changed later; what was noted stays.
func LookAt(tx *db.Tx, rec *space.Record, which PieceID, dropped bool, words seal.Text) error {
	if err := rec.Holds(right.Treat | right.Read); err != nil {
		return err
	}
	if err := tooLong("words", words); err != nil {
		return err
	}
	if err := tx.Lock("work " + string(rec.Space())); err != nil {
		return err
	}
	p, err := OnePiece(tx, rec, which)
	if err != nil {
		return err
	}
	if last := p.Look(); !p.Waits() {
		if last.By == tx.By.ID && last.Dropped == dropped && last.Words == words {
			return nil
		}
		return fault.New(fault.Conflict, "work.looked")
	}
	if dropped && words == "" {
		return fault.At("words", "work.drop.missing")
	}
	p.Looks = append(p.Looks, Look{At: tx.Now, By: tx.By.ID, Dropped: dropped, Words: words})
	rec.Note(tx, "work.look", string(p.ID))
	rec.Touch(tx, WorkPart)
	return updatePiece(tx, rec, p)
}

// Draft is a half-written note.
type Draft struct {
	How      How       `json:"how,omitempty"`
	Happened seal.Text `json:"happened,omitempty"`
	Way      seal.Text `json:"way,omitempty"`
}

// Least keeps it as large as a whole one.
func (d Draft) Least() int { return 3840 }

// SaveDraft keeps a half-written note for the one who writes it, in the space that only they
// can open, and DraftOf reads it; there may be none.
func SaveDraft(tx *db.Tx, own *space.Record, which PieceID, d Draft) error {
	if err := own.Holds(right.Write); err != nil {
		return err
	}
	return upsertDraft(tx, own, which, d)
}

func DraftOf(tx *db.Tx, own *space.Record, which PieceID) (Draft, error) {
	d, err := draft(tx, own, which)
	if fault.Is(err, fault.NotFound) {
		return Draft{}, nil
	}
	return d, err
}

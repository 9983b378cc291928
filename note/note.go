// Package note is the progress note of a session: it drafts itself from what was done, the
// therapist edits and signs it, and from then on it does not change. What came to light later
// is added below it, signed as well. The client reads every signed note.
package note

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/meeting"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// ID names a note. It is that of its session: a session has one note.
type ID = meeting.ID

// Deed is something that was done, as a note tells it; Tell is how a room says so.
type (
	Deed = meeting.Deed
	Tell = meeting.Tell
)

// Risk is what the therapist says of it: asked in every session, and never an all-clear.
type Risk string

const (
	Nothing   Risk = "nothing"   // asked; nothing new was said
	Something Risk = "something" // something was said: what, and what was done
	Unasked   Risk = "unasked"   // not asked, and why
)

// Risks are all of them.
var Risks = []Risk{Nothing, Something, Unasked}

// Section is one part of a note as it is signed: its title too stays as it was.
type Section struct {
	ID    string    `json:"id"`
	Title seal.Text `json:"title"`
	Text  seal.Text `json:"text"`
}

// Note is a progress note.
type Note struct {
	ID ID        `json:"-"`
	N  int       `json:"-"` // counted from 1 in its space
	At time.Time `json:"-"` // when it was signed

	By       who.ID        `json:"by"`
	Name     seal.Text     `json:"name"` // of who signed, as it was then
	Facts    meeting.Facts `json:"facts"`
	Template string        `json:"template"`
	Version  string        `json:"version"` // of the template
	Sections []Section     `json:"sections"`
	Risk     Risk          `json:"risk"`
	Words    seal.Text     `json:"words,omitempty"` // about risk
	Record   []Deed        `json:"record,omitempty"`
}

// Least keeps a short note as large as one of a page.
func (n Note) Least() int { return 8192 }

// Digest is what a note says, in 32 bytes: what was looked at is what is signed, and the
// trail, which nobody changes, keeps it.
func (n Note) Digest() (string, error) {
	text, err := json.Marshal(n)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}

// Lack is something without which a note is not signed.
type Lack struct{ Field, Key string }

// Lacks are what the law wants in the progress record and is not there. None of it can be in
// psychotherapy notes instead (45 CFR 164.501: start and stop times, modality, results of
// tests, and any summary of plan, symptoms and progress are no psychotherapy notes).
func (n Note) Lacks() (all []Lack) {
	lack := func(missing bool, field, key string) {
		if missing {
			all = append(all, Lack{field, key})
		}
	}
	lack(n.Facts.Begun.IsZero() || n.Facts.Ended.IsZero(), "facts", "note.lacks.times")
	lack(n.Facts.Way == "", "facts", "note.lacks.way")
	lack(n.Facts.Way.Away() && n.Facts.Place == "", "facts", "note.lacks.place")
	body, plan := false, false
	first := ""
	for _, s := range n.Sections {
		if s.ID == planned {
			plan = s.Text != ""
			continue
		}
		if first == "" {
			first = s.ID
		}
		body = body || s.Text != ""
	}
	lack(!body, "s."+first, "note.lacks.body")
	lack(!plan, "s."+planned, "note.lacks.plan")
	lack(!slices.Contains(Risks, n.Risk), "risk", "note.lacks.risk")
	lack(slices.Contains(Risks, n.Risk) && n.Risk != Nothing && n.Words == "", "words", "note.lacks.words")
	lack(n.Risk == Nothing && n.Words == "" && n.alerted(), "words", "note.lacks.alert")
	return all
}

// alerted tells whether something could not wait.
func (n Note) alerted() bool {
	return slices.ContainsFunc(n.Record, func(d Deed) bool { return d.Room == "alert" })
}

// Amendment is what was added to a signed note. Both texts are kept; neither ever changes.
type Amendment struct {
	ID   AmendmentID `json:"-"`
	Note ID          `json:"-"`
	At   time.Time   `json:"-"`

	By   who.ID    `json:"by"`
	Name seal.Text `json:"name"`
	Why  seal.Text `json:"why"`
	Text seal.Text `json:"text"`
}

// AmendmentID names an amendment.
type AmendmentID = id.ID[Amendment]

// Least keeps a short one as large as a long one.
func (a Amendment) Least() int { return 4096 }

// signs is what it takes to sign: a therapist's right. Who covers, or supervises, reads.
const signs = right.Read | right.Write | right.Treat

// Sign signs the note of a session as it stands, if it is what its author has looked at. From
// now on it is in the space that the client is inside too, and its draft is gone.
func Sign(tx *db.Tx, rec, own *space.Record, which ID, rooms []Tell, seen string) (Note, error) {
	if err := rec.Holds(signs); err != nil {
		return Note{}, err
	}
	if err := tx.Lock("note " + string(rec.Space())); err != nil {
		return Note{}, err
	}
	if kept, err := one(tx, rec, which); !fault.Is(err, fault.NotFound) {
		return kept, err // the same form twice
	}
	d, err := DraftOf(tx, rec, own, which, rooms)
	if err != nil {
		return Note{}, err
	}
	if err := d.signable(seen); err != nil {
		return Note{}, err
	}
	return d.Note, d.sign(tx, rec, own, seen)
}

// signable is an error where a note is not complete, or not what was looked at.
func (d Draft) signable(seen string) error {
	digest, err := d.Note.Digest()
	switch {
	case err != nil:
		return err
	case d.Meeting.State != meeting.Held:
		return fault.New(fault.Conflict, "note.notheld")
	case len(d.Others) > 0:
		return fault.New(fault.Conflict, "note.windows")
	case digest != seen:
		return fault.New(fault.Conflict, "note.moved")
	}
	for _, lack := range d.Note.Lacks() {
		return fault.At(lack.Field, lack.Key)
	}
	return nil
}

func (d *Draft) sign(tx *db.Tx, rec, own *space.Record, digest string) error {
	n, err := howMany(tx, rec)
	if err != nil {
		return err
	}
	d.Note.N, d.Note.At = n+1, tx.Now
	rec.Note(tx, "note.sign "+digest, string(d.Note.ID))
	rec.Touch(tx, meeting.Part)
	if err := insert(tx, rec, d.Note); err != nil {
		return err
	}
	if err := meeting.Settle(tx, rec, d.Note.ID); err != nil {
		return err
	}
	return meeting.Done(tx, own, d.Note.ID, meeting.Note)
}

// Added is an amendment as it was sent.
type Added struct {
	Once      AmendmentID
	Why, Text string
}

// longestWhy is how many letters the reason of an amendment may have.
const longestWhy = 500

// Add adds an amendment below a signed note. The same form sent twice counts once.
func Add(tx *db.Tx, rec, own *space.Record, which ID, a Added) error {
	if err := rec.Holds(signs); err != nil {
		return err
	}
	if err := a.wrong(); err != nil {
		return err
	}
	n, err := one(tx, rec, which)
	if err != nil {
		return err
	}
	signer, err := account.Of(tx, tx.By.ID)
	if err != nil {
		return err
	}
	added, err := insertAmendment(tx, rec, Amendment{ID: a.Once, Note: n.ID, At: tx.Now, By: tx.By.ID, Name: signer.Name, Why: seal.Text(a.Why), Text: seal.Text(a.Text)})
	if err != nil || !added {
		return err
	}
	rec.Note(tx, "note.amend", string(a.Once))
	rec.Touch(tx, meeting.Part)
	return meeting.Done(tx, own, which, meeting.Amend)
}

func (a Added) wrong() error {
	switch {
	case a.Once == "":
		return fault.New(fault.Invalid, "fault.form")
	case a.Why == "":
		return fault.At("why", "note.amend.why.missing")
	case len([]rune(a.Why)) > longestWhy:
		return fault.At("why", "meeting.long")
	case a.Text == "":
		return fault.At("text", "note.amend.text.missing")
	case len([]rune(a.Text)) > meeting.Longest:
		return fault.At("text", "meeting.sheet.long")
	}
	return nil
}

// One is one signed note of this space.
func One(tx *db.Tx, rec *space.Record, which ID) (Note, error) { return one(tx, rec, which) }

// Of are all signed notes of a space, newest first.
func Of(tx *db.Tx, rec *space.Record) ([]Note, error) { return all(tx, rec) }

// Amendments are what was added to a note, oldest first.
func Amendments(tx *db.Tx, rec *space.Record, which ID) ([]Amendment, error) {
	return amendments(tx, rec, which)
}

package meeting

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/words"
	"tillit.care/journal"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// SheetID names a sheet: each open window writes on one of its own.
type SheetID = id.ID[Sheet]

// Use is what a sheet is for.
type Use string

const (
	Pad   Use = "pad"   // in the session
	Note  Use = "note"  // the progress note, before it is signed
	Amend Use = "amend" // an amendment, before it is signed
)

// Sheet is what a therapist is writing about a session. It lies in the space that only they
// open, saved as they go. A window never writes over what another one wrote: it has a sheet
// of its own, which takes the place of the one that it began with only while that one stands
// as it was then.
type Sheet struct {
	ID      SheetID   `json:"-"`
	Meeting ID        `json:"-"`
	N       int       `json:"-"` // counted with every save of a meeting's sheets
	At      time.Time `json:"-"`

	Use    Use                  `json:"use"`
	Fields map[string]seal.Text `json:"fields"`
}

// Least keeps a sheet of one line as large as a page.
func (s Sheet) Least() int { return 8192 }

// Field is one field of it.
func (s Sheet) Field(name string) string { return s.Fields[name].Reveal() }

// Found tells whether there is one.
func (s Sheet) Found() bool { return s.ID != "" }

// Longest is how many letters one field may have.
const Longest = 20_000

// Over is the sheet that a window began with, as it stood then.
type Over struct {
	ID SheetID
	N  int
}

// Save keeps what a window has now.
func Save(tx *db.Tx, own *space.Record, s Sheet, over Over) error {
	if err := own.Holds(right.Read | right.Write); err != nil {
		return err
	}
	for name, text := range s.Fields {
		if utf8.RuneCountInString(text.Reveal()) > Longest {
			return fault.At(name, "meeting.sheet.long")
		}
	}
	if err := tx.Lock("sheet " + string(own.Space())); err != nil {
		return err
	}
	every, err := sheets(tx, own, s.Meeting)
	if err != nil {
		return err
	}
	kept, before := which(every, s.ID), which(every, over.ID)
	if kept.Found() && maps.Equal(kept.Fields, s.Fields) || !kept.Found() && before.Found() && before.N == over.N && maps.Equal(before.Fields, s.Fields) {
		return nil
	}
	if before.Found() && before.ID != s.ID && before.N == over.N {
		if err := dropSheet(tx, own, before.ID); err != nil {
			return err
		}
	}
	s.N, s.At = 1, tx.Now
	if len(every) > 0 {
		s.N = every[0].N + 1
	}
	own.Note(tx, "meeting.write", string(s.ID))
	return putSheet(tx, own, s)
}

func which(every []Sheet, id SheetID) Sheet {
	for _, s := range every {
		if s.ID == id {
			return s
		}
	}
	return Sheet{}
}

// Sheets are what is being written about a meeting, for one use, the newest first. More than
// one means that somebody wrote in two windows.
func Sheets(tx *db.Tx, own *space.Record, of ID, use Use) ([]Sheet, error) {
	every, err := sheets(tx, own, of)
	return slices.DeleteFunc(every, func(s Sheet) bool { return s.Use != use }), err
}

// Newest is the newest of them; where there is none it is not Found.
func Newest(tx *db.Tx, own *space.Record, of ID, use Use) (Sheet, error) {
	every, err := Sheets(tx, own, of, use)
	if err != nil || len(every) == 0 {
		return Sheet{}, err
	}
	return every[0], nil
}

// Take puts an older sheet on top, and Drop throws one away.
func Take(tx *db.Tx, own *space.Record, which SheetID) error {
	s, err := oneSheet(tx, own, which)
	if err != nil {
		return err
	}
	every, err := sheets(tx, own, s.Meeting)
	if err != nil || len(every) == 0 {
		return err
	}
	s.N = every[0].N + 1
	own.Note(tx, "meeting.write", string(which))
	return putSheet(tx, own, s)
}

// Drop throws a sheet away, on its writer's word.
func Drop(tx *db.Tx, own *space.Record, which SheetID) error {
	if err := own.Holds(right.Read | right.Write); err != nil {
		return err
	}
	own.Note(tx, "meeting.drop", string(which))
	return dropSheet(tx, own, which)
}

// Done throws away all sheets of one use: what they said is signed.
func Done(tx *db.Tx, own *space.Record, of ID, use Use) error {
	every, err := Sheets(tx, own, of, use)
	for _, s := range every {
		if err == nil {
			err = dropSheet(tx, own, s.ID)
		}
	}
	return err
}

// OwnOf is the space of a case that only its therapist opens.
func OwnOf(tx *db.Tx, rec *space.Record) (*space.Record, error) {
	return space.Find(tx, rec.About(), right.Process, right.Read|right.Write)
}

// KeepPad puts the private pad of a session among its writer's own notes, or throws it away.
// Nothing of it comes there, or anywhere else, by itself.
func KeepPad(tx *db.Tx, own *space.Record, m Meeting, keep bool) error {
	s, err := Newest(tx, own, m.ID, Pad)
	if err != nil || s.Field("own") == "" {
		return err
	}
	if keep {
		ctx, err := In(tx)
		if err != nil {
			return err
		}
		if _, err := journal.Write(tx, own, words.T(ctx, "meeting.pad.title"), s.Field("own")); err != nil {
			return err
		}
	}
	left := Sheet{ID: s.ID, Meeting: s.Meeting, Use: s.Use, Fields: maps.Clone(s.Fields)}
	delete(left.Fields, "own")
	return Save(tx, own, left, Over{})
}

// Words are all that somebody wrote on it, without what is only ticked.
func (s Sheet) Words() (all []string) {
	for _, name := range slices.Sorted(maps.Keys(s.Fields)) {
		if !strings.HasPrefix(name, "tick.") && name != "plan" && name != "next" && name != "template" && name != "risk" {
			all = append(all, s.Field(name))
		}
	}
	return all
}

package handover

import (
	"cmp"
	"slices"
	"time"
	"unicode/utf8"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/care"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// ToldID names one thing that was told.
type ToldID = id.ID[Told]

// Act is what was told.
type Act string

const (
	Offering Act = "offered" // somebody else is asked to take over
	Taking   Act = "taken"   // they have
	Back     Act = "back"    // it was taken back
	No       Act = "no"      // the client says no, or asks for somebody else
)

// Told is one thing that the client was told about a handover, or said about it. It never
// changes.
type Told struct {
	ID       ToldID    `json:"-"`
	N        int       `json:"-"`
	At       time.Time `json:"-"`
	Handover ID        `json:"-"`

	Act     Act        `json:"act"`
	By      who.ID     `json:"by"`
	As      right.Role `json:"as"`
	From    who.ID     `json:"from"`
	To      who.ID     `json:"to"`
	Away    bool       `json:"away,omitempty"` // the lead did it in the place of one who was away
	Until   time.Time  `json:"until,omitzero"` // the end of the last day of who leaves
	Words   seal.Text  `json:"words,omitempty"`
	Summary seal.Text  `json:"summary,omitempty"` // what the one told the other; for clinicians
}

// Least keeps a no as large as a summary.
func (t Told) Least() int { return 8192 }

// tellClients keeps what is told in each space in which a client answers, and lets them know
// that something is waiting, where that is safe.
func (h Handover) tellClients(tx *db.Tx, rec *space.Record, t Told) error {
	all, err := parts(tx, rec, whole)
	if err != nil {
		return err
	}
	for _, part := range all {
		each := t
		each.ID, each.Handover = id.New[Told](tx.Now), h.ID
		if err := add(tx, part, each); err != nil {
			return err
		}
		c, err := care.Of(tx, part)
		if err != nil {
			return err
		}
		if err := care.Tell(tx, part, c); err != nil {
			return err
		}
	}
	return nil
}

// add keeps one more thing.
func add(tx *db.Tx, rec *space.Record, t Told) error {
	if err := tx.Lock("handover told " + string(rec.Space())); err != nil {
		return err
	}
	all, err := told(tx, rec)
	if err != nil {
		return err
	}
	t.N, t.At, t.By, t.As = len(all)+1, tx.Now, tx.By.ID, rec.Role()
	rec.Note(tx, "handover."+string(t.Act), string(t.Handover))
	rec.Touch(tx, Part)
	rec.Touch(tx, web.Members)
	return insertTold(tx, rec, t)
}

// Say keeps that a client says no, or asks for somebody else, in their own words. A no to what
// is only offered stops it; both therapists are told that something is waiting.
func Say(tx *db.Tx, rec *space.Record, once ToldID, words seal.Text) error {
	if err := rec.Holds(right.Read | right.Write); err != nil {
		return err
	}
	if rec.Role() != right.Client {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if utf8.RuneCountInString(words.Reveal()) > longestSay {
		return fault.At("words", "handover.say.long")
	}
	all, err := told(tx, rec)
	if err != nil || slices.ContainsFunc(all, func(t Told) bool { return t.ID == once }) {
		return err
	}
	if len(all) == 0 {
		return fault.New(fault.Conflict, "handover.over")
	}
	last := all[len(all)-1]
	if err := stop(tx, last); err != nil {
		return err
	}
	err = add(tx, rec, Told{ID: once, Handover: last.Handover, Act: No, From: last.From, To: last.To, Away: last.Away, Words: words})
	if err != nil {
		return err
	}
	c, err := care.Of(tx, rec)
	if err != nil {
		return err
	}
	if err := tellStaff(tx, c.Therapist); err != nil || c.Therapist == last.To {
		return err
	}
	return tellStaff(tx, last.To)
}

// stop closes what a client was told last, where it is still open.
func stop(tx *db.Tx, last Told) error {
	where, err := place(tx, last.Handover)
	if err != nil {
		return err
	}
	if err := tx.Lock("handover " + string(where.shared)); err != nil {
		return err
	}
	if where, err = place(tx, last.Handover); err != nil {
		return err
	}
	switch {
	case last.Act == Taking:
		return nil
	case last.Act != Offering || !where.closed.IsZero():
		return fault.New(fault.Conflict, "handover.over")
	}
	tx.Touch(space.Topic(last.To), space.Listing)
	return shut(tx, last.Handover)
}

// tellStaff lets somebody who works here know that something is waiting, and never what.
func tellStaff(tx *db.Tx, person who.ID) error {
	theirs, err := account.Of(tx, person)
	if err != nil {
		return err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	if err := account.Wake(tx, person); err != nil {
		return err
	}
	return care.Write(tx, theirs.Email.Reveal(), cmp.Or(theirs.Language, settings.Language))
}

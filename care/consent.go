package care

import (
	"cmp"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/base/words"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Records is the version of the consent to electronic records and questionnaires that is
// asked now. Its text is in content/consents.
const Records = "records-2"

// ConsentID names a consent.
type ConsentID = id.ID[Consent]

// Consent is what somebody agreed to, word for word by its version, and when.
type Consent struct {
	ID ConsentID `json:"-"`
	At time.Time `json:"-"`

	Version string    `json:"version"`
	Hash    string    `json:"hash"`         // SHA-256 of the text that was shown
	In      string    `json:"in,omitempty"` // the language in which it was read; empty: the default one
	By      who.ID    `json:"by"`
	Name    seal.Text `json:"name"` // as typed by the one who agreed
	Adult   bool      `json:"adult"`
	Ended   time.Time `json:"ended,omitzero"`
	Here    bool      `json:"here,omitempty"` // given on the therapist's device, which By gave them
}

// Agreeing is what the page of the first sign-in asks.
type Agreeing struct {
	Name  string // typed, as a signature
	Yes   bool   // agrees to the text
	Adult bool   // is an adult
	Safe  string // the safe way and time to be contacted
	Phone string

	Language string // in which the text was read; empty: the default one
	Letters  bool   // an e-mail may say that something is waiting
}

// read is the language in which a consent was read.
func (c Consent) read() string { return cmp.Or(c.In, words.Default) }

// Agree keeps the client's consent, and how it is safe to reach them, and makes the space
// that only they can open. Before it, no answer is accepted.
func Agree(tx *db.Tx, rec, contact *space.Record, hash string, a Agreeing) error {
	if err := a.missing(); err != nil {
		return err
	}
	if rec.Role() != right.Client {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	version := ConsentFor(rec.Kind())
	if rec.Agreed() == version {
		return fault.New(fault.Conflict, "care.agreed")
	}
	consent := Consent{ID: id.New[Consent](tx.Now), At: tx.Now, Version: version, Hash: hash, In: a.Language, By: tx.By.ID, Name: seal.Text(a.Name), Adult: true}
	if err := insertConsent(tx, rec, consent); err != nil {
		return err
	}
	if err := rec.Agree(tx, version); err != nil {
		return err
	}
	if err := a.reach(tx, contact); err != nil {
		return err
	}
	rec.Touch(tx, web.Members)
	if err := Brief(tx, rec); err != nil {
		return err
	}
	return ownSpace(tx, rec)
}

// missing is the first thing that is not there yet.
func (a Agreeing) missing() error {
	switch {
	case a.Safe == "":
		return fault.At("safe", "care.agree.safe")
	case !a.Adult:
		return fault.At("adult", "care.agree.adult")
	case !a.Yes:
		return fault.At("yes", "care.agree.yes")
	case a.Name == "":
		return fault.At("name", "care.agree.name")
	}
	return nil
}

// reach keeps how it is safe to reach whoever agreed.
func (a Agreeing) reach(tx *db.Tx, contact *space.Record) error {
	person, err := contactOf(tx, contact)
	if err != nil {
		return err
	}
	person.Safe, person.Letters = seal.Text(a.Safe), a.Letters
	if a.Phone != "" {
		person.Phone = seal.Text(a.Phone)
	}
	return KeepContact(tx, contact, person)
}

// ownSpace makes the client's own space, unless it is there from an earlier consent.
func ownSpace(tx *db.Tx, rec *space.Record) error {
	mine, err := space.Mine(tx, right.Own)
	if err != nil {
		return err
	}
	for _, w := range mine {
		if w.About == rec.About() {
			return nil
		}
	}
	_, err = space.Make(tx, right.Own, rec.About(), right.Client, right.Write)
	return err
}

// Stop takes the consent back: from now on no answer is accepted, until it is given
// again. What is there stays.
func Stop(tx *db.Tx, rec *space.Record) error {
	given, err := Consents(tx, rec)
	if err != nil {
		return err
	}
	if rec.Agreed() == "" || len(given) == 0 {
		return fault.New(fault.Conflict, "care.notagreed")
	}
	for _, c := range given {
		if !c.Ended.IsZero() {
			continue
		}
		c.Ended = tx.Now
		if err := updateConsent(tx, rec, c); err != nil {
			return err
		}
	}
	rec.Touch(tx, web.Members)
	if err := rec.Agree(tx, ""); err != nil {
		return err
	}
	return Brief(tx, rec)
}

// Takes is a Conflict where nothing more is written in an open space: the case has
// ended, or its client has not agreed to the record.
func Takes(tx *db.Tx, rec *space.Record) error {
	c, err := one(tx, rec)
	if err != nil {
		return err
	}
	if !c.Ended.IsZero() {
		return fault.New(fault.Conflict, "care.ended")
	}
	members, err := rec.Members(tx)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Role == right.Client && m.Agreed == ConsentFor(rec.Kind()) {
			return nil
		}
	}
	return fault.New(fault.Conflict, "care.unagreed")
}

// Consents are all that were given in a space, newest first.
func Consents(tx *db.Tx, rec *space.Record) ([]Consent, error) { return consents(tx, rec) }

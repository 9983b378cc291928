// Package handover is how a case goes from one therapist to another, with the client's
// knowledge: what is open, who knows what, and until when.
package handover

import (
	"time"
	"unicode/utf8"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/booking"
	"tillit.care/care"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// ID names a handover.
type ID = id.ID[Handover]

// State is how far a handover is.
type State string

const (
	Offered   State = "offered"   // who is next is to say yes or no
	Taken     State = "taken"     // they said yes
	Declined  State = "declined"  // they said no
	Withdrawn State = "withdrawn" // whoever offered it took it back
)

// Handover is one case that is offered to one therapist.
type Handover struct {
	ID     ID        `json:"-"`
	Space  space.ID  `json:"-"`
	Shared space.ID  `json:"-"` // what the two, or the three, of the case have in common
	At     time.Time `json:"-"`
	Closed time.Time `json:"-"` // since when nothing more comes of it

	From    who.ID    `json:"from"`
	To      who.ID    `json:"to"`
	Lead    who.ID    `json:"lead,omitempty"`  // who started it in the place of one who is away
	Why     seal.Text `json:"why,omitempty"`   // the lead's reason
	Opened  time.Time `json:"opened,omitzero"` // when the case was
	Until   time.Time `json:"until,omitzero"`  // the end of the last day of who leaves; zero: they leave at once
	Summary seal.Text `json:"summary,omitempty"`
	State   State     `json:"state"`
	Word    seal.Text `json:"word,omitempty"` // of who declined
}

// Least keeps a short summary as large as one of a page.
func (h Handover) Least() int { return 8192 }

// Waits tells whether an answer is waited for.
func (h Handover) Waits() bool { return h.State == Offered && h.Closed.IsZero() }

// Stopped tells whether the client said no, or somebody started anew.
func (h Handover) Stopped() bool { return h.State == Offered && !h.Closed.IsZero() }

// Part is the part of a page that shows a handover.
const Part = "handover"

const (
	longest    = 8000 // characters of a summary
	longestSay = 1000
	stays      = 60 // days for which one who is asked can read the summary at most
)

// whole is what a therapist opens the spaces of a case for, to hand it over or to take it.
const whole = right.Treat | right.Admit | right.Read | right.Write

// Offer is what a therapist enters who hands a case over.
type Offer struct {
	Once    ID
	To      who.ID
	Until   time.Time // the end of the last day; zero: at once
	Summary seal.Text
}

// Give offers a case to another therapist, and tells the client. Of a couple all its spaces
// go together; each partner is told where the other does not read.
func Give(tx *db.Tx, rec *space.Record, o Offer) error {
	if err := rec.Holds(whole); err != nil {
		return err
	}
	c, err := goes(tx, rec)
	if err != nil {
		return err
	}
	if c.Therapist != tx.By.ID {
		return fault.New(fault.Conflict, "handover.notyours")
	}
	if done, err := begin(tx, rec.Space(), o.Once); err != nil || done {
		return err
	}
	switch n := utf8.RuneCountInString(o.Summary.Reveal()); {
	case n == 0:
		return fault.At("summary", "handover.summary.missing")
	case n > longest:
		return fault.At("summary", "handover.long")
	case !o.Until.IsZero() && (!o.Until.After(tx.Now) || o.Until.After(tx.Now.AddDate(0, 0, stays))):
		return fault.At("until", "handover.until.odd")
	}
	if err := takes(tx, o.To, c.Therapist); err != nil {
		return err
	}
	h := Handover{ID: o.Once, Shared: rec.Space(), From: c.Therapist, To: o.To, Opened: c.Opened, Until: o.Until, Summary: o.Summary, State: Offered}
	if err := h.start(tx, rec.About()); err != nil {
		return err
	}
	rec.Note(tx, "handover.offer", string(h.To))
	return h.tellClients(tx, rec, Told{Act: Offering, From: h.From, To: h.To, Until: h.Until})
}

// goes is the case of an open space; an error where it has ended.
func goes(tx *db.Tx, rec *space.Record) (care.Case, error) {
	c, err := care.Of(tx, rec)
	if err == nil && !c.Ended.IsZero() {
		err = fault.New(fault.Conflict, "care.ended")
	}
	return c, err
}

// begin looks that a case is offered once at a time; done: this very form was kept before.
func begin(tx *db.Tx, shared space.ID, once ID) (done bool, err error) {
	if err := tx.Lock("handover " + string(shared)); err != nil {
		return false, err
	}
	if done, err = known(tx, once); err != nil || done {
		return done, err
	}
	open, err := openOf(tx, shared)
	if err == nil && open != "" {
		err = fault.New(fault.Conflict, "handover.open")
	}
	return false, err
}

// takes looks whether somebody can take a case over.
func takes(tx *db.Tx, to, from who.ID) error {
	staff, err := account.Staff(tx)
	if err != nil {
		return err
	}
	for _, a := range staff {
		if a.ID == to && a.ID != from && a.Posts&who.Therapist != 0 {
			return nil
		}
	}
	return fault.At("to", "handover.to.missing")
}

// start makes the space of a handover, lets in who is asked, and tells them that something
// is waiting.
func (h *Handover) start(tx *db.Tx, about string) error {
	own, err := space.Make(tx, right.Handover, about, right.Therapist, right.Read|right.Write|right.Admit)
	if err != nil {
		return err
	}
	if err := own.Admit(tx, h.To, right.Next, tx.Now.AddDate(0, 0, stays)); err != nil {
		return err
	}
	h.Space, h.At = own.Space(), tx.Now
	own.Note(tx, "handover.offer", string(h.ID))
	tx.Touch(space.Topic(h.To), space.Listing)
	if err := insert(tx, own, *h); err != nil {
		return err
	}
	return tellStaff(tx, h.To)
}

// Withdraw takes an offer back: its author is who made it.
func Withdraw(tx *db.Tx, own *space.Record) error {
	if err := own.Holds(right.Read | right.Write | right.Admit); err != nil {
		return err
	}
	h, err := still(tx, own)
	if err != nil {
		return err
	}
	h.State, h.Closed = Withdrawn, tx.Now
	if err := own.End(tx, h.To); err != nil {
		return err
	}
	own.Note(tx, "handover.withdraw", string(h.ID))
	tx.Touch(space.Topic(h.To), space.Listing)
	if err := update(tx, own, h); err != nil || h.Lead != "" {
		return err // who was away has told nobody, and neither did the lead
	}
	rec, err := space.Open(tx, h.Shared, whole, right.Shared, right.Joint)
	if err != nil {
		return err
	}
	return h.tellClients(tx, rec, Told{Act: Back, From: h.From, To: h.To})
}

// still is the handover of its open space while it waits. What the other side has done
// meanwhile is a Conflict.
func still(tx *db.Tx, own *space.Record) (Handover, error) {
	h, err := one(tx, own)
	if err != nil {
		return h, err
	}
	if err := tx.Lock("handover " + string(h.Shared)); err != nil {
		return h, err
	}
	if h, err = one(tx, own); err == nil && !h.Waits() {
		err = fault.New(fault.Conflict, "handover.over")
	}
	return h, err
}

// waiting is the same for who is next.
func waiting(tx *db.Tx, own *space.Record) (Handover, error) {
	if err := own.Holds(right.Read | right.Write); err != nil {
		return Handover{}, err
	}
	if own.Role() != right.Next {
		return Handover{}, fault.New(fault.Conflict, "handover.notnext")
	}
	return still(tx, own)
}

// Decline says no to a case, with a word. Who declines reads no more of it.
func Decline(tx *db.Tx, own *space.Record, word seal.Text) error {
	if utf8.RuneCountInString(word.Reveal()) > longestSay {
		return fault.At("word", "handover.say.long")
	}
	if word == "" {
		return fault.At("word", "handover.word.missing")
	}
	h, err := waiting(tx, own)
	if err != nil {
		return err
	}
	h.State, h.Word, h.Closed = Declined, word, tx.Now
	own.Note(tx, "handover.decline", string(h.ID))
	if err := update(tx, own, h); err != nil {
		return err
	}
	return tellStaff(tx, h.giver())
}

// giver is who offered it.
func (h Handover) giver() who.ID {
	if h.Lead != "" {
		return h.Lead
	}
	return h.From
}

// Accept takes a case over: its author is the therapist from this moment on, of every space of
// it, with its alerts, its reminders and its place in their day. What the other one wrote for
// themselves alone stays with them. It is all one transaction.
func Accept(tx *db.Tx, own *space.Record) (home string, err error) {
	h, err := waiting(tx, own)
	if err != nil {
		return "", err
	}
	until := h.Until
	if !until.After(tx.Now) {
		until = time.Time{}
	}
	if err := own.Pass(tx, h.From, until); err != nil {
		return "", err
	}
	rec, err := space.Open(tx, h.Shared, whole, right.Shared, right.Joint)
	if err != nil {
		return "", err
	}
	c, err := take(tx, rec)
	if err != nil {
		return "", err
	}
	if err := booking.Pass(tx, rec, h.From, later(tx.Now, until)); err != nil {
		return "", err
	}
	h.State, h.Closed, h.Until = Taken, tx.Now, until
	own.Note(tx, "handover.take", string(h.ID))
	if err := update(tx, own, h); err != nil {
		return "", err
	}
	told := Told{Act: Taking, From: h.From, To: h.To, Away: h.Lead != "", Until: until, Summary: h.Summary}
	if err := h.tellClients(tx, rec, told); err != nil {
		return "", err
	}
	return c.Home(), tellStaff(tx, h.giver())
}

// later is the later of two moments.
func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

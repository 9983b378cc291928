package instrument

import (
	"net/url"
	"time"
	"unicode/utf8"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/trail"
	"tillit.care/base/who"
)

// owner is a refusal to everybody who does not own the practice: what may be asked here is
// the practice's to answer for.
func owner(tx *db.Tx) error {
	if !tx.By.Holds(who.Owner) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return nil
}

// change opens a listed instrument to its owner, one after the other.
func change(tx *db.Tx, which string) (*Listed, error) {
	if err := owner(tx); err != nil {
		return nil, err
	}
	if err := tx.Lock("instrument"); err != nil {
		return nil, err
	}
	r, err := Of(tx)
	if err != nil {
		return nil, err
	}
	if l := r.Find(which); l != nil && (l.Known != nil || len(l.Copies) > 0) {
		return l, nil
	}
	return nil, fault.New(fault.NotFound, "fault.notfound")
}

// keep puts an entry into the register, signed by whoever writes.
func (e Entry) keep(tx *db.Tx, act string) (Entry, error) {
	a, err := account.Of(tx, tx.By.ID)
	if err != nil {
		return e, err
	}
	e.ID, e.At, e.By, e.Name = id.New[Entry](tx.Now), tx.Now, tx.By.ID, a.Name.Reveal()
	tx.Note(trail.Practice, act, e.Instrument)
	return e, insert(tx, e)
}

// shortest is how long a statement must be to state anything.
const shortest = 20

// Cite keeps that whoever writes has read the owner's page, and what it says of what held
// the instrument, word for word. From then on it is not held in this practice. The page must
// settle every reason; a reason that comes later holds the instrument again.
func Cite(tx *db.Tx, which string, c Citation) error {
	l, err := change(tx, which)
	if err != nil {
		return err
	}
	switch {
	case !l.Held():
		return fault.New(fault.Conflict, "instrument.cite.none")
	case !address(c.URL):
		return fault.At("url", "instrument.url.odd")
	case !past(tx, c.Read):
		return fault.At("read", "instrument.read.odd")
	case utf8.RuneCountInString(c.Statement) < shortest:
		return fault.At("statement", "instrument.statement.short")
	case len(l.without(c)) > 0:
		return fault.At("settled", "instrument.settled.open")
	}
	_, err = Entry{Kind: Cited, Instrument: which, Citation: c}.keep(tx, "instrument.cite")
	return err
}

// Withdraw takes a citation back: what it settled is held again. That it stood is kept.
func Withdraw(tx *db.Tx, which string) error {
	l, err := change(tx, which)
	if err != nil {
		return err
	}
	if l.Citation.ID == "" {
		return fault.New(fault.Conflict, "fault.conflict")
	}
	_, err = Entry{Kind: Withdrawn, Instrument: which}.keep(tx, "instrument.withdraw")
	return err
}

// Retire stops offering an instrument. What is being asked goes on until it is ended.
func Retire(tx *db.Tx, which string) error { return turn(tx, which, true) }

// Resume offers it again.
func Resume(tx *db.Tx, which string) error { return turn(tx, which, false) }

func turn(tx *db.Tx, which string, retire bool) error {
	l, err := change(tx, which)
	if err != nil {
		return err
	}
	if !l.ready() || l.Retired == retire {
		return fault.New(fault.Conflict, "fault.conflict")
	}
	e, act := Entry{Kind: Resumed, Instrument: which}, "instrument.resume"
	if retire {
		e.Kind, act = Retired, "instrument.retire"
	}
	_, err = e.keep(tx, act)
	return err
}

// address tells whether a text is where a page stands. Tillit never goes there.
func address(text string) bool {
	at, err := url.Parse(text)
	return err == nil && (at.Scheme == "https" || at.Scheme == "http") && at.Host != "" && at.User == nil
}

// past tells whether a text is a day that has come, wherever in the world the practice is.
func past(tx *db.Tx, text string) bool {
	day, err := time.Parse(time.DateOnly, text)
	return err == nil && !day.After(tx.Now.AddDate(0, 0, 1))
}

// check looks whether a licence was stated in full.
func (g Grant) check(tx *db.Tx) error {
	since, _ := time.Parse(time.DateOnly, g.Since)
	until, ends := time.Parse(time.DateOnly, g.Until)
	switch {
	case g.From == "":
		return fault.At("from", "instrument.grant.missing")
	case g.Reference == "":
		return fault.At("reference", "instrument.grant.missing")
	case !past(tx, g.Since):
		return fault.At("since", "instrument.read.odd")
	case g.Until != "" && (ends != nil || until.Before(since)):
		return fault.At("until", "instrument.until.odd")
	}
	return nil
}

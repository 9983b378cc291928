package disclose

import (
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// PermitID names a permission.
type PermitID = id.ID[Permit]

// Permit is a client's permission to tell somebody outside something, for a purpose, until a
// day or until something happens (45 CFR 164.508(c)). What it says never changes: other words
// are another permission.
type Permit struct {
	ID PermitID  `json:"-"`
	At time.Time `json:"-"` // when it was written

	By      who.ID     `json:"by"`
	As      right.Role `json:"as"`
	To      seal.Text  `json:"to"`              // a person or an office, by name
	Address seal.Text  `json:"address"`         // how that one is reached
	Records []Records  `json:"records"`         // what may be told
	From    string     `json:"from,omitempty"`  // first day of what it is about; empty: from the beginning
	Purpose seal.Text  `json:"purpose"`         // what for
	Until   string     `json:"until,omitempty"` // its last day
	Event   seal.Text  `json:"event,omitempty"` // or what ends it
	Use     bool       `json:"use,omitempty"`   // it reaches records of substance use treatment (42 CFR Part 2)

	Signed  time.Time  `json:"signed,omitzero"`
	Name    seal.Text  `json:"name,omitempty"` // typed, as signature
	Ends    time.Time  `json:"ends,omitzero"`  // when its last day is over
	Stopped time.Time  `json:"stopped,omitzero"`
	StopBy  who.ID     `json:"stopby,omitempty"`
	StopAs  right.Role `json:"stopas,omitempty"`
}

// Least keeps a short one as large as a long one.
func (p Permit) Least() int { return 4096 }

// State is how a permission stands.
type State string

const (
	Waits   State = "waits"   // for the client's signature
	Holds   State = "holds"   // it may be told
	Over    State = "over"    // its last day is over
	Stopped State = "stopped" // taken back, or what ends it has happened
)

// State is how it stands at a moment.
func (p Permit) State(now time.Time) State {
	switch {
	case !p.Stopped.IsZero():
		return Stopped
	case !p.Ends.IsZero() && !now.Before(p.Ends):
		return Over
	case p.Signed.IsZero():
		return Waits
	}
	return Holds
}

// held tells whether it held at some time on a day.
func (p Permit) held(from, to time.Time) bool {
	return !p.Signed.IsZero() && p.Signed.Before(to) && (p.Ends.IsZero() || from.Before(p.Ends)) &&
		(p.Stopped.IsZero() || from.Before(p.Stopped))
}

// farthest is how many years ahead a permission may end.
const farthest = 5

// Prepare writes a permission, for the client to sign. Client and therapist may; nothing
// follows from it before it is signed.
func Prepare(tx *db.Tx, rec *space.Record, p Permit) error {
	if err := rec.Holds(right.Read | right.Write); err != nil {
		return err
	}
	settings, err := practice.Of(tx)
	if err != nil {
		return err
	}
	if err := p.check(tx, settings); err != nil {
		return err
	}
	if err := lock(tx, rec); err != nil {
		return err
	}
	if done, err := found(onePermit(tx, rec, p.ID)); done || err != nil {
		return err
	}
	p.At, p.By, p.As = tx.Now, tx.By.ID, rec.Role()
	rec.Note(tx, "disclose.prepare", string(p.ID))
	rec.Touch(tx, Part)
	if err := insertPermit(tx, rec, p); err != nil || p.As == right.Client {
		return err
	}
	return tell(tx, rec)
}

// found tells whether something is there already.
func found[T any](_ T, err error) (bool, error) {
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

func (p *Permit) check(tx *db.Tx, s practice.Settings) error {
	switch {
	case p.To == "":
		return fault.At("to", "disclose.to.missing")
	case !known(p.Records):
		return fault.At("records", "disclose.records.missing")
	case !alone(p.Records):
		return fault.At("records", "disclose.process.alone")
	case p.Purpose == "":
		return fault.At("purpose", "disclose.purpose.missing")
	case p.Until == "" && p.Event == "":
		return fault.At("until", "disclose.until.missing")
	}
	if p.From != "" {
		if _, _, err := dayOf(p.From, s.Location()); err != nil {
			return fault.At("from", "disclose.day.odd")
		}
	}
	if p.Until != "" {
		_, end, err := dayOf(p.Until, s.Location())
		if err != nil || !end.After(tx.Now) || end.After(tx.Now.AddDate(farthest, 0, 1)) {
			return fault.At("until", "disclose.until.odd")
		}
		p.Ends = end
	}
	return long(map[string]seal.Text{"to": p.To, "address": p.Address, "purpose": p.Purpose, "event": p.Event})
}

// alone tells whether psychotherapy notes stand by themselves, where they stand at all.
func alone(all []Records) bool { return len(all) == 1 || within(all, AllRecords[:len(AllRecords)-1]) }

// Sign is the client's yes, with their name typed. That they showed again who they are is
// looked at before this.
func Sign(tx *db.Tx, rec *space.Record, which PermitID, name string) error {
	p, err := permitFor(tx, rec, which)
	if err != nil {
		return err
	}
	switch state := p.State(tx.Now); {
	case rec.Role() != right.Client:
		return fault.New(fault.Forbidden, "fault.forbidden")
	case state == Holds:
		return nil
	case state != Waits:
		return fault.New(fault.Conflict, "disclose.permit.gone")
	case name == "":
		return fault.At("name", "disclose.name.missing")
	}
	p.Signed, p.Name = tx.Now, seal.Text(name)
	rec.Note(tx, "disclose.sign", string(which))
	rec.Touch(tx, Part)
	return updatePermit(tx, rec, p)
}

// Stop ends a permission from this moment: the client takes it back, or does not want it; the
// therapist takes away one that nobody signed, or says that what ends it has happened. What
// was told before stays in the list.
func Stop(tx *db.Tx, rec *space.Record, which PermitID) error {
	p, err := permitFor(tx, rec, which)
	if err != nil {
		return err
	}
	switch p.State(tx.Now) {
	case Stopped:
		return nil
	case Over:
		return fault.New(fault.Conflict, "disclose.permit.gone")
	}
	p.Stopped, p.StopBy, p.StopAs = tx.Now, tx.By.ID, rec.Role()
	rec.Note(tx, "disclose.stop", string(which))
	rec.Touch(tx, Part)
	return updatePermit(tx, rec, p)
}

// permitFor reads a permission to change it, one writer at a time.
func permitFor(tx *db.Tx, rec *space.Record, which PermitID) (Permit, error) {
	if err := rec.Holds(right.Read | right.Write); err != nil {
		return Permit{}, err
	}
	if err := lock(tx, rec); err != nil {
		return Permit{}, err
	}
	return onePermit(tx, rec, which)
}

// Permits are all permissions of a space, newest first.
func Permits(tx *db.Tx, rec *space.Record) ([]Permit, error) { return permits(tx, rec) }

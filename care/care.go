// Package care is the cases of a practice: who is treated, by whom, why, and what they
// have agreed to.
package care

import (
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/practice"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// ID names a case.
type ID = id.ID[Case]

// Individual is the kind of a case of one client and one therapist.
const Individual = "individual"

// Case is a unit of treatment.
type Case struct {
	ID      ID        `json:"-"`
	Shared  space.ID  `json:"-"`
	Contact space.ID  `json:"-"`
	Opened  time.Time `json:"-"`
	Ended   time.Time `json:"-"`

	Kind       string               `json:"kind"`
	Why        seal.Text            `json:"why"` // what brings them, in a few words
	Therapist  who.ID               `json:"therapist"`
	Client     who.ID               `json:"client,omitempty"` // once the first sign-in was confirmed
	Invitation account.InvitationID `json:"invitation,omitempty"`

	Joint  space.ID    `json:"joint,omitempty"`  // of a couple
	Apart  [2]space.ID `json:"apart,omitzero"`   // of a couple: one for each partner
	Safety space.ID    `json:"safety,omitempty"` // of one client; empty: an earlier Tillit opened the case
	Paused time.Time   `json:"paused,omitzero"`  // of a couple: since when the work together rests
	Stays  time.Time   `json:"stays,omitzero"`   // until when the client is promised to stay inside after the end, and sessions may follow it
}

// Over tells whether the case has ended and no session follows any more.
func (c Case) Over(now time.Time) bool { return !c.Ended.IsZero() && !now.Before(c.Stays) }

// Home is the page of the case, for its therapist.
func (c Case) Home() string {
	if c.Joint != "" {
		return "/spaces/" + string(c.Joint) + "/couple"
	}
	return c.Page()
}

// Page is where what is asked of one client is, for clinicians.
func (c Case) Page() string { return "/spaces/" + string(c.Shared) }

// Contact is how to reach a person, and how it is safe to.
type Contact struct {
	Name  seal.Text `json:"name"`
	Email seal.Text `json:"email,omitempty"`
	Phone seal.Text `json:"phone,omitempty"`
	Safe  seal.Text `json:"safe,omitempty"` // the safe way and time, in the person's words

	Letters bool   `json:"letters,omitempty"` // they said that an e-mail may tell them that something is waiting
	Zone    string `json:"zone,omitempty"`    // where their clocks are, by its IANA name; empty: as the practice's
}

// Open opens an individual case: its author is the therapist. The person's name goes into
// a contact space, which the front desk is inside too; the case itself into a space that
// the client is let into later; and the therapist's own notes get a space of their own.
func Open(tx *db.Tx, person Contact, why string) (Case, error) {
	c := Case{ID: id.New[Case](tx.Now), Opened: tx.Now, Kind: Individual, Why: seal.Text(why), Therapist: tx.By.ID}
	if person.Name == "" {
		return c, fault.At("name", "care.name.missing")
	}
	if why == "" {
		return c, fault.At("why", "care.why.missing")
	}
	about := string(c.ID)
	contact, err := space.Make(tx, right.Contact, about, right.Therapist, right.Read|right.Write|right.Admit)
	if err != nil {
		return c, err
	}
	if err := contact.Admit(tx, who.DeskID, right.Desk, time.Time{}); err != nil {
		return c, err
	}
	shared, err := space.Make(tx, right.Shared, about, right.Therapist, right.Read|right.Write|right.Treat)
	if err != nil {
		return c, err
	}
	if _, err := space.Make(tx, right.Process, about, right.Therapist, right.Write); err != nil {
		return c, err
	}
	safety, err := space.Make(tx, right.Safety, about, right.Therapist, right.Admit) // every case has one, so that having one tells nothing
	if err != nil {
		return c, err
	}
	c.Shared, c.Contact, c.Safety = shared.Space(), contact.Space(), safety.Space()
	if err := keepContact(tx, contact, person); err != nil {
		return c, err
	}
	shared.Note(tx, "care.open", about)
	return c, insert(tx, shared, c)
}

// Of is the case of an open shared space.
func Of(tx *db.Tx, rec *space.Record) (Case, error) { return one(tx, rec) }

// Every is each case of the practice, for Tillit itself: its id and its spaces, and nothing
// of what is in them.
func Every(tx *db.Tx) ([]Case, error) {
	if tx.By.ID != who.House.ID {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return every(tx)
}

// Reach is how to reach the person of an open contact space.
func Reach(tx *db.Tx, contact *space.Record) (Contact, error) { return contactOf(tx, contact) }

// KeepContact changes how to reach a person.
func KeepContact(tx *db.Tx, contact *space.Record, person Contact) error {
	if err := contact.Holds(right.Write); err != nil {
		return err
	}
	if person.Name == "" {
		return fault.At("name", "care.name.missing")
	}
	if person.Zone != "" && !practice.ZoneKnown(person.Zone) {
		return fault.At("zone", "practice.zone.unknown")
	}
	contact.Note(tx, "care.contact", "")
	contact.Touch(tx, "contact")
	return keepContact(tx, contact, person)
}

// Invite sends the client a one-time link. The code that it also needs is returned once,
// to be given by voice or in the room.
func Invite(tx *db.Tx, rec *space.Record, person Contact, address string) (code string, err error) {
	c, err := caseFor(tx, rec, right.Admit|right.Read)
	if err != nil {
		return "", err
	}
	if c.Client != "" {
		return "", fault.New(fault.Conflict, "care.inside")
	}
	if person.Email == "" {
		return "", fault.At("email", "care.email.missing")
	}
	if c.Invitation != "" {
		if err := account.Withdraw(tx, c.Invitation); err != nil && !fault.Is(err, fault.Conflict) {
			return "", err
		}
	}
	settings, err := practice.SoFar(tx)
	if err != nil {
		return "", err
	}
	inv, code, err := account.Invite(tx, who.Client, person.Name.Reveal(), person.Email.Reveal(), rec.About(), address, settings.Language)
	if err != nil {
		return "", err
	}
	c.Invitation = inv.ID
	rec.Note(tx, "care.invite", string(inv.ID))
	rec.Touch(tx, web.Members)
	return code, update(tx, rec, c)
}

func caseFor(tx *db.Tx, rec *space.Record, want right.Right) (Case, error) {
	if err := rec.Holds(want); err != nil {
		return Case{}, err
	}
	c, err := one(tx, rec)
	if err == nil && !c.Ended.IsZero() {
		err = fault.New(fault.Conflict, "care.ended")
	}
	return c, err
}

// Confirm lets the client in: the therapist has heard from them that it was they who
// used the link.
func Confirm(tx *db.Tx, rec, contact *space.Record) error {
	c, err := caseFor(tx, rec, right.Admit|right.Read)
	if err != nil {
		return err
	}
	inv, err := invited(tx, c)
	if err != nil {
		return err
	}
	if inv.State != account.Accepted {
		return fault.New(fault.Conflict, "care.notaccepted")
	}
	if err := account.Confirm(tx, inv.ID); err != nil {
		return err
	}
	if err := rec.Admit(tx, inv.Account, right.Client, time.Time{}); err != nil {
		return err
	}
	if err := contact.Admit(tx, inv.Account, right.Client, time.Time{}); err != nil {
		return err
	}
	if err := c.enters(tx, inv.Account); err != nil {
		return err
	}
	c.Client = inv.Account
	rec.Note(tx, "care.confirm", string(inv.Account))
	return update(tx, rec, c)
}

func invited(tx *db.Tx, c Case) (account.Invitation, error) {
	if c.Invitation == "" {
		return account.Invitation{}, fault.New(fault.Conflict, "care.notaccepted")
	}
	return account.Invited(tx, c.Invitation)
}

// Reject says that it was not the client who used the link: it ends that account and the
// invitation. A new one can be sent.
func Reject(tx *db.Tx, rec *space.Record) error {
	c, err := caseFor(tx, rec, right.Admit|right.Read)
	if err != nil {
		return err
	}
	inv, err := invited(tx, c)
	if err != nil {
		return err
	}
	if inv.State == account.Accepted {
		if err := account.End(tx, inv.Account); err != nil {
			return err
		}
	}
	if err := account.Withdraw(tx, inv.ID); err != nil && !fault.Is(err, fault.Conflict) {
		return err
	}
	c.Invitation = ""
	rec.Note(tx, "care.reject", string(inv.ID))
	rec.Touch(tx, web.Members)
	return update(tx, rec, c)
}

// Supervise lets a supervisor read the case until a day.
func Supervise(tx *db.Tx, rec *space.Record, supervisor who.ID, until time.Time) error {
	if _, err := caseFor(tx, rec, right.Admit|right.Read); err != nil {
		return err
	}
	a, err := account.Of(tx, supervisor)
	if err != nil || a.Posts&who.Supervisor == 0 {
		return fault.At("supervisor", "care.supervisor.unknown")
	}
	if !until.After(tx.Now) || until.After(tx.Now.AddDate(1, 0, 0)) {
		return fault.At("until", "care.until.odd")
	}
	return rec.Admit(tx, supervisor, right.Supervisor, until)
}

// End ends a case: the client and everybody else but the therapist leave the shared
// space. The client's own space stays theirs. With a moment in until the client stays
// inside that long, to say how it goes.
func End(tx *db.Tx, rec, contact *space.Record, until time.Time) error {
	c, err := caseFor(tx, rec, right.Admit|right.Read)
	if err != nil {
		return err
	}
	if until.Before(c.Stays) {
		until = c.Stays
	}
	for _, from := range []*space.Record{rec, contact} {
		members, err := from.Members(tx)
		if err != nil {
			return err
		}
		for _, m := range members {
			if m.Person == c.Therapist || m.Person == who.DeskID {
				continue
			}
			out := from.End
			if m.Role == right.Client && !until.IsZero() {
				out = func(tx *db.Tx, person who.ID) error { return from.Stay(tx, person, until) }
			}
			if err := out(tx, m.Person); err != nil {
				return err
			}
		}
	}
	if c.Safety != "" {
		safety, err := space.Open(tx, c.Safety, right.Admit|right.Read, right.Safety)
		if err != nil {
			return err
		}
		if err := leave(tx, safety); err != nil {
			return err
		}
	}
	c.Ended = tx.Now
	rec.Note(tx, "care.end", string(c.ID))
	return update(tx, rec, c)
}

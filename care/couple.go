package care

import (
	"strings"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/seal"
	"tillit.care/base/who"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Couple is the kind of a case of two partners and one therapist. Partner is the kind of
// what such a case keeps of one of them, in the space where the other one is not.
const (
	Couple  = "couple"
	Partner = "partner"
)

// Together is the version of the consent that each partner of a couple gives, alone. It has
// what the therapist does with secrets in it.
const Together = "couple-2"

// OpenCouple opens a couple's case: its author is the therapist. What both say is in a joint
// space; what one says alone is in a space of their own with the therapist, and what they
// say about being safe in one that only the therapist reads.
func OpenCouple(tx *db.Tx, partners [2]Contact, why string) (Case, error) {
	c := Case{ID: id.New[Case](tx.Now), Opened: tx.Now, Kind: Couple, Why: seal.Text(why), Therapist: tx.By.ID}
	if err := bothNamed(partners, why); err != nil {
		return c, err
	}
	joint, err := space.Make(tx, right.Joint, string(c.ID), right.Therapist, right.Read|right.Write|right.Treat)
	if err != nil {
		return c, err
	}
	if _, err := space.Make(tx, right.Process, string(c.ID), right.Therapist, right.Write); err != nil {
		return c, err
	}
	c.Shared, c.Joint = joint.Space(), joint.Space()
	for i, person := range partners {
		one, err := openPartner(tx, c, person)
		if err != nil {
			return c, err
		}
		c.Apart[i], c.Contact = one.Shared, one.Contact
	}
	joint.Note(tx, "care.open", string(c.ID))
	return c, insert(tx, joint, c)
}

// bothNamed looks whether there are two people. One address cannot be two people: each
// reads their letters alone.
func bothNamed(partners [2]Contact, why string) error {
	switch {
	case partners[0].Name == "":
		return fault.At("name", "care.name.missing")
	case partners[1].Name == "":
		return fault.At("name.2", "care.name.missing")
	case partners[0].Email != "" && strings.EqualFold(partners[0].Email.Reveal(), partners[1].Email.Reveal()):
		return fault.At("email.2", "care.couple.oneaddress")
	case why == "":
		return fault.At("why", "care.why.missing")
	}
	return nil
}

// openPartner makes the spaces of one partner. What is kept of them is in the apart space:
// nothing of one partner is where the other can read.
func openPartner(tx *db.Tx, couple Case, person Contact) (Case, error) {
	one := Case{ID: id.New[Case](tx.Now), Opened: tx.Now, Kind: Partner, Therapist: couple.Therapist, Joint: couple.Joint}
	about := string(couple.ID)
	contact, err := space.Make(tx, right.Contact, about, right.Therapist, right.Read|right.Write|right.Admit)
	if err != nil {
		return one, err
	}
	if err := contact.Admit(tx, who.DeskID, right.Desk, time.Time{}); err != nil {
		return one, err
	}
	apart, err := space.Make(tx, right.Apart, about, right.Therapist, right.Read|right.Write)
	if err != nil {
		return one, err
	}
	safety, err := space.Make(tx, right.Safety, about, right.Therapist, right.Read)
	if err != nil {
		return one, err
	}
	one.Shared, one.Contact, one.Safety = apart.Space(), contact.Space(), safety.Space()
	if err := keepContact(tx, contact, person); err != nil {
		return one, err
	}
	return one, insert(tx, apart, one)
}

// enters lets somebody who was confirmed into the other spaces that are also theirs: a partner
// into two, and a client into the safety space, where there is one.
func (c Case) enters(tx *db.Tx, client who.ID) error {
	if c.Kind != Partner && c.Safety == "" {
		return nil
	}
	if c.Kind != Partner {
		safety, err := space.Open(tx, c.Safety, right.Admit, right.Safety)
		if err != nil {
			return err
		}
		return safety.Admit(tx, client, right.Client, time.Time{})
	}
	joint, err := space.Open(tx, c.Joint, right.Admit|right.Read, right.Joint)
	if err != nil {
		return err
	}
	inside, err := joint.Members(tx)
	if err != nil {
		return err
	}
	for _, m := range inside {
		if m.Person == client {
			return fault.New(fault.Conflict, "care.inside")
		}
	}
	if err := joint.Admit(tx, client, right.Client, time.Time{}); err != nil {
		return err
	}
	safety, err := space.Open(tx, c.Safety, right.Admit, right.Safety)
	if err != nil {
		return err
	}
	return safety.Admit(tx, client, right.Client, time.Time{})
}

// ConsentFor is the version that a client is asked for in a space of that kind.
func ConsentFor(kind right.Kind) string {
	if kind == right.Apart {
		return Together
	}
	return Records
}

// Agreed tells whether the client who opened a space gave the consent that is asked there.
func Agreed(rec *space.Record) bool { return rec.Agreed() == ConsentFor(rec.Kind()) }

// Pause lets the work as a couple rest, or go on. No reason is kept with it: both partners
// read the same sentence, whatever it was.
func Pause(tx *db.Tx, joint *space.Record) error {
	if err := joint.Holds(right.Treat | right.Read); err != nil {
		return err
	}
	c, err := Of(tx, joint)
	if err != nil {
		return err
	}
	if !c.Ended.IsZero() {
		return fault.New(fault.Conflict, "care.ended")
	}
	if c.Paused.IsZero() {
		c.Paused = tx.Now
	} else {
		c.Paused = time.Time{}
	}
	joint.Note(tx, "care.paused", "")
	return update(tx, joint, c)
}

// EndCouple ends a couple's case: both partners leave every space of it but their own. With
// a moment in until, a partner stays that long where only they answer, to say how it goes.
func EndCouple(tx *db.Tx, joint *space.Record, until [2]time.Time) error {
	c, err := caseFor(tx, joint, right.Admit|right.Read)
	if err != nil {
		return err
	}
	if err := leave(tx, joint); err != nil {
		return err
	}
	for i, which := range c.Apart {
		apart, err := space.Open(tx, which, right.Admit|right.Read|right.Write, right.Apart)
		if err != nil {
			return err
		}
		if err := endPartner(tx, apart, until[i]); err != nil {
			return err
		}
	}
	c.Ended = tx.Now
	joint.Note(tx, "care.end", string(c.ID))
	return update(tx, joint, c)
}

func endPartner(tx *db.Tx, apart *space.Record, until time.Time) error {
	one, err := Of(tx, apart)
	if err != nil {
		return err
	}
	safety, err := space.Open(tx, one.Safety, right.Admit|right.Read, right.Safety)
	if err != nil {
		return err
	}
	if err := leave(tx, safety); err != nil {
		return err
	}
	contact, err := space.Open(tx, one.Contact, right.Admit|right.Read, right.Contact)
	if err != nil {
		return err
	}
	return End(tx, apart, contact, until)
}

// leave ends the membership of every client in a space.
func leave(tx *db.Tx, from *space.Record) error {
	members, err := from.Members(tx)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Role != right.Client {
			continue
		}
		if err := from.End(tx, m.Person); err != nil {
			return err
		}
	}
	return nil
}

// Pair is a couple as its therapist sees it: each partner's things by themselves.
type Pair struct {
	Space    space.ID
	Case     Case
	Partners [2]Inside
	Process  space.ID // the therapist's own notes
	Zone     *time.Location
}

// Names are both partners, in the order in which they were entered.
func (p Pair) Names() string { return p.Partners[0].Name + ", " + p.Partners[1].Name }

// Which is the name of the client whom an open space is about, where the case has two of
// them: nobody types one partner's paper in for the other. Otherwise it is empty, and to
// those who are not inside the contact space.
func Which(tx *db.Tx, rec *space.Record) (string, error) {
	if rec.Kind() != right.Apart || !rec.May(right.Admit) {
		return "", nil
	}
	one, err := Of(tx, rec)
	if err != nil {
		return "", err
	}
	person, err := personOf(tx, one)
	return person.Name.Reveal(), err
}

// PairOf reads a couple's case from its open joint space.
func PairOf(tx *db.Tx, joint *space.Record) (Pair, error) {
	p := Pair{Space: joint.Space()}
	var err error
	if p.Case, err = Of(tx, joint); err != nil {
		return p, err
	}
	for i, which := range p.Case.Apart {
		apart, err := space.Open(tx, which, right.Read|right.Admit, right.Apart)
		if err != nil {
			return p, err
		}
		if p.Partners[i], err = InsideOf(tx, apart); err != nil {
			return p, err
		}
	}
	p.Zone = p.Partners[0].Zone
	mine, err := space.MineAbout(tx, joint.About(), right.Process)
	for _, where := range mine {
		p.Process = where.Space
	}
	return p, err
}

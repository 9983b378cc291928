package care

import (
	"time"

	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/pure/pack"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// What lists say of a case, and of a person.
const (
	partCase = "case"
	partName = "name"
	partWith = "with" // of one partner: the space where their name is
	partStop = "stop" // the client has said no to treatment, or has taken it back
)

type briefCase struct {
	_                     struct{}             `cbor:",toarray"`
	Opened, Ended, Paused int64                // milliseconds; 0: not
	Agreed                string               // the version of the consent that the client gave; empty: none
	Waits                 account.InvitationID // that was not answered for yet
}

// Pack writes what Unpack reads.
func (b briefCase) Pack(w *pack.Writer) {
	w.Int(b.Opened)
	w.Int(b.Ended)
	w.Int(b.Paused)
	w.Text(b.Agreed)
	w.Text(string(b.Waits))
}

// Unpack reads what Pack wrote.
func (b *briefCase) Unpack(r *pack.Reader) {
	b.Opened, b.Ended, b.Paused, b.Agreed, b.Waits = r.Int(), r.Int(), r.Int(), r.Name(), account.InvitationID(r.Text())
}

// briefName is what a person is called.
type briefName string

// Pack writes what Unpack reads.
func (n briefName) Pack(w *pack.Writer) { w.Text(string(n)) }

// Unpack reads what Pack wrote.
func (n *briefName) Unpack(r *pack.Reader) { *n = briefName(r.Text()) }

func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return db.Ms(t)
}

func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return db.At(ms)
}

// Brief tells the lists anew how a case stands.
func Brief(tx *db.Tx, rec *space.Record) error {
	c, err := one(tx, rec)
	if err != nil {
		return err
	}
	b := briefCase{Opened: ms(c.Opened), Ended: ms(c.Ended), Paused: ms(c.Paused)}
	if c.Ended.IsZero() { // afterwards clients leave by themselves, and nobody asks
		if b.Agreed, err = agreedTo(tx, rec); err != nil {
			return err
		}
	}
	if c.Client == "" {
		b.Waits = c.Invitation
	}
	return rec.Brief(tx, func(p *space.Placed) error {
		if c.Kind == Partner {
			if err := p.Say(partWith, c.Contact); err != nil {
				return err
			}
		}
		return p.Say(partCase, b)
	})
}

// briefStop is when that was, in milliseconds; 0: they have not.
type briefStop int64

// Pack writes what Unpack reads; who has not said no is not in it.
func (b briefStop) Pack(w *pack.Writer) {
	if b != 0 {
		w.Int(int64(b))
	}
}

// Unpack reads what Pack wrote.
func (b *briefStop) Unpack(r *pack.Reader) {
	if len(r.Left) > 0 {
		*b = briefStop(r.Int())
	}
}

// BriefConsent tells the lists anew whether the client wants the treatment to stop.
func BriefConsent(tx *db.Tx, rec *space.Record) error {
	s, err := StandingOf(tx, rec, Treatment)
	if err != nil {
		return err
	}
	var b briefStop
	if s.Withheld() {
		b = briefStop(ms(s.Last.At))
	}
	return rec.Brief(tx, func(p *space.Placed) error { return p.Say(partStop, b) })
}

// With is which of the contact spaces in a line belongs to the partner whose space apart is;
// the zero Placed where its reader is not inside it.
func With(apart space.Placed, contacts []space.Placed) (space.Placed, error) {
	var which space.ID
	err := apart.Read(partWith, &which)
	for _, contact := range contacts {
		if contact.Space == which {
			return contact, err
		}
	}
	return space.Placed{}, err
}

// Called is what the people of a line are called, to whoever is inside their contact space.
func Called(line space.Line) (names []string, err error) {
	for _, place := range line.Places {
		var name briefName
		if err := place.Read(partName, &name); err != nil {
			return nil, err
		}
		if name != "" {
			names = append(names, string(name))
		}
	}
	return names, nil
}

// agreedTo is the version of the consent that holds in a space. The list keeps which it was,
// so that it is true of a later Tillit as well, which asks for another.
func agreedTo(tx *db.Tx, rec *space.Record) (string, error) {
	members, err := rec.Members(tx)
	if err != nil {
		return "", err
	}
	for _, m := range members {
		if m.Role == right.Client && m.Agreed != "" {
			return m.Agreed, nil
		}
	}
	at, err := hereAt(tx, rec)
	if at.IsZero() {
		return "", err
	}
	return ConsentFor(rec.Kind()), err
}

// BriefName tells the lists what a person is called.
func BriefName(tx *db.Tx, contact *space.Record, person Contact) error {
	return contact.Brief(tx, func(p *space.Placed) error { return p.Say(partName, briefName(person.Name.Reveal())) })
}

// Glance is as much of a case as a list shows.
type Glance struct {
	Opened, Ended time.Time
	Name          seal.Text // the client's, to those who are inside the contact space
	Agreed        bool      // the client has agreed to the record
	Arrived       bool      // somebody used the invitation and waits to be let in
	Waits         bool      // for somebody who was invited
	Stops         time.Time // since when the client has said no to treatment, or taken it back; zero: not
}

// GlanceAt reads what a list says of a case.
func GlanceAt(tx *db.Tx, shared space.Placed, contact space.Placed) (Glance, error) {
	var b briefCase
	if err := shared.Read(partCase, &b); err != nil {
		return Glance{}, err
	}
	var name briefName
	if err := contact.Read(partName, &name); err != nil {
		return Glance{}, err
	}
	var stop briefStop
	err := shared.Read(partStop, &stop)
	g := Glance{Stops: at(int64(stop)), Opened: at(b.Opened), Ended: at(b.Ended), Name: seal.Text(name), Agreed: b.Agreed != "" && b.Agreed == ConsentFor(shared.Kind), Waits: b.Waits != ""}
	if err != nil || !g.Waits || shared.Role != right.Therapist {
		return g, err
	}
	inv, err := account.Invited(tx, b.Waits)
	g.Arrived = inv.State == account.Accepted
	return g, err
}

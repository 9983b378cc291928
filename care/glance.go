package care

import (
	"tillit.care/account"
	"tillit.care/base/db"
	"tillit.care/base/seal"
	"tillit.care/pure/right"
	"tillit.care/space"
)

// Glance is as much of a case as a list shows.
type Glance struct {
	Case    Case
	Name    seal.Text // the client's, to those who admit
	Agreed  bool      // the client is inside and has agreed to the record
	Arrived bool      // somebody used the invitation and waits to be let in
}

// GlanceAt reads as much of a case as a list shows. It asks for far less than InsideOf,
// since a list has many cases.
func GlanceAt(tx *db.Tx, rec *space.Record) (Glance, error) {
	var g Glance
	var err error
	if g.Case, err = Of(tx, rec); err != nil {
		return g, err
	}
	members, err := rec.Members(tx)
	if err != nil {
		return g, err
	}
	for _, m := range members {
		g.Agreed = g.Agreed || (m.Role == right.Client && m.Agreed == Records)
	}
	if !rec.May(right.Admit) {
		return g, nil
	}
	contact, err := space.Open(tx, g.Case.Contact, right.Read, right.Contact)
	if err != nil {
		return g, err
	}
	person, err := Reach(tx, contact)
	if err != nil {
		return g, err
	}
	g.Name = person.Name
	if g.Case.Client == "" && g.Case.Invitation != "" {
		inv, err := account.Invited(tx, g.Case.Invitation)
		g.Arrived = inv.State == account.Accepted
		return g, err
	}
	return g, nil
}

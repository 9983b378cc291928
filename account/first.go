package account

import (
	"net/http"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/trail"
	"tillit.care/base/who"
)

// firstAbout is what the invitation of a practice's first owner is about.
const firstAbout = "first owner"

// First lets whoever sets the practice up go on to a way of signing in, as its owner. It
// sends no letter and asks for no code, since that person stands before it; and it does
// so only as long as there is no owner.
func (p Pages) First(w http.ResponseWriter, r *http.Request, posts who.Post, name, email string) error {
	var inv Invitation
	err := p.DB.Write(r.Context(), who.House, func(tx *db.Tx) (err error) {
		inv, err = inviteFirst(tx, posts|who.Owner, name, email)
		return err
	})
	if err != nil {
		return err
	}
	return p.give(w, forWelcome, ticket{Invitation: inv.ID, Handle: newHandle()})
}

func inviteFirst(tx *db.Tx, posts who.Post, name, email string) (Invitation, error) {
	if err := tx.Lock("first owner"); err != nil {
		return Invitation{}, err
	}
	if err := nobodyYet(tx); err != nil {
		return Invitation{}, err
	}
	name, email, err := checked(name, email)
	if err != nil {
		return Invitation{}, err
	}
	which := id.New[Invitation](tx.Now)
	kept := invitationBody{Posts: posts, Name: name, Email: email, About: firstAbout,
		Made: db.Ms(tx.Now), Ends: db.Ms(tx.Now.Add(ticketLasts)), At: db.Ms(tx.Now)}
	sealed, err := fixed(tx, "invitation", string(which), kept)
	if err != nil {
		return Invitation{}, err
	}
	tx.Note(trail.Practice, "account.first", string(which))
	return kept.invitation(which), insertInvitation(tx, which, linkHash(tx, id.Secret()), aboutHash(tx, which, firstAbout), sealed)
}

// nobodyYet is a Conflict when somebody owns the practice. An earlier try to become its
// first owner is taken back.
func nobodyYet(tx *db.Tx) error {
	staff, err := Staff(tx)
	if err != nil {
		return err
	}
	for _, a := range staff {
		if a.Person().Holds(who.Owner) {
			return fault.New(fault.Conflict, "fault.conflict")
		}
	}
	earlier, err := InvitedAbout(tx, firstAbout)
	if err != nil {
		return err
	}
	for _, inv := range earlier {
		if inv.State == Open {
			if err := Withdraw(tx, inv.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

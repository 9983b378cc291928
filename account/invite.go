package account

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"
	"time"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/mail"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
	"tillit.care/base/web"
	"tillit.care/base/who"
	"tillit.care/content"
)

// InvitationID names an invitation.
type InvitationID = id.ID[Invitation]

// State is how far an invitation has come.
type State uint8

const (
	Open      State = iota // waits for the person
	Accepted               // the person came in
	Confirmed              // and the therapist knows that it was them
	Withdrawn              // taken back by who invited
	Spent                  // the code was wrong too often
)

// Invitation lets one person make an account, with a link that came by mail and a code
// that whoever invites tells them.
type Invitation struct {
	ID      InvitationID
	Posts   who.Post
	Name    seal.Text
	Email   seal.Text
	About   string // the case it is for; empty for people who work here
	State   State
	Account who.ID // once it was accepted
	Made    time.Time
	Ends    time.Time
	At      time.Time // when the state last changed

	body invitationBody
}

// invitationBody is what is sealed about an invitation: all of it.
type invitationBody struct {
	Posts   who.Post `json:"p"`
	Name    string   `json:"n"`
	Email   string   `json:"e"`
	About   string   `json:"a"`
	State   State    `json:"s"`
	Account who.ID   `json:"c"`
	Made    int64    `json:"m"`
	Ends    int64    `json:"u"`
	At      int64    `json:"t"`
	Code    string   `json:"k"` // hash
	Wrong   int      `json:"w"`
}

const (
	invitationLasts = 7 * 24 * time.Hour
	wrongCodes      = 5
)

// Live tells whether the person may still come in by it.
func (i Invitation) Live(now time.Time) bool { return i.State == Open && now.Before(i.Ends) }

// letter carries the link and no word of what it is for.
func letter(to, link, language string) mail.Letter {
	say := func(key string) string { return content.Say(language, key) }
	text := []string{say("account.letter.hello"), say("account.letter.who"), link, say("account.letter.ends"), say("account.letter.unknown")}
	return mail.Letter{To: to, Subject: say("account.letter.subject"), Text: strings.Join(text, "\n\n") + "\n"}
}

// Invite posts a letter with a link to somebody, in the practice's language, and gives the code to tell them by
// voice. Neither opens anything alone. People who work here are invited by an owner,
// clients by a therapist.
func Invite(tx *db.Tx, posts who.Post, name, email, about, address, language string) (inv Invitation, code string, err error) {
	if err := mayInvite(tx, posts); err != nil {
		return inv, "", err
	}
	name, email, err = checked(name, email)
	if err != nil {
		return inv, "", err
	}
	if _, err := find(tx, email); !fault.Is(err, fault.NotFound) {
		if err == nil {
			err = fault.New(fault.Conflict, "account.address.taken")
		}
		return inv, "", err
	}
	inv, link, code, err := newInvitation(tx, posts, name, email, about)
	if err != nil {
		return inv, "", err
	}
	return inv, code, mail.Post(tx, letter(email, strings.TrimRight(address, "/")+"/welcome/"+link, language))
}

func newInvitation(tx *db.Tx, posts who.Post, name, email, about string) (inv Invitation, link, code string, err error) {
	which, link, code := id.New[Invitation](tx.Now), id.Secret(), newCode()
	kept := invitationBody{Posts: posts, Name: name, Email: email, About: about,
		Made: db.Ms(tx.Now), Ends: db.Ms(tx.Now.Add(invitationLasts)), At: db.Ms(tx.Now), Code: codeHash(tx, which, code)}
	sealed, err := fixed(tx, "invitation", string(which), kept)
	if err != nil {
		return inv, "", "", err
	}
	tx.Note(trail.Practice, "account.invite", string(which))
	return kept.invitation(which), link, code, insertInvitation(tx, which, linkHash(tx, link), aboutHash(tx, which, about), sealed)
}

// Found is the invitation of the practice's first owner, who sets it up and needs no
// letter: Pages.Greet lets them on. Once anybody has an account it is a Conflict.
func Found(tx *db.Tx, posts who.Post, name, email string) (Invitation, error) {
	if err := tx.Lock("account found"); err != nil {
		return Invitation{}, err
	}
	there, err := anyAccount(tx)
	if err == nil && there {
		err = fault.New(fault.Conflict, "account.founded")
	}
	if err != nil {
		return Invitation{}, err
	}
	name, email, err = checked(name, email)
	if err != nil {
		return Invitation{}, err
	}
	inv, _, _, err := newInvitation(tx, posts, name, email, "")
	return inv, err
}

func mayInvite(tx *db.Tx, posts who.Post) error {
	switch {
	case tx.By.ID == who.House.ID:
		return nil
	case posts&who.Staff != 0 && tx.By.Holds(who.Owner):
		return nil
	case posts == who.Client && tx.By.Holds(who.Therapist):
		return nil
	}
	return fault.New(fault.Forbidden, "fault.forbidden")
}

func newCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
	if err != nil {
		panic(err) // cannot be: the system's randomness does not fail
	}
	return fmt.Sprintf("%08d", n)
}

func linkHash(tx *db.Tx, link string) string { return tx.Ring.Hash("invitation", link) }

func codeHash(tx *db.Tx, which InvitationID, code string) string {
	return base64.RawURLEncoding.EncodeToString(tx.Ring.MAC("invitation code", []byte(which), []byte(code)))
}

// aboutHash finds the invitations of a case without naming it. One that belongs to no
// case has a hash too, so that it does not stand out.
func aboutHash(tx *db.Tx, which InvitationID, about string) string {
	if about == "" {
		about = "none " + string(which)
	}
	return tx.Ring.Hash("invitation about", about)
}

func (b invitationBody) invitation(which InvitationID) Invitation {
	return Invitation{ID: which, Posts: b.Posts, Name: seal.Text(b.Name), Email: seal.Text(b.Email), About: b.About,
		State: b.State, Account: b.Account, Made: db.At(b.Made), Ends: db.At(b.Ends), At: db.At(b.At), body: b}
}

// Invited is one invitation.
func Invited(tx *db.Tx, which InvitationID) (Invitation, error) { return oneInvitation(tx, which) }

// InvitedAbout are the invitations of a case, newest first.
func InvitedAbout(tx *db.Tx, about string) ([]Invitation, error) {
	if about == "" {
		return nil, nil
	}
	return invitationsAbout(tx, aboutHash(tx, "", about))
}

// Forget takes away the invitations that are about something: what they held of a name and an
// address is gone.
func Forget(tx *db.Tx, about string) error {
	if about == "" {
		return nil
	}
	return dropInvitations(tx, aboutHash(tx, "", about))
}

// knock tells whether link and code belong together and still open something. A wrong
// code counts; after the fifth, the invitation is spent. Whoever knocks is not told which
// of these it was.
func knock(tx *db.Tx, link, code string) (Invitation, bool, error) {
	inv, err := invitationByLink(tx, linkHash(tx, link))
	if fault.Is(err, fault.NotFound) {
		return Invitation{}, false, nil
	}
	if err != nil {
		return Invitation{}, false, err
	}
	if inv, err = holdInvitation(tx, inv.ID); err != nil || !inv.Live(tx.Now) {
		return Invitation{}, false, err
	}
	digits := strings.NewReplacer(" ", "", "-", "").Replace(code)
	if subtle.ConstantTimeCompare([]byte(codeHash(tx, inv.ID, digits)), []byte(inv.body.Code)) == 1 {
		return inv, true, nil
	}
	inv.body.Wrong++
	if inv.body.Wrong >= wrongCodes {
		inv.body.State, inv.body.At = Spent, db.Ms(tx.Now)
	}
	tx.Note(trail.Practice, "account.knock.failed", string(inv.ID))
	return Invitation{}, false, saveInvitation(tx, inv)
}

func saveInvitation(tx *db.Tx, inv Invitation) error {
	sealed, err := fixed(tx, "invitation", string(inv.ID), inv.body)
	if err != nil {
		return err
	}
	return changeInvitation(tx, inv.ID, sealed)
}

// holdInvitation reads an invitation and keeps other transactions from it.
func holdInvitation(tx *db.Tx, which InvitationID) (Invitation, error) {
	if err := tx.Lock("invitation " + string(which)); err != nil {
		return Invitation{}, err
	}
	return oneInvitation(tx, which)
}

func advance(tx *db.Tx, inv Invitation, to State, act string) error {
	inv.body.State, inv.body.At = to, db.Ms(tx.Now)
	tx.Note(trail.Practice, act, string(inv.ID))
	return saveInvitation(tx, inv)
}

// accept makes the account that an invitation is for.
func accept(tx *db.Tx, which InvitationID, handle []byte) (Account, error) {
	inv, err := holdInvitation(tx, which)
	if err != nil {
		return Account{}, err
	}
	if !inv.Live(tx.Now) {
		return Account{}, fault.New(fault.Conflict, "account.welcome.wrong")
	}
	name := inv.body.Name
	if inv.Posts&who.Staff == 0 {
		name = "" // a client's name is kept in their contact space, and only there
	}
	a, err := create(tx, inv.Posts, name, inv.body.Email, handle)
	if err != nil {
		return Account{}, err
	}
	inv.body.Account = a.ID
	tx.Touch(Topic(inv.body.About), web.Members)
	return a, advance(tx, inv, Accepted, "account.accept")
}

// Topic is touched when somebody came in by an invitation about that.
func Topic(about string) string { return "invited:" + about }

// Confirm says that whoever came in by an invitation is who was invited.
func Confirm(tx *db.Tx, which InvitationID) error {
	inv, err := holdInvitation(tx, which)
	if err != nil {
		return err
	}
	if inv.State != Accepted {
		return fault.New(fault.Conflict, "account.invitation.notaccepted")
	}
	return advance(tx, inv, Confirmed, "account.confirm")
}

// Withdraw takes an invitation back. If somebody already came in by it, and was not
// confirmed, their account ends.
func Withdraw(tx *db.Tx, which InvitationID) error {
	inv, err := holdInvitation(tx, which)
	if err != nil {
		return err
	}
	switch inv.State {
	case Open, Spent:
	case Accepted:
		if err := End(tx, inv.Account); err != nil {
			return err
		}
	default:
		return fault.New(fault.Conflict, "account.invitation.over")
	}
	return advance(tx, inv, Withdrawn, "account.withdraw")
}

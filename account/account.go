// Package account is how a person comes in: an invitation, a passkey or a password with
// one-time codes, and a way back when a device is lost. It tells nobody who has an
// account here, and what is stored does not tell a client from somebody who works here.
package account

import (
	"crypto/rand"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/push"
	"tillit.care/base/seal"
	"tillit.care/base/trail"
	"tillit.care/base/who"
)

// Account is somebody who can come in. Name is kept here only for people who work in the
// practice; a client's name is in their contact space.
type Account struct {
	ID    who.ID
	Posts who.Post
	Name  seal.Text
	Email seal.Text
	Ended time.Time // zero: not ended

	handle []byte // what a passkey knows the person by
}

// body is what is sealed about an account.
type body struct {
	Posts  who.Post `json:"p"`
	Name   string   `json:"n"`
	Email  string   `json:"e"`
	Handle []byte   `json:"h"`
}

// Person is the account as the author of an act.
func (a Account) Person() who.Person { return who.Person{ID: a.ID, Posts: a.Posts} }

const (
	longestName  = 80
	longestEmail = 254
)

// normal is an address as it is compared: people write the same one in several ways.
// What is no address is empty.
func normal(email string) string {
	email = strings.ToLower(norm.NFKC.String(strings.TrimSpace(email)))
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email || len(email) > longestEmail {
		return ""
	}
	return email
}

func loginOf(tx *db.Tx, email string) string { return tx.Ring.Hash("login", email) }

// handleOf finds an account by what its passkeys know it by.
func handleOf(tx *db.Tx, handle []byte) string { return tx.Ring.Hash("login handle", string(handle)) }

// newHandle is random and not the account's id: the makers of devices keep it, and must
// not be able to match it with a trail or an export.
func newHandle() []byte {
	handle := make([]byte, 32)
	rand.Read(handle)
	return handle
}

// Create makes an account without any way to sign in. An address that has one already is
// a Conflict, which only people who invite may be told.
func Create(tx *db.Tx, posts who.Post, name, email string) (Account, error) {
	return create(tx, posts, name, email, newHandle())
}

func create(tx *db.Tx, posts who.Post, name, email string, handle []byte) (Account, error) {
	name, address, err := checked(name, email)
	if err != nil {
		return Account{}, err
	}
	a := Account{ID: id.New[who.Person](tx.Now), Posts: posts, Name: seal.Text(name), Email: seal.Text(address), handle: handle}
	sealed, err := fixed(tx, "account", string(a.ID), body{posts, name, address, handle})
	if err != nil {
		return Account{}, err
	}
	if err := insertAccount(tx, a.ID, sealed, loginOf(tx, address), handleOf(tx, handle)); err != nil {
		if fault.Is(err, fault.Conflict) {
			return Account{}, fault.Wrap(fault.Conflict, "account.address.taken", err)
		}
		return Account{}, err
	}
	tx.Note(trail.Practice, "account.create", string(a.ID))
	return a, nil
}

func checked(name, email string) (string, string, error) {
	name = strings.TrimSpace(name)
	if utf8.RuneCountInString(name) > longestName {
		return "", "", fault.At("name", "account.name.long")
	}
	address := normal(email)
	if address == "" {
		return "", "", fault.At("email", "account.address.odd")
	}
	return name, address, nil
}

// Least makes every row of this room take the same space, whoever it is about.
func (body) Least() int           { return least }
func (sessionBody) Least() int    { return least }
func (secret) Least() int         { return least }
func (invitationBody) Least() int { return least }

// least holds everything that this room keeps about somebody.
const least = 1800

func fixed(tx *db.Tx, table, row string, v seal.Roomy) ([]byte, error) {
	return tx.Ring.Key("account").Seal(seal.Place{Table: table, Row: row}, v)
}

func unseal(tx *db.Tx, table, row string, sealed []byte, v any) error {
	return tx.Ring.Key("account").Open(seal.Place{Table: table, Row: row}, sealed, v)
}

// Of is the account of a person, ended or not.
func Of(tx *db.Tx, person who.ID) (Account, error) { return oneAccount(tx, person) }

// Staff is everybody who works here now.
func Staff(tx *db.Tx) ([]Account, error) {
	all, err := activeAccounts(tx)
	if err != nil {
		return nil, err
	}
	var staff []Account
	for _, a := range all {
		if a.Person().Holds(who.Staff) {
			staff = append(staff, a)
		}
	}
	return staff, nil
}

// find is the account that signs in with an address.
func find(tx *db.Tx, email string) (Account, error) {
	return accountByLogin(tx, loginOf(tx, normal(email)))
}

// End signs a person out everywhere. They can no longer sign in, and their address may be
// invited again. An account that has ended stays so.
func End(tx *db.Tx, person who.ID) error {
	a, err := Of(tx, person)
	if err != nil || !a.Ended.IsZero() {
		return err
	}
	if err := push.EndAll(tx, person); err != nil {
		return err
	}
	if err := endAccount(tx, person); err != nil {
		return err
	}
	tx.Note(trail.Practice, "account.end", string(person))
	return nil
}

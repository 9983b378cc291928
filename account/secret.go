package account

import (
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/id"
	"tillit.care/base/trail"
	"tillit.care/base/who"
)

// kind is a kind of secret by which a person is known.
type kind string

const (
	byPassword kind = "password"
	byCode     kind = "code"
	byPasskey  kind = "passkey"
	byRecovery kind = "recovery"
)

type secretID = id.ID[secret]

// secret is one thing by which a person is known, sealed, its kind included.
type secret struct {
	ID   secretID  `json:"-"`
	Made time.Time `json:"-"`

	Kind     kind                 `json:"k"`
	Password *Stretched           `json:"p,omitempty"`
	Seed     string               `json:"s,omitempty"` // of one-time codes
	Step     int64                `json:"t,omitempty"` // the last step whose code was used
	Passkey  *webauthn.Credential `json:"c,omitempty"`
	Device   string               `json:"d,omitempty"` // where the passkey was made
	Left     []string             `json:"l,omitempty"` // hashes of recovery codes not used yet
}

// secrets are all by which one person is known.
type secrets []secret

func (all secrets) of(k kind) (secret, bool) {
	for _, s := range all {
		if s.Kind == k {
			return s, true
		}
	}
	return secret{}, false
}

func (all secrets) every(k kind) (found secrets) {
	for _, s := range all {
		if s.Kind == k {
			found = append(found, s)
		}
	}
	return found
}

// suffices tells whether a person can come in by these: a passkey, or a password with
// one-time codes.
func (all secrets) suffices() bool {
	_, password := all.of(byPassword)
	_, code := all.of(byCode)
	return len(all.every(byPasskey)) > 0 || password && code
}

// hold keeps other transactions from the secrets of one person, so that a code is not
// used twice at once.
func hold(tx *db.Tx, person who.ID) (secrets, error) {
	if err := tx.Lock("secret " + string(person)); err != nil {
		return nil, err
	}
	return secretsOf(tx, person)
}

// put keeps a secret. Of everything but passkeys a person has one: it replaces the old.
func put(tx *db.Tx, person who.ID, s secret) error {
	all, err := hold(tx, person)
	if err != nil {
		return err
	}
	for _, old := range all.every(s.Kind) {
		if s.Kind != byPasskey {
			if err := dropSecret(tx, person, old.ID); err != nil {
				return err
			}
		}
	}
	s.ID = id.New[secret](tx.Now)
	sealed, err := fixed(tx, "secret", string(s.ID), s)
	if err != nil {
		return err
	}
	tx.Note(trail.Practice, "account.secret", string(person))
	return insertSecret(tx, s.ID, person, sealed)
}

// keep stores what changed in a secret.
func keep(tx *db.Tx, s secret) error {
	sealed, err := fixed(tx, "secret", string(s.ID), s)
	if err != nil {
		return err
	}
	return changeSecret(tx, s.ID, sealed)
}

// forgetPasskey removes a passkey, unless the person could then no longer come in.
func forgetPasskey(tx *db.Tx, person who.ID, which secretID) error {
	all, err := hold(tx, person)
	if err != nil {
		return err
	}
	var rest secrets
	for _, s := range all {
		if s.ID != which {
			rest = append(rest, s)
		} else if s.Kind != byPasskey {
			return fault.New(fault.NotFound, "fault.notfound")
		}
	}
	if !rest.suffices() {
		return fault.New(fault.Conflict, "account.passkey.last")
	}
	tx.Note(trail.Practice, "account.secret.forget", string(person))
	return dropSecret(tx, person, which)
}

package account

import (
	"bytes"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"tillit.care/base/db"
	"tillit.care/base/fault"
	"tillit.care/base/who"
)

// A passkey is kept by the person's device, which asks for a finger, a face or a PIN: it
// is two proofs in one. It carries the account's handle, so that no address is needed.

// relying is Tillit at its public address, as devices know it. The name shown on a device
// is not the practice's: somebody may look over a shoulder.
func relying(address string) (*webauthn.WebAuthn, error) {
	at, err := url.Parse(address)
	if err != nil || at.Hostname() == "" {
		return nil, fault.New(fault.Internal, "fault.internal")
	}
	needed := true
	return webauthn.New(&webauthn.Config{
		RPID: at.Hostname(), RPDisplayName: "Tillit", RPOrigins: []string{at.Scheme + "://" + at.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			RequireResidentKey: &needed, ResidentKey: protocol.ResidentKeyRequirementRequired,
			UserVerification: protocol.VerificationRequired,
		},
	})
}

// holder is an account, or one about to be, as the library knows it.
type holder struct {
	handle   []byte
	email    string
	passkeys []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return h.handle }
func (h holder) WebAuthnName() string                       { return h.email }
func (h holder) WebAuthnDisplayName() string                { return h.email }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.passkeys }

func (a Account) holder(all secrets) holder {
	h := holder{handle: a.handle, email: a.Email.Reveal()}
	for _, s := range all.every(byPasskey) {
		h.passkeys = append(h.passkeys, *s.Passkey)
	}
	return h
}

func holderOf(tx *db.Tx, person who.ID) (holder, error) {
	a, err := Of(tx, person)
	if err != nil {
		return holder{}, err
	}
	all, err := secretsOf(tx, person)
	return a.holder(all), err
}

// addPasskey keeps a passkey that a device has just made.
func addPasskey(tx *db.Tx, person who.ID, made webauthn.Credential, device string) error {
	made.Attestation = webauthn.CredentialAttestation{} // names the maker of the device; not asked for, not kept
	return put(tx, person, secret{Kind: byPasskey, Passkey: &made, Device: device})
}

var errPasskey = fault.New(fault.Forbidden, "account.passkey.wrong")

// usePasskey finds whose passkey has answered a challenge, and keeps its counter. One
// whose counter went backwards exists twice, and is refused.
func usePasskey(tx *db.Tx, at *webauthn.WebAuthn, asked webauthn.SessionData, answer []byte) (Account, error) {
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return Account{}, errPasskey
	}
	a, err := accountByLogin(tx, handleOf(tx, parsed.Response.UserHandle))
	if fault.Is(err, fault.NotFound) {
		return Account{}, errPasskey
	}
	if err != nil {
		return Account{}, err
	}
	all, err := hold(tx, a.ID)
	if err != nil {
		return Account{}, err
	}
	known := func(_, _ []byte) (webauthn.User, error) { return a.holder(all), nil }
	_, used, err := at.ValidatePasskeyLogin(known, asked, parsed)
	if err != nil || used.Authenticator.CloneWarning {
		return a, errPasskey
	}
	for _, s := range all.every(byPasskey) {
		if bytes.Equal(s.Passkey.ID, used.ID) {
			s.Passkey = used
			return a, keep(tx, s)
		}
	}
	return a, errPasskey
}

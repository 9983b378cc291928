package seal

import (
	"bytes"
	"errors"
	"io"

	"filippo.io/age"
)

// A file that leaves the house is sealed with age (age-encryption.org), so that it can be
// checked by another program than the one that wrote it.

// effort is the work factor of the secret's stretching. It is low, since the secret is
// 256 random bits and nobody guesses those.
const effort = 4

// Into seals what is written for whoever holds the secret. It ends with Close.
func Into(w io.Writer, secret string) (io.WriteCloser, error) {
	to, err := age.NewScryptRecipient(secret)
	if err != nil {
		return nil, err
	}
	to.SetWorkFactor(effort)
	return age.Encrypt(w, to)
}

// From opens what Into sealed. Another secret is ErrWrong.
func From(r io.Reader, secret string) (io.Reader, error) {
	by, err := age.NewScryptIdentity(secret)
	if err != nil {
		return nil, err
	}
	by.SetMaxWorkFactor(effort)
	return opened(age.Decrypt(r, by))
}

// IntoKeeper seals what is written for whoever holds the root key, and needs nothing else.
func IntoKeeper(w io.Writer, k Keeper) (io.WriteCloser, error) { return age.Encrypt(w, keeperOf{k}) }

// FromKeeper opens what IntoKeeper sealed. Another root key is ErrWrong.
func FromKeeper(r io.Reader, k Keeper) (io.Reader, error) { return opened(age.Decrypt(r, keeperOf{k})) }

func opened(r io.Reader, err error) (io.Reader, error) {
	var none *age.NoIdentityMatchError
	if errors.As(err, &none) {
		return nil, ErrWrong
	}
	if err != nil {
		return nil, errors.Join(ErrNotSealed, err)
	}
	return r, nil
}

// ErrNotSealed says that a file is not one that Tillit sealed, or was cut short.
var ErrNotSealed = errors.New("seal: not a sealed file")

// keeperOf lets a Keeper wrap the key of one file, in a stanza of the file's own head.
type keeperOf struct{ Keeper }

const (
	stanza    = "tillit-keeper"
	forFile   = "tillit file key\x00" // a file's key is never taken for the practice's
	ageKeyLen = 16
)

// Wrap is an age.Recipient's.
func (k keeperOf) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	wrapped, err := k.Keeper.Wrap(append([]byte(forFile), fileKey...))
	if err != nil {
		return nil, err
	}
	return []*age.Stanza{{Type: stanza, Body: wrapped}}, nil
}

// Unwrap is an age.Identity's.
func (k keeperOf) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	for _, s := range stanzas {
		if s.Type != stanza {
			continue
		}
		plain, err := k.Keeper.Unwrap(s.Body)
		if errors.Is(err, ErrWrong) {
			return nil, age.ErrIncorrectIdentity
		}
		if err != nil {
			return nil, err
		}
		fileKey, ok := bytes.CutPrefix(plain, []byte(forFile))
		if !ok || len(fileKey) != ageKeyLen {
			return nil, age.ErrIncorrectIdentity
		}
		return fileKey, nil
	}
	return nil, age.ErrIncorrectIdentity
}

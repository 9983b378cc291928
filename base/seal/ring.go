package seal

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"sync"
)

// Keeper holds the root key, outside of the database: a file, a passphrase, or a key
// service elsewhere. It wraps one practice key, from which all others come.
type Keeper interface {
	Wrap(key []byte) ([]byte, error)
	Unwrap(wrapped []byte) ([]byte, error) // ErrWrong when it is not this keeper's
}

// Ring is the keys of one practice, opened.
type Ring struct {
	practice []byte
	keys     sync.Map // purpose → Key
	macs     sync.Map // purpose → []byte
}

// NewRing makes a practice key and gives it back wrapped, to be stored.
func NewRing(k Keeper) (*Ring, []byte, error) {
	practice := newRaw()
	wrapped, err := k.Wrap(practice)
	if err != nil {
		return nil, nil, err
	}
	return &Ring{practice: practice}, wrapped, nil
}

// OpenRing unwraps the practice key. A wrong root key is ErrWrong.
func OpenRing(k Keeper, wrapped []byte) (*Ring, error) {
	practice, err := k.Unwrap(wrapped)
	if err != nil {
		return nil, err
	}
	return &Ring{practice: practice}, nil
}

// Rewrap gives the practice key to a new keeper.
func (r *Ring) Rewrap(k Keeper) ([]byte, error) { return k.Wrap(r.practice) }

func (r *Ring) derive(purpose string) []byte {
	raw, err := hkdf.Key(sha256.New, r.practice, nil, "tillit "+purpose, KeySize)
	if err != nil {
		panic(err) // cannot be: the length is one that HKDF gives
	}
	return raw
}

// Key is the practice's key for a purpose that belongs to no space, such as sign-in.
func (r *Ring) Key(purpose string) Key {
	if k, ok := r.keys.Load(purpose); ok {
		return k.(Key)
	}
	k, err := keyOf(r.derive(purpose))
	if err != nil {
		panic(err) // cannot be: the key has the right length
	}
	r.keys.Store(purpose, k)
	return k
}

// MAC authenticates parts, in order, for a purpose.
func (r *Ring) MAC(purpose string, parts ...[]byte) []byte {
	key, ok := r.macs.Load(purpose)
	if !ok {
		key, _ = r.macs.LoadOrStore(purpose, r.derive("mac "+purpose))
	}
	mac := hmac.New(sha256.New, key.([]byte))
	for _, part := range parts {
		mac.Write([]byte{byte(len(part) >> 24), byte(len(part) >> 16), byte(len(part) >> 8), byte(len(part))})
		mac.Write(part)
	}
	return mac.Sum(nil)
}

// Hash finds a row by something that must not be stored, such as an e-mail address.
func (r *Ring) Hash(purpose, text string) string {
	return base64.RawURLEncoding.EncodeToString(r.MAC(purpose, []byte(text)))
}

// Secret is text for handing to another program, such as the one that seals backups.
func (r *Ring) Secret(purpose string) string {
	return base64.RawURLEncoding.EncodeToString(r.derive("secret " + purpose))
}

// NewKey makes a key of its own for one place, usable and wrapped.
func (r *Ring) NewKey(place Place) (Key, []byte, error) {
	raw := newRaw()
	wrapped, err := r.Key("wrap").Bytes(place, raw)
	if err != nil {
		return Key{}, nil, err
	}
	k, err := keyOf(raw)
	return k, wrapped, err
}

// Unwrap opens a key that NewKey wrapped.
func (r *Ring) Unwrap(place Place, wrapped []byte) (Key, error) {
	raw, err := r.Key("wrap").OpenBytes(place, wrapped)
	if err != nil {
		return Key{}, err
	}
	return keyOf(raw)
}

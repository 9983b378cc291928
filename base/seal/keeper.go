package seal

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"os"
	"strings"

	"golang.org/x/crypto/argon2"
)

var rootPlace = Place{Table: "keeping", Row: "practice"}

// File is a root key in a file that is kept apart from the database and its backups.
type File struct{ key Key }

const fileHead = "tillit root key 1 "

// ErrNoFile says that there is no key file where one was expected.
var ErrNoFile = errors.New("seal: no key file")

// ErrNotKey says that a file is not a key file.
var ErrNotKey = errors.New("seal: not a Tillit key file")

// OpenFile reads a key file.
func OpenFile(path string) (File, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return File{}, ErrNoFile
	}
	if err != nil {
		return File{}, err
	}
	line, ok := strings.CutPrefix(strings.TrimSpace(string(text)), fileHead)
	raw, err := base64.RawURLEncoding.DecodeString(line)
	if !ok || err != nil || len(raw) != KeySize {
		return File{}, ErrNotKey
	}
	k, err := keyOf(raw)
	return File{k}, err
}

// NewFile writes a new key file, readable by its owner alone, and never over another.
func NewFile(path string) (File, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return File{}, err
	}
	_, err = f.WriteString(fileHead + base64.RawURLEncoding.EncodeToString(newRaw()) + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return File{}, err
	}
	return OpenFile(path)
}

// Wrap is a Keeper's.
func (f File) Wrap(key []byte) ([]byte, error) { return f.key.Bytes(rootPlace, key) }

// Unwrap is a Keeper's.
func (f File) Unwrap(wrapped []byte) ([]byte, error) { return f.key.OpenBytes(rootPlace, wrapped) }

// Passphrase is a root key that somebody knows and types when Tillit starts. It is
// stretched with Argon2id (64 MiB, three passes), whose salt stands before what it wraps.
type Passphrase string

const saltSize = 16

func (p Passphrase) key(salt []byte) (Key, error) {
	return keyOf(argon2.IDKey([]byte(p), salt, 3, 64<<10, 2, KeySize))
}

// Wrap is a Keeper's.
func (p Passphrase) Wrap(key []byte) ([]byte, error) {
	salt := make([]byte, saltSize)
	rand.Read(salt)
	k, err := p.key(salt)
	if err != nil {
		return nil, err
	}
	wrapped, err := k.Bytes(rootPlace, key)
	return append(salt, wrapped...), err
}

// Unwrap is a Keeper's.
func (p Passphrase) Unwrap(wrapped []byte) ([]byte, error) {
	if len(wrapped) < saltSize {
		return nil, ErrWrong
	}
	k, err := p.key(wrapped[:saltSize])
	if err != nil {
		return nil, err
	}
	return k.OpenBytes(rootPlace, wrapped[saltSize:])
}

// Package id makes the names of things: typed, sortable, and never a secret.
package id

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"time"

	"tillit.care/base/fault"
)

// ID names one T. It sorts by the moment it was made, to the millisecond.
type ID[T any] string

// Crockford's alphabet, lower case: sortable, without i, l, o and u.
var letters = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

const length = 26

// New makes an id for something that came to be at now: 48 bits of milliseconds,
// then 80 random bits.
func New[T any](now time.Time) ID[T] {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMilli())<<16)
	rand.Read(b[6:])
	return ID[T](letters.EncodeToString(b[:]))
}

// Parse reads an id that came from outside. What is not an id names nothing: NotFound.
func Parse[T any](s string) (ID[T], error) {
	if len(s) != length {
		return "", fault.New(fault.NotFound, "fault.notfound")
	}
	if _, err := letters.DecodeString(s); err != nil {
		return "", fault.New(fault.NotFound, "fault.notfound")
	}
	return ID[T](s), nil
}

// Secret makes 256 random bits as text, for links and sessions. A secret is never an
// id, and only its hash is stored.
func Secret() string {
	var b [32]byte
	rand.Read(b[:])
	return letters.EncodeToString(b[:])
}

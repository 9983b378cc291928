// Package id makes the names of things: typed, sortable, and never a secret.
package id

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"io"
	"time"

	"tillit.care/base/fault"
)

// ID names one T. It sorts by the moment it was made, to the millisecond.
type ID[T any] string

// Crockford's alphabet, lower case: sortable, without i, l, o and u.
var letters = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

const length = 26

// source is where the random part of an id comes from. Secrets never come from it.
var source io.Reader = rand.Reader

// Draw has ids drawn from a test's own source until back is called, so that two runs of one
// story can be compared byte by byte.
func Draw(from io.Reader) (back func()) {
	before := source
	source = from
	return func() { source = before }
}

// New makes an id for something that came to be at now: 48 bits of milliseconds,
// then 80 random bits.
func New[T any](now time.Time) ID[T] {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMilli())<<16)
	if _, err := io.ReadFull(source, b[6:]); err != nil {
		panic("id: no random bits: " + err.Error())
	}
	return ID[T](letters.EncodeToString(b[:]))
}

// Of makes the id of something that came to be at a moment out of what it is: 80 bits of a
// keyed hash stand in the place of chance, so that the same thing has the same name.
func Of[T any](at time.Time, hash []byte) ID[T] {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(at.UnixMilli())<<16)
	copy(b[6:], hash)
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

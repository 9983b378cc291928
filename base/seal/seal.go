// Package seal turns what is confidential into bytes that say nothing, not even how
// long it was, and back again only in the place where it belongs.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"log/slog"
)

// Text is confidential text in memory. It never prints; Reveal is the only way to it.
type Text string

// Reveal gives the text itself, to draw it on the page of somebody who may see it.
func (t Text) Reveal() string { return string(t) }

func (t Text) String() string       { return "[sealed]" }
func (t Text) GoString() string     { return "[sealed]" }
func (t Text) LogValue() slog.Value { return slog.StringValue("[sealed]") }

// Place is where sealed bytes belong. Bytes moved to another row, table or space do not
// open there.
type Place struct{ Table, Space, Row string }

func (p Place) bytes() []byte { return []byte(p.Table + "\x00" + p.Space + "\x00" + p.Row) }

// Key seals and opens with AES-256-GCM. The zero Key does neither.
type Key struct{ aead cipher.AEAD }

// KeySize is the length of a key in bytes.
const KeySize = 32

// ErrWrong says that the bytes were not sealed with this key for this place.
var ErrWrong = errors.New("seal: wrong key or wrong place")

var errNoKey = errors.New("seal: no key")

func keyOf(raw []byte) (Key, error) {
	block, err := aes.NewCipher(raw)
	if err != nil {
		return Key{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return Key{aead}, err
}

func newRaw() []byte {
	raw := make([]byte, KeySize)
	rand.Read(raw)
	return raw
}

// sizes hide how long something is: an answer to seven questions and one to twenty take
// the same room. Beyond the last, lengths go up in steps of it. What takes 3840 still fits,
// with its row, on one of SQLite's pages of 4 KiB; the next byte would need a second one.
var sizes = []int{256, 2048, 3840, 16384}

func padded(n, least int) int {
	for _, size := range sizes {
		if n <= size && least <= size {
			return size
		}
	}
	last := sizes[len(sizes)-1]
	return (n + last - 1) / last * last
}

// Bytes seals plain for its place.
func (k Key) Bytes(place Place, plain []byte) ([]byte, error) { return k.bytes(place, plain, 0) }

// Steps is Bytes whose length goes up in steps of one size.
func (k Key) Steps(place Place, plain []byte, step int) ([]byte, error) {
	if k.aead == nil {
		return nil, errNoKey
	}
	return k.fill(place, plain, (len(plain)+4+step-1)/step*step), nil
}

func (k Key) bytes(place Place, plain []byte, least int) ([]byte, error) {
	if k.aead == nil {
		return nil, errNoKey
	}
	return k.fill(place, plain, padded(len(plain)+4, least)), nil
}

// fill seals plain in a room of that size.
func (k Key) fill(place Place, plain []byte, size int) []byte {
	room := make([]byte, size)
	binary.BigEndian.PutUint32(room, uint32(len(plain)))
	copy(room[4:], plain)
	return k.aead.Seal(nil, nil, room, place.bytes())
}

// OpenBytes opens what Bytes sealed. Anything else is ErrWrong.
func (k Key) OpenBytes(place Place, sealed []byte) ([]byte, error) {
	if k.aead == nil {
		return nil, errNoKey
	}
	room, err := k.aead.Open(nil, nil, sealed, place.bytes())
	if err != nil || len(room) < 4 {
		return nil, ErrWrong
	}
	n := binary.BigEndian.Uint32(room)
	if int(n) > len(room)-4 {
		return nil, ErrWrong
	}
	return room[4 : 4+n], nil
}

// Roomy is a value that takes at least so many bytes when it is sealed, so that its size
// does not tell one state of it from another.
type Roomy interface{ Least() int }

// Seal seals any value as JSON.
func (k Key) Seal(place Place, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	least := 0
	if roomy, ok := v.(Roomy); ok {
		least = roomy.Least()
	}
	return k.bytes(place, plain, least)
}

// Open opens what Seal sealed into v.
func (k Key) Open(place Place, sealed []byte, v any) error {
	plain, err := k.OpenBytes(place, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, v)
}
